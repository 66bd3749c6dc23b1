"""Plain text: what a browser in a terminal, a copy from a browser or an extractor made of a page, and mails.

Exports of this program: threads that were read before, which whoever knows their form reads again.
"""

import re
from collections.abc import Iterator

from threadreader.errors import PageError
from threadreader.importer.container.base import Container, Source, original_bytes, read_whole, start_of
from threadreader.model.page import TEXT_EXPORT

KIND = "text"
SUFFIXES = (".txt", ".mbox", ".eml")

LARGEST_TEXT = 128 * 1024 * 1024
"""Bytes: the text of no page comes near, and its lines take several times the memory of its bytes."""

_CONTROL = re.compile("[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f]")
"""What no text has: it may be struck over (backspace) and coloured (escape)."""

_FEW = 0.01
_OF_COMMENTS = re.compile(
    r"comment|respon[sd]|\breply|replies|kommentar|antwort|coment[aá]ri|respuesta|rispo|reacti"
    r"|\bsvar|odpowied|комментар|ответ|коментар|yorum|تعليق|תגוב|评论|評論|回复|回覆|留言|コメント|返信|댓글|답글|says:|said",
    re.IGNORECASE,
)

_MAIL = re.compile(r"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+(?=\r?\n)")
_NAMED_IN_MAIL = {"from", "date", "message-id"}
_OF_MAIL = re.compile(r"^(from|date|message-id):", re.IGNORECASE | re.MULTILINE)


def is_text(data: bytes) -> bool:
    """Whether the bytes are text: something is written there, and hardly any of the characters are controls."""
    start = start_of(data)
    return bool(start.strip()) and "\0" not in start and len(_CONTROL.findall(start)) <= _FEW * len(start)


def is_mailbox(data: bytes) -> bool:
    """Whether text begins as a mail does: an article of Usenet, or the first of the mails in an mbox file."""
    headers = _MAIL.match(start_of(data).lstrip())
    return headers is not None and {name.lower() for name in _OF_MAIL.findall(headers[0])} == _NAMED_IN_MAIL


def may_be_dump(data: bytes) -> bool:
    """Whether text that nobody named, a file in a folder, may be the dump of a page with comments, or mails."""
    return is_text(data) and (is_mailbox(data) or _OF_COMMENTS.search(start_of(data)) is not None)


def open_text(source: Source) -> Iterator[Container]:
    """The text as it is. Raises PageError where it is longer than that of any page."""
    data = read_whole(source)
    if len(data) > LARGEST_TEXT:
        raise PageError(source.name, f"is a text of more than {LARGEST_TEXT >> 20} MB, which no page is")
    yield Container(KIND, data, file=original_bytes(source, data))


JSON_KIND = "threadreader json"

_BOM = b"\xef\xbb\xbf"
_TEXT = re.compile(rb"threadreader text [0-9]{1,9}[ \t]*(?:\r?\n|\Z)")
_JSON = re.compile(rb"\s{0,20}\{\s{0,20}\"format\"\s{0,20}:\s{0,20}\"threadreader\"\s{0,20},")


def is_export(start: bytes) -> bool:
    """Whether a file that begins so is an export as text or as JSON."""
    return _kind(start) is not None


def open_export(source: Source) -> Iterator[Container]:
    """The export as it is. Raises PageError where it is longer than that of any thread."""
    data = read_whole(source)
    if len(data) > LARGEST_TEXT:
        raise PageError(source.name, f"is an export of more than {LARGEST_TEXT >> 20} MB, which no thread is")
    kind = _kind(data)
    assert kind is not None, "that is known of its beginning"
    yield Container(kind, data, charset="utf-8", file=original_bytes(source, data))


def _kind(start: bytes) -> str | None:
    start = start.removeprefix(_BOM)
    if _TEXT.match(start):
        return TEXT_EXPORT
    return JSON_KIND if _JSON.match(start) else None
