"""Folded words: text without what a copy loses or changes unseen, and the way back to its characters.

Case, accents' encoding, ligatures, quotation marks, apostrophes, dashes, ellipses, white space, soft hyphens,
zero-width characters, and the vowel signs of Hebrew and Arabic all fold away. What is left are words, and where a
script puts no spaces between words (Chinese, Japanese, Thai and their like) every character is one.

Where sentences and clauses begin and end: a quotation cut out of the middle of one leads to its beginning.
"""

import re
import unicodedata

SEPARATOR = "\x00"
"""Stands between texts that are folded together; it is a word of its own, and no text of the model holds it."""

_APOSTROPHES = "'`\u00b4\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07"
_VOWEL_SIGNS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]")
"""What Hebrew and Arabic are written with or without, and the stroke that draws a word out."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+(?:['`]+[0-9A-Za-z]+)*")
_ASCII: dict[int, str | None] = {
    code: None if chr(code) in "'`" else " " for code in range(1, 128) if not chr(code).isalnum()
}


def fold_words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    plain = _plain(text)
    if plain.isascii():
        return plain.lower().translate(_ASCII).split()
    return plain.translate(_FOLDS).split()


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where each of `fold_words(text)` stands: offsets of its characters in `text`, end exclusive.

    Two words share a character where one character folds to both, as a fraction does.
    """
    plain = _plain(text)
    if plain.isascii():
        return [word.span() for word in _ASCII_WORD.finditer(plain)]
    spans: list[tuple[int, int]] = []
    start = end = -1
    for offset, character in enumerate(plain):
        for folded in _FOLDS[ord(character)]:
            if folded != " ":
                start = offset if start < 0 else start
                end = offset + 1
            elif start >= 0:
                spans.append((start, end))
                start = -1
    if start >= 0:
        spans.append((start, end))
    return spans


def is_unspaced(word: str) -> bool:
    """Whether a folded word is one character of a script that puts no spaces between words."""
    return _UNSPACED.match(word) is not None


def _plain(text: str) -> str:
    """The same text, character for character, with the commonest typographic ones made ASCII: that path is quick."""
    if text.isascii():
        return text
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    return text.replace("\u2013", "-").replace("\u2014", "-").replace("\u2026", ".").replace("\u00a0", " ")


class _Folds(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDS = _Folds()


def _fold_character(character: str) -> str:
    if character == SEPARATOR:
        return character
    if character in _APOSTROPHES or unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character.casefold()).casefold())
    return "".join(_keep(part) for part in folded)


def _keep(part: str) -> str:
    if _VOWEL_SIGNS.match(part):
        return ""
    if unicodedata.category(part)[0] not in "LNM":
        return " "
    return f" {part} " if _UNSPACED.match(part) else part


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
