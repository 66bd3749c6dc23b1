"""How many comments a page says it has."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import Selectors, attribute, classes
from threadreader.importer.lexicon import counted, is_called_none, is_rough, says_none
from threadreader.model.page import PAGE_WORDS

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend"))
_ABOUT_COMMENTS = re.compile(r"comment|respon[sd]|repl(?:y|ies)|reaction|discussion|komment", re.IGNORECASE)
_DOWN = re.compile(r"#(?:comments?|respond|disqus_thread|comments-anchor|comment-list)$")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3}){1,3}(?!\d)|(?<![#\d])\d{1,9}")
_PART = re.compile(
    r"\d{1,6}\s?[-\u2013\u2014]\s?\d{1,6}\s?(?:\w{1,4}|/)\s?(?=\d)"
    rf"|(?<!\w)(?:{PAGE_WORDS})\s*\d+(?:\D{{1,6}}\d+)?",
    re.IGNORECASE,
)
"""What says which comments a page shows before it says of how many, and which page it is."""

_BOTH = re.compile(r"^\W*(\d{1,7}) comments?\W{1,5}(\d{1,7}) repl(?:y|ies)\b", re.IGNORECASE)
"""How some sites count those that answer the article and those that answer another."""

_REACH = 60
"""A heading further than this many tags before the first comment is about something else."""

_LONG = 120
"""A line about the comments has fewer characters than this."""

_BESIDE = 20
_UNSEEN = frozenset(("script", "style", "title", "textarea", "option"))
_NONE = frozenset(
    ("no", "keine", "kein", "aucun", "sin", "ningún", "nessun", "nenhum", "sem", "geen", "brak", "ingen", "нет")
)
_ONE = frozenset(
    ("one", "ein", "eine", "un", "une", "uno", "una", "um", "uma", "een", "één", "jeden", "en", "ett", "один")
)


def declared_count(regions: Sequence[Region], title: str | None = None, url: str | None = None) -> int | None:
    """The number in the heading over the comments, the sum where several lists each have one; else where it may be.

    A number in the article's title, which such headings often repeat, does not count. `url` is the page's.
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
    looks = _with_comments(regions, title, url) if len(regions) > 1 else _without_comments(outside, title, url)
    return next((count for count in looks if count is not None), None)


def shown_count(outside: Region, places: Selectors) -> int | None:
    """The number in the last of the tags chosen that has one, or in the attribute that is asked for."""
    said = (
        (attribute(tag, hit.attribute) or "") if hit.attribute else outside.words(tag)
        for tag in reversed(outside.tags)
        for hit in places.hits(tag)
    )
    return next((count for count in map(read_count, said) if count is not None), None)


def read_count(text: str) -> int | None:
    """What a line about comments begins with, none or one in words, else the first number in it.

    Comments and replies that are counted apart are both; the number of an issue is none, and so is a rounded one.
    """
    first = next(iter(text.split(maxsplit=1)), "").casefold()
    if first in _NONE:
        return 0
    if first in _ONE:
        return 1
    text = _PART.sub(" ", text)
    if is_rough(text):
        return None
    both = _BOTH.match(text)
    if both:
        return int(both[1]) + int(both[2])
    number = _NUMBER.search(text)
    return int(re.sub(r"\D", "", number[0])) if number else None


def _with_comments(regions: Sequence[Region], title: str | None, url: str | None) -> Iterator[int | None]:
    """What other places say, the surest first."""
    outside, first = regions[0], regions[1].place
    yield _linked_count(outside, url)
    yield _marked_count(outside)
    yield _line_count(outside, reversed(outside.tags[max(0, first - _REACH) : first]), title)


def _without_comments(outside: Region, title: str | None, url: str | None) -> Iterator[int | None]:
    """What a page without comments says, the surest first."""
    yield next(_numbers(outside, iter(outside.tags), title), None)
    yield _linked_count(outside, url)
    yield _marked_count(outside)
    yield 0 if any(map(_says_none, outside.tags)) else None


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


def _linked_count(outside: Region, url: str | None) -> int | None:
    """The number in the link down to the comments, where the page has links to those of its own article or of one."""
    found: dict[str, int] = {}
    for tag in outside.tags:
        address = (attribute(tag, "href") or "") if tag.name == "a" else ""
        count = read_count(_label(outside, tag)) if _DOWN.search(address) else None
        if count is not None:
            found.setdefault("" if _is_within(address, url) else address, count)
    return found.get("", next(iter(found.values())) if len(found) == 1 else None)


def _label(outside: Region, link: Tag) -> str:
    """The words of a link, else what is read out or shown for it."""
    return outside.words(link) or attribute(link, "aria-label") or attribute(link, "title") or ""


def _is_within(address: str, url: str | None) -> bool:
    """Whether a link leads to another place of its page."""
    return address.startswith("#") or (url is not None and address.partition("#")[0] == url)


def _marked_count(outside: Region) -> int | None:
    """The number that the page gives to machines."""
    for tag in outside.tags:
        name = attribute(tag, "itemprop")
        if name in ("commentCount", "interactionCount", "userInteractionCount"):
            said = attribute(tag, "content") or outside.words(tag)
            if name == "commentCount" or "Comments" in said or _is_of_comments(tag):
                return read_count(said)
    return None


def _is_of_comments(count: Tag) -> bool:
    """Whether a number of interactions is that of comments, by what stands beside it."""
    beside = islice(count.parent.contents, _BESIDE) if count.parent is not None else ()
    kinds = (tag for tag in beside if isinstance(tag, Tag) and attribute(tag, "itemprop") == "interactionType")
    return any("CommentAction" in (attribute(kind, name) or "") for kind in kinds for name in ("href", "content"))


def _line_count(outside: Region, tags: Iterator[Tag], title: str | None) -> int | None:
    """The number of comments in the short lines among some tags, where all that have one say the same."""
    lines = [_without(words, title) for tag in tags if len(words := outside.words(tag)) < _LONG]
    said = (counted(line) for line in lines if not is_rough(line))
    found = set(map(read_count, filter(None, said)))
    return found.pop() if len(found) == 1 else None


def _says_none(tag: Tag) -> bool:
    if any(map(is_called_none, classes(tag))):
        return True
    if tag.name in _UNSEEN:
        return False
    return any(type(child) is NavigableString and len(child) < _LONG and says_none(child) for child in tag.contents)


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
