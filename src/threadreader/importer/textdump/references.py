"""Addresses that a browser in a terminal lists under its dump, and the numbers in the text that stand for them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]{1,20}:\S*(?: \S+)*"
_ENTRY = re.compile(rf"\s{{0,8}}(?:(\d{{1,6}})\.|\[(\d{{1,6}})\]:?)\s{{1,4}}({_ADDRESS})\s*")
_TITLED = re.compile(r"\s{0,8}(\d{1,6})\.\s\S.*")
_BELOW_TITLE = re.compile(rf"\s+({_ADDRESS})\s*")
_MENTION = re.compile(
    r"\[(?P<number>\d{1,6})\]|\[(?P<words>[^\[\]]{1,500})\]\((?P<address>https?://[^\s()]{1,2000})\)"
    r"|<(?P<bare>https?://[^\s<>]{1,2000})>"
)
_HEADING = 3
"""Words: what stands over the list has no more."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a line: where its words begin, where they end (None where the dump does not say), and its address."""

    start: int
    end: int | None
    address: str


@dataclass(frozen=True, slots=True)
class References:
    """The addresses by their numbers."""

    addresses: Mapping[int, str] = field(default_factory=dict)

    def take_links(self, text: str) -> tuple[str, tuple[Link, ...]]:
        """A line without the numbers and addresses in it, and its links."""
        pieces: list[str] = []
        links: list[Link] = []
        here = size = 0
        for found in _MENTION.finditer(text):
            address, words = self._meant(found)
            if address is None:
                continue
            pieces += (text[here : found.start()], words)
            size += found.start() - here
            links.append(Link(size, size + len(words) if words else None, address))
            size += len(words)
            here = found.end()
        return ("".join(pieces) + text[here:], tuple(links)) if links else (text, ())

    def _meant(self, found: re.Match[str]) -> tuple[str | None, str]:
        if found["number"]:
            return self.addresses.get(int(found["number"])), ""
        return found["address"] or found["bare"], found["words"] or found["bare"]


def split_references(rows: Sequence[str]) -> tuple[Sequence[str], References]:
    """The rows of a dump without the list of addresses at their end, and that list."""
    addresses: dict[int, str] = {}
    first = end = len(rows)
    under_title: str | None = None
    for place in range(end - 1, -1, -1):
        row = rows[place]
        entry = _ENTRY.fullmatch(row) if len(row) < _LONGEST else None
        titled = _TITLED.fullmatch(row) if under_title else None
        below_title = None if entry or len(row) >= _LONGEST else _BELOW_TITLE.fullmatch(row)
        if entry:
            addresses[int(entry[1] or entry[2])] = entry[3]
            first = place
        elif titled and under_title:
            addresses[int(titled[1])] = under_title
            first = place
        elif row.strip() and not below_title and not (addresses and _is_heading(rows, place)):
            break
        under_title = below_title[1] if below_title else None
    if not addresses:
        return rows, References()
    return rows[: _over(rows, first)], References(addresses)


_LONGEST = 10_000


def _is_heading(rows: Sequence[str], place: int) -> bool:
    """Whether a row names the part of the list below it."""
    return rows[place].rstrip().endswith(":") and len(rows[place].split()) <= _HEADING


def _over(rows: Sequence[str], first: int) -> int:
    """Where the headings of the list begin that has its first address at a place."""
    start = first
    while start and not rows[start - 1].strip():
        start -= 1
    for _ in range(2):
        words = rows[start - 1].split() if start else []
        if 0 < len(words) < _HEADING:
            start -= 1
            while start and not rows[start - 1].strip():
                start -= 1
    return start
