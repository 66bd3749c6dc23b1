"""The passage of an annotation in a body that was edited since: between its neighbours, else by its words."""

from collections.abc import Iterator
from itertools import chain

from threadreader.model.annotation import Annotation, Body, Range
from threadreader.model.blocks import leaves
from threadreader.quotes.candidates import Candidate, parse_body
from threadreader.quotes.exact import find_exact
from threadreader.quotes.fuzzy import find_similar
from threadreader.quotes.query import Query
from threadreader.quotes.sources import ARTICLE, Passage, Source
from threadreader.quotes.words import fold_words

_NOWHERE = ARTICLE - 1  # the position of who quotes, which is no source
_MIN_SCORE = 0.5  # judgement; the body is known, and of a passage that was cut a third of the words may be left
_MIN_FUZZY_WORDS = 4  # as of quotations; three words of which one is changed are like too much
_MAX_GROWTH, _SLACK_CHARS = 3, 40  # judgement; an edit that put in more is another passage between these neighbours


def locate_edited(annotation: Annotation, body: Body) -> Range | None:
    """The passage of an annotation whose very words are not there; None where it is gone."""
    return _between_neighbours(annotation, body.text) or _by_words(annotation, body)


def _between_neighbours(annotation: Annotation, text: str) -> Range | None:
    """Range between the words that stood before and behind the passage."""
    before, behind = annotation.prefix, annotation.suffix
    start = text.find(before) + len(before) if before in text else -1
    end = (text.find(behind, start) if behind else len(text)) if start >= 0 else -1
    is_near = 0 <= end - start <= _MAX_GROWTH * len(annotation.exact) + _SLACK_CHARS
    found = text[start:end] if is_near else ""
    return Range(start, end, fold_words(found) != fold_words(annotation.exact)) if found.strip() else None


def _by_words(annotation: Annotation, body: Body) -> Range | None:
    """From the first to the last of its paragraphs that are there, the words of some changed."""
    source = Source(annotation.owner, ARTICLE, frozenset(), parse_body(body.body))
    begins = {leaf.path: leaf.start for leaf in leaves(body.body)}
    parts = list(_paragraphs(annotation.exact))
    found = [each for part in parts if (each := _find(part, source))]
    ranges = [(begins[p.anchor.path] + p.start, begins[p.anchor.path] + p.end) for p, _ in found]
    if not ranges:
        return None
    start, end = min(ranges)[0], max(end for _, end in ranges)
    is_edited = any(score < 1 for _, score in found) or len(found) < len(parts)
    return Range(start, end, is_edited)


def _paragraphs(text: str) -> Iterator[Query]:
    """The paragraphs of a text that have words."""
    start = 0
    for line in text.splitlines(keepends=True):
        query = Query(Candidate((), text, start, start + len(line.rstrip())), _NOWHERE)
        start += len(line)
        if query.words:
            yield query


def _find(query: Query, source: Source) -> tuple[Passage, float] | None:
    """The best passage with the words of a paragraph, and its score."""
    verbatim = ((match.passage, 1.0) for match in find_exact(query, source))
    similar = find_similar(query, source, _weight) if len(query.words) >= _MIN_FUZZY_WORDS else ()
    likely = (each for each in chain(verbatim, similar) if each[1] >= _MIN_SCORE)
    return max(likely, key=lambda each: each[1], default=None)


def _weight(word: str) -> float:
    """The weight of a word: there are too few in one body to count, and longer ones say more."""
    return float(len(word))
