"""Encoding of quotations: columns of owners and targets in chunks, then the quotations themselves in chunks."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import astuple

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import CommentId
from threadreader.store.encoding import pack, unpack, unpack_first

# Quotations in a chunk of columns: so many are indexed in a few milliseconds, one step of `preload`.
COLUMNS_CHUNK_SIZE = 1024

# Quotations in a chunk: so many are unpacked for one of them.
QUOTES_CHUNK_SIZE = 64

_CACHED_CHUNKS = 32  # 2,048 quotations, more than a screen and the keys that walk quotations touch

_UNKNOWN = -1  # in the columns of numbers, which hold no None


class _Target(NamedTuple):
    owner: str | None
    path: BlockPath
    start: int
    end: int
    method: Method
    score: float


class _Row(NamedTuple):
    owner: str | None
    path: BlockPath
    start: int
    end: int
    text: str
    attribution: str | None
    targets: tuple[_Target, ...]


class _Columns(NamedTuple):
    """The quoting comments, and owner, path, start and end of each best target, `_UNKNOWN` without one."""

    quoting: list[str]
    owners: list[str | None]
    paths: list[str]
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]]) -> "_Columns":
        targets = [links[0][:4] if links else (None, (), _UNKNOWN, _UNKNOWN) for *_, links in rows]
        owners, paths, starts, ends = map(list, zip(*targets, strict=True))
        return cls([row[0] for row in rows], owners, [".".join(map(str, path)) for path in paths], starts, ends)


class _Header(Struct):
    """The lengths of the chunks of columns, and of those of quotations."""

    parts: list[int]
    shares: list[int]


def pack_quotes(index: QuoteIndex) -> bytes:
    """Pack a header with the lengths of all chunks, then the chunks of columns, then those of quotations."""
    rows = [
        [
            *(*astuple(quote.at), quote.text, quote.attribution),
            [[*astuple(link.target), link.method, link.score] for link in index.links_of(quote)],
        ]
        for quote in index.quotes
    ]
    columns = [pack(_Columns.of(rows[n : n + COLUMNS_CHUNK_SIZE])) for n in range(0, len(rows), COLUMNS_CHUNK_SIZE)]
    quotes = [pack(rows[n : n + QUOTES_CHUNK_SIZE]) for n in range(0, len(rows), QUOTES_CHUNK_SIZE)]
    return pack(_Header(list(map(len, columns)), list(map(len, quotes)))) + b"".join((*columns, *quotes))


class PackedQuotes:
    """`Quotations` of a stored thread, unpacked chunk by chunk on demand, inside of the context manager `guard`.

    Quotations are numbered in reading order. The columns are lists of numbers and strings, which garbage collection
    does not traverse. `_first` is the first quotation in each comment, whose others follow it; the quotations that lead
    into a comment are a linked list, from the last (`_last`) to the one before it (`_previous`).
    """

    def __init__(self, packed: bytes, guard: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._guard = guard
        self._quoting: list[str] = []
        self._paths: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._first: dict[str, int] = {}
        self._last: dict[str | None, int] = {}
        self._previous: list[int] = []
        self._rows = lru_cache(_CACHED_CHUNKS)(self._load_rows)
        # The numbers of the quotations in the comment that was asked about last, since it is asked about each of them.
        self._numbered: tuple[CommentId | None, Mapping[Quote, int]] = None, {}
        with guard():
            header, chunks = unpack_first(packed, _Header)
            ends = accumulate((*header.parts, *header.shares), initial=0)
            split = [chunks[start:end] for start, end in pairwise(ends)]
        self._pending_columns, self._chunks = deque(split[: len(header.parts)]), split[len(header.parts) :]

    def preload(self) -> Iterator[None]:
        while self._pending_columns:
            with self._guard():
                self._add(unpack(self._pending_columns.popleft(), _Columns))
            yield

    def inside(self, owner: CommentId) -> tuple[Quote, ...]:
        return tuple(map(self._quote, self._numbers(owner)))

    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]:
        owner, numbers = self._numbered
        if owner != quote.at.owner:
            owner, numbers = self._numbered = quote.at.owner, {self._quote(n): n for n in self._numbers(quote.at.owner)}
        number = numbers.get(quote)
        return () if number is None else tuple(self._links(number))

    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        return tuple(self._links(number)[0] for number in self._incoming(owner))

    def targets_in(self, owner: CommentId | None) -> tuple[Anchor, ...]:
        numbers = self._incoming(owner)
        joined = {self._paths[number] for number in numbers}
        paths = {path: tuple(map(int, filter(None, path.split(".")))) for path in joined}
        return tuple(Anchor(owner, paths[self._paths[n]], self._starts[n], self._ends[n]) for n in numbers)

    def whole(self) -> QuoteIndex:
        """Unpack all of it: the inverse of `pack_quotes`."""
        self._complete_columns()
        numbers = range(len(self._quoting))
        links = [self._links(number) for number in numbers]
        best = (link for some in links for link in some[:1])
        runners_up = (link for some in links for link in some[1:])
        return QuoteIndex(tuple(map(self._quote, numbers)), tuple(best), tuple(runners_up))

    def _complete_columns(self) -> None:
        for _ in self.preload():
            pass

    def _add(self, columns: _Columns) -> None:
        first = len(self._quoting)
        self._quoting += columns.quoting
        self._paths += columns.paths
        self._starts += columns.starts
        self._ends += columns.ends
        for number, owner in enumerate(columns.quoting, first):
            self._first.setdefault(owner, number)
        for number, (target, start) in enumerate(zip(columns.owners, columns.starts, strict=True), first):
            self._previous.append(_UNKNOWN if start == _UNKNOWN else self._last.get(target, _UNKNOWN))
            if start != _UNKNOWN:
                self._last[target] = number

    def _numbers(self, owner: CommentId | None) -> Iterator[int]:
        self._complete_columns()
        number = self._first.get(owner or "", len(self._quoting))
        while number < len(self._quoting) and self._quoting[number] == owner:
            yield number
            number += 1

    def _incoming(self, owner: CommentId | None) -> Sequence[int]:
        self._complete_columns()
        numbers: list[int] = []
        number = self._last.get(owner, _UNKNOWN)
        while number != _UNKNOWN:
            numbers.append(number)
            number = self._previous[number]
        return numbers[::-1]

    def _quote(self, number: int) -> Quote:
        row = self._row(number)
        return Quote(_anchor(*row[:4]), row.text, row.attribution)

    def _links(self, number: int) -> list[QuoteLink]:
        quote = self._quote(number)
        return [QuoteLink(quote, _anchor(*each[:4]), each.method, each.score) for each in self._row(number).targets]

    def _row(self, number: int) -> _Row:
        chunk, index = divmod(number, QUOTES_CHUNK_SIZE)
        with self._guard():
            return self._rows(chunk)[index]

    def _load_rows(self, chunk: int) -> list[_Row]:
        return unpack(self._chunks[chunk], list[_Row])


def _anchor(owner: str | None, path: BlockPath, start: int, end: int) -> Anchor:
    return Anchor(None if owner is None else CommentId(owner), path, start, end)
