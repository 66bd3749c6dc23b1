"""A reading session: one open thread and where its user is in it, without a screen.

A `Session` holds everything that a key can change while a thread is read, and nothing that belongs to a terminal. It
is made of

- an **outline** (`outline`): the thread as a list of visible comments. Folding hides what is below a comment; a
  `Choice` (a filter, a conversation, the order by time) shows other rows and leaves the folds alone. Outlines are
  immutable: a change makes another one. A comment is known by its position in the thread, the article by `ARTICLE`.
- a **cursor**: the comment that keys are about, always a visible one. It is in `ReplyView` (`panes`), which ties
  together the outline, the layout of bodies at one width (`layout`), and the viewport.
- a **viewport** (`viewport`) for each pane: a window on a column of items, anchored by the item and the line at its
  top, never by a row number. So heights off the screen are not needed, and resizing or folding keeps the position.
- a **jump list** (`state.JumpList`): the locations that jumps left, as the history of a browser. A `Location` is
  enough to draw the same screen again.
- **layers** over the thread, which end one by one, the uppermost first: a question, hint keys, a selection, a list, a
  search, a peek, a choice of replies (`close_top_layer`).
- **effects** (`state.Effect`): what only a screen can do, such as copying to the clipboard. Actions append them;
  the screen runs them and empties the list.

State lives where it is saved. `ReadState` (seen, starred, muted, marks, annotations) and the anchors of both panes
make up `progress`, which is stored with the thread. Layout preferences and widths of text are of the user, not of it.
The rest (search, peek, list, picked quotation, jump list) lasts as long as the session.

What a key does is an action: a function in `actions`, whose contract stands there. Modules of this package hold state
and what can be derived from it; they call no action.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from threadreader.errors import StoreError
from threadreader.model.annotation import COLORS, Locator, locate_verbatim
from threadreader.model.blocks import BlockPath, Blocks, Leaf, leaves, runs_in
from threadreader.model.page import Save
from threadreader.model.quote import NOBODY, Anchor, Quote, QuoteLink
from threadreader.model.related import UNRELATED, Related
from threadreader.model.save import ParsedPage
from threadreader.model.stored_thread import OpenThread, Progress, Skeleton
from threadreader.model.thread import Article, Comment, CommentId
from threadreader.render.link_signs import LinkSigns
from threadreader.session.arrangement import Arrangement, Breadth, LayoutPreferences, Sizes, breadth_of, divide
from threadreader.session.decorations import AnnotationIndex
from threadreader.session.layout import ArticleLayout, QuotedText, ReplyColumns, ReplyLayout, Settings
from threadreader.session.outline import Choice, Outline
from threadreader.session.panes import ArticleView, ReplyView, Watch, line_span
from threadreader.session.quotes import Quoting
from threadreader.session.search import ARTICLE, Corpus
from threadreader.session.state import (
    ActiveSearch,
    JumpList,
    KeyHints,
    LinkHighlight,
    Location,
    OpenList,
    Pane,
    ReadState,
    Visit,
    restore_folds,
    restore_position,
    save_position,
)
from threadreader.session.statistics import name_discussions
from threadreader.session.viewport import Spot, Viewport

if TYPE_CHECKING:
    from threadreader.session.actions.links import Hints
    from threadreader.session.actions.quotations import Peek
    from threadreader.session.selection import Selection
    from threadreader.session.state import Effect


_MAX_TEXTS = 128
"""Texts whose blocks are kept: of one screen, at each frame of which they are asked for."""

_SCREEN_LINES = 100
"""More lines than terminals have: a longer article is not laid out to be counted."""

_FEW_REPLIES, _ALONE_LINES = 12, 2  # what a third of a high terminal holds; the lines that say that there are none


SaveLoader = Callable[[Save], ParsedPage]
"""A function that loads a save of the thread as it was read. Raises StoreError."""


def _no_save(save: Save) -> ParsedPage:
    raise StoreError(save.name, "is not in a library", "import it")


class Session:
    """State of reading one thread. Comments are known by their position in it; the article is `ARTICLE`."""

    statistics_row = 0
    """The row of the statistics that was followed last, at which they are opened again."""

    spared: Spot | None = None
    """Where an article without replies stood when it was marked as unread."""

    def __init__(
        self,
        opened: OpenThread,
        sizes: Sizes | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
        keys: KeyHints | None = None,
        *,
        locate: Locator = locate_verbatim,
        related: Related = UNRELATED,
        load_save: SaveLoader = _no_save,
        save: Save | None = None,
        linking: bool = False,
    ) -> None:
        self.opened = opened
        self.related = related
        self.load_save = load_save
        # The only save that is shown, None where all are joined.
        self.save = save
        self.saves = opened.page.saves
        self.keys = keys or KeyHints()
        self.quoting = Quoting(opened, linking)
        self.sizes = sizes or Sizes()
        self.terminal: tuple[int, int] | None = None
        self.preferences = LayoutPreferences()
        self.arrangement: Arrangement | None = None
        self.settings = self.default_settings = settings or Settings()
        self.pane = Pane.REPLIES if len(opened.skeleton) else Pane.ARTICLE
        self.jumps: JumpList[Location] = JumpList()
        # Of other threads, from which a link led here.
        self.visits: JumpList[Visit] = JumpList()
        self.link_highlight: LinkHighlight | None = None
        self.active_search: ActiveSearch | None = None
        self.last_needle = ""
        self.picked: Anchor | None = None
        self.peek: Peek | None = None
        self.filter_origin: Location | None = None
        self.open_list: OpenList | None = None
        self.hints: Hints | None = None
        self.selection: Selection | None = None
        # Of the next highlight.
        self.color = COLORS[0]
        self.asked: str | None = None
        self.effects: list[Effect] = []
        # True if the last action had nothing more to read in this thread.
        self.ended = False
        self.pinned: frozenset[str] = frozenset()
        progress = progress or Progress()
        self._progress = progress if progress != Progress() else None
        self._heights: dict[tuple[Pane, int, int], int] = {}
        self.read_state = ReadState(opened.skeleton, progress)
        self._leaves = lru_cache(_MAX_TEXTS)(lambda index: tuple(leaves(self.body(index))))
        self.annotations = AnnotationIndex(self, locate)
        self.watch = Watch()
        self.quoted_text = QuotedText.__members__.get(progress.view.get("quoted_text", ""), QuotedText.FULL)
        self.article = ArticleView(self._article_layout(), self.sizes.article[1])
        self.replies = ReplyView(Outline(opened.skeleton), self._reply_layout(), self.sizes.replies[1])
        restore_folds(opened.skeleton, self.replies, progress)
        self._resume()

    @property
    def cursor(self) -> CommentId | None:
        """The id of the comment under the cursor, None in a thread without comments."""
        skeleton = self.opened.skeleton
        return skeleton.ids[self.replies.cursor] if len(skeleton) else None

    @property
    def index(self) -> int:
        """The position of the reply under the cursor, or ARTICLE where that is read."""
        return ARTICLE if self.pane is Pane.ARTICLE or self.cursor is None else self.replies.cursor

    @property
    def has_layer(self) -> bool:
        """True while a question, hint keys, a selection, a list, a search, a peek or a filter lies over the thread."""
        layers = self.asked, self.hints, self.selection, self.open_list, self.active_search, self.peek
        return any(layers) or self.replies.outline.choice is not None

    @property
    def window(self) -> Viewport:
        """The viewport of the active pane."""
        return self.view(self.pane).window

    @property
    def progress(self) -> Progress:
        """The progress to be saved."""
        position = save_position(self.opened.skeleton, self.replies, self.article)
        view = {**position.view, "quoted_text": self.quoted_text.name}
        where = self.article.progress_label if self.read_state.article_unread else position.progress_label
        return self.read_state.add_to(replace(position, pane=self.pane.value, view=view, progress_label=where))

    @property
    def characters_left(self) -> float:
        """Characters that are not read yet: of unread replies, and of the rest of the article while that is read."""
        rest = 1 - self.article.scrolled() if self.pane is Pane.ARTICLE else 0.0
        return self.read_state.unread_length + rest * len(self.opened.article.text)

    @cached_property
    def corpus(self) -> Corpus:
        """The text of everything, for searching."""
        return Corpus(lambda: chain([self.opened.article.text], self.opened.texts()))

    def resize(self, sizes: Sizes) -> None:
        """Take other sizes; both panes keep their position. The first time, the saved position is restored."""
        if sizes != self.sizes:
            self.sizes = sizes
            if self.open_list:
                self.open_list.position.settle(sizes.list_rows)
            self.lay_out()
            self._resume()
        self._progress = None

    def arrange(self, terminal: tuple[int, int] | None = None) -> Arrangement | None:
        """Divide the terminal for the session as it is now, None where none is known; `terminal` is a new one."""
        self.terminal = terminal or self.terminal
        if self.terminal:
            rows = len(self.open_list.items) if self.open_list else 0
            choice, wishes, article = self.replies.outline.choice, self.preferences, self.opened.article
            levels = 1 if choice and choice.flat else self.opened.skeleton.levels
            if wishes.strip and not self.quoting.passages(None):
                wishes = replace(wishes, strip=False)
            if (
                wishes.together is None
                and breadth_of(self.terminal[0]) < Breadth.WIDE
                and not (article.body or article.link)
            ):
                wishes = replace(wishes, together=False)
            self.arrangement = divide(
                *self.terminal, wishes, rows, levels, article_lines=self._article_lines, reply_lines=self._reply_lines
            )
            self.resize(self.arrangement.sizes)
        return self.arrangement

    def mark_read(self, now: float) -> bool:
        """Mark as seen what was read since the last call; True if anything was. `now` is in seconds."""
        if (
            self.read_state.article_unread
            and self.article.window.top != self.spared
            and self.article.window.is_at_end()
        ):
            self.read_state.article_unread = False
            return True
        reading = self.pane is Pane.REPLIES and not self.open_list and len(self.opened.skeleton) > 0
        read = [p for p in self.watch.look(self.replies, now, reading=reading) if self.read_state.is_unread(p)]
        self.read_state.mark_seen(read)
        return bool(read)

    def relink_quotes(self) -> Iterator[None]:
        """Relink the quotations, in steps so short that no key waits for one; nothing moves."""
        quoting = Quoting(self.opened)
        yield from quoting.prepare()
        self.quoting = quoting
        self.lay_out_replies()

    def lay_out(self) -> None:
        """Lay out both panes again, each at its position."""
        self.article.relayout(self._article_layout(), self.sizes.article[1])
        self.lay_out_replies()

    def lay_out_replies(self) -> None:
        """Lay out the replies again, as after another width or another display of quotations."""
        self.peek = None
        self.replies.relayout(self._reply_layout(), self.sizes.replies[1])

    def begin(self) -> None:
        """Begin a thread that was never opened: with its article, where it has one."""
        self.read_state.article_unread = not len(self.opened.skeleton)
        if self.opened.article.body:
            self.pane = Pane.ARTICLE

    def start_at(self, comment_id: CommentId) -> str:
        """Begin at a comment; returns a message where the page has none of that id."""
        index = self.opened.skeleton.position.get(comment_id)
        if index is None:
            return f"there is no reply {comment_id} on this page"
        self._progress = None
        self.pane = Pane.REPLIES
        self.replies.go(index)
        self.replies.window.put(Spot(index), 0)
        return ""

    def close_peek(self) -> None:
        """Close the box of a peek."""
        self.peek = None
        self.replies.layout.inserted = None
        self.replies.window.settle()

    def close_list(self) -> None:
        """Close the open list, and return to where it was opened, in the thread or in a list below it."""
        assert self.open_list is not None, "a list is open"
        listing, self.open_list = self.open_list, self.open_list.below
        self.close_peek()
        self.return_to(listing.origin, refold=True)

    def choose(self, choice: Choice | None) -> None:
        """Show a choice of the replies, or all; the cursor stays at its reply, or goes to the nearest visible one."""
        self.close_peek()
        if choice:
            self.pane = Pane.REPLIES
        self.replies.choose(choice)

    def close_top_layer(self) -> bool:
        """Close the uppermost layer, as `has_layer` names them; False where there is none."""
        if self.asked or self.hints:
            self.asked = self.hints = None
        elif self.selection:
            self.selection = None
        elif self.open_list:
            self.close_list()
        elif self.active_search:
            self.active_search = None
        elif self.peek:
            self.close_peek()
        elif self.replies.outline.choice:
            self.choose(None)
        else:
            return False
        return True

    def view(self, pane: Pane) -> ArticleView | ReplyView:
        """What of the thread is in a pane."""
        return self.article if pane is Pane.ARTICLE else self.replies

    def content(self, index: int) -> Article | Comment:
        """A comment, or the article."""
        return self.opened.article if index == ARTICLE else self.opened.comment(index)

    def body(self, index: int) -> Blocks:
        """The blocks of a comment, or of the article."""
        return self.content(index).body

    def leaves(self, index: int, block: int | None = None) -> Sequence[Leaf]:
        """The blocks with text of a comment, or of the article; with `block` those within that outermost one."""
        every = self._leaves(index)
        if block is None:
            return every
        first, end = (bisect_left(every, each, key=lambda leaf: leaf.path[0]) for each in (block, block + 1))
        return every[first:end]

    def runs(self, index: int, start: int, end: int, block: int | None = None) -> list[tuple[BlockPath, int, int]]:
        """A range of the text of a comment, or of the article, as ranges of those of its blocks that it is in."""
        blocks = self.leaves(index, block)
        first = max(0, bisect_right(blocks, start, key=lambda leaf: leaf.start) - 1)
        return runs_in(blocks[first : bisect_left(blocks, end, key=lambda leaf: leaf.start)], start, end)

    def owner(self, index: int) -> CommentId | None:
        """The id of a comment, None for the article."""
        return None if index == ARTICLE else self.opened.skeleton.ids[index]

    def name(self, index: int) -> str:
        """The author of a comment."""
        return self.opened.skeleton.names[index] or NOBODY

    def quotes(self, index: int) -> Sequence[Quote]:
        """The quotations in a comment."""
        return self.quoting.of(self.opened.skeleton.ids[index])

    def visit(self, number: int) -> Visit:
        """The thread, of this number, as it is left for another one, with the way back in it."""
        locations = [*self.jumps.behind, self.location()]
        # Outlines are of the whole thread, and going back needs none.
        return Visit(number, self.opened.id, tuple(replace(each, outline=Outline(Skeleton())) for each in locations))

    def revisit(self, visit: Visit) -> None:
        """Come back to a thread, which is the same parse of its page."""
        if visit.thread != self.opened.id:
            return
        outline = self.replies.outline
        *self.jumps.behind, here = [replace(each, outline=outline) for each in visit.locations]
        self.return_to(here)

    def location(self) -> Location:
        """The current location, precise to the line on the screen."""
        outline, preferences = self.replies.outline, self.preferences
        standing = self.replies.cursor_anchor()
        return Location(
            self.pane, standing, self.article.window.top, outline, preferences.together, preferences.for_jump
        )

    def return_to(self, location: Location, *, refold: bool = False) -> None:
        """Restore a location; with `refold` also the folds and the choice of that time."""
        self.link_highlight = None
        if location.for_jump != self.preferences.for_jump:
            self.preferences = replace(self.preferences, together=location.together, for_jump=location.for_jump)
            self.arrange()
        self.pane = location.pane
        self.article.window.top = location.article
        self.article.window.settle()
        if len(self.opened.skeleton):
            self.replies.restore(location.replies, location.outline if refold else None)

    def show_reply(self, index: int) -> None:
        """Move the cursor to a reply, and scroll to it."""
        self.pane = Pane.REPLIES
        self.replies.go(index)

    def show_link(self, link: QuoteLink, to: Anchor) -> None:
        """Scroll to one end of a link, and highlight both ends."""
        self.show_anchor(to)
        self.link_highlight = LinkHighlight(link.target, link.quote.at)

    def show_anchor(self, anchor: Anchor) -> None:
        """Scroll to a passage; a reply's also takes the cursor and the pane.

        The article may be side by side with the replies: then the replies stay the active pane.
        """
        if anchor.owner is None:
            medium = self.arrangement and self.arrangement.breadth is Breadth.MEDIUM
            if medium and not self.sizes.both and self.pane is Pane.REPLIES:
                self.preferences = replace(self.preferences, together=True, for_jump=True)
                self.arrange()
            self.article.show_passage(anchor.path, anchor.start, anchor.end)
            if not self.sizes.both:
                self.pane = Pane.ARTICLE
            return
        index = self.opened.skeleton.position[anchor.owner]
        self.pane = Pane.REPLIES
        if not line_span(self.replies.layout.body(index), anchor.path, anchor.start, anchor.end):
            # It is in quoted text that is hidden.
            self.quoted_text = QuotedText.FULL
            self.lay_out_replies()
        self.replies.show_passage(index, anchor.path, anchor.start, anchor.end)

    def _article_lines(self, columns: int) -> int:
        """Lines of the article in so many columns; 0 for one that is longer than a screen, or without replies."""
        key = Pane.ARTICLE, columns, self.settings.article_width
        if key not in self._heights:
            # Asked for with each key.
            layout = ArticleLayout(self.opened, *key[1:], self._signs, self._discussions)
            is_short = sum(islice(layout.estimates(), _SCREEN_LINES)) <= _SCREEN_LINES
            heights = (len(layout.lines(item)) + 1 for item in range(len(layout)))
            self._heights[key] = sum(heights) - 1 if is_short and len(self.opened.skeleton) else 0
        return self._heights[key]

    def _reply_lines(self, columns: int) -> int:
        """Lines of all replies in so many columns, of the text that says that there are none; 0 for more than a few."""
        count, key = len(self.opened.skeleton), (Pane.REPLIES, columns, self.settings.reply_width)
        if key not in self._heights:
            layout = self._reply_layout(columns)
            lines = [len(layout.own_lines(index)) + 2 for index in range(count)] if count <= _FEW_REPLIES else []
            self._heights[key] = sum(lines) - 1 if lines else 0 if count else _ALONE_LINES
        return self._heights[key]

    def _article_layout(self) -> ArticleLayout:
        sizes = self.sizes.article[0], self.settings.article_width
        return ArticleLayout(self.opened, *sizes, self._signs, self._discussions)

    def _reply_layout(self, width: int = 0) -> ReplyLayout:
        columns = ReplyColumns(width or self.sizes.replies[0], self.settings.reply_width, self.settings.indent)
        return ReplyLayout(self.opened, columns, self.quoting.tails, self.quoted_text, signs=self._signs)

    def _signs(self) -> LinkSigns:
        return LinkSigns(f"{self.settings.stored}\N{NO-BREAK SPACE}", self.related.is_stored)

    @cached_property
    def _discussions(self) -> str:
        return name_discussions(self.related.discussions)

    def _resume(self) -> None:
        progress = self._progress
        if progress is None:
            return
        restore_position(self.opened.skeleton, self.replies, self.article, progress)
        if progress.pane in list(Pane) and len(self.opened.skeleton):
            self.pane = Pane(progress.pane)


__all__ = ["ARTICLE", "ActiveSearch", "LinkHighlight", "Location", "OpenList", "Pane", "Session", "Settings", "Sizes"]
