"""Rows of the screen: segments side by side, in cells. Who draws in them needs no widget, and nothing of Textual.

Rendered lines in a theme's styles, with what stands out in them laid on.

Rows as they are written to a terminal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from threadreader.model.blocks import Marks
from threadreader.model.quote import Passage
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width
from threadreader.session.decorations import Highlight, HighlightKind
from threadreader.tui.theme import Look

Row = list[Segment]


def width_of(segments: Iterable[Segment]) -> int:
    """The cells of a row."""
    return sum(cell_width(segment.text) for segment in segments)


def cut(row: Row, width: int) -> Row:
    """A row of so many cells at most; of a character that is cut apart a space is left."""
    shown: Row = []
    for segment in row:
        cells = cell_width(segment.text)
        if cells > width:
            return [*shown, segment.split_cells(width)[0]] if width > 0 else shown
        shown.append(segment)
        width -= cells
    return shown


def filled(row: Row, width: int, style: Style) -> Row:
    """A row of just so many cells, with spaces of some style at its end."""
    used = width_of(row)
    return [*row, Segment(" " * (width - used), style)] if used < width else cut(row, width)


@dataclass(frozen=True, slots=True)
class Painter:
    """Paints in one theme."""

    look: Look
    _styles: dict[tuple[object, ...], Style] = field(default_factory=dict, compare=False)

    def segment(self, text: str, *, color: str | None = None, tint: bool = False, bold: bool = False) -> Segment:
        """A piece of the view's own, in its colours."""
        return Segment(text, self.look.style(color or self.look.ink, tint=tint, bold=bold))

    def paint(
        self,
        line: Line,
        highlights: Iterable[Highlight],
        *,
        tint: bool = False,
        bar: str | None = None,
        faint: bool = False,
    ) -> list[Segment]:
        """A rendered line in the theme's styles, with what stands out in it laid on; `bar` colours quotes' bars."""
        here = [light for light in highlights if light.path == line.path]
        return [
            Segment(text, style)
            for run in line.runs
            for text, style in self._pieces(run, self._style(run, bar, tint=tint, faint=faint), here)
            if text
        ]

    @staticmethod
    def quoted(passages: Iterable[Passage]) -> tuple[Highlight, ...]:
        """Quoted passages as highlights, which lie under all others."""
        return tuple(Highlight(p.at.path, p.at.start, p.at.end, HighlightKind.QUOTED) for p in passages)

    def quoted_times(self, line: Line, passages: Iterable[Passage]) -> str:
        """What the margin says at the line that a quoted passage begins on: how many times it is quoted."""
        begun = [
            passage.times
            for passage in passages
            if passage.at.path == line.path
            and any(run.start is not None and 0 <= passage.at.start - run.start < len(run.text) for run in line.runs)
        ]
        return f"{sum(begun)}{self.look.signs.quoted}" if begun else ""

    def _style(self, run: Run, bar: str | None, *, tint: bool, faint: bool) -> Style:
        """What a run looks like by itself; each look is put together once."""
        key = run.role, run.marks.value, bool(run.href), bar if run.role is Role.QUOTE_BAR else None, tint, faint
        style = self._styles.get(key)
        if style is None:
            style = self.look.ground(tint=tint) + self.look.roles[run.role]
            for mark in run.marks:
                style += self.look.marks.get(mark, Style.null())
            if run.href:
                style += self.look.link_style
            if bar and run.role is Role.QUOTE_BAR:
                style += Style.parse(bar)
            if faint:
                style += Style.parse(self.look.faint)
            self._styles[key] = style
        return style

    def _pieces(self, run: Run, style: Style, highlights: Sequence[Highlight]) -> list[tuple[str, Style]]:
        if run.start is None or not highlights or Marks.BREAK in run.marks:
            return [(run.text, style)]
        end = run.start + len(run.text)
        cuts = {run.start, end}
        for light in highlights:
            cuts |= {min(max(light.start, run.start), end), min(max(light.end, run.start), end)}
        edges = sorted(cuts)
        return [
            (run.text[one - run.start : two - run.start], self._lit(style, one, highlights))
            for one, two in pairwise(edges)
        ]

    def _lit(self, style: Style, at: int, highlights: Sequence[Highlight]) -> Style:
        for light in highlights:
            if light.start <= at < light.end:
                style += self.look.glows[light.kind]
        return style


_TRUE_COLORS = {"truecolor", "24bit"}
_DUMB = {"dumb", "unknown"}
_COLORS = {"kitty": ColorSystem.EIGHT_BIT, "256color": ColorSystem.EIGHT_BIT}


def written(rows: Iterable[Row], colors: ColorSystem) -> str:
    """Rows from the top of the screen on."""
    return "".join(f"\x1b[{y};1H{_written(row, colors)}" for y, row in enumerate(rows, 1))


def color_system(environment: Mapping[str, str]) -> ColorSystem:
    """The colours that a terminal has, told as Textual tells it: of one that is said to show nothing, all."""
    term = environment.get("TERM", "").strip().lower()
    if term in _DUMB or environment.get("COLORTERM", "").strip().lower() in _TRUE_COLORS:
        return ColorSystem.TRUECOLOR
    return _COLORS.get(term.rpartition("-")[2], ColorSystem.STANDARD)


def _written(row: Iterable[Segment], colors: ColorSystem) -> str:
    pieces = ((style or Style.null(), [segment.text for segment in run]) for style, run in groupby(row, _style))
    return "".join(style.render("".join(texts), color_system=colors) for style, texts in pieces)


def _style(segment: Segment) -> Style | None:
    return segment.style
