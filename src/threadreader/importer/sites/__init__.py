"""Chooses what reads a page: every adapter that recognises it tries, and the best result is kept."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from threadreader.importer.adapter import Adapter
from threadreader.importer.document import Document
from threadreader.importer.draft import CommentDraft, Draft
from threadreader.importer.region import is_blank
from threadreader.model.page import Note
from threadreader.model.thread import Status

_BODY, _AUTHOR, _TIME, _KEY = 0.5, 0.25, 0.15, 0.1
"""What each part of a comment is worth; a whole comment is worth 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an adapter made of a page. `worth` is how many whole comments it amounts to."""

    adapter: str
    draft: Draft
    certainty: int
    worth: float
    notes: tuple[Note, ...] = ()


def read(document: Document, adapters: Iterable[Adapter] | None = None) -> Reading:
    """The best reading of a page; the order of the adapters does not matter.

    Raises LookupError where no adapter at all reads the page, which cannot be with those of this package.
    """
    readings: list[Reading] = []
    notes: list[Note] = []
    for adapter in find_adapters() if adapters is None else adapters:
        certainty = adapter.recognise(document)
        if certainty <= 0:
            continue
        try:
            draft = adapter.extract(document)
        except (LookupError, AttributeError, TypeError, ValueError) as problem:
            notes.append(Note(f"adapter {adapter.name}", f"could not read this page ({problem!r})"))
            continue
        readings.append(Reading(adapter.name, draft, certainty, _worth(draft)))
    if not readings:
        raise LookupError("no adapter reads this page")
    best = max(readings, key=lambda reading: (reading.worth, reading.certainty, reading.adapter))
    return Reading(
        best.adapter, best.draft, best.certainty, best.worth, tuple(sorted(notes, key=lambda note: note.where))
    )


def find_adapters() -> Iterator[Adapter]:
    """The `ADAPTER` of every module beside this one."""
    for module in pkgutil.iter_modules(__path__):
        adapter: Adapter = importlib.import_module(f"{__name__}.{module.name}").ADAPTER
        yield adapter


def _worth(draft: Draft) -> float:
    """The sum of what the comments are worth, less where they are more than the page itself says."""
    seen: set[str] = set()
    worth = 0.0
    for comment in draft.comments:
        worth += _worth_of(comment, is_new=comment.key is not None and comment.key not in seen)
        if comment.key is not None:
            seen.add(comment.key)
    worth += draft.opened
    declared, found = draft.declared_count, len(draft.comments)
    if declared and found > declared:
        worth *= 0.8 + 0.2 * declared / found
    return worth


def _worth_of(comment: CommentDraft, *, is_new: bool) -> float:
    body = comment.status is not Status.PRESENT or any(not is_blank(node) for node in comment.body)
    return (
        _BODY * body + _AUTHOR * bool(comment.author) + _TIME * bool(comment.when or comment.when_text) + _KEY * is_new
    )
