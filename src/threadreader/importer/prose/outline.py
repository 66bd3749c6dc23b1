"""The text of a page as lines, each with the block that holds it, without the comments and what goes with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.model.clean import fold_space, pieces

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
_SILENT = frozenset(("script", "style", "head", "title", "noscript", "textarea", "select", "button", "svg"))
_BETWEEN_WORDS = re.compile(r"\W+")


@dataclass(slots=True, eq=False)
class Line:
    """A run of text that nothing interrupts, in one block. `key` is it without all that is not a letter or figure."""

    block: Tag
    text: str
    key: str
    linked: int = 0
    """How many of its characters are in links."""


@dataclass(slots=True, eq=False)
class Outline:
    """The tags of a page in document order, without those left out, and its lines.

    `tags[n]` holds `tags[n + 1:ends[n]]` and stands in `tags[parents[n]]`; `places` tells n by identity.
    """

    tags: list[Tag] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def fold(text: str) -> str:
    """What two texts have in common that only differ in spaces, punctuation and case."""
    return "".join(_BETWEEN_WORDS.sub("", piece) for piece in pieces(text)).casefold()


def read_outline(root: Tag, leave_out: Callable[[Tag], bool], most: int | None = None) -> Outline | None:
    """The outline of a page, None where it has more tags than `most`. Linear, and without recursion."""
    outline = Outline()
    writer = _Writer(outline)
    stack: list[tuple[PageElement | None, int, bool]] = [(root, -1, False)]
    while stack:
        node, parent, is_linked = stack.pop()
        if node is None:
            outline.ends[parent] = len(outline.tags)
            writer.leave(outline.tags[parent])
        elif isinstance(node, Tag):
            if node.name in _SILENT or (node is not root and leave_out(node)):
                continue
            place = len(outline.tags)
            if place == most:
                return None
            outline.places[id(node)] = place
            outline.tags.append(node)
            outline.parents.append(parent)
            outline.ends.append(place + 1)
            writer.enter(node)
            stack.append((None, place, False))
            stack.extend((child, place, is_linked or node.name == "a") for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            writer.write(str(node), is_linked=is_linked)
    writer.finish()
    return outline


class _Writer:
    """Makes lines of pieces of text."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._blocks: list[Tag] = []
        self._pieces: list[str] = []
        self._linked = 0

    def enter(self, tag: Tag) -> None:
        if tag.name == "br":
            self.finish()
        if not self._blocks or tag.name not in _INLINE:
            self.finish()
            self._blocks.append(tag)

    def leave(self, tag: Tag) -> None:
        if self._blocks and self._blocks[-1] is tag:
            self.finish()
            self._blocks.pop()

    def write(self, text: str, *, is_linked: bool) -> None:
        self._pieces.append(text)
        self._linked += len(text.strip()) if is_linked else 0

    def finish(self) -> None:
        text = fold_space("".join(self._pieces))
        key = fold(text)
        if key:
            self._outline.lines.append(Line(self._blocks[-1], text, key, self._linked))
        self._pieces.clear()
        self._linked = 0
