"""Reading page files and what lies beside them, and writing exports whole or not at all."""

import io
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from threadreader.errors import ExportError, PageError

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

    def beside(self, path: str) -> bytes | None:
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
    from threadreader.importer.container import LARGEST

    name = Path("standard input")
    try:
        content = sys.stdin.buffer.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        raise PageError(name, f"cannot be read ({problem})") from problem
    if len(content) > LARGEST:
        raise PageError(name, f"is larger than {LARGEST >> 20} MB, which no page is")
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
