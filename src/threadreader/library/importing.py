"""Import of pages: one, or all in files, folders and archives, parsed in parallel, where no failure stops the rest."""

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import NoPageError, PageError, ThreadreaderError
from threadreader.library.backups import open_backed_up
from threadreader.library.files import NO_PAGE_IN_FOLDER, FileSource, PageFile, as_source, find_page_files
from threadreader.library.processes import EndedError, Processes
from threadreader.library.reading import (
    OpenedPage,
    Parser,
    parse_and_pack,
    preload_for_many,
    sniffed,
    start_parsing,
    start_reading,
)
from threadreader.library.refresh import join_saves
from threadreader.library.sandbox import SandboxedWorker, lacks_fork
from threadreader.model.page import NO_CHANGES, Changes, Entry, Note
from threadreader.store import threads
from threadreader.store.connection import Database
from threadreader.store.encoding import pack_original
from threadreader.store.entries import require_entry
from threadreader.store.writing import ImportStatus, PackedThread, add_save, restore_original

T = TypeVar("T")


class ImportResult(Struct, frozen=True):
    """An imported page, with the notes of its import and the changes to a thread that was stored.

    `name` is that of the file, and for one of several pages in it the name that opens that page.
    """

    name: str
    status: ImportStatus
    entry: Entry
    notes: tuple[Note, ...] = ()
    changes: Changes = NO_CHANGES


class ImportFailure(Struct, frozen=True):
    """A file that was not imported, or not completely, with the error.

    `is_passed_over` is True for one that is plainly no page, and was only found in a folder.
    """

    name: str
    error: ThreadreaderError
    is_passed_over: bool = False


class Skipped(Struct, frozen=True):
    """One of several pages in a file, which was not imported since it has no comments."""

    name: str


class Joined(Struct, frozen=True):
    """A thread that was joined anew from all of its saves, with the changes and notes."""

    entry: Entry
    changes: Changes
    notes: tuple[Note, ...] = ()


class FoundPage(Struct, Generic[T], frozen=True):
    """A page in a file, alone or one of several; a single one is being parsed by the worker that has opened it."""

    page: OpenedPage
    worker: SandboxedWorker[OpenedPage | T] | None = None


class ImportProgress(Struct, frozen=True):
    """Progress of an import: name of the current page, number of files that are done, number of all files.

    `page` is the number of the page in a file of several, 0 if that is not known.
    """

    name: str
    done: int
    files: int
    page: int = 0


Outcome = ImportResult | ImportFailure | Skipped | Joined
Clock = Callable[[], datetime]
Watcher = Callable[[ImportProgress], None]


def import_pages(
    database: Database, clock: Clock, files: Iterable[PageFile], jobs: int, watch: Watcher
) -> Iterator[Outcome]:
    """Import all pages in files and folders, then join the saves of each thread.

    `jobs` pages are parsed in parallel; outcomes come in the order of the pages. An error never stops the rest. A page
    is stored when its outcome is yielded, and is not parsed again if the same import is repeated.
    """
    queue: deque[_Job | Outcome] = deque()

    def parser() -> Parser[PackedThread]:
        return partial(parse_and_pack, now=clock(), concurrent=sum(isinstance(each, _Job) for each in queue))

    found = find_pages(files, watch, lambda source: start_reading(source, parser(), PackedThread))
    try:
        for index, page in enumerate(found):
            if index == 1:
                preload_for_many()
            if isinstance(page, ImportFailure):
                queue.append(page)
            else:
                queue.append(attempt(page.page.name, partial(_start, database, page, parser())))
            if len(queue) >= jobs:
                yield _finish_first(database, queue)
        while queue:
            yield _finish_first(database, queue)
    finally:
        found.close()
        for each in queue:
            if isinstance(each, _Job):
                each.worker.__exit__()
    for number in () if database.read_only else threads.find_unjoined(database):
        yield attempt(f"thread {number}", partial(_join, database, number))


class _Job(Struct, frozen=True):
    """A page that is being parsed by a worker, with its packed bytes."""

    page: OpenedPage
    original: bytes
    worker: SandboxedWorker[OpenedPage | PackedThread] | SandboxedWorker[PackedThread]


def attempt(name: str, work: Callable[[], T]) -> T | ImportFailure:
    """The result of `work`; any exception becomes a failure of the page with this name."""
    try:
        return work()
    except Exception as error:
        # A bug too: an import may have thousands of pages from anybody, and one that brings out a bug is no reason to
        # lose the rest. Nothing is hidden: it is reported as a failure.
        if isinstance(error.__cause__, KeyboardInterrupt):
            # Python 3.11 wraps an interrupt so if it comes while a class is made.
            raise
        return ImportFailure(name, error if isinstance(error, ThreadreaderError) else _unexpected(name, error))


def _unexpected(name: str, error: Exception) -> PageError:
    if isinstance(error, OSError):
        page_error = PageError(name, f"cannot be imported ({error.strerror or error})")
    else:
        cure = "please report it, with the page and the output of --debug"
        page_error = PageError(name, f"{type(error).__name__}: {error}; this is a bug", cure)
    page_error.__cause__ = error
    return page_error


