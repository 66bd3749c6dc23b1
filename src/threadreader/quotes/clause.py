"""Where sentences and clauses begin and end: a quotation cut out of the middle of one leads to its beginning."""

import re

_STOPS = ".!?\u061f\u06d4\u2026\u3002\uff01\uff1f"
_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f'
_BEFORE_SENTENCE = _STOPS + _MARKS
_SENTENCE_BREAK = re.compile(
    rf"[.!?\u061f\u06d4\u2026]+[)\]\u2019']*(?=\s)\s*|[\u3002\uff01\uff1f]+|\n\s*|[{_MARKS}]\s*"
)
_CLAUSE_BREAK = re.compile(r"[,;:\u060c\u061b]\s+|\s[-\u2013\u2014]+\s+|\u2014\s*|[\u3001\uff0c\uff1b\uff1a(\[]\s*")
_END = re.compile(rf"\s*(?:$|\n|[{_MARKS})\]\u2019']*(?:[{_STOPS}]|\s*$|\n))")
_FARTHEST = 400
_FEWEST_WORDS = 2
_PART_OF_CLAUSE = 0.25
_PART_OF_SENTENCE = 0.6


def ends_sentence(text: str, end: int) -> bool:
    """Whether a sentence ends at an offset, or nothing but its full stop stands after it."""
    return text[end - 1 : end] in _STOPS or _END.match(text, end) is not None


def crosses_sentences(text: str) -> bool:
    """Whether a sentence ends somewhere inside a text."""
    return any(found.end() < len(text) for found in _SENTENCE_BREAK.finditer(text))


def whole_beginning(text: str, start: int, end: int) -> int:
    """Where the sentence begins that a passage is the end of and most of, or else its clause.

    That is `start` itself where a clause begins there, where no sentence ends with the passage, or where the passage is
    so little of the clause that its words alone are meant.
    """
    if text[max(0, start - 3) : start].rstrip()[-1:] in _BEFORE_SENTENCE or not ends_sentence(text, end):
        return start
    first = max(0, start - _FARTHEST)
    before = text[first:start]
    sentence = first + _last_break(_SENTENCE_BREAK, before)
    clause = max(sentence, first + _last_break(_CLAUSE_BREAK, before))
    is_short = end - start < _PART_OF_CLAUSE * (end - clause)
    if is_short or sentence == first > 0 or len(text[clause:start].split()) < _FEWEST_WORDS:
        return start
    return sentence if end - start >= _PART_OF_SENTENCE * (end - sentence) else clause


def _last_break(breaks: re.Pattern[str], text: str) -> int:
    """Where the text after the last break begins."""
    return max((found.end() for found in breaks.finditer(text)), default=0)
