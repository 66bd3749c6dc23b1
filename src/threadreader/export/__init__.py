"""A thread out of the program: one module for each format, each defining EXPORTER.

Less than all of a thread, for an export: some comments as a thread of its own, or no article, or no sources.

Where the quotations of a thread lead, in words, for each block that quotes.

Where the blocks of an article or comment stand in its whole text.
"""

import pkgutil
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module

from threadreader.model.blocks import BlockPath, Leaf, leaves
from threadreader.model.page import Note, Page
from threadreader.model.quote import Anchor, PassageNames, QuoteIndex
from threadreader.model.thread import Comment, CommentId, Thread


@dataclass(frozen=True, slots=True)
class Exported:
    """Everything that an export may hold; `marks` are words for what a reader did with some comments, or did not."""

    page: Page
    thread: Thread
    quotes: QuoteIndex = field(default_factory=QuoteIndex)
    notes: tuple[Note, ...] = ()
    marks: Mapping[CommentId, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: its name on the command line, its file suffix, and the function that writes it.

    `export(exported, width)` gives the whole file as text, the same for the same input. Lines of prose are at most
    `width` cells wide, or not wrapped where it is 0; a format without lines of prose ignores it.
    """

    name: str
    suffix: str
    export: Callable[[Exported, int], str]
    lossless: bool = False
    """Whether it holds everything, so that nothing is left out by choice."""


def exporters() -> Mapping[str, Exporter]:
    """Every format by its name."""
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found: list[Exporter] = [module.EXPORTER for module in modules if hasattr(module, "EXPORTER")]
    return {exporter.name: exporter for exporter in found}


def part_of(exported: Exported, chosen: Collection[CommentId], *, context: bool) -> Exported:
    """Some comments, with all that they answer as `context`; else each stands under the next chosen one above it."""
    thread = exported.thread
    kept = set(chosen)
    if context:
        for comment_id in chosen:
            place = thread.parents[thread.position[comment_id]]
            while place >= 0 and thread.comments[place].id not in kept:
                kept.add(thread.comments[place].id)
                place = thread.parents[place]
    comments = tuple(_under_kept(thread, kept))
    owners = {None, *kept}
    quotes = tuple(quote for quote in exported.quotes.quotes if quote.at.owner in kept)
    links = tuple(link for link in exported.quotes.links if link.quote.at.owner in kept and link.target.owner in owners)
    return replace(exported, thread=Thread(thread.article, comments), quotes=QuoteIndex(quotes, links))


def _under_kept(thread: Thread, kept: Collection[CommentId]) -> Iterator[Comment]:
    """The comments that are kept, each under the nearest of them that it answers."""
    nearest: list[CommentId | None] = []
    for comment, parent in zip(thread.comments, thread.parents, strict=True):
        above = nearest[parent] if parent >= 0 else None
        nearest.append(comment.id if comment.id in kept else above)
        if comment.id in kept:
            yield comment if comment.parent_id == above else replace(comment, parent_id=above)


def without_article(exported: Exported) -> Exported:
    """Without the words of the article, and what leads into them; its title, author and time stay."""
    thread = exported.thread
    links = tuple(link for link in exported.quotes.links if link.target.owner is not None)
    bare = Thread(replace(thread.article, body=()), thread.comments)
    return replace(exported, thread=bare, quotes=QuoteIndex(exported.quotes.quotes, links))


@dataclass(frozen=True, slots=True)
class Source:
    """The passage that is quoted: what it is called, the comment that it is in (None: the article), its block."""

    words: str
    owner: CommentId | None
    path: BlockPath


Sources = Mapping[BlockPath, Sequence[Source]]


def sources_of(exported: Exported) -> Mapping[CommentId | None, Sources]:
    """The sources of the quotations of each comment, by its blocks; each named once."""
    found: defaultdict[CommentId | None, defaultdict[BlockPath, list[Source]]] = defaultdict(lambda: defaultdict(list))
    names = PassageNames.of(exported.thread)
    for link in exported.quotes.links:
        source = Source(names.name(link.target), link.target.owner, link.target.path)
        at = link.quote.at
        if all(source.words != other.words for other in found[at.owner][at.path]):
            found[at.owner][at.path].append(source)
    return {owner: dict(sources) for owner, sources in found.items()}


class Places:
    """The leaves of each body of a thread, found once each; an owner is a comment's id, or None for the article."""

    def __init__(self, thread: Thread) -> None:
        self._thread = thread
        self._leaves: dict[CommentId | None, dict[BlockPath, Leaf]] = {}

    def leaf(self, anchor: Anchor) -> Leaf:
        """The block that an anchor is in; KeyError where there is none."""
        return self._of(anchor.owner)[anchor.path]

    def offsets(self, anchor: Anchor) -> tuple[int, int]:
        """Start and end of an anchor in the whole text."""
        leaf = self.leaf(anchor)
        return leaf.start + anchor.start, leaf.start + anchor.end

    def anchor(self, owner: CommentId | None, start: int, end: int) -> Anchor:
        """The inverse of `offsets`; ValueError where no one block holds these characters."""
        found = list(self._of(owner).values())
        place = bisect_right(found, start, key=lambda leaf: leaf.start) - 1
        if place < 0 or end > found[place].start + len(found[place].text):
            raise ValueError(f"no block of {owner or 'the article'} holds the characters {start} to {end}")
        return Anchor(owner, found[place].path, start - found[place].start, end - found[place].start)

    def _of(self, owner: CommentId | None) -> dict[BlockPath, Leaf]:
        if owner not in self._leaves:
            thread = self._thread
            body = thread.article.body if owner is None else thread.comments[thread.position[owner]].body
            self._leaves[owner] = {leaf.path: leaf for leaf in leaves(body)}
        return self._leaves[owner]
