"""Rows of the replies: header, body behind a bar, blank line; ancestors of the first one above."""

from collections.abc import Hashable, Iterable, Sequence

from msgspec.structs import replace
from rich.segment import Segment

from threadreader.model.page import Entry
from threadreader.render.width import fit, wrap_text
from threadreader.session import Pane, Session
from threadreader.session.context import rows_above
from threadreader.session.decorations import ScrollbarMarks, highlights, reply_scrollbar_marks
from threadreader.session.panes import ReplyView
from threadreader.session.viewport import Slice
from threadreader.tui.drawing.pane import PaneRows
from threadreader.tui.drawing.reply_header import MAX_NAME_CELLS, ReplyHeader, lines_above
from threadreader.tui.drawing.rows import CURSOR, Row, margin, paint, quoted, styled
from threadreader.tui.theme import Theme

_BAR, _FOCUSED_BAR = "▎", "█"
_CONTEXT_SIGN = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_RIGHT_MARGIN = 2  # a space and the scroll column
_HOW_TO_INSPECT = "In the shell, threadreader inspect PAGE says what was tried."


class ReplyRows(PaneRows):
    """Rows of the replies, indented by depth."""

    pane = Pane.REPLIES

    def __init__(self, session: Session, theme: Theme, entry: Entry, columns: int = 0) -> None:
        super().__init__(session, theme, columns)
        self._entry = entry

    @property
    def view(self) -> ReplyView:
        return self.session.replies

    @property
    def layout_size(self) -> tuple[int, int]:
        columns, lines = self.session.sizes.replies
        return columns, lines + (self.session.arrangement.ancestors if self.session.arrangement else 0)

    def heading(self) -> Sequence[Row]:
        """Rows of the ancestors, or of the thread's overview."""
        return [self._heading_row(text) for text in lines_above(self.session, self._entry, self.columns)]

    def slices(self) -> Iterable[Slice]:
        """Slices of replies in the rows above the viewport, then those in it."""
        above = rows_above(self.session)
        yield from above.pieces
        for piece in super().slices():
            yield replace(piece, row=piece.row + above.rows)

    def scrollbar_dependencies(self) -> Sequence[object]:
        session, replies = self.session, self.session.replies
        search = session.active_search.search if session.active_search else None
        counted = search is not None and search.is_counted
        return replies.outline, replies.layout, search, counted, session.read_state.unread

    def scrollbar_marks(self, rows: int) -> ScrollbarMarks:
        return reply_scrollbar_marks(self.session, rows)

    def empty_rows(self) -> Sequence[Row]:
        """Message shown without replies."""
        page = self.session.opened.page
        declared = f" though the page counts {page.declared_count:,}" if page.declared_count else ""
        message = f"No comments were found in this file{declared}. {_HOW_TO_INSPECT}"
        slices = wrap_text(message, max(1, self.columns - 2 * _RIGHT_MARGIN - 2))
        lines = [message[start:end].rstrip() for start, end in slices]
        return [self.row([styled(self.theme, f"  {line}", color=self.theme.faint)]) for line in lines]

    def cache_key(self, item: int) -> Hashable:
        replies = self.session.replies
        inserted = replies.layout.inserted
        return (
            item,
            self._focused(item),
            replies.outline.is_folded(item),
            replies.outline.choice and replies.outline.choice.token,
            inserted if inserted and inserted.index == item else None,
            self._read_state(item),
            self.session.quoted_text,
            self.session.quoting,
            self.columns,
            replies.layout.columns,
            self.theme.name,
            highlights(self.session, item),
            self.session.annotations.noted(item),
        )

    def _read_state(self, item: int) -> Hashable:
        folded = self.session.replies.outline.is_folded(item)
        states = tuple(ReplyHeader(self.session, self.theme).states(item))
        return states, self.session.read_state.unread_in(item) if folded else 0

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """Rows of a reply: header and body, without which a folded one is shown."""
        replies = self.session.replies
        if replies.outline.is_context(item):
            return [self._context_row(item)][first:end]
        tint = self._focused(item)
        lines = replies.layout.body(item)
        comment = self.session.opened.comment(item)
        passages, pieces = self.session.quoting.passages(comment.id), self.session.annotations.pieces(item)
        highlighted = (*quoted(passages), *highlights(self.session, item))
        if replies.outline.is_folded(item):
            return [self._header(item)][first:end]
        bar = self._bar(item)
        authors = self.session.quoting.tails(comment).authors
        gone = comment.id in self.session.opened.changes.gone
        rows = [] if first else [self._header(item)]
        visible = lines[max(0, first - 1) : end - 1]
        above = next((line.path for line in reversed(lines[: max(0, first - 1)]) if line.path), None)
        author = authors.get(above) if above else None
        for line in visible:
            # The bar continues over blank lines between the paragraphs of one quotation.
            author = authors.get(line.path) if line.path else author
            hue = author and self.theme.hue_of(author)
            cells = paint(self.theme, line, highlighted, tint=tint, bar=hue, faint=gone)
            rows.append(self.row([*bar, *cells], right=margin(self.theme, line, passages, pieces), tint=tint))
        return rows

    def cursor_offset(self) -> tuple[int, int] | None:
        """Offset of the focused reply, or of its first visible line."""
        replies = self.session.replies
        if self.session.pane is not Pane.REPLIES or self.session.open_list or not len(self.session.opened.skeleton):
            return None
        row = rows_above(self.session).rows + replies.cursor_anchor().row
        return replies.layout.columns.mark(replies.layout.level(replies.cursor)), row

    def _heading_row(self, text: str) -> Row:
        text = fit(f"  {text}", max(0, self.columns - _RIGHT_MARGIN))
        return self.row([styled(self.theme, text, color=self.theme.faint)])

    def _focused(self, index: int) -> bool:
        return index == self.session.replies.cursor and self.session.pane is Pane.REPLIES

    def _bar(self, index: int) -> list[Segment]:
        columns = self.session.replies.layout.columns
        level = self.session.replies.layout.level(index)
        focused = self._focused(index)
        skeleton = self.session.opened.skeleton
        parent = skeleton.parents[index]
        hue = self.theme.hue_of_bar(level, skeleton.names[index])
        deeper = level > columns.levels
        margin = columns.mark(level) + (0 if deeper else 1)
        parent_hue = self.theme.hue_of_bar(level - 1, skeleton.names[parent])
        comb = [styled(self.theme, _BAR, color=parent_hue, tint=focused)] if deeper else []
        return [
            styled(self.theme, " " * margin, tint=focused),
            *comb,
            styled(self.theme, _FOCUSED_BAR if focused else _BAR, color=hue, tint=focused),
            styled(self.theme, " ", tint=focused),
        ]

    def _header(self, index: int) -> Row:
        layout, tint = self.session.replies.layout, self._focused(index)
        indent = layout.columns.mark(layout.level(index))
        header = ReplyHeader(self.session, self.theme).draw(index, self.columns - _RIGHT_MARGIN - indent, tint=tint)
        # Below a folded one no bar shows that it is the current one.
        needs_sign = self.session.replies.outline.is_folded(index) and not self.theme.signs.focused
        sign = CURSOR if tint and needs_sign and indent else ""
        margin = styled(self.theme, f"{sign:>{indent}}", color=self.theme.accent, tint=tint, bold=True)
        return self.row([margin, *header], tint=tint)

    def _context_row(self, index: int) -> Row:
        layout, skeleton = self.session.replies.layout, self.session.opened.skeleton
        indent, tint = layout.columns.mark(layout.level(index)), self._focused(index)
        name = fit(skeleton.names[index] or "[nobody named]", MAX_NAME_CELLS)
        first, *more = layout.own_lines(index)
        text = first.text.strip() + ("…" if more else "")
        room = self.columns - 1 - indent - _RIGHT_MARGIN
        text = fit(f"{_CONTEXT_SIGN} {name}: {text}", max(1, room))
        return self.row([styled(self.theme, " " * indent + text, color=self.theme.faint, tint=tint)], tint=tint)
