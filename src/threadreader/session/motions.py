"""Moves between comments: each takes the outline and a comment and gives another, or says why there is none.

Comments are positions in the thread. Every public function here is a motion.
"""

from collections.abc import Callable
from dataclasses import dataclass

from threadreader.session.outline import Outline


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move cannot be made, in words for the status line."""

    why: str


Moved = int | Refusal
Motion = Callable[[Outline, int], Moved]


def next_reply(outline: Outline, place: int) -> Moved:
    """The next visible comment."""
    following = outline.after(place)
    return Refusal("no next reply: end of thread") if following is None else following


def previous_reply(outline: Outline, place: int) -> Moved:
    """The visible comment before."""
    previous = outline.before(place)
    return Refusal("no previous reply: top of thread") if previous is None else previous


def parent(outline: Outline, place: int) -> Moved:
    """The comment that this one answers."""
    above = outline.skeleton.parents[place]
    return Refusal("no parent: a top-level reply") if above < 0 else above


def root(outline: Outline, place: int) -> Moved:
    """The first comment of the branch at the top level."""
    above = outline.skeleton.ancestors(place)
    return above[-1] if above else Refusal("no root: already a top-level reply")


def next_sibling(outline: Outline, place: int) -> Moved:
    """The next comment with the same parent."""
    skeleton = outline.skeleton
    following = place + skeleton.sizes[place]
    if following < len(skeleton) and skeleton.parents[following] == skeleton.parents[place]:
        return following
    return Refusal("no next sibling: the last reply here")


def previous_sibling(outline: Outline, place: int) -> Moved:
    """The comment before with the same parent."""
    skeleton = outline.skeleton
    before, above = place - 1, skeleton.parents[place]
    while before > above and skeleton.parents[before] != above:
        before = skeleton.parents[before]
    return before if before > above else Refusal("no previous sibling: the first reply here")


def next_root(outline: Outline, place: int) -> Moved:
    """The next comment at the top level."""
    skeleton = outline.skeleton
    here = (skeleton.ancestors(place) or [place])[-1]
    following = here + skeleton.sizes[here]
    return following if following < len(skeleton) else Refusal("no next top-level reply: end of thread")


def previous_root(outline: Outline, place: int) -> Moved:
    """The comment at the top level above this one, or the one before where this is at the top level."""
    above = outline.skeleton.ancestors(place)
    if above:
        return above[-1]
    before = previous_sibling(outline, place)
    return Refusal("no previous top-level reply: top of thread") if isinstance(before, Refusal) else before


def first(outline: Outline, place: int) -> Moved:  # noqa: ARG001 - a motion like the others
    """The first comment."""
    return outline.rows[0]


def last(outline: Outline, place: int) -> Moved:  # noqa: ARG001 - a motion like the others
    """The last visible comment."""
    return outline.rows[-1]
