"""What is exported, in which format, and to which file: every choice on one screen, with the first lines of it."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from threadreader.errors import ExportError
from threadreader.library import complete, export_target
from threadreader.render.cells import cell_width, fit
from threadreader.session import leaving, listing
from threadreader.session.exporting import ExportChoice, Scope
from threadreader.session.key_hints import KeyHints
from threadreader.tui.key_reader import Press
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.keys import Command, Where
from threadreader.tui.setup import Setup
from threadreader.tui.theme import Look

_WIDTHS = (0, 40, 60, 72, 80, 100)
_LABEL = 8
_PREVIEW = 3
_FRAME = 4
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Request:
    """What the reader asked for; without a file it is copied."""

    choice: ExportChoice
    target: Path | None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Exports:
    """What there is to choose from: the comments of each scope, the suffix of each format, and how it would begin."""

    counts: Mapping[Scope, int]
    suffixes: Mapping[str, str]
    preview: Callable[[ExportChoice], Sequence[str]]


class ExportScreen(KeyScreen[Request | None], ModalScreen[Request | None]):
    """A form of three rows of choices and a line for the name; the answer is what is asked for, None for nothing."""

    def __init__(self, setup: Setup, exports: Exports, choice: ExportChoice, stem: str) -> None:
        super().__init__(setup)
        self._exports = exports
        self._choice = choice
        self._stem = stem
        self._row = 0
        self._said = ""
        self._replace: Path | None = None
        self.commands |= {
            Command.LEAVE: self._close,
            Command.NEXT_CHOICE: lambda: self._change(1),
            Command.PREVIOUS_CHOICE: lambda: self._change(-1),
            Command.NEXT_ROW: lambda: self._to_row(self._row + 1),
            Command.PREVIOUS_ROW: lambda: self._to_row(self._row - 1),
            Command.COPY_EXPORT: lambda: self._answer(Request(self._choice, None)),
        }

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return Where.EXPORT

    def compose(self) -> ComposeResult:
        """The form, in a box."""
        with Vertical(id="export") as box:
            box.border_title = "Export"
            hints = (("list.go", "write"), ("export.copy", "copy"), ("app.back-out", "close"), ("app.help", "help"))
            box.border_subtitle = KeyHints(self.written).beside("", *hints)
            yield Static(id="export-choices", markup=False)
            name = self._stem + self._suffix
            yield Input(name, id="export-name", compact=True, select_on_focus=False)
            yield Static(id="export-preview", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the form for the width."""
        self._draw(event.size.width)

    def answer(self, pressed: Press) -> str:
        """Go through the rows, write, or close."""
        act, count = pressed.key.act, pressed.count or 1
        if act is leaving.back_out:
            return self._close()
        if act is listing.go:
            return self._ask()
        if act not in _TARGETS:
            return "all of it is in sight"
        return self._to_row(_TARGETS[act](self._row, count))

    def say(self, said: str) -> None:
        """Say it below the form."""
        self._said = said
        self._draw(self.size.width)

    def dress(self, look: Look) -> None:
        """Take other colours."""
        super().dress(look)
        self._draw(self.size.width)

    def typing(self, event: events.Key) -> None:
        """Take a key while the name is typed: letters are letters."""
        by = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}.get(event.key)
        if event.key == "escape":
            self._close()
        elif event.key == "tab" and self._complete():
            self._draw(self.size.width)
        elif by:
            self.say(self._to_row(self._row + by))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write it."""
        event.stop()
        self.say(self._ask())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another name is another file."""
        event.stop()
        self._said, self._replace = "", None

    @property
    def _suffix(self) -> str:
        return self._exports.suffixes[self._choice.format]

    def _to_row(self, row: int) -> str:
        self._row = row % _LINES
        line = self.query_one(Input)
        self.set_focus(line if self._row == len(_ROWS) else None)
        line.cursor_position = len(line.value)
        return ""

    def _complete(self) -> bool:
        """Go on with the name as far as that is certain; False where it does not go on."""
        line = self.query_one(Input)
        name, names = complete(line.value)
        self._said = "  ".join(names) if len(names) > 1 else ""
        if name == line.value:
            return False
        with line.prevent(Input.Changed):
            line.value = name
        line.cursor_position = len(name)
        self._replace = None
        return True

    def _change(self, by: int) -> str:
        values, old, suffix = self._values(self._row), self._value(self._row), self._suffix
        new = values[(values.index(old) + by) % len(values)]
        self._choice = replace(self._choice, **{_ROWS[self._row][1]: new})
        line = self.query_one(Input)
        line.value = line.value.removesuffix(suffix) + (self._suffix if line.value.endswith(suffix) else "")
        return ""

    def _ask(self) -> str:
        """Answer with the file; one that is there has to be asked for twice."""
        try:
            target = export_target(self.query_one(Input).value)
        except ExportError as problem:
            return f"{fit(str(problem.subject), _LONGEST_NAME)} {problem.trouble}"
        if os.path.lexists(target) and target != self._replace:
            self._replace = target
            key = "enter" if self.focused else self.written("list.go")
            return f"{fit(target.name, _LONGEST_NAME)} is there already: {key} again replaces it"
        return self._answer(Request(self._choice, target, overwrite=target == self._replace))

    def _answer(self, request: Request) -> str:
        if self._choice.scope is not Scope.THREAD and not self._exports.counts[self._choice.scope]:
            return f"no reply is {self._choice.scope}"
        self.app.call_later(self.dismiss, request)
        return ""

    def _close(self) -> str:
        self.app.call_later(self.dismiss, None)
        return ""

    def _values(self, row: int) -> Sequence[Any]:
        return (list(Scope), list(self._exports.suffixes), _WIDTHS)[row]

    def _value(self, row: int) -> object:
        return getattr(self._choice, _ROWS[row][1])

    def _draw(self, width: int) -> None:
        room = max(1, width - _FRAME)
        lines = [self._line(row, room) for row in range(len(_ROWS))]
        count = self._exports.counts[self._choice.scope]
        here = self._row == len(_ROWS)
        lines.append(self._label("To", here=here).append(f"{count:,} {'reply' if count == 1 else 'replies'}"))
        self.query_one("#export-choices", Static).update(Text("\n").join(lines))
        said = [Text(fit(self._said, room), f"bold {self.look.accent}")] if self._said else []
        preview = self._exports.preview(self._choice)[:_PREVIEW]
        faint = [Text(fit(line, room), self.look.faint) for line in preview]
        self.query_one("#export-preview", Static).update(Text("\n").join([*said, *faint]))

    def _line(self, row: int, room: int) -> Text:
        """The choices of a row; where there is no room for all of them, the one that is chosen."""
        chosen, line = self._value(row), self._label(_ROWS[row][0], here=row == self._row)
        words = [(value == chosen, _named(value)) for value in self._values(row)]
        if _LABEL + sum(cell_width(word) + 6 for _, word in words) > room:
            return line.append(f"< {_named(chosen)} >", self.look.bright)
        for is_chosen, word in words:
            line.append(f"({'•' if is_chosen else ' '}) {word}  ", self.look.bright if is_chosen else self.look.faint)
        return line

    def _label(self, words: str, *, here: bool) -> Text:
        mark = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}" if here else " "
        return Text(f"{mark} {words:{_LABEL - 2}}", f"bold {self.look.accent}" if here else self.look.ink)


_ROWS = (("What", "scope"), ("As", "format"), ("Width", "width"))
_LINES = len(_ROWS) + 1

_TARGETS: Mapping[object, Callable[[int, int], int]] = {
    listing.down: lambda row, count: row + count,
    listing.up: lambda row, count: row - count,
    listing.first: lambda _row, _count: 0,
    listing.last: lambda _row, _count: _LINES - 1,
}
"""The row that each move leads to."""


def _named(value: object) -> str:
    return "not wrapped" if value == 0 else str(value)
