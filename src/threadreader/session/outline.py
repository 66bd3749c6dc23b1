"""The outline of a thread, its visible comments in order after folding or a choice; and the motions between them."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.model.stored_thread import Skeleton

# The titles of the choices of all comments in another order than that of the page.
BY_TIME, BY_VOTES = "by time", "by votes"


class Choice(Struct, frozen=True, eq=False, dict=True):
    """Some of the comments, or all in another order; nothing is folded in it unless it is a tree.

    `context` are ancestors of which a line is shown. Where the choice is `flat` its comments are indented by `levels`
    instead of their depth. `left_out` are numbers of comments left out behind one. `between` names the two of a
    conversation; `whole`: all that they wrote. `ranks` are rows of all comments in another order, `words` those that
    they were looked for by. `token` names the choice in caches that outlive it.
    """

    title: str
    rows: Sequence[int]
    context: frozenset[int] = frozenset()
    flat: bool = False
    levels: Mapping[int, int] = {}
    left_out: Mapping[int, int] = {}
    between: Sequence[str] = ()
    whole: bool = False
    ranks: Sequence[int] | None = None
    words: tuple[str, ...] = ()
    token: object = field(default_factory=object)

    @property
    def is_tree(self) -> bool:
        """True if all comments are in it, and branches are whole."""
        return self.ranks is not None and not self.flat

    @property
    def described(self) -> str:
        """What is shown, in words."""
        return f"{self.title} · {len(self.shown):,} shown" if self.ranks is None else f"sorted {self.title}"

    def row(self, index: int) -> int | None:
        """The row of a comment, None where it has none."""
        if self.ranks is not None:
            return self.ranks[index]
        row = bisect_left(self.rows, index)
        return row if row < len(self.rows) and self.rows[row] == index else None

    @cached_property
    def shown(self) -> Sequence[int]:
        """The comments other than context, in order."""
        return [index for index in self.rows if index not in self.context] if self.context else self.rows

    def shown_from(self, index: int, by: int) -> Iterator[int]:
        """The shown comments after a visible one, or before it where negative, the nearest first."""
        row = self.row(index) or 0
        rows = range(row + 1, len(self.rows)) if by > 0 else range(row - 1, -1, -1)
        return (self.rows[n] for n in rows if self.rows[n] not in self.context)

    def nearest(self, index: int) -> int:
        """The comment itself if shown, else the last shown before it in the thread, else the first."""
        if self.row(index) is not None and index not in self.context:
            return index
        row = bisect_right(self._ascending, index) - 1
        return self._ascending[max(0, row)]

    @cached_property
    def _ascending(self) -> Sequence[int]:
        return sorted(self.shown)


def in_order(skeleton: Skeleton, title: str) -> Choice:
    """All comments: by time the earliest first, or by votes the most first, in their tree."""
    order, ranks = skeleton.by_time if title == BY_TIME else skeleton.by_votes, array("I", bytes(4 * len(skeleton)))
    for rank, position in enumerate(order):
        ranks[position] = rank
    return Choice(title, order, flat=title == BY_TIME, ranks=ranks)


class Outline(Struct, frozen=True, dict=True):
    """A thread with some branches folded; comments are known by their position in the thread.

    A choice that is no tree hides the folds, which are there again when it ends. Where it is `dense` each comment is
    one line, except those shown `whole`.
    """

    skeleton: Skeleton
    folded: frozenset[int] = frozenset()
    choice: Choice | None = None
    dense: bool = False
    whole: frozenset[int] = frozenset()

    @property
    def selection(self) -> Choice | None:
        """The choice, None where it is a tree, in which branches fold as in the page's order."""
        return None if self.choice and self.choice.is_tree else self.choice

    @cached_property
    def tree(self) -> tuple[Sequence[int], Sequence[int]]:
        """All comments in the order of the tree, and the rank of each in it."""
        choice = self.choice
        if choice and choice.is_tree and choice.ranks is not None:
            return choice.rows, choice.ranks
        return self.skeleton.positions, self.skeleton.positions

    @cached_property
    def rows(self) -> Sequence[int]:
        """The visible comments, in order."""
        if self.selection:
            return self.selection.rows
        rows: list[int] = []
        start, sizes, (order, ranks) = 0, self.skeleton.sizes, self.tree
        for rank in sorted(ranks[index] for index in self.folded):
            if rank >= start:
                rows += order[start : rank + 1]
                start = rank + sizes[order[rank]]
        return [*rows, *order[start:]] if rows else order

    def row(self, index: int) -> int:
        """The row that a comment has, or would have."""
        if self.selection:
            return self.selection.row(index) or 0
        return self._bisect(bisect_left, index)

    def is_visible(self, index: int) -> bool:
        """True if a comment has a row."""
        if self.selection:
            return self.selection.row(index) is not None
        row = self.row(index)
        return row < len(self.rows) and self.rows[row] == index

    def is_folded(self, index: int) -> bool:
        """True if a comment is shown as folded."""
        return self.selection is None and index in self.folded

    def is_context(self, index: int) -> bool:
        """True if a comment is shown as a line, since it leads to others."""
        return self.choice is not None and index in self.choice.context

    @cached_property
    def short(self) -> frozenset[int]:
        """The comments shown as one line, some hidden ones among them."""
        if self.dense:
            return frozenset(self.rows) - self.whole
        return self.selection.context if self.selection else self.folded

    def shown_for(self, index: int) -> int:
        """The comment itself if visible, else the one shown in its stead: its folded ancestor, or the nearest."""
        if self.selection:
            return self.selection.nearest(index)
        return self.rows[self._bisect(bisect_right, index) - 1]

    def after(self, index: int) -> int | None:
        """The next visible comment."""
        row = self.row(index) + 1 if self.selection else self._bisect(bisect_right, index)
        return self.rows[row] if row < len(self.rows) else None

    def _bisect(self, bisect: Callable[..., int], index: int) -> int:
        ranks = self.tree[1]
        return bisect(self.rows, ranks[index], key=ranks.__getitem__) if self.rows else 0

    def before(self, index: int) -> int | None:
        """The previous visible comment."""
        row = self.row(index) - 1
        return self.rows[row] if row >= 0 else None

    def beyond(self, index: int, by: int) -> Iterator[int]:
        """The comments after one in the order that is shown, or before it where negative, the nearest first.

        Folded ones are among them, and none that a choice does not show.
        """
        if self.selection:
            return self.selection.shown_from(index, by)
        order, ranks = self.tree
        rank = ranks[index] if order else 0
        return map(order.__getitem__, range(rank + 1, len(order)) if by > 0 else range(rank - 1, -1, -1))

    def hidden_count(self, index: int) -> int:
        """The number of replies that a folded comment hides, else 0."""
        return self.skeleton.sizes[index] - 1 if self.is_folded(index) else 0

    def fold(self, indices: Iterable[int]) -> Self:
        """The same outline with more comments folded."""
        return replace(self, folded=self.folded.union(indices))

    def unfold(self, indices: Iterable[int]) -> Self:
        """The same outline with fewer comments folded."""
        return replace(self, folded=self.folded.difference(indices))

    def reveal(self, index: int) -> Self:
        """The same outline with the ancestors of a comment unfolded; a choice without it ends."""
        if self.selection:
            return self if self.is_visible(index) else replace(self, choice=None).reveal(index)
        above = self.folded.intersection(self.skeleton.ancestors(index))
        return self.unfold(above) if above else self

    def show_whole(self, index: int) -> Self:
        """The same outline with a visible comment unfolded, and no longer context or one line."""
        choice = self.choice
        if choice and index in choice.context:
            choice = replace(choice, context=choice.context - {index}, token=object())
        return replace(self.unfold([index]), choice=choice, whole=self.whole | ({index} if self.dense else set()))

    def fold_all(self) -> Self:
        """The same outline with every root and every branch folded."""
        return replace(self, folded=self.folded | self.skeleton.foldable)

    def fold_below(self, levels: int) -> Self:
        """The same outline with so many levels open, and every branch below them folded."""
        branches, depths = self.skeleton.branches, self.skeleton.depths
        first = bisect_left(branches, levels - 1, key=depths.__getitem__)
        return replace(self, folded=frozenset(branches[first:]))

    @cached_property
    def levels(self) -> int:
        """The number of open levels at the deepest."""
        return 1 + max(map(self.skeleton.depths.__getitem__, self.rows), default=0)

    def unfold_all(self) -> Self:
        """The same outline without folds."""
        return replace(self, folded=frozenset())


