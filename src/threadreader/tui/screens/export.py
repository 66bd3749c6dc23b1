"""What is exported, in which format, and to which file: every choice on one screen, with the first lines of it.

What the export screen is told of a thread, and what is written when it has answered.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from threadreader.errors import ExportError, ThreadreaderError
from threadreader.library.exporting import PreviewSample, Selection, export_formats, is_lossless, preview_lines
from threadreader.library.files import complete_path, export_target, write_export
from threadreader.library.library import Library
from threadreader.model.quote import QuoteLink
from threadreader.render.width import cell_width, fit
from threadreader.session import Session
from threadreader.session.actions import leaving, lists
from threadreader.session.actions.export import ExportChoice, Scope, marks_of, replies_in_scope, with_ancestors
from threadreader.session.state import Copy, KeyHints
from threadreader.tui.actions import Command, Where
from threadreader.tui.drawing.export_form import ExportForm, Exports, Size
from threadreader.tui.key_reader import Press
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.theme import Look

_PREVIEW = 3
_FRAME = 4
_LONGEST_NAME = 30
_WIDEST = 84


@dataclass(frozen=True, slots=True)
class Request:
    """What the reader asked for; without a file it is copied."""

    choice: ExportChoice
    target: Path | None
    overwrite: bool = False


class ExportScreen(KeyScreen[Request | None], ModalScreen[Request | None]):
    """A form of rows of choices and a line for the name; the answer is what is asked for, None for nothing."""

    def __init__(self, setup: Setup, exports: Exports, choice: ExportChoice, stem: str) -> None:
        super().__init__(setup)
        self._form = ExportForm(exports, choice)
        self._stem = stem
        self._said = ""
        self._replace: Path | None = None
        self.commands |= {
            Command.LEAVE: self.close_with,
            Command.NEXT_CHOICE: lambda: self._change(1),
            Command.PREVIOUS_CHOICE: lambda: self._change(-1),
            Command.TOGGLE: lambda: self._change(None),
            Command.NEXT_ROW: lambda: self._to_row(1),
            Command.PREVIOUS_ROW: lambda: self._to_row(-1),
            Command.COPY_EXPORT: lambda: self._answer(Request(self._form.choice, None)),
        }

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return Where.EXPORT

    def focus_on_screen(self) -> Offset | None:
        """The row of the form that the reader is at."""
        return self.query_one("#export-choices").region.offset + Offset(0, self._form.row)

    def compose(self) -> ComposeResult:
        """The form, in a box."""
        with Vertical(id="export"):
            yield Static(id="export-choices", markup=False)
            with Horizontal(id="export-target"):
                yield Static(id="export-to", markup=False)
                name = self._stem + self._form.suffix
                yield Input(name, id="export-name", compact=True, select_on_focus=False)
            yield Static(id="export-preview", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the form for the width."""
        self._draw(event.size.width)

    def answer(self, pressed: Press) -> str:
        """Go through the rows, write, or close."""
        act, count = pressed.key.act, pressed.count or 1
        if act is leaving.back_out:
            return self.close_with()
        if act is lists.go:
            return self._ask()
        return self._to_row(0) if self._form.go(act, count) else "all of it is in sight"

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
            self.close_with()
        elif event.key == "tab" and self._complete():
            self._draw(self.size.width)
        elif by:
            self.say(self._to_row(by))
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

    def _to_row(self, by: int) -> str:
        self._form.move(by)
        line = self.query_one(Input)
        self.set_focus(line if self._form.at_name else None)
        line.cursor_position = len(line.value)
        return ""

    def _complete(self) -> bool:
        """Go on with the name as far as that is certain; False where it does not go on."""
        line = self.query_one(Input)
        name, names = complete_path(line.value)
        self._said = "  ".join(names) if len(names) > 1 else ""
        if name == line.value:
            return False
        with line.prevent(Input.Changed):
            line.value = name
        line.cursor_position = len(name)
        self._replace = None
        return True

    def _change(self, by: int | None) -> str:
        """Take another choice, or what the key of choosing does; the name ends as the format wants."""
        suffix = self._form.suffix
        if by is None:
            self._form.toggle()
        else:
            self._form.change(by)
        line = self.query_one(Input)
        line.value = line.value.removesuffix(suffix) + (self._form.suffix if line.value.endswith(suffix) else "")
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
        return self._answer(Request(self._form.choice, target, overwrite=target == self._replace))

    def _answer(self, request: Request) -> str:
        scope = self._form.choice.scope
        if scope is not Scope.THREAD and not self._form.exports.counts[scope]:
            return f"no reply is {scope}"
        return self.close_with(request)

    def _draw(self, width: int) -> None:
        room = max(1, min(width, _WIDEST) - _FRAME)
        box = self.query_one("#export")
        box.border_title, box.border_subtitle = f"Export · {self._form.extent()}", self._hints(room)
        self.query_one("#export-to", Static).update(self._form.name_label(self.look))
        self.query_one("#export-choices", Static).update(Text("\n").join(self._form.lines(self.look, room)))
        said = [Text(fit(self._said, room), f"bold {self.look.accent}")] if self._said else []
        preview = self._form.exports.preview(self._form.choice)[:_PREVIEW]
        faint = [Text(fit(line, room), self.look.faint) for line in preview]
        self.query_one("#export-preview", Static).update(Text("\n").join([*said, *faint]))

    def _hints(self, room: int) -> str:
        """The keys of the form, as many as have room, those that are needed least left out first."""
        hints = KeyHints(self.written)
        known = (("list.go", "write"), ("export.copy", "copy"), ("app.back-out", "close"), ("app.help", "help"))
        ways = (known, (known[0], *known[2:]), known[:1] + known[2:3], known[:1])
        return next((said for way in ways if cell_width(said := hints.add_to("", *way)) + 2 <= room), "")


