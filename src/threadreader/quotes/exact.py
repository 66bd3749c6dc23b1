"""Where a source holds the words of a quotation: all of them in a row, or its parts one after the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from threadreader.model.diff import has_ellipsis
from threadreader.model.quote import Method
from threadreader.quotes.candidates import strip_space
from threadreader.quotes.query import Query
from threadreader.quotes.sources import Passage, Source
from threadreader.quotes.words import crosses_sentences, whole_beginning

ELIDED = 0.95
"""The score of a passage with the parts of a quotation; its writer left out something and says so."""

_ELIDED_SENTENCES = 0.88
_REPEATS = 24
_STOPS = ".,;:!?…"


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that a quotation may quote, and how it was found."""

    passage: Passage
    method: Method
    score: float = 1.0


def find_same(query: Query, source: Source) -> Iterator[Match]:
    """Where a source holds the folded words of a query, from its beginning on."""
    if not query.words:
        yield from _find_symbols(query, source)
        return
    if query.needle not in source.folded:
        return
    places = list(islice(source.find(query.needle), _REPEATS))
    for index, first in places:
        passage = _as_written(query, source, index) if len(places) == 1 else None
        passage = passage or cut_passage(query, source, index, (first, first + len(query.words)))
        if not query.is_elided or has_ellipsis(passage.text):
            method = Method.EXACT if passage.text == query.candidate.words else Method.FOLDED
            is_cut = query.candidate.apart and passage.text[0] == query.candidate.words[0] and passage.text[0].isalnum()
            yield Match(_grow(passage) if is_cut else passage, method)


def _grow(passage: Passage) -> Passage:
    """The same, from the beginning of its clause or sentence on: whoever quotes the end of one means all of it."""
    text = passage.source.reading.pieces[passage.index].text
    start = whole_beginning(text, passage.start, passage.end)
    return Passage(passage.source, passage.index, start, passage.end) if start < passage.start else passage


def _as_written(query: Query, source: Source, index: int) -> Passage | None:
    """The passage where a piece has the very characters of a query, once: the quick way to what most quotations are."""
    text, words = source.reading.pieces[index].text, query.candidate.words
    start = text.find(words)
    end = start + len(words)
    if (
        start < 0
        or text.find(words, start + 1) >= 0
        or text[start - 1 : start].isalnum()
        or text[end : end + 1].isalnum()
    ):
        return None
    return Passage(source, index, start, end)


def cut_passage(query: Query, source: Source, index: int, words: tuple[int, int]) -> Passage:
    """The passage from one word of a piece to another (exclusive), with the marks that also stand around the query."""
    spans, text = source.spans(index), source.reading.pieces[index].text
    start, end = spans[words[0]][0], spans[words[1] - 1][1]
    before, after = query.edges
    for character in reversed(before):
        if text[start - 1 : start] != character or character in _STOPS:
            break
        start -= 1
    for character in after:
        if text[end : end + 1] != character:
            break
        end += 1
    start, end = strip_space(text, start, end)
    return Passage(source, index, start, end)


def _find_symbols(query: Query, source: Source) -> Iterator[Match]:
    """Words without a letter, an emoji or a row of marks, are found as they stand."""
    for index, piece in enumerate(source.reading.pieces):
        start = piece.text.find(query.candidate.words)
        if start >= 0:
            yield Match(Passage(source, index, start, start + len(query.candidate.words)), Method.EXACT)


def find_in_order(parts: Sequence[Query], sources: Iterable[Source]) -> Iterator[Match]:
    """The best passage of each source that holds the parts one after the other in one piece."""
    for source in dict.fromkeys(sources):
        if source.position != parts[0].position and all(part.needle in source.folded for part in parts):
            found = list(_rows(parts, source))
            if found:
                yield min(found, key=lambda match: (-match.score, match.passage.end - match.passage.start))


def _rows(parts: Sequence[Query], source: Source) -> Iterator[Match]:
    """A passage for each place where the first part stands and the others after it, each as near as it can be."""
    begins, *later = (list(islice(source.find(part.needle), _REPEATS)) for part in parts)
    for index, first in begins:
        ends = [first + len(parts[0].words)]
        for part, places in zip(parts[1:], later, strict=True):
            after = (start for there, start in places if there == index and start >= ends[-1])
            if (start := next(after, -1)) < 0:
                break
            ends.append(start + len(part.words))
        else:
            yield _row(parts, source, index, first, ends)


def _row(parts: Sequence[Query], source: Source, index: int, first: int, ends: Sequence[int]) -> Match:
    opening = cut_passage(parts[0], source, index, (first, ends[0]))
    closing = cut_passage(parts[-1], source, index, (first, ends[-1]))
    passage = Passage(source, index, opening.start, closing.end)
    crosses = crosses_sentences(passage.text) and not any(crosses_sentences(part.candidate.words) for part in parts)
    return Match(passage, Method.FUZZY, _ELIDED_SENTENCES if crosses else ELIDED)
