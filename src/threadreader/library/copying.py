"""Copies of the whole library: made while it is in use, and put back."""

from datetime import datetime
from pathlib import Path

from threadreader.library.library import Library
from threadreader.paths import Paths
from threadreader.store import copies


def back_up(library: Library, target: Path, *, overwrite: bool = False) -> None:
    """Copy the library as it is now to a new file. Raises StoreError."""
    copies.back_up(library.database, target, overwrite=overwrite)


def restore(paths: Paths, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the library; gives the name that what was there has now. Raises StoreError."""
    return copies.restore(backup, paths.library, now)
