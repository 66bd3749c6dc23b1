"""What of a thread is to be exported, and how: what the reader chooses from."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.session import Session


class Scope(enum.StrEnum):
    """Which comments."""

    THREAD = "thread"
    BRANCH = "this branch"
    UNREAD = "unread"
    STARRED = "starred"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the reader chose last."""

    scope: Scope = Scope.THREAD
    format: str = "text"
    width: int = 72


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
