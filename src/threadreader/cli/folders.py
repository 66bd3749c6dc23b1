"""The folders that are used: the usual ones, and for the library the one that the settings name."""

from dataclasses import replace

from threadreader.paths import Paths, find_paths


def used_paths() -> Paths:
    """Where everything is. Raises ConfigError where it is not known where the library is."""
    from threadreader.config import library_folder

    paths = find_paths()
    folder = library_folder(paths.config_file)
    return replace(paths, data=folder) if folder else paths
