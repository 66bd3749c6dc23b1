"""Where files live: the only module that knows the platform's folders."""

import os
from dataclasses import dataclass
from pathlib import Path

from threadreader.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Paths:
    """The three folders of the program, and the files in them."""

    data: Path
    config: Path
    cache: Path

    @property
    def library(self) -> Path:
        """The one SQLite file with every stored page."""
        return self.data / "library.db"

    @property
    def config_file(self) -> Path:
        """The reader's settings."""
        return self.config / "config.toml"

    @property
    def choices_file(self) -> Path:
        """What the program remembers of choices that were made on its screens."""
        return self.data / "choices.json"

    @property
    def recipes(self) -> Path:
        """The folder of the reader's own recipes, TOML files."""
        return self.config / "sites"


def last_screen_of(library: Path) -> Path:
    """Where the screen is that a thread of a library was left with."""
    return library.with_name("last-screen.json")


def find_paths(home: str | None = None) -> Paths:
    """The folders under `home`, else under THREADREADER_HOME, else the platform's. Nothing is created.

    Raises ConfigError where a home begins with `~` and the name of nobody.
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
