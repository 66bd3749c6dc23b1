"""How the lines around the panes are drawn: title and status, and the rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment

from threadreader.render.width import cell_width, fit
from threadreader.tui.drawing.rows import Row, cut, width_of
from threadreader.tui.theme import Look

DIVIDER = "│"

_FEW_WORDS = 24


@dataclass(frozen=True, slots=True)
class Words:
    """What a line says: some at the left, which give way, and some at the right.

    Groups at the right that have no room are left out, the first of them first. The last group may cut the left short,
    but not where that is `firm`. What stands at the end of all does so only where there is room for everything.
    """

    left: Sequence[Segment] = ()
    right: Sequence[Sequence[Segment]] = ()
    end: Sequence[Segment] = ()
    firm: bool = False

    def row(self, look: Look, width: int) -> Row:
        """The line."""
        right = self._right_with_room(width)
        taken = width_of(right)
        room = width - 2 - (taken + 2 if taken else 0)
        space = Segment(" ", look.style(look.ink))
        segments = [space, *self._fitted(room)]
        gap = width - 1 - width_of((*segments, *right))
        return cut([*segments, Segment(" " * max(0, gap), space.style), *right, space], width)

    def _right_with_room(self, width: int) -> list[Segment]:
        left = width_of(self.left)
        everything = [*(segment for group in self.right for segment in group), *self.end]
        if self.end and width_of(everything) + left + 4 <= width:
            return everything
        for first in range(len(self.right)):
            segments = [segment for group in self.right[first:] for segment in group]
            gives_way = first == len(self.right) - 1 and not self.firm
            wanted = min(left, _FEW_WORDS) if gives_way else left
            if width_of(segments) + wanted + 4 <= width:
                return segments
        return []

    def _fitted(self, room: int) -> list[Segment]:
        fitted = []
        for segment in self.left:
            text = fit(segment.text, max(0, room))
            room -= cell_width(text)
            fitted.append(Segment(text, segment.style))
        return fitted


def rule_row(look: Look, width: int, joint: str, at: int | None) -> Row:
    """A horizontal rule, with a mark in the column where the divider of the panes meets it."""
    inside = max(0, width - 2)
    line = "─" * inside
    if at is not None and 0 < at <= inside:
        line = line[: at - 1] + joint + line[at:]
    return cut([Segment(f" {line} ", look.style(look.rule))], width)


def framed(look: Look, title: Row, rows: Sequence[Row], status: Row, divider: int | None) -> list[Row]:
    """Rows with a rule above and below them; the divider between panes is in some column."""
    above, below = (rule_row(look, width_of(title), joint, divider) for joint in "┬┴")
    return [title, above, *rows, below, status]


def piece(look: Look, text: str, *, color: str | None = None, bold: bool = False) -> Segment:
    """Words in the theme's colours."""
    return Segment(text, look.style(color or look.ink, bold=bold))
