"""Plain HTML files, HTML in `data:` URLs, and the resources that pages embed: found without parsing."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from itertools import chain
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from threadreader.importer.charset import detect_utf16
from threadreader.importer.container.base import (
    MAX_FILE_BYTES,
    MAX_REFERENCE_CHARS,
    Container,
    Resource,
    Resources,
    Source,
    candidate_urls,
    is_absolute,
    is_html,
    media_type,
    original_bytes,
    read_whole,
    resolve_base,
    split_content_type,
)
from threadreader.importer.container.provenance import find_origin
from threadreader.lexicon import compile_lazily

# Longer tags hold `data:` addresses, which name no file; bounds the search for the end of a tag.
_MAX_TAG_BYTES = 16_384
_BEGIN = re.compile(rb"<(iframe|frame|embed|object|img|source|base)(?=[\s/])", re.IGNORECASE)
# A tag is read on from where the last attribute ended, so that a page of nothing but tags that never end is read once.
_ATTRIBUTE = re.compile(rb"[\s/]*([^\s=>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_REFERRING: Mapping[bytes, frozenset[bytes]] = MappingProxyType(
    {
        b"iframe": frozenset((b"src",)),
        b"frame": frozenset((b"src",)),
        b"embed": frozenset((b"src",)),
        b"object": frozenset((b"data",)),
        b"img": frozenset((b"src", b"data-src", b"data-lazy-src", b"data-original", b"srcset")),
        b"source": frozenset((b"srcset",)),
        b"base": frozenset((b"href",)),
    }
)


def references(html: bytes) -> Iterator[tuple[str, str]]:
    """Element name and reference of each element that embeds a resource or changes the base.

    Of elements written alike, such as an avatar next to each comment, only the first is read.
    """
    utf16 = detect_utf16(html)
    if utf16:
        html = html.decode(utf16, "replace").encode("utf-8", "replace")
    position = 0
    seen: set[bytes] = set()
    while start := _BEGIN.search(html, position):
        position = start.end()
        end = position + _MAX_TAG_BYTES
        closed = html.find(b">", position, end)
        written = html[start.start() : max(closed, 0)]
        if written in seen:
            position = closed
            continue
        name = start[1].lower()
        while attribute := _ATTRIBUTE.match(html, position, end):
            position = attribute.end()
            if attribute[1].lower() in _REFERRING[name]:
                yield from ((name.decode(), address) for address in _addresses(attribute))
        if position <= closed and name != b"base":
            seen.add(written)


def _addresses(attribute: re.Match[bytes]) -> Iterator[str]:
    written = attribute[2] or attribute[3] or attribute[4] or b""
    if len(written) > MAX_REFERENCE_CHARS or written[:5].lower() == b"data:":
        return
    try:
        value = unescape(written.decode("utf-8"))
    except UnicodeDecodeError:
        value = unescape(written.decode("latin-1"))
    if attribute[1].lower() == b"srcset":
        first = value.split(maxsplit=1)
        value = first[0].rstrip(",") if first else ""
    if value.strip():
        yield value.strip()


# Further ones are left where they are: each is a file to open, and pages have some hundreds.
_MAX_RESOURCES = 2_000

MAX_FRAME_DEPTH = 3
"""Levels of frames: a thread stands in a frame or in a frame of one, and each level multiplies the files read."""

# Elements that embed another document.
FRAME_ELEMENTS = frozenset(("iframe", "frame", "embed", "object"))


def collect_resources(
    html: bytes, address: str, fetch: Callable[[str], Resource | None], scripted: Iterable[str] = ()
) -> Resources:
    """Resources of a page and of its frames, as far as `fetch` has something at their addresses.

    `scripted` are the addresses of frames that a script made.
    """
    resources: dict[str, Resource] = {}
    seen: set[tuple[str, str]] = set()
    queue = [(html, address, 0)]
    bytes_left = MAX_FILE_BYTES
    while queue:
        document, base, depth = queue.pop(0)
        made = (("iframe", reference) for reference in scripted if document is html)
        for name, reference in chain(references(document), made):
            if name == "base":
                base = resolve_base(base, reference)
            elif (base, reference) not in seen and len(resources) < _MAX_RESOURCES:
                seen.add((base, reference))
                fetched = _fetch_first(reference, base, fetch)
                if fetched is None or fetched[0] in resources or len(fetched[1].content) > bytes_left:
                    continue
                url, resource = fetched
                resources[url] = resource
                bytes_left -= len(resource.content)
                if name in FRAME_ELEMENTS and depth < MAX_FRAME_DEPTH and is_html(resource.content):
                    queue.append((resource.content, url, depth + 1))
    return resources


def _fetch_first(reference: str, base: str, fetch: Callable[[str], Resource | None]) -> tuple[str, Resource] | None:
    for address in candidate_urls(reference, base):
        resource = fetch(address)
        if resource is not None:
            return address, resource
    return None


def open_html(source: Source) -> Iterator[Container]:
    """The page as it is, with the address and time that a saver left in it."""
    html = read_whole(source)
    url, saved_at = find_origin(html)

    def fetch(address: str) -> Resource | None:
        content = None if is_absolute(address) else source.read_sibling(address)
        return None if content is None else Resource(content, media_type(content))

    resources = collect_resources(html, "", fetch)
    file = None if resources else original_bytes(source, html)
    yield Container("html", html, url=url, saved_at=saved_at, resources=resources, file=file)


_HEAD = compile_lazily(r"\s*data:([^,]*),", re.IGNORECASE)


def decode_data_url(reference: str) -> tuple[bytes, str | None] | None:
    """Bytes and charset of the HTML in a `data:` URL, None for anything else."""
    head = _HEAD.match(reference)
    media, charset = split_content_type(head[1]) if head else ("", None)
    if head is None or media not in ("text/html", "application/xhtml+xml"):
        return None
    content = unquote_to_bytes(reference[head.end() :])
    if head[1].lower().rstrip().endswith(";base64"):
        try:
            content = base64.b64decode(content + b"===")
        except binascii.Error:
            return None
    return content, charset
