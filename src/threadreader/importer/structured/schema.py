"""Records of structured data, an article and its comments without markup, and a parser for the loose JSON of pages."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from itertools import islice
from typing import Any

from bs4 import Tag
from msgspec import Struct

from threadreader.importer.html.tree import element_index
from threadreader.lexicon import compile_lazily

Node = Mapping[str, Any]


class CommentRecord(Struct, frozen=True):
    """One comment. `parent` is the index of its parent among the records of its page."""

    text: str
    key: str | None = None
    parent: int | None = None
    author: str | None = None
    author_url: str | None = None
    when: str | None = None
    url: str | None = None
    score: int | None = None


class Structured(Struct, frozen=True):
    """Structured data of a page."""

    title: str | None = None
    authors: tuple[tuple[str, str | None], ...] = ()
    when: str | None = None
    site: str | None = None
    declared_count: int | None = None
    comments: tuple[CommentRecord, ...] = ()


_WRAPPER = compile_lazily(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
# An unclosed string or comment goes on to the end of the text, so that it is scanned once.
_NOT_JSON = compile_lazily(
    r'(?P<string>"(?:[^"\\]|\\.)*+"?)|/\*.*?(?:\*/|\Z)|(?<![:"\w])//[^\n]*|,(?=\s*[\]}])', re.DOTALL
)
_SEPARATOR = compile_lazily(r"[ \t\r\n,;]*")
# twice the largest saved page; bounds the time for text that is no JSON, which is tried four times
_MAX_CHARS = 5_000_000

_INTEGER = compile_lazily(r"-?\d{1,9}")

_ASSIGNED = compile_lazily(r"(?<![\w.$])(?:[A-Za-z_$][\w$]*\.){0,3}[A-Za-z_$][\w$]*\s?=\s?(?=\{\s?\")")
_MOST_ASSIGNED = 20  # of a script; with more, hostile pages would be scanned over and over


def read_loose_json(text: str) -> list[Any]:
    """Parse JSON with comments, trailing commas and several values in a row; empty where it is none even so."""
    if len(text) > _MAX_CHARS:
        return []
    # A page that was served or saved as XML has it escaped, as no page in HTML has.
    for written in (text, unescape(text)) if "&" in text else (text,):
        bare = _WRAPPER.sub("", written).strip().rstrip(";")
        for attempt in (bare, _NOT_JSON.sub(lambda match: match["string"] or "", bare)):
            values = _values(attempt)
            if values:
                return values
    return []


def first_text(values: Iterable[Any]) -> str | None:
    """The first of some values that is a text or a number, and not empty."""
    texts = (str(each).strip() for each in values if isinstance(each, str | int | float) and not isinstance(each, bool))
    return next(filter(None, texts), None)


def read_integer(value: Any) -> int | None:
    """An integer, or one that is written as a text."""
    text = first_text((value,))
    return int(text) if text and _INTEGER.fullmatch(text) else None


def read_scripts(root: Tag, is_wanted: Callable[[str], bool]) -> list[Any]:
    """Parse the JSON of the scripts of a page whose media type fits."""
    scripts = element_index(root).named(("script",))
    wanted = (script for script in scripts if is_wanted(str(script.attrs.get("type", "")).lower()))
    return [value for script in wanted for value in read_loose_json("".join(map(str, script.contents)))]


def read_assigned(root: Tag, wanted: re.Pattern[str]) -> list[Any]:
    """The JSON objects that scripts of a page assign to a name, of those scripts that have a wanted word in them."""
    values: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    for script in element_index(root).named(("script",)):
        text = "".join(map(str, script.contents))
        if len(text) > _MAX_CHARS or not wanted.search(text):
            continue
        for match in islice(_ASSIGNED.finditer(text), _MOST_ASSIGNED):
            try:
                values.append(decoder.raw_decode(text, match.end())[0])
            except (ValueError, RecursionError):
                continue
    return values


def _values(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    offset = 0
    try:
        while offset < len(text):
            value, end = decoder.raw_decode(text, offset)
            values.append(value)
            separator = _SEPARATOR.match(text, end)
            offset = separator.end() if separator else end
    except (ValueError, RecursionError):
        pass
    return values
