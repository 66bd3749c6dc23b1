"""Which comments are visible: all that stand under no folded one."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from threadreader.model.opened import Skeleton


@dataclass(frozen=True)
class Outline:
    """A thread with some branches folded; comments are known by their position in the thread."""

    skeleton: Skeleton
    folded: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def rows(self) -> Sequence[int]:
        """The visible comments, in order."""
        rows: list[int] = []
        start, sizes = 0, self.skeleton.sizes
        for place in sorted(self.folded):
            if place >= start:
                rows.extend(range(start, place + 1))
                start = place + sizes[place]
        rows.extend(range(start, len(self.skeleton)))
        return rows

    def visible(self, place: int) -> bool:
        """Whether a comment stands under no folded one."""
        row = bisect_left(self.rows, place)
        return row < len(self.rows) and self.rows[row] == place

    def shown_for(self, place: int) -> int:
        """The comment itself where it is visible, else the folded one that hides it."""
        return self.rows[bisect_right(self.rows, place) - 1]

    def after(self, place: int) -> int | None:
        """The next visible comment."""
        row = bisect_right(self.rows, place)
        return self.rows[row] if row < len(self.rows) else None

    def before(self, place: int) -> int | None:
        """The visible comment before."""
        row = bisect_left(self.rows, place) - 1
        return self.rows[row] if row >= 0 else None

    def hidden(self, place: int) -> int:
        """How many replies a folded comment hides, 0 where it is not folded."""
        return self.skeleton.sizes[place] - 1 if place in self.folded else 0

    def fold(self, places: Iterable[int]) -> Self:
        """The same outline with more comments folded."""
        return type(self)(self.skeleton, self.folded.union(places))

    def unfold(self, places: Iterable[int]) -> Self:
        """The same outline with some comments unfolded."""
        return type(self)(self.skeleton, self.folded.difference(places))

    def reveal(self, place: int) -> Self:
        """The same outline with exactly those comments unfolded that hide one."""
        above = self.folded.intersection(self.skeleton.ancestors(place))
        return self.unfold(above) if above else self

    def fold_all(self) -> Self:
        """Every root folded, and every comment with replies below it."""
        skeleton = self.skeleton
        return self.fold(p for p in range(len(skeleton)) if skeleton.sizes[p] > 1 or skeleton.parents[p] < 0)

    def unfold_all(self) -> Self:
        """Nothing folded."""
        return type(self)(self.skeleton)
