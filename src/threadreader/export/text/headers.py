"""The line that a comment begins with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.export import checked
from threadreader.export.text.inline import escape_before_address, read_address, unescape, write_address
from threadreader.model.clean import clean_line
from threadreader.model.moment import Moment, parse_iso
from threadreader.model.thread import Author, Comment, Kind, Status

START = re.compile(r"#[0-9]")
"""What no other line at the margin begins with."""

_NOBODY = "(no name)"
_NO_TIME = "no time"
_ADDRESS = r"<(?P<url>(?:[^<>\\ ]|\\.)*)>"
_WHO = re.compile(rf"(?P<name>.*?)(?: {_ADDRESS})?(?P<op> \(OP\))?")
_HEADER = re.compile(
    r"#(?P<number>[0-9]+) (?P<who>.+), "
    r"(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]{8}(?:[+-][0-9:]+)?)?|\"(?:[^\"\\]|\\.)*\"|no time)"
    r"(?:, re #(?P<parent>[0-9]+))?(?:, (?P<kind>pingback|trackback))?(?:, (?P<status>removed|missing))?"
    r"(?:, score (?P<score>-?[0-9]+))?(?:, unread)?(?:, starred)?(?: \[(?P<fragment>#?)(?P<id>(?:[^\[\]\\]|\\.)+)\])?"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header line says; `is_fragment` where the permalink is the page's address with the id as fragment."""

    number: int
    parent: int | None
    comment_id: str
    is_fragment: bool
    author: Author | None
    by_op: bool
    posted_at: Moment | None
    kind: Kind
    status: Status
    score: int | None


def write_header(
    comment: Comment, number: int, parent: int | None, marks: Sequence[str] = (), *, is_fragment: bool
) -> str:
    """The line of the comment with this number; the marks of a reader are not read again."""
    fields = [
        write_author(comment.author) + (" (OP)" if comment.by_op else ""),
        _write_time(comment.posted_at),
        f"re #{parent}" if parent is not None else "",
        str(comment.kind) if comment.kind is not Kind.COMMENT else "",
        str(comment.status) if comment.status is not Status.PRESENT else "",
        f"score {comment.score}" if comment.score is not None else "",
        *marks,
    ]
    return f"#{number} " + ", ".join(filter(None, fields)) + f" [{'#' * is_fragment}{_write_id(comment.id)}]"


def read_header(line: str) -> Header:
    """The inverse of `write_header`; ValueError where the line is none, or a number in it is too large."""
    found = _HEADER.fullmatch(line)
    who = found and _WHO.fullmatch(found["who"])
    if not found or not who:
        raise ValueError(f"not the first line of a comment: {line[:80]}")
    return Header(
        number=int(found["number"]),
        parent=int(found["parent"]) if found["parent"] else None,
        comment_id=re.sub(r"\\(.)", r"\1", found["id"] or f"comment-{found['number']}"),
        is_fragment=bool(found["fragment"]),
        author=_author(who),
        by_op=bool(who["op"]),
        posted_at=_read_time(found["time"]),
        kind=Kind(found["kind"] or Kind.COMMENT),
        status=Status(found["status"] or Status.PRESENT),
        score=checked.number(int(found["score"])) if found["score"] else None,
    )


def write_author(author: Author | None) -> str:
    """A name and the address it leads to."""
    if author is None:
        return _NOBODY
    name = escape_before_address(clean_line(author.name))
    return name.replace("(OP)", r"\(OP)").replace(_NOBODY, "\\" + _NOBODY) + write_address(author.url)


def read_author(words: str) -> Author | None:
    """The inverse of `write_author`."""
    found = _WHO.fullmatch(words)
    return _author(found) if found else None


def _author(found: re.Match[str]) -> Author | None:
    name = clean_line(unescape(found["name"]))
    if found["name"] == _NOBODY or not name:
        return None
    return Author(name, read_address(found["url"]) if found["url"] else None)


def _write_time(moment: Moment | None) -> str:
    if moment is None:
        return _NO_TIME
    return moment.iso or '"' + re.sub(r'[\\"]', r"\\\g<0>", clean_line(moment.text)) + '"'


def _read_time(words: str) -> Moment | None:
    if words == _NO_TIME:
        return None
    return Moment(re.sub(r"\\(.)", r"\1", words[1:-1])) if words.startswith('"') else parse_iso(words, words)


def _write_id(comment_id: str) -> str:
    return re.sub(r"[\[\]\\]|^#", r"\\\g<0>", clean_line(comment_id))
