"""Passages that are quoted, and comments that the user labelled, as programs for annotations take them."""

from collections.abc import Iterator
from dataclasses import dataclass

from threadreader.export import TextOffsets
from threadreader.model.quote import Anchor, PassageNames
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Comment, CommentId

_CONTEXT_CHARS = 32
"""Before and behind a passage; as many as tell two places with the same words apart (as Hypothesis does)."""


@dataclass(frozen=True, slots=True)
class Passage:
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
        self._offsets = TextOffsets(exported.thread)
        self._names = PassageNames.of(exported.thread)
        self._texts: dict[CommentId | None, str] = {}

    def quoted(self) -> Iterator[tuple[Passage, Comment]]:
        """Each quoted passage with the comment that quotes it; none where the body that it is in was left out."""
        for link in self._links:
            owner = link.quote.at.owner
            if owner is not None and self._offsets.has(link.target):
                yield self._passage(link.target), self._thread.comments[self._thread.position[owner]]

    def author(self, owner: CommentId | None) -> str:
        """The author of a body."""
        return self._names.author(owner)

    def address(self, owner: CommentId | None) -> str:
        """The address of a body; a URN where the page has none."""
        page = self._page.url or f"urn:threadreader:{self._page.id}"
        if owner is None:
            return page
        return self._thread.comments[self._thread.position[owner]].permalink or f"{page}#{owner}"

    def _passage(self, target: Anchor) -> Passage:
        start, end = self._offsets.offsets(target)
        text = self._text(target.owner)
        before, behind = text[max(start - _CONTEXT_CHARS, 0) : start], text[end : end + _CONTEXT_CHARS]
        return Passage(target.owner, start, end, text[start:end], before, behind)

    def _text(self, owner: CommentId | None) -> str:
        if owner not in self._texts:
            thread = self._thread
            self._texts[owner] = thread.article.text if owner is None else thread.comments[thread.position[owner]].text
        return self._texts[owner]
