"""Export dialog of a thread: scope, format, width, options and file name, with a preview; and the export itself."""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

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
from threadreader.export import FORMATS
from threadreader.library.exporting import PreviewSample, Selection, export_formats, preview_lines, write_file
from threadreader.library.files import complete_path, export_target
from threadreader.library.library import Library
from threadreader.model.text import counted
from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.actions import lists
from threadreader.session.actions.copying import WIDTHS, ExportChoice, Scope, marks_of, replies_in_scope, with_ancestors
from threadreader.session.state import Copy, Pipe
from threadreader.tui.keys import Context
from threadreader.tui.screens.base import Dialog
from threadreader.tui.theme import Setup, Theme
from threadreader.tui.widgets.prompt import StillInput

_LABEL = 8  # cells: the mark, the longest label and a space; as `#export-to` in the style sheet
_THOUSAND, _TENTHS_BELOW = 999.5, 9.95  # what rounds to 1000, and to 10.0

_ROWS: Final = (("What", "scope"), ("As", "format"), ("Width", "width"))
_TOGGLES: Final = (("article", "article first"), ("sources", "quote sources"), ("marks", "read marks"))
_SAMPLE_SIZE = 40
"""Comments rendered to estimate the size of all of them."""

_OVERHEAD_CHARS = 80
"""Approximate characters a comment has besides its text."""

_LINES = len(_ROWS) + 2
"""Rows of choices, the row of options, and the file name."""


class Size(Struct, frozen=True):
    """File size in bytes, exact or estimated."""

    bytes: int
    exact: bool

    def __str__(self) -> str:
        amounts = ((self.bytes / 1000**power, unit) for power, unit in enumerate(("kB", "MB", "GB"), 1))
        amount, unit = next((amount for amount in amounts if amount[0] < _THOUSAND), (self.bytes / 1000**3, "GB"))
        return f"{'' if self.exact else 'about '}{amount:.{int(amount < _TENTHS_BELOW)}f} {unit}"


