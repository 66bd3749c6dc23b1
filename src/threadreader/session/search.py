"""Full-text search of one thread: matches in the article and in every reply, in reading order, folded ones included.

Also the completion of what is typed as a query.
"""

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct

from threadreader.model.quote import grouped

# The position of the article: before the replies, whose positions count from 0.
ARTICLE = -1


class Match(NamedTuple):
    """A range of characters in the text of the article or of a reply; end exclusive."""

    position: int
    start: int
    end: int


class Search:
    """A needle and its matches, which are made as they are asked for; `counts` are those of each text with any."""

    def __init__(
        self, needle: str, counts: Mapping[int, int] = {}, find: Callable[[int], Sequence[Match]] = lambda _: ()
    ) -> None:
        self.needle = needle
        # Positions of the texts with a match, in reading order.
        self.matched = list(counts)
        self._find = find
        self._known: dict[int, Sequence[Match]] = {}
        self._sums = [0, *accumulate(counts.values())]

    def __len__(self) -> int:
        return self._sums[-1]

    def inside(self, index: int) -> Sequence[Match]:
        """The matches in the article or in a reply."""
        if index not in self._known:
            self._known[index] = self._find(index)
        return self._known[index]

    def has_match_between(self, first: int, end: int) -> bool:
        """True if a text from `first` to before `end` has a match."""
        row = bisect_left(self.matched, first)
        return row < len(self.matched) and self.matched[row] < end

    def after(self, match: Match) -> Match | None:
        """The next match, the first of all after the last; None without any."""
        here = self.inside(match.position)
        number = bisect_right(here, match)
        if number < len(here) or not self.matched:
            return here[number] if here else None
        return self.inside(self.matched[bisect_right(self.matched, match.position) % len(self.matched)])[0]

    def before(self, match: Match) -> Match | None:
        """The previous match, the last of all before the first; None without any."""
        here = self.inside(match.position)
        number = bisect_left(here, match)
        if number or not self.matched:
            return here[number - 1] if here else None
        return self.inside(self.matched[bisect_left(self.matched, match.position) - 1])[-1]

    def edge(self, *, last: bool) -> Match | None:
        """The last match of all, or the first; None without any."""
        return self.inside(self.matched[-last])[-last] if self.matched else None

    def number(self, match: Match) -> int:
        """The number of a match, from 1 on."""
        before = self._sums[bisect_left(self.matched, match.position)]
        return before + bisect_left(self.inside(match.position), match) + 1


def search_of(needle: str, matches: Iterable[Match]) -> Search:
    """A search with given matches."""
    known = grouped((match.position, match) for match in sorted(matches))
    return Search(needle, {index: len(inside) for index, inside in known.items()}, lambda index: known.get(index, ()))


class Corpus:
    """The searched texts, the article's first, then each reply's, as `read` returns them."""

    def __init__(self, read: Callable[[], Iterable[str]]) -> None:
        self._read = read
        self._lowered: list[str] = []
        self._rest: Iterator[str] | None = None

    def find(self, needle: str) -> Search:
        """All non-overlapping matches, ignoring case unless the needle has a capital."""
        if not needle:
            return Search(needle)
        texts = self._all_lowered() if needle == needle.lower() else self._exact
        counts = {index: count for index, text in enumerate(texts, ARTICLE) if (count := text.count(needle))}

        def find(index: int) -> Sequence[Match]:
            starts = occurrences(texts[index - ARTICLE], needle) if index in counts else ()
            return [Match(index, start, start + len(needle)) for start in starts]

        return Search(needle, counts, find)

    def text(self, index: int) -> str:
        """The text of a reply or the article, in lower case."""
        return self._all_lowered()[index - ARTICLE]

    def prepare(self) -> Iterator[None]:
        """Prepare the first search, a text at each step; resumes where it was left."""
        if self._rest is None:
            self._rest, self._lowered = iter(self._read()), []
        try:
            for text in self._rest:
                # A few capitals have lower-case forms of two characters, which would shift the offsets: those stay.
                low = text.lower()
                same = low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
                self._lowered.append(same)
                yield
        except Exception:
            self._rest = None
            raise

    def _all_lowered(self) -> Sequence[str]:
        for _ in self.prepare():
            pass
        return self._lowered

    @cached_property
    def _exact(self) -> Sequence[str]:
        return list(self._read())


class OtherThreads(Struct):
    """The existence of matches in threads before and behind this one; `turned` is 1 or -1 to go there."""

    before: bool
    behind: bool
    turned: int = 0

    def turn(self, by: int) -> bool:
        """Turn to the next thread, or to the one before where negative; False where there is none."""
        if self.behind if by > 0 else self.before:
            self.turned = 1 if by > 0 else -1
        return bool(self.turned)


def occurrences(text: str, needle: str) -> list[int]:
    """The offsets of a needle in a text, none over another."""
    return [found.start() for found in re.finditer(re.escape(needle), text)]


_LAST_TERM = re.compile(r'(?P<key>(?:author|is|site|tag):)?(?P<begun>"[^"]*|[^\s:]*)$')


def complete_term(typed: str, known: Callable[[str], Iterable[str]]) -> tuple[str, Sequence[str]]:
    """A query with its last term completed as far as that is certain, and what it may be of those `known` of a key."""
    last = _LAST_TERM.search(typed)
    assert last is not None, "it may be empty"
    key, begun = last["key"] or "", last["begun"].removeprefix('"')
    fitting = [name for name in known(key) if name.casefold().startswith(begun.casefold())]
    if not fitting:
        return typed, ()
    folded = os.path.commonprefix([one.casefold() for one in fitting])  # noqa: RUF071 - of names, none of which is a path
    common = fitting[0][: len(folded)]
    done = len(fitting) == 1 and bool(key)
    return typed[: last.start()] + key + _quoted(common, closed=done) + " " * done, fitting


def _quoted(name: str, *, closed: bool) -> str:
    """A name as a query has it: between quotation marks where it has a space."""
    return f'"{name}' + '"' * closed if " " in name else name
