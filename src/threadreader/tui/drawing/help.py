"""Layout of the help: grouped keys, in two columns where there is room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.text import Text

from threadreader.render.width import cell_width, wrap_text
from threadreader.tui.actions import Context, Key, active_contexts
from threadreader.tui.keys import format_keys
from threadreader.tui.theme import Theme

_GUTTER = 3  # cells between the two columns
_MIN_HELP_CELLS = 12  # two words, below which a help text is a word a line
_MIN_WIDTH = 60
"""Cells: room for the text in the frame."""

_OWN_HEADING = {Context.PEOPLE, Context.LABELS, Context.ADDRESS, Context.FOUND, Context.HELP, Context.EXPORT}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths of the parts of a row, in cells."""

    margin: int
    keys: int
    text_width: int

    @property
    def hanging(self) -> int:
        """Column of the text."""
        return self.margin + self.keys + self.margin

    @property
    def whole(self) -> int:
        """Width of a row."""
        return self.hanging + self.text_width


@dataclass(frozen=True, slots=True)
class Page:
    """Laid out help, and its width in cells."""

    text: Text
    width: int


def lay_out(rows: Sequence[Key], room: int, context: Context, theme: Theme, query: str = "") -> Page:
    """Lay out the rows matching a query; those active in the context come first, all others are faint."""
    columns = _columns(rows, room)
    two = 2 * columns.whole + _GUTTER <= room
    width = columns.whole * 2 + _GUTTER if two else min(room, max(columns.whole, _MIN_WIDTH))
    matching = [row for row in rows if _matches(row, query)]
    if not matching:
        return Page(Text(f"no key has to do with {query}", theme.faint), width)
    contexts = active_contexts(context)
    groups = [sorted(group, key=lambda row: row.context not in contexts) for group in _by_heading(matching)]
    groups.sort(key=lambda group: group[0].context not in contexts)
    parts = [list(_group_lines(group, columns, context, theme)) for group in groups]
    if two and len(parts) > 1:
        return Page(_join_columns(*_halves(parts), columns.whole), width)
    return Page(Text("\n").join(_stacked(parts)), width)


def key_column(row: Key) -> str:
    """Keys of a row as the help shows them."""
    return " ".join(map(format_keys, row.keys)) or "·"


def _heading(row: Key) -> str:
    """Heading of a row: its group, or its context if that has a heading of its own."""
    return row.context.capitalize() if row.context in _OWN_HEADING else row.group


def _by_heading(rows: Sequence[Key]) -> Sequence[Sequence[Key]]:
    by_heading: dict[str, list[Key]] = {}
    for row in rows:
        by_heading.setdefault(_heading(row), []).append(row)
    return list(by_heading.values())


def _matches(row: Key, query: str) -> bool:
    searched = " ".join((row.help, row.id, row.group, _heading(row), key_column(row), *row.keys)).casefold()
    return all(word in searched for word in query.casefold().split())


def _group_lines(rows: Sequence[Key], columns: _Columns, context: Context, theme: Theme) -> Iterator[Text]:
    yield Text(_heading(rows[0]), style=f"bold {theme.accent}")
    for row in rows:
        works = row.context in active_contexts(context)
        bright, ink = (theme.bright, theme.ink) if works else (theme.faint, theme.faint)
        keys = " " * columns.margin + key_column(row)
        for start, end in wrap_text(row.help, columns.text_width):
            gap = " " * (columns.hanging - cell_width(keys))
            yield Text.assemble((keys + gap, bright), (row.help[start:end], ink))
            keys = ""


def _columns(rows: Sequence[Key], room: int) -> _Columns:
    """Fit the columns to the longest keys and texts, within the room."""
    keys = max(cell_width(key_column(row)) for row in rows)
    text_width = max(cell_width(row.help) for row in rows)
    margin = 2 if keys + text_width + 4 <= room else 1
    return _Columns(margin, keys, min(text_width, max(_MIN_HELP_CELLS, room - keys - 2 * margin)))


def _halves(parts: Sequence[Sequence[Text]]) -> tuple[list[Text], list[Text]]:
    """Split the groups into two columns of about the same height."""
    splits = [(_stacked(parts[:cut]), _stacked(parts[cut:])) for cut in range(1, len(parts))]
    return min(splits, key=lambda split: max(map(len, split)))


def _stacked(parts: Sequence[Sequence[Text]]) -> list[Text]:
    """Join the groups with blank lines."""
    return [line for number, part in enumerate(parts) for line in ([Text(), *part] if number else part)]


def _join_columns(left: Sequence[Text], right: Sequence[Text], width: int) -> Text:
    """Join two columns; `width` is that of the first."""
    lines = []
    for one, other in zip_longest(left, right, fillvalue=Text()):
        gap = " " * (width + _GUTTER - one.cell_len) if other else ""
        lines.append(Text.assemble(one, gap, other))
    return Text("\n").join(lines)
