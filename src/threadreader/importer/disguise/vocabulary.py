"""Words that a disguised page keeps: those that sites print, those of times, and what selectors ask for."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct
from msgspec.structs import astuple

from threadreader.importer.dates import time_words
from threadreader.importer.dates.locale import WORD_PATTERN
from threadreader.importer.platforms import find_adapters
from threadreader.importer.platforms.recipe import Adapter, Pattern, Recipe
from threadreader.lexicon import compile_lazily, read_lexicon

WORD = compile_lazily(WORD_PATTERN)

CJK = compile_lazily(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A letter of a script that puts no spaces between words."""

_OTHER_WORDS = (
    *("anonymous", "guest", "pingback", "trackback", "utc", "gmt", "http", "https", "www", "html", "index", "php"),
    *("page", "re", "from", "subject", "date", "message", "id", "to", "cc", "in", "reply"),
)
"""Words that sites and mails print and code looks for, beyond the lexicon."""

_TOKEN = compile_lazily(
    r"(?P<look>\(\?<?[=!])|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|\[(?P<negated>\^?)(?P<range>\]?[^\]]*)\]"
    r"|(?P<zero>[?*]|\{0?,\d*\})|(?P<many>\+|\{[\d,]+\})|\\u(?P<code>[0-9a-f]{4})|\\(?P<escape>.)|(?P<literal>.)",
    re.DOTALL,
)
_WILD = "\0"
_MAX_FORMS = 400
"""An alternative with more forms than this gives its words one by one; the longest in the lexicon has some hundred."""

_MIN_STEM_CHARS = 5
"""Shorter stems, such as "this", begin words of any text."""

_MAX_ENDING_CHARS = 4  # of inflected and derived forms: "-ings"; longer ones make other words (judgement)
_MIN_LITERAL_CHARS = 6
"""Shorter values of attributes that selectors ask for, such as "name", are parts of any word."""


def expand(pattern: str) -> Iterator[str]:
    """The texts that a pattern of the lexicon matches, with NUL for whatever stands for any character.

    Not all of them where they are very many, though every word of them.
    """
    stack: list[tuple[bool, set[str], set[str], set[str]]] = []
    done, forms, last = set[str](), {""}, {""}
    for token in _TOKEN.finditer(pattern):
        if token["zero"]:
            last |= {""}
            continue
        if token["many"]:
            continue
        if token["look"] or token["open"]:
            stack.append((bool(token["look"]), done, forms, last))
            done, forms, last = set(), {""}, {""}
            continue
        forms, spilled = _joined(forms, last)
        yield from spilled
        last = {""}
        if token["bar"]:
            done, forms = done | forms, {""}
        elif token["close"] and stack:
            inner = done | forms
            is_look, done, forms, before = stack.pop()
            forms, spilled = _joined(forms, before)
            yield from spilled
            last = {""} if is_look else inner
        else:
            last = _characters(token)
    yield from done
    yield from _joined(forms, last)[0]


def _joined(forms: set[str], last: set[str]) -> tuple[set[str], set[str]]:
    """Forms with each of the last pieces behind; those before where there would be too many, which are given up."""
    if len(forms) * len(last) > _MAX_FORMS:
        return {_WILD + each for each in last}, forms
    return {form + each for form in forms for each in last}, set()


def _characters(token: re.Match[str]) -> set[str]:
    if token["literal"]:
        return {_WILD if token["literal"] == "." else "" if token["literal"] in "^$" else token["literal"]}
    if token["code"]:
        return {chr(int(token["code"], 16))}
    if token["escape"]:
        escape = token["escape"]
        return {" " if escape == "s" else "" if escape in "bB" else _WILD if escape.isalpha() else escape}
    if token["negated"] or re.search(r"\w-\w|\\", token["range"] or ""):
        return {_WILD}
    return set(token["range"] or "")


class Vocabulary(Struct, frozen=True):
    """Words that are kept, in lower case; also any that begins with one of the `stems`, with a short ending."""

    words: frozenset[str]
    stems: frozenset[str]
    cjk: re.Pattern[str]
    literals: re.Pattern[str]

    def __contains__(self, word: str) -> bool:
        folded = word.lower()
        return folded in self.words or any(
            folded[:end] in self.stems
            for end in range(max(_MIN_STEM_CHARS, len(folded) - _MAX_ENDING_CHARS), len(folded) + 1)
        )


@cache
def find_vocabulary() -> Vocabulary:
    """The vocabulary of this program; a reader's own recipes add nothing to it."""
    words, stems = set(_OTHER_WORDS), set[str]()
    patterns = [part for languages in read_lexicon().values() for part in languages.values()]
    adapters = find_adapters()
    for form in (form for pattern in (*patterns, *_printed(adapters)) for form in expand(pattern.lower())):
        for match in WORD.finditer(form):
            is_open = form[match.end() : match.end() + 1] == _WILD
            if form[match.start() - 1 : match.start()] != _WILD:
                (stems if is_open and len(match[0]) >= _MIN_STEM_CHARS else words).add(match[0])
    words |= {word for text in time_words() for word in WORD.findall(text)}
    cjk = sorted(filter(CJK.search, words | stems), key=lambda word: (-len(word), word))
    literals = sorted(_selected(adapters), key=lambda literal: (-len(literal), literal))
    ids = "|".join(map(re.escape, sorted(_ids(adapters))))
    # An id is no part of a longer name.
    asked = rf"(?<![\w-])(?:{ids})(?![\w-])|{'|'.join(map(_literal, literals))}"
    return Vocabulary(frozenset(words), frozenset(stems), re.compile("|".join(cjk)), re.compile(asked))


def _literal(text: str) -> str:
    """Pattern of a value that selectors ask for; of a short one that is no part of a longer word."""
    escaped = re.escape(text)
    return rf"(?<![a-zA-Z]){escaped}(?![a-zA-Z])" if len(text) < _MIN_LITERAL_CHARS else escaped


def _printed(adapters: Iterable[Adapter]) -> Iterator[str]:
    """Patterns of recipes for what is shown around names and times."""
    for adapter in adapters:
        yield from (
            each for name in ("author_words", "when_words") if isinstance(each := getattr(adapter, name, 0), str)
        )


_LITERAL = compile_lazily(r"""\[[\w-]+\s*[~^$*]?=\s*["']?([^"'\]]{2,})["']?\s*\]""")
_ID = compile_lazily(r"#([a-zA-Z][\w-]+)")


def _selected(adapters: Iterable[Adapter]) -> set[str]:
    """Values of attributes that selectors ask for: without them no adapter would recognise its pages."""
    return {value for adapter in adapters for selector in _selectors(adapter) for value in _LITERAL.findall(selector)}


def _ids(adapters: Iterable[Adapter]) -> set[str]:
    """Ids that selectors ask for."""
    return {value for adapter in adapters for selector in _selectors(adapter) for value in _ID.findall(selector)}


def _selectors(adapter: Adapter) -> Iterator[str]:
    yield from adapter.tells
    if not isinstance(adapter, Recipe):
        return
    for value in astuple(adapter):
        if isinstance(value, str):
            yield value
        elif isinstance(value, Pattern):
            yield value.inside
        elif isinstance(value, dict):
            yield from (each for each in value.values() if isinstance(each, str))
