"""The stored pages: what can be done with them."""

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from threadreader.errors import StoreError, ThreadNotFoundError, ThreadreaderError
from threadreader.library import reading
from threadreader.model.page import Entry, PageId, Save
from threadreader.model.stored_thread import OpenThread, Progress
from threadreader.paths import Paths, last_screen_of
from threadreader.store import parts, progress, threads
from threadreader.store.connection import PATIENCE, Database, open_database

if TYPE_CHECKING:
    from threadreader.export import Exported
    from threadreader.importer import Imported
    from threadreader.importer.container import Container
    from threadreader.library.exporting import Part
    from threadreader.library.files import PageFile
    from threadreader.library.importing import ImportResult, Outcome, Watcher
    from threadreader.model.stored_thread import Hit

_HURRIED = 0.5
"""Seconds that a reader waits for a key."""


def _now() -> datetime:
    return datetime.now(UTC)


class Library:
    """The stored pages. A context manager; threads opened from it are of use as long as it is open."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        self.database = database
        """What everything is in, for the other modules of this package."""
        self._clock = clock
        self.notice = "read-only: nothing is kept" if database.read_only else ""
        """What a reader is to know of the library in every thread of it."""
        self._pages: dict[int, PageId] = {}

    @classmethod
    def open(cls, paths: Paths, clock: Callable[[], datetime] = _now) -> Self:
        """The library in its folder, made where there is none. Raises StoreError."""
        return cls(open_database(paths.library), clock)

    def now(self) -> datetime:
        """What time it is to the library."""
        return self._clock()

    @property
    def read_only(self) -> bool:
        """Whether nothing can be kept."""
        return self.database.read_only

    @property
    def file(self) -> Path:
        """The file that everything is in."""
        return self.database.path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def import_page(self, file: "PageFile") -> "ImportResult":
        """Put a page file in the library if its bytes are new. Raises PageError, StoreError.

        The quotations of a large thread are left to `link`, so that it can be read before.
        """
        from threadreader.library.files import as_source
        from threadreader.library.reading import open_page

        return self.import_container(open_page(file), as_source(file).name)

    def import_pages(
        self, files: "Iterable[PageFile]", *, jobs: int | None = None, watch: "Watcher" = lambda _: None
    ) -> "Iterator[Outcome]":
        """Put all pages in files and folders in the library, and then together those of one thread.

        As many as `jobs` are read at once, as many as there are processors by default; `watch` is told of each as it
        begins. One that cannot be read never stops the rest.
        """
        from threadreader.library.importing import import_all
        from threadreader.library.sandbox import processors

        return import_all(self.database, self._clock, files, jobs or processors(), watch)

    def import_container(self, container: "Container", name: str) -> "ImportResult":
        """Put a page in the library; `name` is that of the file it comes from. Raises StoreError, PageError."""
        from threadreader.library.importing import import_one

        return import_one(self.database, self._clock, container, name)

    def threads(self) -> tuple[Entry, ...]:
        """Every page, by number."""
        return threads.list_entries(self.database)

    def search(self, text: str, limit: int = 50) -> "tuple[Sequence[Hit], bool]":
        """The first hits of a search in everything stored, and whether there are more. Raises SearchError."""
        from threadreader.library.search import search

        return search(self.database, text, limit)

    def find(self, reference: str) -> Entry:
        """The page with a number, or with words that stand in no other title. Raises ThreadNotFoundError."""
        if re.fullmatch(r"[0-9]{1,18}", reference):
            found = threads.load_entry(self.database, int(reference))
            if found:
                return found
        return _find_title(reference, self.threads())

    def open_thread(self, number: int) -> OpenThread:
        """A stored thread, to be read. Raises StoreError, also later while the thread is read.

        It is put together first where more of it came since, if that is possible now. One that an older program read
        is opened as that read it, and can be read on while `bring_up_to_date` puts another in its place.
        """
        outdated = self.is_outdated(self._entry(number).number)
        if not (outdated or self.database.read_only or parts.is_finished(self.database, number)):
            from threadreader.library.refresh import renew

            with contextlib.suppress(ThreadreaderError):
                renew(self.database, number)
        opened = threads.open_stored(self.database, self._entry(number))
        if outdated:
            for _ in opened.pin():
                pass
        return opened

    def is_outdated(self, number: int) -> bool:
        """Whether an older program read a thread, and what this one reads can be kept."""
        made_with = threads.load_versions(self.database, number)
        return not self.database.read_only and made_with.reader < reading.VERSIONS.reader

    def bring_up_to_date(self, number: int) -> None:
        """Read a thread again and link its quotations, where an older program did that, or nobody yet."""
        if not self.database.read_only:
            from threadreader.library.refresh import bring_up_to_date

            bring_up_to_date(self.database, self._entry(number).number)

    def needs_links(self, number: int) -> bool:
        """Whether the quotations of a thread are not linked yet, or were by an older program."""
        return (
            not self.database.read_only
            and threads.load_versions(self.database, number).linker < reading.VERSIONS.linker
        )

    def forget(self, number: int) -> None:
        """Take a page with all its saves out of the library; its number is never given again."""
        from threadreader.store.writing import forget

        forget(self.database, self._entry(number).number)
        last_screen_of(self.file).unlink(missing_ok=True)

    def inspect(self, number: int, without: Collection[str] = ()) -> "Imported":
        """The newest save of a stored page, read again, with all that is known of how.

        Raises StoreError, AdapterNotFoundError.
        """
        save = self._entry(number).page.newest
        if save is None:
            raise StoreError(self.database.path, f"has lost the file of thread {number}", "import the page again")
        from threadreader.library.reading import inspect_page

        return inspect_page(self.saved(save), save.name, without)

    def lacking(self, number: int) -> str:
        """In a line, what the file of a thread lacks of its page; empty where that is nothing."""
        lacking = [note.message for note in threads.load_notes(self.database, number) if note.where == "page"]
        return f"page: {'; '.join(lacking)}" if lacking else ""

    def load_progress(self, number: int) -> Progress:
        """What the reader did in a thread."""
        return progress.load_progress(self.database, self._page(number))

    def save_progress(self, number: int, now: Progress, before: Progress, *, hurried: bool = False) -> None:
        """Keep where the reader is, and what was done since `before`; other windows' doings stay. Raises StoreError.

        Hurried, it waits for others that write no longer than a reader will wait for a key. A library that cannot be
        written is read all the same, and keeps nothing. What is done in a thread that was forgotten since is kept.
        """
        if not self.database.read_only:
            page, patience = self._page(number), _HURRIED if hurried else PATIENCE
            progress.save_progress(self.database, page, now, before, self._clock(), patience=patience)

    def changes(self) -> int:
        """A number that is another one after another window or program has written to the library."""
        return self.database.changes()

    def exported(self, number: int) -> "Exported":
        """A stored thread as a whole, with all that an export may hold, brought up to date where that is possible."""
        with contextlib.suppress(ThreadreaderError):
            self.bring_up_to_date(number)
        stored = threads.open_stored(self.database, self._entry(number))
        from threadreader.export import Exported

        return Exported(stored.page, stored.whole(), stored.quotes.whole(), threads.load_notes(self.database, number))

    def export_text(self, number: int, name: str = "text", *, width: int = 72, part: "Part | None" = None) -> str:
        """A stored thread, or a part of it, in the format of that name."""
        from threadreader.library.exporting import render_export

        exported = self.exported(number)
        return render_export(part.of(exported) if part else exported, name, width)

    def export_name(self, number: int) -> str:
        """A name for the file of a thread's text export, made from its title."""
        from threadreader.library.exporting import export_name

        return export_name(self._entry(number))

    def _entry(self, number: int) -> Entry:
        return threads.stored_entry(self.database, number)

    def _page(self, number: int) -> PageId:
        # It has its number for good.
        return self._pages.get(number) or self._pages.setdefault(number, self._entry(number).page.id)

    def saved(self, save: Save) -> "Container":
        """The page as it was saved, with its pictures. Raises StoreError, PageError."""
        from threadreader.library.reading import open_packed

        return open_packed(threads.load_original(self.database, save.digest), save.name)


def _find_title(reference: str, entries: Iterable[Entry]) -> Entry:
    wanted = " ".join(reference.casefold().split())
    titles = [(" ".join(entry.page.title.casefold().split()), entry) for entry in entries]
    whole = [entry for title, entry in titles if wanted == title]
    found = whole if len(whole) == 1 else [entry for title, entry in titles if wanted and wanted in title]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ThreadNotFoundError(reference, "no file and no stored thread has that name", "see threadreader list")
    named = ", ".join(f"{entry.number} {entry.page.title!r}" for entry in found[:5])
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""  # noqa: PLR2004 - as many as fit a line or two
    raise ThreadNotFoundError(reference, f"that is in {len(found)} titles: {named}{more}", "give the number")
