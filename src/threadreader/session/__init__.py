"""Reading, without a screen: every rule of moving, folding, jumping and finding.

`Session` is where a reader is in a thread. What a reader can do is an action: a function of the session and a count
(None where none was typed) that changes it and returns what the status line should say, "" where the change speaks
for itself. `moving`, `folding`, `following`, `looking` and `searching` hold the actions, and `acting` does them; a
screen forwards keys, draws what it finds here, and runs the errands that actions leave to it.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from threadreader.model.blocks import Blocks
from threadreader.model.quote import Anchor, QuoteLink
from threadreader.model.stored_thread import OpenThread, Progress
from threadreader.model.thread import CommentId
from threadreader.session.arrangement import Arrangement, Breadth, Sizes, Wish, divide
from threadreader.session.layout import ArticleLayout, QuotedText, ReplyColumns, ReplyLayout, Settings, find_exchanges
from threadreader.session.outline import Outline
from threadreader.session.panes import ArticleView, ReplyView, Watch, line_span
from threadreader.session.quotes import Quoting
from threadreader.session.restore import fold_again, place_in, stand_again
from threadreader.session.search import ARTICLE, Corpus
from threadreader.session.state import Finding, JumpList, Kept, KeyHints, Light, Listing, Pane, Place
from threadreader.session.viewport import Spot, Viewport

if TYPE_CHECKING:
    from threadreader.session.actions.links import Hints
    from threadreader.session.peek import Peek
    from threadreader.session.state import Errand


class Session:
    """One reader in one thread. Comments are known by their position in the thread; the article is `ARTICLE`."""

    def __init__(
        self,
        opened: OpenThread,
        sizes: Sizes | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
        keys: KeyHints | None = None,
    ) -> None:
        self.opened = opened
        self.keys = keys or KeyHints()
        self.quoting = Quoting(opened)
        self._exchanges = find_exchanges(opened.skeleton)
        self.sizes = sizes or Sizes()
        self.terminal: tuple[int, int] | None = None
        self.wish = Wish()
        self.arrangement: Arrangement | None = None
        self.settings = self.usual = settings or Settings()
        self.pane = Pane.REPLIES if len(opened.skeleton) else Pane.ARTICLE
        self.jumps: JumpList[Place] = JumpList()
        self.light: Light | None = None
        self.finding: Finding | None = None
        self.last_needle = ""
        self.picked: Anchor | None = None
        self.peek: Peek | None = None
        self.choosing_from: Place | None = None
        self.listing: Listing | None = None
        self.hints: Hints | None = None
        self.asked: str | None = None
        self.errands: list[Errand] = []
        self.pinned: frozenset[str] = frozenset()
        progress = progress or Progress()
        self._progress = progress if progress != Progress() else None
        self.kept = Kept(opened.skeleton, progress)
        self.watch = Watch()
        self.quoted_text = QuotedText.__members__.get(progress.view.get("quoted_text", ""), QuotedText.FULL)
        self.article = ArticleView(self._article_layout(), self.sizes.article[1])
        self.replies = ReplyView(Outline(opened.skeleton), self._reply_layout(), self.sizes.replies[1])
        fold_again(opened.skeleton, self.replies, progress)
        self._resume()

    @property
    def cursor(self) -> CommentId | None:
        """The comment that the reader is on, None in a thread without any."""
        skeleton = self.opened.skeleton
        return skeleton.ids[self.replies.cursor] if len(skeleton) else None

    @property
    def window(self) -> Viewport:
        """The window of the pane that the reader is in."""
        return self.article.window if self.pane is Pane.ARTICLE else self.replies.window

    @property
    def progress(self) -> Progress:
        """What is to be kept of this reading."""
        place = place_in(self.opened.skeleton, self.replies, self.article)
        view = {**place.view, "quoted_text": self.quoted_text.name}
        return self.kept.add_to(replace(place, pane=self.pane.value, view=view))

    @cached_property
    def corpus(self) -> Corpus:
        """The text of everything, for searching."""
        return Corpus(lambda: chain([self.opened.article.text], self.opened.texts()))

    def resize(self, sizes: Sizes) -> None:
        """Take other sizes; both panes keep their place. The first time, that is where the reader was before."""
        if sizes != self.sizes:
            self.sizes = sizes
            if self.listing:
                self.listing.position.settle(sizes.list_rows)
            self.lay_out()
            self._resume()
        self._progress = None

    def arrange(self, terminal: tuple[int, int] | None = None) -> Arrangement | None:
        """Divide the terminal for the session as it is now, None where none is known; `terminal` is a new one."""
        self.terminal = terminal or self.terminal
        if self.terminal:
            rows = len(self.listing.items) if self.listing else 0
            self.arrangement = divide(*self.terminal, self.wish, rows, self.replies.levels)
            self.resize(self.arrangement.sizes)
        return self.arrangement

    def notice(self, now: float) -> bool:
        """Take what was read since this was last called as seen; whether anything was. `now` counts seconds."""
        reading = self.pane is Pane.REPLIES and not self.listing and len(self.opened.skeleton) > 0
        read = [p for p in self.watch.look(self.replies, now, reading=reading) if self.kept.is_unread(p)]
        self.kept.see(read)
        return bool(read)

    def take_quotes(self) -> Iterator[None]:
        """Take the quotations as they are linked now, in steps so short that no key waits for one; nothing moves."""
        quoting = Quoting(self.opened)
        yield from quoting.preload()
        self.quoting = quoting
        self.lay_out_replies()

    def lay_out(self) -> None:
        """Lay everything out anew; both panes keep their place."""
        self.article.relayout(self._article_layout(), self.sizes.article[1])
        self.lay_out_replies()

    def lay_out_replies(self) -> None:
        """Lay the replies out anew: for another width, or with their quotations shown in another way."""
        self.peek = None
        self.replies.relayout(self._reply_layout(), self.sizes.replies[1])

    def start_at(self, comment_id: CommentId) -> str:
        """Begin at a comment; says so where the page has none of that id."""
        place = self.opened.skeleton.position.get(comment_id)
        if place is None:
            return f"there is no reply {comment_id} on this page"
        self._progress = None
        self.pane = Pane.REPLIES
        self.replies.go(place)
        self.replies.window.put(Spot(place), 0)
        return ""

    def close_peek(self) -> None:
        """Close the box of a peek."""
        self.peek = None
        self.replies.layout.inserted = None
        self.replies.window.settle()

    def body(self, place: int) -> Blocks:
        """The blocks of a comment, or of the article."""
        return self.opened.article.body if place == ARTICLE else self.opened.comment(place).body

    def here(self) -> Place:
        """Where the reader is, to come back to the same line on the screen."""
        outline, wish = self.replies.outline, self.wish
        standing = self.replies.standing()
        return Place(self.pane, standing, self.article.window.top, outline, wish.together, wish.for_jump)

    def return_to(self, place: Place, *, refold: bool = False) -> None:
        """Put everything back where it stood; with `refold` what was opened or folded since is as it was, too."""
        self.light = None
        if place.for_jump != self.wish.for_jump:
            self.wish = replace(self.wish, together=place.together, for_jump=place.for_jump)
            self.arrange()
        self.pane = place.pane
        self.article.window.top = place.article
        self.article.window.settle()
        if len(self.opened.skeleton):
            self.replies.restore(place.replies, place.outline if refold else None)

    def show_reply(self, place: int) -> None:
        """Bring a reply into the window, and the reader to it."""
        self.pane = Pane.REPLIES
        self.replies.go(place)

    def show_link(self, link: QuoteLink, to: Anchor) -> None:
        """Bring one end of a link into its window, with both ends lit."""
        self.show_anchor(to)
        self.light = Light(link.target, link.quote.at)

    def show_anchor(self, anchor: Anchor) -> None:
        """Bring a passage into the window of its pane; only a reply's takes the reader to its pane as well.

        The article stands beside the replies where both are shown, so that a reader can stay in the replies.
        """
        if anchor.owner is None:
            self._make_room_for_article()
            self.article.show_passage(anchor.path, anchor.start, anchor.end)
            if not self.sizes.both:
                self.pane = Pane.ARTICLE
            return
        place = self.opened.skeleton.position[anchor.owner]
        self.pane = Pane.REPLIES
        if not line_span(self.replies.layout.body(place), anchor.path, anchor.start, anchor.end):
            # It is in quoted text that is hidden.
            self.quoted_text = QuotedText.FULL
            self.lay_out_replies()
        self.replies.show_passage(place, anchor.path, anchor.start, anchor.end)

    def _make_room_for_article(self) -> None:
        """Where there is room for it beside the replies the article stands there."""
        medium = self.arrangement and self.arrangement.breadth is Breadth.MEDIUM
        if medium and not self.sizes.both and self.pane is Pane.REPLIES:
            self.wish = replace(self.wish, together=True, for_jump=True)
            self.arrange()

    def _article_layout(self) -> ArticleLayout:
        return ArticleLayout(self.opened, self.sizes.article[0], self.settings.article_width)

    def _reply_layout(self) -> ReplyLayout:
        columns = ReplyColumns(self.sizes.replies[0], self.settings.reply_width, self.settings.indent)
        return ReplyLayout(self.opened, columns, self.quoting.tails, self.quoted_text, self._exchanges)

    def _resume(self) -> None:
        progress = self._progress
        if progress is None:
            return
        stand_again(self.opened.skeleton, self.replies, self.article, progress)
        if progress.pane in list(Pane) and len(self.opened.skeleton):
            self.pane = Pane(progress.pane)


__all__ = ["ARTICLE", "Finding", "Light", "Listing", "Pane", "Place", "Session", "Settings", "Sizes"]
