"""Rows of the replies: header, body behind a bar, blank line; ancestors of the first one above."""

from collections.abc import Hashable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from rich.segment import Segment

from threadreader.model.page import Entry
from threadreader.model.thread import Comment, Kind
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
"""Cells of a name followed by other text: most names are whole, and two of a dialogue leave room for the rest."""

_DIALOGUE_SIGN = "⇄"
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
        before = styled(self.theme, f"{self._mark(index, focused=tint)} ", color=hue, tint=tint)
        room -= cell_width(before.text) + cell_width(right) + 1
        (_, name), *facts = self._facts(index, tint=tint)
        folded = self.session.replies.outline.is_folded(index)
        if folded:
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
        if text := self._first_words(index, room) if folded else self._parent_text(index, room):
            segments.append(styled(self.theme, text, color=self.theme.faint, tint=tint))
            room -= cell_width(text)
        gap = styled(self.theme, " " * (room + 1), tint=tint)
        return [before, shown_name, *segments, gap, styled(self.theme, right, color=self.theme.faint, tint=tint)]

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
        return " " if outline.choice is not None or outline.skeleton.sizes[index] == 1 else signs.unfolded

    def _facts(self, index: int, *, tint: bool) -> list[tuple[int, Segment]]:
        """Facts of a header with their priorities, the name first."""
        comment = self.session.opened.comment(index)
        name = comment.author.name if comment.author else "[nobody named]"
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
        if comment.posted_at:
            add(_LOW, f"  {short_time(comment.posted_at)}")
        add(_MEDIUM, f"  #{index + 1:,}")
        if authors := self._dialogue_authors(index):
            add(_HIGH, f"  {_DIALOGUE_SIGN} {', '.join(fit(one, MAX_NAME_CELLS) for one in authors)}")
        elif parent := self._parent_name(index):
            add(_HIGH, f"  re: {fit(parent, MAX_NAME_CELLS)}")
        return facts

    def _dialogue_authors(self, index: int) -> tuple[str, str] | None:
        """The two authors of a dialogue that starts here, where indentation stops."""
        layout, choice = self.session.replies.layout, self.session.replies.outline.choice
        return None if choice and choice.flat else layout.dialogues.starts.get(index)

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
        choice = self.session.replies.outline.choice
        if index in layout.dialogues.continued and not (choice and choice.flat) and level <= layout.columns.levels:
            return ""
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
        """First own words of a folded reply."""
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
    title = (f"{choice.title} · {len(choice.shown):,} shown",) if choice else ()
    # The head of the article names them, too.
    discussions = () if session.sizes.both else session.related.discussions
    text = (*title, *overview(entry, room, max(1, lines - 1) - len(title), discussions))
    return (*text, *[""] * (lines - len(text)))[lines - lead.overview :]


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
        theme, tint, skeleton = self.theme, self._focused(index), self.session.opened.skeleton
        hue = theme.hue_of_bar(level, skeleton.names[index])
        bar = [styled(theme, _FOCUSED_BAR if tint else _BAR, color=hue, tint=tint), styled(theme, " ", tint=tint)]
        if level <= columns.levels:
            return [styled(theme, " " * (columns.mark(level) + 1), tint=tint), *bar]
        parent_hue = theme.hue_of_bar(level - 1, skeleton.names[skeleton.parents[index]])
        comb = styled(theme, _BAR, color=parent_hue, tint=tint)
        return [styled(theme, " " * columns.mark(level), tint=tint), comb, *bar]

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
