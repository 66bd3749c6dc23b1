"""Texts in one piece of memory, where a run of characters is found and counted without a look at each text."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence

END = "\0"
"""Stands behind each text, so that nothing is found across two: no text holds it."""


class Letters:
    """Texts as UTF-8, one after the other; each is known by its number, from `first` on."""

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self._bytes = bytearray()
        self._starts = array("Q")

    @property
    def end(self) -> int:
        """The number behind the last text's."""
        return self.first + len(self._starts)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self._bytes)

    def add(self, text: str) -> None:
        """Add a text at the end."""
        self._starts.append(len(self._bytes))
        self._bytes += (text + END).encode(errors="surrogatepass")

    def text(self, number: int) -> str:
        """A text."""
        return self._bytes[self._start(number) : self._start(number + 1) - 1].decode(errors="surrogatepass")

    def after(self, number: int, size: int) -> int:
        """The number of the first text that begins at least so many bytes after another, or the end."""
        return min(max(number, self._holding(self._start(number) + size)) + 1, self.end)

    def first_with(self, needle: bytes, first: int, end: int) -> int | None:
        """The first of some texts that has a needle in it."""
        found = self._bytes.find(needle, self._start(first), self._start(end)) if needle else -1
        return self._holding(found) if found >= 0 else None

    def all_with(self, needle: bytes) -> Sequence[int]:
        """Every text that has a needle in it."""
        rows = array("i")
        starts, find = self._starts, self._bytes.find
        at = find(needle) if needle else -1
        while at >= 0:
            row = bisect_right(starts, at)
            rows.append(self.first + row - 1)
            at = find(needle, starts[row]) if row < len(starts) else -1
        return rows

    def last_with(self, needle: bytes, first: int, end: int) -> int | None:
        """The last of some texts that has a needle in it."""
        found = self._bytes.rfind(needle, self._start(first), self._start(end)) if needle else -1
        return self._holding(found) if found >= 0 else None

    def count(self, needle: bytes, first: int, end: int) -> int:
        """How often a needle is in some texts; where it overlaps itself only the first of the two counts."""
        return self._bytes.count(needle, self._start(first), self._start(end))

    def _start(self, number: int) -> int:
        place = number - self.first
        return self._starts[place] if place < len(self._starts) else len(self._bytes)

    def _holding(self, offset: int) -> int:
        return self.first + bisect_right(self._starts, offset) - 1
