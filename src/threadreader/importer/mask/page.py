"""Writer of a masked page: the same elements, nested alike, and nothing that is fetched; its words, names and times."""

import contextlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any
from urllib.parse import unquote

from bs4 import Comment, Doctype, Tag
from bs4.element import PageElement

from threadreader.importer.dates.find import find_times
from threadreader.importer.dates.formats import parse_machine_time
from threadreader.importer.dates.locale import COMBINING_MARKS, load_names
from threadreader.importer.html.selector import attribute
from threadreader.importer.html.tree import VoidElement, is_text
from threadreader.importer.mask.vocabulary import CAMEL, CJK, WORD, Vocabulary
from threadreader.importer.structured.scripts import read_loose_json
from threadreader.lexicon import compile_lazily
from threadreader.model.text import clean

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
        times = self._vocabulary.times

        def masked(word: re.Match[str]) -> str:
            is_of_time = word[0].lower() in times or len(word[0]) <= _MAX_ORDINAL_CHARS
            return word[0] if is_of_time else self._word(word[0], has_digit=True)

        return WORD.sub(masked, self.time(written))

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
                # Otherwise 1 and as many zeros, in its script: by 0 a page says that it has none.
                zeros = "".join(chr(ord(each) - unicodedata.digit(each)) for each in match[0])
                rounded = zeros if match[0] == zeros else chr(ord(zeros[0]) + 1) + zeros[1:]
                pieces.append(match[0] if self._is_count(text, found, index) else rounded)
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
            return "".join(map(_sign_of, word))
        return _by_pieces(self._vocabulary.cjk, word, lambda part: "".join(map(_sign_of, part)))

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


@cache
def _sign_of(char: str) -> str:
    """What stands for a letter: one sign of its script; none for a mark on another."""
    if unicodedata.category(char)[0] == "M":
        return ""
    sign = _SIGNS.get(unicodedata.name(char, "").partition(" ")[0], "x")
    return sign.upper() if char.isupper() else sign


_TIME_NAME = compile_lazily(r"date|time|(?:^|[-_])(?:ts|epoch|created|published|posted)|stamp$", re.IGNORECASE)
_LIKE_TIME = compile_lazily(r"(?:\D{0,20}(?<!\d)\d{1,4}(?!\d)){3,8}\D{0,20}")
_ADDRESSES = frozenset(("href", "src", "action", "cite", "data", "poster", "background", "longdesc", "formaction"))
_ADDRESS = compile_lazily(r"(?:https?:)?//\S+|/[\w%.~-]+(?:/[\w%.~-]*)*(?:[?#]\S*)?")
_DROPPED = frozenset(("srcset", "data-srcset", "imagesrcset", "integrity", "nonce", "srcdoc", "http-equiv", "charset"))
_SHOWN = frozenset(("title", "alt", "aria-label", "placeholder", "summary", "label", "content", "value"))
_NAMES = frozenset(("class", "rel", "style", "itemprop", "itemtype", "@type", "@context"))
_NAMED_METAS = frozenset(("generator", "viewport", "robots", "og:type", "og:locale"))
_ATTRIBUTE = compile_lazily(r"[@:#*]?[a-z_][\w:.-]*", re.ASCII)
_NO_CONTENT = frozenset(("script", "style"))
_LANGUAGES, _MAX_TAG_CHARS = frozenset(("lang", "xml:lang", "og:locale")), 3
_RAW = frozenset(("xmp", "noembed", "plaintext", "listing"))

HEAD = (
    """<meta charset="utf-8">"""
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
)


