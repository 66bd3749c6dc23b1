"""Web archives of Safari: a property list of the page, its frames and its other resources."""

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from threadreader.errors import PageError
from threadreader.importer.container.base import Container, Resource, Source, original_bytes, read_whole
from threadreader.importer.container.provenance import http_url

_BINARY = b"bplist00"
_TRAILER = struct.Struct(">8xQ16x")
_MAX_OBJECTS = 200_000  # a page with the most resources that are read has 60,000; each takes some hundred bytes
_BEGIN = re.compile(rb"bplist00|\s*<\?xml[^>]{0,200}>\s*(?:<!--[^>]{0,200}-->\s*)?<!DOCTYPE plist")
_MAX_DEPTH = 16  # frames within frames, for each of which Safari nests an archive
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
        raise PageError(source.name, "is a property list of more objects than any page has", "save the page again")
    try:
        # Not from a file: what a length claims is then checked against what is there.
        archive = plistlib.loads(data)
    except (ExpatError, *_DAMAGED) as problem:
        raise PageError(source.name, f"is a damaged web archive ({problem})", "save the page again") from problem
    page = _resource(archive.get("WebMainResource")) if isinstance(archive, dict) else None
    if page is None:
        raise PageError(source.name, "is a property list, and no web archive of a page", "save the page again")
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
        if depth < _MAX_DEPTH:
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


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
