"""What was found for the quotations of a thread, and what the paragraphs of one quoted block tell of each other."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath
from threadreader.quotes.places import Source
from threadreader.quotes.query import Query
from threadreader.quotes.same import Match


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate, or a part of one, and the passages it may come from, best first."""

    query: Query
    matches: Sequence[Match] = ()


def settle_blocks(found: Iterable[Found], search: Callable[[Query, Source], Sequence[Match]]) -> Iterator[Found]:
    """The same, where a paragraph that also stands in what the rest of its block quotes leads there.

    `search` gives the matches of a quotation in one source. So a greeting, or what several people said, leads where
    its neighbours lead.
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
        yield from (_with_source(one, source, search) for one in together) if source else together


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
