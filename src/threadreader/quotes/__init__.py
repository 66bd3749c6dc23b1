"""Which words of each comment are quotations, and where on the page they come from.

From the candidates of a thread to its quotations and links: the steps in which sources are looked for.

What was found for the quotations of a thread, and what the paragraphs of one quoted block tell of each other.
"""

import gc
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import Thread
from threadreader.quotes.attribution import Names
from threadreader.quotes.candidates import find_candidates
from threadreader.quotes.exact import Match
from threadreader.quotes.index import Index
from threadreader.quotes.match import Matcher
from threadreader.quotes.query import Citations, Query, read_queries
from threadreader.quotes.sources import ARTICLE, Passage, Places, Source

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


_RUNNERS_UP = 3
_FEWEST_FUZZY = 4
_MOST_FUZZY = 2000
_FUZZY = 0.77
_FUZZY_IN_TEXT = 0.8
_FUZZY_CITED = 0.4
_FUZZY_UNQUOTED = 0.85
_FUZZY_WHOLE = 0.9
_CITED_WHOLE = 0.5
_FEWEST_IN_PART = 4
_MOST_OF_IT = 0.5


def find_sources(thread: Thread) -> Iterator[Found]:
    """Every candidate of a thread with its matches, in no certain order."""
    places = Places(thread)
    matcher = Matcher(places)
    found = _search(places, matcher)
    likely = (Found(one.query) if matcher.is_accident(one.query, one.matches) else one for one in found)
    return settle_blocks(likely, matcher.inside)


def _search(places: Places, matcher: Matcher) -> Iterator[Found]:
    """Every candidate with its matches; a few words of the article's title are its name, and no quotation.

    What stands word for word in the comments above or in the article needs no index, and most quotations do; the
    index is made for the others alone.
    """
    unsettled: list[Query] = []
    for query in _queries(places):
        if query.candidate.near and query.needle in places.title:
            continue
        near = matcher.near(query)
        if query.is_near and not near and query.is_elided:
            yield Found(query, matcher.elided_near(query, query.elided))
        elif query.is_near or matcher.is_settled(query, near):
            yield Found(query, near)
        else:
            unsettled.append(query)
    if unsettled:
        search = _Search(matcher, Index(_wanted(unsettled), places))
        for query in unsettled:
            yield from search.resolve(query)


def _wanted(queries: Iterable[Query]) -> Iterator[Sequence[str]]:
    """The words of quotations and of their parts."""
    for query in queries:
        yield query.words
        for parts in (query.elided, query.sentences):
            yield from (part.words for part in parts if part is not query)


def collect(found: Iterable[Found], thread: Thread) -> QuoteIndex:
    """The quotations among what was found, in reading order: those with a source, then sure ones, none overlapping."""
    linked = [
        (_quote(one.query, thread), one.matches)
        for one in sorted(_without_overlap(found), key=lambda one: (one.query.position, one.query.candidate.place))
    ]
    links = [[QuoteLink(quote, m.passage.anchor, m.method, m.score) for m in matches] for quote, matches in linked]
    return QuoteIndex(
        tuple(quote for quote, _ in linked),
        tuple(chain.from_iterable(some[:1] for some in links)),
        tuple(chain.from_iterable(some[1 : 1 + _RUNNERS_UP] for some in links)),
    )


def _without_overlap(found: Iterable[Found]) -> Iterator[Found]:
    """What counts as a quotation: of two that overlap the one with a source, then the longer one."""
    taken: defaultdict[tuple[int, BlockPath], list[tuple[int, int]]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (not one.matches, -len(one.query.candidate.words))):
        candidate = one.query.candidate
        ranges = taken[one.query.position, candidate.path]
        at = bisect_left(ranges, (candidate.start, candidate.end))
        is_free = (at == 0 or ranges[at - 1][1] <= candidate.start) and (
            at == len(ranges) or candidate.end <= ranges[at][0]
        )
        if is_free and (one.matches or candidate.sure):
            ranges.insert(at, (candidate.start, candidate.end))
            yield one


_PartMatch = Callable[[Query], list[Match]]


