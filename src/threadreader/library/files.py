"""Reading page files and what lies beside them, and writing exports whole or not at all.

The page files that are meant by the names of files and folders.

The pages in a file of several: listed, to choose one from.

The rest of a path that is being typed.
"""

import contextlib
import io
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from threadreader.errors import ExportError, PageError

if TYPE_CHECKING:
    from threadreader.importer.container import Container


_LARGEST_BESIDE = 64 * 1024 * 1024
_HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z][\w-]+(?::\d+)?|localhost(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?")


@dataclass(frozen=True, slots=True)
class FileSource:
    """A page file on the disk, for the importer to open.

    What lies beside it belongs to it if it is in `folder`, which is the file's own where none is named. Of several
    pages in it, `url` is the address of the one that is meant. `content` are its bytes where they are read already.
    """

    path: Path
    folder: Path | None = None
    url: str | None = None
    content: bytes | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The path, for messages."""
        return str(self.path)

    def open(self) -> BinaryIO:
        """The file. Raises PageError where it is none or cannot be read."""
        if self.content is not None:
            return io.BytesIO(self.content)
        try:
            # Before it is opened, since opening a FIFO waits for somebody to write into it.
            _check_file(self.path, self.path.stat())
            return self.path.open("rb")
        except FileNotFoundError:
            raise PageError(self.path, "there is no such file") from None
        except OSError as problem:
            raise PageError(self.path, f"cannot be read ({problem.strerror})") from problem
        except ValueError as problem:
            raise PageError(self.path, "cannot be the name of a file") from problem

    def changed_at(self) -> datetime | None:
        """When the file was changed last, to be shown: no time on the page is reckoned from it."""
        if self.content is not None:
            return None
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC).replace(microsecond=0)
        except (OSError, ValueError, OverflowError):
            return None

    def read_sibling(self, path: str) -> bytes | None:
        """A file that a page may show inside it; links do not lead out of the folder either."""
        if self.content is not None:
            return None
        try:
            target = (self.path.parent / path).resolve(strict=True)
            status = target.stat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_BESIDE or not self._may_show(target):
                return None
            return target.read_bytes()
        except (OSError, ValueError, RuntimeError):
            # RuntimeError is what a loop of links is to Python before 3.13.
            return None

    def _may_show(self, target: Path) -> bool:
        own = self.path.resolve()
        folder = (self.folder or self.path.parent).resolve()
        return target != own and (target.is_relative_to(folder) or any(_mirrors(own, target)))


PageFile = Path | FileSource
"""A file of pages, or one with what is known of it."""


def as_source(file: PageFile) -> FileSource:
    """The file, for the importer to open."""
    return file if isinstance(file, FileSource) else FileSource(file)


def standard_input(url: str | None = None) -> FileSource:
    """What is piped in, read to its end. Raises PageError where that is more than any page has, or cannot be read."""
    from threadreader.importer.container import MAX_FILE_BYTES

    name = Path("standard input")
    try:
        content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as problem:
        raise PageError(name, f"cannot be read ({problem})") from problem
    if len(content) > MAX_FILE_BYTES:
        raise PageError(name, f"is larger than {MAX_FILE_BYTES >> 20} MB, which no page is")
    return FileSource(name, url=url, content=content)


def _mirrors(page: Path, target: Path) -> Iterator[bool]:
    """For each folder around a page that is named as a host, whether a file is in it or in another such beside it.

    So do programs that mirror sites lay out what they fetch.
    """
    for folder in page.parents:
        if _HOST.fullmatch(folder.name):
            mirror = folder.parent
            yield target.is_relative_to(mirror) and bool(_HOST.fullmatch(target.relative_to(mirror).parts[0]))


def _check_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        # One that cannot be read is to be called that.
        os.scandir(path).close()
        raise PageError(path, "is a folder", "name the page files in it")
    if not stat.S_ISREG(status.st_mode):
        raise PageError(path, "is not a regular file", "save it as a file first")


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


_BESIDE = re.compile(r"(.+)[_.-](?:files?|data|dateien|fichiers|archivos|ficheros|arquivos|bestanden|pliki|filer)")
"""What browsers end the name of a folder with that they save beside a page, in some of their languages."""

NO_PAGE_IN = ("is a folder without a page in it", "name the files of the pages")
"""What is wrong with such a folder."""


def gather(files: Iterable[PageFile]) -> Iterator[FileSource]:
    """The files, and those in the folders by name; what lies beside a saved page is no page of its own.

    A folder that cannot be read, and a name that is none of a file, are given as files: opening them says what it is.
    """
    for source in map(as_source, files):
        if source.content is None and source.path.is_dir():
            yield from _in_folder(source.path)
        else:
            yield source


def _in_folder(folder: Path) -> Iterator[FileSource]:
    unreadable: list[Path] = []
    for here, folders, names in os.walk(folder, onerror=lambda problem: unreadable.append(Path(str(problem.filename)))):
        own = {name.casefold() for name in names}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_beside(name, own))
        yield from (FileSource(path) for path in unreadable)
        unreadable.clear()
        yield from (FileSource(Path(here, name), folder) for name in sorted(names) if not name.startswith("."))
    yield from (FileSource(path) for path in unreadable)


def is_page(source: FileSource) -> bool:
    """Whether a file looks like a page or holds some; one that cannot be read may."""
    from threadreader.importer.container import is_page_file

    try:
        return is_page_file(source)
    except PageError:
        return True


def _is_beside(folder: str, names: set[str]) -> bool:
    """Whether a folder holds what a page shows that lies beside it."""
    found = _BESIDE.fullmatch(folder.casefold())
    if found is None:
        return False
    page = found[1]
    return any(f"{page}{kind}" in names for kind in (".html", ".htm", ".xhtml", ".shtml", ".php", ""))


_MOST = 5_000
"""Pages; a list of more is none to choose from."""


@dataclass(frozen=True, slots=True)
class InnerPage:
    """One of several pages in a file; `name` is its address, or what it is called there."""

    name: str
    title: str = ""
    saved_at: datetime | None = None


def list_pages(file: PageFile) -> tuple[InnerPage, ...]:
    """The pages in a file, up to where it is damaged."""
    return tuple(islice(_inner_pages(file), _MOST))


def open_listed(file: PageFile, place: int) -> "Container":
    """The page at a place among those of `list_pages`. Raises PageError."""
    from threadreader.importer.container import open_containers

    source = as_source(file)
    found = next(islice(open_containers(source), place, None), None)
    if found is None:
        raise PageError(source.path, f"holds no page {place + 1}", "it was changed meanwhile: open it again")
    return found


def _inner_pages(file: PageFile) -> Iterator[InnerPage]:
    from threadreader.importer.container import open_containers
    from threadreader.importer.document import find_title

    with contextlib.suppress(PageError):
        for page in open_containers(as_source(file)):
            yield InnerPage(page.name or page.url or "", find_title(page), page.saved_at)


_MAX_COMPLETIONS = 5_000
"""Names in a folder that are looked at."""


def complete(typed: str) -> tuple[str, Sequence[str]]:
    """What was typed with as much more as is certain, and the names that it may go on with, folders with a `/`."""
    head, _, begun = typed.rpartition(os.sep)
    folder = head + os.sep if os.sep in typed else ""
    names = _names(folder, begun)
    if not names:
        return typed, ()
    common = os.path.commonprefix(names)  # noqa: RUF071 - of names, none of which is a path
    return folder + common if common else typed, names


def _names(folder: str, begun: str) -> Sequence[str]:
    try:
        with os.scandir(Path(folder or os.curdir).expanduser()) as entries:
            found = [
                entry
                for entry, _ in zip(entries, range(_MAX_COMPLETIONS), strict=False)
                if entry.name.startswith(begun)
            ]
            shown = (entry for entry in found if begun or not entry.name.startswith("."))
            return sorted(entry.name + (os.sep if entry.is_dir() else "") for entry in shown)
    except (OSError, RuntimeError, ValueError):
        return ()
