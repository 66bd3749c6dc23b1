"""Folders that pages are saved to: the files in them that are new and whole, and their import."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import PageError, StoreError
from threadreader.library.files import FileSource, find_page_files, resource_files
from threadreader.library.importing import ImportFailure, Outcome
from threadreader.library.library import Library
from threadreader.library.reading import sniffed
from threadreader.store.files import lock_exclusive

_TICK = 0.5
"""Seconds between two looks at files that are being written."""

_POLL_INTERVAL, _RESCAN_INTERVAL = 2.0, 10.0
"""Seconds between two looks at a folder of which the system tells no changes, so that a page is read in 5; and at one
of which it does, in case that it misses some, as it does of what another machine writes to a shared folder."""

_SETTLED_AFTER = 1.5
"""Seconds without a change after which a file is taken for whole; browsers write one without pauses of a second."""

_RETRY_AFTER = 60.0
"""Seconds until a page is tried again that the library could not take, as on a full disk."""

MAX_SHARE = 20
"""A look at a large folder that takes a second of a processor is followed by as many seconds without one."""

_MAX_RESOURCES = 5_000  # files of a page that is being saved; pages have some hundreds

_UNFINISHED = (".part", ".crdownload", ".download", ".opdownload", ".partial", ".tmp")
"""Ends of the names of what browsers are still downloading."""

Stamp = tuple[int, int]
"""Size and time of modification of a file."""


class _Unread(Struct, frozen=True):
    """A file that is not read yet, and when it is to be read if it does not change; a move changes it too."""

    stamp: Stamp
    resources: Stamp
    changed_at: int
    due: float
    is_retry: bool = False


class WatchedFolder:
    """A folder, and what is known of its files; `memory` is the file that tells the next watch how far this one came.

    Where there is none yet, all that is in the folder is known.
    """

    def __init__(self, path: Path, memory: Path) -> None:
        self.path = path
        self.is_there = True
        self._memory = memory
        found = dict(self._files())
        until = _recall(memory)
        self.is_new = until is None
        self._until = max((status.st_ctime_ns for status in found.values()), default=0) if until is None else until
        self.known = {name: _stamp(status) for name, status in found.items() if status.st_ctime_ns <= self._until}
        self._unread: dict[str, _Unread] = {}
        self._rests_until = self._next_look = 0.0

    def look(self, now: float, interval: float = 0, *, changed: bool = True) -> Sequence[str]:
        """The new files that have settled; it looks if something changed or is being written, or after an interval."""
        if now < self._rests_until or (now < self._next_look and not changed and not self._unread):
            return ()
        # Of the processor: on a busy machine one look may take seconds in which others are served.
        started = time.thread_time()
        self.is_there = self.path.is_dir()
        found = dict(self._files()) if self.is_there else {}
        self._unread = {
            name: self._observe(name, status, now)
            for name, status in found.items()
            if status.st_size and self.known.get(name) != _stamp(status)
        }
        self._rests_until = now + MAX_SHARE * (time.thread_time() - started)
        self._next_look = now + interval
        return [name for name, unread in self._unread.items() if unread.due <= now]

    def import_files(self, library: Library, names: Sequence[str], now: float) -> Iterator[Outcome]:
        """Import those of some files that are pages; one that the library could not take is kept for later."""
        sources = [FileSource(Path(name), self.path) for name in names]
        pages = [source.path for source, is_page in sniffed(self.path, sources) if is_page]
        refused: set[str] = set()
        for outcome in _import(library, pages):
            name = outcome.name.partition("!/")[0] if isinstance(outcome, ImportFailure) else ""
            if isinstance(outcome, ImportFailure) and name in names:
                if isinstance(outcome.error, StoreError):
                    refused.add(name)
                # A full disk is told once, and a file that went away meanwhile not at all.
                if self._unread[name].is_retry or not os.path.lexists(name):
                    continue
            yield outcome
        for name in names:
            unread = self._unread.pop(name)
            if name in refused:
                self._unread[name] = replace(unread, due=now + _RETRY_AFTER, is_retry=True)
            elif os.path.lexists(name):
                self.known[name] = unread.stamp
                self._until = max(self._until, unread.changed_at)

    def remember(self) -> None:
        """Write down the time up to which all files are read."""
        until = min([self._until, *(unread.changed_at - 1 for unread in self._unread.values())])
        with suppress(OSError):
            # Always of one length: no part of what stood there before is left.
            self._memory.write_text(f"{until:020}\n", encoding="ascii")

    def _observe(self, name: str, status: os.stat_result, now: float) -> _Unread:
        before, resources = self._unread.get(name), _stamp_resources(Path(name))
        if before and (before.stamp, before.resources) == (_stamp(status), resources):
            return before
        return _Unread(_stamp(status), resources, status.st_ctime_ns, now + _SETTLED_AFTER)

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        for source in find_page_files([self.path]):
            if source.folder is not None and not source.name.lower().endswith(_UNFINISHED):
                with suppress(OSError):
                    yield source.name, _status(source.path)


def _status(path: Path) -> os.stat_result:
    """State of a file; of a link to nowhere its own, so that it is told once."""
    try:
        return path.stat()
    except FileNotFoundError:
        return path.lstat()


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns


def _stamp_resources(page: Path) -> Stamp:
    """Size of all files that a browser saves with a page, and the last time of their modification."""
    total = latest = 0
    for file in islice(resource_files(page), _MAX_RESOURCES):
        with suppress(OSError):
            size, changed_at = _stamp(os.lstat(file))
            total, latest = total + size, max(latest, changed_at)
    return total, latest


def _import(library: Library, pages: Sequence[Path]) -> Iterator[Outcome]:
    try:
        yield from library.import_pages(pages)
    except StoreError as problem:
        yield from (ImportFailure(str(page), problem) for page in pages)


@contextmanager
def watch_folders(paths: Sequence[Path], cache: Path) -> Iterator[Sequence[WatchedFolder]]:
    """Folders to watch, each once, and those in others with these. Raises PageError for one that cannot be watched."""
    all_paths = sorted({_resolve(path) for path in paths})
    tops = [path for path in all_paths if not any(path != each and path.is_relative_to(each) for each in all_paths)]
    with ExitStack() as locks:
        folders = []
        for path in tops:
            memory = cache / "watched" / hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
            memory.parent.mkdir(parents=True, exist_ok=True)
            if not locks.enter_context(lock_exclusive(memory)):
                raise PageError(path, "is already watched by another threadreader")
            folders.append(WatchedFolder(path, memory))
            folders[-1].remember()
        yield folders


class Ticks:
    """An endless row of short pauses; each ends with True if something changed in the folders meanwhile.

    Without the package `watchfiles`, or where the system tells of no changes, that is never known, and `interval`, the
    seconds after which a folder is looked at all the same, is shorter.
    """

    def __init__(self, folders: Sequence[WatchedFolder]) -> None:
        self._folders = folders
        self.interval = _RESCAN_INTERVAL if find_spec("watchfiles") else _POLL_INTERVAL

    def __iter__(self) -> Iterator[bool]:
        while self.interval == _RESCAN_INTERVAL:
            there = self._paths()
            for changed in self._events(there) if there else self._pauses():
                yield changed
                if self._paths() != there:
                    break
        yield from self._pauses()

    def _paths(self) -> Sequence[Path]:
        return [folder.path for folder in self._folders if folder.is_there]

    def _events(self, paths: Sequence[Path]) -> Iterator[bool]:
        from watchfiles import watch

        tick = round(1000 * _TICK)
        try:
            for changes in watch(*paths, watch_filter=None, debounce=tick, rust_timeout=tick, yield_on_timeout=True):
                yield bool(changes)
        except (OSError, RuntimeError):
            # There are limits on the number of folders, and systems without any events.
            self.interval = _POLL_INTERVAL

    def _pauses(self) -> Iterator[bool]:
        while True:
            time.sleep(_TICK)
            yield False


def _resolve(path: Path) -> Path:
    """The folder itself. Raises PageError where there is none that can be read."""
    try:
        resolved = path.resolve(strict=True)
        os.scandir(resolved).close()
    except FileNotFoundError:
        raise PageError(path, "no such folder") from None
    except NotADirectoryError:
        raise PageError(path, "is not a folder", "name the folder that you save pages to") from None
    except (OSError, RuntimeError, ValueError) as problem:
        raise PageError(path, f"cannot be watched ({getattr(problem, 'strerror', problem)})") from problem
    return resolved


def _recall(file: Path) -> int | None:
    try:
        return int(file.read_bytes())
    except (OSError, ValueError):
        return None
