"""What can be done with pages and the library: the only module that joins the stages."""

import contextlib
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from threadreader.errors import (
    AdapterNotFoundError,
    ExportError,
    PageError,
    StoreError,
    ThreadNotFoundError,
    ThreadreaderError,
)
from threadreader.model.clean import clean_line
from threadreader.model.opened import OpenThread
from threadreader.model.page import Entry, Note, Page, PageId, Save
from threadreader.model.progress import Progress
from threadreader.model.quote import QuoteIndex
from threadreader.paths import Paths, find_paths
from threadreader.store import progress, threads
from threadreader.store.connection import Database, open_database
from threadreader.store.threads import Arrival, ReadSave, Versions

if TYPE_CHECKING:
    from threadreader.export import Exported, Exporter
    from threadreader.importer import Imported
    from threadreader.importer.additional import Additional

__all__ = ["Arrival", "Entry", "ImportFailure", "ImportResult", "Library"]

LARGEST_PAGE = 256 * 1024 * 1024
"""Bytes: no page that somebody saved comes near, and reading more would fill the memory."""

_LINKED_AT_ONCE = 1_000
"""Comments: the quotations of a thread of up to so many are linked sooner than another process begins."""

VERSIONS = Versions(reader=1, linker=1)
"""Raise `reader` when pages are read better and `linker` when quotations are: stored threads are then made again."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """A file that is in the library now: as what, and what was odd about it."""

    path: Path
    arrival: Arrival
    entry: Entry
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """A file that is not in the library, and why."""

    path: Path
    error: ThreadreaderError


def _now() -> datetime:
    return datetime.now(UTC)


class Library:
    """The stored pages. A context manager; threads opened from it are of use as long as it is open."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    def open(cls, paths: Paths, clock: Callable[[], datetime] = _now) -> Self:
        """The library in its folder, made where there is none. Raises StoreError."""
        return cls(open_database(paths.library), clock)

    @property
    def file(self) -> Path:
        """The file that everything is in."""
        return self._database.path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def import_page(self, path: Path, *, link_later: bool = False) -> ImportResult:
        """Put a page file in the library if its bytes are new. Raises PageError, StoreError.

        With `link_later` the quotations of a large thread are left to `link`, so that it can be read before.
        """
        return self.import_bytes(read_file(path), path, link_later=link_later)

    def import_pages(self, paths: Iterable[Path]) -> Iterator[ImportResult | ImportFailure]:
        """Put page files in the library, one after the other; one that fails never stops the rest."""
        for path in paths:
            try:
                yield self.import_page(path)
            except ThreadreaderError as error:
                yield ImportFailure(path, error)

    def import_bytes(self, data: bytes, path: Path, *, link_later: bool = False) -> ImportResult:
        """Put the bytes of a page in the library; `path` is where they come from. Raises PageError, StoreError."""
        known = threads.number_of(self._database, hashlib.sha256(data).hexdigest())
        if known is not None:
            return ImportResult(path, Arrival.KNOWN, self._entry(known))
        from threadreader.importer.memory import no_collection

        with no_collection():
            read = _read_save(data, str(path), self._clock(), link_later=link_later)
            arrival, number = threads.add_save(self._database, read, data)
        return ImportResult(path, arrival, self._entry(number), read.notes)

    def threads(self) -> tuple[Entry, ...]:
        """Every page, by number."""
        return threads.list_entries(self._database)

    def find(self, reference: str) -> Entry:
        """The page with a number, or with words that stand in no other title. Raises ThreadNotFoundError."""
        if re.fullmatch(r"[0-9]{1,18}", reference):
            found = threads.load_entry(self._database, int(reference))
            if found:
                return found
        return _find_title(reference, self.threads())

    def open_thread(self, number: int) -> OpenThread:
        """A stored thread, to be read. Raises StoreError, also later while the thread is read.

        It is read again first where an older program did, but not linked again: `needs_links` says whether it should.
        """
        self._read_again(number)
        return threads.open_stored(self._database, self._entry(number))

    def needs_links(self, number: int) -> bool:
        """Whether the quotations of a thread are not linked yet, or were by an older program."""
        return not self._database.read_only and threads.load_versions(self._database, number).linker < VERSIONS.linker

    def link(self, number: int) -> None:
        """Link the quotations of a stored thread, and keep the links."""
        from threadreader.quotes import link_quotes

        thread = threads.open_stored(self._database, self._entry(number)).whole()
        threads.replace_quotes(self._database, number, link_quotes(thread), VERSIONS.linker)

    def forget(self, number: int) -> None:
        """Take a page with all its saves out of the library; its number is never given again."""
        threads.forget(self._database, self._entry(number).number)

    def inspect(self, number: int, without: Collection[str] = ()) -> "Imported":
        """The newest save of a stored page, read again, with all that is known of how.

        Raises StoreError, AdapterNotFoundError.
        """
        from threadreader.importer import import_bytes

        _check_adapters(without)
        save = self._entry(number).page.newest
        if save is None:
            raise StoreError(self._database.path, f"has lost the file of thread {number}", "import the page again")
        return import_bytes(
            threads.load_original(self._database, save.digest),
            save.name,
            without=without,
            every=True,
            additional=_additional(),
        )

    def lacking(self, number: int) -> str:
        """In a line, what the file of a thread lacks of its page; empty where that is nothing."""
        lacking = [note.message for note in threads.load_notes(self._database, number) if note.where == "page"]
        return f"page: {'; '.join(lacking)}" if lacking else ""

    def load_progress(self, number: int) -> Progress:
        """Where the reader was in a thread."""
        return progress.load_progress(self._database, self._entry(number).page.id)

    def save_progress(self, number: int, where: Progress) -> None:
        """Keep where the reader is; a library that cannot be written is read all the same, and keeps nothing."""
        if not self._database.read_only:
            progress.save_progress(self._database, self._entry(number).page.id, where)

    def exported(self, number: int) -> "Exported":
        """A stored thread as a whole, with all that an export may hold."""
        self._read_again(number)
        if self.needs_links(number):
            self.link(number)
        stored = threads.open_stored(self._database, self._entry(number))
        from threadreader.export import Exported

        return Exported(stored.page, stored.whole(), stored.quotes.whole(), threads.load_notes(self._database, number))

    def export_thread(self, number: int, target: Path, name: str = "text", *, width: int = 72) -> None:
        """Write a stored thread to a new file in the format of that name. Raises ExportError."""
        write_export(render_export(self.exported(number), name, width), target)

    def export_name(self, number: int) -> str:
        """A name for the file of a thread's text export, made from its title."""
        words = re.sub(r"\W+", "-", self._entry(number).page.title.casefold())[:60].strip("-_")
        return f"{words or f'thread-{number}'}{_exporter('text').suffix}"

    def _entry(self, number: int) -> Entry:
        found = threads.load_entry(self._database, number)
        if found is None:
            raise StoreError(self._database.path, f"holds no thread with number {number}", "see threadreader list")
        return found

    def _read_again(self, number: int) -> None:
        """Read a thread again from its bytes, where an older program did."""
        save = self._entry(number).page.newest
        made_with = threads.load_versions(self._database, number)
        if save is None or self._database.read_only or made_with.reader >= VERSIONS.reader:
            return
        original = threads.load_original(self._database, save.digest)
        threads.replace_thread(self._database, number, _read_save(original, save.name, self._clock()))


