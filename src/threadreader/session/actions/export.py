"""Options of an export: scope, format and decorations, and the replies of a scope."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import asdict

from threadreader.model.thread import CommentId
from threadreader.session import Session

# Widths for wrapped text, in columns; 0 does not wrap.
WIDTHS = (0, 40, 60, 72, 80, 100)


class Scope(enum.StrEnum):
    """The comments that are exported."""

    THREAD = "thread"
    BRANCH = "this branch"
    UNREAD = "unread"
    STARRED = "starred"
    SHOWN = "shown"


class ExportChoice(Struct, frozen=True):
    """The last export options of the user."""

    scope: Scope = Scope.THREAD
    format: str = "text"
    width: int = 72
    article: bool = True
    sources: bool = True
    marks: bool = False

    @classmethod
    def from_dict(cls, saved: Mapping[str, str | int | bool]) -> Self:
        """Parse saved options; invalid ones fall back to the defaults."""
        usual = asdict(cls())
        good: dict[str, Any] = {name: value for name, value in saved.items() if type(value) is type(usual.get(name))}
        scope, width = saved.get("scope"), good.get("width")
        good["scope"] = Scope(scope) if scope in set(Scope) else Scope.THREAD
        good["width"] = width if width in WIDTHS else usual["width"]
        return cls(**good)

    def to_dict(self) -> dict[str, str | int | bool]:
        """The inverse of `from_dict`."""
        return {**asdict(self), "scope": self.scope.value}


def marks_of(session: Session, indices: Iterable[int]) -> Mapping[CommentId, Sequence[str]]:
    """Labels ("unread", "starred") of comments that have any, by id."""
    ids, state = session.opened.skeleton.ids, session.read_state
    marks = {ids[p]: [*["unread"] * state.is_unread(p), *["starred"] * state.is_starred(p)] for p in indices}
    return {comment: labels for comment, labels in marks.items() if labels}


def with_ancestors(session: Session, indices: Iterable[int]) -> Sequence[int]:
    """Comments and all their ancestors, in order."""
    parents, included = session.opened.skeleton.parents, set[int]()
    for index in indices:
        above = index
        while above >= 0 and above not in included:
            included.add(above)
            above = parents[above]
    return sorted(included)


def replies_in_scope(session: Session, scope: Scope) -> Sequence[int]:
    """Positions of the comments in a scope."""
    skeleton, outline = session.opened.skeleton, session.replies.outline
    everything = range(len(skeleton))
    match scope:
        case Scope.THREAD:
            return everything
        case Scope.BRANCH:
            index = session.replies.cursor
            return everything[index : index + skeleton.sizes[index]] if len(skeleton) else everything
        case Scope.UNREAD:
            return [index for index in everything if session.read_state.is_unread(index)]
        case Scope.STARRED:
            return [index for index in everything if session.read_state.is_starred(index)]
        case Scope.SHOWN:
            return sorted(outline.choice.shown if outline.choice else outline.rows)
