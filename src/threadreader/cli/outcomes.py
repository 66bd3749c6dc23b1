"""What is said of pages that were imported: a line or two each, and how many there were of each kind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from threadreader.model.text import clean_line

if TYPE_CHECKING:
    from threadreader.library.importing import ImportResult, Outcome, PutTogether
    from threadreader.model.page import Entry, Note


def told(outcome: "Outcome") -> Iterator[str]:
    """The lines about one outcome; of a page that nobody asked for by name and that holds no thread, none."""
    from threadreader.library.importing import ImportFailure, ImportResult, LeftOut, PutTogether

    match outcome:
        case ImportResult():
            yield f"{clean_line(outcome.name)}: {_arrived(outcome)}: {_title(outcome.entry)}"
            yield from _noted(outcome.notes if outcome.arrival == "new" else (), outcome.entry)
        case ImportFailure():
            yield f"{clean_line(outcome.name)}: failed"
        case PutTogether():
            yield _whole(outcome)
            yield from _noted(outcome.notes, outcome.entry)
        case LeftOut():
            return
        case _ as unreachable:
            assert_never(unreachable)


def kind_of(outcome: "Outcome") -> str:
    """What an outcome counts as in the summary."""
    from threadreader.library.importing import ImportResult

    return outcome.arrival if isinstance(outcome, ImportResult) else type(outcome).__name__


def summary(outcomes: Mapping[str, int]) -> str:
    """The line about all of them."""
    imported = outcomes.get("new", 0) + outcomes.get("more", 0)
    without = outcomes.get("LeftOut", 0)
    left_out = f", {without:,} without comments left out" if without else ""
    known, failed = outcomes.get("known", 0), outcomes.get("ImportFailure", 0)
    return f"{imported:,} imported, {known:,} already there{left_out}, {failed:,} failed"


def _arrived(result: "ImportResult") -> str:
    number = result.entry.number
    return {
        "new": f"imported as {number}, {_comments(result.entry)}",
        "known": f"already there as {number}",
        "more": f"same thread as {number}",
    }[result.arrival]


def _whole(outcome: "PutTogether") -> str:
    entry = outcome.entry
    changes = f"; {outcome.changes}" if outcome.changes else ""
    return f"{entry.number}: {_comments(entry)} in {len(entry.page.saves):,} files{changes}: {_title(entry)}"


def _noted(notes: "Sequence[Note]", entry: "Entry") -> Iterator[str]:
    """What is not as it should be with an import: what the page lacks, else how much there is to be read of."""
    if not notes:
        return
    lacking = [note.message for note in notes if note.where == "page"]
    others = len(notes) - len(lacking)
    said = f"page: {clean_line('; '.join(lacking))}" if lacking else "1 note" if others == 1 else f"{others:,} notes"
    yield f"  {said}" if lacking and not others else f"  {said} (threadreader inspect {entry.number})"


def _comments(entry: "Entry") -> str:
    return "1 comment" if entry.comments == 1 else f"{entry.comments:,} comments"


def _title(entry: "Entry") -> str:
    return clean_line(entry.page.title or "Untitled page")
