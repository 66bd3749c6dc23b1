"""The number of comments that a page declares."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, islice

from bs4 import Tag
from bs4.element import NavigableString

from threadreader.importer.html.elements import HEADINGS, UNSHOWN
from threadreader.importer.html.region import Region
from threadreader.importer.html.selector import Selectors, attribute, classes
from threadreader.importer.html.tree import cached_by_signature, enclosing
from threadreader.importer.lexicon import counted, is_no_comments_name, is_no_comments_notice, is_rounded_count
from threadreader.lexicon import alternatives, compile_lazily, word_set

_HEADING_ELEMENTS = HEADINGS | {"legend"}
_ABOUT_COMMENTS = compile_lazily(r"comment|respon[sd]|repl(?:y|ies)|reaction|discussion|komment", re.IGNORECASE)
_COMMENTS_ANCHOR = compile_lazily(
    rf"#(?:respond|disqus_thread|(?:tab[-_])?(?:{alternatives('comments', 'reviews')})"
    r"(?:[-_]?(?:anchor|list|section))?)$",
    re.IGNORECASE,
)
_DIGIT = compile_lazily(r"\d")
_NUMBER = compile_lazily(r"(?<![\w.,])\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3}){1,3}(?!\d)|(?<![#\d])\d{1,9}")
# The range of comments that a page shows ("1-20 of 45"), and the number of a page or of all.
_RANGE_OR_PAGE = compile_lazily(
    r"\d{1,6}\s?[-\u2013\u2014]\s?\d{1,6}\s?(?:\w{1,4}|/)\s?(?=\d)"
    rf"|(?<!\w)(?:{alternatives('page', 'pages')})\s*:?\s*\d+(?:\D{{1,6}}\d+)?"
    rf"|\d{{1,6}}\s?(?:{alternatives('of_total')})\s?(?=\d)",
    re.IGNORECASE,
)

# Separate counts of top-level comments and replies.
_COMMENTS_AND_REPLIES = compile_lazily(r"^\W*(\d{1,7}) comments?\W{1,5}(\d{1,7}) repl(?:y|ies)\b", re.IGNORECASE)

# Elements between a heading and the first comment that it may be about.
_HEADING_DISTANCE = 60

# Elements in a line that counts comments.
_MAX_LINE_ELEMENTS = 8

# Characters: a line about the comments has fewer.
_LINE_CHARS = 120

# Siblings that are searched for the type of an interaction.
_MAX_SIBLINGS = 20
_NO_WORDS, _ONE_WORDS = word_set("no_number"), word_set("number_one")


def declared_count(regions: Sequence[Region], title: str | None = None, url: str | None = None) -> int | None:
    """The number of comments in the heading over them, the sum of several headings; else the one declared elsewhere.

    A number in the article's title, which such headings often repeat, does not count. `url` is the page's.
    """
    outside = regions[0]
    counts: list[int] = []
    before = 0
    for index in _list_starts(regions):
        elements = reversed(outside.elements[max(before, index - _HEADING_DISTANCE) : index])
        counts.extend(_numbers(outside, elements, title))
        before = index
    if counts:
        return sum(counts)
    candidates = _with_comments(regions, title, url) if len(regions) > 1 else _without_comments(outside, title, url)
    return next((count for count in candidates if count is not None), None)


def shown_count(outside: Region, selectors: Selectors) -> int | None:
    """The number in the last of the selected elements that has one, or in its selected attribute."""
    texts = (
        (attribute(element, hit.attribute) or "") if hit.attribute else outside.text(element)
        for element in reversed(outside.elements)
        for hit in selectors.role_matches(element)
    )
    return next((count for count in map(read_count, texts) if count is not None), None)


def read_count(text: str) -> int | None:
    """The number that a text about comments begins with, also "no" or "one" in words, else the first number in it.

    Comments and replies that are counted apart are added. The number of an issue does not count, nor does a rounded
    one.
    """
    first = next(iter(text.split(maxsplit=1)), "").casefold()
    if first in _NO_WORDS:
        return 0
    if first in _ONE_WORDS:
        return 1
    text = _RANGE_OR_PAGE.sub(" ", text)
    if is_rounded_count(text):
        return None
    both = _COMMENTS_AND_REPLIES.match(text)
    if both:
        return int(both[1]) + int(both[2])
    number = _NUMBER.search(text)
    return int(re.sub(r"\D", "", number[0])) if number else None


def _with_comments(regions: Sequence[Region], title: str | None, url: str | None) -> Iterator[int | None]:
    """Counts declared elsewhere on a page with comments, the most reliable first."""
    outside, first = regions[0], regions[1].index_in_parent
    yield _linked_count(outside, url)
    yield _microdata_count(outside)
    near = _lines(outside, max(0, first - _HEADING_DISTANCE), first, title)
    yield _only_count(near, reviews=False)
    lines = _lines(outside, 0, len(outside.elements), title)
    yield _least_count(_line_counts(lines, reviews=False), len(regions) - 1)
    yield _only_count(near, reviews=True)
    yield _least_count(_line_counts(lines, reviews=True), len(regions) - 1)


def _without_comments(outside: Region, title: str | None, url: str | None) -> Iterator[int | None]:
    """Counts declared on a page without comments, the most reliable first."""
    yield next(_numbers(outside, iter(outside.elements), title), None)
    yield _linked_count(outside, url)
    yield _microdata_count(outside)
    counts = _line_counts(_lines(outside, 0, len(outside.elements), title), reviews=False)
    yield 0 if counts == {0} or any(map(_has_no_comments, outside.elements)) else None


def _list_starts(regions: Sequence[Region]) -> Iterator[int]:
    """The index of the beginning of each list of top-level comments, among the elements outside the comments."""
    last: Tag | None = None
    for region in regions[1:]:
        if region.parent is regions[0] and region.element.parent is not last:
            last = region.element.parent
            yield region.index_in_parent


def _numbers(outside: Region, elements: Iterator[Tag], title: str | None) -> Iterator[int]:
    """The number in the first heading about comments that has one, if any."""
    for element in elements:
        if element.name in _HEADING_ELEMENTS or "comments-title" in classes(element):
            text = _without(outside.text(element), title)
            is_about = _is_about_comments(element) or counted(text) or counted(text, reviews=True)
            count = read_count(text) if is_about else None
            if count is not None:
                yield count
                return


def _linked_count(outside: Region, url: str | None) -> int | None:
    """The number in the link to the comments, if all such links are to those of the page's own or of one article."""
    counts: dict[str, int] = {}
    for element in outside.named(("a",)):
        address = attribute(element, "href") or ""
        if not _COMMENTS_ANCHOR.search(address):
            continue
        label = outside.text(element) or attribute(element, "aria-label") or attribute(element, "title") or ""
        count = read_count(label)
        if count is not None:
            is_here = address.startswith("#") or (url is not None and address.partition("#")[0] == url)
            counts.setdefault("" if is_here else address, count)
    return counts.get("", next(iter(counts.values())) if len(counts) == 1 else None)


