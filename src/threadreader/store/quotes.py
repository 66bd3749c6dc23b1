"""Quotations as bytes and back: who quotes whom in parts, then the quotations themselves in shares."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import accumulate, pairwise
from typing import Any

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import CommentId
from threadreader.store.encoding import pack, unpack, unpack_first

PART = 1024
"""Quotations whose owners and targets are packed together: so many are sorted in a few milliseconds."""

SHARE = 64
"""Quotations that are packed together: so many are unpacked in no time."""

_SHARES_KEPT = 32

_NOWHERE = -1
_JOINT = "."


def pack_quotes(index: QuoteIndex) -> bytes:
    """How long each pack is, then the packs: of `PART` owners and targets each, of `SHARE` quotations each."""
    rows = [
        [*_anchor_to_plain(quote.at), quote.text, quote.attribution, list(map(_link_to_plain, index.links_of(quote)))]
        for quote in index.quotes
    ]
    parts = [pack(_columns(rows[n : n + PART])) for n in range(0, len(rows), PART)]
    shares = [pack(rows[n : n + SHARE]) for n in range(0, len(rows), SHARE)]
    head = {"parts": list(map(len, parts)), "shares": list(map(len, shares))}
    return pack(head) + b"".join((*parts, *shares))


def _columns(rows: Sequence[list[Any]]) -> list[list[Any]]:
    """Who quotes, and the owner, path, start and end of what is quoted, `_NOWHERE` where that is not known."""
    targets = [links[0][:4] if links else [None, [], _NOWHERE, _NOWHERE] for *_, links in rows]
    owners, paths, starts, ends = map(list, zip(*targets, strict=True))
    return [[row[0] for row in rows], owners, [_JOINT.join(map(str, path)) for path in paths], starts, ends]


class PackedQuotes:
    """The quotations of a stored thread: `Quotations` that unpacks only what is asked for, inside of `guard`.

    Who quotes whom is in columns of numbers and words, which the garbage collector does not look through: `_first`
    quotation of each comment, whose others follow it; `_last` one into each, and `_before` each the one before it.
    """

    def __init__(self, packed: bytes, guard: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._guard = guard
        self._owners: list[str] = []
        self._targets: list[str | None] = []
        self._paths: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._first: dict[str, int] = {}
        self._last: dict[str | None, int] = {}
        self._before: list[int] = []
        self._shares: dict[int, list[Any]] = {}
        self._located: tuple[CommentId | None, Mapping[Quote, int]] = None, {}
        """The quotations of the comment that was asked about last, by what they are: it is asked about each of them."""
        with guard():
            self._parts, self._packs = _unpack_head(packed)

    def preload(self) -> Iterator[None]:
        """Unpack who quotes whom, a part at a step."""
        while self._parts:
            with self._guard():
                self._add(*unpack(self._parts.popleft()))
            yield

    def inside(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a comment, in reading order."""
        return tuple(map(self._quote, self._numbers(owner)))

    def links_of(self, quote: Quote) -> tuple[QuoteLink, ...]:
        """The best link of a quotation and then the runners-up; none where its source is not known."""
        owner, numbers = self._located
        if owner != quote.at.owner:
            owner, numbers = self._located = quote.at.owner, {self._quote(n): n for n in self._numbers(quote.at.owner)}
        number = numbers.get(quote)
        return () if number is None else tuple(self._links(number))

    def links_into(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a comment, or into the article under None, in reading order."""
        return tuple(self._links(number)[0] for number in self._leading_into(owner))

    def targets_in(self, owner: CommentId | None) -> tuple[Anchor, ...]:
        """Where the links lead into a comment, or into the article under None."""
        numbers = self._leading_into(owner)
        paths = {path: _path(path) for path in {self._paths[number] for number in numbers}}
        return tuple(Anchor(owner, paths[self._paths[n]], self._starts[n], self._ends[n]) for n in numbers)

    def whole(self) -> QuoteIndex:
        """All of it: the inverse of `pack_quotes`."""
        self._finish()
        numbers = range(len(self._owners))
        links = [self._links(number) for number in numbers]
        best = (link for some in links for link in some[:1])
        runners_up = (link for some in links for link in some[1:])
        return QuoteIndex(tuple(map(self._quote, numbers)), tuple(best), tuple(runners_up))

    def _finish(self) -> None:
        for _ in self.preload():
            pass

    def _add(self, *columns: list[Any]) -> None:
        first = len(self._owners)
        owners, targets, paths, starts, ends = columns
        self._owners += owners
        self._targets += targets
        self._paths += paths
        self._starts += starts
        self._ends += ends
        for number, owner in enumerate(owners, first):
            self._first.setdefault(owner, number)
        for number, (target, start) in enumerate(zip(targets, starts, strict=True), first):
            self._before.append(_NOWHERE if start == _NOWHERE else self._last.get(target, _NOWHERE))
            if start != _NOWHERE:
                self._last[target] = number

    def _numbers(self, owner: CommentId | None) -> Iterator[int]:
        self._finish()
        number = self._first.get(owner or "", len(self._owners))
        while number < len(self._owners) and self._owners[number] == owner:
            yield number
            number += 1

    def _leading_into(self, owner: CommentId | None) -> Sequence[int]:
        self._finish()
        found: list[int] = []
        number = self._last.get(owner, _NOWHERE)
        while number != _NOWHERE:
            found.append(number)
            number = self._before[number]
        return found[::-1]

    def _quote(self, number: int) -> Quote:
        owner, path, start, end, text, attribution, _ = self._row(number)
        return Quote(_anchor(owner, path, start, end), text, attribution)

    def _links(self, number: int) -> list[QuoteLink]:
        quote = self._quote(number)
        rows = self._row(number)[-1]
        return [QuoteLink(quote, _anchor(*target), Method(method), score) for *target, method, score in rows]

    def _row(self, number: int) -> list[Any]:
        share, place = divmod(number, SHARE)
        with self._guard():
            rows = self._shares.pop(share, None) or unpack(self._packs[share])
            # Put last: the first one is the one that was not asked for longest.
            self._shares[share] = rows
            if len(self._shares) > _SHARES_KEPT:
                del self._shares[next(iter(self._shares))]
            row: list[Any] = rows[place]
            return row


def _unpack_head(packed: bytes) -> tuple[deque[bytes], list[bytes]]:
    """The packs of owners and targets, and those of the quotations."""
    head, packs = unpack_first(packed)
    if "parts" in head:
        parts = len(head["parts"])
        cut = _cut(packs, [*head["parts"], *head["shares"]])
        return deque(cut[:parts]), cut[parts:]
    if "shares" in head:
        shares = _cut(packs, head["shares"])
        rows = [
            [owner, [target] if target else []] for owner, target in zip(head["owners"], head["targets"], strict=True)
        ]
        return deque([pack(_columns(rows))] if rows else ()), shares
    return _unpack_head(pack_quotes(_index_of_rows(**head)))


def _cut(packs: bytes, lengths: Sequence[int]) -> list[bytes]:
    return [packs[start:end] for start, end in pairwise(accumulate(lengths, initial=0))]


def _path(written: str) -> BlockPath:
    return tuple(map(int, filter(None, written.split(_JOINT))))


def _index_of_rows(quotes: list[list[Any]], links: list[list[Any]], runners_up: list[list[Any]]) -> QuoteIndex:
    """What the first version of the program packed in one piece, the links naming quotations by number."""
    known = [Quote(_anchor(*at), text, attribution) for *at, text, attribution in quotes]

    def unpacked(rows: list[list[Any]]) -> Iterator[QuoteLink]:
        for number, *target, method, score in rows:
            yield QuoteLink(known[number], _anchor(*target), Method(method), score)

    return QuoteIndex(tuple(known), tuple(unpacked(links)), tuple(unpacked(runners_up)))


def _anchor_to_plain(anchor: Anchor) -> list[Any]:
    return [anchor.owner, list(anchor.path), anchor.start, anchor.end]


def _link_to_plain(link: QuoteLink) -> list[Any]:
    return [*_anchor_to_plain(link.target), str(link.method), link.score]


def _anchor(owner: str | None, path: list[int], start: int, end: int) -> Anchor:
    return Anchor(None if owner is None else CommentId(owner), tuple(path), start, end)
