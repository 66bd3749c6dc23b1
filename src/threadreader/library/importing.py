"""Puts pages in the library: one, or all of files and folders and archives, where none stops another."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from threadreader.errors import PageError, ThreadreaderError
from threadreader.library.files import NO_PAGE_IN, FileSource, PageFile, as_source, gather, is_page
from threadreader.library.reading import begin_save, prepare_for_several
from threadreader.library.refresh import renew
from threadreader.library.sandbox import Confined
from threadreader.model.page import NO_CHANGES, Changes, Entry, Note
from threadreader.store import parts, threads
from threadreader.store.connection import Database
from threadreader.store.encoding import pack_original
from threadreader.store.saves import PackedSave
from threadreader.store.writing import Arrival, add_save

if TYPE_CHECKING:
    from threadreader.importer.container import Container

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """A page that is in the library now: as what, what was odd about it, and what it changed of a thread there.

    `name` is the file's, and for one of several pages in it what opens that page.
    """

    name: str
    arrival: Arrival
    entry: Entry
    notes: tuple[Note, ...] = ()
    changes: Changes = NO_CHANGES


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """A file that is not in the library, or not with all that it should hold, and why."""

    name: str
    error: ThreadreaderError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One of several pages in a file, which is not in the library since it has no comments."""

    name: str


@dataclass(frozen=True, slots=True)
class PutTogether:
    """A thread that got more saves, with all of them in it: what became of it, and what is odd about it."""

    entry: Entry
    changes: Changes
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page in a file; `several` says that the file holds others."""

    name: str
    container: "Container"
    several: bool


@dataclass(frozen=True, slots=True)
class Underway:
    """How far an import is: the page that is read now, and how many of how many files were gone through.

    `page` is its number in a file of several, 0 where that is not known.
    """

    name: str
    done: int
    files: int
    page: int = 0


Outcome = ImportResult | ImportFailure | LeftOut | PutTogether
Clock = Callable[[], datetime]
Watcher = Callable[[Underway], None]


def import_all(
    database: Database, clock: Clock, files: Iterable[PageFile], jobs: int, watch: Watcher
) -> Iterator[Outcome]:
    """Put all pages in files and folders in the library, and then together those of one thread.

    As many as `jobs` are read at once; what becomes of them is told in their order. One that cannot be read never stops
    the rest, whatever is raised. Each is there for good as soon as it is told, and is not read again when the same
    import is begun anew.
    """
    waiting: deque[_Begun | Outcome] = deque()
    try:
        for place, found in enumerate(find_pages(files, watch)):
            if place == 1:
                prepare_for_several()
            beside = sum(isinstance(each, _Begun) for each in waiting)
            if isinstance(found, ImportFailure):
                waiting.append(found)
            else:
                waiting.append(_attempt(found.name, partial(_begin, database, clock(), found, beside)))
            if len(waiting) >= jobs:
                yield _end(database, waiting)
        while waiting:
            yield _end(database, waiting)
    finally:
        for each in waiting:
            if isinstance(each, _Begun):
                each.reading.__exit__()
    yield from _finish(database)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A page that is being read elsewhere, with the bytes of it that are kept."""

    found: FoundPage
    kept: bytes
    reading: Confined[PackedSave]


def _attempt(name: str, work: Callable[[], T]) -> T | ImportFailure:
    """What `work` gives; whatever it raises is the failure of the page with this name, and of no other."""
    try:
        return work()
    except Exception as error:
        # A bug too: of the thousands of pages that an import may have, each is another's work, and one that brings out
        # what nobody thought of is no reason to lose the rest. Nothing is hidden: it is told as a failure.
        if isinstance(error.__cause__, KeyboardInterrupt):
            # So Python 3.11 says that it was interrupted while it made a class.
            raise
        return ImportFailure(name, error if isinstance(error, ThreadreaderError) else _unforeseen(name, error))


def _unforeseen(name: str, error: Exception) -> PageError:
    if isinstance(error, OSError):
        said = PageError(name, f"cannot be imported ({error.strerror or error})")
    else:
        cure = "please report it, with the page and what --debug shows"
        said = PageError(name, f"{type(error).__name__}: {error}; this is a bug", cure)
    said.__cause__ = error
    return said


