"""Reading page files and writing exports: whole, or not at all."""

import os
import secrets
import stat
from pathlib import Path

from threadreader.errors import ExportError, PageError

LARGEST_PAGE = 256 * 1024 * 1024
"""Bytes: no page that somebody saved comes near, and reading more would fill the memory."""


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
