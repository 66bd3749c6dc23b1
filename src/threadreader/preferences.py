"""Preferences: choices that the user made on the screens, in a small JSON file of their own.

The settings file is for the user to write (`config`); a setting in it overrides the preference.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from msgspec import Struct, ValidationError, convert
from msgspec.structs import asdict, fields

HINT_LIMIT = 10
"""Uses of a key after which it is no longer hinted at."""

_UNSAVED = ("file", "_saved")  # fields that are no preferences


class Preferences(Struct):
    """Choices of the user, saved in `file`, or not at all without one; empty or 0 is not chosen.

    Processes that share a file merge: each writes only what was changed in it.
    """

    theme: str = ""
    article_share: float = 0.0
    """Part of the width that the article takes, 0 to 1."""
    short_article_share: float = 0.0
    article_width: int = 0
    reply_width: int = 0
    strip: bool = False
    toured: bool = False
    """True once the tour of the demo was taken, or left."""
    ancestors: bool = True
    order: str = ""
    """Order of the library list."""
    rows: int = 0
    """Lines of a thread in that list: 1, or 2 for several."""
    counts: int = 0
    """Sites and tags beside that list: 1 if they are hidden, 2 if they are counted."""
    filters: Mapping[str, str] = {}
    """Queries of the list that were saved, by their names."""
    export: Mapping[str, str | int | bool] = {}
    used: Mapping[str, int] = {}
    """Uses of the key of each action, up to `HINT_LIMIT`, and of each sign that was explained (`sign.quoted`)."""
    file: Path | None = None
    _saved: Mapping[str, Any] = {}

    def __post_init__(self) -> None:
        self._saved = self.to_dict()

    @classmethod
    def load(cls, file: Path) -> Self:
        """Preferences in a file; values of the wrong type are ignored."""
        return cls(**_read(file), file=file)

    def to_dict(self) -> dict[str, Any]:
        """Values by name, without the file."""
        return {name: value for name, value in asdict(self).items() if name not in _UNSAVED}

    def count_use(self, action: str) -> None:
        """Count a use of the key of an action."""
        if not self.is_learned(action):
            self.used = {**self.used, action: self.used.get(action, 0) + 1}

    def is_learned(self, action: str) -> bool:
        """True if the key of an action was used so often that it need not be hinted at."""
        return self.used.get(action, 0) >= HINT_LIMIT

    def save(self) -> None:
        """Write the changes since the last time; if that fails they last until the program ends."""
        now = self.to_dict()
        if self.file is None or now == self._saved:
            return
        stored = {**Preferences().to_dict(), **_read(self.file)}
        changes = {name: value for name, value in now.items() if value != self._saved[name]}
        self.used = {
            name: max(self.used.get(name, 0), stored["used"].get(name, 0)) for name in {*self.used, *stored["used"]}
        }
        # Choices of other processes are not taken over: a later save would write them as changes of this one.
        self._saved = self.to_dict()
        with contextlib.suppress(OSError):
            merged = {**stored, **changes, "used": self.used}
            write_atomically(self.file, json.dumps(merged, indent=1, sort_keys=True) + "\n")


def _read(file: Path) -> dict[str, Any]:
    """Valid values in a file, by name."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    valid = {}
    for each in fields(Preferences):
        if each.name in values and each.name not in _UNSAVED:
            with contextlib.suppress(ValidationError):
                valid[each.name] = convert(values[each.name], each.type)
    return valid


def write_atomically(file: Path, text: str) -> None:
    """Write a file completely or not at all, readable by its owner only, as everything derived from pages is."""
    import secrets

    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with open(temporary, "x", encoding="utf-8", opener=_open_private) as stream:
            stream.write(text)
        os.replace(temporary, file)  # noqa: PTH105 - either is the same
    finally:
        temporary.unlink(missing_ok=True)


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
