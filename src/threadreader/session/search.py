"""Matches of words in the article and in every reply, in reading order, folded replies included.

Texts in one piece of memory, where a run of characters is found and counted without a look at each text.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import grouped

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


ARTICLE = -1
"""Where the article stands before the replies, which are known by their positions from 0 on."""

_STRETCH = 1 << 20
"""Bytes that are searched in no time."""


class Match(NamedTuple):
    """A run of characters in the text of the article or of a reply; end exclusive."""

    place: int
    start: int
    end: int


Laid = tuple[BlockPath, int, int, Match]
"""A run of characters of a block, and the match that it is of."""


class Corpus:
    """The texts that are searched: the article's first, then each reply's, as `read` gives them."""

    def __init__(self, read: Callable[[], Iterable[str]]) -> None:
        self._read = read
        self._lowered = Letters(ARTICLE)
        self._rest: Iterator[str] | None = None

    def find(self, needle: str, shorter: "Search | None" = None) -> "Search":
        """Every match, overlapping ones left out. Case counts only where the needle has a capital.

        `shorter` is what was found while less was typed: where it has no match there is none.
        """
        if not needle or END in needle or (shorter is not None and _is_none_of(shorter, needle)):
            return Search(needle)
        if needle != needle.lower():
            return Search(needle, self._exact)
        for _ in self.prepare():
            pass
        return Search(needle, self._lowered)

    def prepare(self) -> Iterator[None]:
        """Make ready what the first search would wait for, a text at each step; it goes on where it was left."""
        if self._rest is None:
            self._rest, self._lowered = iter(self._read()), Letters(ARTICLE)
        try:
            for text in self._rest:
                # A few capitals have lower-case forms of two characters, which would shift the offsets: those stay.
                low = text.lower()
                self._lowered.add(low if len(low) == len(text) else _lower_in_place(text))
                yield
        except Exception:
            self._rest = None
            raise

    @cached_property
    def _exact(self) -> Letters:
        letters = Letters(ARTICLE)
        for text in self._read():
            letters.add(text)
        return letters


@dataclass(slots=True)
class Beyond:
    """Whether other threads have matches before and behind those of this one; `turned` is 1 or -1 to go there."""

    before: bool
    behind: bool
    turned: int = 0

    def turn(self, by: int) -> bool:
        """Turn to the next thread, or to the one before where negative; False where there is none."""
        if self.behind if by > 0 else self.before:
            self.turned = 1 if by > 0 else -1
        return bool(self.turned)


class Search:
    """What was searched for, and where it stands. Matches are made where they are asked for, and counted apart."""

    def __init__(self, needle: str, letters: Letters | None = None) -> None:
        self.needle = needle
        self.laid: dict[int, Mapping[int, Sequence[Laid]]] = {}
        """The matches in the text of a place, by the blocks of its body, as they were laid for drawing."""
        self._letters = letters or Letters(ARTICLE)
        self._wanted = needle.encode(errors="surrogatepass")
        self._known: dict[int, Sequence[Match]] = {}
        self._numbers: dict[Match, int] = {}
        self._marks, self._sums = [ARTICLE], [0]

    def __len__(self) -> int:
        for _ in self.count():
            pass
        return self._sums[-1]

    def __bool__(self) -> bool:
        return self._first_of_all is not None

    @property
    def places(self) -> Sequence[int]:
        """What has a match, in reading order."""
        return self._letters.all_with(self._wanted)

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many matches there are; in little text it is as soon as that is asked."""
        if self._letters.size <= _STRETCH:
            len(self)
        return self._marks[-1] == self._end

    def count(self) -> Iterator[None]:
        """Count the matches, in no time at each step; it goes on where it was left."""
        while self._marks[-1] < self._end:
            first = self._marks[-1]
            end = self._letters.after(first, _STRETCH)
            self._sums.append(self._sums[-1] + self._count(first, end))
            self._marks.append(end)
            yield

    def inside(self, place: int) -> Sequence[Match]:
        """The matches in the article or in a reply."""
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._matches(place)
        return known

    def any_between(self, first: int, end: int) -> bool:
        """Whether a place from one to before another has a match."""
        before, behind = bisect_right(self._marks, first) - 1, bisect_left(self._marks, end)
        if behind < len(self._marks) and self._sums[before] == self._sums[behind]:
            return False
        return self._first(first, end) is not None

    def after(self, match: Match) -> Match | None:
        """The next match behind a place, the first of all where there is none; None without any."""
        here = self.inside(match.place)
        number = bisect_right(here, match)
        if number < len(here):
            return here[number]
        place = self._first(match.place + 1, self._end)
        return self._edge(self._first_of_all if place is None else place, last=False)

    def before(self, match: Match) -> Match | None:
        """The match before a place, the last of all where there is none."""
        here = self.inside(match.place)
        number = bisect_left(here, match)
        if number:
            return here[number - 1]
        place = self._last(ARTICLE, match.place)
        return self._edge(self._last(ARTICLE, self._end) if place is None else place, last=True)

    def edge(self, *, last: bool) -> Match | None:
        """The last match of all, or the first; None without any."""
        return self._edge(self._last(ARTICLE, self._end) if last else self._first_of_all, last=last)

    def number(self, match: Match) -> int:
        """The number of a match, from 1 on."""
        known = self._numbers.get(match)
        if known is None:
            for _ in self.count():
                pass
            mark = bisect_right(self._marks, match.place) - 1
            before = self._sums[mark] + self._count(self._marks[mark], match.place)
            known = self._numbers[match] = before + bisect_left(self.inside(match.place), match) + 1
        return known

    def _edge(self, place: int | None, *, last: bool) -> Match | None:
        return None if place is None else self.inside(place)[-1 if last else 0]

    @cached_property
    def _first_of_all(self) -> int | None:
        return self._first(ARTICLE, self._end)

    @property
    def _end(self) -> int:
        return self._letters.end

    def _first(self, first: int, end: int) -> int | None:
        return self._letters.first_with(self._wanted, first, end)

    def _last(self, first: int, end: int) -> int | None:
        return self._letters.last_with(self._wanted, first, end)

    def _count(self, first: int, end: int) -> int:
        return self._letters.count(self._wanted, first, end)

    def _matches(self, place: int) -> Sequence[Match]:
        if place >= self._end:
            return ()
        size = len(self.needle)
        return [Match(place, start, start + size) for start in _occurrences(self._letters.text(place), self.needle)]