class _Search:
    """The steps for a quotation whose words do not stand near it as they are."""

    def __init__(self, matcher: Matcher, index: Index) -> None:
        self._matcher = matcher
        self._index = index

    def resolve(self, query: Query) -> Sequence[Found]:
        """The quotation with its matches, or its parts with theirs."""
        near = self._matcher.elided_near(query, query.elided) if query.is_elided else []
        if self._matcher.is_settled(query, near):
            return [Found(query, near)]
        verbatim = self._matcher.everywhere(query, self._index)
        if query.candidate.literal or self._stands_unquoted(verbatim):
            return [Found(query, verbatim)]
        if verbatim:
            edited = self._in_order(query) or self._edited(query, _FUZZY_UNQUOTED)
            return [Found(query, [*(match for match in edited if not match.passage.is_quoted), *verbatim])]
        return self._resolve_edited(query)

    def _resolve_edited(self, query: Query) -> Sequence[Found]:
        if parted := self._in_order(query):
            return [Found(query, parted)]
        edited = self._edited(query, _FUZZY if query.candidate.sure else _FUZZY_IN_TEXT)
        if edited and edited[0].score >= _FUZZY_WHOLE:
            return [Found(query, edited)]
        composed = self._composed(query, self._verbatim_part, whole=True)
        if not composed and not edited:
            composed = self._composed(query, self._any_part, whole=False)
        return composed or [Found(query, edited or _whole(query))]

    def _stands_unquoted(self, matches: Sequence[Match]) -> bool:
        return bool(matches) and (matches[0].method is Method.CITED or not matches[0].passage.is_quoted)

    def _in_order(self, query: Query) -> list[Match]:
        """Passages with all parts of the quotation and more between them."""
        for parts in (query.elided, query.sentences):
            if parts[0] is not query and sum(part.size for part in parts) >= _FEWEST_IN_PART:
                found = self._matcher.elided(query, parts, self._index)
                if found:
                    return found
        return []

    def _edited(self, query: Query, floor: float) -> list[Match]:
        if not _FEWEST_FUZZY <= query.size <= _MOST_FUZZY:
            return []
        return self._matcher.fuzzy(query, self._index, _FUZZY_CITED if query.cited else floor)

    def _composed(self, query: Query, match: _PartMatch, *, whole: bool) -> list[Found]:
        """The parts of a quotation that was put together from several places; nothing where too few are found.

        With `whole` every part has to be found, else half of the words.
        """
        for parts in (query.elided, query.sentences):
            if len(parts) < 2:  # noqa: PLR2004 - one part is no composition
                continue
            found = [Found(part, match(part)) for part in parts]
            size = sum(one.query.size for one in found if one.matches)
            if size >= query.size * (1 if whole else _MOST_OF_IT):
                return found
        return []

    def _verbatim_part(self, part: Query) -> list[Match]:
        return self._matcher.everywhere(part, self._index) if part.size >= _FEWEST_IN_PART else []

    def _any_part(self, part: Query) -> list[Match]:
        return self._verbatim_part(part) or self._edited(part, _FUZZY_IN_TEXT)


def _queries(places: Places) -> Iterator[Query]:
    thread = places.thread
    authors = [*thread.article.authors, *(comment.author for comment in thread.comments if comment.author)]
    names = Names(tuple(author.name for author in authors))
    found = (
        (source.position, candidate)
        for source in places.comments
        for candidate in find_candidates(source.reading, names)
    )
    return read_queries(found, names, Citations(places))


def _whole(query: Query) -> list[Match]:
    """The first words of the comment that is cited, where nothing in it is like the quotation."""
    if query.cited is None or query.cited.position == ARTICLE or not query.cited.reading.pieces:
        return []
    words = query.cited.reading.pieces[0].text
    return [Match(Passage(query.cited, 0, 0, len(words)), Method.CITED, _CITED_WHOLE)]


def _quote(query: Query, thread: Thread) -> Quote:
    candidate = query.candidate
    at = Anchor(thread.comments[query.position].id, candidate.path, candidate.start, candidate.end)
    return Quote(at, candidate.words, candidate.credit)


def link_quotes(thread: Thread) -> QuoteIndex:
    """Every quotation of a thread with its best source and the next best ones.

    A quotation between quotation marks counts as one only where its words are found; a quoted block always does,
    unless it is all that its comment says. Time and memory grow with the words on the page.
    """
    with _no_collection():
        return collect(find_sources(thread), thread)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without looking for cycles meanwhile: there are none among so many values, and looking takes long."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
