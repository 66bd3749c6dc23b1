"""Command `watch`: pages that are saved to a folder come into the library, each told in a line."""

import argparse
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from threadreader.cli.import_ import kind_of, outcome_lines, summary
from threadreader.cli.output import print_line, print_report
from threadreader.cli.page_argument import open_library, resolve_paths
from threadreader.errors import StoreError
from threadreader.library.importing import ImportFailure, ImportResult, Joined, Outcome, Skipped
from threadreader.library.reading import preload_for_many
from threadreader.library.watching import Ticks, WatchedFolder, watch_folders
from threadreader.model.text import clean_line, counted
from threadreader.paths import find_downloads


def watch(arguments: argparse.Namespace) -> int:
    """Import what is saved to folders until ^c or SIGTERM, or have the system do so in the background."""
    folders = [Path(name) for name in arguments.folders] or [find_downloads()]
    if arguments.install or arguments.uninstall:
        from threadreader.cli.integration import install_service, uninstall_service

        return install_service(arguments, folders) if arguments.install else uninstall_service(arguments)
    outcomes: Counter[str] = Counter()
    try:
        with _Stop() as stop:
            _watch(arguments, folders, outcomes, stop)
    except KeyboardInterrupt:
        print_report(arguments, f"stopped: {summary(outcomes)}")
    return 0


class _Stop:
    """Interrupt by ^c or SIGTERM that is remembered: Python drops one that comes while it frees a generator.

    A context manager, in which such a one is not told on stderr either.
    """

    def __init__(self) -> None:
        self.is_asked = False

    def __enter__(self) -> Self:
        self._handlers = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        self._hook, sys.unraisablehook = sys.unraisablehook, self._report_unraisable
        return self

    def __exit__(self, *_: object) -> None:
        sys.unraisablehook = self._hook
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _ask(self, *_: object) -> None:
        self.is_asked = True
        raise KeyboardInterrupt

    def _report_unraisable(self, dropped: "sys.UnraisableHookArgs") -> None:
        if not (self.is_asked and issubclass(dropped.exc_type, KeyboardInterrupt)):
            self._hook(dropped)


def _watch(arguments: argparse.Namespace, paths: Sequence[Path], outcomes: Counter[str], stop: _Stop) -> None:
    with open_library() as library, watch_folders(paths, resolve_paths().cache) as folders:
        if library.read_only:
            raise StoreError(library.file, "read-only, so saved pages cannot be added")
        ticks = Ticks(folders)
        # Now, while nothing waits: the first page would take twice as long, and each its share of it.
        preload_for_many()
        for folder in () if arguments.quiet else folders:
            _report(_greeting(folder))
        for changed in ticks:
            if stop.is_asked:
                raise KeyboardInterrupt
            for folder in folders:
                was_there, now = folder.is_there, time.monotonic()
                names = folder.look(now, ticks.interval, changed=changed)
                if folder.is_there != was_there:
                    _report(f"{folder.path}: folder {'is back' if folder.is_there else 'missing; waiting for it'}")
                if names:
                    for line, is_failure in _lines(folder.import_files(library, names, now), folder.path, outcomes):
                        if is_failure or not arguments.quiet:
                            _report(line)
                    folder.remember()


def _greeting(folder: WatchedFolder) -> str:
    text = f"{folder.path}: watching for pages saved here; ^c stops"
    return f"{text}; threadreader import adds those that are here already" if folder.is_new and folder.known else text


def _lines(outcomes: Iterable[Outcome], folder: Path, counts: Counter[str]) -> Iterator[tuple[str, bool]]:
    """A line for each page, and True for one that failed; one that joins a thread is told with it.

    Pages that the library cannot take for one reason are told together.
    """
    joining: dict[int, str] = {}
    waiting: Counter[str] = Counter()
    for outcome in outcomes:
        counts[kind_of(outcome)] += 1
        match outcome:
            case ImportFailure(error=StoreError() as error):
                waiting[str(error)] += 1
            case ImportFailure():
                yield str(outcome.error), True
            case ImportResult(status="more"):
                joining[outcome.entry.number] = _name(outcome, folder)
            case ImportResult():
                yield next(outcome_lines(replace(outcome, name=_name(outcome, folder)))), False
            case Joined():
                before = f"{joining[outcome.entry.number]}: same thread as " if outcome.entry.number in joining else ""
                yield before + next(outcome_lines(outcome)), False
            case Skipped():
                pass
    for trouble, count in waiting.items():
        yield f"{trouble}; retrying every minute: {counted(count, 'page')}", True


def _name(result: ImportResult, folder: Path) -> str:
    return result.name.removeprefix(f"{folder}{os.sep}")


def _report(line: str) -> None:
    print_line(clean_line(line))
    sys.stdout.flush()
