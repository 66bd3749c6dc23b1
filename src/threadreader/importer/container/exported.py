"""Exports of this program: threads that were read before, which whoever knows their form reads again."""

import re
from collections.abc import Iterator

from threadreader.errors import PageError
from threadreader.importer.container.container import Container
from threadreader.importer.container.source import Source, original_bytes, read_whole
from threadreader.importer.container.text import LARGEST_TEXT
from threadreader.model.page import TEXT_EXPORT

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
