"""The folders that are used: the usual ones, and for the library the one that the settings name."""

import argparse
from dataclasses import replace

from threadreader.cli.speech import say
from threadreader.model.text import clean_line
from threadreader.paths import Paths, find_paths


def list_folders(_: argparse.Namespace) -> int:
    """Say where things are kept."""
    paths = used_paths()
    for name, path in (("library", paths.library), ("config", paths.config_file), ("cache", paths.cache)):
        say(f"{name:9}{clean_line(str(path))}")
    return 0


def used_paths() -> Paths:
    """Where everything is. Raises ConfigError where it is not known where the library is."""
    from threadreader.config import library_folder

    paths = find_paths()
    folder = library_folder(paths.config_file)
    return replace(paths, data=folder) if folder else paths
