"""Makes stored threads again: from all saves where some came since, from their bytes where those are read better."""

from threadreader.errors import StoreError
from threadreader.library import versions
from threadreader.library.joining import join_reads
from threadreader.library.reading import linked_if_small, open_packed, read_save
from threadreader.model.page import Save
from threadreader.store import threads, writing
from threadreader.store.connection import Database
from threadreader.store.parts import is_finished, load_part
from threadreader.store.read_save import ReadSave


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
    if threads.load_versions(database, number).reader < versions.VERSIONS.reader:
        read_anew(database, number)
    elif not is_finished(database, number):
        renew(database, number)
    # Where another program reads it again meanwhile, that is linked.
    while threads.load_versions(database, number).linker < versions.VERSIONS.linker:
        _link(database, number)


def _link(database: Database, number: int) -> None:
    from threadreader.quotes import link_quotes

    stored = threads.open_stored(database, threads.stored_entry(database, number))
    writing.replace_quotes(database, stored.id, link_quotes(stored.whole()), versions.VERSIONS.linker)


def _renew(database: Database, number: int, *, anew: bool) -> ReadSave:
    while True:
        before = threads.load_reading(database, number)
        saves = threads.load_saves(database, number)
        if not saves:
            raise StoreError(database.path, f"has lost the file of thread {number}", "import the page again")
        known = [None if anew else load_part(database, save, versions.VERSIONS.reader) for save in saves]
        parts = [part or _read(database, save) for part, save in zip(known, saves, strict=True)]
        whole = linked_if_small(join_reads(parts))
        fresh = [part for part, before in zip(parts, known, strict=True) if before is None and len(saves) > 1]
        if writing.replace_thread(database, number, whole, fresh, instead_of=before):
            return whole


def _read(database: Database, save: Save) -> ReadSave:
    container = open_packed(threads.load_original(database, save.digest), save.name)
    return read_save(container, save.name, save.imported_at).of(save)