_MAX_FILE_NAME = 40
_MEASURED = 40
"""So many comments are written to see how large all of them would be."""

_AROUND = 80
"""About how many characters stand around the words of a comment."""


def exports_of(session: Session) -> Exports:
    """What there is to choose from."""
    counts = {scope: len(replies_in_scope(session, scope)) for scope in Scope}

    def preview(choice: ExportChoice) -> Sequence[str]:
        places = replies_in_scope(session, choice.scope)[:1]
        return preview_lines(_sample(session, places), choice.format, choice.width, _part(session, choice, places))

    def size(choice: ExportChoice) -> Size:
        return _size(session, choice)

    return Exports(counts, export_formats(), lambda name: not is_lossless(name), cache(preview), cache(size))


def form_of(session: Session, setup: Setup, name: str) -> ExportScreen:
    """The screen that asks, with what was chosen last and a name for the file."""
    choice = ExportChoice.from_dict(setup.memory.choices.export)
    known = choice.format in export_formats()
    return ExportScreen(setup, exports_of(session), choice if known else ExportChoice(), Path(name).stem)


def write(library: Library, number: int, session: Session, request: Request) -> str:
    """Write the file, or leave the text to be copied; what came of it, in words."""
    try:
        return _written(library, number, session, request)
    except ThreadreaderError as problem:
        return f"{fit(str(problem.subject), _MAX_FILE_NAME)}: {problem.trouble}"


def _written(library: Library, number: int, session: Session, request: Request) -> str:
    choice = request.choice
    part = _part(session, choice, _all_written(session, choice))
    if choice.scope is not Scope.THREAD:
        ids = session.opened.skeleton.ids
        chosen = [ids[place] for place in replies_in_scope(session, choice.scope)]
        part = replace(part, chosen=chosen, context=choice.scope is not Scope.BRANCH)
    text = library.export_text(number, choice.format, width=choice.width, part=part)
    if request.target is None:
        session.effects.append(Copy(text))
        return f"copied as {choice.format}, {len(text):,} characters"
    write_export(text, request.target, overwrite=request.overwrite)
    return f"saved as {request.target}"


def _part(session: Session, choice: ExportChoice, places: Sequence[int]) -> Selection:
    """What is written of some comments, and beside them."""
    if is_lossless(choice.format):
        return Selection()
    return Selection(
        article=choice.article, sources=choice.sources, marks=marks_of(session, places) if choice.marks else {}
    )


def _all_written(session: Session, choice: ExportChoice) -> Sequence[int]:
    """The comments that are chosen, and what comes with them."""
    places = replies_in_scope(session, choice.scope)
    return places if choice.scope in {Scope.THREAD, Scope.BRANCH} else with_ancestors(session, places)


def _size(session: Session, choice: ExportChoice) -> Size:
    """How large the file would be: from some of the comments, where there are many, and how long all of them are."""
    places = _all_written(session, choice)
    some = places if len(places) <= _MEASURED else places[:: len(places) // _MEASURED + 1]
    part = _part(session, choice, some)
    sample = _sample(session, some)
    whole = len(sample.render(choice.format, choice.width, part).encode())
    if len(some) == len(places):
        return Size(whole, exact=True)
    around = len(_sample(session, ()).render(choice.format, choice.width, part).encode())
    lengths = session.opened.skeleton.lengths
    measured, all_of_it = (sum(lengths[place] + _AROUND for place in of) for of in (some, places))
    return Size(around + round((whole - around) * all_of_it / measured), exact=False)


def _sample(session: Session, places: Sequence[int]) -> PreviewSample:
    opened = session.opened
    comments = [opened.comment(place) for place in places]
    links: list[QuoteLink] = []
    for comment in comments:
        found = map(session.quoting.link, session.quoting.of(comment.id))
        links += [link for link in found if link]
    return PreviewSample(opened.page, opened.article, comments, links)
