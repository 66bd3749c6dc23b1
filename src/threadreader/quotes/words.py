"""Tokenization: text as folded words and their ranges in it; the bounds of sentences.

Case, accents' encoding, ligatures, quotation marks, apostrophes, dashes, ellipses, white space, soft hyphens,
zero-width characters, and the vowel signs of Hebrew and Arabic all fold away. What is left are words, and in a
script without spaces between words (Chinese, Japanese, Thai and their like) every character is one.
"""

import re
import unicodedata

from threadreader.lexicon import alternatives

SEPARATOR = "\x00"
"""Separator of texts that are folded together: a word of its own, in no text of the model."""

_APOSTROPHES = "'`\u00b4\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07"
_VOWEL_SIGNS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]")
# Optional vowel signs of Hebrew and Arabic, and the tatweel.

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
    """The range in `text` of each of `fold_words(text)`, end exclusive.

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
    """True if a folded word is one character of a script without spaces between words."""
    return _UNSPACED.match(word) is not None


def _plain(text: str) -> str:
    """The text with its commonest typographic characters made ASCII, offsets unchanged: ASCII folds fast."""
    if text.isascii():
        return text
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    return text.replace("\u2013", "-").replace("\u2014", "-").replace("\u2026", ".").replace("\u00a0", " ")


class _Folds(dict[int, str]):
    """The folded form of each character, computed at its first use."""

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
    return "".join(_fold_part(part) for part in folded)


def _fold_part(part: str) -> str:
    if _VOWEL_SIGNS.match(part):
        return ""
    if unicodedata.category(part)[0] not in "LNM":
        return " "
    return f" {part} " if _UNSPACED.match(part) else part


_STOPS = ".!?\u061f\u06d4\u2026\u3002\uff01\uff1f"
_QUOTATION_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f'
_BEFORE_SENTENCE = _STOPS + _QUOTATION_MARKS
_SENTENCE_BREAK = re.compile(
    rf"(?<![.!?\u061f\u06d4\u2026])[.!?\u061f\u06d4\u2026]++[)\]\u2019']*+(?=\s)\s*"
    rf"|[\u3002\uff01\uff1f]+|\n\s*|[{_QUOTATION_MARKS}]\s*"
)
_CLAUSE_BREAK = re.compile(r"[,;:\u060c\u061b]\s+|\s[-\u2013\u2014]++\s+|\u2014\s*|[\u3001\uff0c\uff1b\uff1a(\[]\s*")
_SENTENCE_END = re.compile(rf"[^\S\n]*+(?:\Z|\n|[{_QUOTATION_MARKS})\]\u2019']*+(?:[{_STOPS}]|\n|\s*+\Z))")
# A clause that begins with one cannot be understood without the clause before it.
_CONJUNCTION = re.compile(rf"(?:{alternatives('conjunctions')})\b", re.IGNORECASE)

# Looked through for the beginning of a sentence; a passage in a longer one begins where it is quoted.
_MAX_SENTENCE_CHARS = 400
_MIN_CLAUSE_WORDS = 2  # held by `nested`


def ends_sentence(text: str, end: int) -> bool:
    """True if a sentence ends at an offset, or only its punctuation follows."""
    return text[end - 1 : end] in _STOPS or _SENTENCE_END.match(text, end) is not None


def crosses_sentences(text: str) -> bool:
    """True if a sentence ends inside a text."""
    return any(match.end() < len(text) for match in _SENTENCE_BREAK.finditer(text))


def whole_beginning(text: str, start: int, end: int) -> int:
    """The offset of the sentence that a passage ends, or of the first of several.

    `start` itself where a sentence begins there, or a clause that stands alone, with or without the conjunction before
    it; also where no sentence ends with the passage, or the sentence is very long.
    """
    if text[max(0, start - 3) : start].rstrip()[-1:] in _BEFORE_SENTENCE or not ends_sentence(text, end):
        return start
    first = max(0, start - _MAX_SENTENCE_CHARS)
    before = text[first:start]
    sentence = first + _last_break(_SENTENCE_BREAK, before)
    in_clause = before[_last_break(_CLAUSE_BREAK, before) :] if sentence < start else ""
    stands_alone = len(in_clause.split()) < _MIN_CLAUSE_WORDS and not _CONJUNCTION.match(text, start)
    return start if stands_alone or sentence == first > 0 else sentence


def _last_break(breaks: re.Pattern[str], text: str) -> int:
    """The offset of the text after the last break."""
    return max((match.end() for match in breaks.finditer(text)), default=0)
