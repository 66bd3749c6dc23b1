"""Adapters that are written down or of other packages: recipes in TOML, and entry points; checked before use."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib import metadata
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import fields

from threadreader.importer.article import ArticleRecipe
from threadreader.importer.html.selector import Selectors
from threadreader.importer.platforms.mail_archives import MailPage, MailThread
from threadreader.importer.platforms.recipe import Adapter, Pattern, Recipe
from threadreader.lexicon import compile_lazily
from threadreader.model.page import Note

Written = Recipe | MailPage
"""An adapter that is written down."""


class _Markups(Struct, forbid_unknown_fields=True):
    markup: Annotated[list[dict[str, Any]], Meta(min_length=1)]


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
    try:
        found = make_recipes(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(f"is not TOML: {problem}") from problem
    except RecursionError as problem:
        raise ValueError("is not TOML: nested too deep") from problem
    for each in found:
        check_tells(each.tells)
        if isinstance(each, Recipe):
            _check_patterns(each)
        each.check()
    return found


def make_recipes(table: Mapping[str, Any]) -> Sequence[Written]:
    """The adapters in a file: one, or one a `[[markup]]`; selectors and patterns are taken as they stand."""
    try:
        return tuple(map(_adapter, convert(table, _Markups).markup if "markup" in table else (table,)))
    except ValidationError as problem:
        raise ValueError(f"is not a recipe: {problem}") from problem


def check_tells(tells: Mapping[str, int]) -> None:
    """Raises ValueError where tells are not selectors, each with a number from 1 to 100."""
    weighed: Mapping[str, object] = tells
    for tell, weight in weighed.items():
        if not isinstance(weight, int) or not 1 <= weight <= 100:  # noqa: PLR2004 - certain
            raise ValueError(f"a tell must add 1 to 100, not {weight!r}")
        Selectors({tell: tell})


def _check_patterns(recipe: Recipe) -> None:
    patterns = {name: pattern.pattern for name in _PATTERNS if (pattern := getattr(recipe, name)) is not None}
    for name, pattern in {**patterns, **{name: getattr(recipe, name) for name in _WORDS}}.items():
        try:
            groups = re.compile(pattern).groups
        except (re.error, OverflowError, RecursionError) as problem:
            raise ValueError(f"{name}: {pattern!r} is not a pattern: {problem}") from problem
        if not groups:
            raise ValueError(f"{name}: {pattern!r} has no group in parentheses")


def _adapter(table: Mapping[str, Any]) -> Written:
    """The adapter of a table: of pages of comments, or an archive's, with a mail each, or a thread of `comment`s."""
    written = dict(table)
    kind: type[Written] = Recipe
    if "kind" in written:
        if written.pop("kind") != "mail":
            raise ValueError(f"kind must be 'mail' if given, not {table['kind']!r}")
        kind = MailThread if "comment" in written else MailPage
    adapter = convert(_plain(kind, written), kind)
    if not _NAME.fullmatch(adapter.name):
        raise ValueError("needs a short name of lowercase letters, digits and hyphens")
    return adapter


def _plain(kind: type[Struct], table: Mapping[str, Any]) -> dict[str, Any]:
    """A table as its record has it: alternatives as one selector, patterns of a whole attribute as tables too."""
    known = {field.name: field.default if isinstance(field.default, str) else "" for field in fields(kind)}
    for name in table:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ValueError(f"has an unknown key {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return {name: _value(name, value, known[name]) for name, value in table.items()}


def _value(name: str, value: Any, usual: str) -> Any:
    if name in _PATTERNS and isinstance(value, str):
        return {"attribute": value}
    if isinstance(value, dict):
        kind = Pattern if name in _PATTERNS else ArticleRecipe if name == "article" else None
        return _plain(kind, value) if kind else {each: _value(name, inner, "") for each, inner in value.items()}
    if isinstance(value, list) and name not in _NO_SELECTORS and all(isinstance(each, str) for each in value):
        return ", ".join(usual if each == _USUAL and usual else each for each in value)
    return value


GROUP = "threadreader.sites"
"""The group of entry points that packages name their adapters in."""


class Additional(Struct, frozen=True):
    """Adapters behind where each comes from, a file or a package, and what was wrong with others."""

    adapters: tuple[tuple[str, Adapter], ...] = ()
    notes: tuple[Note, ...] = ()

    def replace(self, own: Iterable[Adapter]) -> Iterator[Adapter]:
        """The adapters of this package with these; one of the same name takes the place of its own."""
        names = {adapter.name for _, adapter in self.adapters}
        yield from (adapter for adapter in own if adapter.name not in names)
        yield from (adapter for _, adapter in self.adapters)


def find_additional(recipes: Mapping[str, str]) -> Additional:
    """Those of other packages, and those in the texts of recipe files, which are given by the files' names."""
    adapters: list[tuple[str, Adapter]] = []
    notes: list[Note] = []
    for point in metadata.entry_points(group=GROUP):
        origin = f"{point.dist.name if point.dist else 'a package'}, {point.name}"
        try:
            adapters.append((origin, _load(point)))
        except (ImportError, AttributeError, TypeError, ValueError) as problem:
            notes.append(Note(origin, f"is not an adapter: {problem}"))
    for name, text in recipes.items():
        try:
            adapters += [(name, adapter) for adapter in read_recipes(text)]
        except ValueError as problem:
            notes.append(Note(name, str(problem)))
    return Additional(tuple(adapters), tuple(notes))


def _load(point: metadata.EntryPoint) -> Adapter:
    """An adapter that can at least be asked."""
    found: Any = point.load()
    if not isinstance(found.name, str) or not callable(found.extract):
        raise TypeError("it needs a name and an extract function")
    check_tells(found.tells)
    adapter: Adapter = found
    return adapter
