"""Maintenance of the library: check and repair, upgrade of threads, backup and restore."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from threadreader.errors import DamageError, ForeignFileError, StoreError, ThreadreaderError
from threadreader.library import versions
from threadreader.library.library import Library
from threadreader.library.reading import preload_for_many
from threadreader.library.refresh import join_saves
from threadreader.model.page import Entry
from threadreader.paths import Paths
from threadreader.store import backup as backup_store
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import list_entries
from threadreader.store.files import find_backups, how_to_restore
from threadreader.store.listing import is_list_consistent, relist_all
from threadreader.store.threads import find_outdated, pages_without_thread

_IMPORT_AGAIN = "import that file again"


class Finding(Struct, frozen=True):
    """A message about a damage, and True if it was repaired."""

    message: str
    mended: bool


def check_library(paths: Paths, now: datetime, *, deep: bool = False) -> Iterator[Finding]:
    """Check everything, and repair what can be repaired; `deep` compares all hashes as well.

    A file that is damaged itself is renamed, and a new one is made of its readable rows. Raises StoreError.
    """
    repaired, damage = _check_file(paths)
    if repaired:
        yield Finding(f"an index was damaged ({repaired}); all indexes rebuilt", mended=True)
    if damage:
        yield from _rescue(paths, now, damage)
    with open_database(paths.library) as database:
        for number in pages_without_thread(database):
            yield _repair(database, number, f"thread {number} is lost")
        for entry in list_entries(database):
            yield from _check_entry(database, entry, deep=deep)
        if not backup_store.is_index_consistent(database):
            if not database.read_only:
                backup_store.rebuild_indexes(database)
            yield Finding("the full-text index does not match the threads", backup_store.is_index_consistent(database))
        if not is_list_consistent(database):
            if not database.read_only:
                with database.writing() as connection:
                    relist_all(connection)
            yield Finding("the list does not match the threads", is_list_consistent(database))


def journal_mode(library: Library) -> str:
    """SQLite's journal mode of the library."""
    return str(library.database.rows("PRAGMA journal_mode")[0][0])


def _check_file(paths: Paths) -> tuple[str, str]:
    """Check the file and rebuild damaged indexes; the error that was repaired, and errors that remain."""
    repaired = ""
    try:
        with open_database(paths.library) as database:
            report = backup_store.check_file(database)
            if report.index_errors and not report.other_errors and not database.read_only:
                backup_store.rebuild_indexes(database)
                repaired = report.index_errors[0]
                report = backup_store.check_file(database)
    except (DamageError, ForeignFileError) as problem:
        return "", problem.trouble
    damage = "; ".join((*report.other_errors, *report.index_errors)[:3])
    return "" if damage else repaired, damage


def _rescue(paths: Paths, now: datetime, damage: str) -> Iterator[Finding]:
    """Replace a damaged library by a new one of its readable rows. Raises StoreError if no save can be read."""
    with backup_store.new_file(paths.library) as copy:
        saves, lost = backup_store.rescue(paths.library, copy)
        if not saves:
            cure = how_to_restore(paths.library) or "move it away, then use threadreader restore"
            raise StoreError(paths.library, f"{damage}, and no page in it can be read", cure)
        old = backup_store.replace_library(copy, paths.library, f"damaged-{now:%Y%m%d-%H%M%S}")
    detail = f" ({damage})" if damage != "is damaged" else ""
    pages = "1 saved page" if saves == 1 else f"{saves:,} saved pages"
    message = f"the file is damaged{detail}; rebuilt from its {pages}; the old file is kept as {old}"
    message = "; ".join(filter(None, (message, how_to_restore(paths.library))))
    yield Finding(message, mended=True)
    for name in lost:
        yield Finding(f"the page {name} is lost: {_IMPORT_AGAIN}", mended=False)


def _check_entry(database: Database, entry: Entry, *, deep: bool) -> Iterator[Finding]:
    for name in backup_store.check_originals(database, entry) if deep else ():
        trouble = f"the page {name} of thread {entry.number} differs from the imported page"
        yield Finding(f"{trouble}: {_IMPORT_AGAIN}", mended=False)
    trouble = backup_store.check_thread(database, entry, deep=deep)
    if trouble:
        yield _repair(database, entry.number, f"thread {entry.number} {entry.page.title!r} {trouble}")


def _repair(database: Database, number: int, trouble: str) -> Finding:
    """Parse a thread again from the bytes of its saves."""
    if database.read_only:
        return Finding(trouble, mended=False)
    try:
        join_saves(database, number, reparse=True)
    except ThreadreaderError as problem:
        return Finding(f"{trouble}; its page cannot be reread: {problem.trouble}", mended=False)
    return Finding(f"{trouble}; repaired from its page", mended=True)


def is_outdated(library: Library) -> bool:
    """True if a thread is not up to date, and the library can be written."""
    database = library.database
    return not library.read_only and bool(find_outdated(database, versions.VERSIONS))


def upgrade(library: Library) -> Iterator[int]:
    """Bring every thread up to date, yielding its number; one that fails stays as it is."""
    numbers = find_outdated(library.database, versions.VERSIONS)
    if len(numbers) > 1:
        preload_for_many()
    for number in numbers:
        try:
            library.bring_up_to_date(number)
        except ThreadreaderError:
            # Opening the thread reports it.
            continue
        yield number


def back_up(library: Library, target: Path, *, overwrite: bool = False) -> None:
    """Copy a snapshot of the library to a new file. Raises StoreError."""
    backup_store.back_up(library.database, target, overwrite=overwrite)


def each_backup(paths: Paths) -> Iterator[tuple[str, Path]]:
    """The backups that the program made, each after the command that brings it back, the newest first."""
    backups = find_backups(paths.library)
    yield from (("restore", each.file) for each in backups.copies)
    yield from (("load", each.file) for each in backups.dumps)


def restore(paths: Paths, backup: Path, now: datetime) -> tuple[Path | None, int]:
    """Replace the library by a backup; returns where the old one is, and the number of threads. Raises StoreError."""
    return backup_store.restore(backup, paths.library, now)
