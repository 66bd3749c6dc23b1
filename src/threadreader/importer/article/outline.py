"""The text of a page as lines, each with the block that holds it, without the comments and what goes with them.

The words of an article found again in the tags of its page.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from threadreader.model.text import fold_space, pieces

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


_LONG = 20
"""A line of fewer letters than this may stand inside a chosen one by chance."""

_CARRIED = frozenset(("figure", "figcaption", "picture", "pre", "code", "table", "video", "math", "blockquote"))
"""What belongs to an article between two lines of it, whatever it looks like."""

_LISTS = frozenset(("ul", "ol", "dl"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_SENTENCE = 80
"""Of text in the same tag as lines of the article, headings and what has so many characters belongs to it too."""

_REACH = 6


@dataclass(frozen=True, slots=True)
class Traced:
    """The tag that holds an article, how many letters of it, and (by identity) the tags in it that are not of it."""

    top: Tag
    size: int
    dropped: frozenset[int]

    def leave_out(self, tag: Tag) -> bool:
        """Whether a tag inside is not of the article."""
        return id(tag) in self.dropped


def trace(outline: Outline, words: Sequence[str]) -> Traced | None:
    """Where these blocks of text stand on the page; None where nothing of them does."""
    chosen = _chosen(outline.lines, words)
    weights = _weights(outline, {number: len(outline.lines[number].key) for number in chosen})
    if not weights[0]:
        return None
    top = _top(outline, weights)
    inside = [n for n in chosen if top <= outline.places[id(outline.lines[n].block)] < outline.ends[top]]
    kept = _pictured(outline, inside[0], top) + inside + _carried(outline, inside, weights)
    return Traced(outline.tags[top], weights[top], _dropped(outline, top, kept))


def _chosen(lines: Sequence[Line], words: Iterable[str]) -> list[int]:
    """The numbers of the lines that are among these texts."""
    keys = [key for key in map(fold, words) if key]
    whole = set(keys)
    text = "".join(keys)
    chosen: list[int] = []
    place = 0
    for number, line in enumerate(lines):
        if len(line.key) < _LONG:
            if line.key in whole:
                chosen.append(number)
            continue
        found = text.find(line.key, place)
        if found < 0:
            found = text.find(line.key)
        if found >= 0:
            place = found + len(line.key)
            chosen.append(number)
    return chosen


def _weights(outline: Outline, sizes: dict[int, int]) -> list[int]:
    """How many letters of the chosen lines each tag holds."""
    weights = [0] * len(outline.tags)
    for number, size in sizes.items():
        weights[outline.places[id(outline.lines[number].block)]] += size
    for place in range(len(weights) - 1, 0, -1):
        weights[outline.parents[place]] += weights[place]
    return weights


def _top(outline: Outline, weights: Sequence[int]) -> int:
    """The innermost tag that holds all of the words."""
    top = 0
    for place in range(1, len(weights)):
        if outline.parents[place] == top and weights[place] == weights[0]:
            top = place
    return top


def _pictured(outline: Outline, first: int, top: int) -> list[int]:
    """The lines right before the first that say what is in a picture."""
    found: list[int] = []
    for number in range(first - 1, -1, -1):
        place = outline.places[id(outline.lines[number].block)]
        above = outline.parents[place]
        if place <= top or not {outline.tags[place].name, outline.tags[above].name} & {"figcaption", "figure"}:
            break
        found.append(number)
    return found


def _carried(outline: Outline, chosen: Sequence[int], weights: Sequence[int]) -> list[int]:
    """The lines between that are not chosen for their look but belong to the article by where they stand."""
    places = outline.places
    around = {outline.parents[places[id(outline.lines[number].block)]] for number in chosen}
    around |= {places[id(outline.lines[number].block)] for number in chosen}
    found = []
    for number in sorted(set(range(chosen[0], chosen[-1])).difference(chosen)):
        line = outline.lines[number]
        place = places[id(line.block)]
        is_beside = place in around or outline.parents[place] in around
        is_prose = line.block.name in _HEADINGS or len(line.text) >= _SENTENCE
        if line.linked * 2 <= len(line.text) and (
            (is_beside and is_prose) or _is_carried(outline, place, weights, around)
        ):
            found.append(number)
    return found


def _is_carried(outline: Outline, place: int, weights: Sequence[int], around: set[int]) -> bool:
    """Whether a block is a picture, code or a table, or in one that is no wrapper; or in a list beside the article."""
    for _ in range(_REACH):
        if weights[place] * 2 > weights[0]:
            return False
        name = outline.tags[place].name
        if name in _CARRIED or (name in _LISTS and outline.parents[place] in around):
            return True
        place = outline.parents[place]
    return False


def _dropped(outline: Outline, top: int, kept: Sequence[int]) -> frozenset[int]:
    """The tags inside that hold nothing kept: those with other lines, and what stands before and after the article."""
    places = [outline.places[id(outline.lines[number].block)] for number in kept]
    weights = _weights(outline, dict.fromkeys(kept, 1))
    spoken = _weights(outline, dict.fromkeys(range(len(outline.lines)), 1))
    first, last = min(places), max(outline.ends[place] for place in places)
    return frozenset(
        id(outline.tags[place])
        for place in range(top + 1, outline.ends[top])
        if not weights[place] and (spoken[place] or not first <= place < last)
    )
