"""Draws the replies: a header line each, the body behind a bar, a blank line; above all whom the first answers."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from rich.segment import Segment

from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session import Pane, Session
from threadreader.session.context import rows_above
from threadreader.session.decorations import ScrollbarMarks, highlights, reply_scrollbar_marks
from threadreader.session.viewport import Slice, Viewport
from threadreader.tui.drawing.pane import Labels, PaneRows
from threadreader.tui.drawing.reply_header import LONGEST_NAME, Above, AncestorLines, ReplyHeader
from threadreader.tui.drawing.rows import Row, cut, width_of
from threadreader.tui.theme import Look

_BAR, _FOCUSED_BAR = "▎", "█"
_MORE = " …"
_LEADS = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_RIGHT_MARGIN = 2
_TRIED = "In the shell, threadreader inspect PAGE says what was tried."


class ReplyRows(PaneRows):
    """The replies with their bodies, indented by depth; above them whom the first of them answers."""

    def __init__(self, session: Session, look: Look, ancestors: AncestorLines, columns: int = 0) -> None:
        super().__init__(session, look, columns)
        self._ancestors = ancestors
        self._heading: tuple[tuple[object, ...], Sequence[Row]] | None = None

    @property
    def window(self) -> Viewport:
        """The replies' window."""
        return self.session.replies.window

    @property
    def laid_for(self) -> tuple[int, int]:
        """The size of the replies' window, and the lines above it."""
        columns, lines = self.session.sizes.replies
        return columns, lines + (self.session.arrangement.ancestors if self.session.arrangement else 0)

    def heading(self) -> Sequence[Row]:
        """Who is answered, or what the thread is."""
        rows = self._ancestors.rows(rows_above(self.session), self.columns)
        depends_on = rows, self.columns, self.look.name
        if self._heading is None or self._heading[0] != depends_on:
            self._heading = depends_on, [self._above(row) for row in rows]
        return self._heading[1]

    def pieces(self) -> Iterable[Slice]:
        """The lines of replies in the rows above the window, then those in it."""
        above = rows_above(self.session)
        yield from above.pieces
        for piece in self.window.slices():
            yield replace(piece, row=piece.row + above.rows)

    def labels(self) -> Labels:
        """The labels of links."""
        return self.session.hints.labels(Pane.REPLIES) if self.session.hints else {}

    def extent(self) -> tuple[float, float]:
        """Where the window stands in the thread."""
        return self.session.replies.extent()

    def ticks_of(self) -> Sequence[object]:
        """Everything that the ticks depend on."""
        session, replies = self.session, self.session.replies
        search = session.active_search.search if session.active_search else None
        counted = search is not None and search.is_counted
        return replies.outline, replies.layout, search, counted, session.read_state.unread

    def tick(self, rows: int) -> ScrollbarMarks:
        """Unread replies and matches."""
        return reply_scrollbar_marks(self.session, rows)

    def without_items(self) -> Sequence[Row]:
        """What is said where there is no reply: that, and how to see what was tried."""
        page = self.session.opened.page
        declared = f" though the page counts {page.declared_count:,}" if page.declared_count else ""
        said = f"No comments were found in this file{declared}. {_TRIED}"
        slices = wrap_text(said, max(1, self.columns - 2 * _RIGHT_MARGIN - 2))
        lines = [said[start:end].rstrip() for start, end in slices]
        return [self.row([self.painter.segment(f"  {line}", color=self.look.faint)]) for line in lines]

    def key_of(self, item: int) -> Hashable:
        """Everything that a reply's rows depend on."""
        replies = self.session.replies
        inserted = replies.layout.inserted
        return (
            item,
            self._focused(item),
            replies.outline.is_folded(item),
            replies.outline.choice and replies.outline.choice.token,
            inserted if inserted and inserted.index == item else None,
            self._kept(item),
            self.session.quoted_text,
            self.session.quoting,
            self.columns,
            replies.layout.columns,
            self.look.name,
            highlights(self.session, item),
        )

    def _kept(self, item: int) -> Hashable:
        """What is drawn of what the reader did with a reply."""
        folded = self.session.replies.outline.is_folded(item)
        states = tuple(ReplyHeader(self.session, self.look).states(item))
        return states, self.session.read_state.unread_in(item) if folded else 0

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """The rows of a reply: its header, then its body, of which one line is shown where it is folded."""
        replies = self.session.replies
        if replies.outline.is_context(item):
            return [self._leading(item)][first:end]
        tint = self._focused(item)
        lines = replies.layout.body(item)
        comment = self.session.opened.comment(item)
        passages = self.session.quoting.passages(comment.id)
        shining = (*self.painter.quoted(passages), *highlights(self.session, item))
        folded = replies.outline.is_folded(item)
        bar = self._bar(item)
        writers = self.session.quoting.tails(comment).authors
        gone = comment.id in self.session.opened.changes.gone
        rows = [] if first else [self._header(item)]
        shown = (lines[:1] if folded else lines)[max(0, first - 1) : end - 1]
        above = next((line.path for line in reversed(lines[: max(0, first - 1)]) if line.path), None)
        writer = writers.get(above) if above else None
        for line in shown:
            # The bar goes on over the blank lines between the paragraphs of one quotation.
            writer = writers.get(line.path) if line.path else writer
            hue = writer and self.look.hue_of(writer)
            cells = self.painter.paint(line, shining, tint=tint, bar=hue, faint=gone)
            right = "" if folded else self.painter.quoted_times(line, passages)
            row = [*bar, *cells]
            rows.append(
                self.row(self._cut(row, tint=tint) if folded and len(lines) > 1 else row, right=right, tint=tint)
            )
        return rows

    def focus_at(self) -> tuple[int, int] | None:
        """Where the reply begins that the reader is on, or what is in the window of it."""
        replies = self.session.replies
        if self.session.pane is not Pane.REPLIES or self.session.open_list or not len(self.session.opened.skeleton):
            return None
        row = rows_above(self.session).rows + replies.cursor_anchor().row
        return replies.layout.columns.mark(replies.layout.level(replies.cursor)), row

    def _above(self, row: Above) -> Row:
        room = self.columns - _RIGHT_MARGIN - cell_width(row.key)
        text = fit(f"  {row.words}", max(0, room))
        text += " " * (room - cell_width(text)) + row.key
        return self.row([self.painter.segment(text, color=self.look.faint)])

    def _cut(self, row: Row, *, tint: bool) -> Row:
        """The one line of a folded reply, with a sign that there is more, for which words may have to go."""
        room = self.columns - 1
        fits = width_of(row) + len(_MORE) <= room
        shown, more = (row, _MORE) if fits else (cut(row, room - 1), _MORE.strip())
        return [*shown, self.painter.segment(more, color=self.look.faint, tint=tint)]

    def _focused(self, place: int) -> bool:
        return place == self.session.replies.cursor and self.session.pane is Pane.REPLIES

    def _bar(self, place: int) -> list[Segment]:
        columns = self.session.replies.layout.columns
        level = self.session.replies.layout.level(place)
        focused = self._focused(place)
        skeleton = self.session.opened.skeleton
        parent = skeleton.parents[place]
        hue = self.look.hue_of_bar(level, skeleton.names[place])
        deeper = level > columns.levels
        margin = columns.mark(level) + (0 if deeper else 1)
        beside = self.look.hue_of_bar(level - 1, skeleton.names[parent])
        comb = [self.painter.segment(_BAR, color=beside, tint=focused)] if deeper else []
        return [
            self.painter.segment(" " * margin, tint=focused),
            *comb,
            self.painter.segment(_FOCUSED_BAR if focused else _BAR, color=hue, tint=focused),
            self.painter.segment(" ", tint=focused),
        ]

    def _header(self, place: int) -> Row:
        layout, tint = self.session.replies.layout, self._focused(place)
        indent = layout.columns.mark(layout.level(place))
        header = ReplyHeader(self.session, self.look).draw(place, self.columns - 1 - indent, tint=tint)
        return self.row([self.painter.segment(" " * indent, tint=tint), *header], tint=tint)

    def _leading(self, place: int) -> Row:
        """A reply that only leads to others, as a line."""
        layout, skeleton = self.session.replies.layout, self.session.opened.skeleton
        indent, tint = layout.columns.mark(layout.level(place)), self._focused(place)
        name = fit(skeleton.names[place] or "[nobody named]", LONGEST_NAME)
        first, *more = layout.own_lines(place)
        words = first.text.strip() + ("…" if more else "")
        room = self.columns - 1 - indent - _RIGHT_MARGIN
        text = fit(f"{_LEADS} {name}: {words}", max(1, room))
        return self.row([self.painter.segment(" " * indent + text, color=self.look.faint, tint=tint)], tint=tint)
