"""What belongs to a page in a file of many things: its pictures, its frames, and theirs."""

from collections.abc import Callable, Iterable
from itertools import chain

from threadreader.importer.container.addresses import based, candidates
from threadreader.importer.container.container import Part, Parts
from threadreader.importer.container.looks import is_html
from threadreader.importer.container.references import references
from threadreader.importer.container.source import LARGEST

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
