"""Passages that are quoted or that the reader highlighted, as programs for annotations take them."""

from collections.abc import Iterator

from msgspec import Struct

from threadreader.export import TextOffsets
from threadreader.model.annotation import CONTEXT_CHARS, Annotation
from threadreader.model.blocks import text
from threadreader.model.quote import PassageNames
from threadreader.model.save import AnnotatedPage, ParsedPage
from threadreader.model.thread import Comment, CommentId


class Passage(Struct, frozen=True):
    """Words in the text of a body (None: of the article), in code points, end exclusive."""

    owner: CommentId | None
    start: int
    end: int
    text: str
    before: str
    behind: str


class Passages:
    """Passages of an exported page."""

    def __init__(self, exported: ParsedPage) -> None:
        self._page, self._thread = exported.page, exported.thread
        self._links = exported.quotes.links
        self._annotations = exported.annotations if isinstance(exported, AnnotatedPage) else ()
        self._offsets = TextOffsets(exported.thread)
        self._names = PassageNames.of(exported.thread)
        self._texts: dict[CommentId | None, str] = {}

    def quoted(self) -> Iterator[tuple[Passage, Comment]]:
        """Each quoted passage with the comment that quotes it; none where the body that it is in was left out."""
        for link in self._links:
            owner = link.quote.at.owner
            if owner is not None and self._offsets.has(link.target):
                start, end = self._offsets.offsets(link.target)
                quoter = self._thread.comments[self._thread.position[owner]]
                yield self._passage(link.target.owner, start, end), quoter

    def annotated(self) -> Iterator[tuple[Passage, Annotation]]:
        """Each passage that the reader highlighted, as it stands now; one that is gone as it stood."""
        for located in self._annotations:
            one = located.annotation
            if located.range:
                yield self._passage(one.owner, located.range.start, located.range.end), one
            else:
                yield Passage(one.owner, one.start, one.end, one.exact, one.prefix, one.suffix), one

    def author(self, owner: CommentId | None) -> str:
        """The author of a body, "" of one that is gone."""
        return self._names.author(owner) if owner is None or owner in self._thread.position else ""

    def address(self, owner: CommentId | None) -> str:
        """The address of a body; a URN where the page has none."""
        page = self._page.url or f"urn:threadreader:{self._page.id}"
        if owner is None:
            return page
        index = self._thread.position.get(owner)
        permalink = None if index is None else self._thread.comments[index].permalink
        return permalink or f"{page}#{owner}"

    def _passage(self, owner: CommentId | None, start: int, end: int) -> Passage:
        if owner not in self._texts:
            self._texts[owner] = text(self._thread.body(owner))
        words = self._texts[owner]
        before, behind = words[max(start - CONTEXT_CHARS, 0) : start], words[end : end + CONTEXT_CHARS]
        return Passage(owner, start, end, words[start:end], before, behind)
