"""Motions between comments: functions from an outline and a position to a position, or a refusal."""

from collections.abc import Callable

from msgspec import Struct

from threadreader.session.outline import Outline


class Refusal(Struct, frozen=True):
    """A refusal to move, with the reason for the status line."""

    why: str


Moved = int | Refusal
Motion = Callable[[Outline, int], Moved]


def next_reply(outline: Outline, index: int) -> Moved:
    """The next visible comment."""
    following = outline.after(index)
    while following is not None and outline.is_context(following):
        following = outline.after(following)
    return Refusal(f"no next reply: end of {_scope(outline)}") if following is None else following


def previous_reply(outline: Outline, index: int) -> Moved:
    """The previous visible comment."""
    previous = outline.before(index)
    while previous is not None and outline.is_context(previous):
        previous = outline.before(previous)
    return Refusal(f"no previous reply: top of {_scope(outline)}") if previous is None else previous


def parent(outline: Outline, index: int) -> Moved:
    """The parent of a comment."""
    above = outline.skeleton.parents[index]
    return Refusal("no parent: a top-level reply") if above < 0 else above


def root(outline: Outline, index: int) -> Moved:
    """The first comment of the branch at the top level."""
    above = outline.skeleton.ancestors(index)
    return above[-1] if above else Refusal("already a top-level reply")


def next_sibling(outline: Outline, index: int) -> Moved:
    """The next comment with the same parent."""
    skeleton = outline.skeleton
    following = index
    while (following := following + skeleton.sizes[following]) < len(skeleton):
        if skeleton.parents[following] != skeleton.parents[index]:
            break
        if outline.is_visible(following):
            return following
    return Refusal("no next reply beside it")


def previous_sibling(outline: Outline, index: int) -> Moved:
    """The previous comment with the same parent."""
    skeleton = outline.skeleton
    before, above = index - 1, skeleton.parents[index]
    while before > above:
        if skeleton.parents[before] != above:
            before = skeleton.parents[before]
        elif outline.is_visible(before):
            return before
        else:
            before -= 1
    return Refusal("no previous reply beside it")


def next_root(outline: Outline, index: int) -> Moved:
    """The next comment at the top level."""
    here = (outline.skeleton.ancestors(index) or [index])[-1]
    following = next_sibling(outline, here)
    return (
        Refusal(f"no next top-level reply: end of {_scope(outline)}") if isinstance(following, Refusal) else following
    )


def previous_root(outline: Outline, index: int) -> Moved:
    """The top-level ancestor, or the previous top-level comment where this is one."""
    above = outline.skeleton.ancestors(index)
    if above and outline.is_visible(above[-1]):
        return above[-1]
    before = previous_sibling(outline, above[-1] if above else index)
    if isinstance(before, Refusal):
        return Refusal(f"no previous top-level reply: top of {_scope(outline)}")
    return before


def _scope(outline: Outline) -> str:
    """The name of all visible comments together."""
    return "what is shown" if outline.choice else "thread"
