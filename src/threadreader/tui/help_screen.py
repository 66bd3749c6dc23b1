"""The keys on one screen, made from the key table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key as KeyEvent
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static

from threadreader.render.cells import cell_width
from threadreader.render.wrap import wrap_text
from threadreader.tui.keys import KEYS, Key, Where, shown, works_in
from threadreader.tui.theme import Look

_FRAME = 5
"""Columns of the border, the padding and the scrollbar."""

_BETWEEN = 3
_FEWEST_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Columns:
    """How wide the parts of a row are."""

    margin: int
    keys: int
    words: int

    @property
    def hanging(self) -> int:
        """Where the words begin."""
        return self.margin + self.keys + self.margin

    @property
    def whole(self) -> int:
        """All of it."""
        return self.hanging + self.words


class HelpScreen(ModalScreen[None]):
    """Every key, grouped; two columns where there is room.

    In each group the keys that work in the pane `where` come first, and the others are faint.
    """

    def __init__(self, look: Look, where: Where = Where.EVERYWHERE) -> None:
        super().__init__()
        self._look = look
        self._where = where

    def compose(self) -> ComposeResult:
        """The box with the keys in it."""
        with VerticalScroll(id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "esc close"
            yield Static(id="help-text", markup=False)

    def on_resize(self, event: Resize) -> None:
        """Lay the keys out for the width, the first as well as another."""
        self._lay_out(event.size.width - _FRAME)

    def on_key(self, event: KeyEvent) -> None:
        """Close, or scroll."""
        box = self.query_one("#help", VerticalScroll)
        match event.key:
            case "escape" | "q" | "question_mark" | "f1":
                self.app.call_later(self.dismiss)
            case "j":
                box.scroll_down(animate=False)
            case "k":
                box.scroll_up(animate=False)
            case "space":
                box.scroll_page_down(animate=False)
            case "b":
                box.scroll_page_up(animate=False)
            case _:
                return
        event.stop()

    def _lay_out(self, room: int) -> None:
        columns = _columns(room)
        parts = [list(self._group(rows, columns)) for rows in self._groups()]
        two = 2 * columns.whole + _BETWEEN <= room
        text = _beside(*_halves(parts), columns.whole) if two else Text("\n").join(_stacked(parts))
        self.query_one("#help", VerticalScroll).styles.width = (columns.whole * 2 + _BETWEEN if two else room) + _FRAME
        self.query_one("#help-text", Static).update(text)

    def _groups(self) -> Iterator[Sequence[Key]]:
        for _, rows in groupby(KEYS, key=lambda key: key.group):
            yield sorted(rows, key=lambda key: not self._works(key))

    def _group(self, rows: Sequence[Key], columns: _Columns) -> Iterator[Text]:
        yield Text(rows[0].group, style=f"bold {self._look.accent}")
        for row in rows:
            bright, ink = (self._look.bright, self._look.ink) if self._works(row) else (self._look.faint,) * 2
            keys = " " * columns.margin + _typed(row)
            for start, end in wrap_text(row.help, columns.words):
                gap = " " * (columns.hanging - cell_width(keys))
                yield Text.assemble((keys + gap, bright), (row.help[start:end], ink))
                keys = ""

    def _works(self, key: Key) -> bool:
        return key.where in works_in(self._where)


def _typed(row: Key) -> str:
    return " ".join(shown(typed) for typed in row.keys)


def _columns(room: int) -> _Columns:
    """As wide as the longest keys and words of the table, less where there is less room."""
    keys = max(cell_width(_typed(row)) for row in KEYS)
    words = max(cell_width(row.help) for row in KEYS)
    margin = 2 if keys + words + 4 <= room else 1
    return _Columns(margin, keys, min(words, max(_FEWEST_WORDS, room - keys - 2 * margin)))


def _halves(parts: Sequence[Sequence[Text]]) -> tuple[list[Text], list[Text]]:
    """The groups in two columns, in their order and about as high as each other."""
    ways = [(_stacked(parts[:cut]), _stacked(parts[cut:])) for cut in range(1, len(parts))]
    return min(ways, key=lambda way: max(map(len, way)))


def _stacked(parts: Sequence[Sequence[Text]]) -> list[Text]:
    """The groups with a blank line between them."""
    return [line for number, part in enumerate(parts) for line in ([Text(), *part] if number else part)]


def _beside(left: Sequence[Text], right: Sequence[Text], width: int) -> Text:
    """Two columns, of which the first is as wide as is said."""
    lines = []
    for one, other in zip_longest(left, right, fillvalue=Text()):
        gap = " " * (width + _BETWEEN - one.cell_len) if other else ""
        lines.append(Text.assemble(one, gap, other))
    return Text("\n").join(lines)
