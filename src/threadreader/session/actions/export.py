"""What of a thread is to be exported, and how: what the reader chooses from."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from threadreader.model.thread import CommentId
from threadreader.session import Session

WIDTHS = (0, 40, 60, 72, 80, 100)
"""Columns that text can be wrapped at; 0 does not wrap."""


class Scope(enum.StrEnum):
    """Which comments."""

    THREAD = "thread"
    BRANCH = "this branch"
    UNREAD = "unread"
    STARRED = "starred"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the reader chose last: which comments, how they are written, and what else."""

    scope: Scope = Scope.THREAD
    format: str = "text"
    width: int = 72
    article: bool = True
    sources: bool = True
    marks: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, str | int | bool]) -> Self:
        """The choice that was kept; what is none in it is as it usually is."""
        usual = asdict(cls())
        good: dict[str, Any] = {name: value for name, value in kept.items() if type(value) is type(usual.get(name))}
        scope, width = kept.get("scope"), good.get("width")
        good["scope"] = Scope(scope) if scope in set(Scope) else Scope.THREAD
        good["width"] = width if width in WIDTHS else usual["width"]
        return cls(**good)

    def to_keep(self) -> dict[str, str | int | bool]:
        """The inverse of `of`."""
        return {**asdict(self), "scope": self.scope.value}


def marks_of(session: Session, places: Iterable[int]) -> Mapping[CommentId, Sequence[str]]:
    """Words for those of some comments that are unread or starred."""
    ids, kept = session.opened.skeleton.ids, session.kept
    words = {ids[p]: [*["unread"] * kept.is_unread(p), *["starred"] * kept.is_starred(p)] for p in places}
    return {comment: said for comment, said in words.items() if said}


def answered_too(session: Session, places: Iterable[int]) -> Sequence[int]:
    """Some comments and all that they answer, in order."""
    parents, found = session.opened.skeleton.parents, set[int]()
    for place in places:
        above = place
        while above >= 0 and above not in found:
            found.add(above)
            above = parents[above]
    return sorted(found)


def places_of(session: Session, scope: Scope) -> Sequence[int]:
    """The comments that are exported; without a thread none, but the article."""
    skeleton, outline = session.opened.skeleton, session.replies.outline
    everything = range(len(skeleton))
    match scope:
        case Scope.THREAD:
            return everything
        case Scope.BRANCH:
            place = session.replies.cursor
            return everything[place : place + skeleton.sizes[place]] if len(skeleton) else everything
        case Scope.UNREAD:
            return [place for place in everything if session.kept.is_unread(place)]
        case Scope.STARRED:
            return [place for place in everything if session.kept.is_starred(place)]
        case Scope.SHOWN:
            return sorted(outline.choice.shown if outline.choice else outline.rows)
