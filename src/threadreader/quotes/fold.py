"""Folded words: text without what a copy loses or changes unseen, and the way back to its characters.

Case, accents' encoding, ligatures, quotation marks, apostrophes, dashes, ellipses, white space, soft hyphens,
zero-width characters, and the vowel signs of Hebrew and Arabic all fold away. What is left are words, and where a
script puts no spaces between words (Chinese, Japanese, Thai and their like) every character is one.
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
