"""Makes stored threads again: from all saves where some came since, from their bytes where those are read better.

Which of several pages are of one thread, and that thread read from all of them.
"""

from collections.abc import Sequence
from dataclasses import replace

from threadreader.errors import StoreError
from threadreader.library import reading
from threadreader.library.reading import linked_if_small, open_packed, read_save
from threadreader.model.merge import merge_saves
from threadreader.model.page import Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import Identity, is_same_thread
from threadreader.store import threads, writing
from threadreader.store.connection import Database
from threadreader.store.parts import is_finished, load_part
from threadreader.store.saves import ReadSave


def group(reads: Sequence[ReadSave]) -> list[list[ReadSave]]:
    """The pages thread by thread, in the order in which the first of each came."""
    groups: list[list[tuple[ReadSave, Identity]]] = []
    for read in reads:
        identity = read.identity
        same = (each for each in groups if any(is_same_thread(identity, other) for _, other in each))
        found = next(same, None)
        if found is None:
            groups.append([(read, identity)])
        else:
            found.append((read, identity))
    return [[read for read, _ in each] for each in groups]


def join_reads(reads: Sequence[ReadSave]) -> ReadSave:
    """One thread from all saves of it, its quotations not linked; one save alone is what it is."""
    joined = merge_saves([read.saved for read in reads])
    saves = sorted((read.save for read in reads), key=lambda save: save.taken_at)
    first = min(reversed(reads), key=lambda read: read.paging.number if read.paging else 1)
    page = replace(
        first.page, title=joined.thread.article.title, declared_count=joined.declared_count, saves=tuple(saves)
    )
    return replace(
        first,
        page=page,
        thread=joined.thread,
        quotes=QuoteIndex(),
        notes=joined.notes,
        versions=replace(first.versions, linker=0),
        changes=joined.changes,
    )


def renew(database: Database, number: int) -> ReadSave:
    """Put a thread together from all of its saves, and keep it; what was read from a save before is used again.

    Raises PageError, StoreError.
    """
    return _renew(database, number, anew=False)


def read_anew(database: Database, number: int) -> ReadSave:
    """Read a thread again from the bytes of its saves, and keep it. Raises PageError, StoreError."""
    return _renew(database, number, anew=True)


def bring_up_to_date(database: Database, number: int) -> None:
    """Read a thread again, put it together and link its quotations, where that is not done as well as it can be now.

    Raises PageError, StoreError.
    """
    if threads.load_versions(database, number).reader < reading.VERSIONS.reader:
        read_anew(database, number)
    elif not is_finished(database, number):
        renew(database, number)
    # Where another program reads it again meanwhile, that is linked.
    while threads.load_versions(database, number).linker < reading.VERSIONS.linker:
        _link(database, number)


def _link(database: Database, number: int) -> None:
    from threadreader.quotes import link_quotes

    stored = threads.open_stored(database, threads.stored_entry(database, number))
    writing.replace_quotes(database, stored.id, link_quotes(stored.whole()), reading.VERSIONS.linker)


def _renew(database: Database, number: int, *, anew: bool) -> ReadSave:
    while True:
        before = threads.load_reading(database, number)
        saves = threads.load_saves(database, number)
        if not saves:
            raise StoreError(database.path, f"has lost the file of thread {number}", "import the page again")
        known = [None if anew else load_part(database, save, reading.VERSIONS.reader) for save in saves]
        parts = [part or _read(database, save) for part, save in zip(known, saves, strict=True)]
        whole = linked_if_small(join_reads(parts))
        fresh = [part for part, before in zip(parts, known, strict=True) if before is None and len(saves) > 1]
        if writing.replace_thread(database, number, whole, fresh, instead_of=before):
            return whole


def _read(database: Database, save: Save) -> ReadSave:
    container = open_packed(threads.load_original(database, save.digest), save.name)
    return read_save(container, save.name, save.imported_at).of(save)
