"""What the line above a reply says: who wrote it and when, what the reader did with it, what its branch hides.

Who is answered by what stands first among the replies shown; where the thread begins, what it is.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment

from threadreader.model.page import Entry
from threadreader.model.thread import Comment, Kind
from threadreader.render.dates import short_time
from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.context import RowsAbove, ancestry, excerpt, first_above, is_below_parent
from threadreader.session.library.thread_list import overview
from threadreader.tui.drawing.rows import Painter
from threadreader.tui.theme import Look

LONGEST_NAME = 20
"""Cells of a name that stands beside something else."""

_EXCHANGE = "⇄"
_FEWEST_WORDS, _AROUND_WORDS = 16, len(" “”")


class _Worth(enum.IntEnum):
    """How soon a fact of a header gives way where there is little room: the first the last."""

    NEEDED = 1
    MUCH = 2
    SOME = 3
    LITTLE = 4


@dataclass(frozen=True, slots=True)
class ReplyHeader:
    """Draws the headers of a session's replies in a look."""

    session: Session
    look: Look

    def draw(self, place: int, room: int, *, tint: bool) -> list[Segment]:
        """The header of a reply behind its indentation, in so many cells; with a tint it is in focus."""
        painter, right = Painter(self.look), self._right(place)
        level = self.session.replies.layout.level(place)
        hue = self.look.hue_of_bar(level, self.session.opened.skeleton.names[place])
        before = painter.segment(f"{self._mark(place, focused=tint)} ", color=hue, tint=tint)
        room -= cell_width(before.text) + cell_width(right) + 1
        (_, name), *facts = self._facts(place, tint=tint)
        needed = sum(cell_width(fact.text) for worth, fact in facts if worth is _Worth.NEEDED)
        shown = Segment(fit(name.text, max(1, room - needed)), name.style)
        room -= cell_width(shown.text)
        # What does not fit is left out, the least worth first, and not cut: half a time says another time.
        kept = set[int]()
        for worth in _Worth:
            for number, (worth_of, fact) in enumerate(facts):
                if worth_of is worth and cell_width(fact.text) <= room:
                    kept.add(number)
                    room -= cell_width(fact.text)
        said = [fact for number, (_, fact) in enumerate(facts) if number in kept]
        if words := self._answered_words(place, room):
            said.append(painter.segment(words, color=self.look.faint, tint=tint))
            room -= cell_width(words)
        gap = painter.segment(" " * (room + 1), tint=tint)
        return [before, shown, *said, gap, painter.segment(right, color=self.look.faint, tint=tint)]

    def states(self, place: int) -> Sequence[str]:
        """The signs of what the reader did with a reply, or has not done, and of what became of it in another save."""
        signs, kept = self.look.signs, self.session.read_state
        changes, comment = self.session.opened.changes, self.session.opened.skeleton.ids[place]
        states = (
            (kept.is_unread(place), signs.unread),
            (kept.is_starred(place), signs.starred),
            (self.session.opened.skeleton.names[place] in self.session.pinned, signs.marked),
            (kept.is_muted(place), signs.muted),
            (comment in changes.new, signs.new),
            (comment in changes.edited, signs.edited),
            (comment in changes.gone, signs.gone),
        )
        return [sign for is_so, sign in states if is_so]

    def _mark(self, place: int, *, focused: bool) -> str:
        """The sign before a name: that it is in focus, where its bar does not show that, or how its branch is."""
        signs, outline = self.look.signs, self.session.replies.outline
        if signs.here and focused:
            return signs.here
        if outline.choice is not None or outline.skeleton.sizes[place] == 1:
            return " "
        return signs.folded if outline.is_folded(place) else signs.unfolded

    def _facts(self, place: int, *, tint: bool) -> list[tuple[_Worth, Segment]]:
        """What a header says, the name first, each with what it is worth where there is little room."""
        comment, painter = self.session.opened.comment(place), Painter(self.look)
        name = comment.author.name if comment.author else "[nobody named]"
        facts = [(_Worth.NEEDED, self._writer(place, name, comment, tint=tint))]

        def add(worth: _Worth, words: str) -> None:
            facts.append((worth, painter.segment(words, color=self.look.faint, tint=tint)))

        if comment.by_op:
            facts.append((_Worth.NEEDED, painter.segment(" ", tint=tint)))
            facts.append((_Worth.NEEDED, Segment(" OP ", self.look.chip)))
        accent = self.look.accent
        facts += [(_Worth.NEEDED, painter.segment(f" {s}", color=accent, tint=tint)) for s in self.states(place)]
        if comment.kind is not Kind.COMMENT:
            add(_Worth.NEEDED, f" {comment.kind}")
        if comment.posted_at:
            add(_Worth.LITTLE, f"  {short_time(comment.posted_at)}")
        add(_Worth.SOME, f"  #{place + 1:,}")
        if two := self._begun(place):
            add(_Worth.MUCH, f"  {_EXCHANGE} {', '.join(fit(one, LONGEST_NAME) for one in two)}")
        elif answered := self._answered(place):
            add(_Worth.MUCH, f"  re: {fit(answered, LONGEST_NAME)}")
        return facts

    def _begun(self, place: int) -> tuple[str, str] | None:
        """Who go back and forth from here on, so that indentation stops."""
        layout, choice = self.session.replies.layout, self.session.replies.outline.choice
        return None if choice and choice.flat else layout.dialogues.starts.get(place)

    def _writer(self, place: int, name: str, comment: Comment, *, tint: bool) -> Segment:
        """A name, bold where it is of somebody who stands out or wrote what is unread."""
        pinned = name in self.session.pinned
        color = self.look.hue_of(name) if pinned else self.look.accent if comment.by_op else self.look.bright
        color = self.look.faint if comment.id in self.session.opened.changes.gone else color
        bold = pinned or comment.by_op or self.session.read_state.is_unread(place)
        return Painter(self.look).segment(name, color=color, tint=tint, bold=bold)

    def _answered(self, place: int) -> str:
        """Whom a reply answers, where the indentation does not say it."""
        skeleton, layout = self.session.opened.skeleton, self.session.replies.layout
        parent = skeleton.parents[place]
        if parent < 0:
            return ""
        level, above = layout.level(place), layout.level(parent)
        choice = self.session.replies.outline.choice
        if place in layout.dialogues.continued and not (choice and choice.flat) and level <= layout.columns.levels:
            return ""
        return "" if above < level <= layout.columns.levels else skeleton.names[parent] or "?"

    def _answered_words(self, place: int, room: int) -> str:
        """The first words of what a reply answers, where that stands elsewhere in a list without a tree."""
        outline, parent = self.session.replies.outline, self.session.opened.skeleton.parents[place]
        choice = outline.choice
        if not choice or not choice.flat or parent < 0 or room < _FEWEST_WORDS:
            return ""
        if outline.before(place) == parent:
            return ""
        words = excerpt(self.session, parent, room - _AROUND_WORDS)
        return f" “{words}”" if words else ""

    def _right(self, place: int) -> str:
        outline = self.session.replies.outline
        left_out = outline.choice.left_out.get(place, 0) if outline.choice else 0
        if left_out:
            return f"+{left_out:,} {'other' if left_out == 1 else 'others'}"
        hidden = outline.hidden_count(place)
        if not hidden:
            return ""
        signs = self.look.signs
        unread = self.session.read_state.unread_in(place) - self.session.read_state.is_unread(place)
        return f"{f'{unread:,} {signs.unread} ' if unread else ''}+{hidden:,} {signs.hidden}"


