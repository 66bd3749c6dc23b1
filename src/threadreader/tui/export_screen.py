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
from threadreader.session.exporting import ExportChoice, Scope
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


class ExportScreen(ModalScreen[Request | None]):
    """A form of three rows of choices and a line for the name; the answer is what is asked for, None for nothing."""

    AUTO_FOCUS = ""

    def __init__(self, look: Look, exports: Exports, choice: ExportChoice, stem: str) -> None:
        super().__init__()
        self._look = look
        self._exports = exports
        self._choice = choice
        self._stem = stem
        self._row = 0
        self._said = ""
        self._replace: Path | None = None

    def compose(self) -> ComposeResult:
        """The form, in a box."""
        with Vertical(id="export") as box:
            box.border_title = "Export"
            box.border_subtitle = "enter write · y copy · esc cancel"
            yield Static(id="export-choices", markup=False)
            name = self._stem + self._suffix
            yield Input(name, id="export-name", compact=True, select_on_focus=False)
            yield Static(id="export-preview", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the form for the width."""
        self._draw(event.size.width)

    def on_key(self, event: events.Key) -> None:
        """Go through the rows and their choices; in the name, letters are letters."""
        typing = self.focused is not None
        row = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}.get(event.key)
        if typing and event.key == "tab" and self._complete():
            row = None
        elif event.key == "escape" or (event.key == "q" and not typing):
            self.app.call_later(self.dismiss, None)
        elif row is not None or (not typing and event.key in {"j", "k"}):
            self._to_row(self._row + (row or (1 if event.key == "j" else -1)))
        elif typing:
            return
        elif event.key in {"left", "h", "right", "l", "space"}:
            self._change(-1 if event.key in {"left", "h"} else 1)
        elif event.key == "enter":
            self._ask()
        elif event.key == "y":
            self._answer(Request(self._choice, None))
        event.stop()
        event.prevent_default()
        self._draw(self.size.width)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write it."""
        event.stop()
        self._ask()
        self._draw(self.size.width)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another name is another file."""
        event.stop()
        self._said, self._replace = "", None

    @property
    def _suffix(self) -> str:
        return self._exports.suffixes[self._choice.format]

    def _to_row(self, row: int) -> None:
        self._row = row % 4
        line = self.query_one(Input)
        self.set_focus(line if self._row == len(_ROWS) else None)
        line.cursor_position = len(line.value)

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

    def _change(self, by: int) -> None:
        values, old, suffix = self._values(self._row), self._value(self._row), self._suffix
        new = values[(values.index(old) + by) % len(values)]
        self._choice = replace(self._choice, **{_ROWS[self._row][1]: new})
        line = self.query_one(Input)
        line.value = line.value.removesuffix(suffix) + (self._suffix if line.value.endswith(suffix) else "")

    def _ask(self) -> None:
        """Answer with the file; one that is there has to be asked for twice."""
        try:
            target = export_target(self.query_one(Input).value)
        except ExportError as problem:
            self._said = f"{fit(str(problem.subject), _LONGEST_NAME)} {problem.trouble}"
            return
        if os.path.lexists(target) and target != self._replace:
            name = fit(target.name, _LONGEST_NAME)
            self._said, self._replace = f"{name} is there already: enter again replaces it", target
            return
        self._answer(Request(self._choice, target, overwrite=target == self._replace))

    def _answer(self, request: Request) -> None:
        if self._choice.scope is not Scope.THREAD and not self._exports.counts[self._choice.scope]:
            self._said = f"no reply is {self._choice.scope}"
            return
        self.app.call_later(self.dismiss, request)

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
        said = [Text(fit(self._said, room), f"bold {self._look.accent}")] if self._said else []
        preview = self._exports.preview(self._choice)[:_PREVIEW]
        faint = [Text(fit(line, room), self._look.faint) for line in preview]
        self.query_one("#export-preview", Static).update(Text("\n").join([*said, *faint]))

    def _line(self, row: int, room: int) -> Text:
        """The choices of a row; where there is no room for all of them, the one that is chosen."""
        chosen, line = self._value(row), self._label(_ROWS[row][0], here=row == self._row)
        words = [(value == chosen, _named(value)) for value in self._values(row)]
        if _LABEL + sum(cell_width(word) + 6 for _, word in words) > room:
            return line.append(f"< {_named(chosen)} >", self._look.bright)
        for is_chosen, word in words:
            line.append(f"({'•' if is_chosen else ' '}) {word}  ", self._look.bright if is_chosen else self._look.faint)
        return line

    def _label(self, words: str, *, here: bool) -> Text:
        mark = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}" if here else " "
        return Text(f"{mark} {words:{_LABEL - 2}}", f"bold {self._look.accent}" if here else self._look.ink)


_ROWS = (("What", "scope"), ("As", "format"), ("Width", "width"))


def _named(value: object) -> str:
    return "not wrapped" if value == 0 else str(value)
