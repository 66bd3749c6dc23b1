"""A recipe written down in TOML, checked so that one that can be read can be used."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.importer.selector import Selectors
from threadreader.model.thread import Kind, Status

_NEEDED = ("name", "tells", "comment")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,60}")


def read_recipe(text: str) -> Recipe:
    """The recipe; ValueError, saying what is wrong and what would be right, where the text is none."""
    import tomllib

    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(f"is no TOML: {problem}") from problem
    lacking = [name for name in _NEEDED if name not in plain]
    if lacking:
        raise ValueError(f"has no {lacking[0]!r}")
    if not isinstance(plain["name"], str) or not _NAME.fullmatch(plain["name"]):
        raise ValueError("is not called by a short name of small letters, figures and hyphens")
    recipe = Recipe(**_fields(Recipe, {"body": "", **plain}))
    check_tells(recipe.tells)
    recipe.check()
    return recipe


def check_tells(tells: Mapping[str, int]) -> None:
    """Raises ValueError where tells are not selectors, each with a number from 1 to 100."""
    weighed: Mapping[str, object] = tells
    for tell, weight in weighed.items():
        if not isinstance(weight, int) or not 1 <= weight <= 100:  # noqa: PLR2004 - certain
            raise ValueError(f"a tell adds 1 to 100, not {weight!r}")
        Selectors({tell: tell})


def _fields(kind: type[Recipe | Pattern | ArticleRecipe], plain: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record from what is written, each of the type that it has to be."""
    known = {field.name: field.default for field in fields(kind)}
    for name in plain:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise ValueError(f"has an unknown key {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return {name: _value(name, value, known[name]) for name, value in plain.items()}


def _value(name: str, value: Any, default: Any) -> Any:
    if name in ("key", "parent", "depth"):
        return _pattern(name, value)
    if name == "article":
        return ArticleRecipe(**_fields(ArticleRecipe, _table(name, value)))
    if name == "tells":
        return dict(_table(name, value))
    if name in ("kinds", "statuses"):
        members = Kind if name == "kinds" else Status
        return {members(each): _string(name, selector) for each, selector in _table(name, value).items()}
    wanted = type(default) if isinstance(default, bool | int) else str
    if type(value) is not wanted:
        raise ValueError(f"{name} is {_SAID[wanted]}, not {value!r}")
    return value


_SAID = {bool: "true or false", int: "a number", str: "words in quotation marks"}


def _pattern(name: str, value: Any) -> Pattern:
    table = {"attribute": value} if isinstance(value, str) else _table(name, value)
    if "attribute" not in table:
        raise ValueError(f"{name} has no 'attribute'")
    pattern = Pattern(**_fields(Pattern, table))
    try:
        groups = re.compile(pattern.pattern).groups
    except re.error as problem:
        raise ValueError(f"{name}: {pattern.pattern!r} is no pattern: {problem}") from problem
    if not groups:
        raise ValueError(f"{name}: {pattern.pattern!r} has no group in parentheses")
    return pattern


def _table(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} is a table, not {value!r}")  # noqa: TRY004 - what is wrong is the file
    return value


def _string(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name}: {value!r} is no selector")  # noqa: TRY004 - what is wrong is the file
    return value
