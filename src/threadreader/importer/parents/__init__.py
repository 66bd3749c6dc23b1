"""Parents of comments: the strongest evidence on a page for whom each comment answers, whoever found the comments.

A comment is a `Part`: a span of the index of the page, and its own elements without those of comments nested in it.

1. Names (`references`): an attribute, a link up, or ">>12" before the words that names a comment of this page. What is
   only a mention by @name among the words, or a quotation, is no evidence.
2. Containment: the comment that it is nested in; else branches (`find_branches`): of two comments in one element, in
   branches unlike each other, the second is the reply, as in a wrapper after what it answers.
3. Depth (`find_depths`): a number, margins, spacers, levels of lists, one kind for all comments, where the first has
   the least depth, none is deeper by more than one step than the one before it, and there are at least two depths.
   A comment may be less deep than the one before it by any number of steps.

Of 2 and 3 the kind that gives most comments a parent is taken for all. What a comment names comes before it, but for a
page where names often contradict the structure: there the names alone are kept.

Invariants. A parent is another comment of the page, found by its index; links from other sites have none. All is
linear in the elements of the page.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import islice, pairwise

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from threadreader.importer.draft import CommentDraft, Evidence, nesting_levels, parents_by_depth
from threadreader.importer.html import LISTS
from threadreader.importer.html.region import is_blank
from threadreader.importer.html.selector import AttributesLike, attribute, classes
from threadreader.importer.html.tree import PageIndex, cached_by_signature, element_index, is_text
from threadreader.importer.lexicon import stable_label
from threadreader.importer.parents.references import Part, References, find_references, nest
from threadreader.lexicon import alternatives, compile_lazily
from threadreader.model.thread import Kind

_REPLIES = compile_lazily(rf"{alternatives('reply_list_names')}|^ul|^ol|^d[ld](?![a-z])|^blockquote", re.IGNORECASE)
"""Names of wrappers of replies."""

_ROWS = frozenset(("li", "tr"))
"""Elements that are siblings however they differ."""

Kinds = tuple[str, str]
"""Names of two neighbouring branches."""


class _Branch(Struct):
    """The last branch of an element that has comments so far: its index, and its first and last comment."""

    index: int
    name: str
    is_record: bool
    first: int
    last: int


def find_branches(page: PageIndex, parts: Sequence[Part]) -> list[int | None]:
    """The index of each comment's parent, in one walk up from each to what is known already."""
    draft = _Walk(page, parts)
    draft.parents()
    trusted = {kinds for kinds, holders in draft.seen.items() if len(holders) > 1 or _is_of_replies(kinds)}
    if not trusted:
        return [None] * len(parts)
    return _Walk(page, parts, trusted).parents()


def _is_of_replies(kinds: Kinds) -> bool:
    return bool(_REPLIES.search(kinds[1])) and not _REPLIES.search(kinds[0])


class _Walk:
    """One pass over the comments in document order. Without `trusted` all pairs of unlike branches count."""

    def __init__(self, page: PageIndex, parts: Sequence[Part], trusted: set[Kinds] | None = None) -> None:
        self.seen: defaultdict[Kinds, set[int]] = defaultdict(set)
        """The elements that each pair of unlike branches is in."""
        self._page = page
        self._parts = parts
        self._trusted = trusted
        self._starts = {part.start for part in parts}
        self._last: dict[int, _Branch] = {}
        self._level: dict[int, int | None] = {}
        self._first_named: dict[tuple[int, str], int] = {}
        """The first comment in the branches of an element that are called alike."""
        self._parents: list[int | None] = []

    def parents(self) -> list[int | None]:
        """The index of each comment's parent."""
        for number, part in enumerate(self._parts):
            path = self._new_ancestors(part.start)
            holder = self._page.parents[path[-1]]
            parent = self._parent(holder, path[-1]) if holder in self._last else None
            self._parents.append(parent)
            self._note(holder, path[-1], number)
            for outer, below in pairwise(reversed(path)):
                self._level[outer] = parent
                self._note(outer, below, number)
            self._note_ancestors(holder, number)
        return self._parents

    def _new_ancestors(self, start: int) -> list[int]:
        """An element and those that it is in, up to one that has comments already."""
        path = [start]
        while path[-1] > 0 and self._page.parents[path[-1]] not in self._last:
            path.append(self._page.parents[path[-1]])
        return path

    def _note(self, holder: int, branch: int, number: int) -> None:
        name = self._name(branch)
        self._last[holder] = _Branch(branch, name, branch in self._starts, number, number)
        self._first_named.setdefault((holder, name), number)

    def _note_ancestors(self, holder: int, number: int) -> None:
        outer = self._page.parents[holder] if holder > 0 else -1
        while outer in self._last and self._last[outer].last < number:
            self._last[outer].last = number
            outer = self._page.parents[outer]

    def _parent(self, holder: int, branch: int) -> int | None:
        """The parent of the first comment in a branch, given the branch before it."""
        before, name = self._last[holder], self._name(branch)
        is_record = branch in self._starts
        if self._are_alike(before, branch) or (before.is_record and is_record):
            return self._parents[before.first]
        if is_record:
            return self._level.get(holder)
        if before.first == before.last and self._is_trusted((before.name, name), holder):
            return before.first
        return self._parents[self._first_named.get((holder, name), before.first)]

    def _are_alike(self, before: _Branch, branch: int) -> bool:
        tag = self._page.elements[branch].name
        are_rows = tag in _ROWS and tag == self._page.elements[before.index].name
        is_plain = self._only_list(branch) is None and self._only_list(before.index) is None
        return (are_rows and is_plain) or before.name == self._name(branch)

    def _is_trusted(self, kinds: Kinds, holder: int) -> bool:
        if self._trusted is not None:
            return kinds in self._trusted
        self.seen[kinds].add(holder)
        return True

    def _only_list(self, row: int) -> int | None:
        """The list that is all there is in a row: some put replies so, in a row of their own."""
        inner = next(self._page.children(row), None)
        is_alone = inner is not None and self._page.ends[inner] == self._page.ends[row]
        is_list = is_alone and self._page.elements[inner or 0].name in LISTS
        return inner if is_list and row not in self._starts else None

    def _name(self, index: int) -> str:
        listed = self._only_list(index)
        return stable_label(self._page.signatures[index if listed is None else listed])


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


