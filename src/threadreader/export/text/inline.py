"""Text and links on a line: escapes, `[words] <address>`, and back.

Paragraphs as lines that can be joined again.

A line ends at a single space, or between two characters of a script that is written without spaces; joining puts
back what stood there. A word wider than the line stands alone.

The line that a comment begins with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from threadreader.export import json
from threadreader.model.blocks import LINE_BREAK, Marks, Span, Spans, merge
from threadreader.model.text import Moment, clean, clean_address, clean_line, is_relative, parse_iso
from threadreader.model.thread import Author, Comment, Kind, Status
from threadreader.render.width import CJK, cell_width, may_break

_PUNCTUATION = r"!-/:-@\[-`{-~↑"
_LOOSE_BACKSLASH = re.compile(rf"\\(?=[{_PUNCTUATION} ]|$)")
_LIKE_ADDRESS = re.compile(r"(?<=\] )<|<(?=[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_BRACKET = re.compile(r"[\[\]]")
_BEFORE_ADDRESS = re.compile(r"\](?= $)")
_TOKEN = re.compile(
    rf"\\(?P<escaped>[{_PUNCTUATION}])"
    r"|<(?P<address>[a-z][a-z0-9+.-]*:(?:[^<>\\ ]|\\.)*)>"
    r"|(?<=\] )<(?P<relative>(?:[^<>\\ ]|\\.)+)>"
    r"|(?P<bracket>[\[\]])"
    r"|(?P<plain>[^\\<\[\]]+|.)",
    re.IGNORECASE | re.DOTALL,
)
_CELL_PART = re.compile(r"(?:[^\\]|\\[^/])+|\\/|\\$")


def write_segments(spans: Iterable[Span]) -> list[str]:
    """Spans as text with links, one string for each line that the writer made; at least one."""
    segments: list[list[Span]] = [[]]
    for span in spans:
        if Marks.BREAK in span.marks:
            segments.append([])
        else:
            segments[-1].append(Span(span.text, href=span.href))
    return [_write_segment(merge(segment)) for segment in segments]


def read_segments(segments: Iterable[str]) -> Spans:
    """The inverse of `write_segments`, without marks."""
    spans: list[Span] = []
    for number, segment in enumerate(segments):
        if number:
            spans.append(LINE_BREAK)
        spans += _read_segment(segment)
    return merge(spans)


def escape(words: str) -> str:
    """Text that reads back as itself wherever it stands in a line, though not at the beginning of one."""
    return _LIKE_ADDRESS.sub(r"\\<", _LOOSE_BACKSLASH.sub(r"\\\\", clean(words)))


def escape_before_address(words: str) -> str:
    """Text that reads back as itself where any angle bracket begins an address."""
    return _LOOSE_BACKSLASH.sub(r"\\\\", clean(words)).replace("<", r"\<")


def escape_in_brackets(words: str) -> str:
    """Text that reads back as itself between brackets."""
    return _BRACKET.sub(r"\\\g<0>", escape(words))


def unescape(words: str) -> str:
    """The inverse of every escape."""
    return "".join(_plain(token) for token in _TOKEN.finditer(words))


def write_address(address: str | None) -> str:
    """` <address>`, or nothing where there is none that is safe."""
    safe = address and clean_address(address)
    return " <" + re.sub(r"[<>\\]", r"\\\g<0>", safe) + ">" if safe else ""


def read_address(words: str) -> str | None:
    """The address between angle brackets, None where it is not safe."""
    return clean_address(re.sub(r"\\(.)", r"\1", words))


def write_cell(spans: Spans) -> str:
    """Spans as the cell of a table, on one line."""
    return r"\/".join(write_segments(spans)).replace("|", r"\|")


def read_cell(words: str) -> Spans:
    """The inverse of `write_cell`."""
    segments = [""]
    for part in _CELL_PART.findall(words):
        if part == r"\/":
            segments.append("")
        else:
            segments[-1] += part
    return read_segments(segments)


def _write_segment(spans: Spans) -> str:
    written = [_write_span(span) for span in spans]
    if spans and not spans[0].href:
        written[0] = re.sub(r"^ ", r"\\_", written[0])
    if spans and not spans[-1].href:
        written[-1] = re.sub(r" $", r"\\_", written[-1])
    return "".join(written)


def _write_span(span: Span) -> str:
    address = write_address(span.href)
    if not address:
        return _BEFORE_ADDRESS.sub(r"\\]", escape(span.text))
    is_bare = span.text == span.href and not is_relative(span.text)
    return address[1:] if is_bare else f"[{escape_in_brackets(span.text)}]{address}"


def _read_segment(segment: str) -> list[Span]:
    spans: list[Span] = []
    tokens: list[re.Match[str]] = []
    opened = -1
    for token in _TOKEN.finditer(segment):
        address = _address_in(token)
        words = tokens[opened + 1 : -2] if address and opened >= 0 and _closes(tokens) else []
        if not address or (token["relative"] and not words):
            opened = len(tokens) if token["bracket"] == "[" else opened
            tokens.append(token)
            continue
        before = tokens[:opened] if words else tokens
        spans += _spans(before) + (_spans(words, address) or [Span(address, href=address)])
        tokens, opened = [], -1
    return spans + _spans(tokens)


def _address_in(token: re.Match[str]) -> str | None:
    written = token["address"] or token["relative"]
    return read_address(written) if written else None


def _closes(tokens: list[re.Match[str]]) -> bool:
    return [token[0] for token in tokens[-2:]] == ["]", " "]


def _spans(tokens: list[re.Match[str]], href: str | None = None) -> list[Span]:
    words = clean("".join(map(_plain, tokens))).replace("\n", " ").replace("\t", " ")
    return [Span(words, href=href)] if words else []


def _plain(token: re.Match[str]) -> str:
    escaped = token["escaped"]
    if token["relative"]:
        return f"<{unescape(token['relative'])}>"
    if escaped is None:
        return token[0]
    return " " if escaped == "_" else escaped


BREAK = " \\"
"""What ends a line that the writer ended."""

_SPACE = re.compile(r"(?<=[^ ]) (?=[^ ])")
_BOUNDARY = re.compile(f"(?<={CJK.pattern})(?={CJK.pattern})")
_SPECIAL = re.compile(r"[>|]|\*(?: |$)|=+(?: |$)|---$|!\[|↑(?: |$)")
_NUMBER = re.compile(r"(-?[0-9]+)\.(?= |$)")


def write_lines(segments: Sequence[str], width: int, marker: str = "") -> list[str]:
    """Segments wrapped, each but the last ended by a line break; `marker` says what the paragraph is."""
    lines: list[str] = []
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        if last and number and not segment:
            break
        wrapped = _wrap(segment, width and max(width - (0 if last else len(BREAK)), 1), "" if number else marker)
        lines += wrapped if last else [*wrapped[:-1], (wrapped[-1] + BREAK).removeprefix(" ")]
    return lines


def read_lines(lines: Sequence[str]) -> list[str]:
    """The inverse of `write_lines`, the marker still at the beginning."""
    segments: list[str] = []
    current: str | None = None
    for line in lines:
        broken = line.endswith(BREAK) or line == BREAK[1:]
        words = line[: -len(BREAK)] if broken else line
        current = words if current is None else _join(current, words)
        if broken:
            segments.append(current)
            current = None
    return [*segments, current or ""]


def _wrap(segment: str, width: int, marker: str) -> list[str]:
    if not width:
        return [marker + segment if marker else _escape_start(segment)]
    lines: list[str] = []
    line = marker
    used = cell_width(marker)
    fresh = True
    for glue, token in _tokens(segment):
        room = cell_width(glue + token)
        if not fresh and used + room > width:
            lines.append(line)
            line, used, fresh = "", 0, True
        if fresh:
            piece = token if line else _escape_start(token)
            line += piece
            used += cell_width(piece)
            fresh = False
        else:
            line += glue + token
            used += room
    return [*lines, line]


def _tokens(segment: str) -> Iterator[tuple[str, str]]:
    """What may not be parted, each with what stands before it: a space or nothing."""
    if "  " not in segment and not CJK.search(segment):
        for number, word in enumerate(segment.split(" ")):
            yield " " if number else "", word
        return
    start = 0
    glue = ""
    for space in _SPACE.finditer(segment):
        place = space.start()
        if not _written_without_spaces(segment[place - 1], segment[place + 1]):
            yield from _parts(segment[start:place], glue)
            start, glue = place + 1, " "
    yield from _parts(segment[start:], glue)


def _parts(words: str, glue: str) -> Iterator[tuple[str, str]]:
    start = 0
    for boundary in _BOUNDARY.finditer(words):
        place = boundary.start()
        if may_break(words[place - 1], words[place]):
            yield glue, words[start:place]
            start, glue = place, ""
    yield glue, words[start:]


def _escape_start(token: str) -> str:
    if _SPECIAL.match(token):
        return "\\" + token
    return _NUMBER.sub(r"\1\\.", token, count=1) if _NUMBER.match(token) else token


def _join(before: str, after: str) -> str:
    return before + ("" if _written_without_spaces(before[-1:], after[:1]) else " ") + after


def _written_without_spaces(before: str, after: str) -> bool:
    return CJK.match(before) is not None and CJK.match(after) is not None


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
        score=json.number(int(found["score"])) if found["score"] else None,
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
