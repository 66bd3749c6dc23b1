"""Draws the replies: a header line each, the body behind a bar, a blank line."""

import enum
from collections.abc import Hashable, Iterable, Sequence

from rich.segment import Segment
from textual.strip import Strip

from threadreader.model.thread import Comment, Kind
from threadreader.render.cells import cell_width, fit
from threadreader.render.times import short_time
from threadreader.session import Pane, Session
from threadreader.session.highlights import highlights
from threadreader.session.selecting import Selected, selected_text
from threadreader.session.ticks import Ticks, reply_ticks
from threadreader.session.viewport import Viewport
from threadreader.tui.lines_view import Labels, LinesView
from threadreader.tui.theme import Look

_BAR, _FOCUSED_BAR = "▎", "█"
_OPEN, _FOLDED = "▾", "▸"
_HIDDEN = "↩"
_EXCHANGE = "⇄"
_LEADS = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_RIGHT_MARGIN = 2


_LONGEST_NAME = 20


class _Worth(enum.IntEnum):
    """How soon a fact of a header gives way where there is little room: the first the last."""

    NEEDED = 1
    MUCH = 2
    SOME = 3
    LITTLE = 4


class ReplyTree(LinesView):
    """The replies with their bodies, indented by depth."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(look, id="replies")
        self.session = session

    @property
    def window(self) -> Viewport:
        """The replies' window."""
        return self.session.replies.window

    def words_of(self, selected: Iterable[Selected]) -> str:
        """The text that some lines show."""
        return selected_text(self.session, Pane.REPLIES, selected)

    def labels(self) -> Labels:
        """The labels of links."""
        return self.session.hints.labels(Pane.REPLIES) if self.session.hints else {}

    def extent(self) -> tuple[float, float]:
        """Where the window stands in the thread."""
        return self.session.replies.extent()

    def ticks_of(self) -> Sequence[object]:
        """Everything that the ticks depend on."""
        session, replies = self.session, self.session.replies
        search = session.finding.search if session.finding else None
        return replies.outline, replies.layout, search, session.kept.unread

    def tick(self, rows: int) -> Ticks:
        """Unread replies and matches."""
        return reply_ticks(self.session, rows)

    def frame_without_items(self) -> Sequence[Strip]:
        """What is said where there is no reply."""
        return [self.strip([self.painter.segment("  This page has no comments.", color=self.look.faint)])]

    def key_of(self, item: int) -> Hashable:
        """Everything that a reply's strips depend on."""
        replies = self.session.replies
        inserted = replies.layout.inserted
        return (
            item,
            self._focused(item),
            replies.outline.is_folded(item),
            replies.outline.choice,
            inserted if inserted and inserted.place == item else None,
            self.session.quoted_text,
            self.session.quoting,
            self.columns,
            self.look.name,
            highlights(self.session, item),
        )

    def draw(self, item: int) -> Sequence[Strip]:
        """The strips of a reply: header, body (one line of it where folded), blank line."""
        replies = self.session.replies
        if replies.outline.is_context(item):
            return [self._leading(item)]
        tint = self._focused(item)
        lines = replies.layout.body(item)
        comment = self.session.opened.comment(item)
        passages = self.session.quoting.passages(comment.id)
        shining = (*self.painter.quoted(passages), *highlights(self.session, item))
        folded = replies.outline.is_folded(item)
        bar = self._bar(item)
        writers = self.session.quoting.tails(comment).writers
        strips = [self._header(item)]
        writer: str | None = None
        for line in lines[:1] if folded else lines:
            # The bar goes on over the blank lines between the paragraphs of one quotation.
            writer = writers.get(line.path) if line.path else writer
            cells = self.painter.paint(line, shining, tint=tint, bar=writer and self.look.hue_of(writer))
            if folded and len(lines) > 1:
                cells.append(self.painter.segment(" …", color=self.look.faint, tint=tint))
            strips.append(
                self.strip([*bar, *cells], right="" if folded else self.painter.quoted_times(line, passages), tint=tint)
            )
        return strips

    def _focused(self, place: int) -> bool:
        return place == self.session.replies.cursor and self.session.pane is Pane.REPLIES

    def _bar(self, place: int) -> list[Segment]:
        columns = self.session.replies.layout.columns
        level = self.session.replies.layout.level(place)
        focused = self._focused(place)
        hue = self.look.hue(level)
        deeper = level > columns.levels
        margin = columns.mark(level) + (0 if deeper else 1)
        comb = [self.painter.segment(_BAR, color=self.look.hue(level - 1), tint=focused)] if deeper else []
        return [
            self.painter.segment(" " * margin, tint=focused),
            *comb,
            self.painter.segment(_FOCUSED_BAR if focused else _BAR, color=hue, tint=focused),
            self.painter.segment(" ", tint=focused),
        ]

    def _header(self, place: int) -> Strip:
        comment = self.session.opened.comment(place)
        skeleton = self.session.opened.skeleton
        layout, outline = self.session.replies.layout, self.session.replies.outline
        level = layout.level(place)
        indent = layout.columns.mark(level)
        tint = self._focused(place)
        mark = _FOLDED if outline.is_folded(place) else _OPEN if skeleton.sizes[place] > 1 else " "
        right = self._right(place)
        room = self.columns - 1 - indent - 2 - cell_width(right) - 1
        segments = [
            self.painter.segment(" " * indent, tint=tint),
            self.painter.segment(f"{mark if outline.choice is None else ' '} ", color=self.look.hue(level), tint=tint),
        ]
        name, *facts = self._facts(place, comment, tint=tint)
        needed = sum(cell_width(fact.text) for worth, fact in facts if worth is _Worth.NEEDED)
        shown = [Segment(fit(name[1].text, max(1, room - needed)), name[1].style)]
        room -= cell_width(shown[0].text)
        # What does not fit is left out, the least worth first, and not cut: half a time says another time.
        kept = set[int]()
        for worth in _Worth:
            for number, (worth_of, fact) in enumerate(facts):
                if worth_of is worth and cell_width(fact.text) <= room:
                    kept.add(number)
                    room -= cell_width(fact.text)
        segments += [*shown, *(fact for number, (_, fact) in enumerate(facts) if number in kept)]
        segments += [
            self.painter.segment(" " * (room + 1), tint=tint),
            self.painter.segment(right, color=self.look.faint, tint=tint),
        ]
        return self.strip(segments, tint=tint)

    def _facts(self, place: int, comment: Comment, *, tint: bool) -> list[tuple[_Worth, Segment]]:
        """What a header says, the name first, each with what it is worth where there is little room."""
        name = comment.author.name if comment.author else "[nobody named]"
        color = self.look.accent if comment.by_op else self.look.bright
        facts = [(_Worth.NEEDED, self.painter.segment(name, color=color, tint=tint, bold=True))]

        def add(worth: _Worth, words: str) -> None:
            facts.append((worth, self.painter.segment(words, color=self.look.faint, tint=tint)))

        if comment.by_op:
            facts.append((_Worth.NEEDED, self.painter.segment(" ", tint=tint)))
            facts.append((_Worth.NEEDED, Segment(" OP ", self.look.chip)))
        if comment.kind is not Kind.COMMENT:
            add(_Worth.NEEDED, f" {comment.kind}")
        if comment.posted_at:
            add(_Worth.LITTLE, f"  {short_time(comment.posted_at)}")
        add(_Worth.SOME, f"  #{place + 1:,}")
        if two := self._begun(place):
            add(_Worth.MUCH, f"  {_EXCHANGE} {', '.join(fit(one, _LONGEST_NAME) for one in two)}")
        elif answered := self._answered(place):
            add(_Worth.MUCH, f"  re: {fit(answered, _LONGEST_NAME)}")
        return facts

    def _begun(self, place: int) -> tuple[str, str] | None:
        """Who go back and forth from here on, so that indentation stops."""
        layout, choice = self.session.replies.layout, self.session.replies.outline.choice
        return None if choice and choice.flat else layout.exchanges.begun.get(place)

    def _answered(self, place: int) -> str:
        """Whom a reply answers, where the indentation does not say it."""
        skeleton, layout = self.session.opened.skeleton, self.session.replies.layout
        parent = skeleton.parents[place]
        if parent < 0:
            return ""
        level, above = layout.level(place), layout.level(parent)
        choice = self.session.replies.outline.choice
        if place in layout.exchanges.going_on and not (choice and choice.flat) and level <= layout.columns.levels:
            return ""
        return "" if above < level <= layout.columns.levels else skeleton.names[parent] or "?"

    def _leading(self, place: int) -> Strip:
        """A reply that only leads to others, as a line."""
        layout, skeleton = self.session.replies.layout, self.session.opened.skeleton
        indent, tint = layout.columns.mark(layout.level(place)), self._focused(place)
        name = fit(skeleton.names[place] or "[nobody named]", _LONGEST_NAME)
        words = layout.words(place)[0].text.strip()
        room = self.columns - 1 - indent - _RIGHT_MARGIN
        text = fit(f"{_LEADS} {name}: {words}", max(1, room))
        return self.strip([self.painter.segment(" " * indent + text, color=self.look.faint, tint=tint)], tint=tint)

    def _right(self, place: int) -> str:
        outline = self.session.replies.outline
        left_out = outline.choice.left_out.get(place, 0) if outline.choice else 0
        if left_out:
            return f"+{left_out:,} {'other' if left_out == 1 else 'others'}"
        hidden = outline.hidden(place)
        return f"+{hidden:,} {_HIDDEN}" if hidden else ""
