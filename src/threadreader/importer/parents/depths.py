"""Depths of comments: in attributes and classes, by how far each is set in or how narrow it is, by empty cells.

A sign of depth is a number that comments have by the same means. It counts only where it is consistent over the page:
the first comment has the least depth, none is deeper by more than one step than the one before it, and there are at
least two depths. A comment may be less deep than the one before it by any number of steps.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import islice, pairwise

from bs4 import Tag

from threadreader.importer.draft import Evidence, nesting_levels, parents_by_depth
from threadreader.importer.html.index import PageIndex
from threadreader.importer.html.region import is_blank
from threadreader.importer.html.selector import AttributesLike, attribute, classes
from threadreader.importer.html.tree import cached_by_signature, is_text
from threadreader.importer.parents.part import Part
from threadreader.lexicon import alternatives, compile_lazily

_OUTER, _FIRST, _BLANK = 3, 3, 64
"""A comment gives its depth on one of so many elements around it, or on one of its first own ones.

How far it is set in is also said by elements before its first words that are empty, or hold all that follows: there may
be an empty cell a level.
"""

_MOST = 0.9
"""Share of the comments, and of the steps between them, that fit depths; one in ten may be an advertisement."""

_LEAST = -1e6
"""Depth of a comment that lacks what shows it."""

_MAX_SIGNS = 40
"""Signs looked at, those of most comments first: a theme has a handful."""


class _Kind(Enum):
    """Kinds of signs."""

    STATED = auto()
    """A number that is called a depth."""
    MARKED = auto()
    """A class of replies without a number."""
    SHIFTED = auto()
    """The distance by which a style sets a comment in."""
    UTILITY = auto()
    """The same by a class."""
    NARROW = auto()
    """The width of a comment."""
    SPACER = auto()
    """The width of an empty image before it."""
    CELLS = auto()
    """The number of empty cells before it, or their width."""

    @property
    def evidence(self) -> Evidence:
        """The evidence that it is."""
        return Evidence.NUMBERED if self in _NUMBERED else Evidence.INDENTED


_NUMBERED = frozenset((_Kind.STATED, _Kind.MARKED))
_SURE = frozenset((_Kind.STATED, _Kind.SHIFTED, _Kind.SPACER))
"""Kinds of signs that are also believed where the first comment alone is less deep than all others."""

_Sign = tuple[_Kind, str, int]
"""A kind, what it is called, and how far from the first element of a comment the element is that has it."""

_ATTRIBUTES = AttributesLike(rf"(?:[a-z]+-)*(?:{alternatives('depth_names')})(?:ing)?")
_NUMBER = compile_lazily(r"\d{1,3}(?:\.\d{1,3})?")
_DEPTH_CLASS = compile_lazily(
    rf"(?P<stem>(?:\w+[-_])*[a-z]*(?:{alternatives('depth_names')})[a-z]*[-_]{{0,2}})(?P<number>\d{{1,3}})(?:px)?",
    re.IGNORECASE,
)
_UTILITY_CLASS = compile_lazily(
    r"(?P<stem>(?:[a-z]{2}:)?(?:(?P<in>[mp][lrse]|margin[-_](?:left|right)|offset(?:-[a-z]{2})?)"
    r"|col(?:-[a-z]{2})?|w|width)[-_])\[?(?P<number>\d{1,3}(?:\.\d{1,3})?)(?:px|r?em)?\]?"
)
"""Classes that set an element in, as `pl-10`, `md:ml-[20px]` and `offset-md-1`, or narrow it, as `col-md-11`."""

_REPLY_CLASS = compile_lazily(
    rf"(?:is[-_]|(?:comment|post|item)[-_]{{1,2}})?(?:{alternatives('reply_class_names')})(?:[-_](?:comment|post|item))?",
    re.IGNORECASE,
)
_SIDES = compile_lazily(r"(?:margin|padding)-(?P<side>left|right|inline-start)\s*:\s*(?P<value>[^;]{1,60})")
_SHORTHAND = compile_lazily(r"(?:margin|padding)\s*:\s*(?P<values>[^;]{1,60})")
_WIDTH = compile_lazily(r"(?<![-\w])(?:max-)?width\s*:\s*(?P<value>\d[^;]{0,20})")
_VARIABLE = compile_lazily(r"--(?:[\w-]*-)?(?:depth|level|indent|nesting)\s*:\s*(?P<number>\d{1,3})(?![\d.])")
_LENGTH = compile_lazily(r"(?P<number>\d{1,5}(?:\.\d{1,3})?)(?P<unit>px|r?em|pt|%)?")
_PIXELS = {"em": 16.0, "rem": 16.0, "pt": 4 / 3}
_ALL_SIDES = 4  # values of CSS's shorthand that sets left and right apart

_SPACER = compile_lazily(r"spacer|blank|pixel|clear|trans|(?:^|/)s\.gif|indent|dot\.gif", re.IGNORECASE)
_FILLER = compile_lazily(r"indent|spacer|depth|nest|thread-?line", re.IGNORECASE)
_CELLS = frozenset(("td", "th"))
_LEVELS = frozenset(("ul", "ol", "dl", "dd", "blockquote"))

Depths = tuple[Evidence, Sequence[int | None]]
"""The parent of each comment by depths, and what kind of evidence these are."""


def parents_by_number(numbers: Sequence[float | None]) -> list[int | None]:
    """Index of each comment's parent, the last one less deep before it; empty where the numbers are no depths."""
    known = [number for number in numbers if number is not None]
    steps = sorted(set(known))
    if len(steps) < 2 or len(known) < _MOST * len(numbers) or known[0] != steps[0]:  # noqa: PLR2004 - one is no depth
        return []
    ranks = {step: rank for rank, step in enumerate(steps)}
    if sum(ranks[two] <= ranks[one] + 1 for one, two in pairwise(known)) < _MOST * (len(known) - 1):
        return []
    parents = parents_by_depth([None if number is None else ranks[number] for number in numbers])
    return [None if parent < 0 else parent for parent in parents]


