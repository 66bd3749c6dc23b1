"""Safari's web archives: a property list of the page, its frames and its other resources."""

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers.expat import ExpatError

from threadreader.errors import PageError
from threadreader.importer.container.base import Container, Part, Source, original_bytes, read_whole
from threadreader.importer.container.provenance import http_address

_BEGIN = re.compile(rb"bplist00|\s*<\?xml[^>]{0,200}>\s*(?:<!--[^>]{0,200}-->\s*)?<!DOCTYPE plist")
_DEEPEST = 16
_MOST = 5_000
_DAMAGED = (
    ExpatError,
    struct.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    MemoryError,
)
"""What reading a damaged list can raise; MemoryError is one that claims to be larger than any memory."""


def is_webarchive(start: bytes) -> bool:
    """Whether a file that begins so is a property list, as web archives are."""
    return _BEGIN.match(start) is not None


def open_webarchive(source: Source) -> Iterator[Container]:
    """The page, with the documents of its frames and theirs."""
    import plistlib

    data = read_whole(source)
    try:
        # Not from a file: what a length claims is then checked against what is there.
        archive = plistlib.loads(data)
    except _DAMAGED as problem:
        raise PageError(source.name, f"is a damaged web archive ({problem})", "save the page again") from problem
    page = _resource(archive.get("WebMainResource")) if isinstance(archive, dict) else None
    if page is None:
        raise PageError(source.name, "is a property list, and no web archive of a page", "save the page again")
    address, part = page
    yield Container(
        "webarchive",
        part.content,
        charset=part.charset,
        url=http_address(address),
        parts=dict(_parts(archive)),
        address=address,
        file=original_bytes(source),
    )


def _parts(archive: Mapping[str, Any]) -> Iterator[tuple[str, Part]]:
    """The resources of the page, then of its frames, then of theirs."""
    waiting = [(archive, 0)]
    found = 0
    while waiting and found < _MOST:
        held, depth = waiting.pop(0)
        resources = [*_list(held, "WebSubresources"), *([held.get("WebMainResource")] if depth else [])]
        for resource in map(_resource, resources):
            if resource:
                yield resource
        found += 1 + len(resources)
        if depth < _DEEPEST:
            inner = (frame for frame in _list(held, "WebSubframeArchives") if isinstance(frame, dict))
            waiting += [(frame, depth + 1) for frame in inner][: _MOST - len(waiting)]


def _list(held: Mapping[str, Any], key: str) -> list[Any]:
    found = held.get(key)
    return found[:_MOST] if isinstance(found, list) else []


def _resource(resource: object) -> tuple[str, Part] | None:
    """A resource with its address, None for what is none."""
    if not isinstance(resource, dict):
        return None
    content = resource.get("WebResourceData")
    if not isinstance(content, bytes):
        return None
    charset = _text(resource.get("WebResourceTextEncodingName")) or None
    return _text(resource.get("WebResourceURL")), Part(content, _text(resource.get("WebResourceMIMEType")), charset)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
