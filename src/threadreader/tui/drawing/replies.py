"""Rows of the replies: header, body behind a bar, blank line; ancestors of the first one above."""

from collections.abc import Hashable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from rich.segment import Segment

from threadreader.model.page import Entry
from threadreader.model.quote import NOBODY
from threadreader.model.thread import Comment, Kind, Status
from threadreader.render.dates import short_time
from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session import Pane, Session
from threadreader.session.context import ancestry, excerpt, first_words, rows_above
from threadreader.session.decorations import ScrollbarMarks, highlights, reply_scrollbar_marks
from threadreader.session.statistics import overview
from threadreader.session.viewport import Slice
from threadreader.tui.drawing.pane import PaneRows
from threadreader.tui.drawing.rows import CURSOR, Row, margin, paint, quoted, styled
from threadreader.tui.theme import Theme

MAX_NAME_CELLS = 20
"""Cells of a name followed by other text: most names are whole."""

_MIN_EXCERPT_CELLS, _QUOTE_MARK_CELLS = 16, len(" “”")
_WORDS_GAP = 2


_REQUIRED, _HIGH, _MEDIUM, _LOW = _PRIORITIES = range(4)
"""Priorities of the facts of a header: the higher numbers are left out first."""


class ReplyHeader(Struct, frozen=True):
    """Headers of a session's replies."""

    session: Session
    theme: Theme

    def draw(self, index: int, room: int, *, tint: bool) -> list[Segment]:
        """Segments of a reply's header, `room` cells wide; with a tint for the focused one."""
        right = self._hidden_count(index)
        level = self.session.replies.layout.level(index)
        hue = self.theme.hue_of_bar(level, self.session.opened.skeleton.names[index])
        mark = styled(self.theme, self._mark(index, focused=tint), color=hue, tint=tint)
        room -= cell_width(mark.text) + cell_width(right) + 2
        (_, name), *facts = self._facts(index, tint=tint)
        short = index in self.session.replies.outline.short
        if short:
            facts = [fact for fact in facts if fact[0] == _REQUIRED]
        needed = sum(cell_width(fact.text) for priority, fact in facts if priority == _REQUIRED)
        shown_name = Segment(fit(name.text, max(1, room - needed)), name.style)
        room -= cell_width(shown_name.text)
        # Facts that do not fit are left out, not cut: half a time is another time.
        fitting = set[int]()
        for priority in _PRIORITIES:
            for number, (of, fact) in enumerate(facts):
                if of == priority and cell_width(fact.text) <= room:
                    fitting.add(number)
                    room -= cell_width(fact.text)
        segments = [fact for number, (_, fact) in enumerate(facts) if number in fitting]
        if text := self._first_words(index, room) if short else self._parent_text(index, room):
            segments.append(styled(self.theme, text, color=self.theme.faint, tint=tint))
            room -= cell_width(text)
        gap = styled(self.theme, " " * (room + 1), tint=tint)
        space = styled(self.theme, " ", tint=tint)
        return [mark, space, shown_name, *segments, gap, styled(self.theme, right, color=self.theme.faint, tint=tint)]

    def states(self, index: int) -> Sequence[str]:
        """Signs of a reply's read state, and of its changes between saves."""
        signs, fitting = self.theme.signs, self.session.read_state
        changes, comment = self.session.opened.changes, self.session.opened.skeleton.ids[index]
        states = (
            (fitting.is_unread(index), signs.unread),
            (fitting.is_starred(index), signs.starred),
            (self.session.opened.skeleton.names[index] in self.session.pinned, signs.marked),
            (fitting.is_muted(index), signs.muted),
            (comment in changes.new, signs.new),
            (comment in changes.edited, signs.edited),
            (comment in changes.gone, signs.gone),
        )
        return [sign for is_so, sign in states if is_so]

    def _mark(self, index: int, *, focused: bool) -> str:
        """Sign before a name: focus where no bar shows it, or the fold state."""
        signs, outline = self.theme.signs, self.session.replies.outline
        if signs.focused and focused:
            return signs.focused
        if outline.is_folded(index):
            return signs.folded
        return " " if outline.selection is not None or outline.skeleton.sizes[index] == 1 else signs.unfolded

    def _facts(self, index: int, *, tint: bool) -> list[tuple[int, Segment]]:
        """Facts of a header with their priorities, the name first."""
        comment = self.session.opened.comment(index)
        nobody = "[deleted]" if comment.status is Status.REMOVED else NOBODY
        name = comment.author.name if comment.author else nobody
        facts = [(_REQUIRED, self._author(index, name, comment, tint=tint))]

        def add(priority: int, text: str) -> None:
            facts.append((priority, styled(self.theme, text, color=self.theme.faint, tint=tint)))

        if comment.by_op:
            facts.append((_REQUIRED, styled(self.theme, " ", tint=tint)))
            facts.append((_REQUIRED, Segment(" OP ", self.theme.chip)))
        accent = self.theme.accent
        facts += [(_REQUIRED, styled(self.theme, f" {s}", color=accent, tint=tint)) for s in self.states(index)]
        if comment.kind is not Kind.COMMENT:
            add(_REQUIRED, f" {comment.kind}")
        if comment.score is not None:
            add(_MEDIUM, f"  {self.theme.signs.votes[comment.score < 0]} {comment.score:,}")
        if comment.posted_at:
            add(_LOW, f"  {short_time(comment.posted_at, self.session.opened.page.saves)}")
        add(_MEDIUM, f"  #{index + 1:,}")
        layout = self.session.replies.layout
        if layout.level(index) > layout.columns.levels:
            add(_HIGH, f"  {self.theme.signs.deeper} {self.session.opened.skeleton.depths[index] + 1:,}")
        if parent := self._parent_name(index):
            add(_HIGH, f"  re: {fit(parent, MAX_NAME_CELLS)}")
        return facts

    def _author(self, index: int, name: str, comment: Comment, *, tint: bool) -> Segment:
        """Author's name; bold if pinned, the original poster, or unread."""
        pinned = name in self.session.pinned
        color = self.theme.hue_of(name) if pinned else self.theme.accent if comment.by_op else self.theme.bright
        color = self.theme.faint if comment.id in self.session.opened.changes.gone else color
        bold = pinned or comment.by_op or self.session.read_state.is_unread(index)
        return styled(self.theme, name, color=color, tint=tint, bold=bold)

    def _parent_name(self, index: int) -> str:
        """Author of the parent, where indentation does not show it."""
        skeleton, layout = self.session.opened.skeleton, self.session.replies.layout
        parent = skeleton.parents[index]
        if parent < 0:
            return ""
        level, above = layout.level(index), layout.level(parent)
        return "" if above < level <= layout.columns.levels else skeleton.names[parent] or "?"

    def _parent_text(self, index: int, room: int) -> str:
        """Excerpt of the parent, in flat lists where it is not the reply before."""
        outline, parent = self.session.replies.outline, self.session.opened.skeleton.parents[index]
        choice = outline.choice
        if not choice or not choice.flat or parent < 0 or room < _MIN_EXCERPT_CELLS:
            return ""
        if outline.before(index) == parent:
            return ""
        text = excerpt(self.session, parent, room - _QUOTE_MARK_CELLS)
        return f" “{text}”" if text else ""

    def _first_words(self, index: int, room: int) -> str:
        """First own words of a reply shown as one line."""
        text = first_words(self.session, index, room - _WORDS_GAP) if room > _WORDS_GAP else ""
        return f"{' ' * _WORDS_GAP}{text}" if text else ""

    def _hidden_count(self, index: int) -> str:
        outline = self.session.replies.outline
        left_out = outline.choice.left_out.get(index, 0) if outline.choice else 0
        if left_out:
            return f"+{left_out:,} {'other' if left_out == 1 else 'others'}"
        hidden = outline.hidden_count(index)
        if not hidden:
            return ""
        signs = self.theme.signs
        unread = self.session.read_state.unread_in(index) - self.session.read_state.is_unread(index)
        return f"{f'{unread:,} {signs.unread} ' if unread else ''}+{hidden:,} {signs.hidden}"


