"""Recipes written down in TOML: those of this package, and those of others, which are checked before they are used."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import fields

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.html.selector import Selectors
from threadreader.importer.platforms.mail_archives import MailPage, MailThread
from threadreader.importer.platforms.recipe import Pattern, Recipe
from threadreader.lexicon import compile_lazily
from threadreader.model.thread import Kind, Status

Written = Recipe | MailPage
"""An adapter that is written down."""

_KNOWN: Mapping[type, Mapping[str, Any]] = {
    kind: {field.name: field.default for field in fields(kind)}
    for kind in (Recipe, MailThread, MailPage, Pattern, ArticleRecipe)
}
"""The keys of each kind of record, with what their fields are without them."""

_NEEDED = ("name", "tells", "comment")
_NAME = compile_lazily(r"[a-z0-9][a-z0-9_.-]{0,60}")
_PATTERNS = ("key", "parent", "depth")
_WORDS = ("author_words", "when_words")
_NO_SELECTORS = frozenset(
    (
        *("name", "author_words", "when_words", "attribute", "pattern", "prefix", "otherwise"),
        *("begin", "end", "subject", "sender", "turned", "sent"),
    )
)
"""Keys whose words are no selector, so that there are no alternatives to them."""

_USUAL = "..."
"""Stands among the alternatives for those that a recipe without the key has."""


def read_recipes(text: str) -> Sequence[Written]:
    """The adapters in a file, checked; ValueError, saying what is wrong and what would be right, where it has none."""
    import tomllib

    try:
        found = make_recipes(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(f"is no TOML: {problem}") from problem
    except RecursionError as problem:
        raise ValueError("is no TOML: it is nested too deep") from problem
    for each in found:
        check_tells(each.tells)
        if isinstance(each, Recipe):
            _check_patterns(each)
        each.check()
    return found


def make_recipes(table: Mapping[str, Any]) -> Sequence[Written]:
    """The adapters in a file: one, or one a `[[markup]]`; selectors and patterns are taken as they stand."""
    if "markup" not in table:
        return (_adapter(table),)
    markups = table["markup"]
    outside = next((name for name in table if name != "markup"), None)
    if outside is not None:
        raise ValueError(f"has {outside!r} outside its [[markup]]")
    if not isinstance(markups, list) or not markups:
        raise ValueError("has a markup that is no [[markup]]")
    return tuple(_adapter(_table("markup", each)) for each in markups)


def check_tells(tells: Mapping[str, int]) -> None:
    """Raises ValueError where tells are not selectors, each with a number from 1 to 100."""
    weighed: Mapping[str, object] = tells
    for tell, weight in weighed.items():
        if not isinstance(weight, int) or not 1 <= weight <= 100:  # noqa: PLR2004 - certain
            raise ValueError(f"a tell adds 1 to 100, not {weight!r}")
        Selectors({tell: tell})


def _check_patterns(recipe: Recipe) -> None:
    patterns = {name: pattern.pattern for name in _PATTERNS if (pattern := getattr(recipe, name)) is not None}
    for name, pattern in {**patterns, **{name: getattr(recipe, name) for name in _WORDS}}.items():
        try:
            groups = re.compile(pattern).groups
        except (re.error, OverflowError, RecursionError) as problem:
            raise ValueError(f"{name}: {pattern!r} is no pattern: {problem}") from problem
        if not groups:
            raise ValueError(f"{name}: {pattern!r} has no group in parentheses")


def _adapter(plain: Mapping[str, Any]) -> Written:
    kind = _kind(plain)
    lacking = [name for name in _NEEDED if name not in plain and name in _KNOWN[kind]]
    if lacking:
        raise ValueError(f"has no {lacking[0]!r}")
    if not isinstance(plain["name"], str) or not _NAME.fullmatch(plain["name"]):
        raise ValueError("is not called by a short name of small letters, figures and hyphens")
    return kind(**_fields(kind, {name: value for name, value in plain.items() if name != "kind"}))


def _kind(plain: Mapping[str, Any]) -> type[Written]:
    """The kind of a recipe: of pages of comments, or an archive's, with a mail each, or a thread of `comment`s."""
    if "kind" not in plain:
        return Recipe
    if plain["kind"] != "mail":
        raise ValueError(f"kind is 'mail' where it is anything, not {plain['kind']!r}")
    return MailThread if "comment" in plain else MailPage


def _fields(kind: type[Written | Pattern | ArticleRecipe], plain: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record from what is written, each of the type that it has to be."""
    known = _KNOWN[kind]
    for name in plain:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            raise ValueError(f"has an unknown key {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return {name: _value(name, value, known[name]) for name, value in plain.items()}


def _value(name: str, value: Any, default: Any) -> Any:
    read = _READ.get(name)
    if read is not None:
        return read(name, value)
    if isinstance(value, list) and name not in _NO_SELECTORS:
        return _selector(name, value, default if isinstance(default, str) else "")
    wanted = type(default) if isinstance(default, int) else str
    if type(value) is not wanted:
        raise ValueError(f"{name} is {_TYPE_NAMES[wanted]}, not {value!r}")
    return value


_TYPE_NAMES = {bool: "true or false", int: "a number", str: "words in quotation marks"}


def _pattern(name: str, value: Any) -> Pattern:
    table = {"attribute": value} if isinstance(value, str) else _table(name, value)
    if "attribute" not in table:
        raise ValueError(f"{name} has no 'attribute'")
    return Pattern(**_fields(Pattern, table))


def _article(name: str, value: Any) -> ArticleRecipe:
    return ArticleRecipe(**_fields(ArticleRecipe, _table(name, value)))


def _kinds(name: str, value: Any) -> dict[Kind, str]:
    return {Kind(each): _selector(name, selector) for each, selector in _table(name, value).items()}


def _statuses(name: str, value: Any) -> dict[Status, str]:
    return {Status(each): _selector(name, selector) for each, selector in _table(name, value).items()}


def _table(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is a table, not {value!r}")  # noqa: TRY004 - what is wrong is the file
    return value


def _selector(name: str, value: Any, usual: str = "") -> str:
    """A selector, or several that are alternatives, of which one may stand for the usual ones."""
    alternatives = value if isinstance(value, list) else [value]
    for each in alternatives:
        if not isinstance(each, str):
            raise ValueError(f"{name}: {each!r} is no selector")  # noqa: TRY004 - what is wrong is the file
    return ", ".join(usual if usual and each == _USUAL else each for each in alternatives)


_READ: Mapping[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(_PATTERNS, _pattern),
    "article": _article,
    "kinds": _kinds,
    "statuses": _statuses,
    "tells": _table,
}
"""Readers of the keys that are more than words, numbers or selectors."""
