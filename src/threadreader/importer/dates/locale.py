"""What any language calls months, days and lengths of time, from Unicode's locale data."""

import re
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from threadreader.importer.dates.names import ENGLISH, WORD, Names

if TYPE_CHECKING:
    from babel import Locale

COMMON = ("de", "fr", "es", "pt", "it", "nl", "ru", "ja", "zh")
"""Languages tried where a page does not say which it is in, or says a wrong one."""

_ENGLISH_DAY_FIRST = frozenset(("en-GB", "en-AU", "en-NZ", "en-IE", "en-IN", "en-ZA"))
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LETTERS = re.compile(WORD)
_LITERAL = re.compile(r"'([^']+)'")
_Unit = Literal["second", "minute", "hour", "day", "week"]
_UNITS: Mapping[_Unit, str] = MappingProxyType(
    {"second": "seconds", "minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"}
)
_COUNTS = (1, 2, 3, 5, 11, 21, 100)
"""Numbers that between them take every plural form of a language."""

_AROUND: Mapping[str, str] = MappingProxyType(
    {
        "de": "um uhr am den der vom von schrieb sagt sagte kommentar geschrieben antworten montags",
        "fr": "à a le la du de dit par vers h posté publié écrit réponse répondre",
        "es": "a las la el de del dice dijo h hs hrs publicado responder en",
        "pt": "às as à em de do da disse h hs responder publicado",
        "it": "alle ore il di del ha scritto detto h rispondi",
        "nl": "om op uur zegt schreef de van reageer",
        "ru": "в \u0433 \u043e от ответить написал пишет",
        "pl": "o r godz dnia w pisze napisał",
        "cs": "v dne ve",
        "sv": "kl den klockan",
        "da": "kl den d",
        "nb": "kl den",
        "fi": "klo kello",
        "ar": "في الساعة عند يوم",
        "el": "στις του",
        "he": "בשעה של ב",
        "id": "pukul",
        "uk": "\u043e \u043e\u0431 \u0440 в",
    }
)
_DAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "de": ("heute", "gestern", "vorgestern"),
        "fr": ("aujourd'hui", "hier", "avant-hier"),
        "es": ("hoy", "ayer", "anteayer"),
        "pt": ("hoje", "ontem", "anteontem"),
        "it": ("oggi", "ieri"),
        "nl": ("vandaag", "gisteren", "eergisteren"),
        "ru": ("сегодня", "вчера", "позавчера"),
        "pl": ("dzisiaj", "wczoraj"),
        "sv": ("idag", "igår"),
        "ja": ("今日", "昨日"),
        "zh": ("今天", "昨天", "前天"),
    }
)


def find_names(language: str | None) -> Names | None:
    """The names in the language of a tag like `de-AT`; None for English, of which we know more, and unknown ones."""
    tag = (language or "").replace("_", "-")
    return None if tag[:2].lower() in ("", "en") else _names(tag) or _names(tag.split("-", 1)[0])


def day_comes_first(language: str | None) -> bool | None:
    """Whether a language writes days before months where the year is last in figures.

    None for English, where it depends on who writes, and for those that put the year first.
    """
    tag = (language or "").replace("_", "-")
    if tag in _ENGLISH_DAY_FIRST:
        return True
    locale = _locale(tag) if tag[:2].lower() not in ("", "en") else None
    letters = re.sub("[^dMy]", "", str(locale.date_formats["short"].pattern)) if locale else ""
    return None if not letters or letters[0] == "y" else letters[0] == "d"


def weekday_of(word: str, language: str | None) -> int | None:
    """The day of the week that a word in small letters names, in English or the language; 0 is Monday."""
    if word in ENGLISH.weekdays:
        return _ENGLISH_DAYS.index(word[:3])
    tag = (language or "").replace("_", "-")
    return _numbered_weekdays(tag).get(word) if tag[:2].lower() not in ("", "en") else None


@cache
def _numbered_weekdays(tag: str) -> Mapping[str, int]:
    locale = _locale(tag) or _locale(tag.split("-", 1)[0])
    days = locale.days["format"] if locale else {}
    return {_folded(name): number for names in days.values() for number, name in names.items()}


@cache
def _names(tag: str) -> Names | None:
    locale = _locale(tag)
    if locale is None:
        return None
    language = locale.language
    days = enumerate(_DAYS.get(language, ()))
    return Names(
        months=MappingProxyType(dict(_months(locale))),
        weekdays=frozenset(_weekdays(locale)),
        halves=MappingProxyType(dict(_halves(locale))),
        around=ENGLISH.around | frozenset(_literals(locale)) | frozenset(_AROUND.get(language, "").split()),
        lengths=MappingProxyType(dict(_lengths(locale))),
        days=MappingProxyType({day: number for number, day in days}),
    )


def _locale(tag: str) -> "Locale | None":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _months(locale: "Locale") -> Iterator[tuple[str, int]]:
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for number, name in locale.months[context][width].items():
                word = _folded(name)
                if _LETTERS.fullmatch(word):
                    yield word, number
                    if locale.language == "he":
                        yield f"ב{word}", number


def _weekdays(locale: "Locale") -> Iterator[str]:
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for name in locale.days[context][width].values():
                yield from _LETTERS.findall(_folded(name))


def _halves(locale: "Locale") -> Iterator[tuple[str, int]]:
    from babel.dates import format_time

    for hours in (0, 12):
        for form in ("a", "aaaa"):
            word = _folded(format_time(time(hours + 9), form, locale=locale))
            if _LETTERS.fullmatch(word):
                yield word, hours
    yield from (("am", 0), ("pm", 12))


def _literals(locale: "Locale") -> Iterator[str]:
    """The words that stand between the parts of a time."""
    forms = [
        *(str(form) for form in locale.datetime_formats.values()),
        *(form.pattern for form in locale.date_formats.values()),
        *(form.pattern for form in locale.datetime_skeletons.values()),
    ]
    for form in forms:
        for literal in _LITERAL.findall(form):
            yield from _LETTERS.findall(literal.lower())


def _lengths(locale: "Locale") -> Iterator[tuple[str, timedelta]]:
    """Each way to say how long ago something was, with `{}` for the number and without spaces."""
    from babel.dates import format_timedelta

    for unit, argument in _UNITS.items():
        for count in _COUNTS:
            ago = timedelta(**{argument: -count})
            said = format_timedelta(ago, granularity=unit, threshold=1_000, add_direction=True, locale=locale)
            for form in (said, said.replace("\N{NO-BREAK SPACE}", " ")):
                if str(count) in form:
                    yield "".join(form.lower().replace(str(count), "{}").split()), timedelta(**{argument: 1})


def _folded(name: str) -> str:
    return name.lower().strip().rstrip(".").replace(".", "")
