"""Puts pages in the library: one, or all of files and folders and archives, where none stops another."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from threadreader.errors import PageError, StoreError, ThreadreaderError
from threadreader.library.files import FileSource, PageFile, as_source
from threadreader.library.gathering import NO_PAGE_IN, gather, is_page
from threadreader.library.reading import Link, read_save
from threadreader.library.renewing import renew
from threadreader.model.changes import NO_CHANGES, Changes
from threadreader.model.page import Entry, Note
from threadreader.store import parts, threads
from threadreader.store.connection import Database
from threadreader.store.threads import Arrival

if TYPE_CHECKING:
    from threadreader.importer.container import Container


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


Outcome = ImportResult | ImportFailure | LeftOut | PutTogether
Clock = Callable[[], datetime]


def import_all(database: Database, clock: Clock, files: Iterable[PageFile]) -> Iterator[Outcome]:
    """Put all pages in files and folders in the library, and then together those of one thread.

    One that cannot be read never stops the rest.
    """
    for found in find_pages(files):
        if isinstance(found, ImportFailure):
            yield found
            continue
        try:
            yield _add(database, clock(), found, Link.AT_ONCE)
        except ThreadreaderError as error:
            yield ImportFailure(found.name, error)
    yield from _finish(database)


def import_one(database: Database, clock: Clock, container: "Container", name: str, link: Link) -> ImportResult:
    """Put a page in the library, and together with the thread that it belongs to. Raises StoreError, PageError."""
    added = _add(database, clock(), FoundPage(name, container, several=False), link)
    assert isinstance(added, ImportResult)
    if added.arrival is not Arrival.MORE:
        return added
    number = added.entry.number
    whole = renew(database, number, link=link)
    return replace(added, entry=stored_entry(database, number), notes=whole.notes, changes=whole.changes)


def stored_entry(database: Database, number: int) -> Entry:
    """The page with a number. Raises StoreError where there is none."""
    found = threads.load_entry(database, number)
    if found is None:
        raise StoreError(database.path, f"holds no thread with number {number}", "see threadreader list")
    return found


def _add(database: Database, now: datetime, found: FoundPage, link: Link) -> ImportResult | LeftOut:
    """Put a page in the library, but not yet together with others."""
    from threadreader.importer.container import pack_page
    from threadreader.importer.memory import no_collection

    packed = pack_page(found.container)
    known = threads.number_of(database, hashlib.sha256(packed).hexdigest())
    if known is not None:
        return ImportResult(found.name, Arrival.KNOWN, stored_entry(database, known))
    with no_collection():
        read = read_save(found.container, found.name, now, link=link)
        if found.several and not read.thread.comments:
            return LeftOut(found.name)
        arrival, number = threads.add_save(database, read, packed)
    return ImportResult(found.name, arrival, stored_entry(database, number), read.notes)


def _finish(database: Database) -> Iterator[PutTogether | ImportFailure]:
    for number in () if database.read_only else parts.unfinished(database):
        try:
            whole = renew(database, number)
        except ThreadreaderError as error:
            yield ImportFailure(f"thread {number}", error)
        else:
            yield PutTogether(stored_entry(database, number), whole.changes, whole.notes)


def find_pages(files: Iterable[PageFile]) -> Iterator[FoundPage | ImportFailure]:
    """All pages in files, and in those in folders that look like pages; what cannot be read is told in its place."""
    for file in files:
        empty = True
        for source in gather([file]):
            try:
                for found in _pages_in(source) if source.folder is None or is_page(source) else ():
                    empty = False
                    yield found
            except ThreadreaderError as error:
                empty = False
                yield ImportFailure(source.name, error)
        if empty:
            path = as_source(file).path
            yield ImportFailure(str(path), PageError(path, *NO_PAGE_IN))


def _pages_in(source: FileSource) -> Iterator[FoundPage]:
    """The pages in a file, or the one that is meant. Raises PageError, also behind the pages that could be read."""
    from threadreader.importer.container import open_container, open_containers

    if source.url is not None:
        yield FoundPage(source.name, open_container(source, source.url), several=False)
        return
    pages = open_containers(source)
    before = next(pages, None)
    several = False
    while before is not None:
        try:
            following = next(pages, None)
        except ThreadreaderError:
            yield _found(source, before, several=several)
            raise
        several = several or following is not None
        yield _found(source, before, several=several)
        before = following


def _found(source: FileSource, container: "Container", *, several: bool) -> FoundPage:
    named = f"{source.name}!/{container.name}" if several and container.name else source.name
    return FoundPage(named, container, several)