def _microdata_count(outside: Region) -> int | None:
    """The number in the page's microdata."""
    marked = (index for index, shape in enumerate(outside.signatures) if "itemprop" in shape.attributes)
    for element in map(outside.elements.__getitem__, marked):
        name = attribute(element, "itemprop")
        if name in ("commentCount", "reviewCount", "interactionCount", "userInteractionCount"):
            text = attribute(element, "content") or outside.text(element)
            if name in ("commentCount", "reviewCount") or "Comments" in text or _is_of_comments(element):
                return read_count(text)
    return None


def _is_of_comments(count: Tag) -> bool:
    """True if an interaction count is that of comments, by the interaction type among its siblings."""
    siblings = islice(count.parent.contents, _MAX_SIBLINGS) if count.parent is not None else ()
    return any(
        isinstance(each, Tag)
        and attribute(each, "itemprop") == "interactionType"
        and any("CommentAction" in (attribute(each, name) or "") for name in ("href", "content"))
        for each in siblings
    )


def _only_count(lines: Iterable[str], *, reviews: bool) -> int | None:
    """The number of comments in some lines, if all that have one agree."""
    counts = _line_counts(lines, reviews=reviews)
    return counts.pop() if len(counts) == 1 else None


def _line_counts(lines: Iterable[str], *, reviews: bool) -> set[int]:
    """The numbers of comments in some lines."""
    numbers = (counted(line, reviews=reviews) for line in lines)
    return {count for number in numbers if number and (count := read_count(number)) is not None}


def _lines(outside: Region, start: int, end: int, title: str | None) -> set[str]:
    """The short lines with an exact number among some elements, without the title of the page."""
    # Most elements have no figure in them: that is known for all of them sooner than the text of each.
    until = min(end + _MAX_LINE_ELEMENTS, len(outside.elements))
    figures = [*accumulate(map(_has_figure, outside.elements[start:until]), initial=0)]
    small = ((n, outside.ends[n]) for n in range(start, end) if outside.ends[n] - n <= _MAX_LINE_ELEMENTS)
    elements = (outside.elements[n] for n, behind in small if figures[behind - start] > figures[n - start])
    lines = {outside.text(element) for element in elements if element.name not in UNSHOWN}
    short = (line for line in lines if len(line) < _LINE_CHARS and _DIGIT.search(line))
    bare = (_RANGE_OR_PAGE.sub(" ", _without(line, title)) for line in short)
    return {line for line in bare if not is_rounded_count(line)}


def _has_figure(element: Tag) -> bool:
    """True if a string directly in an element has a figure."""
    return any(isinstance(child, NavigableString) and _DIGIT.search(child) for child in element.contents)


def _least_count(counts: Collection[int], found: int) -> int | None:
    """The number of comments that a page may have which shows so many; None if it might be one of several.

    The first of those that are shown may be the opening post, and count as none.
    """
    possible = {count for count in counts if count >= found - 1}
    shown = possible & {found, found - 1}
    return max(shown) if shown else (possible.pop() if len(possible) == 1 else None)


def _has_no_comments(element: Tag) -> bool:
    if _is_called_empty(element):
        return True
    if element.name in UNSHOWN:
        return False
    return any(
        type(child) is NavigableString and len(child) < _LINE_CHARS and is_no_comments_notice(child)
        for child in element.contents
    )


@cached_by_signature
def _is_called_empty(element: Tag) -> bool:
    return any(map(is_no_comments_name, classes(element)))


def _is_about_comments(element: Tag) -> bool:
    names = (name for each in enclosing(element, 4) for name in (attribute(each, "id") or "", *classes(each)))
    return any(map(_ABOUT_COMMENTS.search, names))


def _without(text: str, title: str | None) -> str:
    return text.replace(title, " ") if title else text
