"""The screen that a thread was left with, to be shown again at once.

It is what the program drew, of a thread and for a terminal that are as they were then.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from threadreader.cli.early_screen import is_drawing
from threadreader.remembered import write_whole

_TOLD_BY = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")


class LastScreen:
    """A screen in a file; `state` is everything that it depends on, as it is when it is asked."""

    def __init__(self, file: Path, state: Callable[[], object]) -> None:
        self._file = file
        self._state = state

    def keep(self, drawn: str) -> None:
        """Keep a screen for the next time, in the place of what was kept before."""
        with contextlib.suppress(OSError):
            if is_drawing(drawn):
                write_whole(self._file, json.dumps({"state": self._now(), "drawn": drawn}))
            else:
                self._file.unlink(missing_ok=True)

    def load(self) -> str:
        """What it is drawn with, where it would be the same now; else nothing."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            state, drawn = kept["state"], kept["drawn"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ""
        return drawn if isinstance(drawn, str) and state == self._now() else ""

    def _now(self) -> object:
        terminal = [*shutil.get_terminal_size(), *(os.environ.get(name) for name in _TOLD_BY)]
        return json.loads(json.dumps([terminal, self._state()]))
