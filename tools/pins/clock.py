"""The program with a clock that somebody else sets: `clock.py ARGUMENT ...` in place of `threadreader ARGUMENT ...`.

The file that PINS_CLOCK names holds the seconds that have passed since a fixed time. Both the time of day and the
monotonic clock stand still in between, the latter for the program alone: what waits for a time to pass in earnest, such
as a timer of Textual, has the real one. No cursor blinks.
"""

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
_PACKAGE, _INPUT = "threadreader", "textual.widgets._input"


def passed() -> float:
    """The seconds that have passed."""
    return float(Path(os.environ[VARIABLE]).read_text(encoding="ascii"))


class _Any(type):
    """The type of a class that everything with a date and a time is an instance of."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, dt.datetime)


class _Set(dt.datetime, metaclass=_Any):
    """The time of day as the file says. What it makes is of the class that it stands for."""

    def __new__(cls, *values: Any, **named: Any) -> Self:
        return dt.datetime(*values, **named)  # type: ignore[return-value]  # noqa: DTZ001 - as asked for

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        return cls.fromtimestamp(_BEGINNING + passed(), tz)


class _Loader(MetaPathFinder):
    """Finds the modules of the program, which have the time as set once they are loaded, and the line to type in.

    Before that they declare records, which msgspec knows the real class of time for.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_own = fullname.startswith(f"{_PACKAGE}.")
        spec = PathFinder.find_spec(fullname, path, target) if is_own or fullname == _INPUT else None
        if spec and spec.loader:
            load = spec.loader.exec_module

            def load_set(module: ModuleType) -> None:
                load(module)
                if fullname == _INPUT:
                    module.Input.cursor_blink = False
                elif getattr(module, "datetime", None) is dt.datetime:
                    module.datetime = _Set  # type: ignore[attr-defined]

            spec.loader.exec_module = load_set  # type: ignore[method-assign]
        return spec


def take_over() -> None:
    """Replace the clocks and the cursor, before the program is loaded."""
    monotonic = time.monotonic

    def set_monotonic() -> float:
        asks = str(sys._getframe(1).f_globals.get("__name__"))
        return passed() if asks.startswith(f"{_PACKAGE}.") else monotonic()

    time.monotonic = set_monotonic
    sys.meta_path.insert(0, _Loader())


if __name__ == "__main__":
    take_over()
    from threadreader.__main__ import run

    sys.argv[0] = _PACKAGE
    raise SystemExit(run())