def _start(database: Database, found: FoundPage[PackedThread], parse: Parser[PackedThread]) -> "_Job | ImportResult":
    """Start parsing a page, unless it is stored already or a worker does so."""
    page = found.page
    with ExitStack() as interrupted:
        if found.worker:
            interrupted.enter_context(found.worker)
        digest = hashlib.sha256(page.original).hexdigest()
        stored = threads.find_page_number(database, digest)
        if stored is not None:
            restore_original(database, digest, page.original)
            return ImportResult(page.name, ImportStatus.DUPLICATE, require_entry(database, stored))
        worker = found.worker or interrupted.enter_context(start_parsing(page, parse, PackedThread))
        # Packed while the worker parses: this takes a while too.
        job = _Job(replace(page, original=b""), pack_original(page.original), worker)
        interrupted.pop_all()
    return job


def _finish_first(database: Database, queue: "deque[_Job | Outcome]") -> Outcome:
    """The outcome of the first page of the queue, after waiting for its worker."""
    job = queue.popleft()
    return attempt(job.page.name, partial(_finish, database, job)) if isinstance(job, _Job) else job


def _finish(database: Database, job: _Job) -> ImportResult | Skipped:
    """Store a page when it is parsed, not yet joined with other saves. Raises PageError, StoreError."""
    name = job.page.name
    with job.worker as worker:
        packed = worker.result()
        assert isinstance(packed, PackedThread)
        if job.page.one_of_several and not len(packed):
            return Skipped(name)
        status, number = add_save(database, packed, job.original)
    return ImportResult(name, status, require_entry(database, number), packed.read.notes)


def import_one(database: Database, clock: Clock, file: PageFile) -> ImportResult:
    """Import a page, and join it with the saves of its thread. Raises StoreError, PageError."""
    if not lacks_fork():
        return import_here(database, clock(), file)
    source = as_source(file)
    try:
        return Processes().ask(partial(_import_apart, database.path, clock(), source))
    except EndedError as end:
        raise PageError(source.name, f"could not be read: its process ended ({end})") from end


def _import_apart(library: Path, now: datetime, source: FileSource) -> ImportResult:
    with open_backed_up(library) as database:
        return import_here(database, now, source)


def import_here(database: Database, now: datetime, file: PageFile) -> ImportResult:
    """The same, with the sandbox that this process can have."""
    parse = partial(parse_and_pack, now=now)
    with ExitStack() as interrupted:
        worker = interrupted.enter_context(start_reading(file, parse, PackedThread, one=True))
        page = worker.result()
        assert isinstance(page, OpenedPage)
        interrupted.pop_all()
    job = _start(database, FoundPage(page, worker), parse)
    added = job if isinstance(job, ImportResult) else _finish(database, job)
    assert isinstance(added, ImportResult)
    if added.status is not ImportStatus.ADDED_SAVE:
        return added
    joined = _join(database, added.entry.number)
    return replace(added, entry=joined.entry, notes=joined.notes, changes=joined.changes)


def _join(database: Database, number: int) -> Joined:
    read = join_saves(database, number)
    return Joined(require_entry(database, number), read.changes, read.notes)


StartFile = Callable[[FileSource], SandboxedWorker[OpenedPage | PackedThread]]


def find_pages(
    files: Iterable[PageFile], watch: Watcher, start: StartFile
) -> Generator[FoundPage[PackedThread] | ImportFailure, None, None]:
    """All pages in files, and in those in folders that look like pages; files that cannot be read as failures.

    `start` starts to read a file. Whoever gets a page with a worker ends that.
    """
    named = [(as_source(file).path, attempt(as_source(file).name, partial(_sources, file))) for file in files]
    count = sum(1 if isinstance(sources, ImportFailure) else len(sources) for _, sources in named)
    done = pages_found = 0
    for path, sources in named:
        if isinstance(sources, ImportFailure):
            yield sources
            done += 1
            continue
        empty = True
        for source, is_page in sniffed(path, sources):
            watch(ImportProgress(source.name, done, count))
            if not is_page:
                yield ImportFailure(source.name, NoPageError(source.name, "is not a saved page"), is_passed_over=True)
            elif pages_found:
                preload_for_many()
            pages_found += is_page
            for number, page in enumerate(pages_in(source, start) if is_page else (), 1):
                if isinstance(page, FoundPage):
                    watch(ImportProgress(page.page.name, done, count, number if page.page.one_of_several else 0))
                elif is_other_file(source, page):
                    yield replace(page, is_passed_over=True)
                    continue
                empty = False
                yield page
            done += 1
        if empty:
            yield ImportFailure(str(path), PageError(path, *NO_PAGE_IN_FOLDER))


def _sources(file: PageFile) -> Sequence[FileSource]:
    return list(find_page_files([file]))


def is_other_file(source: FileSource, failure: ImportFailure) -> bool:
    """True for a failure of a file that is plainly no page, and was only found in a folder."""
    return source.folder is not None and isinstance(failure.error, NoPageError)


def pages_in(
    source: FileSource, start: Callable[[FileSource], SandboxedWorker[OpenedPage | T]]
) -> Iterator[FoundPage[T] | ImportFailure]:
    """The pages in a file, or the one that it chooses, and last a failure where it cannot be read on."""
    worker = attempt(source.name, partial(start, source))
    if isinstance(worker, ImportFailure):
        yield worker
        return
    with ExitStack() as unread:
        unread.enter_context(worker)
        for page in iter(partial(attempt, source.name, partial(next, iter(worker), None)), None):
            if isinstance(page, OpenedPage) and page.is_parsed:
                unread.pop_all()
                yield FoundPage(page, worker)
                return
            yield FoundPage(page) if isinstance(page, OpenedPage) else page
