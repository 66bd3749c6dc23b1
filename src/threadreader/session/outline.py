"""Which comments are visible, and in which order: all that stand under no folded one, or those of a choice."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from threadreader.model.stored_thread import Skeleton

BY_TIME = "by time"
"""What the choice of all comments in the order in which they were written is called."""


@dataclass(frozen=True, eq=False)
class Choice:
    """Some of the comments, or all in another order; nothing is folded in it.

    `context` are comments of which only a line is shown, since they lead to the others. Where the choice is `flat`
    its comments are indented by `levels` instead of their depth. `left_out` says how many comments of the thread
    were passed over behind one. `between` names those whose conversation it is, where it is one; `whole` says that it
    is all that they wrote. `ranks` are the rows of all comments where those stand in another order.
    """

    title: str
    rows: Sequence[int]
    context: frozenset[int] = frozenset()
    flat: bool = False
    levels: Mapping[int, int] = field(default_factory=dict)
    left_out: Mapping[int, int] = field(default_factory=dict)
    between: Sequence[str] = ()
    whole: bool = False
    ranks: Sequence[int] | None = None
    token: object = field(default_factory=object, init=False)
    """What tells it from every other choice, for what is kept longer than the choice is."""

    def row(self, place: int) -> int | None:
        """The row of a comment, None where it has none."""
        if self.ranks is not None:
            return self.ranks[place]
        row = bisect_left(self.rows, place)
        return row if row < len(self.rows) and self.rows[row] == place else None

    @cached_property
    def shown(self) -> Sequence[int]:
        """The comments that are shown whole, in their order."""
        return [place for place in self.rows if place not in self.context] if self.context else self.rows

    def shown_after(self, place: int) -> Iterator[int]:
        """Those that follow a visible comment, without context."""
        behind = range((self.row(place) or 0) + 1, len(self.rows))
        return (self.rows[n] for n in behind if self.rows[n] not in self.context)

    def shown_before(self, place: int) -> Iterator[int]:
        """Those before a visible comment, the nearest first, without context."""
        before = range((self.row(place) or 0) - 1, -1, -1)
        return (self.rows[n] for n in before if self.rows[n] not in self.context)

    def nearest(self, place: int) -> int:
        """The comment itself, or else the last before it in the thread that is shown whole, or else the first."""
        if self.row(place) is not None and place not in self.context:
            return place
        row = bisect_right(self._ascending, place) - 1
        return self._ascending[max(0, row)]

    @cached_property
    def _ascending(self) -> Sequence[int]:
        return sorted(self.shown)


def in_order_of_writing(skeleton: Skeleton) -> Choice:
    """All comments, the earliest first."""
    return Choice(BY_TIME, skeleton.by_time, flat=True, ranks=skeleton.ranks_by_time)


@dataclass(frozen=True)
class Outline:
    """A thread with some branches folded; comments are known by their position in the thread.

    A choice hides the folds, which are there again when it ends.
    """

    skeleton: Skeleton
    folded: frozenset[int] = field(default_factory=frozenset)
    choice: Choice | None = None

    @cached_property
    def rows(self) -> Sequence[int]:
        """The visible comments, in order."""
        if self.choice:
            return self.choice.rows
        if self.folded and self.folded is self.skeleton.foldable:
            # To go through so many folds takes a while, and what is left of them is known.
            return self.skeleton.roots
        rows: list[int] = []
        start, sizes, places = 0, self.skeleton.sizes, self.skeleton.positions
        for place in sorted(self.folded):
            if place >= start:
                rows += places[start : place + 1]
                start = place + sizes[place]
        return rows + places[start:] if rows else places

    def row(self, place: int) -> int:
        """The row that a comment has, or would have."""
        return self.choice.row(place) or 0 if self.choice else bisect_left(self.rows, place)

    def visible(self, place: int) -> bool:
        """Whether a comment is in a row."""
        if self.choice:
            return self.choice.row(place) is not None
        row = bisect_left(self.rows, place)
        return row < len(self.rows) and self.rows[row] == place

    def is_folded(self, place: int) -> bool:
        """Whether a comment is shown as folded."""
        return self.choice is None and place in self.folded

    def is_context(self, place: int) -> bool:
        """Whether only a line of a comment is shown, since it leads to others."""
        return self.choice is not None and place in self.choice.context

    def shown_for(self, place: int) -> int:
        """The comment itself where it is visible, else the one that is shown instead: what hides it, or is nearest."""
        if self.choice:
            return self.choice.nearest(place)
        return self.rows[bisect_right(self.rows, place) - 1]

    def after(self, place: int) -> int | None:
        """The next visible comment."""
        row = self.row(place) + 1 if self.choice else bisect_right(self.rows, place)
        return self.rows[row] if row < len(self.rows) else None

    def before(self, place: int) -> int | None:
        """The visible comment before."""
        row = self.row(place) - 1
        return self.rows[row] if row >= 0 else None

    def hidden(self, place: int) -> int:
        """How many replies a folded comment hides, 0 where it is not folded."""
        return self.skeleton.sizes[place] - 1 if self.is_folded(place) else 0

    def fold(self, places: Iterable[int]) -> Self:
        """The same outline with more comments folded."""
        return replace(self, folded=self.folded.union(places))

    def unfold(self, places: Iterable[int]) -> Self:
        """The same outline with some comments unfolded."""
        return replace(self, folded=self.folded.difference(places))

    def reveal(self, place: int) -> Self:
        """The same outline with exactly those comments unfolded that hide one; a choice without it is ended."""
        if self.choice:
            return self if self.visible(place) else replace(self, choice=None).reveal(place)
        above = self.folded.intersection(self.skeleton.ancestors(place))
        return self.unfold(above) if above else self

    def show_whole(self, place: int) -> Self:
        """The same outline with a visible comment unfolded, and no longer a line that only leads to others."""
        choice = self.choice
        if choice and place in choice.context:
            choice = replace(choice, context=choice.context - {place})
        return replace(self.unfold([place]), choice=choice)

    def fold_all(self) -> Self:
        """Every root folded, and every comment with replies below it."""
        every = self.skeleton.foldable
        return replace(self, folded=every if self.folded <= every else self.folded | every)

    def fold_below(self, levels: int) -> Self:
        """So many levels open, and every branch below them folded."""
        branches, depths = self.skeleton.branches, self.skeleton.depths
        first = bisect_left(branches, levels - 1, key=depths.__getitem__)
        return replace(self, folded=frozenset(branches[first:]))

    @cached_property
    def levels(self) -> int:
        """How many levels are open at the deepest."""
        if not self.folded:
            return max(1, self.skeleton.levels)
        return 1 + max(map(self.skeleton.depths.__getitem__, self.rows), default=0)

    def unfold_all(self) -> Self:
        """Nothing folded."""
        return replace(self, folded=frozenset())

    def choose(self, choice: Choice | None) -> Self:
        """The same outline with a choice, or with none."""
        return replace(self, choice=choice)
