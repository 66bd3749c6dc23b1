"""Export formats: the table of them, and what they share.

A format owes every comment of the page with who wrote it, when, whom it answers and its words, the article before them,
the labels of a selection, and for a quotation the passage that it leads to (`sources_of`). What a page says is hostile:
nothing of it may become markup, a header or a formula of the format (`tests/export/test_hostile.py`). Addresses may be
relative. It is linear in the comments, whatever their depth.

Shared are the selection of comments, names of the sources of quotations, and offsets in the text of a whole body.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, cast
from unicodedata import bidirectional

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import BlockPath, Leaf, leaves
from threadreader.model.quote import Anchor, PassageNames, QuoteIndex
from threadreader.model.save import AnnotatedPage, ParsedPage
from threadreader.model.thread import Comment, CommentId, Status, Thread

Labels = Mapping[CommentId, Sequence[str]]
"""Labels of some comments: what the user did with them."""

NO_LABELS: Labels = MappingProxyType({})

WORDLESS = MappingProxyType(
    {Status.PRESENT: "no words", Status.REMOVED: "removed by the site", Status.MISSING: "not in the saved page"}
)
"""What stands in place of the words of a comment without any."""


class Exporter(Struct, frozen=True):
    """A format: its file suffix, and what writes it, a function of a module here, which is imported when it is used.

    The function takes a page, the width that lines of prose have at most (0: they are not wrapped), which a format
    without such lines ignores, and the labels. It gives the whole file, the same for the same input, as bytes if it is
    no text. `together` writes several threads as one file, where the format can hold them. One that is `lossless` holds
    everything, so that no part of it can be left out. One with `pictures` shows those that were saved with a page: in
    it, or with `files` as files beside it, whose names begin with the `stem` of its own.
    """

    suffix: str
    function: str
    together: str = ""
    lossless: bool = False
    pictures: bool = False
    files: bool = False

    def export(self, page: ParsedPage, width: int, labels: Labels, stem: str = "") -> str | bytes:
        """The file of one thread."""
        options = {"stem": stem} if self.files else {}
        return cast("str | bytes", _find(self.function)(page, width, labels, **options))

    def export_together(self, pages: Iterable[ParsedPage]) -> str | bytes:
        """The file of several threads."""
        return cast("str | bytes", _find(self.together)(pages))


def _find(function: str) -> Callable[..., Any]:
    module, _, name = function.partition(".")
    return cast("Callable[..., Any]", getattr(import_module(f"{__name__}.{module}"), name))


FORMATS: Mapping[str, Exporter] = MappingProxyType(
    {
        "annotations": Exporter(".jsonld", "annotations.export_annotations"),
        "convokit": Exporter(".convokit.zip", "convokit.export_convokit", together="convokit.export_together"),
        "csv": Exporter(".csv", "table.export_csv", together="table.csv_of_threads"),
        "epub": Exporter(".epub", "epub.export_epub", pictures=True),
        "html": Exporter(".html", "html.export_html", pictures=True),
        "json": Exporter(".json", "json.export_json", lossless=True),
        "jsonl": Exporter(".jsonl", "table.export_jsonl", together="table.jsonl_of_threads"),
        "markdown": Exporter(".md", "markdown.export_markdown", pictures=True, files=True),
        "mbox": Exporter(".mbox", "mbox.export_mbox"),
        "parquet": Exporter(".parquet", "table.export_parquet", together="table.parquet_of_threads"),
        "readwise": Exporter(".csv", "annotations.export_readwise"),
        "text": Exporter(".txt", "text.write_text"),
    }
)
"""All formats by name."""


def select_comments(exported: ParsedPage, chosen: Collection[CommentId], *, context: bool) -> ParsedPage:
    """Select comments, with their ancestors as `context`; else each is moved to its nearest selected ancestor."""
    thread = exported.thread
    selected = set(chosen)
    if context:
        for comment_id in chosen:
            parent = thread.parents[thread.position[comment_id]]
            while parent >= 0 and thread.comments[parent].id not in selected:
                selected.add(thread.comments[parent].id)
                parent = thread.parents[parent]
    comments = tuple(_reparent(thread, selected))
    owners = {None, *selected}
    quotes = tuple(quote for quote in exported.quotes.quotes if quote.at.owner in selected)
    links = exported.quotes.links
    links = tuple(each for each in links if each.quote.at.owner in selected and each.target.owner in owners)
    return _part(exported, Thread(thread.article, comments), QuoteIndex(quotes, links), owners.__contains__)


def _part(
    exported: ParsedPage, thread: Thread, quotes: QuoteIndex, has: Callable[[CommentId | None], bool]
) -> ParsedPage:
    """A page with a part of its thread, and the annotations on the bodies that this `has`."""
    part = replace(exported, thread=thread, quotes=quotes)
    if not isinstance(part, AnnotatedPage):
        return part
    return replace(part, annotations=tuple(each for each in part.annotations if has(each.annotation.owner)))


def _reparent(thread: Thread, selected: Collection[CommentId]) -> Iterator[Comment]:
    """Selected comments, each with its nearest selected ancestor as its parent."""
    nearest: list[CommentId | None] = []
    for comment, parent in zip(thread.comments, thread.parents, strict=True):
        above = nearest[parent] if parent >= 0 else None
        nearest.append(comment.id if comment.id in selected else above)
        if comment.id in selected:
            yield comment if comment.parent_id == above else replace(comment, parent_id=above)


def without_article(exported: ParsedPage) -> ParsedPage:
    """Remove the text of the article and the links into it, but not its title, authors and time."""
    thread = exported.thread
    links = tuple(link for link in exported.quotes.links if link.target.owner is not None)
    bare = Thread(replace(thread.article, body=()), thread.comments)
    return _part(exported, bare, QuoteIndex(exported.quotes.quotes, links), lambda owner: owner is not None)


class Source(Struct, frozen=True):
    """Source of a quotation: name of the passage, its comment (None: the article) and its block."""

    name: str
    owner: CommentId | None
    path: BlockPath


Sources = Mapping[BlockPath, Sequence[Source]]


def sources_of(exported: ParsedPage) -> Mapping[CommentId | None, Sources]:
    """Sources of the quotations of each comment by block, each name once."""
    return _passages(exported, ((link.quote.at, link.target) for link in exported.quotes.links))


def quoters_of(exported: ParsedPage) -> Mapping[CommentId | None, Sources]:
    """Comments that quote each body, by its block: the inverse of `sources_of`."""
    return _passages(exported, ((link.target, link.quote.at) for link in exported.quotes.links))


def _passages(exported: ParsedPage, pairs: Iterable[tuple[Anchor, Anchor]]) -> Mapping[CommentId | None, Sources]:
    """The second anchor of each pair as the source of the first."""
    sources: dict[CommentId | None, defaultdict[BlockPath, list[Source]]] = {}
    seen: set[tuple[CommentId | None, BlockPath, str]] = set()
    names = PassageNames.of(exported.thread)
    for at, other in pairs:
        source = Source(names.name(other), other.owner, other.path)
        key = (at.owner, at.path, source.name)
        if key not in seen:
            seen.add(key)
            sources.setdefault(at.owner, defaultdict(list))[at.path].append(source)
    return sources


class QuoteLinks:
    """What the blocks of each body quote, and what quotes them."""

    def __init__(self, exported: ParsedPage) -> None:
        self._sources = sources_of(exported)
        self._quoters = quoters_of(exported)

    def sources(self, owner: CommentId | None, path: BlockPath) -> Sequence[Source]:
        """Sources of the quotations in a block."""
        return self._sources.get(owner, {}).get(path, ())

    def quoters(self, owner: CommentId | None, path: BlockPath) -> Sequence[Source]:
        """Blocks that quote a block."""
        return self._quoters.get(owner, {}).get(path, ())


# Strong characters that tell the direction of a text: more are only slower.
_DIRECTION_CHARS = 2000


def direction_of(thread: Thread) -> str:
    """Direction in HTML: "rtl" if most of the first letters are of a script that is written from right to left."""
    texts = chain([thread.article.title, thread.article.text], (comment.text for comment in thread.comments))
    directions = (bidirectional(char) for text in texts for char in text)
    strong = Counter(islice((each for each in directions if each in {"L", "R", "AL"}), _DIRECTION_CHARS))
    return "rtl" if strong["R"] + strong["AL"] > strong["L"] else "ltr"


class TextOffsets:
    """Conversion of anchors to offsets in the text of a whole body and back; an owner of None is the article."""

    def __init__(self, thread: Thread) -> None:
        self._thread = thread
        self._leaves: dict[CommentId | None, dict[BlockPath, Leaf]] = {}

    def leaf(self, anchor: Anchor) -> Leaf:
        """Block of an anchor; KeyError if there is none."""
        return self._leaves_of(anchor.owner)[anchor.path]

    def has(self, anchor: Anchor) -> bool:
        """True if there is the block of an anchor."""
        return anchor.path in self._leaves_of(anchor.owner)

    def offsets(self, anchor: Anchor) -> tuple[int, int]:
        """Start and end of an anchor in the text of the whole body, in code points."""
        leaf = self.leaf(anchor)
        return leaf.start + anchor.start, leaf.start + anchor.end

    def anchor(self, owner: CommentId | None, start: int, end: int) -> Anchor:
        """Inverse of `offsets`; ValueError for characters that are not in a single block."""
        blocks = list(self._leaves_of(owner).values())
        index = bisect_right(blocks, start, key=lambda leaf: leaf.start) - 1
        if index < 0 or end > blocks[index].start + len(blocks[index].text):
            raise ValueError(f"no block of {owner or 'the article'} holds the characters {start} to {end}")
        leaf = blocks[index]
        return Anchor(owner, leaf.path, start - leaf.start, end - leaf.start)

    def _leaves_of(self, owner: CommentId | None) -> dict[BlockPath, Leaf]:
        if owner not in self._leaves:
            self._leaves[owner] = {leaf.path: leaf for leaf in leaves(self._thread.body(owner))}
        return self._leaves[owner]
