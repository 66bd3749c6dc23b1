"""Matches of words in the article and in every reply, in reading order, folded replies included."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

ARTICLE = -1
"""Where the article stands before the replies, which are known by their positions from 0 on."""


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A run of characters in the text of the article or of a reply; end exclusive."""

    place: int
    start: int
    end: int


@dataclass(frozen=True)
class Corpus:
    """The texts that are searched: the article's first, then each reply's."""

    texts: Sequence[str]

    @cached_property
    def _lowered(self) -> Sequence[str]:
        # A few capitals have lower-case forms of two characters, which would shift the offsets: those stay.
        return [low if len(low := text.lower()) == len(text) else _lower_in_place(text) for text in self.texts]

    def find(self, needle: str) -> tuple[Match, ...]:
        """Every match, overlapping ones left out. Case counts only where the needle has a capital."""
        if not needle:
            return ()
        texts = self.texts if needle != needle.lower() else self._lowered
        return tuple(
            Match(place, start, start + len(needle))
            for place, text in enumerate(texts, ARTICLE)
            if needle in text
            for start in _occurrences(text, needle)
        )


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


@dataclass(frozen=True)
class Search:
    """What was searched for, and where it stands."""

    needle: str
    matches: tuple[Match, ...] = field(default=())

    def after(self, match: Match) -> Match | None:
        """The next match behind a place, the first of all where there is none; None without any."""
        row = bisect_right(self.matches, match)
        return self.matches[row % len(self.matches)] if self.matches else None

    def before(self, match: Match) -> Match | None:
        """The match before a place, the last of all where there is none."""
        return self.matches[bisect_left(self.matches, match) - 1] if self.matches else None

    def number(self, match: Match) -> int:
        """The number of a match, from 1 on."""
        return bisect_left(self.matches, match) + 1

    @cached_property
    def by_place(self) -> dict[int, list[Match]]:
        """The matches in the article and in each reply."""
        found: dict[int, list[Match]] = {}
        for match in self.matches:
            found.setdefault(match.place, []).append(match)
        return found


def _occurrences(text: str, needle: str) -> list[int]:
    found: list[int] = []
    start = text.find(needle)
    while start >= 0:
        found.append(start)
        start = text.find(needle, start + len(needle))
    return found


def _lower_in_place(text: str) -> str:
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)
