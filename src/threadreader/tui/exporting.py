"""What the export screen is told of a thread, and what is written when it has answered."""

from collections.abc import Sequence
from pathlib import Path

from threadreader.errors import ThreadreaderError
from threadreader.library import Library, Part, export_formats, first_lines, write_export
from threadreader.render.cells import fit
from threadreader.session import Session
from threadreader.session.errands import Copy
from threadreader.session.exporting import ExportChoice, Scope, places_of
from threadreader.tui.export_screen import Exports, ExportScreen, Request
from threadreader.tui.setup import Setup

_LONGEST_NAME = 40


def exports_of(session: Session) -> Exports:
    """What there is to choose from."""
    counts = {scope: len(places_of(session, scope)) for scope in Scope}

    def preview(choice: ExportChoice) -> Sequence[str]:
        opened, places = session.opened, places_of(session, choice.scope)
        comment = opened.comment(places[0]) if places else None
        return first_lines(opened.page, opened.article, comment, choice.format, choice.width)

    return Exports(counts, export_formats(), preview)


def form_of(session: Session, setup: Setup, name: str) -> ExportScreen:
    """The screen that asks, with what was chosen last and a name for the file."""
    return ExportScreen(setup, exports_of(session), session.export_choice or ExportChoice(), Path(name).stem)


def write(library: Library, number: int, session: Session, request: Request) -> str:
    """Write the file, or leave the text to be copied; what came of it, in words."""
    try:
        return _written(library, number, session, request)
    except ThreadreaderError as problem:
        return f"{fit(str(problem.subject), _LONGEST_NAME)}: {problem.trouble}"


def _written(library: Library, number: int, session: Session, request: Request) -> str:
    choice = request.choice
    part = None
    if choice.scope is not Scope.THREAD:
        ids = session.opened.skeleton.ids
        chosen = [ids[place] for place in places_of(session, choice.scope)]
        part = Part(chosen, context=choice.scope is not Scope.BRANCH)
    text = library.export_text(number, choice.format, width=choice.width, part=part)
    if request.target is None:
        session.errands.append(Copy(text))
        return f"copied as {choice.format}, {len(text):,} characters"
    write_export(text, request.target, overwrite=request.overwrite)
    return f"saved as {request.target}"
