"""The program with a clock that somebody else sets: `clock.py ARGUMENT ...` in place of `threadreader ARGUMENT ...`.

The file that PINS_CLOCK names holds the seconds that have passed since a fixed time. Both the time of day and the
monotonic clock stand still in between, the latter for the program alone: what waits for a time to pass in earnest, such
as a timer of Textual, has the real one. No cursor blinks.
"""

import copyreg
import datetime as dt
import os
import sys
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Self

VARIABLE = "PINS_CLOCK"

_BEGINNING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC).timestamp()
_PACKAGE = "threadreader"


def passed() -> float:
    """The seconds that have passed."""
    return float(Path(os.environ[VARIABLE]).read_text(encoding="ascii"))


_DateTime = dt.datetime


class _Any(type):
    """The type of a class that everything with a date and a time is an instance of."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _DateTime)


class _Set(dt.datetime, metaclass=_Any):
    """The time of day as the file says. What it makes is of the class that it stands for: msgspec encodes no other."""

    def __new__(cls, *values: Any, **named: Any) -> Self:
        return _DateTime(*values, **named)  # type: ignore[return-value]

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        return cls.fromtimestamp(_BEGINNING + passed(), tz)


class _SteadyCursor(MetaPathFinder):
    """Finds the module with Textual's line to type in, in which the cursor does not blink once it is loaded."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == "textual.widgets._input" else None
        if spec and spec.loader:
            load = spec.loader.exec_module

            def load_steady(module: ModuleType) -> None:
                load(module)
                module.Input.cursor_blink = False

            spec.loader.exec_module = load_steady  # type: ignore[method-assign]
        return spec


def take_over() -> None:
    """Replace the clocks and the cursor, before the program is loaded."""
    monotonic = time.monotonic

    def set_monotonic() -> float:
        asks = str(sys._getframe(1).f_globals.get("__name__"))
        return passed() if asks.startswith(f"{_PACKAGE}.") else monotonic()

    # What is pickled names its class, which is found under the name of the other.
    copyreg.pickle(_DateTime, lambda time: (_Set, tuple(time.__reduce__()[1])))
    _Set.__name__ = _Set.__qualname__ = dt.datetime.__name__
    _Set.__module__ = dt.datetime.__module__
    dt.datetime = _Set  # type: ignore[misc]
    time.monotonic = set_monotonic
    sys.meta_path.insert(0, _SteadyCursor())


if __name__ == "__main__":
    take_over()
    from threadreader.__main__ import run

    sys.argv[0] = _PACKAGE
    raise SystemExit(run())
