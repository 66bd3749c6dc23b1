"""The command that puts pages in the library, with a line for each, and how far it is where somebody looks on.

What is said of pages that were imported: a line or two each, and how many there were of each kind.
"""

import argparse
import os
import stat
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO, assert_never

from threadreader.cli.output import complain, say
from threadreader.cli.page_argument import files_of, open_library
from threadreader.model.text import clean_line

if TYPE_CHECKING:
    from threadreader.library.importing import ImportFailure, ImportProgress, ImportResult, Joined, Outcome, Watcher
    from threadreader.model.page import Entry, Note


def told(outcome: "Outcome") -> Iterator[str]:
    """The lines about one outcome; of a page that nobody asked for by name and that holds no thread, none."""
    from threadreader.library.importing import ImportFailure, ImportResult, Joined, Skipped

    match outcome:
        case ImportResult():
            yield f"{clean_line(outcome.name)}: {_arrived(outcome)}: {_title(outcome.entry)}"
            yield from _noted(outcome.notes if outcome.status == "new" else (), outcome.entry)
        case ImportFailure():
            yield f"{clean_line(outcome.name)}: failed"
        case Joined():
            yield _whole(outcome)
            yield from _noted(outcome.notes, outcome.entry)
        case Skipped():
            return
        case _ as unreachable:
            assert_never(unreachable)


def kind_of(outcome: "Outcome") -> str:
    """What an outcome counts as in the summary."""
    from threadreader.library.importing import ImportResult

    return outcome.status if isinstance(outcome, ImportResult) else type(outcome).__name__


def summary(outcomes: Mapping[str, int]) -> str:
    """The line about all of them."""
    imported = outcomes.get("new", 0) + outcomes.get("more", 0)
    without = outcomes.get("Skipped", 0)
    left_out = f", {without:,} without comments left out" if without else ""
    known, failed = outcomes.get("known", 0), outcomes.get("ImportFailure", 0)
    return f"{imported:,} imported, {known:,} already there{left_out}, {failed:,} failed"


def _arrived(result: "ImportResult") -> str:
    number = result.entry.number
    return {
        "new": f"imported as {number}, {_comments(result.entry)}",
        "known": f"already there as {number}",
        "more": f"same thread as {number}",
    }[result.status]


def _whole(outcome: "Joined") -> str:
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


INTERRUPTED = 130
_BAR, _COUNTS = 20, 16
"""Cells of the bar, and of what stands beside it: how many files of how many."""
_SELDOM = 0.1
"""Seconds between two drawings of the bar: pages that are there already go by faster."""


def import_pages(arguments: argparse.Namespace) -> int:
    """Put pages in the library, saying of each what became of it; stopped at any moment, it goes on when run again."""
    outcomes: Counter[str] = Counter()
    failures: list[ImportFailure] = []
    try:
        _import(arguments, outcomes, failures)
    except KeyboardInterrupt:
        sys.stderr.write(f"threadreader: stopped: {summary(outcomes)}; the same command goes on from here\n")
        return INTERRUPTED
    say(summary(outcomes))
    sys.stdout.flush()
    for failure in failures:
        complain(failure.error, debug=arguments.debug)
    return 1 if failures else 0


def _import(arguments: argparse.Namespace, outcomes: Counter[str], failures: "list[ImportFailure]") -> None:
    from threadreader.library.importing import ImportFailure

    with open_library() as library, show_progress() as watch:
        files = files_of(arguments.pages, arguments.url)
        for outcome in library.import_pages(files, jobs=arguments.jobs, watch=watch):
            if isinstance(outcome, ImportFailure):
                failures.append(outcome)
            outcomes[kind_of(outcome)] += 1
            for line in told(outcome):
                say(line)
            sys.stdout.flush()


@contextmanager
def show_progress() -> "Iterator[Watcher]":
    """On a terminal a bar with the file that is read; it runs in no thread, which a copy of this process would lack."""
    if not sys.stderr.isatty() or _is_piped(sys.stdout):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    progress = Progress(
        BarColumn(_BAR),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
        redirect_stderr=False,
    )
    task = progress.add_task("", total=None)
    drawn = 0.0

    def show(underway: "ImportProgress") -> None:
        nonlocal drawn
        page = f"page {underway.page:,} · " if underway.page else ""
        name = _end_of(clean_line(underway.name), console.width - _BAR - _COUNTS - len(page))
        progress.update(task, description=page + name, completed=underway.done, total=underway.files)
        if time.monotonic() - drawn >= _SELDOM:
            progress.refresh()
            drawn = time.monotonic()

    with progress:
        # Rich hides the cursor, and whoever ends the program from outside would have none.
        console.show_cursor(show=True)
        yield show


def _is_piped(stream: TextIO) -> bool:
    """Whether something reads what is written there: it may write to the same terminal, across a bar."""
    with suppress(OSError):
        return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    return False


def _end_of(name: str, room: int) -> str:
    """The end of a path that is too long for some cells: its beginning is the same for all."""
    from threadreader.render.width import cell_width

    start = 0
    while start < len(name) and cell_width(name[start:]) + (start > 0) > room:
        start += 1
    return f"\N{HORIZONTAL ELLIPSIS}{name[start:]}" if start else name
