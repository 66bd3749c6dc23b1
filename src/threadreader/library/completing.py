"""The rest of a path that is being typed."""

import os
from collections.abc import Sequence
from pathlib import Path

_MOST = 5_000
"""Names in a folder that are looked at."""


def complete(typed: str) -> tuple[str, Sequence[str]]:
    """What was typed with as much more as is certain, and the names that it may go on with, folders with a `/`."""
    head, _, begun = typed.rpartition(os.sep)
    folder = head + os.sep if os.sep in typed else ""
    names = _names(folder, begun)
    if not names:
        return typed, ()
    common = os.path.commonprefix(names)  # noqa: RUF071 - of names, none of which is a path
    return folder + common if common else typed, names


def _names(folder: str, begun: str) -> Sequence[str]:
    try:
        with os.scandir(Path(folder or os.curdir).expanduser()) as entries:
            found = [entry for entry, _ in zip(entries, range(_MOST), strict=False) if entry.name.startswith(begun)]
            shown = (entry for entry in found if begun or not entry.name.startswith("."))
            return sorted(entry.name + (os.sep if entry.is_dir() else "") for entry in shown)
    except (OSError, RuntimeError, ValueError):
        return ()
