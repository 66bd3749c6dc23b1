"""Inline grammar of the text form, written and read: links and escapes, wrapped lines, and headers of comments.

Lines are wrapped at a single space, or between two characters of a script that is written without spaces; joining
restores it. A word wider than the line is not broken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from threadreader.dataclass import dataclass
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
    """Write spans as text with links, split at line breaks into one string or more."""
    segments: list[list[Span]] = [[]]
    for span in spans:
        if Marks.BREAK in span.marks:
            segments.append([])
        else:
            segments[-1].append(Span(span.text, href=span.href))
    return [_write_segment(merge(segment)) for segment in segments]


def read_segments(segments: Iterable[str]) -> Spans:
    """Inverse of `write_segments`, without marks."""
    spans: list[Span] = []
    for number, segment in enumerate(segments):
        if number:
            spans.append(LINE_BREAK)
        spans += _read_segment(segment)
    return merge(spans)


def escape(text: str) -> str:
    """Escape text for any position in a line except its start."""
    return _LIKE_ADDRESS.sub(r"\\<", _LOOSE_BACKSLASH.sub(r"\\\\", clean(text)))


def escape_before_address(text: str) -> str:
    """Escape text where any angle bracket begins an address."""
    return _LOOSE_BACKSLASH.sub(r"\\\\", clean(text)).replace("<", r"\<")


def escape_in_brackets(text: str) -> str:
    """Escape text between brackets."""
    return _BRACKET.sub(r"\\\g<0>", escape(text))


def unescape(text: str) -> str:
    """Inverse of every escape."""
    return "".join(_plain(token) for token in _TOKEN.finditer(text))


def write_address(address: str | None) -> str:
    """Write ` <address>`, "" for none or an unsafe one."""
    safe = address and clean_address(address)
    return " <" + re.sub(r"[<>\\]", r"\\\g<0>", safe) + ">" if safe else ""


def read_address(text: str) -> str | None:
    """Address between angle brackets, None if it is unsafe."""
    return clean_address(_remove_backslashes(text))


def _remove_backslashes(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def write_cell(spans: Spans) -> str:
    """Write spans as a table cell, on one line."""
    return r"\/".join(write_segments(spans)).replace("|", r"\|")


def read_cell(text: str) -> Spans:
    """Inverse of `write_cell`."""
    segments = [""]
    for part in _CELL_PART.findall(text):
        if part == r"\/":
            segments.append("")
        else:
            segments[-1] += part
    return read_segments(segments)


def _write_segment(spans: Spans) -> str:
    texts = [_write_span(span) for span in spans]
    if spans and not spans[0].href:
        texts[0] = re.sub(r"^ ", r"\\_", texts[0])
    if spans and not spans[-1].href:
        texts[-1] = re.sub(r" $", r"\\_", texts[-1])
    return "".join(texts)


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
        label = tokens[opened + 1 : -2] if address and opened >= 0 and _is_closed(tokens) else []
        if not address or (token["relative"] and not label):
            opened = len(tokens) if token["bracket"] == "[" else opened
            tokens.append(token)
            continue
        before = tokens[:opened] if label else tokens
        spans += _spans(before) + (_spans(label, address) or [Span(address, href=address)])
        tokens, opened = [], -1
    return spans + _spans(tokens)


def _address_in(token: re.Match[str]) -> str | None:
    address = token["address"] or token["relative"]
    return read_address(address) if address else None


def _is_closed(tokens: list[re.Match[str]]) -> bool:
    return [token[0] for token in tokens[-2:]] == ["]", " "]


def _spans(tokens: list[re.Match[str]], href: str | None = None) -> list[Span]:
    text = clean("".join(map(_plain, tokens))).replace("\n", " ").replace("\t", " ")
    return [Span(text, href=href)] if text else []


def _plain(token: re.Match[str]) -> str:
    escaped = token["escaped"]
    if token["relative"]:
        return f"<{unescape(token['relative'])}>"
    if escaped is None:
        return token[0]
    return " " if escaped == "_" else escaped


# End of a line that ends with a line break.
_BREAK = " \\"

_SPACE = re.compile(r"(?<=[^ ]) (?=[^ ])")
_BOUNDARY = re.compile(f"(?<={CJK.pattern})(?={CJK.pattern})")
_SPECIAL = re.compile(r"[>|]|\*(?: |$)|=+(?: |$)|---$|!\[|↑(?: |$)")
_NUMBER = re.compile(r"(-?[0-9]+)\.(?= |$)")


def write_lines(segments: Sequence[str], width: int, marker: str = "") -> list[str]:
    """Wrap segments, each but the last ending with a line break; `marker` begins the paragraph."""
    lines: list[str] = []
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        if is_last and number and not segment:
            break
        wrapped = _wrap(segment, width and max(width - (0 if is_last else len(_BREAK)), 1), "" if number else marker)
        lines += wrapped if is_last else [*wrapped[:-1], (wrapped[-1] + _BREAK).removeprefix(" ")]
    return lines


def read_lines(lines: Sequence[str]) -> list[str]:
    """Inverse of `write_lines`, except that the marker stays."""
    segments: list[str] = []
    current: str | None = None
    for line in lines:
        has_break = line.endswith(_BREAK) or line == _BREAK[1:]
        text = line[: -len(_BREAK)] if has_break else line
        current = text if current is None else _join(current, text)
        if has_break:
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
    """Unbreakable pieces, each with the glue before it: a space or nothing."""
    if "  " not in segment and not CJK.search(segment):
        for number, word in enumerate(segment.split(" ")):
            yield " " if number else "", word
        return
    start = 0
    glue = ""
    for space in _SPACE.finditer(segment):
        offset = space.start()
        if not _is_spaceless(segment[offset - 1], segment[offset + 1]):
            yield from _parts(segment[start:offset], glue)
            start, glue = offset + 1, " "
    yield from _parts(segment[start:], glue)


def _parts(text: str, glue: str) -> Iterator[tuple[str, str]]:
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        offset = boundary.start()
        if may_break(text[offset - 1], text[offset]):
            yield glue, text[start:offset]
            start, glue = offset, ""
    yield glue, text[start:]


def _escape_start(token: str) -> str:
    if _SPECIAL.match(token):
        return "\\" + token
    return _NUMBER.sub(r"\1\\.", token, count=1) if _NUMBER.match(token) else token


def _join(before: str, after: str) -> str:
    return before + ("" if _is_spaceless(before[-1:], after[:1]) else " ") + after


def _is_spaceless(before: str, after: str) -> bool:
    return CJK.match(before) is not None and CJK.match(after) is not None


HEADER_START = re.compile(r"#[0-9]")
"""Start of a comment's header; escaped at the start of other lines at the margin."""

