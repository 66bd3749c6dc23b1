"""Full-text search of one thread: matches in the article and in every reply, in reading order, folded ones included.

All texts are one blob of UTF-8, in which a needle is found and counted without a look at each text.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import grouped

# Ends each text, so that no match spans two; no text holds it.
END = "\0"


class TextBlob:
    """Texts as UTF-8 in one array of bytes, each by its number, from `first` on."""

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self._bytes = bytearray()
        self._starts = array("Q")

    @property
    def end(self) -> int:
        """The number after the last text's."""
        return self.first + len(self._starts)

    @property
    def size(self) -> int:
        """The size in bytes."""
        return len(self._bytes)

    def add(self, text: str) -> None:
        """Add a text at the end."""
        self._starts.append(len(self._bytes))
        self._bytes += (text + END).encode(errors="surrogatepass")

    def text(self, number: int) -> str:
        """A text by its number."""
        return self._bytes[self._start(number) : self._start(number + 1) - 1].decode(errors="surrogatepass")

    def after(self, number: int, size: int) -> int:
        """The first text that begins at least `size` bytes after another, or the end."""
        return min(max(number, self._holding(self._start(number) + size)) + 1, self.end)

    def first_with(self, needle: bytes, first: int, end: int) -> int | None:
        """The first text in a range that contains a needle."""
        offset = self._bytes.find(needle, self._start(first), self._start(end)) if needle else -1
        return self._holding(offset) if offset >= 0 else None

    def all_with(self, needle: bytes) -> Sequence[int]:
        """Every text that contains a needle."""
        rows = array("i")
        starts, find = self._starts, self._bytes.find
        at = find(needle) if needle else -1
        while at >= 0:
            row = bisect_right(starts, at)
            rows.append(self.first + row - 1)
            at = find(needle, starts[row]) if row < len(starts) else -1
        return rows

    def last_with(self, needle: bytes, first: int, end: int) -> int | None:
        """The last text in a range that contains a needle."""
        offset = self._bytes.rfind(needle, self._start(first), self._start(end)) if needle else -1
        return self._holding(offset) if offset >= 0 else None

    def count(self, needle: bytes, first: int, end: int) -> int:
        """The number of non-overlapping occurrences in a range of texts."""
        return self._bytes.count(needle, self._start(first), self._start(end))

    def _start(self, number: int) -> int:
        index = number - self.first
        return self._starts[index] if index < len(self._starts) else len(self._bytes)

    def _holding(self, offset: int) -> int:
        return self.first + bisect_right(self._starts, offset) - 1


# The position of the article: before the replies, whose positions count from 0.
ARTICLE = -1

# Bytes that are searched without a noticeable delay.
_CHUNK_BYTES = 1 << 20


class Match(NamedTuple):
    """A range of characters in the text of the article or of a reply; end exclusive."""

    position: int
    start: int
    end: int


# A range of characters of a block, and its match.
MatchRun = tuple[BlockPath, int, int, Match]


class Corpus:
    """The searched texts, the article's first, then each reply's, as `read` returns them."""

    def __init__(self, read: Callable[[], Iterable[str]]) -> None:
        self._read = read
        self._lowered = TextBlob(ARTICLE)
        self._rest: Iterator[str] | None = None

    def find(self, needle: str, shorter: "Search | None" = None) -> "Search":
        """All non-overlapping matches, ignoring case unless the needle has a capital.

        `shorter` is the search of a prefix of the needle: where it has no match there is none.
        """
        if not needle or END in needle or (shorter is not None and _has_no_match(shorter, needle)):
            return Search(needle)
        if needle != needle.lower():
            return Search(needle, self._exact)
        for _ in self.prepare():
            pass
        return Search(needle, self._lowered)

    def text(self, index: int) -> str:
        """The text of a reply or the article, in lower case."""
        for _ in self.prepare():
            pass
        return self._lowered.text(index)

    def prepare(self) -> Iterator[None]:
        """Prepare the first search, a text at each step; resumes where it was left."""
        if self._rest is None:
            self._rest, self._lowered = iter(self._read()), TextBlob(ARTICLE)
        try:
            for text in self._rest:
                # A few capitals have lower-case forms of two characters, which would shift the offsets: those stay.
                low = text.lower()
                self._lowered.add(low if len(low) == len(text) else _lower_same_length(text))
                yield
        except Exception:
            self._rest = None
            raise

    @cached_property
    def _exact(self) -> TextBlob:
        blob = TextBlob(ARTICLE)
        for text in self._read():
            blob.add(text)
        return blob


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