def _begin(database: Database, now: datetime, found: FoundPage, beside: int = 0) -> "_Begun | ImportResult":
    """Begin to read a page, if it is not in the library already."""
    from threadreader.importer.container import pack_page

    page = pack_page(found.container)
    known = threads.number_of(database, hashlib.sha256(page).hexdigest())
    if known is not None:
        return ImportResult(found.name, Arrival.KNOWN, threads.stored_entry(database, known))
    with ExitStack() as interrupted:
        reading = interrupted.enter_context(begin_save(found.container, found.name, now, beside=beside))
        # While it is read: this takes a while too.
        begun = _Begun(found, pack_original(page), reading)
        interrupted.pop_all()
    return begun


def _end(database: Database, waiting: "deque[_Begun | Outcome]") -> Outcome:
    """What became of the page that was begun first."""
    begun = waiting.popleft()
    if not isinstance(begun, _Begun):
        return begun
    return _attempt(begun.found.name, partial(_keep, database, begun))


def _keep(database: Database, begun: _Begun) -> ImportResult | LeftOut:
    """Put a page in the library when it is read, but not yet together with others. Raises PageError, StoreError."""
    name = begun.found.name
    with begun.reading as reading:
        packed = reading.result()
        if begun.found.several and not len(packed):
            return LeftOut(name)
        arrival, number = add_save(database, packed, begun.kept)
    return ImportResult(name, arrival, threads.stored_entry(database, number), packed.read.notes)


def import_one(database: Database, clock: Clock, container: "Container", name: str) -> ImportResult:
    """Put a page in the library, and together with the thread that it belongs to. Raises StoreError, PageError."""
    begun = _begin(database, clock(), FoundPage(name, container, several=False))
    added = begun if isinstance(begun, ImportResult) else _keep(database, begun)
    assert isinstance(added, ImportResult)
    if added.arrival is not Arrival.MORE:
        return added
    number = added.entry.number
    whole = renew(database, number)
    return replace(added, entry=threads.stored_entry(database, number), notes=whole.notes, changes=whole.changes)


def _finish(database: Database) -> Iterator[PutTogether | ImportFailure]:
    for number in () if database.read_only else parts.unfinished(database):
        yield _attempt(f"thread {number}", partial(_put_together, database, number))


def _put_together(database: Database, number: int) -> PutTogether:
    whole = renew(database, number)
    return PutTogether(threads.stored_entry(database, number), whole.changes, whole.notes)


def find_pages(files: Iterable[PageFile], watch: Watcher) -> Iterator[FoundPage | ImportFailure]:
    """All pages in files, and in those in folders that look like pages; what cannot be read is told in its place."""
    named = [(file, _gathered(file)) for file in files]
    count, done = sum(len(sources) for _, sources in named), 0
    for file, sources in named:
        empty = True
        for source in sources:
            watch(Underway(source.name, done, count))
            pages = iter([source]) if isinstance(source, ImportFailure) else _pages_in(source)
            attempts = iter(partial(_attempt, source.name, partial(next, pages, None)), None)
            for page, found in enumerate(attempts, 1):
                empty = False
                if isinstance(found, FoundPage):
                    watch(Underway(found.name, done, count, page if found.several else 0))
                yield found
            done += 1
        if empty:
            path = as_source(file).path
            yield ImportFailure(str(path), PageError(path, *NO_PAGE_IN))


def _gathered(file: PageFile) -> Sequence[FileSource | ImportFailure]:
    found = _attempt(str(as_source(file).path), lambda: list(gather([file])))
    return [found] if isinstance(found, ImportFailure) else found


def _pages_in(source: FileSource) -> Iterator[FoundPage]:
    """The pages in a file, or the one that is meant, none in one of a folder that does not look like a page.

    Raises PageError, also behind the pages that could be read.
    """
    from threadreader.importer.container import open_container, open_containers

    if source.folder is not None and not is_page(source):
        return
    if source.url is not None:
        yield FoundPage(source.name, open_container(source, source.url), several=False)
        return
    pages = open_containers(source)
    before = next(pages, None)
    several = False
    while before is not None:
        try:
            following = next(pages, None)
        except Exception:
            yield _found(source, before, several=several)
            raise
        several = several or following is not None
        yield _found(source, before, several=several)
        before = following


def _found(source: FileSource, container: "Container", *, several: bool) -> FoundPage:
    named = f"{source.name}!/{container.name}" if several and container.name else source.name
    return FoundPage(named, container, several)
