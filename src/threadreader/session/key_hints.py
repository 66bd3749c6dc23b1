"""What the status line says of keys, in the keys that the reader has."""

from collections.abc import Callable

BACK = ("go.back", "back")
"""Behind what is said of a jump."""


class KeyHints:
    """Names the keys of actions by their ids; `written` gives a key as it is shown, "" where an action has none."""

    def __init__(self, written: Callable[[str], str] = lambda _: "") -> None:
        self._written = written

    def of(self, *ids: str) -> str:
        """The keys of some actions: `n N`."""
        return " ".join(filter(None, map(self._written, ids)))

    def beside(self, said: str, *hints: tuple[str, str]) -> str:
        """What is said, and behind it keys and what they do, each an id and words; without those that have no key."""
        keys = ((self.of(name), does) for name, does in hints)
        return " · ".join(filter(None, (said, *(f"{key} {does}" for key, does in keys if key))))
