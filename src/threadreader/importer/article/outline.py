"""Outline of a page: its text as lines, each with its block element, without the comments and boilerplate.

The text of an article that another extractor gives is located in the elements of its page.
"""

from collections.abc import Callable, Iterable, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec import Struct

from threadreader.lexicon import compile_lazily
from threadreader.model.text import chunks, fold_space

_INLINE = (
    frozenset(
        ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img")
    )
    | frozenset(
        (
            "ins",
            "kbd",
            "label",
            "mark",
            "q",
            "s",
            "samp",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "time",
            "tt",
        )
    )
    | frozenset(("u", "var", "wbr", "picture", "source", "ruby", "rt", "rp", "rb", "nobr", "data"))
)
_SKIPPED = frozenset(("script", "style", "head", "title", "noscript", "textarea", "select", "button", "svg"))
_NOT_WORD = compile_lazily(r"\W+")


class Line(Struct, eq=False):
    """A run of text in one block; `key` is its folded form, with letters and digits only."""

    block: Tag
    text: str
    key: str
    linked: int = 0
    """Characters in links."""


class Outline(Struct, eq=False):
    """The elements of a page in document order, without those left out, and its lines of text.

    A pre-order index: `elements[n]` has `elements[n + 1:ends[n]]` as descendants and `elements[parents[n]]` as parent;
    `indices` gives n by identity.
    """

    elements: list[Tag] = []
    parents: list[int] = []
    ends: list[int] = []
    indices: dict[int, int] = {}
    lines: list[Line] = []


def fold(text: str) -> str:
    """The letters and digits of a text, case-folded."""
    return "".join(_NOT_WORD.sub("", chunk) for chunk in chunks(text)).casefold()


