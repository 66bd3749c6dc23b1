"""From the candidates of a thread to its quotations and links: the steps in which sources are looked for."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import Thread
from threadreader.quotes.credit import Names
from threadreader.quotes.find import find_candidates
from threadreader.quotes.found import Found, settle_blocks
from threadreader.quotes.index import Index
from threadreader.quotes.match import Matcher
from threadreader.quotes.places import ARTICLE, Passage, Places
from threadreader.quotes.query import Citations, Query, read_queries
from threadreader.quotes.same import Match

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
