"""Folders and files of the program, and pages among downloads; the only module that knows the platform's folders."""

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from threadreader.errors import ConfigError


class Paths(Struct, frozen=True):
    """Folders of the program, and the files in them."""

    data: Path
    config: Path
    cache: Path

    @property
    def library(self) -> Path:
        """SQLite file with all stored pages."""
        return self.data / "library.db"

    @property
    def config_file(self) -> Path:
        """Settings of the user."""
        return self.config / "config.toml"

    @property
    def preferences_file(self) -> Path:
        """Preferences chosen on the screens."""
        return self.data / "choices.json"

    @property
    def recipes(self) -> Path:
        """Folder of the user's own recipes, TOML files."""
        return self.config / "sites"


def install_command(extra: str) -> str:
    """The command that adds the packages of an extra to the environment that the program runs in."""
    import shlex
    from importlib.util import find_spec

    added = shlex.quote(f"threadreader[{extra}]")
    if Path(sys.prefix, "pipx_metadata.json").exists():
        return f"pipx runpip threadreader install {added}"
    if find_spec("pip"):
        return f"{shlex.quote(sys.executable)} -m pip install {added}"
    return f"uv pip install --python {shlex.quote(sys.executable)} {added}"


def last_screen_file(library: Path) -> Path:
    """Cache of the last screen of a thread, beside the library."""
    return library.with_name("last-screen.json")


def find_downloads() -> Path:
    """Find the folder that browsers save to."""
    from platformdirs import user_downloads_path

    return user_downloads_path()


def user_config() -> Path:
    """The user's folder of settings of all programs."""
    from platformdirs import user_config_path

    return user_config_path()


def user_data() -> Path:
    """The user's folder of data of all programs."""
    from platformdirs import user_data_path

    return user_data_path()


def find_paths(home: str | None = None) -> Paths:
    """Find the folders under `home`, else under THREADREADER_HOME, else the platform's. Creates nothing.

    Raises ConfigError for a home that begins with `~` and the name of an unknown user.
    """
    home = home or os.environ.get("THREADREADER_HOME")
    if home:
        try:
            root = Path(home).expanduser().absolute()
        except RuntimeError:
            trouble = "unknown home folder"
            raise ConfigError(f"THREADREADER_HOME={home}", trouble, "write the full path") from None
        return Paths(data=root, config=root, cache=root / "cache")
    from platformdirs import PlatformDirs

    folders = PlatformDirs("threadreader", appauthor=False)
    return Paths(data=folders.user_data_path, config=folders.user_config_path, cache=folders.user_cache_path)


_PAGE_SUFFIXES = {".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive", ".maff"}
_MAX_ENTRIES = 2_000  # of a folder; a first screen does not wait for more
_MAX_SNIFFED, _SNIFFED_BYTES = 40, 1024
MAX_FOUND = 5  # what a terminal of 24 lines has room for below the rest

_PAGE_BEGINNINGS = (b"<!doctype html", b"<html", b"multipart/related", b"bplist00", b"pk\x03\x04")


def find_saved_pages(folder: Path) -> Sequence[Path]:
    """The newest saved pages right in a folder, at most `MAX_FOUND`."""
    try:
        with os.scandir(folder) as entries:
            named = [
                entry for entry in islice(entries, _MAX_ENTRIES) if Path(entry.name).suffix.lower() in _PAGE_SUFFIXES
            ]
            newest = sorted((-entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in named)
    except OSError:
        return ()
    return tuple(islice(_pages([Path(path) for _, path in newest[:_MAX_SNIFFED]]), MAX_FOUND))


def _pages(files: Sequence[Path]) -> Iterator[Path]:
    for file in files:
        try:
            if file.is_file():
                with file.open("rb") as opened:
                    beginning = opened.read(_SNIFFED_BYTES).lower()
                if any(sign in beginning for sign in _PAGE_BEGINNINGS):
                    yield file
        except OSError:
            continue