_NO_AUTHOR = "(no name)"
_NO_TIME = "no time"
_ADDRESS = r"<(?P<url>(?:[^<>\\ ]|\\.)*)>"
_AUTHOR = re.compile(rf"(?P<name>.*?)(?: {_ADDRESS})?(?P<op> \(OP\))?")
_HEADER = re.compile(
    r"#(?P<number>[0-9]+) (?P<author>.+), "
    r"(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]{8}(?:[+-][0-9:]+)?)?|\"(?:[^\"\\]|\\.)*\"|no time)"
    r"(?:, re #(?P<parent>[0-9]+))?(?:, (?P<kind>pingback|trackback))?(?:, (?P<status>removed|missing))?"
    r"(?:, score (?P<score>-?[0-9]+))?(?:, unread)?(?:, starred)?(?: \[(?P<fragment>#?)(?P<id>(?:[^\[\]\\]|\\.)+)\])?"
)


@dataclass(frozen=True, slots=True)
class Header:
    """Fields of a header line; `is_fragment`: the permalink is the page's address with the id as fragment."""

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
    """Write the header line of a comment; `read_header` ignores the marks."""
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
    """Inverse of `write_header`; ValueError if the line is no header, or a number in it is too large."""
    match = _HEADER.fullmatch(line)
    author = match and _AUTHOR.fullmatch(match["author"])
    if not match or not author:
        raise ValueError(f"not the first line of a comment: {line[:80]}")
    return Header(
        number=int(match["number"]),
        parent=int(match["parent"]) if match["parent"] else None,
        comment_id=_remove_backslashes(match["id"] or f"comment-{match['number']}"),
        is_fragment=bool(match["fragment"]),
        author=_author(author),
        by_op=bool(author["op"]),
        posted_at=_read_time(match["time"]),
        kind=Kind(match["kind"] or Kind.COMMENT),
        status=Status(match["status"] or Status.PRESENT),
        score=json.number(int(match["score"])) if match["score"] else None,
    )


def write_author(author: Author | None) -> str:
    """Write the name of an author with the address of the profile."""
    if author is None:
        return _NO_AUTHOR
    name = escape_before_address(clean_line(author.name))
    return name.replace("(OP)", r"\(OP)").replace(_NO_AUTHOR, "\\" + _NO_AUTHOR) + write_address(author.url)


def read_author(text: str) -> Author | None:
    """Inverse of `write_author`."""
    match = _AUTHOR.fullmatch(text)
    return _author(match) if match else None


def _author(match: re.Match[str]) -> Author | None:
    name = clean_line(unescape(match["name"]))
    if match["name"] == _NO_AUTHOR or not name:
        return None
    return Author(name, read_address(match["url"]) if match["url"] else None)


def _write_time(moment: Moment | None) -> str:
    if moment is None:
        return _NO_TIME
    return moment.iso or '"' + re.sub(r'[\\"]', r"\\\g<0>", clean_line(moment.text)) + '"'


def _read_time(text: str) -> Moment | None:
    if text == _NO_TIME:
        return None
    return Moment(_remove_backslashes(text[1:-1])) if text.startswith('"') else parse_iso(text, text)


def _write_id(comment_id: str) -> str:
    return re.sub(r"[\[\]\\]|^#", r"\\\g<0>", clean_line(comment_id))
