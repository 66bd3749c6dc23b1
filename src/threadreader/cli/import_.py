"""Command `import`: import pages into the library, with a progress bar, a line for each page and a summary."""

import argparse
import os
import stat
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, assert_never

from threadreader.cli.output import INTERRUPTED, list_names, print_error, print_json, print_report
from threadreader.cli.page_argument import files_of, open_library
from threadreader.library.importing import (
    ImportFailure,
    ImportProgress,
    ImportResult,
    Joined,
    Outcome,
    Skipped,
    Watcher,
)
from threadreader.model.page import Entry, Note
from threadreader.model.text import clean_line, counted

_OTHER = "passed over"  # its name in JSON


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """Report one outcome; a page without a thread, found in a folder, is not reported."""
    match outcome:
        case ImportResult(entry=entry):
            status = {
                "new": f"imported as {entry.number}, {counted(entry.comments, 'comment')}",
                "known": f"already in the library as {entry.number}",
                "more": f"same thread as {entry.number}",
            }[outcome.status]
            yield f"{clean_line(outcome.name)}: {status}: {_title(entry)}"
            yield from _note_lines(outcome.notes if outcome.status == "new" else (), entry)
        case ImportFailure(is_passed_over=False):
            yield f"{clean_line(outcome.name)}: failed"
        case Joined(entry=entry):
            joined = f"{counted(entry.comments, 'comment')} in {len(entry.page.saves):,} files"
            changes = f"; {outcome.changes}" if outcome.changes else ""
            yield f"{entry.number}: {joined}{changes}: {_title(entry)}"
            yield from _note_lines(outcome.notes, entry)
        case Skipped() | ImportFailure():
            return
        case _ as unreachable:
            assert_never(unreachable)


def kind_of(outcome: Outcome) -> str:
    """Kind of an outcome, as `summary` counts them."""
    if isinstance(outcome, ImportFailure) and outcome.is_passed_over:
        return _OTHER
    return outcome.status if isinstance(outcome, ImportResult) else type(outcome).__name__


def summary(outcomes: Mapping[str, int]) -> str:
    """Report the number of outcomes of each kind."""
    imported = outcomes.get("new", 0) + outcomes.get("more", 0)
    without, others = outcomes.get("Skipped", 0), outcomes.get(_OTHER, 0)
    skipped = f", {counted(without, 'page')} without comments skipped" if without else ""
    skipped += f", {counted(others, 'other file')} skipped" if others else ""
    known, failed = outcomes.get("known", 0), outcomes.get("ImportFailure", 0)
    return f"{imported:,} imported, {known:,} already in the library{skipped}, {failed:,} failed"


def _note_lines(notes: Sequence[Note], entry: Entry) -> Iterator[str]:
    """Report the notes on the whole page, and the number of the others."""
    if not notes:
        return
    on_page = [note.message for note in notes if note.where == "page"]
    others = len(notes) - len(on_page)
    text = f"page: {clean_line('; '.join(on_page))}" if on_page else counted(others, "note")
    yield f"  {text}" if on_page and not others else f"  {text} (threadreader inspect {entry.number})"


def _title(entry: Entry) -> str:
    return clean_line(entry.page.title or "Untitled page")


# Cells of the progress bar, and of the count of files behind it: half of 80 columns is left to the name of the file.
_BAR_CELLS, _COUNT_CELLS = 20, 16
# Seconds; known pages are skipped faster than a terminal need draw.
_REFRESH_INTERVAL = 0.1