class PageWriter:
    """Writes a tree of elements with the words of a page masked."""

    def __init__(self, words: Words, read_frame: Callable[[Tag], str | None]) -> None:
        self._words = words
        self._read_frame = read_frame

    def write(self, root: Tag) -> Iterator[str]:
        """The page piece by piece; without recursion, whatever its depth."""
        stack: list[PageElement | str] = [*reversed(root.contents)]
        while stack:
            node = stack.pop()
            if isinstance(node, Tag):
                opened, inner, closed = self._element(node)
                yield opened
                stack += [closed, *reversed(inner)]
            elif not isinstance(node, PageElement):
                yield node
            elif isinstance(node, Comment):
                yield f"<!--{self._words.name(str(node))}-->"
            elif isinstance(node, Doctype):
                yield "<!DOCTYPE html>"
            elif is_text(node) and node.parent is not None:
                holder, masked = node.parent.name, self._words.text(str(node))
                if holder in _RAW:
                    yield masked.replace("<", " ")
                else:
                    first = "\n" if holder in ("pre", "textarea") and masked.startswith("\n") else ""
                    yield first + escape(masked, quote=False)

    def _element(self, element: Tag) -> tuple[str, Sequence[PageElement | str], str]:
        """Start tag, content and end tag."""
        name = self._words.name(element.name)
        written = "".join(f' {key}="{escape(value)}"' for key, value in self._attributes(element))
        opened = f"<{name}{written}>"
        if isinstance(element, VoidElement):
            return opened, (), ""
        if element.name in _NO_CONTENT:
            return opened, (self._script(element),), f"</{name}>"
        return opened, ([HEAD] if name == "head" else []) + [*element.contents], f"</{name}>"

    def _script(self, element: Tag) -> str:
        """JSON for machines, masked."""
        media = (attribute(element, "type") or "").lower()
        if element.name != "script" or not (media == "application/json" or "ld+json" in media):
            return ""
        values = [self._json(value) for value in read_loose_json("".join(map(str, element.contents)))]
        written = json.dumps(values[0] if len(values) == 1 else values) if values else ""
        return written.replace("</", r"<\/")

    def _json(self, root: Any) -> Any:
        """A value with its strings and keys masked; without recursion."""
        holder: dict[str, Any] = {"": root}
        stack: list[tuple[Any, Any]] = [(holder, "")]
        while stack:
            outer, key = stack.pop()
            value = outer[key]
            if isinstance(value, Mapping):
                outer[key] = {self._words.name(clean(str(each))): inner for each, inner in value.items()}
                stack += [(outer[key], each) for each in reversed(outer[key])]
            elif isinstance(value, list):
                outer[key] = [*value]
                stack += [(outer[key], index) for index in reversed(range(len(value)))]
            elif isinstance(value, str):
                outer[key] = self._value("", str(key), clean(value))
            elif isinstance(value, float):
                outer[key] = 0.0
            elif isinstance(value, int) and not isinstance(value, bool):
                digits = str(abs(value))
                number = int(self._words.time(digits) if _TIME_NAME.search(str(key)) else self._words.number(digits))
                outer[key] = -number if value < 0 else number
        return holder[""]

    def _attributes(self, element: Tag) -> Iterator[tuple[str, str]]:
        for key in element.attrs:
            name, value = self._words.name(key.lower()), attribute(element, key) or ""
            if key.lower() not in _DROPPED and _ATTRIBUTE.fullmatch(name):
                yield name, self._value(element.name, key.lower(), value, element)
        document = self._read_frame(element)
        if document is not None:
            yield "srcdoc", document

    def _value(self, tag: str, name: str, value: str, element: Tag | None = None) -> str:
        """Mask the value of an attribute, or of a key in JSON."""
        if value.lstrip()[:1] in ("{", "[") and element:
            with contextlib.suppress(ValueError, RecursionError):
                return json.dumps(self._json(json.loads(value)))
        if name in _ADDRESSES or _ADDRESS.fullmatch(value.strip()):
            return self._address(value.strip())
        if tag == "meta" and element and (attribute(element, "name") or attribute(element, "property")) in _NAMED_METAS:
            return self._words.name(value)
        if name in _LANGUAGES:
            tag = value.partition("-")[0].lower()
            return tag if len(tag) <= _MAX_TAG_CHARS and load_names(tag) else self._words.name(value)
        is_named_time = _TIME_NAME.search(name) is not None
        if (parse_machine_time(value) and (is_named_time or not value.isdigit())) or (
            is_named_time and _LIKE_TIME.fullmatch(value)
        ):
            return self._words.time_in(value)
        are_names = name in _NAMES or (element is not None and name not in _SHOWN and len(value.split()) <= 1)
        return self._words.name(value) if are_names else self._words.text(value)

    def _address(self, value: str) -> str:
        scheme = value.partition(":")[0].lower()
        if scheme in ("data", "blob"):
            return "data:,"
        return self._words.text(value) if scheme in ("tel", "sms") else self._words.name(unquote(value))
