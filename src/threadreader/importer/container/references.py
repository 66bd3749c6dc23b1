"""What a page shows inside it: the references of its frames and pictures, found without parsing it."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from types import MappingProxyType

from threadreader.importer.wide import utf16_of

_LONGEST_TAG = 16_384
_LONGEST_REFERENCE = 8_192
_BEGIN = re.compile(rb"<(iframe|frame|embed|object|img|source|base)(?=[\s/])", re.IGNORECASE)
# A tag is read on from where the last attribute ended, so that a page of nothing but tags that never end is read once.
_ATTRIBUTE = re.compile(rb"[\s/]*([^\s=>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_TELLING: Mapping[bytes, frozenset[bytes]] = MappingProxyType(
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
    """The name of each tag that shows or changes what is shown, and what it refers to, as it is written there.

    Of tags that are written alike, such as the pictures beside what one person wrote, only the first is read.
    """
    wide = utf16_of(html)
    if wide:
        html = html.decode(wide, "replace").encode("utf-8", "replace")
    at = 0
    read: set[bytes] = set()
    while begin := _BEGIN.search(html, at):
        at = begin.end()
        end = at + _LONGEST_TAG
        closed = html.find(b">", at, end)
        written = html[begin.start() : max(closed, 0)]
        if written in read:
            at = closed
            continue
        tag = begin[1].lower()
        while found := _ATTRIBUTE.match(html, at, end):
            at = found.end()
            if found[1].lower() in _TELLING[tag]:
                yield from ((tag.decode(), address) for address in _addresses(found))
        if at <= closed and tag != b"base":
            read.add(written)


def _addresses(attribute: re.Match[bytes]) -> Iterator[str]:
    written = attribute[2] or attribute[3] or attribute[4] or b""
    if len(written) > _LONGEST_REFERENCE or written[:5].lower() == b"data:":
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