class _Report:
    """What became of the pages of an import."""

    def __init__(self, *, strict: bool) -> None:
        self.counts = Counter[str]()
        self.failures: list[ImportFailure] = []
        self._strict = strict
        self._skipped: list[str] = []
        self._partial: dict[int, bool] = {}

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.counts[kind_of(outcome)] += 1
        if isinstance(outcome, ImportFailure):
            if outcome.is_passed_over and not self._strict:
                self._skipped.append(Path(outcome.name).name)
            else:
                self.failures.append(outcome)
        elif not isinstance(outcome, Skipped):
            entry = outcome.entry
            self._partial[entry.number] = entry.comments < (entry.page.declared_count or 0)

    def lines(self) -> Iterator[str]:
        """Report the skipped files, the number of outcomes, and of pages with missing comments."""
        if self._skipped:
            yield f"skipped: {list_names(self._skipped)} (--strict says why)"
        yield summary(self.counts)
        if count := sum(self._partial.values()):
            yield f"{counted(count, 'page')} with missing comments: threadreader list is:partial"


def import_pages(arguments: argparse.Namespace) -> int:
    """Import pages and report each; after an interrupt the same command continues."""
    report = _Report(strict=arguments.strict)
    plain: list[dict[str, Any]] = []
    try:
        with open_library() as library, show_progress(hidden=arguments.quiet) as watch:
            files = files_of(arguments.pages, arguments.url)
            for outcome in library.import_pages(files, jobs=arguments.jobs, watch=watch):
                report.add(outcome)
                if arguments.json:
                    plain.append(_to_plain(outcome))
                    continue
                for line in outcome_lines(outcome):
                    print_report(arguments, line)
                sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write(f"threadreader: stopped: {summary(report.counts)}; run the command again to continue\n")
        return INTERRUPTED
    if arguments.json:
        print_json({"outcomes": plain}, arguments.json, "outcomes")
    else:
        for line in report.lines():
            print_report(arguments, line)
    sys.stdout.flush()
    for failure in report.failures:
        print_error(failure.error, debug=arguments.debug)
    return 1 if report.failures else 0


def _to_plain(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON data."""
    kind = {"ImportFailure": "failed", "Joined": "joined", "Skipped": "without comments"}
    plain: dict[str, Any] = {"kind": kind.get(kind_of(outcome), kind_of(outcome))}
    plain |= {} if isinstance(outcome, Joined) else {"name": outcome.name}
    if isinstance(outcome, ImportFailure):
        return {**plain, "trouble": outcome.error.trouble, "cure": outcome.error.cure}
    if isinstance(outcome, Skipped):
        return plain
    entry, notes = outcome.entry, [note.message for note in outcome.notes]
    found = {"number": entry.number, "title": entry.page.title, "notes": notes, "comments": entry.comments}
    return {**plain, **found}


@contextmanager
def show_progress(*, hidden: bool = False) -> Iterator[Watcher]:
    """Progress bar with the current file, on a terminal only; without a thread, which forked workers would lack."""
    if hidden or not sys.stderr.isatty() or _is_piped(sys.stdout):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    progress = Progress(
        BarColumn(_BAR_CELLS),
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

    def show(underway: ImportProgress) -> None:
        nonlocal drawn
        page = f"page {underway.page:,} · " if underway.page else ""
        name = _truncate_start(clean_line(underway.name), console.width - _BAR_CELLS - _COUNT_CELLS - len(page))
        progress.update(task, description=page + name, completed=underway.done, total=underway.files)
        if time.monotonic() - drawn >= _REFRESH_INTERVAL:
            progress.refresh()
            drawn = time.monotonic()

    with progress:
        # Rich hides the cursor, which would stay hidden if the program were killed.
        console.show_cursor(show=True)
        yield show


def _is_piped(stream: TextIO) -> bool:
    """True for a pipe: its reader may write to the same terminal, into the progress bar."""
    with suppress(OSError):
        return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    return False


def _truncate_start(name: str, room: int) -> str:
    """Cut a path at the start, which is often the same for all, to some cells."""
    from threadreader.render.width import cell_width

    start = 0
    while start < len(name) and cell_width(name[start:]) + (start > 0) > room:
        start += 1
    return f"\N{HORIZONTAL ELLIPSIS}{name[start:]}" if start else name
