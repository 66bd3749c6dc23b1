"""Page files and export files on the disk: sources for the importer, folder walks, atomic writes, path completion."""

import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Self

from msgspec import Struct

from threadreader.errors import ExportError, PageError
from threadreader.store.files import fsync_and_rename, lock_exclusive, remove_leftovers, temporary_file

_MAX_RESOURCE_BYTES = 64 * 1024 * 1024  # a frame or a picture; what is larger is video, which nothing shows
_MAX_HOSTS = 1_000  # of a mirror; those of a large one have some hundreds
_HOST = re.compile(
    r"(?:[\w-]+\.)+(?:[a-z]{2}|com|org|net|edu|gov|mil|int|info|biz|name|pro|example)(?::\d+)?"
    r"|localhost(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?",
    re.IGNORECASE,
)
"""A folder that is named after a host: under a country, or a domain of old. Homes are called `first.last`."""


class FileSource(Struct, frozen=True):
    """A page file on the disk, as a source for the importer.

    Other files are resources of it if they are in `folder`, by default its own. `url` chooses one of several pages in
    it, or `index` does, as in the list of them. `content` are its bytes if they are read already.
    """

    path: Path
    folder: Path | None = None
    url: str | None = None
    index: int | None = None
    content: bytes | None = None

    @property
    def name(self) -> str:
        """The path, for messages."""
        return str(self.path)

    def open(self) -> BinaryIO:
        """Open the file. Raises PageError if it is no file or cannot be read."""
        if self.content is not None:
            return io.BytesIO(self.content)
        try:
            # Before it is opened, since to open a device may do something.
            _check_file(self.path, self.path.stat())
            return _open_regular(self.path)
        except FileNotFoundError:
            raise PageError(self.path, "no such file") from None
        except OSError as problem:
            raise PageError(self.path, f"cannot be read ({problem.strerror})") from problem
        except ValueError as problem:
            raise PageError(self.path, "is not a valid file name") from problem

    def changed_at(self) -> datetime | None:
        """The modification time, for display only: no time on the page is computed from it."""
        if self.content is not None:
            return None
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC).replace(microsecond=0)
        except (OSError, ValueError, OverflowError):
            return None

    def read_sibling(self, path: str) -> bytes | None:
        """Read a resource of the page by its relative path, None if there is none in the folder (links resolved)."""
        if self.content is not None:
            return None
        try:
            target = (self.path.parent / path).resolve(strict=True)
            status = target.stat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_RESOURCE_BYTES or not self._may_show(target):
                return None
            return target.read_bytes()
        except (OSError, ValueError, RuntimeError):
            # RuntimeError is a loop of symbolic links before Python 3.13.
            return None

    def folders(self) -> Sequence[str]:
        """The folders in which resources of the page may be."""
        if self.content is not None:
            return ()
        found = [self.folder or self.path.parent]
        for mirror in _mirrors(self.path.resolve()):
            with suppress(OSError):
                siblings = islice(mirror.iterdir(), _MAX_HOSTS)
                found += [each for each in siblings if _HOST.fullmatch(each.name) and not each.is_symlink()]
        return [str(folder.resolve()) for folder in found]

    def _may_show(self, target: Path) -> bool:
        own = self.path.resolve()
        folder = (self.folder or self.path.parent).resolve()
        return target != own and (
            target.is_relative_to(folder) or any(_is_in(mirror, target) for mirror in _mirrors(own))
        )


class OpenSource(Struct, frozen=True):
    """An open page file, as a sandboxed worker is handed it; read at its own positions, whoever else reads it."""

    source: FileSource
    file: BinaryIO

    @classmethod
    def of(cls, source: FileSource) -> Self:
        """Open a file. Raises PageError if it is no file or cannot be read."""
        return cls(source, source.open())

    @property
    def name(self) -> str:
        """The path, for messages."""
        return self.source.name

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.file.seek(0, io.SEEK_END)

    @property
    def files(self) -> Sequence[BinaryIO]:
        """The file, if it is one of the system."""
        return () if isinstance(self.file, io.BytesIO) else (self.file,)

    def open(self) -> BinaryIO:
        """The file at its start."""
        from threadreader.importer.container.base import RangedFile

        if not self.files or not hasattr(os, "pread"):
            return self.source.open()
        return io.BufferedReader(RangedFile(self._read_at, self.size))

    def _read_at(self, position: int, size: int) -> bytes:
        try:
            return os.pread(self.file.fileno(), size, position)
        except OSError as problem:
            raise PageError(self.name, f"cannot be read ({problem.strerror})") from problem

    def read_sibling(self, path: str) -> bytes | None:
        """Read a resource of the page by its relative path."""
        return self.source.read_sibling(path)


