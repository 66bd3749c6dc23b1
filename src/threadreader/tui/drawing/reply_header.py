"""Header line of a reply (author, states, time, hidden replies), and the ancestor lines above all replies."""

import enum
from collections.abc import Sequence

from msgspec import Struct
from rich.segment import Segment

from threadreader.model.page import Entry
from threadreader.model.thread import Comment, Kind
from threadreader.render.dates import short_time
from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.context import ancestry, excerpt, first_words, rows_above
from threadreader.session.overview import overview
from threadreader.tui.drawing.rows import styled
from threadreader.tui.theme import Theme

MAX_NAME_CELLS = 20
"""Cells of a name followed by other text: most names are whole, and two of a dialogue leave room for the rest."""

_DIALOGUE_SIGN = "⇄"
_MIN_EXCERPT_CELLS, _QUOTE_MARK_CELLS = 16, len(" “”")
_WORDS_GAP = 2


class _Priority(enum.IntEnum):
    """Priority of a header fact: the higher numbers are left out first."""

    REQUIRED = 1
    HIGH = 2
    MEDIUM = 3
    LOW = 4


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
            facts = [fact for fact in facts if fact[0] is _Priority.REQUIRED]
        needed = sum(cell_width(fact.text) for priority, fact in facts if priority is _Priority.REQUIRED)
        shown_name = Segment(fit(name.text, max(1, room - needed)), name.style)
        room -= cell_width(shown_name.text)
        # Facts that do not fit are left out, not cut: half a time is another time.
        fitting = set[int]()
        for priority in _Priority:
            for number, (of, fact) in enumerate(facts):
                if of is priority and cell_width(fact.text) <= room:
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

    def _facts(self, index: int, *, tint: bool) -> list[tuple[_Priority, Segment]]:
        """Facts of a header with their priorities, the name first."""
        comment = self.session.opened.comment(index)
        name = comment.author.name if comment.author else "[nobody named]"
        facts = [(_Priority.REQUIRED, self._author(index, name, comment, tint=tint))]

        def add(priority: _Priority, text: str) -> None:
            facts.append((priority, styled(self.theme, text, color=self.theme.faint, tint=tint)))

        if comment.by_op:
            facts.append((_Priority.REQUIRED, styled(self.theme, " ", tint=tint)))
            facts.append((_Priority.REQUIRED, Segment(" OP ", self.theme.chip)))
        accent = self.theme.accent
        facts += [
            (_Priority.REQUIRED, styled(self.theme, f" {s}", color=accent, tint=tint)) for s in self.states(index)
        ]
        if comment.kind is not Kind.COMMENT:
            add(_Priority.REQUIRED, f" {comment.kind}")
        if comment.posted_at:
            add(_Priority.LOW, f"  {short_time(comment.posted_at)}")
        add(_Priority.MEDIUM, f"  #{index + 1:,}")
        if authors := self._dialogue_authors(index):
            add(_Priority.HIGH, f"  {_DIALOGUE_SIGN} {', '.join(fit(one, MAX_NAME_CELLS) for one in authors)}")
        elif parent := self._parent_name(index):
            add(_Priority.HIGH, f"  re: {fit(parent, MAX_NAME_CELLS)}")
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
