"""Rows of the title and status bars and of the rules around the panes."""

from collections.abc import Sequence

from msgspec import Struct
from rich.segment import Segment

from threadreader.render.width import cell_width, fit
from threadreader.tui.drawing.rows import Row, crop_row, styled, width_of
from threadreader.tui.settings import Setup
from threadreader.tui.theme import Theme

DIVIDER = "│"
WIDE_FROM = 100
"""Columns: about what a position in words, the time of a reply and four key hints take."""

MARGINS = 5
"""Cells of a bar besides position and message: a space at either end, three between them."""

Hint = tuple[str, ...]
"""Action ids, then the description of their keys."""

_MIN_LEFT_CELLS = 24  # the beginning of a title; the last group at the right goes if less is left


class BarContent(Struct, frozen=True):
    """Content of a bar: segments at the left, which may be cut short, and groups of segments at the right.

    Right groups without room are left out, the first ones first. The last group may cut the left short unless that is
    `firm`. `end` is shown only where there is room for everything.
    """

    left: Sequence[Segment] = ()
    right: Sequence[Sequence[Segment]] = ()
    end: Sequence[Segment] = ()
    firm: bool = False

    def row(self, theme: Theme, width: int) -> Row:
        """Lay out in a width, in cells."""
        right = self._right_with_room(width)
        taken = width_of(right)
        room = width - 2 - (taken + 2 if taken else 0)
        space = Segment(" ", theme.style(theme.ink))
        segments = [space, *self._fitted(room)]
        gap = width - 1 - width_of((*segments, *right))
        return crop_row([*segments, Segment(" " * max(0, gap), space.style), *right, space], width)

    def _right_with_room(self, width: int) -> list[Segment]:
        left = width_of(self.left)
        everything = [*(segment for group in self.right for segment in group), *self.end]
        if self.end and width_of(everything) + left + 4 <= width:
            return everything
        for first in range(len(self.right)):
            segments = [segment for group in self.right[first:] for segment in group]
            gives_way = first == len(self.right) - 1 and not self.firm
            needed = min(left, _MIN_LEFT_CELLS) if gives_way else left
            if width_of(segments) + needed + 4 <= width:
                return segments
        return []

    def _fitted(self, room: int) -> list[Segment]:
        fitted = []
        for segment in self.left:
            text = fit(segment.text, max(0, room))
            room -= cell_width(text)
            fitted.append(Segment(text, segment.style))
        return fitted


class RuleTitle(Struct, frozen=True):
    """Title of a pane, from a column of the rule above it on; that of the `focused` pane is bright."""

    column: int
    text: str
    focused: bool = False


def rule_row(
    theme: Theme, width: int, joint: str = "", at: Sequence[int] = (), titles: Sequence[RuleTitle] = ()
) -> Row:
    """Horizontal rule, with a joint in the columns where it meets the dividers of the panes, and with their titles."""
    inside = max(0, width - 2)
    line = "─" * inside
    for column in at:
        if 0 < column <= inside:
            line = line[: column - 1] + joint + line[column:]
    line, row, end = f" {line} ", [], 0
    for title in titles:
        row += [Segment(line[end : title.column], theme.style(theme.rule))]
        row += [styled(theme, title.text, color=theme.bright if title.focused else theme.faint, bold=title.focused)]
        end = title.column + cell_width(title.text)
    return crop_row([*row, Segment(line[end:], theme.style(theme.rule))], width)


def add_frame(
    theme: Theme,
    title: Row,
    rows: Sequence[Row],
    status: Row,
    *,
    dividers: Sequence[int] = (),
    titles: Sequence[RuleTitle] = (),
) -> list[Row]:
    """Put title, rules and status around rows; `dividers` are the columns between the panes, `titles` are theirs."""
    width = width_of(title)
    above, below = rule_row(theme, width, "┬", dividers, titles), rule_row(theme, width, "┴", dividers)
    return [title, above, *rows, below, status]


def status_bar(
    setup: Setup, position: str, message: str, hints: Sequence[Hint], width: int, *, end: Sequence[Segment] = ()
) -> BarContent:
    """Status bar: a position, unless the message leaves no room for it, the message, and keys with their effects."""
    theme, labels = setup.theme, ((setup.keymap.labels(*ids), does) for *ids, does in hints)
    keys = [(styled(theme, f"  {key} "), styled(theme, does, color=theme.faint)) for key, does in labels if key]
    left = [styled(theme, position, color=theme.faint)] if position else []
    if not message:
        return BarContent(left, keys, end)
    text = styled(theme, message, color=theme.bright)
    if cell_width(position) + cell_width(message) + MARGINS > width:
        return BarContent([text], keys, firm=True)
    left += [styled(theme, "   "), text] if left else [text]
    return BarContent(left, keys, end, firm=True)
