"""What the program remembers from one time to the next of what a reader chose on its screens.

It is kept in a small file of its own: the settings are the reader's to write, and where they say something it holds.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

ENOUGH = 10
"""After so many uses of a key nobody needs to be told of it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen; what is empty or 0 never was."""

    theme: str = ""
    article_share: float = 0.0
    """The part of the width that the article has beside the replies."""
    article_width: int = 0
    reply_width: int = 0
    strip: bool = False
    ancestors: bool = True
    order: str = ""
    """What the list of the library is ordered by."""
    export: Mapping[str, str | int | bool] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)
    """How often the key of each action was pressed, up to enough times."""


class Memory:
    """The choices, in a file or, without one, only until the program ends.

    Windows on one file keep each other's: one writes only what was chosen in it.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.choices = self._kept = load_choices(file) if file else Choices()

    def choose(self, **chosen: Any) -> None:
        """Remember something else."""
        self.choices = replace(self.choices, **chosen)

    def use(self, action: str) -> None:
        """Count a use of the key of an action."""
        times = self.choices.used.get(action, 0)
        if times < ENOUGH:
            self.choose(used={**self.choices.used, action: times + 1})

    def knows(self, action: str) -> bool:
        """Whether the reader has used the key of an action often enough."""
        return self.choices.used.get(action, 0) >= ENOUGH

    def keep(self) -> None:
        """Write what was chosen since the last time; where that is not possible it is gone with the program."""
        if self._file is None or self.choices == self._kept:
            return
        now, before, theirs = self.choices, self._kept, load_choices(self._file)
        names = [one.name for one in fields(Choices)]
        chosen = {name: getattr(now, name) for name in names if getattr(now, name) != getattr(before, name)}
        used = {name: max(now.used.get(name, 0), theirs.used.get(name, 0)) for name in {*now.used, *theirs.used}}
        # What the other windows chose is theirs: taken over here, it would be this one's to undo.
        self.choices = self._kept = replace(now, used=used)
        with contextlib.suppress(OSError):
            whole = asdict(replace(theirs, **{**chosen, "used": used}))
            write_whole(self._file, json.dumps(whole, indent=1, sort_keys=True) + "\n")


def load_choices(file: Path) -> Choices:
    """The choices in a file; what is wrong there was never chosen."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Choices()
    usual = asdict(Choices())
    known = {name: value for name, value in found.items() if name in usual} if isinstance(found, dict) else {}
    return Choices(**{name: value for name, value in known.items() if _is_one(name, value, usual[name])})


def _is_one(name: str, value: Any, usual: Any) -> bool:
    if name == "used":
        return isinstance(value, dict) and all(type(times) is int for times in value.values())
    if name == "export":
        return isinstance(value, dict) and all(type(chosen) in {str, int, bool} for chosen in value.values())
    return type(value) is type(usual)


def write_whole(file: Path, text: str) -> None:
    """Write a file whole or not at all; only who writes it may read it, as with all that is of pages."""
    import secrets

    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with open(beside, "x", encoding="utf-8", opener=_open_own) as written:
            written.write(text)
        os.replace(beside, file)  # noqa: PTH105 - either is the same
    finally:
        beside.unlink(missing_ok=True)


def _open_own(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
