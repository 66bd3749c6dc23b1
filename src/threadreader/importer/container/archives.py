"""Pages that browsers save with their resources in one file: MHTML, Safari's web archives, and HAR, a network log.

MHTML is a MIME message whose body parts are the page, its frames and its images. It is split here and not by a mail
parser: those take the time and memory that a hostile header asks for, and give up where a boundary is damaged. HAR is
of developer tools or a proxy, with the bodies of responses; a web archive is a property list.
"""

import base64
import binascii
import json
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from msgspec import Struct

from threadreader.errors import PageError
from threadreader.importer.container.base import (
    SNIFFED_BYTES,
    Container,
    Resource,
    Source,
    find_origin,
    http_url,
    is_html,
    original_bytes,
    parse_headers,
    parse_saver_time,
    read_whole,
    split_content_type,
)
from threadreader.importer.container.plain import collect_resources, is_mailbox, open_text
from threadreader.lexicon import compile_lazily
from threadreader.model.page import CUT

# Headers have some 1 kB; bounds the search for their end in a part without one.
_MAX_HEADER_BYTES = 65_536
_MAX_PARTS = 5_000  # browsers' files had 41 at most; bounds memory
_MAX_DEPTH = 16  # browsers nest one level, mails with a page attached three

_HEADERS = re.compile(rb"\s*[\w-]+:[^\n]*(?:\n(?!\r?\n)[^\n]*){0,500}")
_PAGE_HEADERS = re.compile(
    rb"^(?:content-type:\s*(?:multipart/(?:related|mixed|alternative)|text/html)|from:\s*\"?<?saved by )",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r?\n\Z|\A\r?\n")
_PARAMETER = compile_lazily(r";\s*([\w-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))")
_ANY_BOUNDARY = re.compile(rb"^--(\S{1,100}?)[ \t]*\r?\n(?=content-[\w-]+:)", re.IGNORECASE | re.MULTILINE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


class _BodyPart(Struct, frozen=True):
    """Body part of the message: headers by their names in lower case, and the body, not decoded."""

    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False

    @property
    def media_type(self) -> str:
        return split_content_type(self.headers.get("content-type", ""))[0]

    def parameter(self, name: str) -> str | None:
        """Parameter of the content type."""
        parameters = _PARAMETER.findall(self.headers.get("content-type", ""))
        return next((quoted or plain for key, quoted, plain in parameters if key.lower() == name), None)

    @property
    def location(self) -> str:
        """Address that the part was saved from; folded lines leave no space in it."""
        return "".join(self.headers.get("content-location", "").split())

    @property
    def name(self) -> str | None:
        """Name by which `cid:` and `start` refer to it."""
        return self.headers["content-id"].strip(" <>") if self.headers.get("content-id") else None

    def content(self) -> bytes:
        """Decoded body, as far as it is there."""
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if encoding == "base64":
            digits = _NOT_BASE64.sub(b"", self.body)
            return binascii.a2b_base64(digits[: len(digits) - (len(digits) % 4 == 1)] + b"==")
        return self.body


def is_mhtml(start: bytes) -> bool:
    """True if a file begins as a page saved as a message, or as a message with one in it."""
    headers = _HEADERS.match(start[:SNIFFED_BYTES])
    return headers is not None and _PAGE_HEADERS.search(headers[0]) is not None


def open_mhtml(source: Source) -> Iterator[Container]:
    """The page, its resources by their location or `cid:`; a mail without a page as text."""
    whole_file = read_whole(source)
    message = _parse_part(whole_file.lstrip())
    parts = tuple(_leaf_parts(message))
    documents = [part for part in parts if part.media_type in ("text/html", "application/xhtml+xml")]
    has_text = any(part.media_type == "text/plain" for part in parts)
    if not documents and (has_text or is_mailbox(whole_file)):
        yield from open_text(source)
        return
    if not documents:
        raise PageError(source.name, "is an MHTML archive without a page", "save the page again")
    page = _choose_page(message, documents)
    resources: dict[str, Resource] = {}
    for part in parts:
        if part is not page:
            resource = Resource(part.content(), part.media_type, part.parameter("charset"))
            names = (part.location, f"cid:{part.name}" if part.name else "")
            resources.update((name, resource) for name in names if name and name not in resources)
    html = page.content()
    # An attached page has its own address and time of saving; the time of the mail is another.
    own_url, own_time = find_origin(html)
    url = message.headers.get("snapshot-content-location") or page.location
    yield Container(
        "mhtml",
        html,
        charset=page.parameter("charset"),
        url=http_url("".join(url.split())) or own_url,
        saved_at=own_time or parse_saver_time(message.headers.get("date", "").strip()),
        resources=resources,
        address=page.location or url,
        file=original_bytes(source),
        lacking=(CUT,) if any(part.is_cut for part in parts) else (),
    )


def _choose_page(message: _BodyPart, documents: list[_BodyPart]) -> _BodyPart:
    """Part that is the page itself, by the message's headers, else the first."""
    start = (message.parameter("start") or "").strip(" <>")
    snapshot = message.headers.get("snapshot-content-location", "").strip()
    for part in documents:
        if (start and part.name == start) or (snapshot and part.location == snapshot):
            return part
    return documents[0]


def _leaf_parts(message: _BodyPart) -> Iterator[_BodyPart]:
    """Parts that are not made of others, in their order."""
    stack = [(message, 0)]
    count = 0
    while stack and count < _MAX_PARTS:
        part, depth = stack.pop()
        if part.media_type.startswith("multipart/") and depth < _MAX_DEPTH:
            stack += [(inner, depth + 1) for inner in reversed(tuple(_split(part)))]
        else:
            count += 1
            yield part


def _split(part: _BodyPart) -> Iterator[_BodyPart]:
    """Parts between the boundaries; where the declared boundary does not occur, between whatever looks like one."""
    declared = part.parameter("boundary")
    lines = _boundaries(part.body, declared.encode("utf-8", "replace")) if declared else []
    if not lines:
        guess = _ANY_BOUNDARY.search(part.body)
        lines = _boundaries(part.body, guess[1]) if guess else []
    is_closed = bool(lines) and lines[-1][1] is not None
    ends = [line.start() for line in lines[1:]] + ([] if is_closed else [len(part.body)])
    for line, end in zip(lines, ends, strict=False):
        if line[1] is None and line.end() < end:
            yield _parse_part(part.body[line.end() : end], is_cut=end == len(part.body))


def _boundaries(body: bytes, boundary: bytes) -> list[re.Match[bytes]]:
    lines = re.finditer(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\r?\Z)", body, re.MULTILINE)
    return list(islice(lines, _MAX_PARTS))


def _parse_part(data: bytes, *, is_cut: bool = False) -> _BodyPart:
    end = _BLANK_LINE.search(data, 0, _MAX_HEADER_BYTES)
    if end is None:
        return _BodyPart({}, data, is_cut)
    return _BodyPart(parse_headers(data[: end.start()]), data[end.end() :], is_cut)


_HAR_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}\{\s{0,20}\"log\"\s{0,20}:\s{0,20}\{\s{0,20}\"")
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
    return _HAR_BEGIN.match(start) is not None


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
        raise PageError(source.name, "is a HAR file without a page", "save the page again as HAR with content")
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
    head = _HAR_BEGIN.match(data)
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


_BINARY = b"bplist00"
_TRAILER = struct.Struct(">8xQ16x")
_MAX_OBJECTS = 200_000  # a page with the most resources that are read has 60,000; each takes some hundred bytes
_BEGIN = re.compile(rb"bplist00|\s*<\?xml[^>]{0,200}>\s*(?:<!--[^>]{0,200}-->\s*)?<!DOCTYPE plist")
_MAX_ARCHIVES = 16  # frames within frames, for each of which Safari nests an archive
_MAX_RESOURCES = 5_000  # more than any page has; bounds memory
# Errors of reading a damaged list; MemoryError is for one that claims to exceed any memory.
_DAMAGED = (
    struct.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    MemoryError,
)


def is_webarchive(start: bytes) -> bool:
    """True if a file begins as a property list, as web archives do."""
    return _BEGIN.match(start) is not None


def open_webarchive(source: Source) -> Iterator[Container]:
    """The page, with the documents of its frames and theirs."""
    import plistlib
    from xml.parsers.expat import ExpatError

    data = read_whole(source)
    if _count_objects(data) > _MAX_OBJECTS:
        raise PageError(source.name, "is a property list with too many objects for a page", "save the page again")
    try:
        # Not from a file: what a length claims is then checked against what is there.
        archive = plistlib.loads(data)
    except (ExpatError, *_DAMAGED) as problem:
        raise PageError(source.name, f"is a damaged web archive ({problem})", "save the page again") from problem
    page = _resource(archive.get("WebMainResource")) if isinstance(archive, dict) else None
    if page is None:
        raise PageError(source.name, "is a property list but not a web archive", "save the page again")
    address, resource = page
    yield Container(
        "webarchive",
        resource.content,
        charset=resource.charset,
        url=http_url(address),
        resources=dict(_resources(archive)),
        address=address,
        file=original_bytes(source),
    )


def _count_objects(data: bytes) -> int:
    """The objects in a property list: as many as a binary one says that it has, or at most the tags of one in XML."""
    if not data.startswith(_BINARY):
        return data.count(b"<")
    count = int(_TRAILER.unpack(data[-_TRAILER.size :])[0]) if len(data) > _TRAILER.size else 0
    # More than there are bytes is damage, which is found when they are looked for.
    return count if count < len(data) else 0


def _resources(archive: Mapping[str, Any]) -> Iterator[tuple[str, Resource]]:
    """Resources of the page, then of its frames, then of theirs."""
    queue = [(archive, 0)]
    count = 0
    while queue and count < _MAX_RESOURCES:
        archive, depth = queue.pop(0)
        resources = [*_list(archive, "WebSubresources"), *([archive.get("WebMainResource")] if depth else [])]
        for resource in map(_resource, resources):
            if resource:
                yield resource
        count += 1 + len(resources)
        if depth < _MAX_ARCHIVES:
            inner = (frame for frame in _list(archive, "WebSubframeArchives") if isinstance(frame, dict))
            queue += [(frame, depth + 1) for frame in inner][: _MAX_RESOURCES - len(queue)]


def _list(archive: Mapping[str, Any], key: str) -> list[Any]:
    value = archive.get(key)
    return value[:_MAX_RESOURCES] if isinstance(value, list) else []


def _resource(resource: object) -> tuple[str, Resource] | None:
    """A resource with its address, None for anything else."""
    if not isinstance(resource, dict):
        return None
    content = resource.get("WebResourceData")
    if not isinstance(content, bytes):
        return None
    charset = _text(resource.get("WebResourceTextEncodingName")) or None
    return _text(resource.get("WebResourceURL")), Resource(content, _text(resource.get("WebResourceMIMEType")), charset)