PageFile = Path | FileSource


def as_source(file: PageFile) -> FileSource:
    """The source of a file or path."""
    return file if isinstance(file, FileSource) else FileSource(file)


def standard_input(url: str | None = None) -> FileSource:
    """Read the standard input to its end. Raises PageError if it is too large for a page, or cannot be read."""
    from threadreader.importer.container import MAX_FILE_BYTES

    name = Path("standard input")
    try:
        content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as problem:
        raise PageError(name, f"cannot be read ({problem})") from problem
    if len(content) > MAX_FILE_BYTES:
        raise PageError(name, f"is larger than {MAX_FILE_BYTES >> 20} MB, too large for a page")
    return FileSource(name, url=url, content=content)


def _mirrors(page: Path) -> Iterator[Path]:
    """The folders in which a page is below a folder named after a host, one of them next to the other.

    Programs that mirror sites lay out files so. Homes are next to one another too: no folder above the user's is one.
    """
    home = Path.home().resolve()
    for folder in page.parents:
        if _HOST.fullmatch(folder.name) and not home.is_relative_to(folder.parent):
            yield folder.parent


def _is_in(mirror: Path, target: Path) -> bool:
    return target.is_relative_to(mirror) and bool(_HOST.fullmatch(target.relative_to(mirror).parts[0]))