class Exports:
    """What a thread can be exported as, with the preview and the size of a choice."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.counts = {scope: len(replies_in_scope(session, scope)) for scope in Scope}
        self.suffixes = export_formats()
        self.preview, self.size = cache(self._preview), cache(self._size)

    def _preview(self, choice: ExportChoice) -> Sequence[str]:
        indexes = replies_in_scope(self.session, choice.scope)[:1]
        selection = selection_of(self.session, choice, indexes)
        return preview_lines(self._sample(indexes), choice.format, choice.width, selection)

    def _size(self, choice: ExportChoice) -> Size:
        """File size, extrapolated by text length from a sample of the comments where there are many."""
        indexes = written_indexes(self.session, choice)
        sampled = indexes if len(indexes) <= _SAMPLE_SIZE else indexes[:: len(indexes) // _SAMPLE_SIZE + 1]
        selection = selection_of(self.session, choice, sampled)

        def measure(indexes: Sequence[int]) -> int:
            export = self._sample(indexes).render(choice.format, choice.width, selection)
            return len(export if isinstance(export, bytes) else export.encode())

        whole = measure(sampled)
        if len(sampled) == len(indexes):
            return Size(whole, exact=True)
        overhead, lengths = measure(()), self.session.opened.skeleton.lengths
        measured, all_of_it = (sum(lengths[index] + _OVERHEAD_CHARS for index in of) for of in (sampled, indexes))
        return Size(overhead + round((whole - overhead) * all_of_it / measured), exact=False)

    def _sample(self, indexes: Sequence[int]) -> PreviewSample:
        opened, quoting = self.session.opened, self.session.quoting
        comments = [opened.comment(index) for index in indexes]
        links = (quoting.link(quote) for comment in comments for quote in quoting.of(comment.id))
        return PreviewSample(opened.page, opened.article, comments, list(filter(None, links)))


def selection_of(session: Session, choice: ExportChoice, indexes: Sequence[int]) -> Selection:
    """Export options for some comments."""
    if FORMATS[choice.format].lossless:
        return Selection()
    marks = marks_of(session, indexes) if choice.marks else {}
    return Selection(article=choice.article, sources=choice.sources, marks=marks)


def written_indexes(session: Session, choice: ExportChoice) -> Sequence[int]:
    """Indexes of the chosen comments and their context."""
    indexes = replies_in_scope(session, choice.scope)
    return indexes if choice.scope in {Scope.THREAD, Scope.BRANCH} else with_ancestors(session, indexes)


class ExportForm:
    """Choice and current row of the form; its last row is the file name, an input."""

    def __init__(self, session: Session, choice: ExportChoice) -> None:
        self.exports = Exports(session)
        self.choice = choice if choice.format in self.exports.suffixes else ExportChoice()
        self.row = 0
        self._with = 0
        self._values: Sequence[Sequence[Any]] = (list(Scope), list(self.exports.suffixes), WIDTHS)

    @property
    def at_name(self) -> bool:
        """True in the row of the file name."""
        return self.row == _LINES - 1

    @property
    def suffix(self) -> str:
        """File suffix of the chosen format."""
        return self.exports.suffixes[self.choice.format]

    def move(self, by: int) -> None:
        """Move by rows, wrapping at the ends."""
        self.row = (self.row + by) % _LINES

    def go(self, act: object, count: int) -> bool:
        """Move by a list action; False if nothing moves."""
        before = self.row
        steps: Mapping[object, int] = {
            lists.down: count,
            lists.up: -count,
            lists.first: -before,
            lists.last: -1 - before,
        }
        self.move(steps.get(act, 0))
        return self.row != before

    def change(self, by: int | None) -> None:
        """Take another choice of the row, or go to another option; for None toggle that, or take the next choice."""
        if self.row < len(_ROWS):
            name, values = _ROWS[self.row][1], self._values[self.row]
            value = values[(values.index(getattr(self.choice, name)) + (by or 1)) % len(values)]
            self.choice = replace(self.choice, **{name: value})
        elif by is None and not self.at_name:
            name = _TOGGLES[self._with][0]
            self.choice = replace(self.choice, **{name: not getattr(self.choice, name)})
        elif by and not self.at_name:
            self._with = (self._with + by) % len(_TOGGLES)

    def lines(self, theme: Theme, room: int) -> Sequence[Text]:
        """Rows of choices, `room` cells wide."""
        return [*(self._line(theme, row, room) for row in range(len(_ROWS))), self._toggles(theme, room)]

    def extent(self) -> str:
        """Number of replies and size of the export, as text."""
        return f"{counted(self.exports.counts[self.choice.scope])}, {self.exports.size(self.choice)}"

    def _line(self, theme: Theme, row: int, room: int) -> Text:
        """Choices of a row; only the chosen one where room is short."""
        label, name = _ROWS[row]
        chosen, line = getattr(self.choice, name), _label(theme, label, here=row == self.row)
        text = [(value == chosen, _value_label(value)) for value in self._values[row]]
        if _LABEL + sum(cell_width(word) + 6 for _, word in text) > room:
            return line.append(f"< {_value_label(chosen)} >", theme.bright)
        for is_chosen, word in text:
            line.append(f"({'•' if is_chosen else ' '}) {word}  ", theme.bright if is_chosen else theme.faint)
        return line

    def _toggles(self, theme: Theme, room: int) -> Text:
        """Row of options; only the current one where room is short."""
        here = self.row == len(_ROWS)
        line = _label(theme, "With", here=here)
        if FORMATS[self.choice.format].lossless:
            return line.append("always everything", theme.faint)
        labels = [f"[{'x' if getattr(self.choice, name) else ' '}] {text}" for name, text in _TOGGLES]
        if _LABEL + sum(cell_width(text) + 2 for text in labels) > room:
            return line.append(f"< {labels[self._with]} >", theme.bright)
        for number, text in enumerate(labels):
            on_it = here and number == self._with
            line.append(text, f"bold underline {theme.bright}" if on_it else theme.ink).append("  ")
        return line


def _label(theme: Theme, text: str, *, here: bool) -> Text:
    mark = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}" if here else " "
    return Text(f"{mark} {text:{_LABEL - 2}}", f"bold {theme.accent}" if here else theme.ink)


def _value_label(value: object) -> str:
    return "not wrapped" if value == 0 else str(value)


_PREVIEW_LINES = 3  # lines: a head, a quotation and a line of text
_FRAME_CELLS = 4  # a border and a space at either side
_MAX_FILE_NAME = 40  # cells: half of the status line in 80 columns
_MAX_NAME_CELLS = 30  # leaves the message half of a terminal of 80 columns
_MAX_WIDTH = 84  # as `#export` in the style sheet: the usual 72 columns and all choices of a row


class Request(Struct, frozen=True):
    """Requested export; without a target it is copied to the clipboard, or handed to a command."""

    choice: ExportChoice
    target: Path | None
    overwrite: bool = False
    is_piped: bool = False

    def write(self, library: Library, number: int, session: Session) -> str:
        """Write the file, or queue the text for the clipboard or a command; returns a status message."""
        try:
            return self._write(library, number, session)
        except ThreadreaderError as problem:
            return f"{fit(str(problem.subject), _MAX_FILE_NAME)}: {problem.trouble}"

    def _write(self, library: Library, number: int, session: Session) -> str:
        choice = self.choice
        part = selection_of(session, choice, written_indexes(session, choice))
        if choice.scope is not Scope.THREAD:
            ids = session.opened.skeleton.ids
            chosen = [ids[index] for index in replies_in_scope(session, choice.scope)]
            part = replace(part, chosen=chosen, context=choice.scope is not Scope.BRANCH)
        if self.target:
            exported = library.exported(number, pictures=FORMATS[choice.format].pictures)
            write_file(exported, choice.format, self.target, part, width=choice.width, overwrite=self.overwrite)
            return f"saved as {self.target}"
        export = library.export_file(number, choice.format, width=choice.width, part=part)
        if isinstance(export, bytes):
            return f"{choice.format} is a binary format: name a file"
        session.effects.append(Pipe(export, f"the export as {choice.format}") if self.is_piped else Copy(export))
        return "" if self.is_piped else f"copied as {choice.format}, {len(export):,} characters"


class ExportScreen(Dialog[Request | None], ModalScreen[Request | None]):
    """Form of choices, at first the last ones, and a file name; its result is a request, or None."""

    own_context = Context.EXPORT

    def __init__(self, setup: Setup, session: Session, name: str) -> None:
        super().__init__(setup)
        self._form = ExportForm(session, ExportChoice.from_dict(setup.preferences.export))
        self._stem = Path(name).stem
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
        return self._to_row(0) if self._form.go(act, count or 1) else "the whole form is shown"

    def show_message(self, message: str) -> None:
        self._message = message
        self._draw(self.size.width)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._draw(self.size.width)

    def typing(self, event: events.Key) -> None:
        """Handle the keys that leave or complete the file name."""
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
            return f"{fit(target.name, _MAX_NAME_CELLS)} exists: {key} again replaces it"
        return self._answer(Request(self._form.choice, target, overwrite=target == self._replace))

    def _answer(self, request: Request) -> str:
        scope = self._form.choice.scope
        if scope is not Scope.THREAD and not self._form.exports.counts[scope]:
            return f"no {scope} replies"
        return self.close_with(request)

    def _draw(self, width: int) -> None:
        room = max(1, min(width, _MAX_WIDTH) - _FRAME_CELLS)
        box = self.query_one("#export")
        # As text: a key may be a bracket, which markup begins with.
        box.border_title, box.border_subtitle = Content(f"Export · {self._form.extent()}"), Content(self._hints(room))
        self.query_one("#export-to", Static).update(_label(self.theme, "To", here=self._form.at_name))
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
