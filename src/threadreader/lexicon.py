"""The vocabulary of sites by concept and language: `lexicon.toml`, joined into alternatives of regular expressions."""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

LEXICON = Path(__file__).with_name("lexicon.toml")

CJK = frozenset(("ja", "ko", "zh"))
"""Languages whose words are matched inside others, having no spaces between words or endings after them."""


@cache
def read_lexicon() -> Mapping[str, Mapping[str, str]]:
    """The alternatives of every concept in each language."""
    import tomllib

    tables: Mapping[str, Mapping[str, str | list[str]]] = tomllib.loads(LEXICON.read_text("utf-8"))
    return {
        concept: {language: part if isinstance(part, str) else "|".join(part) for language, part in languages.items()}
        for concept, languages in tables.items()
    }


def alternatives(*concepts: str, cjk: bool | None = None) -> str:
    """Words and patterns of some concepts in all languages, with `|` between them: in those of `CJK` alone, or without.

    Raises KeyError where a concept is unknown, and where there is none in these languages: that would match anything.
    """
    lexicon = read_lexicon()
    parts = [
        part
        for concept in concepts
        for language, part in lexicon[concept].items()
        if cjk is None or (language in CJK) is cjk
    ]
    if not parts:
        raise KeyError(*concepts)
    return "|".join(parts)


def word_set(*concepts: str) -> frozenset[str]:
    """The same as a set, where all of them are plain words."""
    return frozenset(alternatives(*concepts).split("|"))


def words_in(concept: str, language: str) -> tuple[str, ...]:
    """The plain words of a concept in one language, in their order; empty where there are none."""
    part = read_lexicon()[concept].get(language)
    return tuple(part.split("|")) if part else ()


def compile_lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression that is compiled when it is first used.

    To compile all of the importer takes three times as long as to read a small page, which needs a quarter of them.
    """
    lazy = _LazyPattern(pattern, flags)
    _lazy_patterns.append(lazy)
    return cast("re.Pattern[str]", lazy)


def compile_all() -> None:
    """Compile what was not used yet, once for all processes that will be forked."""
    for lazy in _lazy_patterns:
        assert lazy.compiled is not None


class _LazyPattern:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        # Found as an attribute of this object from now on, a method costs no more than that of the compiled pattern.
        method = vars(self)[name] = getattr(self.compiled, name)
        return method


_lazy_patterns: list[_LazyPattern] = []
