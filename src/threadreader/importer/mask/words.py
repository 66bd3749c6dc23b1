"""Mask of the words, names, numbers and times of one page."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from threadreader.importer.dates.find import find_times
from threadreader.importer.dates.locale import COMBINING_MARKS
from threadreader.importer.mask.vocabulary import CAMEL, CJK, WORD, Vocabulary
from threadreader.lexicon import compile_lazily

_PIECE = compile_lazily(rf"(?P<word>{WORD.pattern})|(?P<number>\d+)")
_RUN = compile_lazily(rf"(?:[^\W_]|[{COMBINING_MARKS}])+")
_MAX_DIGITS = 18
LONG_NUMBER = compile_lazily(rf"\d{{4,{_MAX_DIGITS}}}")
_FIRST_LONG_NUMBER = 1001
_MAX_STRUCTURE_DIGITS = 3  # of a number in a name: levels, pages, columns
_MAX_PIECES = 3  # of letters and digits without a sign between: digests and keys have more
_MAX_COUNT_DIGITS = 4  # of a number in a text that counts or numbers something: those of people have more
_MAX_ORDINAL_CHARS = 2  # of what stands behind the number of a day
_MAX_SHORT_TEXT = 80  # characters of a text of which another one with the same shape gets a number: longer are no names
_BLANKS = compile_lazily(r"[ \t]{2,}")
_TOKEN = compile_lazily(r"[^\s/?&#;,]+")
_PERSON = compile_lazily(r"(?:author|user|by|member|profile|nick|tag|category|cat)s?", re.IGNORECASE)
_PERSON_BEFORE = compile_lazily(rf"(?:{_PERSON.pattern})[-_=]", re.IGNORECASE)

_YEAR_SECONDS, _TEN_MINUTES, _SECONDS_DIGITS = 31_557_600, 600, 10
_EPOCH = compile_lazily(r"1\d{9}(?:\d{3})?")
_COMPACT_TIME = compile_lazily(r"(?:19|20)\d{6}(?:\d{4}|\d{6})?")
# Years, those of the calendars of Iran and Thailand too, or in two digits behind day and month; the last figure of a
# minute; and numbers of a time without a year that one more makes no other kind of number.
_YEAR = compile_lazily(r"(?<![\d+-])(?:1[3-5]|19|2[05])\d\d(?!\d)|(?<!\d)(?<=[/. -])(?:19|20)\d\d(?!\d)")
_SHORT_YEAR = compile_lazily(r"(?<![\d/.-])(\d\d?[/.-]\d\d?[/.-])(0[89]|[1-9]\d)(?!\d)")
_MINUTE = compile_lazily(r"(?<![+-]\d\d:[0-5])(?<=\d:[0-5])\d")
_SMALL_NUMBER = compile_lazily(r"(?<![\d:])(?:\d|1[013-9]|2[0-7])(?![\d:])")

_SIGNS = {"CYRILLIC": "я", "GREEK": "ω", "CJK": "字", "HIRAGANA": "あ", "KATAKANA": "ア", "HANGUL": "가", "ARABIC": "ب"}
_SIGNS |= {"HEBREW": "א", "THAI": "ก", "DEVANAGARI": "क", "BENGALI": "ক", "GEORGIAN": "ა", "ARMENIAN": "բ"}
_MASKED_WORD = re.compile(rf"(?<![^\W_])[xX{''.join(_SIGNS.values())}]+(?![^\W_])")


class Words:
    """Mask of the words, names, numbers and times of one page. Times are so many `years` earlier."""

    def __init__(self, vocabulary: Vocabulary, people: Iterable[str], numbers: Iterable[int], years: int) -> None:
        self._vocabulary = vocabulary
        self._years = years
        self._numbers = {number: rank for rank, number in enumerate(sorted(set(numbers)), _FIRST_LONG_NUMBER)}
        self._names: dict[str, str] = {}
        self._tokens: dict[tuple[str, bool], str] = {}
        self._texts: dict[str, dict[str, int]] = {}
        self._people: dict[str, str] = {}
        # Of the names that begin with a word, so that of many with the same one each is found at once.
        self._lengths: dict[str, set[int]] = {}
        for person in people:
            if first := WORD.search(person):
                name = person[first.start() :]
                self._people[name] = self._distinct(name)
                self._lengths.setdefault(first[0], set()).add(len(name))

    def text(self, text: str) -> str:
        """Mask what is shown."""
        stripped = text.strip()
        if len(stripped) > _MAX_SHORT_TEXT:
            return self._shape(text)
        # As a page shows it, in whose lines times are found.
        return text.replace(stripped, self._distinct(_BLANKS.sub(" ", stripped))) if stripped else text

    def _distinct(self, text: str) -> str:
        """The mask of a short text, with a number where another one has the same."""
        shape = self._shape(text)
        number = self._texts.setdefault(shape, {}).setdefault(text, len(self._texts[shape]) + 1)
        return shape if number == 1 else _MASKED_WORD.sub(lambda match: f"{match[0]}{number}", shape, count=1)

    def _shape(self, text: str) -> str:
        pieces, end = list[str](), 0
        for time in find_times(text):
            pieces += [self._words_of(text[end : time.start]), self.time_in(text[time.start : time.end])]
            end = time.end
        return "".join((*pieces, self._words_of(text[end:])))

    def time_in(self, written: str) -> str:
        """Another time, with the words of times that stand in it."""
        return WORD.sub(lambda word: self._word_in_time(word[0]), self.time(written))

    def _word_in_time(self, word: str) -> str:
        is_of_time = word.lower() in self._vocabulary.times or len(word) <= _MAX_ORDINAL_CHARS
        return word if is_of_time else self._word(word, has_digit=True)

    def _words_of(self, text: str) -> str:
        found: Sequence[re.Match[str]] = list(_PIECE.finditer(text))
        has_digit = any(each["number"] for each in found)
        pieces, end = list[str](), 0
        for index, match in enumerate(found):
            if match.start() < end:
                continue
            pieces.append(text[end : match.start()])
            start, end = match.span()
            if match["number"]:
                pieces.append(match[0] if self._is_count(text, found, index) else _round(match[0]))
            elif person := self._person_at(text, match):
                pieces.append(self._people[person])
                end = start + len(person)
            else:
                pieces.append(self._word(match[0], has_digit))
        return "".join((*pieces, text[end:]))

    def _is_count(self, text: str, found: Sequence[re.Match[str]], index: int) -> bool:
        """True for a number that is all of a text, or stands beside a word that sites print and no other number."""
        number = found[index]
        neighbours = [*found[max(index - 1, 0) : index], *found[index + 1 : index + 2]]
        if len(number[0]) > _MAX_COUNT_DIGITS or any(each["number"] for each in neighbours):
            return False
        is_known = any(
            self._vocabulary.has_word(each[0]) and number.start() != each.end() and number.end() != each.start()
            for each in neighbours
        )
        return is_known or not neighbours or text[number.start() - 1 : number.start()] == "#"

    def _person_at(self, text: str, first: re.Match[str]) -> str | None:
        lengths = sorted(self._lengths.get(first[0], ()), reverse=True)
        names = (text[first.start() : first.start() + length] for length in lengths)
        return next((name for name in names if name in self._people), None)

    def _word(self, word: str, has_digit: bool) -> str:
        if self._vocabulary.has_word(word) or (has_digit and word.lower() in self._vocabulary.times):
            return word
        if not CJK.search(word):
            return _sign(word)
        return _by_pieces(self._vocabulary.cjk, word, _sign)

    def time(self, written: str) -> str:
        """Another time in the same form, some years before and to ten minutes, so that all stay in their order."""
        if _EPOCH.fullmatch(written):
            in_seconds = int(written[:_SECONDS_DIGITS]) - self._years * _YEAR_SECONDS
            return str(in_seconds - in_seconds % _TEN_MINUTES + _TEN_MINUTES // 2) + "0" * (
                len(written) - _SECONDS_DIGITS
            )
        if _COMPACT_TIME.fullmatch(written):
            return f"{int(written[:4]) - self._years}{written[4:11]}{'5' * len(written[11:])}"
        coarse = _MINUTE.sub("5", written)
        earlier = _YEAR.sub(lambda year: str(int(year[0]) - self._years), coarse)
        earlier = _SHORT_YEAR.sub(lambda day: f"{day[1]}{int(day[2]) - self._years:02}", earlier)
        return earlier if earlier != coarse else _SMALL_NUMBER.sub(lambda number: str(int(number[0]) + 1), coarse)

    def number(self, digits: str) -> str:
        """A number in a name: a short one is of structure, of a long one its rank among those of the page."""
        if len(digits) <= _MAX_STRUCTURE_DIGITS:
            return digits
        number = int(digits[:_MAX_DIGITS])
        return str(self._numbers.setdefault(number, len(self._numbers) + _FIRST_LONG_NUMBER))

    def name(self, name: str) -> str:
        """Mask classes, an id, an address and the like: words that recipes know stay, and structure."""
        pieces, end, is_person = list[str](), 0, False
        for token in _TOKEN.finditer(name):
            known = token[0], is_person
            if known not in self._tokens:
                self._tokens[known] = self._token(*known)
            pieces += [name[end : token.start()], self._tokens[known]]
            end, is_person = token.end(), _PERSON.fullmatch(token[0]) is not None
        return "".join((*pieces, name[end:]))

    def _token(self, token: str, is_person: bool) -> str:
        """Mask a class, or a part of an address; nothing stays behind what names a person, or a tag that one chose."""
        if token in self._vocabulary.classes:
            return token
        person = _PERSON_BEFORE.search(token)
        cut = token.find("=") + 1 if is_person else person.end() if person else len(token)
        behind = _RUN.sub(lambda run: self._unknown(run[0]), token[cut:])
        return _RUN.sub(lambda run: self._run(run[0]), token[:cut]) + behind

    def _run(self, run: str) -> str:
        pieces = list(_PIECE.finditer(run))
        if len(pieces) > _MAX_PIECES:
            return self._unknown(run)
        return "".join(self.number(each[0]) if each["number"] else self._word_of_name(each[0]) for each in pieces)

    def _word_of_name(self, word: str) -> str:
        if self._vocabulary.has_name(word) or (len(word) == 1 and word.isascii()):
            return word
        parts = CAMEL.split(word)
        if len(parts) > 1:
            return "".join(map(self._word_of_name, parts))
        return _by_pieces(self._vocabulary.inner, word, self._unknown)

    def _unknown(self, word: str) -> str:
        if word.isdigit():
            return self.number(word)
        return self._names.setdefault(word.lower(), f"c{len(self._names) + 1}")


def _by_pieces(kept: re.Pattern[str], word: str, change: Callable[[str], str]) -> str:
    """A word whose parts that are kept stand as they are."""
    pieces, end = list[str](), 0
    for match in kept.finditer(word):
        pieces += [change(word[end : match.start()]) if match.start() > end else "", match[0]]
        end = match.end()
    return "".join((*pieces, change(word[end:]) if end < len(word) else ""))


def _round(number: str) -> str:
    """A number of as many digits, 1 and zeros: by 0 a page says that it has none."""
    zeros = "".join(chr(ord(each) - unicodedata.digit(each)) for each in number)
    return zeros if number == zeros else chr(ord(zeros[0]) + 1) + zeros[1:]


def _sign(word: str) -> str:
    return "".join(map(_sign_of, word))


@cache
def _sign_of(char: str) -> str:
    """What stands for a letter: one sign of its script; none for a mark on another."""
    if unicodedata.category(char)[0] == "M":
        return ""
    sign = _SIGNS.get(unicodedata.name(char, "").partition(" ")[0], "x")
    return sign.upper() if char.isupper() else sign
