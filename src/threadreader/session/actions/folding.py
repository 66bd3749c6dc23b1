"""Fold actions: close and open branches and levels."""

from threadreader.session import Session, motions
from threadreader.session.actions.moving import NO_REPLIES, jump, step
from threadreader.session.outline import BY_TIME, Outline

_NO_FOLDING = "nothing folds while only some replies are shown"
_NO_FOLDING_BY_TIME = "nothing folds in the order of time"


def close(session: Session, count: int | None) -> str:
    """Fold the branch; where it is folded, or has no replies, go to the parent."""
    outline, cursor = session.replies.outline, session.replies.cursor
    unfolded = len(outline.skeleton) and outline.skeleton.sizes[cursor] > 1 and cursor not in outline.folded
    if unfolded and not outline.choice:
        return toggle(session, count)
    return jump(session, motion=motions.parent)


def open_(session: Session, count: int | None) -> str:
    """Unfold the branch; where it is open, go to the first reply in it."""
    outline, cursor = session.replies.outline, session.replies.cursor
    if outline.is_folded(cursor):
        return toggle(session, count)
    if len(outline.skeleton) and outline.skeleton.sizes[cursor] == 1:
        return "nothing to open: nobody answered this"
    return step(session, motion=motions.next_reply)


def toggle(session: Session, _count: int | None) -> str:
    """Fold the reply with its branch, or unfold it."""
    if refused := _refused(session):
        return refused
    cursor = session.replies.cursor
    if cursor in session.replies.outline.folded:
        session.replies.unfold([cursor])
    else:
        session.replies.fold([cursor])
    return ""


def close_branch(session: Session, _count: int | None) -> str:
    """Fold the branch at its top-level reply, and go to the next one."""
    if refused := _refused(session):
        return refused
    outline, cursor = session.replies.outline, session.replies.cursor
    top = (outline.skeleton.ancestors(cursor) or [cursor])[-1]
    session.replies.fold([top])
    return step(session, motion=motions.next_root)


def close_all(session: Session, _count: int | None) -> str:
    """Fold everything."""
    if refused := _refused(session):
        return refused
    return _refold(session, session.replies.outline.fold_all(), "everything is closed already", "all closed")


def open_all(session: Session, _count: int | None) -> str:
    """Unfold everything."""
    if refused := _refused(session):
        return refused
    return _refold(session, session.replies.outline.unfold_all(), "everything is open already", "all open")


def to_level(session: Session, count: int | None) -> str:
    """Leave `count` levels open."""
    return _refused(session) or _fold_below(session, count or 1)


def one_level_less(session: Session, count: int | None) -> str:
    """Fold the deepest level that is open."""
    if refused := _refused(session):
        return refused
    levels = session.replies.outline.levels
    return _fold_below(session, levels - (count or 1)) if levels > 1 else "only the top level is open"


def one_level_more(session: Session, count: int | None) -> str:
    """Open one level more."""
    if refused := _refused(session):
        return refused
    outline = session.replies.outline
    if not outline.folded:
        return "every level is open"
    return _fold_below(session, outline.levels + (count or 1))


def _refold(session: Session, outline: Outline, already: str, done: str) -> str:
    """Take the folds of an outline; returns the message `already` where that changes nothing, else `done`."""
    if outline.folded == session.replies.outline.folded:
        return already
    session.replies.refold(outline)
    return done


def _fold_below(session: Session, levels: int) -> str:
    session.replies.refold(session.replies.outline.fold_below(max(1, levels)))
    shown = session.replies.outline.levels
    return f"{shown} level{'' if shown == 1 else 's'} open"


def _refused(session: Session) -> str:
    if not len(session.opened.skeleton):
        return NO_REPLIES
    choice = session.replies.outline.choice
    if choice and choice.title == BY_TIME:
        return session.keys.add_to(_NO_FOLDING_BY_TIME, ("find.by-time", "shows the tree"))
    return session.keys.add_to(_NO_FOLDING, ("app.back-out", "shows all")) if choice else ""
