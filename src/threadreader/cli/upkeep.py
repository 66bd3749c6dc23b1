"""The commands that look after the library's file: check, backup, restore."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from threadreader.cli.folders import used_paths
from threadreader.cli.references import open_library
from threadreader.cli.speech import say
from threadreader.model.text import clean_line


def check(arguments: argparse.Namespace) -> int:
    """Say whether everything that is stored can be read, and mend what cannot; 1 where something stays wrong."""
    from threadreader.library.maintenance import check_library, journal_of

    paths = used_paths()
    left = 0
    for finding in check_library(paths, datetime.now(UTC), deep=arguments.deep):
        left += not finding.mended
        say(f"{clean_line(finding.said)}{'' if finding.mended else ' (not mended)'}")
    with open_library() as library:
        count, journal = len(library.threads()), journal_of(library)
    threads = "1 thread" if count == 1 else f"{count:,} threads"
    state = "all can be read" if not left else f"{left} {'thing is' if left == 1 else 'things are'} still wrong"
    say(f"{clean_line(str(paths.library))}: {threads}, {state}; journal {journal}")
    return 1 if left else 0


def back_up(arguments: argparse.Namespace) -> int:
    """Copy the library to a file."""
    from threadreader.library import maintenance

    target = Path(arguments.file)
    with open_library() as library:
        maintenance.back_up(library, target, overwrite=arguments.force)
        count = len(library.threads())
    size = target.stat().st_size / 1e6
    say(f"{clean_line(str(target))}: {count:,} thread{'s' * (count != 1)}, {size:,.1f} MB")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup in the place of the library, which is kept under another name."""
    from threadreader.library import maintenance

    kept = maintenance.restore(used_paths(), Path(arguments.file), datetime.now(UTC))
    with open_library() as library:
        count = len(library.threads())
    was = f"; what was there is kept as {clean_line(str(kept))}" if kept else ""
    say(f"restored: {count:,} thread{'s' * (count != 1)}{was}")
    return 0
