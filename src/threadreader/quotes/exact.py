"""Exact matching: passages with all words of a quotation in a row, or with its parts in order."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from threadreader.model.diff import has_ellipsis
from threadreader.model.quote import Method
from threadreader.quotes.candidates import strip_space
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Passage, Source
from threadreader.quotes.words import crosses_sentences, whole_beginning

ELIDED_SCORE = 0.95
"""Score of a passage that holds the parts of a quotation with an ellipsis."""

_ELIDED_SENTENCES_SCORE = 0.88  # held by `test_exact`; below `ELIDED_SCORE`, since more may be left out
_MAX_OCCURRENCES = 24  # of words in one source; bounds the time for text that repeats itself
_PUNCTUATION = ".,;:!?…"


class Match(Struct, frozen=True):
    """A passage that a quotation may quote, the method that found it, and its score."""

    passage: Passage
    method: Method
    score: float = 1.0


def find_exact(query: Query, source: Source) -> Iterator[Match]:
    """The passages of a source with the folded words of a query, in order."""
    if not query.words:
        yield from _find_symbols(query, source)
        return
    if query.needle not in source.folded:
        return
    occurrences = list(islice(source.find(query.needle), _MAX_OCCURRENCES))
    for index, first in occurrences:
        passage = _exact_characters(query, source, index) if len(occurrences) == 1 else None
        passage = passage or cut_passage(query, source, index, (first, first + len(query.words)))
        if not query.is_elided or has_ellipsis(passage.text):
            method = Method.EXACT if passage.text == query.candidate.quoted else Method.FOLDED
            is_cut = (
                query.candidate.standalone
                and passage.text[0] == query.candidate.quoted[0]
                and passage.text[0].isalnum()
            )
            yield Match(_extend_to_sentence(passage) if is_cut else passage, method)


def _extend_to_sentence(passage: Passage) -> Passage:
    """The passage from the beginning of its sentence on: whoever quotes the end of one means all of it."""
    text = passage.source.body.pieces[passage.index].text
    start = whole_beginning(text, passage.start, passage.end)
    return Passage(passage.source, passage.index, start, passage.end) if start < passage.start else passage


def _exact_characters(query: Query, source: Source, index: int) -> Passage | None:
    """The passage with the very characters of a query, where a piece has them once: the fast path."""
    text, quoted = source.body.pieces[index].text, query.candidate.quoted
    start = text.find(quoted)
    end = start + len(quoted)
    if (
        start < 0
        or text.find(quoted, start + 1) >= 0
        or text[start - 1 : start].isalnum()
        or text[end : end + 1].isalnum()
    ):
        return None
    return Passage(source, index, start, end)


def cut_passage(query: Query, source: Source, index: int, words: tuple[int, int]) -> Passage:
    """The passage from one word of a piece to another (exclusive), with the punctuation at the edges of the query."""
    spans, text = source.spans(index), source.body.pieces[index].text
    start, end = spans[words[0]][0], spans[words[1] - 1][1]
    before, after = query.edges
    for character in reversed(before):
        if text[start - 1 : start] != character or character in _PUNCTUATION:
            break
        start -= 1
    for character in after:
        if text[end : end + 1] != character:
            break
        end += 1
    start, end = strip_space(text, start, end)
    return Passage(source, index, start, end)


def _find_symbols(query: Query, source: Source) -> Iterator[Match]:
    """Exact matches of a query without word characters: emoji, punctuation."""
    for index, piece in enumerate(source.body.pieces):
        start = piece.text.find(query.candidate.quoted)
        if start >= 0:
            yield Match(Passage(source, index, start, start + len(query.candidate.quoted)), Method.EXACT)


def find_in_order(parts: Sequence[Query], sources: Iterable[Source]) -> Iterator[Match]:
    """The best passage of each source that holds the parts in order in one piece."""
    for source in dict.fromkeys(sources):
        if source.position != parts[0].position and all(part.needle in source.folded for part in parts):
            matches = list(_ordered_matches(parts, source))
            if matches:
                yield min(matches, key=lambda match: (-match.score, match.passage.end - match.passage.start))


def _ordered_matches(parts: Sequence[Query], source: Source) -> Iterator[Match]:
    """A passage for each occurrence of the first part, with the nearest occurrences of the others after it."""
    begins, *later = (list(islice(source.find(part.needle), _MAX_OCCURRENCES)) for part in parts)
    for index, first in begins:
        ends = [first + len(parts[0].words)]
        for part, occurrences in zip(parts[1:], later, strict=True):
            after = (start for there, start in occurrences if there == index and start >= ends[-1])
            if (start := next(after, -1)) < 0:
                break
            ends.append(start + len(part.words))
        else:
            yield _ordered_match(parts, source, index, first, ends)


def _ordered_match(parts: Sequence[Query], source: Source, index: int, first: int, ends: Sequence[int]) -> Match:
    opening = cut_passage(parts[0], source, index, (first, ends[0]))
    closing = cut_passage(parts[-1], source, index, (first, ends[-1]))
    passage = Passage(source, index, opening.start, closing.end)
    crosses = crosses_sentences(passage.text) and not any(crosses_sentences(part.candidate.quoted) for part in parts)
    return Match(passage, Method.FUZZY, _ELIDED_SENTENCES_SCORE if crosses else ELIDED_SCORE)
