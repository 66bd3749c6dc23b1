"""What a reader is told of quotations: where one comes from, which stand where, who quotes a passage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from threadreader.model.blocks import (
    BlockPath,
    BlockQuote,
    Blocks,
    ListBlock,
    Rule,
    block_at,
    block_text,
    is_within,
    leaves,
    walk,
)
from threadreader.model.quote import Anchor, Method, Passage, PassageNames, Quotations, Quote, QuoteLink, passages
from threadreader.model.stored_thread import OpenThread
from threadreader.model.thread import Comment, CommentId
from threadreader.render.width import fit
from threadreader.session.layout import Tails

if TYPE_CHECKING:
    from threadreader.model.diff import Difference

_MOSTLY = 0.8
"""A paragraph is all quotation where so much of it is quoted."""

_LONGEST_NAME = 24
"""Cells: a longer name would leave no room for where in the thread its words stand."""

_SURE = 0.9
"""A link below this score is shown as doubtful."""

_WORD = re.compile(r"\w")
_AROUND = re.compile(r"^[\s,;.:)\]\"“”»«\u2019]+")
"""What closes a quotation, and no word of what follows it."""

_SAME_WORDS = frozenset({Method.EXACT, Method.FOLDED})


@dataclass(frozen=True, eq=False)
class Quoting:
    """The quotations of an opened thread as they are linked when they are first asked for; equal to none but itself."""

    opened: OpenThread

    def preload(self) -> Iterator[None]:
        """In short steps what is asked for the first frame: who quotes whom, and what is quoted of the article."""
        yield from self._quotes.preload()
        self.passages(None)
        yield

    def tails(self, comment: Comment) -> Tails:
        """For each quoted block of a reply, the words that name its source; and the blocks that lead nowhere."""
        sources: dict[BlockPath, str] = {}
        writers: dict[BlockPath, str] = {}
        for quote in self.of(comment.id):
            link = self.link(quote)
            if link:
                sources.setdefault(quote.at.path, self.label(link))
                writers.setdefault(quote.at.path, self.writer(link.target))
        boxes = _quoted_blocks(comment.body)
        inside = {path for path, _ in walk(comment.body) if is_within(path, boxes)}
        texts = {leaf.path: leaf.text for leaf in leaves(comment.body) if leaf.path not in inside}
        apart = [quote for quote in self.of(comment.id) if quote.at.path in texts]
        whole = {quote.at.path for quote in apart if len(quote.text) >= _MOSTLY * len(texts[quote.at.path])}
        quoted = {quote.at.path for quote in apart if not _says_more(texts[quote.at.path], quote.at)}
        led = {path[:length] for path in sources for length in range(1, len(path) + 1)}
        # A quotation in running text has no line of its own for a tail.
        shown = {path: words for path, words in sources.items() if path in inside or path in whole}
        return Tails(shown, frozenset((inside | quoted) - led), writers, frozenset(quoted))

    def label(self, link: QuoteLink) -> str:
        """The source of a quotation and how sure it is: "↑ ann? · ¶12", "↑ bob #40, 2 words differ"."""
        differ = 0 if link.method in _SAME_WORDS else self.difference(link).changed_words
        words = f", {differ} word{'' if differ == 1 else 's'} differ{'s' if differ == 1 else ''}" if differ else ""
        return f"↑ {self.name(link.target, doubtful=link.score < _SURE)}{words}"

    def name(self, target: Anchor, *, doubtful: bool = False) -> str:
        """The short name of a passage: "ann · ¶12" in the article, "bob #40" in a reply."""
        return self._names.name(target, lambda writer: fit(writer, _LONGEST_NAME) + ("?" if doubtful else ""))

    def writer(self, target: Anchor) -> str:
        """Who wrote a passage."""
        return self._names.author(target.owner)

    def difference(self, link: QuoteLink) -> "Difference":
        """What a quotation changed of its source."""
        from threadreader.model.diff import compare

        return compare(link.quote.text, self.words(link.target))

    def body(self, owner: CommentId | None) -> Blocks:
        """The blocks of a reply, or of the article."""
        opened = self.opened
        return opened.article.body if owner is None else opened.comment(opened.skeleton.position[owner]).body

    def words(self, anchor: Anchor) -> str:
        """The characters that an anchor covers."""
        block = block_at(self.body(anchor.owner), anchor.path)
        assert not isinstance(block, BlockQuote | ListBlock | Rule), "anchors stand in blocks with text of their own"
        return block_text(block)[anchor.start : anchor.end]

    def reply_to(self, quote: Quote) -> str:
        """What its writer says after a quotation, "" where that is nothing."""
        body = self.body(quote.at.owner)
        quoted = _quoted_blocks(body)
        for leaf in leaves(body):
            if leaf.path < quote.at.path or is_within(leaf.path, quoted):
                continue
            said = leaf.text[quote.at.end :] if leaf.path == quote.at.path else leaf.text
            if _WORD.search(said):
                return _AROUND.sub("", " ".join(said.split()))
        return ""

    def candidates(self, at: Anchor) -> tuple[QuoteLink, ...]:
        """The best link of the quotation that stands somewhere, then the runners-up."""
        quotes = self.of(at.owner) if at.owner is not None else ()
        return next((self._quotes.links_of(quote) for quote in quotes if quote.at == at), ())

    def of(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a reply, in reading order."""
        return self._quotes.inside(owner)

    def link(self, quote: Quote) -> QuoteLink | None:
        """The link of a quotation to its source, None where none was found."""
        return next(iter(self._quotes.links_of(quote)), None)

    def quoters(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a reply, or into the article, in reading order."""
        return self._quotes.links_into(owner)

    def passages(self, owner: CommentId | None) -> tuple[Passage, ...]:
        """The quoted passages of a reply or of the article, in their order; overlapping ones are one."""
        found = self._passages.get(owner)
        if found is None:
            found = self._passages[owner] = tuple(passages(self._quotes.targets_in(owner)))
        return found

    @cached_property
    def _quotes(self) -> Quotations:
        return self.opened.quotes

    @cached_property
    def _passages(self) -> dict[CommentId | None, tuple[Passage, ...]]:
        return {}

    @cached_property
    def _names(self) -> PassageNames:
        skeleton = self.opened.skeleton
        return PassageNames(self.opened.article, skeleton.position, skeleton.names)


def _says_more(text: str, quotation: Anchor) -> bool:
    """Whether there are words beside a quotation in its block."""
    return bool(_WORD.search(text[: quotation.start] + text[quotation.end :]))


def _quoted_blocks(body: Blocks) -> frozenset[BlockPath]:
    return frozenset(path for path, block in walk(body) if isinstance(block, BlockQuote))
