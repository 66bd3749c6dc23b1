"""How many comments a page says it has."""

import re
from collections.abc import Iterator, Sequence

from bs4 import Tag

from threadreader.importer.draft import LeaveOut
from threadreader.importer.region import Region
from threadreader.importer.selector import attribute, classes

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend"))
_ABOUT_COMMENTS = re.compile(r"comment|respon[sd]|repl(?:y|ies)|reaction|discussion|komment", re.IGNORECASE)
_DOWN = re.compile(r"#(?:comments?|respond|disqus_thread|comments-anchor|comment-list)$")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f]\d{3}){1,3}(?!\d)|\d{1,9}")
_REACH = 60
"""A heading further than this many tags before the first comment is about something else."""

_NONE = frozenset(
    ("no", "keine", "kein", "aucun", "sin", "ningún", "nessun", "nenhum", "sem", "geen", "brak", "ingen", "нет")
)
_ONE = frozenset(
    ("one", "ein", "eine", "un", "une", "uno", "una", "um", "uma", "een", "één", "jeden", "en", "ett", "один")
)


def declared_count(regions: Sequence[Region], title: str | None = None) -> int | None:
    """The number in the heading over the comments, the sum where several lists each have one.

    A number in the article's title, which such headings often repeat, does not count.
    """
    outside = regions[0]
    found: list[int] = []
    before = 0
    for place in _list_places(regions):
        near = reversed(outside.tags[max(before, place - _REACH) : place])
        found.extend(_numbers(outside, near, title))
        before = place
    if found:
        return sum(found)
    in_heading = None if len(regions) > 1 else next(_numbers(outside, iter(outside.tags), title), None)
    return _linked_count(outside) if in_heading is None else in_heading


def shown_count(outside: Region, is_count: LeaveOut) -> int | None:
    """The number in the last of the tags chosen that has one."""
    counts = (read_count(outside.words(tag)) for tag in reversed(outside.tags) if is_count(tag))
    return next((count for count in counts if count is not None), None)


def read_count(text: str) -> int | None:
    """What a line about comments begins with, none or one in words, else the first number in it."""
    first = next(iter(text.split(maxsplit=1)), "").casefold()
    if first in _NONE:
        return 0
    if first in _ONE:
        return 1
    number = _NUMBER.search(text)
    return int(re.sub(r"\D", "", number[0])) if number else None


def _list_places(regions: Sequence[Region]) -> Iterator[int]:
    """Where each list of roots begins among the tags outside the comments."""
    last: Tag | None = None
    for region in regions[1:]:
        if region.parent is regions[0] and region.element.parent is not last:
            last = region.element.parent
            yield region.place


def _numbers(outside: Region, tags: Iterator[Tag], title: str | None) -> Iterator[int]:
    """The number of the first heading about comments that has one, if any."""
    for tag in tags:
        if (tag.name in _HEADINGS or "comments-title" in classes(tag)) and _is_about_comments(tag):
            count = read_count(_without(outside.words(tag), title))
            if count is not None:
                yield count
                return


def _linked_count(outside: Region) -> int | None:
    """The number in the link down to the comments, where the page has links to the comments of one article only."""
    found: dict[str, int] = {}
    for tag in outside.tags:
        address = (attribute(tag, "href") or "") if tag.name == "a" else ""
        count = read_count(outside.words(tag)) if _DOWN.search(address) else None
        if count is not None:
            found.setdefault("" if address.startswith("#") else address, count)
    return found.get("", next(iter(found.values())) if len(found) == 1 else None)


def _is_about_comments(tag: Tag) -> bool:
    here: Tag | None = tag
    for _ in range(4):
        if here is None or here.name in ("body", "html"):
            return False
        if any(map(_ABOUT_COMMENTS.search, (attribute(here, "id") or "", *classes(here)))):
            return True
        here = here.parent
    return False


def _without(text: str, title: str | None) -> str:
    return text.replace(title, " ") if title else text