def link_stored(file: str, number: int) -> None:
    """Link the quotations of a thread stored in a library file: what another process runs while this one reads."""
    with Library(open_database(Path(file))) as library:
        library.link(number)


def read_exported(path: Path, without: Collection[str] = ()) -> "Exported":
    """A page file as a whole, with all that an export may hold, read without some adapters.

    Raises PageError, AdapterNotFoundError.
    """
    _check_adapters(without)
    read = _read_save(read_file(path), str(path), None, without=without)
    from threadreader.export import Exported

    return Exported(read.page, read.thread, read.quotes, read.notes)


def inspect_page(path: Path, without: Collection[str] = ()) -> "Imported":
    """A page file with all that is known of how it was read, without some adapters.

    Raises PageError, AdapterNotFoundError.
    """
    from threadreader.importer import import_bytes

    _check_adapters(without)
    return import_bytes(read_file(path), str(path), without=without, every=True, additional=_additional())


def _check_adapters(names: Collection[str]) -> None:
    if not names:
        return
    from threadreader.importer.sites import find_adapters

    known = sorted(adapter.name for adapter in _additional().replace(find_adapters()))
    for name in names:
        if name not in known:
            raise AdapterNotFoundError(name, "there is no adapter of that name", f"there are {', '.join(known)}")


