"""What belongs to a page in a file of many things: its pictures, its frames, and theirs.

What a page shows inside it: the references of its frames and pictures, found without parsing it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from itertools import chain
from types import MappingProxyType

from threadreader.importer.charset import utf16_of
from threadreader.importer.container.base import LARGEST, Part, Parts, based, candidates, is_html

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


_MOST = 2_000
"""Parts; the rest are left where they are."""

_DEEPEST = 3
FRAMES = frozenset(("iframe", "frame", "embed", "object"))
"""The tags that show another document."""


def collect_parts(
    html: bytes, address: str, fetch: Callable[[str], Part | None], scripted: Iterable[str] = ()
) -> Parts:
    """The parts of a page at an address, and of its frames, as far as `fetch` has something at their addresses.

    `scripted` are the addresses of frames that a script of the page made.
    """
    parts: dict[str, Part] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(html, address, 0)]
    room = LARGEST
    while waiting:
        document, around, depth = waiting.pop(0)
        made = (("iframe", reference) for reference in scripted if document is html)
        for tag, reference in chain(references(document), made):
            if tag == "base":
                around = based(around, reference)
            elif (around, reference) not in seen and len(parts) < _MOST:
                seen.add((around, reference))
                found = _find(reference, around, fetch)
                if found is None or found[0] in parts or len(found[1].content) > room:
                    continue
                place, part = found
                parts[place] = part
                room -= len(part.content)
                if tag in FRAMES and depth < _DEEPEST and is_html(part.content):
                    waiting.append((part.content, place, depth + 1))
    return parts


def _find(reference: str, around: str, fetch: Callable[[str], Part | None]) -> tuple[str, Part] | None:
    for address in candidates(reference, around):
        part = fetch(address)
        if part is not None:
            return address, part
    return None
