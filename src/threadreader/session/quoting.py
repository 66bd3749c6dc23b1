"""What a reader is told of quotations: where one comes from, which stand where, who quotes a passage."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from threadreader.model.blocks import BlockPath, BlockQuote, leaves, paragraph_numbers, walk
from threadreader.model.opened import OpenThread
from threadreader.model.quote import Anchor, Quote, QuoteLink
from threadreader.model.thread import Comment, CommentId
from threadreader.session.layout import Tails

_MOSTLY = 0.8
"""A paragraph is all quotation where so much of it is quoted."""


@dataclass(frozen=True)
class Quoting:
    """The quotations of an opened thread, as they are shown."""

    opened: OpenThread

    def tails(self, comment: Comment) -> Tails:
        """For each quoted block of a reply, the words that name its source; and the blocks that lead nowhere."""
        sources: dict[BlockPath, str] = {}
        whole: set[BlockPath] = set()
        lengths = {leaf.path: len(leaf.text) for leaf in leaves(comment.body)}
        for quote in self.of(comment.id):
            link = self.link(quote)
            if link:
                sources.setdefault(quote.at.path, self.source(link.target))
                if len(quote.text) >= _MOSTLY * lengths[quote.at.path]:
                    whole.add(quote.at.path)
        quoted = [path for path, block in walk(comment.body) if isinstance(block, BlockQuote)]
        inside = [path for path, _ in walk(comment.body) if any(_within(path, outer) for outer in quoted)]
        nowhere = [path for path in (*quoted, *inside) if not any(_within(source, path) for source in sources)]
        # A quotation in running text has no line of its own for a tail.
        shown = {path: words for path, words in sources.items() if path in inside or path in whole}
        return Tails(shown, frozenset(nowhere))

    def source(self, target: Anchor) -> str:
        """The short name of a passage: "↑ ann · ¶12" in the article, "↑ bob #40" in a reply."""
        if target.owner is None:
            number = self._numbers.get(target.path)
            return f"↑ {self._writer}" + (f" · ¶{number}" if number else "")
        place = self.opened.skeleton.position[target.owner]
        return f"↑ {self.opened.skeleton.names[place] or 'nobody'} #{place + 1}"

    def of(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a reply, in reading order."""
        return self.opened.quotes.of.get(owner, ())

    def link(self, quote: Quote) -> QuoteLink | None:
        """The link of a quotation to its source, None where none was found."""
        return self.opened.quotes.link.get(quote)

    def quoters(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a reply, or into the article, in reading order."""
        return self.opened.quotes.backlinks.get(owner, ())

    def passages(self, owner: CommentId | None) -> tuple[Anchor, ...]:
        """The quoted passages of a reply or of the article, in their order; overlapping ones are one."""
        merged: list[Anchor] = []
        for target in sorted({link.target for link in self.quoters(owner)}, key=lambda t: (t.path, t.start, t.end)):
            last = merged[-1] if merged else None
            if last and last.path == target.path and target.start < last.end:
                merged[-1] = Anchor(owner, last.path, last.start, max(last.end, target.end))
            else:
                merged.append(target)
        return tuple(merged)

    @cached_property
    def _numbers(self) -> Mapping[BlockPath, int]:
        return paragraph_numbers(self.opened.article.body)

    @cached_property
    def _writer(self) -> str:
        authors = self.opened.article.authors
        return authors[0].name if authors else "article"


def overlaps(one: Anchor, two: Anchor) -> bool:
    """Whether two anchors share a character."""
    return one.owner == two.owner and one.path == two.path and one.start < two.end and two.start < one.end


def _within(path: BlockPath, outer: BlockPath) -> bool:
    return path[: len(outer)] == outer