def render_export(exported: "Exported", name: str, width: int) -> str:
    """The text of an export in the format of that name; lines wrap at a width in cells, at 0 not at all."""
    return _exporter(name).export(exported, width)


def _exporter(name: str) -> "Exporter":
    from threadreader.export import exporters

    return exporters()[name]


def export_target(text: str) -> Path:
    """The file that somebody typed the name of; `~` and `~NAME` are home folders. Raises ExportError."""
    if not text.strip():
        raise ExportError(repr(text), "is no name of a file", "name a file")
    if os.path.basename(text) in {"", os.curdir, os.pardir}:  # noqa: PTH119 - a Path forgets the `/` at the end
        raise ExportError(text, "is a folder", "name a file")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ExportError(text, "names a home folder that is not known", "write out the folder") from None


def write_export(text: str, target: Path, *, overwrite: bool = False) -> None:
    """Write a whole file or none; one that is there only gives way to `overwrite`. Raises ExportError."""
    try:
        if target.is_dir():
            raise ExportError(target, "is a folder", "name a file")
        if os.path.lexists(target) and not overwrite:
            raise ExportError(target, "is there already", "choose another name, or overwrite it with --force")
        _write_whole(text, target)
    except OSError as problem:
        raise ExportError(target, f"cannot be written ({problem.strerror})", "choose another place") from problem
    except ValueError as problem:
        raise ExportError(target, "cannot be the name of a file", "choose another name") from problem


def _write_whole(text: str, target: Path) -> None:
    passing = target.with_name(f".threadreader-{secrets.token_hex(6)}.tmp")
    try:
        with passing.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(target)
    finally:
        passing.unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """The bytes of a page file. Raises PageError where it is none or cannot be read."""
    try:
        # Before it is opened, since opening a FIFO waits for somebody to write into it.
        _check_file(path, path.stat())
        with path.open("rb") as file:
            data = file.read(LARGEST_PAGE)
    except FileNotFoundError:
        raise PageError(path, "there is no such file") from None
    except OSError as problem:
        raise PageError(path, f"cannot be read ({problem.strerror})") from problem
    if not data:
        raise PageError(path, "is empty", "save the page again")
    return data


def _check_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise PageError(path, "is a folder", "name the page files in it")
    if not stat.S_ISREG(status.st_mode):
        raise PageError(path, "is not a regular file", "save it as a file first")
    if status.st_size > LARGEST_PAGE:
        raise PageError(path, f"is larger than {LARGEST_PAGE >> 20} MB, which no page is")


def _read_save(
    data: bytes, name: str, now: datetime | None, *, link_later: bool = False, without: Collection[str] = ()
) -> ReadSave:
    from threadreader.importer import import_bytes

    imported = import_bytes(data, name, without=without, additional=_additional())
    save = Save(
        digest=imported.digest,
        name=clean_line(Path(name).name),
        container=imported.container,
        adapter=imported.adapter,
        saved_at=imported.saved_at,
        imported_at=now,
    )
    page = Page(
        id=PageId(imported.url or imported.digest),
        title=imported.title,
        url=imported.url,
        site=imported.site,
        language=imported.language,
        declared_count=imported.declared_count,
        saves=(save,),
    )
    if link_later and len(imported.thread.comments) > _LINKED_AT_ONCE:
        unlinked = Versions(VERSIONS.reader, linker=0)
        return ReadSave(page, save, imported.thread, QuoteIndex(), imported.notes, unlinked)
    from threadreader.quotes import link_quotes

    return ReadSave(page, save, imported.thread, link_quotes(imported.thread), imported.notes, VERSIONS)


def _additional() -> "Additional":
    """The adapters of other packages, and the reader's own recipes; files that cannot be read are none."""
    from threadreader.importer.additional import find_additional

    recipes = {}
    for path in sorted(find_paths().recipes.glob("*.toml")):
        with contextlib.suppress(OSError):
            recipes[str(path)] = path.read_text(encoding="utf-8", errors="replace")
    return find_additional(recipes)


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
