"""Saves of stored threads: joined, parsed again, with quotations linked; one loaded as it was, or dropped."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from threadreader.errors import NoPageError, StoreError
from threadreader.library import versions
from threadreader.library.files import FileSource
from threadreader.library.reading import parse_save, with_quotes_if_small
from threadreader.model.merge import merge_saves
from threadreader.model.page import Save
from threadreader.model.save import Identity, ParsedPage, is_same_thread
from threadreader.store import threads, writing
from threadreader.store.connection import Database
from threadreader.store.entries import load_saves, require_entry
from threadreader.store.threads import count_joined, is_joined, load_part


def group_by_thread(reads: Sequence[ParsedPage]) -> list[list[ParsedPage]]:
    """Group saves by thread, in the order of the first save of each."""
    groups: list[list[tuple[ParsedPage, Identity]]] = []
    for read in reads:
        identity = read.identity
        matches = (each for each in groups if any(is_same_thread(identity, other) for _, other in each))
        group = next(matches, None)
        if group is None:
            groups.append([(read, identity)])
        else:
            group.append((read, identity))
    return [[read for read, _ in each] for each in groups]


def bring_up_to_date(database: Database, number: int) -> None:
    """Parse a thread again, join its saves and link its quotations, as far as this version has not done so.

    Raises PageError, StoreError.
    """
    reparse = threads.load_versions(database, number).extractor < versions.VERSIONS.extractor
    if reparse or not is_joined(database, number):
        join_saves(database, number, reparse=reparse)
    # Again if another process replaces the thread meanwhile.
    while threads.load_versions(database, number).linker < versions.VERSIONS.linker:
        from threadreader.quotes import link_quotes

        stored = threads.open_stored(database, require_entry(database, number))
        writing.replace_quotes(database, stored.id, link_quotes(stored.whole()), versions.VERSIONS.linker)


def load_save(database: Database, number: int, save: Save) -> ParsedPage:
    """A save of a thread as it was read, its quotations not linked. Raises StoreError."""
    if part := load_part(database, save):
        return part
    entry = require_entry(database, number)
    if entry.page.saves == (save,):
        whole = threads.open_stored(database, entry).whole()
        return ParsedPage(entry.page, whole, notes=threads.load_notes(database, number))
    if save not in entry.page.saves:
        raise StoreError(database.path, "no longer has this save", "open the thread again")
    raise StoreError(database.path, f"lost the content of {save.name}", "import the page again")


def restore_parts(database: Database, number: int) -> None:
    """Parse again the saves of a thread of which that is damaged or lost. Raises PageError, StoreError."""
    for save in load_saves(database, number):
        if load_part(database, save) is None:
            writing.store_part(database, _parse_stored(database, save))


def drop_save(database: Database, number: int, digest: str) -> None:
    """Delete a save, and join the others to the thread, in one transaction; not the last. Raises PageError, StoreError.

    What the reader did stays, also with replies that only this save had, in case it is imported again.
    """
    is_replaced = False
    while not is_replaced:
        saves = load_saves(database, number)
        rest = [save for save in saves if save.digest != digest]
        if len(rest) == len(saves):
            # Another window was first.
            return
        if not rest:
            raise StoreError(database.path, "cannot delete the only save of a thread", "delete the thread itself")
        if read := _join(database, number, rest):
            is_replaced = writing.replace_thread(database, number, *read, without=digest)


def join_saves(database: Database, number: int, *, reparse: bool = False) -> ParsedPage:
    """Replace a thread by one joined from all of its saves, parsed again if so wanted or not stored as parsed.

    Raises PageError, StoreError.
    """
    while True:
        before = threads.load_thread_id(database, number)
        saves = load_saves(database, number)
        if not saves:
            raise StoreError(database.path, f"lost the file of thread {number}", "import the page again")
        read = _join(database, number, saves, reparse=reparse)
        if read and writing.replace_thread(database, number, *read, instead_of=before):
            return read[0]


def _join(
    database: Database, number: int, saves: Sequence[Save], *, reparse: bool = False
) -> tuple[ParsedPage, Sequence[ParsedPage]] | None:
    """The thread joined from some saves, and of several those that were parsed for it; None if one was dropped."""
    stored = [None if reparse else load_part(database, save, versions.VERSIONS.extractor) for save in saves]
    try:
        parts = [part or _parse_again(database, number, saves, save) for part, save in zip(stored, saves, strict=True)]
    except StoreError:
        if {save.digest for save in saves} <= {save.digest for save in load_saves(database, number)}:
            raise
        return None
    parsed = [part for part, old in zip(parts, stored, strict=True) if old is None and len(saves) > 1]
    return with_quotes_if_small(merge_saves(parts)), parsed


def _parse_again(database: Database, number: int, saves: Sequence[Save], save: Save) -> ParsedPage:
    """A save of a thread parsed by this version; as it was read where that opens its kind of file no more."""
    try:
        return _parse_stored(database, save)
    except NoPageError:
        part = load_part(database, save) or _not_joined(database, number, saves, save)
        if part is None:
            raise
        return replace(part, versions=replace(versions.VERSIONS, linker=0))


def _not_joined(database: Database, number: int, saves: Sequence[Save], save: Save) -> ParsedPage | None:
    """The first save of a thread, which has no part of its own, while the thread is joined from no other."""
    others = [each for each in saves if each != save]
    if count_joined(database, number) > 1 or not all(load_part(database, each) for each in others):
        return None
    entry = require_entry(database, number)
    notes = threads.load_notes(database, number)
    return ParsedPage(entry.page, threads.open_stored(database, entry).whole(), notes=notes).with_save(save)


def _parse_stored(database: Database, save: Save) -> ParsedPage:
    source = FileSource(Path(save.name), content=threads.load_original(database, save.digest))
    return parse_save(source, save.imported_at).with_save(save)
