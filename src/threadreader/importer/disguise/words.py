"""Words, numbers and addresses of a page in disguise: each always the same other one, of the same length and script."""

import hashlib
import random
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from urllib.parse import quote, unquote

from threadreader.importer.dates.find import find_time, find_times
from threadreader.importer.disguise.vocabulary import CJK, WORD, Vocabulary
from threadreader.lexicon import compile_lazily
from threadreader.model.addresses import unarchived_url

_MIN_SECRET_CHARS = 4
"""Shorter runs of letters of the page may be in a disguised word: there are too few to avoid them."""

_MAX_CHECKED_CHARS = 64
"""Longer runs of letters are no words, and are not searched for those of the page."""

_ATTEMPTS = 50
"""Draws of a word until one is new; of one letter there are hardly more others."""

_ALPHABETS = {
    "LATIN": "abcdefghijklmnopqrstuvwxyz",
    "CYRILLIC": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "GREEK": "αβγδεζηθικλμνξοπρστυφχψω",
    "CJK": "".join(map(chr, range(0x4E00, 0x9FA0))),
    "HANGUL": "".join(map(chr, range(0xAC00, 0xD7A4))),
}

_LONG_NUMBER = 6
"""Figures of a number that is no count on most pages, but the number of a person, a post or a telephone."""

_MIN_SLUG_WORDS = 3
"""Fewer words in a class, an id or the name of a script are what a theme calls a part of the page."""

