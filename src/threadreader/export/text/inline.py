r"""Text and links on a line: escapes, `[words] <address>`, and back."""

import re
from collections.abc import Iterable

from threadreader.model.blocks import LINE_BREAK, Marks, Span, Spans, merge
from threadreader.model.clean import clean, clean_address, is_relative

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