def _open_regular(path: Path) -> BinaryIO:
    """Open a regular file. Raises PageError if it is another kind by now, or the system makes it as it is read."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with ExitStack() as opened:
        file = opened.enter_context(os.fdopen(descriptor, "rb"))
        _check_file(path, os.fstat(descriptor))
        _check_size(path, file)
        opened.pop_all()
    return file


def _check_size(path: Path, file: io.BufferedReader) -> None:
    """Raise PageError for a file of no size that has bytes: it may have no end, or wait for the kernel to speak."""
    try:
        # None where the kernel is silent for now.
        is_made = not os.fstat(file.fileno()).st_size and file.raw.read(1) != b""
    except OSError:
        is_made = True
    if is_made:
        raise PageError(path, "is a system file, not a page", "name a saved page")


def _check_file(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        # Raises where it cannot be read: that is the error then.
        os.scandir(path).close()
        raise PageError(path, "is a folder", "name the page files in it")
    if not stat.S_ISREG(status.st_mode):
        raise PageError(path, "is not a regular file", "save it as a file first")


def export_target(text: str) -> Path:
    """The path of an export from typed text; `~` and `~NAME` are home folders. Raises ExportError."""
    if not text.strip():
        raise ExportError(repr(text), "is not a file name", "name a file")
    if os.path.basename(text) in {"", os.curdir, os.pardir}:  # noqa: PTH119 - a Path forgets the `/` at the end
        raise ExportError(text, "is a folder", "name a file")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ExportError(text, "names a home folder that is not known", "write out the folder") from None


def export_folder(text: str) -> Path:
    """The folder of exports from typed text, made where it is not there. Raises ExportError."""
    folder = export_target(text.rstrip("/\\") or text)
    try:
        folder.mkdir(exist_ok=True)
    except (OSError, ValueError) as problem:
        raise ExportError(folder, "cannot be a folder for exports", "choose another place") from problem
    return folder


def is_stream(target: Path) -> bool:
    """True for a pipe or a device such as `/dev/null`: a file in its place would be none."""
    try:
        return target.is_fifo() or target.is_char_device()
    except OSError:
        return False


def write_export(
    export: str | bytes, target: Path, files: Mapping[str, bytes] = {}, *, overwrite: bool = False
) -> None:
    """Write a file atomically; replaces one only with `overwrite`. Raises ExportError.

    What it leads to, `files` by their paths beside it, is written before; those that are there already are left.
    """
    content = export if isinstance(export, bytes) else export.encode()
    try:
        if target.is_dir():
            raise ExportError(target, "is a folder", "name a file")
        if is_stream(target):
            target.write_bytes(content)
            return
        if os.path.lexists(target) and not overwrite:
            raise ExportError(target, "already exists", "choose another name, or overwrite it with --force")
        with replaced(target) as file:
            file.write(content)
            for name, picture in files.items():
                path = target.parent / name
                path.parent.mkdir(exist_ok=True)
                if not os.path.lexists(path):
                    with replaced(path) as other:
                        other.write(picture)
    except OSError as problem:
        raise ExportError(target, f"cannot be written ({problem.strerror})", "choose another place") from problem
    except ValueError as problem:
        raise ExportError(target, "is not a valid file name", "choose another name") from problem


@contextmanager
def claimed(folder: Path, inside: Iterable[str]) -> Iterator[None]:
    """A folder with some in it, made where they are not there, that no other run writes to meanwhile.

    Temporary files of runs that were killed are removed. Raises ExportError.
    """
    try:
        for each in inside:
            (folder / each).mkdir(parents=True, exist_ok=True)
            remove_leftovers(folder / each)
    except OSError as problem:
        trouble = f"cannot be a folder for this ({problem.strerror})"
        raise ExportError(folder, trouble, "choose another place") from problem
    with lock_exclusive(folder / ".threadreader") as is_alone:
        if not is_alone:
            raise ExportError(folder, "is in use by another run", "wait until it ends, or choose another")
        yield


@contextmanager
def replaced(target: Path) -> Iterator[BinaryIO]:
    """A temporary file that is in the place of another, and on the disk, when the block ends; gone if that fails."""
    with temporary_file(target) as temporary:
        with temporary.open("r+b") as file:
            yield file
        fsync_and_rename(temporary, target)


# Folders of resources that browsers save with a page, in some of their languages.
_RESOURCE_FOLDER = re.compile(
    r"(.+)[_.-](?:files?|data|dateien|fichiers|archivos|ficheros|arquivos|bestanden|pliki|filer)"
)

# Trouble and cure of such a folder.
NO_PAGE_IN_FOLDER = ("is a folder without pages", "name the page files")


def find_page_files(files: Iterable[PageFile]) -> Iterator[FileSource]:
    """The files, and those in folders sorted by name, without the resource folders of saved pages.

    A folder that cannot be read, and a path without a file, are yielded as files: opening them reports the trouble.
    """
    for source in map(as_source, files):
        if source.content is None and os.path.isdir(source.path):  # noqa: PTH112 - a Path raises some errors before Python 3.14
            yield from _in_folder(source.path)
        else:
            yield source


def _in_folder(folder: Path) -> Iterator[FileSource]:
    unreadable: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=lambda problem: unreadable.append(Path(problem.filename))):
        files = {name.casefold() for name in names}
        folders[:] = sorted(n for n in folders if not n.startswith(".") and not _is_resource_folder(n, files))
        yield from (FileSource(path) for path in unreadable)
        unreadable.clear()
        yield from (FileSource(Path(parent, name), folder) for name in sorted(names) if not name.startswith("."))
    yield from (FileSource(path) for path in unreadable)


def resource_files(page: Path) -> Iterator[str]:
    """The paths of files that a browser saves with a page, in a folder next to it."""
    with suppress(OSError):
        for sibling in os.listdir(page.parent):  # noqa: PTH208 - a Path of each takes ten times as long
            if _is_resource_folder(sibling, {page.name.casefold()}):
                for folder, _, names in os.walk(page.with_name(sibling)):
                    yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118 - as above


def _is_resource_folder(folder: str, files: set[str]) -> bool:
    """True if a folder has the resources of a page among the files next to it."""
    match = _RESOURCE_FOLDER.fullmatch(folder.casefold())
    return match is not None and any(
        f"{match[1]}{suffix}" in files for suffix in (".html", ".htm", ".xhtml", ".shtml", ".php", "")
    )


class InnerPage(Struct, frozen=True):
    """One of several pages in a file; `name` is its address, or its name there."""

    name: str
    title: str = ""
    saved_at: datetime | None = None


_MAX_COMPLETIONS = 5_000  # entries of a folder; more would hold up the key that asks for them


def complete_path(typed: str) -> tuple[str, Sequence[str]]:
    """A typed path with the common prefix of its completions added, and their names, folders with a `/`."""
    head, _, prefix = typed.rpartition(os.sep)
    folder = head + os.sep if os.sep in typed else ""
    names = _names(folder, prefix)
    if not names:
        return typed, ()
    common = os.path.commonprefix(names)  # noqa: RUF071 - of names, none of which is a path
    return folder + common if common else typed, names


def _names(folder: str, prefix: str) -> Sequence[str]:
    try:
        with os.scandir(Path(folder or os.curdir).expanduser()) as entries:
            matches = [e for e in islice(entries, _MAX_COMPLETIONS) if e.name.startswith(prefix)]
            shown = (entry for entry in matches if prefix or not entry.name.startswith("."))
            return sorted(entry.name + (os.sep if entry.is_dir() else "") for entry in shown)
    except (OSError, RuntimeError, ValueError):
        return ()
