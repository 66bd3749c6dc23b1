"""Where sentences and clauses begin and end: a quotation cut out of the middle of one leads to its beginning."""

import re

_STOPS = ".!?\u061f\u06d4\u2026\u3002\uff01\uff1f"
_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f'
_BEFORE_SENTENCE = _STOPS + _MARKS
_SENTENCE_BREAK = re.compile(
    rf"(?<![.!?\u061f\u06d4\u2026])[.!?\u061f\u06d4\u2026]++[)\]\u2019']*+(?=\s)\s*"
    rf"|[\u3002\uff01\uff1f]+|\n\s*|[{_MARKS}]\s*"
)
_CLAUSE_BREAK = re.compile(r"[,;:\u060c\u061b]\s+|\s[-\u2013\u2014]++\s+|\u2014\s*|[\u3001\uff0c\uff1b\uff1a(\[]\s*")
_END = re.compile(rf"[^\S\n]*+(?:\Z|\n|[{_MARKS})\]\u2019']*+(?:[{_STOPS}]|\n|\s*+\Z))")
_JOINING = re.compile(
    r"(?:and|but|or|nor|yet|so|as|because|since|for|although|though|even|unless|until|while|whereas|if|that|which|who|whose|"
    r"whom|where|when|und|aber|oder|denn|sondern|weil|da|dass|obwohl|wenn|während|et|mais|ou|car|parce|puisque|que|qui|dont|"
    r"y|pero|o|porque|aunque|quien|e|ma|perché|che|mas|porque|en|maar|omdat|и|\u0430|но|что|который|которая|которое|и|że|ale)\b",
    re.IGNORECASE,
)
"""Words that join a clause to the one before it, which it cannot be understood without."""

_FARTHEST = 400
_FEWEST_WORDS = 2
_PART_OF_CLAUSE = 0.25
_PART_OF_SENTENCE = 0.6
_SHORT_SENTENCE = 140
"""Characters, about two lines: all of them are at a glance, however few are quoted."""


def ends_sentence(text: str, end: int) -> bool:
    """Whether a sentence ends at an offset, or nothing but its full stop stands after it."""
    return text[end - 1 : end] in _STOPS or _END.match(text, end) is not None


def crosses_sentences(text: str) -> bool:
    """Whether a sentence ends somewhere inside a text."""
    return any(found.end() < len(text) for found in _SENTENCE_BREAK.finditer(text))


def whole_beginning(text: str, start: int, end: int) -> int:
    """Where the sentence begins that a passage is the end of, if it is most of it or that is short, or else its clause.

    That is `start` itself where the sentence begins there, or a clause that can stand alone; where no sentence ends
    with the passage; or where the passage is so little of a long clause that its words alone are meant.
    """
    if text[max(0, start - 3) : start].rstrip()[-1:] in _BEFORE_SENTENCE or not ends_sentence(text, end):
        return start
    first = max(0, start - _FARTHEST)
    before = text[first:start]
    sentence = first + _last_break(_SENTENCE_BREAK, before)
    if sentence == first > 0:
        return start
    clause = max(sentence, first + _last_break(_CLAUSE_BREAK, before))
    if len(text[clause:start].split()) < _FEWEST_WORDS and not _JOINING.match(text, start):
        return start
    if end - sentence <= max(_SHORT_SENTENCE, (end - start) / _PART_OF_SENTENCE):
        return sentence
    return start if end - start < _PART_OF_CLAUSE * (end - clause) else clause


def _last_break(breaks: re.Pattern[str], text: str) -> int:
    """Where the text after the last break begins."""
    return max((found.end() for found in breaks.finditer(text)), default=0)
