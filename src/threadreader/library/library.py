"""The library of stored pages: import, list, search, open, export and forget them."""

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from threadreader.errors import StoreError, ThreadreaderError
from threadreader.library.backups import open_backed_up, utc_now
from threadreader.model.page import PAGE, Entry, Note, PageId, Save
from threadreader.paths import Paths, last_screen_file
from threadreader.store.connection import BUSY_TIMEOUT, Database, Upgrading, open_database
from threadreader.store.entries import list_entries, load_entry, require_entry

if TYPE_CHECKING:
    from threadreader.importer import Imported
    from threadreader.library.exporting import Selection
    from threadreader.library.files import FileSource, PageFile
    from threadreader.library.importing import ImportResult, Outcome, Watcher
    from threadreader.model.query import Entries
    from threadreader.model.related import Related
    from threadreader.model.save import ParsedPage
    from threadreader.model.stored_thread import Hit, Hits, OpenThread, Progress
    from threadreader.model.thread import Article, Thread

# Seconds to wait for other writers while a user waits for the answer to a key.
_HURRIED_TIMEOUT = 0.5


class Library:
    """The stored pages. A context manager; threads opened from it are usable as long as it is open."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        # For the other modules of this package only.
        self.database = database
        self._clock = clock
        # Shown in the status line of every thread.
        self.notice = "read-only: changes are not saved" if database.read_only else ""
        self._page_ids: dict[int, PageId] = {}

    @classmethod
    def open(
        cls,
        paths: Paths,
        clock: Callable[[], datetime] = utc_now,
        *,
        upgrading: Upgrading = contextlib.nullcontext,
        backed_up: bool = True,
    ) -> Self:
        """Open the library in its folder, made if there is none. Raises StoreError.

        `upgrading` goes around bringing one of an older version to this one, once. Where it is `backed_up`, the first
        write of a day begins backups beside it.
        """
        if not backed_up:
            return cls(open_database(paths.library, upgrading), clock)
        return cls(open_backed_up(paths.library, clock, upgrading), clock)

    def now(self) -> datetime:
        """The time of the library's clock."""
        return self._clock()

    @property
    def read_only(self) -> bool:
        """True if nothing can be saved."""
        return self.database.read_only

    @property
    def file(self) -> Path:
        """The path of the database file."""
        return self.database.path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def import_page(self, file: "PageFile") -> "ImportResult":
        """Import a page file, unless its bytes are stored already. Raises PageError, StoreError.

        The quotations of a large thread are left to `bring_up_to_date`, so that it can be opened before.
        """
        from threadreader.library.importing import import_one

        return import_one(self.database, self._clock, file)

    def import_pages(
        self, files: "Iterable[PageFile]", *, jobs: int | None = None, watch: "Watcher" = lambda _: None
    ) -> "Iterator[Outcome]":
        """Import all pages in files and folders, then join the saves of each thread.

        `jobs` pages are parsed in parallel, by default one a processor; `watch` is called as each begins. A page that
        fails never stops the rest.
        """
        from threadreader.library.importing import import_pages
        from threadreader.library.sandbox import available_cpus

        return import_pages(self.database, self._clock, files, jobs or available_cpus(), watch)

    def threads(self, limit: int | None = None, *, newest: bool = False) -> tuple[Entry, ...]:
        """The entries of all pages, or of so many, by number; the last page first where the `newest` are wanted."""
        return list_entries(self.database, limit, newest=newest)

    def count_threads(self) -> int:
        """The number of stored threads."""
        return self.entries.counts().all

    @property
    def entries(self) -> "Entries":
        """The entries of all pages, of which only those are loaded that are asked for."""
        from threadreader.store.listing import StoredEntries

        return StoredEntries(self.database)

    def article(self, number: int) -> "Article | None":
        """The article of a thread, None if there is no such number. Raises StoreError."""
        from threadreader.store import threads

        return threads.load_article(self.database, number)

    def search(self, text: str, limit: int = 50) -> "tuple[Sequence[Hit], bool]":
        """The first hits of a full-text search, and True if there are more. Raises SearchError, StoreError."""
        from threadreader.store.search import search

        matches, more, load = search(self.database, text, limit)
        return list(filter(None, map(load, matches))), more

    def find_hits(self, text: str, limit: int, each: int | None = None) -> "tuple[Hits, bool]":
        """The first hits of a full-text search, and True if there are more: then there are at most `each` of a thread.

        They are loaded when they are asked for. Raises SearchError, StoreError; what cannot be loaded then says so.
        """
        from threadreader.model.stored_thread import Hit, Hits
        from threadreader.store.search import search

        matches, more, load = search(self.database, text, limit, each)

        def load_hit(index: int) -> Hit:
            match = matches[index]
            try:
                hit, trouble = load(match), "no longer in the library"
            except StoreError as problem:
                hit, trouble = None, problem.trouble
            return hit or Hit(match.number, match.title, match.position, None, "", None, trouble, ())

        return Hits([(match.number, match.position) for match in matches], load_hit), more

    def find(self, reference: str) -> Entry:
        """The entry with a number, an address, or a text that no other title contains. Raises ThreadNotFoundError."""
        if re.fullmatch(r"[0-9]{1,18}", reference):
            entry = load_entry(self.database, int(reference))
            if entry:
                return entry
        from threadreader.store.listing import find_address, find_title

        return (find_address if "://" in reference else find_title)(self.database, reference)

    def open_thread(self, number: int) -> "OpenThread":
        """Open a stored thread. Raises StoreError, also later while the thread is read.

        Saves that were added are joined first, if that is possible now. A thread that an older extractor made is opened
        as it is and pinned in memory, so that it stays usable while `bring_up_to_date` replaces it.
        """
        from threadreader.store import threads

        outdated = self.is_outdated(self._entry(number).number)
        if not (outdated or self.database.read_only or threads.is_joined(self.database, number)):
            from threadreader.library.refresh import join_saves

            with contextlib.suppress(ThreadreaderError):
                join_saves(self.database, number)
        opened = threads.open_stored(self.database, self._entry(number))
        if outdated:
            for _ in opened.pin():
                pass
        return opened

    def related(self, number: int) -> "Related":
        """What is stored beside a thread: discussions of its article, targets of its links, links to it."""
        from threadreader.library.related import StoredRelated

        return StoredRelated(self.database, number)

    def is_outdated(self, number: int) -> bool:
        """True if an older extractor made a thread, and the library can be written."""
        from threadreader.library import versions
        from threadreader.store import threads

        made_with = threads.load_versions(self.database, number)
        return not self.database.read_only and made_with.extractor < versions.VERSIONS.extractor

    def bring_up_to_date(self, number: int) -> None:
        """Parse a thread again and link its quotations, as far as this version has not done so."""
        if not self.database.read_only:
            from threadreader.library.refresh import bring_up_to_date

            bring_up_to_date(self.database, self._entry(number).number)

    def needs_links(self, number: int) -> bool:
        """True if the quotations of a thread are not linked by this version, and the library can be written."""
        from threadreader.library import versions
        from threadreader.store import threads

        return (
            not self.database.read_only
            and threads.load_versions(self.database, number).linker < versions.VERSIONS.linker
        )

    def forget(self, number: int) -> None:
        """Delete a page with all its saves; its number is never given again."""
        from threadreader.store.writing import forget

        forget(self.database, self._entry(number).number)
        last_screen_file(self.file).unlink(missing_ok=True)

    def load_save(self, number: int, save: Save) -> "ParsedPage":
        """A save of a thread as it was read. Raises StoreError."""
        from threadreader.library.refresh import load_save

        return load_save(self.database, number, save)

    def inspect(self, number: int, without: Collection[str] = ()) -> "Imported":
        """Parse the newest save of a stored page without some adapters, for inspection.

        Raises StoreError, PageError, AdapterNotFoundError.
        """
        save = self._entry(number).page.newest
        if save is None:
            raise StoreError(self.database.path, f"lost the file of thread {number}", "import the page again")
        from threadreader.library.reading import inspect_page

        return inspect_page(self.saved(save), without)

    def lacking(self, number: int) -> str:
        """A line about what the file of a thread lacks of its page, "" if it is complete."""
        from threadreader.store import threads

        return lacking(threads.load_notes(self.database, number))

    def load_progress(self, number: int, opened: "OpenThread | None" = None) -> "Progress":
        """The read state of a thread, with the comment ids of one that is open, which may be replaced by now."""
        from threadreader.store import progress

        return progress.load_progress(self.database, self._page_id(number), opened.id if opened else 0)

    def save_progress(
        self,
        number: int,
        now: "Progress",
        before: "Progress",
        *,
        opened: "OpenThread | None" = None,
        hurried: bool = False,
    ) -> None:
        """Save the position, and the changes since `before`; changes of other windows stay. Raises StoreError.

        `opened` is the thread that they are in, which may be replaced by now. Hurried, it waits for other writers no
        longer than a user waits for a key. In a read-only library nothing is saved. The state of a thread that was
        forgotten since is saved too.
        """
        from threadreader.store import progress

        if not self.database.read_only:
            page, timeout = self._page_id(number), _HURRIED_TIMEOUT if hurried else BUSY_TIMEOUT
            thread = opened.id if opened else 0
            progress.save_progress(self.database, page, now, before, self._clock(), thread=thread, timeout=timeout)

    def change_tags(self, changes: "Mapping[PageId, tuple[Collection[str], Collection[str]]]") -> None:
        """Add and take away tags of pages, by page the ones and the others. Raises StoreError."""
        from threadreader.store import progress

        progress.change_tags(self.database, changes, timeout=_HURRIED_TIMEOUT)

    def set_same_article(self, pages: Sequence[PageId], *, same: bool) -> None:
        """Say of each two of some pages that their article is the same, or is not. Raises StoreError."""
        from threadreader.store import progress

        progress.set_same_article(self.database, pages, same=same, timeout=_HURRIED_TIMEOUT)

    def changes(self) -> int:
        """SQLite's data version, which differs after another window or program has written to the library."""
        return self.database.changes()

    def exported(self, number: int, *, pictures: bool = False) -> "ParsedPage":
        """A whole stored thread for an export, brought up to date first if that is possible. Raises StoreError.

        With `pictures`, those that were saved with it come along.
        """
        from threadreader.model.save import ParsedPage
        from threadreader.store import threads

        with contextlib.suppress(ThreadreaderError):
            self.bring_up_to_date(number)
        stored = threads.open_stored(self.database, self._entry(number))
        notes = threads.load_notes(self.database, number)
        parsed = ParsedPage(stored.page, stored.whole(), stored.quotes.whole(), notes)
        return self._for_export(number, parsed, stored, pictures=pictures)

    def _for_export(
        self, number: int, parsed: "ParsedPage", opened: "OpenThread | None", *, pictures: bool
    ) -> "ParsedPage":
        """A page with the annotations of its reader, and with `pictures` those of its saves."""
        if annotations := self.load_progress(number, opened).annotations:
            from threadreader.library.read_state import with_annotations

            parsed = with_annotations(parsed, annotations)
        if not pictures:
            return parsed
        from threadreader.library.exporting import with_pictures

        return with_pictures(parsed, map(self.saved, reversed(parsed.page.saves)))

    def export_file(self, number: int, name: str, *, width: int = 72, part: "Selection | None" = None) -> str | bytes:
        """Export a stored thread, or a selection of it, in any format."""
        from threadreader.export import FORMATS
        from threadreader.library.exporting import render_file

        return render_file(self.exported(number, pictures=FORMATS[name].pictures), name, width, part)

    def export_name(self, number: int) -> str:
        """The default file name of a thread's text export, from its title."""
        from threadreader.library.exporting import export_name

        return export_name(self._entry(number))

    def _entry(self, number: int) -> Entry:
        return require_entry(self.database, number)

    def _page_id(self, number: int) -> PageId:
        # Cached, also for a page that is forgotten: numbers are never given again.
        return self._page_ids.get(number) or self._page_ids.setdefault(number, self._entry(number).page.id)

    def saved(self, save: Save) -> "FileSource":
        """The original page of a save, with its images, as a file. Raises StoreError."""
        from threadreader.library.files import FileSource
        from threadreader.store import threads

        return FileSource(Path(save.name), content=threads.load_original(self.database, save.digest))


def lacking(notes: Iterable[Note], missing: int = 0) -> str:
    """A line about what a file lacks of its page, `missing` comments among it, "" if it is complete."""
    messages = [note.message for note in notes if note.where == PAGE]
    if missing:
        messages.append(f"missing parents: {missing:,}")
    return f"page: {'; '.join(messages)}" if messages else ""


def open(path: str | Path, *, url: str | None = None) -> "Thread":  # noqa: A001 - it is called threadreader.open
    """The thread in a page file, or in the files of its pages in a folder, not stored. Raises ThreadreaderError.

    Of several pages in a file, `url` is the address of the one that is meant.
    """
    from threadreader.library.exporting import load_for_export
    from threadreader.library.files import FileSource

    return load_for_export([FileSource(Path(path), url=url)]).thread
