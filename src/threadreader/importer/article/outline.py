"""Outline of a page: its text as lines, each with its block element, without the comments and boilerplate."""

from collections.abc import Callable, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec import Struct

from threadreader.importer.html.elements import INLINE, UNSHOWN_IN_ARTICLE
from threadreader.lexicon import compile_lazily
from threadreader.model.text import chunks, fold_space

_INLINE = INLINE | {"big", "br", "img", "label", "picture", "source"}
# A shadow root shows the words of its template; a field without words ends a line.
_SKIPPED = UNSHOWN_IN_ARTICLE - {"template", "input"} | {"svg"}
_NOT_WORD = compile_lazily(r"\W+")


class Line(Struct, eq=False):
    """A run of text in one block; `key` is its folded form, with letters and digits only."""

    block: Tag
    index: int
    """The block's among the elements of the outline."""
    text: str
    key: str
    linked: int
    """Characters in links."""

    @property
    def is_linked(self) -> bool:
        """True if more of the text is in links than not."""
        return self.linked * 2 > len(self.text)


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

    def subtree_sums(self, values: Sequence[int]) -> list[int]:
        """The sum of the values of the lines in each element."""
        sums = [0] * len(self.elements)
        for line, value in zip(self.lines, values, strict=True):
            sums[line.index] += value
        for index in range(len(sums) - 1, 0, -1):
            sums[self.parents[index]] += sums[index]
        return sums


def fold(text: str) -> str:
    """The letters and digits of a text, case-folded."""
    return "".join(_NOT_WORD.sub("", chunk) for chunk in chunks(text)).casefold()


def read_outline(root: Tag, leave_out: Callable[[Tag], bool]) -> Outline:
    """The outline of a page. Linear, and without recursion."""
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
            block = self._blocks[-1]
            self._outline.lines.append(Line(block, self._outline.indices[id(block)], text, key, self._linked))
        self._pieces.clear()
        self._linked = 0


class LocatedBody(Struct, frozen=True):
    """The element that holds an article, its characters there, and the ids of the descendants that are not of it."""

    top: Tag
    size: int
    dropped: frozenset[int]

    def leave_out(self, element: Tag) -> bool:
        """True if a descendant is not of the article."""
        return id(element) in self.dropped


def drop_others(outline: Outline, top: int, numbers: Sequence[int]) -> LocatedBody:
    """An element with some of its lines: without what has only others, and without all before and after them."""
    lines = [outline.lines[number] for number in numbers]
    kept = [0] * len(outline.lines)
    for number in numbers:
        kept[number] = 1
    kept_sums, all_sums = outline.subtree_sums(kept), outline.subtree_sums([1] * len(outline.lines))
    first, last = min(line.index for line in lines), max(outline.ends[line.index] for line in lines)
    dropped = (
        id(outline.elements[index])
        for index in range(top + 1, outline.ends[top])
        if not kept_sums[index] and (all_sums[index] or not first <= index < last)
    )
    return LocatedBody(outline.elements[top], sum(len(line.key) for line in lines), frozenset(dropped))
