"""Refresh of stored threads: join the saves of a thread, parse them again, link their quotations."""

from collections.abc import Sequence
from pathlib import Path

from threadreader.errors import StoreError
from threadreader.library import versions
from threadreader.library.files import FileSource
from threadreader.library.reading import parse_save, with_quotes_if_small
from threadreader.model.merge import merge_saves
from threadreader.model.page import Save
from threadreader.model.save import Identity, ParsedPage, is_same_thread
from threadreader.store import threads, writing
from threadreader.store.connection import Database
from threadreader.store.parts import is_joined, load_part


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
    if threads.load_versions(database, number).extractor < versions.VERSIONS.extractor:
        join_saves(database, number, reparse=True)
    elif not is_joined(database, number):
        join_saves(database, number)
    # Again if another process replaces the thread meanwhile.
    while threads.load_versions(database, number).linker < versions.VERSIONS.linker:
        _link(database, number)


def _link(database: Database, number: int) -> None:
    from threadreader.quotes import link_quotes

    stored = threads.open_stored(database, threads.require_entry(database, number))
    writing.replace_quotes(database, stored.id, link_quotes(stored.whole()), versions.VERSIONS.linker)


def join_saves(database: Database, number: int, *, reparse: bool = False) -> ParsedPage:
    """Replace a thread by one joined from all of its saves, parsed again if so wanted or not stored as parsed.

    Raises PageError, StoreError.
    """
    while True:
        before = threads.load_thread_id(database, number)
        saves = threads.load_saves(database, number)
        if not saves:
            raise StoreError(database.path, f"has lost the file of thread {number}", "import the page again")
        stored = [None if reparse else load_part(database, save, versions.VERSIONS.extractor) for save in saves]
        parts = [part or _parse_stored(database, save) for part, save in zip(stored, saves, strict=True)]
        joined = with_quotes_if_small(merge_saves(parts))
        parsed = [part for part, old in zip(parts, stored, strict=True) if old is None and len(saves) > 1]
        if writing.replace_thread(database, number, joined, parsed, instead_of=before):
            return joined


def _parse_stored(database: Database, save: Save) -> ParsedPage:
    source = FileSource(Path(save.name), content=threads.load_original(database, save.digest))
    return parse_save(source, save.imported_at).with_save(save)
