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
    while following is not None and outline.is_context(following):
        following = outline.after(following)
    return Refusal(f"no next reply: end of {_whole(outline)}") if following is None else following


def previous_reply(outline: Outline, place: int) -> Moved:
    """The visible comment before."""
    previous = outline.before(place)
    while previous is not None and outline.is_context(previous):
        previous = outline.before(previous)
    return Refusal(f"no previous reply: top of {_whole(outline)}") if previous is None else previous


def parent(outline: Outline, place: int) -> Moved:
    """The comment that this one answers."""
    above = outline.skeleton.parents[place]
    return Refusal("no parent: a top-level reply") if above < 0 else above


def root(outline: Outline, place: int) -> Moved:
    """The first comment of the branch at the top level."""
    above = outline.skeleton.ancestors(place)
    return above[-1] if above else Refusal("already a top-level reply")


def next_sibling(outline: Outline, place: int) -> Moved:
    """The next comment with the same parent."""
    skeleton = outline.skeleton
    following = place
    while (following := following + skeleton.sizes[following]) < len(skeleton):
        if skeleton.parents[following] != skeleton.parents[place]:
            break
        if outline.visible(following):
            return following
    return Refusal("no next reply beside it")


def previous_sibling(outline: Outline, place: int) -> Moved:
    """The comment before with the same parent."""
    skeleton = outline.skeleton
    before, above = place - 1, skeleton.parents[place]
    while before > above:
        if skeleton.parents[before] != above:
            before = skeleton.parents[before]
        elif outline.visible(before):
            return before
        else:
            before -= 1
    return Refusal("no previous reply beside it")


def next_root(outline: Outline, place: int) -> Moved:
    """The next comment at the top level."""
    here = (outline.skeleton.ancestors(place) or [place])[-1]
    following = next_sibling(outline, here)
    return (
        Refusal(f"no next top-level reply: end of {_whole(outline)}") if isinstance(following, Refusal) else following
    )


def previous_root(outline: Outline, place: int) -> Moved:
    """The comment at the top level above this one, or the one before where this is at the top level."""
    above = outline.skeleton.ancestors(place)
    if above and outline.visible(above[-1]):
        return above[-1]
    before = previous_sibling(outline, above[-1] if above else place)
    if isinstance(before, Refusal):
        return Refusal(f"no previous top-level reply: top of {_whole(outline)}")
    return before


def _whole(outline: Outline) -> str:
    """What all the visible comments together are called."""
    return "what is shown" if outline.choice else "thread"