class Search:
    """A needle and its matches, which are made on demand and counted apart."""

    def __init__(self, needle: str, blob: TextBlob | None = None) -> None:
        self.needle = needle
        # Ranges to be highlighted, by position and outermost block.
        self.runs: dict[int, Mapping[int, Sequence[MatchRun]]] = {}
        self._blob = blob or TextBlob(ARTICLE)
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
    def matched(self) -> Sequence[int]:
        """Positions of the texts with a match, in reading order."""
        return self._blob.all_with(self._wanted)

    @property
    def is_counted(self) -> bool:
        """True if the number of matches is known; little text is counted at once."""
        if self._blob.size <= _CHUNK_BYTES:
            len(self)
        return self._marks[-1] == self._end

    def count(self) -> Iterator[None]:
        """Count the matches, in short steps; resumes where it was left."""
        while self._marks[-1] < self._end:
            first = self._marks[-1]
            end = self._blob.after(first, _CHUNK_BYTES)
            self._sums.append(self._sums[-1] + self._count(first, end))
            self._marks.append(end)
            yield

    def inside(self, index: int) -> Sequence[Match]:
        """The matches in the article or in a reply."""
        known = self._known.get(index)
        if known is None:
            known = self._known[index] = self._matches(index)
        return known

    def has_match_between(self, first: int, end: int) -> bool:
        """True if a text from `first` to before `end` has a match."""
        before, behind = bisect_right(self._marks, first) - 1, bisect_left(self._marks, end)
        if behind < len(self._marks) and self._sums[before] == self._sums[behind]:
            return False
        return self._first(first, end) is not None

    def after(self, match: Match) -> Match | None:
        """The next match, the first of all after the last; None without any."""
        here = self.inside(match.position)
        number = bisect_right(here, match)
        if number < len(here):
            return here[number]
        index = self._first(match.position + 1, self._end)
        return self._edge(self._first_of_all if index is None else index, last=False)

    def before(self, match: Match) -> Match | None:
        """The previous match, the last of all before the first; None without any."""
        here = self.inside(match.position)
        number = bisect_left(here, match)
        if number:
            return here[number - 1]
        index = self._last(ARTICLE, match.position)
        return self._edge(self._last(ARTICLE, self._end) if index is None else index, last=True)

    def edge(self, *, last: bool) -> Match | None:
        """The last match of all, or the first; None without any."""
        return self._edge(self._last(ARTICLE, self._end) if last else self._first_of_all, last=last)

    def number(self, match: Match) -> int:
        """The number of a match, from 1 on."""
        known = self._numbers.get(match)
        if known is None:
            for _ in self.count():
                pass
            mark = bisect_right(self._marks, match.position) - 1
            before = self._sums[mark] + self._count(self._marks[mark], match.position)
            known = self._numbers[match] = before + bisect_left(self.inside(match.position), match) + 1
        return known

    def _edge(self, index: int | None, *, last: bool) -> Match | None:
        return None if index is None else self.inside(index)[-1 if last else 0]

    @cached_property
    def _first_of_all(self) -> int | None:
        return self._first(ARTICLE, self._end)

    @property
    def _end(self) -> int:
        return self._blob.end

    def _first(self, first: int, end: int) -> int | None:
        return self._blob.first_with(self._wanted, first, end)

    def _last(self, first: int, end: int) -> int | None:
        return self._blob.last_with(self._wanted, first, end)

    def _count(self, first: int, end: int) -> int:
        return self._blob.count(self._wanted, first, end)

    def _matches(self, index: int) -> Sequence[Match]:
        if index >= self._end:
            return ()
        size = len(self.needle)
        return [Match(index, start, start + size) for start in occurrences(self._blob.text(index), self.needle)]


class KnownMatches(Search):
    """A search with given matches."""

    def __init__(self, needle: str, matches: Iterable[Match]) -> None:
        super().__init__(needle)
        self._known.update(grouped((match.position, match) for match in sorted(matches)))
        self._matched = sorted(self._known)
        self._marks = [ARTICLE, *(index + 1 for index in self._matched)]
        self._sums = [0, *accumulate(len(self._known[index]) for index in self._matched)]

    @property
    def matched(self) -> Sequence[int]:
        """Positions of the texts with a match, in reading order."""
        return self._matched

    @property
    def _end(self) -> int:
        return self._marks[-1]

    def _first(self, first: int, end: int) -> int | None:
        row = bisect_left(self._matched, first)
        return self._matched[row] if row < len(self._matched) and self._matched[row] < end else None

    def _last(self, first: int, end: int) -> int | None:
        row = bisect_left(self._matched, end) - 1
        return self._matched[row] if row >= 0 and self._matched[row] >= first else None

    def _count(self, first: int, end: int) -> int:
        return sum(len(self._known[index]) for index in self._matched if first <= index < end)

    def _matches(self, index: int) -> Sequence[Match]:  # noqa: ARG002 - all that there are are known
        return ()


def _has_no_match(shorter: Search, needle: str) -> bool:
    """True if a prefix of the needle is known to have no match."""
    return bool(shorter.needle) and needle.startswith(shorter.needle) and not shorter


def occurrences(text: str, needle: str) -> list[int]:
    """The offsets of a needle in a text, none over another."""
    offsets: list[int] = []
    start = text.find(needle)
    while start >= 0:
        offsets.append(start)
        start = text.find(needle, start + len(needle))
    return offsets


def _lower_same_length(text: str) -> str:
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)