def read_outline(root: Tag, leave_out: Callable[[Tag], bool], max_elements: int | None = None) -> Outline | None:
    """The outline of a page, None if it has more than `max_elements` elements. Linear, and without recursion."""
    outline = Outline()
    builder = _LineBuilder(outline)
    stack: list[tuple[PageElement | None, int, bool]] = [(root, -1, False)]
    while stack:
        node, parent, is_linked = stack.pop()
        if node is None:
            outline.ends[parent] = len(outline.elements)
            builder.leave(outline.elements[parent])
        elif isinstance(node, Tag):
            if node.name in _SKIPPED or (node is not root and leave_out(node)):
                continue
            index = len(outline.elements)
            if index == max_elements:
                return None
            outline.indices[id(node)] = index
            outline.elements.append(node)
            outline.parents.append(parent)
            outline.ends.append(index + 1)
            builder.enter(node)
            stack.append((None, index, False))
            stack.extend((child, index, is_linked or node.name == "a") for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            builder.write(str(node), is_linked=is_linked)
    builder.finish()
    return outline


class _LineBuilder:
    """Builds lines from pieces of text."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._blocks: list[Tag] = []
        self._pieces: list[str] = []
        self._linked = 0

    def enter(self, element: Tag) -> None:
        if element.name == "br":
            self.finish()
        if not self._blocks or element.name not in _INLINE:
            self.finish()
            self._blocks.append(element)

    def leave(self, element: Tag) -> None:
        if self._blocks and self._blocks[-1] is element:
            self.finish()
            self._blocks.pop()

    def write(self, text: str, *, is_linked: bool) -> None:
        self._pieces.append(text)
        self._linked += len(text.strip()) if is_linked else 0

    def finish(self) -> None:
        if not self._pieces:
            return
        text = fold_space("".join(self._pieces))
        key = fold(text)
        if key:
            self._outline.lines.append(Line(self._blocks[-1], text, key, self._linked))
        self._pieces.clear()
        self._linked = 0


# Characters: a shorter line may be within a chosen text by chance.
_MIN_UNIQUE_CHARS = 20

# Elements that belong to an article if they are between two lines of it.
_MEDIA = frozenset(("figure", "figcaption", "picture", "pre", "code", "table", "video", "math", "blockquote"))

_LISTS = frozenset(("ul", "ol", "dl"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
# Characters: among siblings of an article's lines, headings and text of this length belong to it too.
_MIN_PROSE_CHARS = 80

# Ancestors of a block that are searched.
_MAX_PARENTS = 6


class LocatedBody(Struct, frozen=True):
    """The element that holds an article, its characters there, and the ids of the descendants that are not of it."""

    top: Tag
    size: int
    dropped: frozenset[int]

    def leave_out(self, element: Tag) -> bool:
        """True if a descendant is not of the article."""
        return id(element) in self.dropped


def locate(outline: Outline, texts: Sequence[str]) -> LocatedBody | None:
    """Locate texts on a page; None if none of them is there."""
    chosen = _matching_lines(outline.lines, texts)
    sums = _subtree_sums(outline, {number: len(outline.lines[number].key) for number in chosen})
    if not sums[0]:
        return None
    top = _innermost(outline, sums)
    inside = [
        number for number in chosen if top <= outline.indices[id(outline.lines[number].block)] < outline.ends[top]
    ]
    numbers = _captions(outline, inside[0], top) + inside + _lines_between(outline, inside, sums)
    return LocatedBody(outline.elements[top], sums[top], _elements_to_drop(outline, top, numbers))


def _matching_lines(lines: Sequence[Line], texts: Iterable[str]) -> list[int]:
    """The numbers of the lines that are among the texts."""
    keys = [key for key in map(fold, texts) if key]
    whole = set(keys)
    text = "".join(keys)
    chosen: list[int] = []
    position = 0
    for number, line in enumerate(lines):
        if len(line.key) < _MIN_UNIQUE_CHARS:
            if line.key in whole:
                chosen.append(number)
            continue
        start = text.find(line.key, position)
        if start < 0:
            start = text.find(line.key)
        if start >= 0:
            position = start + len(line.key)
            chosen.append(number)
    return chosen


def _subtree_sums(outline: Outline, sizes: dict[int, int]) -> list[int]:
    """The sum of the sizes of the lines in each element."""
    sums = [0] * len(outline.elements)
    for number, size in sizes.items():
        sums[outline.indices[id(outline.lines[number].block)]] += size
    for index in range(len(sums) - 1, 0, -1):
        sums[outline.parents[index]] += sums[index]
    return sums


def _innermost(outline: Outline, sums: Sequence[int]) -> int:
    """The innermost element that holds all of the text."""
    top = 0
    for index in range(1, len(sums)):
        if outline.parents[index] == top and sums[index] == sums[0]:
            top = index
    return top


def _captions(outline: Outline, first: int, top: int) -> list[int]:
    """The lines right before the first that are captions."""
    captions: list[int] = []
    for number in range(first - 1, -1, -1):
        index = outline.indices[id(outline.lines[number].block)]
        parent = outline.parents[index]
        if index <= top or not {outline.elements[index].name, outline.elements[parent].name} & {"figcaption", "figure"}:
            break
        captions.append(number)
    return captions


def _lines_between(outline: Outline, numbers: Sequence[int], sums: Sequence[int]) -> list[int]:
    """The lines between that were not chosen but belong to the article by their position."""
    indices = outline.indices
    containers = {outline.parents[indices[id(outline.lines[number].block)]] for number in numbers}
    containers |= {indices[id(outline.lines[number].block)] for number in numbers}
    between = []
    for number in sorted(set(range(numbers[0], numbers[-1])).difference(numbers)):
        line = outline.lines[number]
        index = indices[id(line.block)]
        is_sibling = index in containers or outline.parents[index] in containers
        is_prose = line.block.name in _HEADINGS or len(line.text) >= _MIN_PROSE_CHARS
        if line.linked * 2 <= len(line.text) and (
            (is_sibling and is_prose) or _is_within_article(outline, index, sums, containers)
        ):
            between.append(number)
    return between


def _is_within_article(outline: Outline, index: int, sums: Sequence[int], containers: set[int]) -> bool:
    """True if a block is in media, code or a table below the wrappers, or in a list among the article's blocks."""
    for _ in range(_MAX_PARENTS):
        if sums[index] * 2 > sums[0]:
            return False
        name = outline.elements[index].name
        if name in _MEDIA or (name in _LISTS and outline.parents[index] in containers):
            return True
        index = outline.parents[index]
    return False


def _elements_to_drop(outline: Outline, top: int, numbers: Sequence[int]) -> frozenset[int]:
    """The descendants without any text to keep: those with other lines, and all before and after the article."""
    indices = [outline.indices[id(outline.lines[number].block)] for number in numbers]
    sums = _subtree_sums(outline, dict.fromkeys(numbers, 1))
    all_sums = _subtree_sums(outline, dict.fromkeys(range(len(outline.lines)), 1))
    first, last = min(indices), max(outline.ends[index] for index in indices)
    return frozenset(
        id(outline.elements[index])
        for index in range(top + 1, outline.ends[top])
        if not sums[index] and (all_sums[index] or not first <= index < last)
    )
