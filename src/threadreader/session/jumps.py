"""Places to go back to."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class JumpList(Generic[T]):
    """Where the reader jumped from, and after going back, where to go forward to; as a browser keeps its pages."""

    behind: list[T] = field(default_factory=list)
    ahead: list[T] = field(default_factory=list)

    def leave(self, here: T) -> None:
        """Note the place that a jump leaves; what lay ahead is forgotten."""
        self.behind.append(here)
        self.ahead.clear()

    def back(self, here: T) -> T | None:
        """The place that the last jump left, None where there was none; `here` can be gone forward to."""
        if not self.behind:
            return None
        self.ahead.append(here)
        return self.behind.pop()

    def forward(self, here: T) -> T | None:
        """The place that going back left, None where there was none."""
        if not self.ahead:
            return None
        self.behind.append(here)
        return self.ahead.pop()
