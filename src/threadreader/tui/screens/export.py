"""Export dialog of a thread: scope, format, width, options and file name, with a preview; and the export itself."""

import os
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from threadreader.errors import ExportError, ThreadreaderError
from threadreader.library.exporting import export_formats
from threadreader.library.files import complete_path, export_target, write_export
from threadreader.library.library import Library
from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.actions import lists
from threadreader.session.actions.export import ExportChoice, Scope, replies_in_scope
from threadreader.session.state import Copy, Pipe
from threadreader.tui.drawing.export_form import ExportForm, Exports, selection_of, written_indexes
from threadreader.tui.keys import Context
from threadreader.tui.screens.base import Dialog
from threadreader.tui.settings import Setup
from threadreader.tui.theme import Theme
from threadreader.tui.widgets.prompt import StillInput

_PREVIEW_LINES = 3  # lines: a head, a quotation and a line of text
_FRAME_CELLS = 4  # a border and a space at either side
_MAX_NAME_CELLS = 30  # leaves the message half of a terminal of 80 columns
_MAX_WIDTH = 84  # as `#export` in the style sheet: the usual 72 columns and all choices of a row


class Request(Struct, frozen=True):
    """Requested export; without a target it is copied to the clipboard, or handed to a command."""

    choice: ExportChoice
    target: Path | None
    overwrite: bool = False
    is_piped: bool = False


class ExportScreen(Dialog[Request | None], ModalScreen[Request | None]):
    """Form of choices and a file name; its result is a request, or None."""

    own_context = Context.EXPORT

    def __init__(self, setup: Setup, exports: Exports, choice: ExportChoice, stem: str) -> None:
        super().__init__(setup)
        self._form = ExportForm(exports, choice)
        self._stem = stem
        self._message = ""
        self._replace: Path | None = None
        self.commands |= {
            "next_choice": lambda: self._change(1),
            "previous_choice": lambda: self._change(-1),
            "toggle": lambda: self._change(None),
            "next_row": lambda: self._to_row(1),
            "previous_row": lambda: self._to_row(-1),
            "copy_export": lambda: self._answer(Request(self._form.choice, None)),
            "pipe": lambda: self._answer(Request(self._form.choice, None, is_piped=True)),
        }

    def cursor_on_screen(self) -> Offset | None:
        return self.query_one("#export-choices").region.offset + Offset(0, self._form.row)

    def compose(self) -> ComposeResult:
        with Vertical(id="export"):
            yield Static(id="export-choices", markup=False)
            with Horizontal(id="export-target"):
                yield Static(id="export-to", markup=False)
                name = self._stem + self._form.suffix
                yield StillInput(name, id="export-name", compact=True, select_on_focus=False)
            yield Static(id="export-preview", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        self._draw(event.size.width)

    def move(self, act: object, count: int | None) -> str:
        """Move in the form, or export."""
        if act is lists.go:
            return self._ask()
        return self._to_row(0) if self._form.go(act, count or 1) else "all of it is in sight"

    def show_message(self, message: str) -> None:
        self._message = message
        self._draw(self.size.width)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._draw(self.size.width)

    def typing(self, event: events.Key) -> None:
        """Handle the keys that leave or complete_path the file name."""
        by = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}.get(event.key)
        if event.key == "escape":
            self.close_with()
        elif event.key == "tab" and self._complete():
            self._draw(self.size.width)
        elif by:
            self.show_message(self._to_row(by))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.show_message(self._ask())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Drop the message and the confirmation of the former name."""
        event.stop()
        self._message, self._replace = "", None

    def _to_row(self, by: int) -> str:
        self._form.move(by)
        line = self.query_one(Input)
        self.set_focus(line if self._form.at_name else None)
        line.cursor_position = len(line.value)
        return ""

    def _complete(self) -> bool:
        """Complete the file name as far as it is unambiguous; False without progress."""
        line = self.query_one(Input)
        name, names = complete_path(line.value)
        self._message = "  ".join(names) if len(names) > 1 else ""
        if name == line.value:
            return False
        with line.prevent(Input.Changed):
            line.value = name
        line.cursor_position = len(name)
        self._replace = None
        return True

    def _change(self, by: int | None) -> str:
        """Change the choice of the row, or toggle it for None; the file name gets the format's suffix."""
        suffix = self._form.suffix
        if by is None:
            self._form.toggle()
        else:
            self._form.change(by)
        line = self.query_one(Input)
        line.value = line.value.removesuffix(suffix) + (self._form.suffix if line.value.endswith(suffix) else "")
        return ""

    def _ask(self) -> str:
        """Close with a request for the file; an existing one needs a second confirmation."""
        try:
            target = export_target(self.query_one(Input).value)
        except ExportError as problem:
            return f"{fit(str(problem.subject), _MAX_NAME_CELLS)} {problem.trouble}"
        if os.path.lexists(target) and target != self._replace:
            self._replace = target
            key = "enter" if self.focused else self.key_labels("list.go")
            return f"{fit(target.name, _MAX_NAME_CELLS)} is there already: {key} again replaces it"
        return self._answer(Request(self._form.choice, target, overwrite=target == self._replace))

    def _answer(self, request: Request) -> str:
        scope = self._form.choice.scope
        if scope is not Scope.THREAD and not self._form.exports.counts[scope]:
            return f"no reply is {scope}"
        return self.close_with(request)

    def _draw(self, width: int) -> None:
        room = max(1, min(width, _MAX_WIDTH) - _FRAME_CELLS)
        box = self.query_one("#export")
        # As text: a key may be a bracket, which markup begins with.
        box.border_title, box.border_subtitle = Content(f"Export · {self._form.extent()}"), Content(self._hints(room))
        self.query_one("#export-to", Static).update(self._form.name_label(self.theme))
        self.query_one("#export-choices", Static).update(Text("\n").join(self._form.lines(self.theme, room)))
        message = [Text(fit(self._message, room), f"bold {self.theme.accent}")] if self._message else []
        preview = self._form.exports.preview(self._form.choice)[:_PREVIEW_LINES]
        faint = [Text(fit(line, room), self.theme.faint) for line in preview]
        self.query_one("#export-preview", Static).update(Text("\n").join([*message, *faint]))

    def _hints(self, room: int) -> str:
        """Key hints, the least needed left out where room is short."""
        hints = self.hints
        keys = hints.of("export.previous", "export.next")
        if self._form.at_name:  # Other keys are typed there.
            return hints.add_to("", ("list.go", "write"), ("app.back-out", "close"))
        change = f"{keys} change" if keys else ""
        all_hints = (("list.go", "write"), ("export.copy", "copy"), ("app.back-out", "close"), ("app.help", "help"))
        selections = (all_hints, (all_hints[0], *all_hints[2:]), all_hints[:1] + all_hints[2:3], all_hints[:1])
        texts = (hints.add_to(change, *selection) for selection in selections)
        return next((text for text in texts if cell_width(text) + 2 <= room), "")