_PHONE = compile_lazily(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,20}")
_COUNT = compile_lazily(r"\d{1,3}(?:[\s.,'\u2019]\d{3})+")
_DAY = compile_lazily(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?")
_URL = compile_lazily(r"\b(?:https?|ftp)://[^\s<>\"']+")
_PIECE = compile_lazily(
    rf"(?P<url>{_URL.pattern})|(?P<word>{WORD.pattern})|(?P<phone>{_PHONE.pattern})|\d{{{_LONG_NUMBER},}}"
)
_NAME_PIECE = compile_lazily(rf"(?P<word>{WORD.pattern})|\d{{{_LONG_NUMBER},}}")
_ADDRESS = compile_lazily(
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*:)?(?P<host>//[^/?#]*)?(?P<rest>.*)",
    re.DOTALL,
)
# But for the names of parameters.
_SEGMENT = compile_lazily(r"(?<![^/?&;=#])(?!(?<=[?&;])[^/?&;=#]+=)[^/?&;=#]+")
_SCRIPT_NAME = compile_lazily(r"[\w-]+\.(?:php|aspx?|cgi|pl|jsp|cfm)", re.IGNORECASE)
_CAMEL = compile_lazily(r"(?<=[a-z])(?=[A-Z])")
_SAFE = "%/:@!$&'()*+,;=~-._"


class Words:
    """Disguise of the words of one page.

    `texts` are all texts of the page, whose words must not come back, `names` the words of its classes and ids. What
    is drawn depends on `seed` alone, and not on a word by itself: nobody can look a word up by disguising a dictionary.
    """

    def __init__(self, seed: bytes, texts: Iterable[str], names: Iterable[str], vocabulary: Vocabulary) -> None:
        self._random = random.Random(hashlib.sha256(seed).digest())  # noqa: S311 - the seed is the secret
        self.vocabulary = vocabulary
        found = {word.lower() for text in texts for word in WORD.findall(text)}
        self._secret = {word for word in found if word not in vocabulary}
        named = {word.lower() for name in names for word in WORD.findall(_CAMEL.sub("-", name))}
        self._names = named
        self._unshown_names = named - self._secret
        self._disguised: dict[str, str] = {}
        self._used: set[str] = set()

    def is_secret(self, word: str) -> bool:
        """True for a word of the page's texts that sites do not print."""
        return word.lower() in self._secret

    def is_slug(self, name: str) -> bool:
        """True for a name that is a title: of a few words, all of them on the page."""
        words = WORD.findall(name.rpartition(".")[0] or name)
        return len(words) >= _MIN_SLUG_WORDS and all(map(self.is_secret, words))

    def has_literal(self, value: str) -> bool:
        """True if a selector of an adapter asks for something in a value."""
        return self.vocabulary.literals.search(value) is not None

    def text(self, text: str) -> str:
        """Disguise what is shown; times and counts stay."""
        times = [(time.start, time.end) for time in find_times(text)]

        def replace(match: re.Match[str]) -> str:
            piece = match[0]
            if match["url"]:
                return self.address(piece)
            if match["word"]:
                return self.word(piece)
            if any(start < match.end() and match.start() < end for start, end in times):
                return piece
            is_kept = _COUNT.fullmatch(piece) or _DAY.fullmatch(piece) or (match["phone"] and find_time(piece))
            return piece if is_kept else self._figures(piece)

        return _PIECE.sub(replace, text)

    def markup_name(self, value: str) -> str:
        """Disguise a class: words of classes and ids stay, though the page shows them too."""
        return self._apart_from_literals(value, self._names)

    def name(self, value: str, *, is_time: bool = False) -> str:
        """Disguise the value of an attribute: of the words of classes and ids those stay that the page does not show.

        What selectors ask for stays, and of a time all figures.
        """
        return self._apart_from_literals(value, self._unshown_names, is_time=is_time)

    def number(self, value: int) -> int:
        """Disguise a number that is longer than most counts."""
        return int(self._figures(str(value))) if abs(value) >= 10 ** (_LONG_NUMBER - 1) else value

    def _apart_from_literals(self, value: str, kept: Collection[str], *, is_time: bool = False) -> str:
        def replace(match: re.Match[str]) -> str:
            if match["word"]:
                parts = _CAMEL.split(match[0])
                is_known = all(part.lower() in kept or part in self.vocabulary for part in parts)
                return match[0] if is_known else self.word(match[0])
            return match[0] if is_time or _DAY.fullmatch(match[0]) else self._figures(match[0])

        pieces = []
        end = 0
        for literal in self.vocabulary.literals.finditer(value):
            pieces += [_NAME_PIECE.sub(replace, value[end : literal.start()]), literal[0]]
            end = literal.end()
        return "".join((*pieces, _NAME_PIECE.sub(replace, value[end:])))

    def address(self, value: str) -> str:
        """Disguise an address: scheme, number of segments, names of parameters and of scripts stay."""
        parts = _ADDRESS.fullmatch(unarchived_url(value.strip()))
        scheme = (parts["scheme"] or "").lower() if parts else ""
        if parts is None or scheme == "data:":
            return "data:,"
        if scheme == "mailto:" or (scheme and not parts["host"]):
            return scheme + self.name(value.strip()[len(scheme) :])
        host = self._host(parts["host"]) if parts["host"] else ""
        return f"{parts['scheme'] or ''}{host}{self._behind_host(parts['rest'])}"

    def _behind_host(self, address: str) -> str:
        """Path, query and fragment; what selectors ask for may reach from one segment into another."""
        fragment = address.find("#") if "#" in address else len(address)
        pieces = []
        end = 0
        for literal in (*self.vocabulary.literals.finditer(address), None):
            start = literal.start() if literal else len(address)
            middle = min(max(end, fragment), start)
            pieces.append(_SEGMENT.sub(lambda match: self._segment(match[0]), address[end:middle]))
            pieces.append(self.name(unquote(address[middle:start])))
            pieces.append(literal[0] if literal else "")
            end = literal.end() if literal else end
        return "".join(pieces)

    def _host(self, host: str) -> str:
        """A host below `.example`, which is nobody's; one that selectors ask for stays."""
        if self.has_literal(host):
            return self._apart_from_literals(host, ())
        name = host[2:].rpartition("@")[2].partition(":")[0]
        labels = name.split(".")[: -1 if "." in name else None]
        known = ("www", "m", "forum", "forums", "blog", "blogs")
        return "//" + ".".join(
            [*(each if each in known else self._apart_from_literals(each, ()) for each in labels), "example"]
        )

    def _segment(self, segment: str) -> str:
        if _SCRIPT_NAME.fullmatch(segment) and not self.is_slug(segment):
            return segment
        written = unquote(segment)
        disguised = self._apart_from_literals(written, ())
        return segment if disguised == written else quote(disguised, safe=_SAFE)

    def word(self, word: str) -> str:
        """Disguise a run of letters; one in a script without spaces between words piece by piece."""
        if word in self.vocabulary:
            return word
        if not CJK.search(word):
            return self._one_word(word)
        pieces = []
        end = 0
        for match in self.vocabulary.cjk.finditer(word):
            pieces += [self._one_word(word[end : match.start()]), match[0]]
            end = match.end()
        return "".join((*pieces, self._one_word(word[end:])))

    def _one_word(self, word: str) -> str:
        folded = "".join(map(_lower, word))
        if folded not in self._disguised:
            drawn = next((each for _ in range(_ATTEMPTS) if self._is_new(each := self._draw(folded))), None)
            self._disguised[folded] = self._draw(folded) if drawn is None else drawn
            self._used.add(self._disguised[folded])
        pairs = zip(word, self._disguised[folded], strict=True)
        return "".join(_upper(new) if old.isupper() else new for old, new in pairs)

    def _is_new(self, word: str) -> bool:
        if word in self._used or word in self._secret or word in self.vocabulary:
            return False
        if len(word) > _MAX_CHECKED_CHARS:
            return True
        ends = range(_MIN_SECRET_CHARS, len(word) + 1)
        return not any(word[start:end] in self._secret for end in ends for start in range(end - _MIN_SECRET_CHARS + 1))

    def _draw(self, word: str) -> str:
        return "".join(self._random.choice(_alphabet(each)) for each in word)

    def _figures(self, number: str) -> str:
        """Other figures for those of a number, of which the first is not 0 where it was not."""
        digits = "".join(filter(str.isdigit, number))
        if digits not in self._disguised:
            drawn = (
                self._random.choice("123456789") + "".join(self._random.choice("0123456789") for _ in digits[1:])
                for _ in range(_ATTEMPTS)
            )
            self._disguised[digits] = next(
                (each for each in drawn if each != digits and each not in self._used), digits
            )
            self._used.add(self._disguised[digits])
        figures = iter(self._disguised[digits])
        return "".join(next(figures) if each.isdigit() else each for each in number)


def _lower(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def _upper(char: str) -> str:
    upper = char.upper()
    return upper if len(upper) == 1 else char


@cache
def _alphabet(char: str) -> str:
    """Letters that may stand for one: those of its script, of a rarer one its neighbours in Unicode of its category."""
    category = unicodedata.category(char)
    if category[0] == "M":
        return char
    script = unicodedata.name(char, "").partition(" ")[0]
    if script in _ALPHABETS:
        return _ALPHABETS[script]
    block = ord(char) & ~0x7F
    alike = (each for each in map(chr, range(block, block + 0x80)) if unicodedata.category(each) == category)
    return "".join(each for each in alike if category != "Ll" or _upper(each) != each) or char