def find_depths(page: PageIndex, parts: Sequence[Part]) -> Iterator[Depths]:
    """The parents by each consistent sign of depth."""
    signs: defaultdict[_Sign, dict[int, float]] = defaultdict(dict)
    for index, part in enumerate(parts):
        for sign, value in _signs_of(page, part):
            numbers = signs[sign]
            # Margins add up; of depths that are given the one on the comment itself is its own.
            if index not in numbers or sign[0] is not _Kind.STATED:
                numbers[index] = numbers.get(index, 0.0) + value
    for sign in sorted(signs, key=lambda each: -len(signs[each]))[:_MAX_SIGNS]:
        parents = _parents_by_sign(sign[0], signs[sign], len(parts))
        if parents:
            yield sign[0].evidence, parents
    levels = nesting_levels([page.elements[part.start] for part in parts], lambda tag: tag.name in _LEVELS)
    yield Evidence.INDENTED, _parents_by_sign(_Kind.UTILITY, dict(enumerate(map(float, levels))), len(parts))


def _parents_by_sign(kind: _Kind, numbers: Mapping[int, float], count: int) -> list[int | None]:
    """The parents; what only replies have, the first comment and all others like it do not."""
    sign = -1.0 if kind is _Kind.NARROW else 1.0
    lacking = None if 0 in numbers or kind is _Kind.SPACER else _LEAST
    values = [sign * numbers[index] if index in numbers else lacking for index in range(count)]
    if kind not in _SURE and not _comes_back(values):
        return []
    return parents_by_number(values)


def _comes_back(values: Sequence[float | None]) -> bool:
    """True if there is one like the first after one that is deeper."""
    deeper = next((index for index, value in enumerate(values) if value is not None and value != values[0]), None)
    return deeper is not None and values[0] in values[deeper:]


def _signs_of(page: PageIndex, part: Part) -> Iterator[tuple[_Sign, float]]:
    """The signs of a comment, those on itself first."""
    end = part.own[-1] + 1
    for count, index in enumerate(_beginning(page, part)):
        element = page.elements[index]
        if index != part.start and _is_filler(element):
            yield from _filling(element)
        if not page.signatures[index].attributes:
            continue
        holds_all = page.ends[index] >= end and (index == part.start or bool(element.contents))
        if holds_all or (part.start <= index and count < _FIRST):
            yield from _signs_on(element, index - part.start, holds_all=holds_all)
    for offset, index in enumerate(islice(page.ancestors(part.start), _OUTER), 1):
        yield from _signs_on(page.elements[index], -offset, holds_all=True)


def _beginning(page: PageIndex, part: Part) -> Iterator[int]:
    """The first elements of a comment up to its first words, and the cells before it in its row."""
    start, row = part.start, page.parents[part.start]
    if page.elements[start].name in _CELLS and start - row <= _BLANK:
        yield from range(row + 1, start)
    yield start
    for index in islice(part.own, 1, _BLANK):
        if _follows_words(page.elements[index]):
            return
        yield index