_MAX_FILE_NAME = 40  # half of the status line in 80 columns


def form_of(session: Session, setup: Setup, name: str) -> ExportScreen:
    """Dialog with the last choice and a suggested file name."""
    choice = ExportChoice.from_dict(setup.preferences.export)
    is_known = choice.format in export_formats()
    return ExportScreen(setup, Exports(session), choice if is_known else ExportChoice(), Path(name).stem)


def write(library: Library, number: int, session: Session, request: Request) -> str:
    """Write the file, or queue the text for the clipboard; returns a status message."""
    try:
        return _export(library, number, session, request)
    except ThreadreaderError as problem:
        return f"{fit(str(problem.subject), _MAX_FILE_NAME)}: {problem.trouble}"


def _export(library: Library, number: int, session: Session, request: Request) -> str:
    choice = request.choice
    part = selection_of(session, choice, written_indexes(session, choice))
    if choice.scope is not Scope.THREAD:
        ids = session.opened.skeleton.ids
        chosen = [ids[index] for index in replies_in_scope(session, choice.scope)]
        part = replace(part, chosen=chosen, context=choice.scope is not Scope.BRANCH)
    export = library.export_file(number, choice.format, width=choice.width, part=part)
    if request.target is None:
        if isinstance(export, bytes):
            return f"{choice.format} is no text; name a file"
        session.effects.append(Pipe(export, f"the export as {choice.format}") if request.is_piped else Copy(export))
        return "" if request.is_piped else f"copied as {choice.format}, {len(export):,} characters"
    write_export(export, request.target, overwrite=request.overwrite)
    return f"saved as {request.target}"