_MARGINS = 4
_GAP = 2
_UP = "⇡"


@dataclass(frozen=True, slots=True)
class Above:
    """Words of a row above the replies, and the key that leads there, to stand at its right."""

    words: str
    key: str = ""


class AncestorLines:
    """What the rows above the replies say that are no lines of replies; kept until what they depend on is another."""

    def __init__(self, session: Session, entry: Entry, parent_key: str) -> None:
        self.session = session
        self._entry = entry
        self._key = f"{_UP} {parent_key}" if parent_key else ""
        self._said: tuple[tuple[object, ...], Sequence[Above]] | None = None

    def rows(self, lead: RowsAbove, width: int) -> Sequence[Above]:
        """The first rows of a lead, in a pane of some width, from top to bottom."""
        near = lead.ancestors > 0 and is_below_parent(self.session, lead.top)
        above = first_above(self.session, lead.top) if lead.ancestors else None
        choice = self.session.replies.outline.choice
        depends_on = lead.ancestors, lead.overview, lead.rows, above, near, width, choice and choice.token
        if self._said is None or self._said[0] != depends_on:
            self._said = depends_on, self._rows(lead, width - _MARGINS, self._key if near else "")
        return self._said[1]

    def _rows(self, lead: RowsAbove, room: int, key: str) -> Sequence[Above]:
        if not lead.ancestors:
            hidden = lead.rows - lead.overview
            return [Above(words) for words in self._overview(lead.rows, room)[hidden:]] if lead.overview else ()
        room -= cell_width(key) + _GAP if key else 0
        *others, nearest = ancestry(self.session, lead.top, max(0, room), lead.ancestors)
        return [*map(Above, others), Above(nearest, key)]

    def _overview(self, lines: int, room: int) -> Sequence[str]:
        """What the thread is, or what is shown of it; where there are several lines the last is free."""
        choice = self.session.replies.outline.choice
        title = (f"{choice.title} · {len(choice.shown):,} shown",) if choice else ()
        most = max(1, lines - 1)
        words = (*title, *overview(self._entry, max(0, room), most - len(title)))
        return (*words, *[""] * (lines - len(words)))