_MARGINS = 4  # cells: two at either side


def lines_above(session: Session, entry: Entry, width: int) -> Sequence[str]:
    """Rows above the replies, from top to bottom, `width` cells wide: ancestors, or an overview of the thread."""
    lead, room = rows_above(session), max(0, width - _MARGINS)
    if lead.ancestors:
        return ancestry(session, lead.top, room, lead.ancestors)
    if not lead.overview:
        return ()
    # An overview of the thread or of the filter; the last of several lines is blank.
    choice, lines = session.replies.outline.choice, lead.rows
    title = (choice.described,) if choice else ()
    # The head of the article names them, too.
    discussions = () if session.sizes.both else session.related.discussions
    text = (*title, *overview(entry, room, max(1, lines - 1) - len(title), discussions))
    return (*text, *[""] * (lines - len(text)))[lines - lead.overview :]


_BAR, _FOCUSED_BAR = "▎", "█"
_GUIDE, _DEEP_GUIDE = "▏", "┊"
_CONTEXT_SIGN = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_RIGHT_MARGIN = 2  # a space and the scroll column
_HOW_TO_INSPECT = "Save the page again with its comments expanded, or run threadreader inspect PAGE."


class ReplyRows(PaneRows):
    """Rows of the replies, indented by depth."""

    pane = Pane.REPLIES

    def __init__(self, session: Session, theme: Theme, entry: Entry, columns: int = 0) -> None:
        super().__init__(session, theme, columns)
        self._entry = entry

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

    def scrollbar_marks(self, rows: int) -> ScrollbarMarks:
        return reply_scrollbar_marks(self.session, rows)

    def empty_rows(self) -> Sequence[Row]:
        """Message shown without replies."""
        page = self.session.opened.page
        declared = f", though the page says {page.declared_count:,}" if page.declared_count else ""
        message = f"No comments found{declared}. {_HOW_TO_INSPECT}"
        slices = wrap_text(message, max(1, self.columns - 2 * _RIGHT_MARGIN - 2))
        lines = [message[start:end].rstrip() for start, end in slices]
        return [self.row([styled(self.theme, f"  {line}", color=self.theme.faint)]) for line in lines]

    def cache_key(self, item: int) -> Hashable:
        replies = self.session.replies
        inserted, following = replies.layout.inserted, replies.outline.after(item)
        return (
            item,
            self._focused(item),
            replies.outline.is_folded(item),
            item in replies.outline.short,
            replies.outline.choice and replies.outline.choice.token,
            inserted if inserted and inserted.index == item else None,
            self._read_state(item),
            self.session.quoted_text,
            self.session.quoting,
            self.columns,
            replies.layout.columns,
            self.theme.name,
            replies.lit_levels(item),
            following is not None and (replies.layout.level(following), replies.lit_levels(following)),
            highlights(self.session, item),
            self.session.annotations.noted(item),
        )

    def _read_state(self, item: int) -> Hashable:
        folded = self.session.replies.outline.is_folded(item)
        states = tuple(ReplyHeader(self.session, self.theme).states(item))
        return states, self.session.read_state.unread_in(item) if folded else 0

    def draw(self, item: int, first: int, end: int) -> Sequence[Row]:
        """Rows of a reply: header, body unless it is one line, and the blank row, through which the guides run on."""
        outline, rows = self.session.replies.outline, list[Row]()
        if not first:
            rows.append(self._context_row(item) if outline.is_context(item) else self._header(item))
        if item not in outline.short:
            rows += self._body_rows(item, max(0, first - 1), end - 1)
        following = outline.after(item)
        if following is not None and first <= self.session.replies.text_height(item) < end:
            rows.append(self.row(self._guides(following)))
        return rows

    def _body_rows(self, item: int, first: int, end: int) -> list[Row]:
        tint, comment = self._focused(item), self.session.opened.comment(item)
        passages, pieces = self.session.quoting.passages(comment.id), self.session.annotations.pieces(item)
        highlighted = (*quoted(passages), *highlights(self.session, item))
        bar, gone = self._bar(item), comment.id in self.session.opened.changes.gone
        rows = []
        for line in self.session.replies.layout.body(item)[first:end]:
            cells = paint(self.theme, line, highlighted, tint=tint, faint=gone)
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
        theme, tint, level = self.theme, self._focused(index), self.session.replies.layout.level(index)
        hue = theme.hue_of_bar(level, self.session.opened.skeleton.names[index])
        bar = styled(theme, _FOCUSED_BAR if tint else _BAR, color=hue, tint=tint)
        return [*self._guides(index, tint=tint), bar, styled(theme, " ", tint=tint)]

    def _guides(self, index: int, *, tint: bool = False) -> list[Segment]:
        """The cells up to the fold mark of a reply: a thin line for each ancestor, unbroken down its branch.

        On the way from the cursor up to its root it is broader, and has the colour of its depth.
        """
        theme, replies = self.theme, self.session.replies
        columns, level, choice = replies.layout.columns, replies.layout.level(index), replies.outline.choice
        cells = [styled(theme, " ", tint=tint)] * (columns.mark(level) + 1)
        if choice and choice.flat:
            return cells
        lit = replies.lit_levels(index)
        for above in range(min(level, columns.levels)):
            # Where levels are no longer indented, the last line stands for all of them.
            sign = _DEEP_GUIDE if above == columns.levels - 1 < level - 1 else _GUIDE
            hue = theme.hue(above) if theme.bars == "depth" else theme.ink
            sign, color = (_BAR, hue) if above < lit else (sign, theme.rule)
            cells[columns.mark(above) + 1] = styled(theme, sign, color=color, tint=tint)
        return cells

    def _header(self, index: int) -> Row:
        tint = self._focused(index)
        *guides, last = self._guides(index, tint=tint)
        indent = len(guides)
        mark, *header = ReplyHeader(self.session, self.theme).draw(
            index, self.columns - _RIGHT_MARGIN - indent, tint=tint
        )
        # Below one of one line no bar shows that it is the current one.
        needs_sign = index in self.session.replies.outline.short and not self.theme.signs.focused
        if tint and needs_sign and indent:
            guides[-1] = styled(self.theme, CURSOR, color=self.theme.accent, tint=tint, bold=True)
        return self.row([*guides, last if mark.text == " " else mark, *header], tint=tint)

    def _context_row(self, index: int) -> Row:
        layout, skeleton, tint = self.session.replies.layout, self.session.opened.skeleton, self._focused(index)
        guides = self._guides(index, tint=tint)[:-1]
        name = fit(skeleton.names[index] or NOBODY, MAX_NAME_CELLS)
        first, *more = layout.own_lines(index)
        text = first.text.strip() + ("…" if more else "")
        room = self.columns - 1 - len(guides) - _RIGHT_MARGIN
        text = fit(f"{_CONTEXT_SIGN} {name}: {text}", max(1, room))
        return self.row([*guides, styled(self.theme, text, color=self.theme.faint, tint=tint)], tint=tint)
