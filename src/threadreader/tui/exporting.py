"""What the export screen is told of a thread, and what is written when it has answered."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from threadreader.errors import ThreadreaderError
from threadreader.library.exporting import Part, Sample, export_formats, first_lines, is_lossless
from threadreader.library.files import write_export
from threadreader.library.library import Library
from threadreader.model.quote import QuoteLink
from threadreader.render.width import fit
from threadreader.session import Session
from threadreader.session.actions.export import ExportChoice, Scope, answered_too, marks_of, places_of
from threadreader.session.state import Copy
from threadreader.tui.export_form import Exports, Size
from threadreader.tui.export_screen import ExportScreen, Request
from threadreader.tui.setup import Setup

_LONGEST_NAME = 40
_MEASURED = 40
"""So many comments are written to see how large all of them would be."""

_AROUND = 80
"""About how many characters stand around the words of a comment."""


def exports_of(session: Session) -> Exports:
    """What there is to choose from."""
    counts = {scope: len(places_of(session, scope)) for scope in Scope}

    def preview(choice: ExportChoice) -> Sequence[str]:
        places = places_of(session, choice.scope)[:1]
        return first_lines(_sample(session, places), choice.format, choice.width, _part(session, choice, places))

    def size(choice: ExportChoice) -> Size:
        return _size(session, choice)

    return Exports(counts, export_formats(), lambda name: not is_lossless(name), cache(preview), cache(size))


def form_of(session: Session, setup: Setup, name: str) -> ExportScreen:
    """The screen that asks, with what was chosen last and a name for the file."""
    choice = ExportChoice.of(setup.memory.choices.export)
    known = choice.format in export_formats()
    return ExportScreen(setup, exports_of(session), choice if known else ExportChoice(), Path(name).stem)


def write(library: Library, number: int, session: Session, request: Request) -> str:
    """Write the file, or leave the text to be copied; what came of it, in words."""
    try:
        return _written(library, number, session, request)
    except ThreadreaderError as problem:
        return f"{fit(str(problem.subject), _LONGEST_NAME)}: {problem.trouble}"


def _written(library: Library, number: int, session: Session, request: Request) -> str:
    choice = request.choice
    part = _part(session, choice, _all_written(session, choice))
    if choice.scope is not Scope.THREAD:
        ids = session.opened.skeleton.ids
        chosen = [ids[place] for place in places_of(session, choice.scope)]
        part = replace(part, chosen=chosen, context=choice.scope is not Scope.BRANCH)
    text = library.export_text(number, choice.format, width=choice.width, part=part)
    if request.target is None:
        session.errands.append(Copy(text))
        return f"copied as {choice.format}, {len(text):,} characters"
    write_export(text, request.target, overwrite=request.overwrite)
    return f"saved as {request.target}"


def _part(session: Session, choice: ExportChoice, places: Sequence[int]) -> Part:
    """What is written of some comments, and beside them."""
    if is_lossless(choice.format):
        return Part()
    return Part(article=choice.article, sources=choice.sources, marks=marks_of(session, places) if choice.marks else {})


def _all_written(session: Session, choice: ExportChoice) -> Sequence[int]:
    """The comments that are chosen, and what comes with them."""
    places = places_of(session, choice.scope)
    return places if choice.scope in {Scope.THREAD, Scope.BRANCH} else answered_too(session, places)


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


def _sample(session: Session, places: Sequence[int]) -> Sample:
    opened = session.opened
    comments = [opened.comment(place) for place in places]
    links: list[QuoteLink] = []
    for comment in comments:
        found = map(session.quoting.link, session.quoting.of(comment.id))
        links += [link for link in found if link]
    return Sample(opened.page, opened.article, comments, links)
