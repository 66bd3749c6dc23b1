"""Matches of words in the article and in every reply, in reading order, folded replies included."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Self

from threadreader.model.blocks import BlockPath

ARTICLE = -1
"""Where the article stands before the replies, which are known by their positions from 0 on."""


class Match(NamedTuple):
    """A run of characters in the text of the article or of a reply; end exclusive."""

    place: int
    start: int
    end: int


Laid = tuple[BlockPath, int, int, Match]
"""A run of characters of a block, and the match that it is of."""


@dataclass(frozen=True)
class Corpus:
    """The texts that are searched: the article's first, then each reply's."""

    texts: Sequence[str]

    @cached_property
    def _lowered(self) -> Sequence[str]:
        # A few capitals have lower-case forms of two characters, which would shift the offsets: those stay.
        return [low if len(low := text.lower()) == len(text) else _lower_in_place(text) for text in self.texts]

    def find(self, needle: str, shorter: "Search | None" = None) -> "Search":
        """Every match, overlapping ones left out. Case counts only where the needle has a capital.

        `shorter` is what was found while less was typed: where it has no match there is none.
        """
        texts = self._searched(needle)
        if not needle:
            return Search(needle, texts)
        if shorter and shorter.texts is texts and needle.startswith(shorter.needle):
            return Search(needle, texts, [place for place in shorter.places if needle in texts[place + 1]])
        return Search(needle, texts, [place for place, text in enumerate(texts, ARTICLE) if needle in text])

    def prepare(self) -> None:
        """Do now what the first search would wait for."""
        self._searched("")

    def _searched(self, needle: str) -> Sequence[str]:
        return self.texts if needle != needle.lower() else self._lowered


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


@dataclass(frozen=True, eq=False)
class Search:
    """What was searched for, and where it stands: `places` have a match. Matches are made where they are asked for."""

    needle: str
    texts: Sequence[str] = ()
    places: Sequence[int] = ()
    laid: dict[int, Mapping[int, Sequence[Laid]]] = field(default_factory=dict)
    """The matches in the text of a place, by the blocks of its body, as they were laid for drawing."""

    @classmethod
    def of(cls, needle: str, matches: Iterable[Match]) -> Self:
        """A search whose matches were found elsewhere."""
        ordered = sorted(matches)
        search = cls(needle, places=sorted({match.place for match in ordered}))
        for match in ordered:
            search._known.setdefault(match.place, []).append(match)
        return search

    def __len__(self) -> int:
        return self._counted[-1]

    def __bool__(self) -> bool:
        return bool(self.places)

    def inside(self, place: int) -> Sequence[Match]:
        """The matches in the article or in a reply."""
        known = self._known.get(place)
        if known is None:
            size = len(self.needle)
            starts = _occurrences(self.texts[place + 1], self.needle) if size and self.texts else ()
            known = self._known[place] = [Match(place, start, start + size) for start in starts]
        return known

    def any_between(self, first: int, end: int) -> bool:
        """Whether a place from one to before another has a match."""
        return bisect_left(self.places, first) < bisect_left(self.places, end)

    def after(self, match: Match) -> Match | None:
        """The next match behind a place, the first of all where there is none; None without any."""
        if not self.places:
            return None
        here = self._here(match.place)
        number = bisect_right(here, match)
        if number < len(here):
            return here[number]
        return self.inside(self.places[bisect_right(self.places, match.place) % len(self.places)])[0]

    def before(self, match: Match) -> Match | None:
        """The match before a place, the last of all where there is none."""
        if not self.places:
            return None
        here = self._here(match.place)
        number = bisect_left(here, match)
        return here[number - 1] if number else self.inside(self.places[bisect_left(self.places, match.place) - 1])[-1]

    def edge(self, *, last: bool) -> Match | None:
        """The last match of all, or the first; None without any."""
        return self.inside(self.places[-1 if last else 0])[-1 if last else 0] if self.places else None

    def number(self, match: Match) -> int:
        """The number of a match, from 1 on."""
        return self._counted[bisect_left(self.places, match.place)] + bisect_left(self._here(match.place), match) + 1

    def _here(self, place: int) -> Sequence[Match]:
        row = bisect_left(self.places, place)
        return self.inside(place) if row < len(self.places) and self.places[row] == place else ()

    @cached_property
    def _counted(self) -> Sequence[int]:
        """How many matches stand before each place, and last how many there are."""
        return list(accumulate(map(self._count, self.places), initial=0))

    def _count(self, place: int) -> int:
        return self.texts[place + 1].count(self.needle) if self.texts else len(self.inside(place))

    @cached_property
    def _known(self) -> dict[int, list[Match]]:
        return {}


def _occurrences(text: str, needle: str) -> list[int]:
    found: list[int] = []
    start = text.find(needle)
    while start >= 0:
        found.append(start)
        start = text.find(needle, start + len(needle))
    return found


def _lower_in_place(text: str) -> str:
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)
