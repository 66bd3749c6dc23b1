"""Rows of segments: painting lines with highlights, ANSI output; title and status bars, rules around the panes."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise

from msgspec import Struct
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from threadreader.model.blocks import Marks
from threadreader.model.quote import Passage
from threadreader.model.text import clean_cells
from threadreader.render.lines import Line, Run
from threadreader.render.width import cell_width, fit
from threadreader.session.decorations import Highlight, HighlightKind, Piece
from threadreader.tui.theme import Setup, Theme

Row = list[Segment]

CURSOR = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
"""The sign of the current row of a list."""


def width_of(segments: Iterable[Segment]) -> int:
    """Width in cells."""
    return sum(cell_width(segment.text) for segment in segments)


def crop_row(row: Row, width: int) -> Row:
    """Crop to a width in cells; half of a wide character becomes a space."""
    fitting: Row = []
    for segment in row:
        cells = cell_width(segment.text)
        if cells > width:
            return [*fitting, segment.split_cells(width)[0]] if width > 0 else fitting
        fitting.append(segment)
        width -= cells
    return fitting


def pad_row(row: Row, width: int, style: Style) -> Row:
    """Pad or crop to a width in cells."""
    used = width_of(row)
    return [*row, Segment(" " * (width - used), style)] if used < width else crop_row(row, width)


def clean_row(row: Iterable[Segment]) -> Row:
    """Row without controls in its texts, in as many cells.

    What is stored is not trusted: a library may come from somebody else, with escape sequences in any field.
    """
    segments = list(row)
    if all(segment.text.isprintable() for segment in segments):
        return segments
    return crop_row([Segment(clean_cells(text), style) for text, style, _ in segments], width_of(segments))


def styled(theme: Theme, text: str, *, color: str | None = None, tint: bool = False, bold: bool = False) -> Segment:
    """Segment of the view's own text."""
    return Segment(text, theme.style(color or theme.ink, tint=tint, bold=bold))


def paint(theme: Theme, line: Line, highlights: Iterable[Highlight], *, tint: bool = False, faint: bool = False) -> Row:
    """Style a rendered line, with highlights."""
    here = [each for each in highlights if each.path == line.path]
    return [
        Segment(text, style)
        for run in line.runs
        for text, style in _pieces(theme, run, _run_style(theme, run, tint=tint, faint=faint), here)
        if text
    ]


def quoted(passages: Iterable[Passage]) -> tuple[Highlight, ...]:
    """Highlights of quoted passages, to lie under all others."""
    return tuple(Highlight(p.at.path, p.at.start, p.at.end, HighlightKind.QUOTED) for p in passages)


def margin(theme: Theme, line: Line, passages: Iterable[Passage], pieces: Iterable[Piece]) -> str:
    """Margin text of a line: highlights of the reader that begin on it, and how often its passages are quoted."""
    counts = [passage.times for passage in passages if passage.at.path == line.path and _shows(line, passage.at.start)]
    times = f"{sum(counts)}{theme.signs.quoted}" if counts else ""
    begun = [located.annotation for path, start, _, located in pieces if path == line.path and _shows(line, start)]
    if not begun:
        return times
    colors = dict.fromkeys(each.color if theme.signs.cursor else each.color[0] for each in begun)
    noted = theme.signs.noted if any(each.note for each in begun) else ""
    signs = "".join(list(colors)[: _MARGIN_SIGNS - len(noted)]) + noted
    return signs if times and len(signs + times) > _MARGIN_SIGNS else signs + times


def _run_style(theme: Theme, run: Run, *, tint: bool, faint: bool) -> Style:
    """Style of a run without highlights, cached."""
    key = run.role, run.marks.value, bool(run.href), tint, faint
    style = theme.run_styles.get(key)
    if style is None:
        style = theme.ground(tint=tint) + theme.roles[run.role]
        for mark in run.marks:
            style += theme.marks.get(mark, Style.null())
        if run.href:
            style += theme.link_style
        if faint:
            style += Style.parse(theme.faint)
        theme.run_styles[key] = style
    return style


def _pieces(theme: Theme, run: Run, style: Style, highlights: Sequence[Highlight]) -> list[tuple[str, Style]]:
    if run.start is None or not highlights or Marks.BREAK in run.marks:
        return [(run.text, style)]
    end = run.start + len(run.text)
    cuts = {run.start, end}
    for each in highlights:
        cuts |= {min(max(each.start, run.start), end), min(max(each.end, run.start), end)}
    pieces = []
    for one, two in pairwise(sorted(cuts)):
        over = (theme.highlight_styles[each.kind] for each in highlights if each.start <= one < each.end)
        pieces.append((run.text[one - run.start : two - run.start], sum(over, style)))
    return pieces


def _shows(line: Line, position: int) -> bool:
    """True if a character of its block is on a line."""
    return any(run.start is not None and 0 <= position - run.start < len(run.text) for run in line.runs)


_MARGIN_SIGNS = 3  # cells that the layout leaves beside full lines
_TRUE_COLORS = {"truecolor", "24bit"}
_NAMED = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT, "truecolor": ColorSystem.TRUECOLOR}
_COLORS = {"kitty": ColorSystem.EIGHT_BIT, "256color": ColorSystem.EIGHT_BIT}


def to_ansi(rows: Iterable[Row], colors: ColorSystem) -> str:
    """Escape sequences that draw rows from the top of the screen."""
    return "".join(f"\x1b[{y};1H{_row_to_ansi(clean_row(row), colors)}" for y, row in enumerate(rows, 1))


def color_system(environment: Mapping[str, str]) -> ColorSystem:
    """Colour system of the terminal, detected as Textual does."""
    named = _NAMED.get(environment.get("TEXTUAL_COLOR_SYSTEM", ""))
    if named is not None:
        return named
    term = environment.get("TERM", "").strip().lower()
    if environment.get("COLORTERM", "").strip().lower() in _TRUE_COLORS:
        return ColorSystem.TRUECOLOR
    return _COLORS.get(term.rpartition("-")[2], ColorSystem.STANDARD)


def _row_to_ansi(row: Iterable[Segment], colors: ColorSystem) -> str:
    pieces = ((style or Style.null(), [segment.text for segment in run]) for style, run in groupby(row, _style))
    return "".join(style.render("".join(texts), color_system=colors) for style, texts in pieces)


def _style(segment: Segment) -> Style | None:
    return segment.style


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
    `firm`.
    """

    left: Sequence[Segment] = ()
    right: Sequence[Sequence[Segment]] = ()
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


def status_bar(setup: Setup, position: str, message: str, hints: Sequence[Hint], width: int) -> BarContent:
    """Status bar: a position, unless the message leaves no room for it, the message, and keys with their effects."""
    theme, labels = setup.theme, ((setup.keymap.labels(*ids), does) for *ids, does in hints)
    keys = [(styled(theme, f"  {key} "), styled(theme, does, color=theme.faint)) for key, does in labels if key]
    left = [styled(theme, position, color=theme.faint)] if position else []
    if not message:
        return BarContent(left, keys)
    text = styled(theme, message, color=theme.bright)
    if cell_width(position) + cell_width(message) + MARGINS > width:
        return BarContent([text], keys, firm=True)
    left += [styled(theme, "   "), text] if left else [text]
    return BarContent(left, keys, firm=True)
