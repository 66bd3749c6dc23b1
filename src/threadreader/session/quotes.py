"""Quotations of an open thread: sources and labels of each, quoters and quoted passages."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from threadreader.model import blocks
from threadreader.model.quote import Anchor, Method, Passage, PassageNames, Quotations, Quote, QuoteLink, passages
from threadreader.model.stored_thread import OpenThread
from threadreader.model.thread import Comment, CommentId
from threadreader.render.width import fit
from threadreader.session.layout import Tails

if TYPE_CHECKING:
    from threadreader.model.diff import Difference

# A paragraph is all quotation from this part of its text on.
_WHOLE_QUOTE_RATIO = 0.8

# A longer name would leave no room for the paragraph's number.
_MAX_NAME_CELLS = 24

# A link below this score is labelled as doubtful.
_CERTAIN_SCORE = 0.9

_WORD = re.compile(r"\w")
# What closes a quotation, and no word of what follows it.
_CLOSING_PUNCTUATION = re.compile(r"^[\s,;.:)\]\"“”»«\u2019]+")

_VERBATIM = frozenset({Method.EXACT, Method.FOLDED})


class Quoting(Struct, frozen=True, eq=False, dict=True):
    """The quotations of an open thread, equal to none but itself; while `linking`, sources are still looked for."""

    opened: OpenThread
    linking: bool = False

    def prepare(self) -> Iterator[None]:
        """Prepare in short steps what the first frame needs: links, and quoted passages of the article."""
        yield from self._quotes.preload()
        self.passages(None)
        yield

    def tails(self, comment: Comment) -> Tails:
        """The sources of a reply's quotations, by block."""
        sources: dict[blocks.BlockPath, str] = {}
        for quote in self.of(comment.id):
            link = self.link(quote)
            if link:
                sources.setdefault(quote.at.path, self.label(link))
        boxes = blocks.quoted_blocks(comment.body)
        inside = {path for path, _ in blocks.walk(comment.body) if blocks.is_within(path, boxes)}
        texts = {leaf.path: leaf.text for leaf in blocks.leaves(comment.body) if leaf.path not in inside}
        apart = [quote for quote in self.of(comment.id) if quote.at.path in texts]
        whole = {quote.at.path for quote in apart if len(quote.text) >= _WHOLE_QUOTE_RATIO * len(texts[quote.at.path])}
        quoted = {
            quote.at.path
            for quote in apart
            if not _WORD.search(texts[quote.at.path][: quote.at.start] + texts[quote.at.path][quote.at.end :])
        }
        led = {path[:length] for path in sources for length in range(1, len(path) + 1)}
        # A quotation in running text has no line of its own for a tail.
        shown = {path: source for path, source in sources.items() if path in inside or path in whole}
        unresolved = frozenset() if self.linking else frozenset((inside | quoted) - led)
        return Tails(shown, unresolved, frozenset(quoted))

    def label(self, link: QuoteLink) -> str:
        """The label of a link with its certainty: "↑ ann? · ¶12", "↑ bob #40, 2 words differ"."""
        differ = 0 if link.method in _VERBATIM else self.difference(link).changed_words
        note = f", {differ} word{'' if differ == 1 else 's'} differ{'s' if differ == 1 else ''}" if differ else ""
        return f"↑ {self.name(link.target, doubtful=link.score < _CERTAIN_SCORE)}{note}"

    def name(self, target: Anchor, *, doubtful: bool = False) -> str:
        """The short name of a passage: "ann · ¶12" in the article, "bob #40" in a reply."""
        return self._names.name(target, lambda author: fit(author, _MAX_NAME_CELLS) + ("?" if doubtful else ""))

    def difference(self, link: QuoteLink) -> "Difference":
        """The difference of a quotation to its source."""
        from threadreader.model.diff import compare

        return compare(link.quote.text, self.text(link.target))

    def body(self, owner: CommentId | None) -> blocks.Blocks:
        """The blocks of a reply, or of the article."""
        opened = self.opened
        return opened.article.body if owner is None else opened.comment(opened.skeleton.position[owner]).body

    def text(self, anchor: Anchor) -> str:
        """The text that an anchor covers."""
        block = blocks.block_at(self.body(anchor.owner), anchor.path)
        assert not isinstance(block, blocks.BlockQuote | blocks.ListBlock | blocks.Rule), (
            "anchors stand in blocks with text of their own"
        )
        return blocks.block_text(block)[anchor.start : anchor.end]

    def reply_to(self, quote: Quote) -> str:
        """The text behind a quotation, "" where there is none."""
        body = self.body(quote.at.owner)
        quoted = blocks.quoted_blocks(body)
        for leaf in blocks.leaves(body):
            if leaf.path < quote.at.path or blocks.is_within(leaf.path, quoted):
                continue
            text = leaf.text[quote.at.end :] if leaf.path == quote.at.path else leaf.text
            if _WORD.search(text):
                return _CLOSING_PUNCTUATION.sub("", " ".join(text.split()))
        return ""

    def candidates(self, at: Anchor) -> tuple[QuoteLink, ...]:
        """The links of the quotation at an anchor, the best first."""
        quotes = self.of(at.owner) if at.owner is not None else ()
        return next((self._quotes.links_of(quote) for quote in quotes if quote.at == at), ())

    def of(self, owner: CommentId) -> tuple[Quote, ...]:
        """The quotations in a reply, in reading order."""
        return self._quotes.inside(owner)

    def link(self, quote: Quote) -> QuoteLink | None:
        """The link of a quotation to its source, None without one."""
        return next(iter(self._quotes.links_of(quote)), None)

    def quoters(self, owner: CommentId | None) -> tuple[QuoteLink, ...]:
        """The links that lead into a reply, or into the article, in reading order."""
        return self._quotes.links_into(owner)

    def passages(self, owner: CommentId | None) -> tuple[Passage, ...]:
        """The quoted passages of a reply or of the article, in order; overlapping ones are merged."""
        merged = self._passages.get(owner)
        if merged is None:
            merged = self._passages[owner] = tuple(passages(self._quotes.targets_in(owner)))
        return merged

    @cached_property
    def _quotes(self) -> Quotations:
        # Read once: another program may drop what was opened, while this one still shows it.
        return self.opened.quotes

    @cached_property
    def _passages(self) -> dict[CommentId | None, tuple[Passage, ...]]:
        return {}

    @cached_property
    def _names(self) -> PassageNames:
        skeleton = self.opened.skeleton
        return PassageNames(self.opened.article, skeleton.position, skeleton.names)
