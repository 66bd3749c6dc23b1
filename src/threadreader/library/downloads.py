"""Saved pages in the folder of downloads, told by their names and first bytes."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from threadreader.model.text import clean_line

_SUFFIXES = {".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive", ".maff"}
_MAX_ENTRIES = 2_000  # of a folder; a first screen does not wait for more
_MAX_SNIFFED, _SNIFFED_BYTES = 40, 1024
MAX_FOUND = 5  # what a terminal of 24 lines has room for below the rest

_BEGINNINGS = (b"<!doctype html", b"<html", b"multipart/related", b"bplist00", b"pk\x03\x04")


def find_saved_pages(folder: Path) -> Sequence[Path]:
    """The newest saved pages right in a folder, at most `MAX_FOUND`."""
    try:
        with os.scandir(folder) as entries:
            named = [entry for entry in islice(entries, _MAX_ENTRIES) if Path(entry.name).suffix.lower() in _SUFFIXES]
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
                if any(sign in beginning for sign in _BEGINNINGS) and clean_line(file.name):
                    yield file
        except OSError:
            continue
