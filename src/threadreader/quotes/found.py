"""What was found for the quotations of a thread, and what the paragraphs of one quoted block tell of each other."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath
from threadreader.quotes.places import Source
from threadreader.quotes.query import Query
from threadreader.quotes.same import Match

_OUT_OF_ORDER = 1e6


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate, or a part of one, and the passages it may come from, best first."""

    query: Query
    matches: Sequence[Match] = ()


def settle_blocks(found: Iterable[Found], search: Callable[[Query, Source], Sequence[Match]]) -> Iterator[Found]:
    """The same, where a paragraph that also stands in what the rest of its block quotes leads there.

    `search` gives the matches of a quotation in one source. So a greeting, or what several people said, leads where
    its neighbours lead; and what somebody says again and again, to the place beside what its neighbours lead to.
    """
    blocks: defaultdict[tuple[int, BlockPath], list[Found]] = defaultdict(list)
    for one in found:
        block = one.query.candidate.block
        if block:
            blocks[one.query.position, block].append(one)
        else:
            yield one
    for together in blocks.values():
        source = _common_source(together) if len(together) > 1 else None
        yield from _beside_each_other([_with_source(one, source, search) for one in together]) if source else together


def _common_source(found: Iterable[Found]) -> Source | None:
    """Where most words of a block lead."""
    sizes: Counter[Source] = Counter()
    for one in found:
        if one.matches:
            sizes[one.matches[0].passage.source] += round(2 * one.query.size)
    return max(sizes, key=lambda source: sizes[source]) if sizes else None


def _with_source(one: Found, source: Source, search: Callable[[Query, Source], Sequence[Match]]) -> Found:
    if one.matches and one.matches[0].passage.source is source:
        return one
    nearby = search(one.query, source)
    others = (match for match in one.matches if match.passage.source is not source)
    return Found(one.query, [*nearby, *others]) if nearby else one


def _beside_each_other(found: Iterable[Found]) -> Iterator[Found]:
    """The paragraphs of a block, each of which leads to the nearest of equal places that keeps their order."""
    ordered = sorted(found, key=lambda one: one.query.candidate.place)
    places = [_equal_places(one) for one in ordered]
    before: Match | None = None
    for one, equal, after in zip(ordered, places, _next_sure(places), strict=True):
        if len(equal) > 1:
            best = min(equal, key=lambda match: _gap(before, match) + _gap(match, after))
            yield Found(one.query, [best, *(match for match in one.matches if match is not best)])
            before = best
        else:
            yield one
            before = equal[0] if equal else before


def _next_sure(places: Sequence[Sequence[Match]]) -> list[Match | None]:
    """For each, the first of those after it that has one place only."""
    found: list[Match | None] = []
    after: Match | None = None
    for some in reversed(places):
        found.append(after)
        after = some[0] if len(some) == 1 else after
    return found[::-1]


def _equal_places(one: Found) -> Sequence[Match]:
    """The best match and those that are as good in the same source."""
    best = one.matches[0] if one.matches else None
    return [m for m in one.matches if best and m.passage.source is best.passage.source and m.score == best.score]


def _gap(one: Match | None, two: Match | None) -> float:
    """How many pieces lie between two passages of a source; very many where the second comes first."""
    if one is None or two is None or one.passage.source is not two.passage.source:
        return 0
    here, there = one.passage, two.passage
    in_order = (here.index, here.start) < (there.index, there.start)
    return there.index - here.index if in_order else _OUT_OF_ORDER
