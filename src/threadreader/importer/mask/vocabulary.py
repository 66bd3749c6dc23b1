"""The allow-list of a mask: words that sites print, those of times, and the names that recipes and HTML know."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from lxml.html import defs
from msgspec import Struct
from msgspec.structs import astuple

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.dates import time_words
from threadreader.importer.dates.locale import WORD_PATTERN
from threadreader.importer.platforms import find_adapters
from threadreader.importer.platforms.recipe import Pattern, Recipe
from threadreader.lexicon import compile_lazily, read_lexicon

WORD = compile_lazily(WORD_PATTERN)

CJK = compile_lazily(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A letter of a script that puts no spaces between words."""

_CLASS = compile_lazily(r"[.#]([a-zA-Z][\w-]+)")
CAMEL = compile_lazily(r"(?<=[a-z])(?=[A-Z])")

_OTHER_WORDS = (
    "anonymous guest pingback trackback utc gmt http https www page re from subject date message to cc in reply"
)
"""Words that sites and mails print and code looks for, beyond the lexicon."""

_OTHER_NAMES = """
main template dialog picture search slot data bdi nobr frame noframes xmp listing plaintext noembed rb rtc image
role rel property content charset lang xml itemprop itemscope itemtype itemid datetime placeholder srcdoc style media
aria replytocom replyto elementid belowelement respondelement respond says said even odd thread alt children vcard fn
avatar bypostauthor byuser php asp aspx html htm jsp cgi json ld application text javascript
schema org comment answer question article creativework discussionforumposting blogposting newsarticle
socialmediaposting
acceptedanswer suggestedanswer articlebody commentcount commenttext commenttime alternatename datecreated datepublished
answercount downvotecount upvotecount interactionstatistic interactiontype userinteractioncount commentaction likeaction
identifier inreplyto parentitem parentid sameas createdat publishedat postedat displayname username fullname nickname
display none visibility hidden margin padding left right width height px em rem pt block inline float
"""
"""Names of elements and attributes, and values of those, beyond what recipes and lxml know."""

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
_MIN_INNER_CHARS = 5  # of a word for comments that is kept within a longer one: shorter ones are parts of many


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
    """Words that are kept, in lower case: in texts those that sites print, in markup the names beside them.

    Kept is also a word that begins with one of the `stems`, with a short ending; `times` are words of times alone.
    """

    words: frozenset[str]
    stems: frozenset[str]
    times: frozenset[str]
    names: frozenset[str]
    classes: frozenset[str]
    cjk: re.Pattern[str]
    inner: re.Pattern[str]

    def has_word(self, word: str) -> bool:
        """True for a word that sites print."""
        folded = word.lower()
        return folded in self.words or any(
            folded[:end] in self.stems
            for end in range(max(_MIN_STEM_CHARS, len(folded) - _MAX_ENDING_CHARS), len(folded) + 1)
        )

    def has_name(self, word: str) -> bool:
        """True for a word of the names of elements, classes, ids and the like."""
        return word.lower() in self.names or self.has_word(word)


@cache
def find_vocabulary() -> Vocabulary:
    """The vocabulary of this program; a reader's own recipes add nothing to it."""
    words, stems = set(_OTHER_WORDS.split()), set[str]()
    adapters = find_adapters()
    called = [part for concept, each in read_lexicon().items() if concept.endswith("_names") for part in each.values()]
    patterns = [part for languages in read_lexicon().values() for part in languages.values()]
    # What recipes know to be shown around names and times.
    patterns += [each for one in adapters if isinstance(one, Recipe) for each in (one.author_words, one.when_words)]
    for form in (form for pattern in patterns for form in expand(pattern.lower())):
        for match in WORD.finditer(form):
            is_open = form[match.end() : match.end() + 1] == _WILD
            if form[match.start() - 1 : match.start()] != _WILD:
                (stems if is_open and len(match[0]) >= _MIN_STEM_CHARS else words).add(match[0])
    times = {word for text in time_words() for word in WORD.findall(text)}
    classes = set[str]()
    names = {*_OTHER_NAMES.split(), *defs.tags, *defs.safe_attrs, *defs.link_attrs}
    recipes = (each for adapter in adapters if isinstance(adapter, Recipe) for each in _strings(adapter))
    for selector in chain(*(adapter.tells for adapter in adapters), recipes):
        classes.update(_CLASS.findall(selector))
        names.update(part.lower() for word in WORD.findall(selector) for part in (word, *CAMEL.split(word)))
    inner = {word for pattern in called for form in expand(pattern) for word in WORD.findall(form)}
    return Vocabulary(
        frozenset(words),
        frozenset(stems),
        frozenset(times),
        frozenset(names),
        frozenset(classes),
        _longest_first(filter(CJK.search, words | stems | times)),
        _longest_first(word for word in inner if len(word) >= _MIN_INNER_CHARS),
    )


def _longest_first(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))), re.IGNORECASE)


def _strings(record: Recipe | Pattern | ArticleRecipe) -> Iterator[str]:
    """Selectors of a recipe, and the patterns of what is read from attributes."""
    for value in astuple(record):
        for each in value.values() if isinstance(value, dict) else (value,):
            if isinstance(each, Pattern | ArticleRecipe):
                yield from _strings(each)
            elif isinstance(each, str):
                yield each
