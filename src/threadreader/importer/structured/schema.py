"""An article and comments as data for machines says them: no tags, no order that counts.

JSON as pages write it: with comments, commas too many, and several values in a row.
"""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """One comment. `parent` is the place of the record that it answers among its page's."""

    text: str
    key: str | None = None
    parent: int | None = None
    author: str | None = None
    author_url: str | None = None
    when: str | None = None
    url: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Structured:
    """What a page says. `body` is the text of the article."""

    title: str | None = None
    body: str | None = None
    authors: tuple[tuple[str, str | None], ...] = ()
    when: str | None = None
    site: str | None = None
    declared_count: int | None = None
    comments: tuple[CommentRecord, ...] = ()


_AROUND = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
# A string or comment that never ends goes on to the end of the text, which is so looked through once.
_TOO_MUCH = re.compile(r'(?P<string>"(?:[^"\\]|\\.)*+"?)|/\*.*?(?:\*/|\Z)|(?<![:"\w])//[^\n]*|,(?=\s*[\]}])', re.DOTALL)
_BETWEEN = re.compile(r"[ \t\r\n,;]*")
_LONGEST = 5_000_000


def read_loose_json(text: str) -> list[Any]:
    """The values in a text; none where it is no JSON even so."""
    if len(text) > _LONGEST:
        return []
    # A page that was served or saved as XML has it escaped, as no page in HTML has.
    for written in (text, unescape(text)) if "&" in text else (text,):
        bare = _AROUND.sub("", written).strip().rstrip(";")
        for attempt in (bare, _TOO_MUCH.sub(lambda found: found["string"] or "", bare)):
            values = _values(attempt)
            if values:
                return values
    return []


def _values(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    place = 0
    try:
        while place < len(text):
            value, end = decoder.raw_decode(text, place)
            values.append(value)
            behind = _BETWEEN.match(text, end)
            place = behind.end() if behind else end
    except (ValueError, RecursionError):
        pass
    return values