class FoundBefore(Search):
    """A search whose matches were found elsewhere."""

    def __init__(self, needle: str, matches: Iterable[Match]) -> None:
        super().__init__(needle)
        self._known.update(grouped((match.place, match) for match in sorted(matches)))
        self._places = sorted(self._known)
        self._marks = [ARTICLE, *(place + 1 for place in self._places)]
        self._sums = [0, *accumulate(len(self._known[place]) for place in self._places)]

    @property
    def places(self) -> Sequence[int]:
        """What has a match, in reading order."""
        return self._places

    @property
    def _end(self) -> int:
        return self._marks[-1]

    def _first(self, first: int, end: int) -> int | None:
        row = bisect_left(self._places, first)
        return self._places[row] if row < len(self._places) and self._places[row] < end else None

    def _last(self, first: int, end: int) -> int | None:
        row = bisect_left(self._places, end) - 1
        return self._places[row] if row >= 0 and self._places[row] >= first else None

    def _count(self, first: int, end: int) -> int:
        return sum(len(self._known[place]) for place in self._places if first <= place < end)

    def _matches(self, place: int) -> Sequence[Match]:  # noqa: ARG002 - all that there are are known
        return ()


def _is_none_of(shorter: Search, needle: str) -> bool:
    """Whether there is no match of a needle, since there is none of the beginning of it."""
    return bool(shorter.needle) and needle.startswith(shorter.needle) and not shorter


def _occurrences(text: str, needle: str) -> list[int]:
    found: list[int] = []
    start = text.find(needle)
    while start >= 0:
        found.append(start)
        start = text.find(needle, start + len(needle))
    return found


def _lower_in_place(text: str) -> str:
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)