def _follows_words(element: Tag) -> bool:
    """True if there is text between an element and the beginning or end of another before it."""
    node = element.previous_element
    while node is not None and not isinstance(node, Tag):
        if is_text(node) and not node.isspace():
            return True
        node = node.previous_element
    return False


def _signs_on(element: Tag, offset: int, *, holds_all: bool) -> Iterator[tuple[_Sign, float]]:
    """The signs that one element has."""
    for kind, stem, number in _class_signs(element):
        if kind is _Kind.STATED or holds_all:
            yield (kind, stem, 0 if kind is _Kind.STATED else offset), number
    for name in _ATTRIBUTES.of(element):
        value = (attribute(element, name) or "").strip()
        if _NUMBER.fullmatch(value):
            yield (_Kind.STATED, name, 0), float(value)
    if not holds_all:
        return
    style = (attribute(element, "style") or "").lower()
    if style:
        yield from _style_signs(style, offset)
    width = _LENGTH.match(attribute(element, "width") or "")
    if width:
        yield (_Kind.NARROW, f"width{width['unit'] or ''}", offset), float(width["number"])


@cached_by_signature
def _class_signs(element: Tag) -> Sequence[tuple[_Kind, str, float]]:
    """The signs in the classes of an element."""
    return [sign for word in classes(element) if (sign := _class_sign(word)) is not None]


def _class_sign(word: str) -> tuple[_Kind, str, float] | None:
    found = _DEPTH_CLASS.fullmatch(word)
    if found:
        return _Kind.STATED, found["stem"], float(found["number"])
    found = _UTILITY_CLASS.fullmatch(word)
    if found:
        return _Kind.UTILITY if found["in"] else _Kind.NARROW, found["stem"], float(found["number"])
    return (_Kind.MARKED, word, 1.0) if _REPLY_CLASS.fullmatch(word) else None


def _style_signs(style: str, offset: int) -> Iterator[tuple[_Sign, float]]:
    """The signs in the style of an element: a variable, how far it is set in from each side, how wide it is."""
    for found in _VARIABLE.finditer(style):
        yield (_Kind.STATED, "--", 0), float(found["number"])
    for found in _SIDES.finditer(style):
        side = "right" if found["side"] == "right" else "left"
        yield (_Kind.SHIFTED, side, 0), _pixels(found["value"])
    for found in _SHORTHAND.finditer(style):
        values = found["values"].split()
        if len(values) >= _ALL_SIDES:
            yield (_Kind.SHIFTED, "right", 0), _pixels(values[1])
            yield (_Kind.SHIFTED, "left", 0), _pixels(values[3])
    width = _WIDTH.search(style)
    length = _LENGTH.match(width["value"]) if width else None
    if length:
        yield (_Kind.NARROW, f"width{length['unit'] or ''}", offset), float(length["number"])


def _pixels(value: str) -> float:
    """A length in pixels, `%` as such; a product where it is computed as one."""
    lengths = list(_LENGTH.finditer(value)) if "*" in value else [*islice(_LENGTH.finditer(value), 1)]
    result = 1.0 if lengths else 0.0
    for length in lengths:
        result *= float(length["number"]) * _PIXELS.get(length["unit"] or "", 1.0)
    return result


def _is_filler(element: Tag) -> bool:
    """True if an element can be there to set in what follows it."""
    return element.name in _CELLS or _is_spacer(element) or any(map(_FILLER.search, classes(element)))


def _is_spacer(element: Tag) -> bool:
    return element.name == "img" and _SPACER.search(attribute(element, "src") or "") is not None


def _filling(element: Tag) -> Iterator[tuple[_Sign, float]]:
    """That there is an empty cell, and how wide that or an empty image is."""
    # An image that shows nothing may stand for a picture of the writer; it holds a cell open.
    if not _is_spacer(element) and not is_blank(element, _is_spacer if element.name in _CELLS else None):
        return
    kind = _Kind.SPACER if element.name == "img" else _Kind.CELLS
    if kind is _Kind.CELLS:
        yield (kind, "count", 0), 1.0
    style = _WIDTH.search((attribute(element, "style") or "").lower())
    width = _LENGTH.match(attribute(element, "width") or (style["value"] if style else ""))
    if width:
        yield (kind, "width", 0), float(width["number"])
