"""HAR: the network log of a browser's developer tools or of a proxy, with the bodies of responses."""

import base64
import binascii
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from threadreader.errors import PageError
from threadreader.importer.container.base import (
    Container,
    Resource,
    Source,
    is_html,
    read_whole,
    split_content_type,
)
from threadreader.importer.container.provenance import http_url, parse_saver_time
from threadreader.importer.container.resources import collect_resources

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}\{\s{0,20}\"log\"\s{0,20}:\s{0,20}\{\s{0,20}\"")
_SPACE = re.compile(rb"[ \t\r\n]*")
_NAME = re.compile(rb'[ \t\r\n]*"([^"\\]{0,100})"[ \t\r\n]*:[ \t\r\n]*')
_SEPARATOR = re.compile(rb"[ \t\r\n]*,")
_CLOSED = re.compile(rb"[ \t\r\n]*}")
# A string, a border of an object or array, or anything else that is a value.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]|[^"\[\]{},:\s]++', re.DOTALL)
_DOCUMENT_TYPES = ("text/html", "application/xhtml+xml")
# Further ones are ignored: a page makes some hundreds of requests; bounds the memory for their list.
_MAX_ENTRIES = 50_000
# Strings, numbers, objects and arrays in an entry; one of a request with a hundred cookies has 2,000.
_MAX_VALUES = 500_000


class _Response(Struct, frozen=True):
    """Response for an address; `view` is the log's id of the page that it was fetched for."""

    url: str
    resource: Resource
    view: str
    saved_at: datetime | None

    @property
    def is_document(self) -> bool:
        return self.resource.media_type in _DOCUMENT_TYPES and is_html(self.resource.content)


def is_har(start: bytes) -> bool:
    """True if a file begins as a network log."""
    return _BEGIN.match(start) is not None


def open_har(source: Source) -> Iterator[Container]:
    """Each page that was visited: the first document fetched for it, with those in its frames."""
    try:
        responses = tuple(_responses(_entries(read_whole(source))))
    except (ValueError, LookupError, TypeError, RecursionError) as problem:
        raise PageError(source.name, f"is a damaged HAR file ({problem})", "save the page again") from problem
    resources = {response.url: response.resource for response in responses}
    documents_by_view: defaultdict[str, list[_Response]] = defaultdict(list)
    for response in responses:
        if response.is_document:
            documents_by_view[response.view].append(response)
    if not documents_by_view:
        raise PageError(source.name, "is a HAR file without a page in it", "save the page again as HAR with content")
    for documents in documents_by_view.values():
        yield _page(documents, resources, is_only=len(documents_by_view) == 1)


def _page(documents: Sequence[_Response], resources: Mapping[str, Resource], *, is_only: bool) -> Container:
    first = documents[0]
    inner = [document.url for document in documents[1:]]

    def fetch(url: str) -> Resource | None:
        return None if url == first.url else resources.get(url)

    return Container(
        "har",
        first.resource.content,
        charset=first.resource.charset,
        url=first.url,
        saved_at=first.saved_at,
        resources=collect_resources(first.resource.content, first.url, fetch, inner),
        name="" if is_only else first.url,
        address=first.url,
    )


def _entries(data: bytes) -> Iterator[Any]:
    """Entries of a log, each parsed by itself: parsed as a whole, a file takes many times its size of memory.

    Raises ValueError where it is damaged, or an entry has more values than any has.
    """
    head = _BEGIN.match(data)
    assert head is not None, "it was sniffed"
    position = head.end() - 1
    while (name := _NAME.match(data, position)) is not None:
        position = name.end()
        if name[1] != b"entries" or data[position : position + 1] != b"[":
            position = _separated(data, _value_end(data, position))
            continue
        position += 1
        for _ in range(_MAX_ENTRIES):
            start = _SPACE.match(data, position).end()  # type: ignore[union-attr] # it matches anywhere
            if data[start : start + 1] == b"]":
                return
            end = _value_end(data, start)
            yield json.loads(data[start:end].decode("utf-8", "replace"))
            position = _separated(data, end)
        return
    if not _CLOSED.match(data, position):
        raise ValueError(f"no name at byte {position:,}")


def _value_end(data: bytes, start: int) -> int:
    """The end of the JSON value at an offset."""
    depth = 0
    for count, token in enumerate(_TOKEN.finditer(data, start)):
        if count > _MAX_VALUES:
            raise ValueError(f"more than {_MAX_VALUES:,} values in one")
        mark = token[0][:1]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
        if depth == 0:
            return token.end()
    raise ValueError("it ends too early")


def _separated(data: bytes, position: int) -> int:
    """The offset after a comma, or the same where none follows."""
    separator = _SEPARATOR.match(data, position)
    return separator.end() if separator else position


def _responses(entries: Iterable[Any]) -> Iterator[_Response]:
    """Responses with a body, but for those that scripts fetched."""
    for entry in entries:
        request, response = _get(entry, "request"), _get(entry, "response")
        url = http_url(_text(_get(request, "url")).partition("#")[0])
        content = _content(_get(response, "content"))
        if url and content is not None and _get(response, "status") == 200 and not _is_scripted(entry):  # noqa: PLR2004 - HTTP's OK
            kind, charset = split_content_type(_text(_get(_get(response, "content"), "mimeType")))
            is_text = _get(_get(response, "content"), "encoding") != "base64"
            resource = Resource(content, kind, "utf-8" if is_text else charset)
            yield _Response(
                url, resource, _text(_get(entry, "pageref")), parse_saver_time(_text(_get(entry, "startedDateTime")))
            )


def _content(content: object) -> bytes | None:
    written = _text(_get(content, "text"))
    if _get(content, "encoding") != "base64":
        return written.encode("utf-8", "replace") or None
    try:
        return base64.b64decode(written + "===") or None
    except (binascii.Error, ValueError):
        return None


def _is_scripted(entry: object) -> bool:
    if _text(_get(entry, "_resourceType")) in ("xhr", "fetch"):
        return True
    headers = _get(_get(entry, "request"), "headers")
    listed = headers if isinstance(headers, list) else ()
    named = ((_text(_get(header, "name")).lower(), _get(header, "value")) for header in listed)
    return next((value for name, value in named if name == "sec-fetch-dest"), None) == "empty"


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