Moved = int | str
"""The comment that a motion leads to, or for the status line why there is none."""

Motion = Callable[[Outline, int], Moved]


def _none(outline: Outline, by: int, what: str) -> str:
    """The message at an end of all visible comments."""
    which, end = ("next", "end") if by > 0 else ("previous", "top")
    return f"no {which} {what}: {end} of {'what is shown' if outline.selection else 'thread'}"


def _neighbour(outline: Outline, index: int, by: int) -> Moved:
    """The next visible comment, or the previous one."""
    step = outline.after if by > 0 else outline.before
    nearest = step(index)
    while nearest is not None and outline.is_context(nearest):
        nearest = step(nearest)
    return _none(outline, by, "reply") if nearest is None else nearest


next_reply, previous_reply = partial(_neighbour, by=1), partial(_neighbour, by=-1)


def parent(outline: Outline, index: int) -> Moved:
    """The parent of a comment."""
    above = outline.skeleton.parents[index]
    return "no parent: a top-level reply" if above < 0 else above


def root(outline: Outline, index: int) -> Moved:
    """The first comment of the branch at the top level."""
    above = outline.skeleton.ancestors(index)
    return above[-1] if above else "already a top-level reply"


def next_sibling(outline: Outline, index: int) -> Moved:
    """The next comment with the same parent."""
    skeleton, (order, ranks) = outline.skeleton, outline.tree
    rank = ranks[index] + skeleton.sizes[index]
    while rank < len(order) and skeleton.parents[order[rank]] == skeleton.parents[index]:
        if outline.is_visible(order[rank]):
            return order[rank]
        rank += skeleton.sizes[order[rank]]
    return "no next sibling"


def previous_sibling(outline: Outline, index: int) -> Moved:
    """The previous comment with the same parent."""
    parents, (order, ranks) = outline.skeleton.parents, outline.tree
    above = parents[index]
    rank, first = ranks[index] - 1, ranks[above] + 1 if above >= 0 else 0
    while rank >= first:
        if parents[order[rank]] != above:
            rank = ranks[parents[order[rank]]]
        elif outline.is_visible(order[rank]):
            return order[rank]
        else:
            rank -= 1
    return "no previous sibling"


def next_root(outline: Outline, index: int) -> Moved:
    """The next comment at the top level."""
    following = next_sibling(outline, (outline.skeleton.ancestors(index) or [index])[-1])
    return _none(outline, 1, "top-level reply") if isinstance(following, str) else following


def previous_root(outline: Outline, index: int) -> Moved:
    """The top-level ancestor, or the previous top-level comment where this is one."""
    above = outline.skeleton.ancestors(index)
    if above and outline.is_visible(above[-1]):
        return above[-1]
    before = previous_sibling(outline, above[-1] if above else index)
    return _none(outline, -1, "top-level reply") if isinstance(before, str) else before
