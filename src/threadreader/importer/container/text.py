"""Plain text files: text dumps of pages, mails, and exports of this program as JSON.

A dump is what a text browser, a copy from a browser or an extractor made of a page.
"""

import re
from collections.abc import Iterator

from threadreader.errors import PageError
from threadreader.importer.container.base import Container, Source, original_bytes, read_whole, text_start
from threadreader.lexicon import alternatives, compile_lazily

KIND = "text"
SUFFIXES = (".txt", ".mbox", ".eml")

# The text of no page comes near, and its lines take several times the memory of its bytes.
MAX_TEXT_BYTES = 128 * 1024 * 1024

# Characters that no text has; backspace (struck over) and escape (coloured) it may have.
_CONTROL = compile_lazily("[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f]")

_MAX_CONTROL_SHARE = 0.01  # dumps have a stray one or two; at half a test's binary file would be text
_COMMENT_WORDS = compile_lazily(alternatives("comments_in_text"), re.IGNORECASE)

_MAIL_HEADERS = compile_lazily(r"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+(?=\r?\n)")
_MAIL_HEADER_NAME = compile_lazily(r"^(from|date|message-id):", re.IGNORECASE | re.MULTILINE)


def is_text(data: bytes) -> bool:
    """True if bytes are text: there is some, and hardly any control characters."""
    start = text_start(data)
    return bool(start.strip()) and "\0" not in start and len(_CONTROL.findall(start)) <= _MAX_CONTROL_SHARE * len(start)


def is_mailbox(data: bytes) -> bool:
    """True if text begins as a mail: an article of Usenet, or the first mail of an mbox file."""
    headers = _MAIL_HEADERS.match(text_start(data).lstrip())
    names = _MAIL_HEADER_NAME.findall(headers[0]) if headers else ()
    return {name.lower() for name in names} == {"from", "date", "message-id"}


def may_be_text_dump(data: bytes) -> bool:
    """True if a text file of any name may be the dump of a page with comments, or mails."""
    return is_text(data) and (is_mailbox(data) or _COMMENT_WORDS.search(text_start(data)) is not None)


def open_text(source: Source) -> Iterator[Container]:
    """The text as it is. PageError where it exceeds `MAX_TEXT_BYTES`."""
    data = _read_bounded(source, "a text", "page")
    yield Container(KIND, data, file=original_bytes(source, data))


def _read_bounded(source: Source, kind: str, content: str) -> bytes:
    data = read_whole(source)
    if len(data) > MAX_TEXT_BYTES:
        raise PageError(source.name, f"is {kind} of more than {MAX_TEXT_BYTES >> 20} MB, which no {content} is")
    return data


JSON_KIND = "threadreader json"

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}\{\s{0,20}\"format\"\s{0,20}:\s{0,20}\"threadreader\"\s{0,20},")


def is_export(start: bytes) -> bool:
    """True if a file begins as an export as JSON."""
    return _JSON.match(start) is not None


def open_export(source: Source) -> Iterator[Container]:
    """The export as it is. PageError where it exceeds `MAX_TEXT_BYTES`."""
    data = _read_bounded(source, "an export", "thread")
    yield Container(JSON_KIND, data, charset="utf-8", file=original_bytes(source, data))
