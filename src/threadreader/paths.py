"""Folders and files of the program; the only module that knows the platform's folders."""

import os
from dataclasses import dataclass
from pathlib import Path

from threadreader.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Paths:
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


def last_screen_file(library: Path) -> Path:
    """Cache of the last screen of a thread, beside the library."""
    return library.with_name("last-screen.json")


def find_downloads() -> Path:
    """Find the folder that browsers save to."""
    from platformdirs import user_downloads_path

    return user_downloads_path()


def find_paths(home: str | None = None) -> Paths:
    """Find the folders under `home`, else under THREADREADER_HOME, else the platform's. Creates nothing.

    Raises ConfigError for a home that begins with `~` and the name of an unknown user.
    """
    home = home or os.environ.get("THREADREADER_HOME")
    if home:
        try:
            root = Path(home).expanduser().absolute()
        except RuntimeError:
            trouble = "names a home folder that is not known"
            raise ConfigError(f"THREADREADER_HOME={home}", trouble, "write out the folder") from None
        return Paths(data=root, config=root, cache=root / "cache")
    from platformdirs import PlatformDirs

    folders = PlatformDirs("threadreader", appauthor=False)
    return Paths(data=folders.user_data_path, config=folders.user_config_path, cache=folders.user_cache_path)
