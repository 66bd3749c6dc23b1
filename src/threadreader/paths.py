"""Where files live: the only module that knows the platform's folders."""

import os
from dataclasses import dataclass
from pathlib import Path


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


def find_paths(home: str | None = None) -> Paths:
    """The folders under `home`, else under THREADREADER_HOME, else the platform's. Nothing is created."""
    home = home or os.environ.get("THREADREADER_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(data=root, config=root, cache=root / "cache")
    from platformdirs import PlatformDirs

    folders = PlatformDirs("threadreader", appauthor=False)
    return Paths(data=folders.user_data_path, config=folders.user_config_path, cache=folders.user_cache_path)