Parent = tuple[int, Evidence]
"""Index of the parent, and the evidence for it."""

_SEVERAL, _NEARLY_ALL = 3, 0.9  # comments and share: one of ten may be marked wrongly (judgement)
_STRENGTH = {evidence: -rank for rank, evidence in enumerate(Evidence)}


def complete_parents(drafts: Sequence[CommentDraft], root: Tag) -> Sequence[CommentDraft]:
    """The drafts of an adapter; where it found no parents, with those that the page, `root`, has evidence for.

    Links from other sites answer nobody, and often stand in a list of their own after the comments.
    """
    asked = [draft for draft in drafts if draft.kind is Kind.COMMENT]
    if len(asked) <= 1 or any(draft.parent_evidence for draft in drafts):
        return drafts
    page = element_index(root)
    index_of = page.indices
    found = {index: draft for draft in asked if (index := index_of.get(id(draft.element))) is not None}
    ordered = [found[index] for index in sorted(found)]
    nested, own = nest((index, page.ends[index]) for index in sorted(found))
    bodies = [[index_of[id(node)] for node in draft.body if id(node) in index_of] for draft in ordered]
    parts = [
        Part(
            span=(index, page.ends[index]),
            own=own[number],
            parent=nested[number],
            words=sorted(bodies[number]),
            lead=next(iter(bodies[number]), None),
            name=draft.author,
            key=draft.key,
        )
        for number, (index, draft) in enumerate(zip(sorted(found), ordered, strict=True))
    ]
    parents = find_parents(page, parts, find_references(page, parts))
    known = {
        id(draft.element): replace(draft, parent_element=ordered[parent[0]].element, evidence=parent[1])
        for draft, parent in zip(ordered, parents, strict=True)
        if parent
    }
    return [known.get(id(draft.element), draft) for draft in drafts]


def find_parents(page: PageIndex, parts: Sequence[Part], references: References) -> list[Parent | None]:
    """The parent of each comment."""
    named = _with(Evidence.EXPLICIT, references.parents)
    structure = _structure(page, parts)
    if _contradict(named, structure):
        return named
    return [one or two for one, two in zip(named, structure, strict=True)]


def _structure(page: PageIndex, parts: Sequence[Part]) -> list[Parent | None]:
    """Parents by the kind of evidence that gives most comments one, the strongest of those."""
    nested = [part.parent for part in parts]
    if any(parent is not None for parent in nested):
        return _with(Evidence.CONTAINED, nested)
    kinds = [
        (Evidence.CONTAINED, find_branches(page, parts)),
        *sorted(find_depths(page, parts), key=lambda kind: _STRENGTH[kind[0]], reverse=True),
    ]
    evidence, parents = max(kinds, key=lambda kind: _count(kind[1]))
    return _with(evidence, parents) or [None] * len(parts)


def _count(parents: Sequence[int | None]) -> tuple[int, int]:
    """The number of comments that have a parent, and of those that are one."""
    known = [parent for parent in parents if parent is not None]
    return len(known), len(set(known))


def _contradict(named: Sequence[Parent | None], structure: Sequence[Parent | None]) -> bool:
    """True if comments often name other parents than those that they stand under: then this is no evidence."""
    both = [one[0] == two[0] for one, two in zip(named, structure, strict=True) if one and two]
    return len(both) >= _SEVERAL and sum(both) < _NEARLY_ALL * len(both)


def _with(evidence: Evidence, parents: Sequence[int | None]) -> list[Parent | None]:
    return [None if parent is None else (parent, evidence) for parent in parents]
