"""A list that lies over the thread: what a row is, and where the reader is in it."""

from dataclasses import dataclass
from typing import Protocol

from threadreader.render.lines import Line


class Listed(Protocol):
    """The rows of a list: made one at a time, when they are drawn. Rows are known by their number, from 0 on."""

    title: str

    def __len__(self) -> int: ...

    def row(self, number: int, width: int) -> Line:
        """A row, at most so many cells wide."""
        ...

    def person(self, number: int) -> str | None:
        """Whose colour the row has."""
        ...

    def show(self, number: int) -> None:
        """Show what the row is about behind the list."""
        ...

    def go(self, number: int) -> str:
        """Go to what the row is about."""
        ...


@dataclass(slots=True)
class Position:
    """Which row the reader is at, and which is the first in the window of some height."""

    length: int
    at: int = 0
    top: int = 0
    height: int = 1

    def move(self, by: int) -> bool:
        """Go down some rows, up where negative, as far as the list goes; False where it does not go at all."""
        before, self.at = self.at, min(max(0, self.at + by), max(0, self.length - 1))
        self.settle()
        return self.at != before

    def settle(self, height: int | None = None) -> None:
        """Keep the row in the window, and the window full; `height` is a new one."""
        self.height = max(1, self.height if height is None else height)
        self.top = min(max(self.top, self.at - self.height + 1), self.at, max(0, self.length - self.height))
