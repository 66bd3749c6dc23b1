"""Quotation linking: the quotations of each comment, and the passages on the page that they quote.

1. Candidates (`candidates`). Every paragraph of a quoted block is one; so is a run between quotation marks
   (`quotation_marks`) of at least 3 words, 8 between single marks, and a paragraph that is emphasised as a whole. Runs
   that are code, strings of code or titles are none. A candidate with a block or paragraph to itself may be `sure`: a
   quotation even where no source is found. Runs of 3 or 4 words are searched for in the near sources only, unclosed
   runs and emphasised paragraphs only verbatim.

2. Queries (`query`). A candidate gets its folded words (`words`: without case, accents' encoding, punctuation), its
   parts between ellipses, and its sentences. Its attribution ("Ann wrote:", `attribution`) gives the named authors, its
   citation (a post's id or address) the cited comment.

3. Search. The sources (`sources`) are the article and every comment. A step is conclusive if its best match scores
   0.9 or more, is not itself a quotation, and is cited or by the named author (if one is named).
   a. Near: verbatim (`exact`) in the near sources, which are the cited comment, those of the named authors, up to 16
      ancestors and the article. Most quotations end here; the index is built for the others alone.
   b. Elided: the parts of a quotation with an ellipsis, in order in one block of a near source.
   c. Everywhere: verbatim in the sources that hold all clues, the rarest shingles of 3 words (`index`). Ends the
      search, unless all matches are themselves quotations: then an unquoted match of d or e comes before them.
   d. In order: the parts or the sentences, in one block of any source.
   e. Edited: fuzzy alignment (`fuzzy`) with the near sources and the 6 that share most clues. Ends the search at 0.9.
   f. Composed: the parts or the sentences, each with a match of its own: all of them verbatim, or without any edited
      match half of their words.
   g. Cited: the first paragraph of the cited comment, where nothing in it is like the quotation.

4. Scores. A verbatim match scores 1; one in order 0.95 within a sentence, 0.88 across sentences; an edited one the
   weighted Dice coefficient of the words, by inverse document frequency, at least 0.8 where a single word was changed;
   (g) 0.5. A passage that is later than the quotation, or a quotation in a later comment, is dropped; for a sure
   candidate without another match it stays with 0.8 of its score.

5. Order (`match`). Matches are sorted by: cited; by the named author; score in steps of 0.05; not quoted; verbatim
   before fuzzy; distance (parent, ancestors, article, earlier, later comments); exact before folded. The method of a
   link is CITED in the cited comment, EXACT with equal characters, FOLDED with equal folded words, else FUZZY. The best
   match is the link, the next 3 are the runners-up.

6. Accidents. A fuzzy match must be cited, by the named author or above the comment, or score 0.8 with two rare
   shingles, or 0.95 with a margin of 0.15 to the next. Words that more than 4 sources hold equally well, none of them
   above, lead nowhere. A match of a standalone candidate that ends a sentence is extended to the beginning of it
   (`words.whole_beginning`). The paragraphs of one quoted block share a source where they can
   (`resolve_blocks`), and of overlapping candidates the one with a source, then the longer one, is the quotation.

What set the numbers. Every case of `tests/quotes/corpus` has its floors in `tests/quotes/floors.json`, precision and
recall of 1. A number that says it is held by a case or a test cannot be moved far without breaking it (`plain` is text
that quotes nothing; MIN_WORDS_ANYWHERE and MIN_WORDS_NEAR are held by it, MIN_WORDS_SINGLE_MARKS by `marks`). Where one
says it is a judgement, no test fails if it is moved by a fifth, so whoever moves it adds the thread that asks for it.
`tools/benchmarks/bench_citations.py` compares the links of saved forum pages with the posts that these cite. The bounds
on sources, clues, occurrences and votes (_MAX_...) keep time linear in the size of the page, which
`tools/benchmarks/bench_quotes.py` measures.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from threadreader.model.blocks import BlockPath
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import Thread
from threadreader.quotes.attribution import Names
from threadreader.quotes.candidates import find_candidates
from threadreader.quotes.exact import Match
from threadreader.quotes.index import Index
from threadreader.quotes.match import Matcher
from threadreader.quotes.query import Citations, Query, read_queries
from threadreader.quotes.sources import ARTICLE, Passage, Source, Sources

_OUT_OF_ORDER = 1e6  # pieces, more than any body has
_MAX_RUNNERS_UP = 3  # who asks for another source seldom goes on; each is stored
_MIN_FUZZY_WORDS = 4  # held by `edited`; three words of which one is changed are like too much
_MAX_FUZZY_WORDS = 2000  # longer than any comment that is quoted whole; bounds the time of an alignment
_MIN_SCORE = 0.77  # of a sure quotation; held by `edited` from above, by `plain` from below
_MIN_SCORE_IN_TEXT = 0.8  # judgement; words between quotation marks may quote nothing
_MIN_SCORE_CITED = 0.4  # judgement; the source is known, only the passage is not
_MIN_SCORE_UNQUOTED = 0.85  # judgement; goes before a verbatim match that is a quotation itself
_MIN_SCORE_WHOLE = 0.9  # judgement; above it the parts are not looked for one by one
_SCORE_CITED_WHOLE = 0.5  # held by `test_link`; no words are alike
_MIN_PART_WORDS = 4  # judgement; shorter parts occur anywhere
_MIN_COMPOSED_SHARE = 0.5  # judgement; of the words


class QueryResult(Struct, frozen=True):
    """A candidate, or a part of one, and its matches, best first."""

    query: Query
    matches: Sequence[Match] = ()


def resolve_blocks(
    results: Iterable[QueryResult], search: Callable[[Query, Source], Sequence[Match]]
) -> Iterator[QueryResult]:
    """Reorder the matches of each quoted block: its paragraphs share a source where they can, in their order there.

    `search` gives the matches of a query in one source. So a greeting, or what several people wrote, leads where its
    neighbours lead.
    """
    blocks: defaultdict[tuple[int, BlockPath], list[QueryResult]] = defaultdict(list)
    for result in results:
        block = result.query.candidate.block
        if block:
            blocks[result.query.position, block].append(result)
        else:
            yield result
    for paragraphs in blocks.values():
        source = _common_source(paragraphs) if len(paragraphs) > 1 else None
        yield from _in_order([_with_source(each, source, search) for each in paragraphs]) if source else paragraphs


def _common_source(results: Iterable[QueryResult]) -> Source | None:
    """The source that most words of a block lead to."""
    sizes: Counter[Source] = Counter()
    for result in results:
        if result.matches:
            sizes[result.matches[0].passage.source] += round(2 * result.query.size)
    return max(sizes, key=lambda source: sizes[source]) if sizes else None


def _with_source(
    result: QueryResult, source: Source, search: Callable[[Query, Source], Sequence[Match]]
) -> QueryResult:
    if result.matches and result.matches[0].passage.source is source:
        return result
    preferred = search(result.query, source)
    others = (match for match in result.matches if match.passage.source is not source)
    return QueryResult(result.query, [*preferred, *others]) if preferred else result


def _in_order(results: Iterable[QueryResult]) -> Iterator[QueryResult]:
    """The paragraphs of a block, each with the nearest of its equally good matches that keeps their order first."""
    ordered = sorted(results, key=lambda result: result.query.candidate.sort_key)
    equals = [_equal_matches(result) for result in ordered]
    before: Match | None = None
    for result, equal, after in zip(ordered, equals, _next_unique(equals), strict=True):
        if len(equal) > 1:
            best = min(equal, key=lambda match: _gap(before, match) + _gap(match, after))
            yield QueryResult(result.query, [best, *(match for match in result.matches if match is not best)])
            before = best
        else:
            yield result
            before = equal[0] if equal else before


def _next_unique(equals: Sequence[Sequence[Match]]) -> list[Match | None]:
    """For each paragraph, the match of the first one after it that has only one."""
    following: list[Match | None] = []
    after: Match | None = None
    for equal in reversed(equals):
        following.append(after)
        after = equal[0] if len(equal) == 1 else after
    return following[::-1]


def _equal_matches(result: QueryResult) -> Sequence[Match]:
    """The best match and those that are as good in the same source."""
    best = result.matches[0] if result.matches else None
    return [m for m in result.matches if best and m.passage.source is best.passage.source and m.score == best.score]


def _gap(first: Match | None, second: Match | None) -> float:
    """The number of pieces between two passages of one source; _OUT_OF_ORDER where the second comes first."""
    if first is None or second is None or first.passage.source is not second.passage.source:
        return 0
    here, there = first.passage, second.passage
    in_order = (here.index, here.start) < (there.index, there.start)
    return there.index - here.index if in_order else _OUT_OF_ORDER


def find_sources(thread: Thread) -> Iterator[QueryResult]:
    """Every candidate of a thread with its matches, unordered."""
    sources = Sources(thread)
    matcher = Matcher(sources)
    results = _search(sources, matcher)
    likely = (QueryResult(each.query) if matcher.is_accident(each.query, each.matches) else each for each in results)
    return resolve_blocks(likely, matcher.inside)


def _search(sources: Sources, matcher: Matcher) -> Iterator[QueryResult]:
    """Every candidate with its matches; a few words of the article's title are its name, and no quotation.

    Most quotations are verbatim in the article or in an ancestor; the index is made for the others alone.
    """
    unsettled: list[Query] = []
    for query in _queries(sources):
        if query.candidate.near_only and query.needle in sources.title:
            continue
        near = matcher.near(query)
        if query.is_near and not near and query.is_elided:
            yield QueryResult(query, matcher.elided_near(query, query.elided))
        elif query.is_near or matcher.is_conclusive(query, near):
            yield QueryResult(query, near)
        else:
            unsettled.append(query)
    if unsettled:
        search = _Search(matcher, Index(_indexed_words(unsettled), sources))
        for query in unsettled:
            yield from search.resolve(query)


def _indexed_words(queries: Iterable[Query]) -> Iterator[Sequence[str]]:
    """The words of quotations and of their parts."""
    for query in queries:
        yield query.words
        for parts in (query.elided, query.sentences):
            yield from (part.words for part in parts if part is not query)


def collect(results: Iterable[QueryResult], thread: Thread) -> QuoteIndex:
    """The quotations among the candidates in reading order, each with its best link and the runners-up."""
    quotations = sorted(
        _without_overlap(results), key=lambda result: (result.query.position, result.query.candidate.sort_key)
    )
    linked = [(_quote(result.query, thread), result.matches) for result in quotations]
    links = [[QuoteLink(quote, m.passage.anchor, m.method, m.score) for m in matches] for quote, matches in linked]
    return QuoteIndex(
        tuple(quote for quote, _ in linked),
        tuple(chain.from_iterable(ranked[:1] for ranked in links)),
        tuple(chain.from_iterable(ranked[1 : 1 + _MAX_RUNNERS_UP] for ranked in links)),
    )


def _without_overlap(results: Iterable[QueryResult]) -> Iterator[QueryResult]:
    """The candidates that have a source or are sure; of two that overlap the one with a source, then the longer one."""
    taken: defaultdict[tuple[int, BlockPath], list[tuple[int, int]]] = defaultdict(list)
    for result in sorted(results, key=lambda result: (not result.matches, -len(result.query.candidate.quoted))):
        candidate = result.query.candidate
        ranges = taken[result.query.position, candidate.path]
        index = bisect_left(ranges, (candidate.start, candidate.end))
        is_free = (index == 0 or ranges[index - 1][1] <= candidate.start) and (
            index == len(ranges) or candidate.end <= ranges[index][0]
        )
        if is_free and (result.matches or candidate.sure):
            ranges.insert(index, (candidate.start, candidate.end))
            yield result


class _Search:
    """The search for a quotation that is not verbatim near its comment: elided, everywhere, edited, composed."""

    def __init__(self, matcher: Matcher, index: Index) -> None:
        self._matcher = matcher
        self._index = index

    def resolve(self, query: Query) -> Sequence[QueryResult]:
        """The quotation with its matches, or its parts, each with its own."""
        near = self._matcher.elided_near(query, query.elided) if query.is_elided else []
        if self._matcher.is_conclusive(query, near):
            return [QueryResult(query, near)]
        verbatim = self._matcher.everywhere(query, self._index)
        if query.candidate.verbatim_only or self._stands_unquoted(verbatim):
            return [QueryResult(query, verbatim)]
        if verbatim:
            edited = self._parts_in_order(query) or self._edited(query, _MIN_SCORE_UNQUOTED)
            return [QueryResult(query, [*(match for match in edited if not match.passage.is_quoted), *verbatim])]
        return self._resolve_edited(query)

    def _resolve_edited(self, query: Query) -> Sequence[QueryResult]:
        if parted := self._parts_in_order(query):
            return [QueryResult(query, parted)]
        edited = self._edited(query, _MIN_SCORE if query.candidate.sure else _MIN_SCORE_IN_TEXT)
        if edited and edited[0].score >= _MIN_SCORE_WHOLE:
            return [QueryResult(query, edited)]
        composed = self._composed(query, self._verbatim_part, whole=True)
        if not composed and not edited:
            composed = self._composed(query, self._any_part, whole=False)
        return composed or [QueryResult(query, edited or _cited_beginning(query))]

    def _stands_unquoted(self, matches: Sequence[Match]) -> bool:
        return bool(matches) and (matches[0].method is Method.CITED or not matches[0].passage.is_quoted)

    def _parts_in_order(self, query: Query) -> list[Match]:
        """Passages that hold all parts of the quotation in order."""
        for parts in (query.elided, query.sentences):
            if parts[0] is not query and sum(part.size for part in parts) >= _MIN_PART_WORDS:
                matches = self._matcher.elided(query, parts, self._index)
                if matches:
                    return matches
        return []

    def _edited(self, query: Query, floor: float) -> list[Match]:
        if not _MIN_FUZZY_WORDS <= query.size <= _MAX_FUZZY_WORDS:
            return []
        return self._matcher.fuzzy(query, self._index, _MIN_SCORE_CITED if query.cited else floor)

    def _composed(self, query: Query, match: Callable[[Query], list[Match]], *, whole: bool) -> list[QueryResult]:
        """The parts of a quotation that joins several passages, each with its own matches.

        With `whole` every part needs a match, else parts with _MIN_COMPOSED_SHARE of the words; empty where they lack.
        """
        for parts in (query.elided, query.sentences):
            if len(parts) < 2:  # noqa: PLR2004 - one part is no composition
                continue
            results = [QueryResult(part, match(part)) for part in parts]
            matched = sum(result.query.size for result in results if result.matches)
            if matched >= query.size * (1 if whole else _MIN_COMPOSED_SHARE):
                return results
        return []

    def _verbatim_part(self, part: Query) -> list[Match]:
        return self._matcher.everywhere(part, self._index) if part.size >= _MIN_PART_WORDS else []

    def _any_part(self, part: Query) -> list[Match]:
        return self._verbatim_part(part) or self._edited(part, _MIN_SCORE_IN_TEXT)


def _queries(sources: Sources) -> Iterator[Query]:
    thread = sources.thread
    authors = [*thread.article.authors, *(comment.author for comment in thread.comments if comment.author)]
    names = Names(tuple(author.name for author in authors))
    candidates = (
        (source.position, candidate) for source in sources.comments for candidate in find_candidates(source.body, names)
    )
    return read_queries(candidates, names, Citations(sources))


def _cited_beginning(query: Query) -> list[Match]:
    """The first paragraph of the cited comment, for a quotation that nothing in it is like."""
    if query.cited is None or query.cited.position == ARTICLE or not query.cited.body.pieces:
        return []
    beginning = query.cited.body.pieces[0].text
    return [Match(Passage(query.cited, 0, 0, len(beginning)), Method.CITED, _SCORE_CITED_WHOLE)]


def _quote(query: Query, thread: Thread) -> Quote:
    candidate = query.candidate
    at = Anchor(thread.comments[query.position].id, candidate.path, candidate.start, candidate.end)
    return Quote(at, candidate.quoted, candidate.attribution)


def link_quotes(thread: Thread) -> QuoteIndex:
    """Every quotation of a thread with its best link and the runners-up; time and memory grow with the page's words."""
    return collect(find_sources(thread), thread)
