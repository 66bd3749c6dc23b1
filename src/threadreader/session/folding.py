"""Actions that fold branches and open them."""

from threadreader.session import Session, motions
from threadreader.session.moving import NO_REPLIES, jump, step


def close(session: Session, count: int | None) -> str:
    """Fold the branch; where it is folded, or has no replies, go to the parent."""
    outline, cursor = session.replies.outline, session.replies.cursor
    if len(outline.skeleton) and outline.skeleton.sizes[cursor] > 1 and cursor not in outline.folded:
        return toggle(session, count)
    return jump(session, motions.parent)


def open_(session: Session, count: int | None) -> str:
    """Unfold the branch; where it is open, go to the first reply in it."""
    outline, cursor = session.replies.outline, session.replies.cursor
    if cursor in outline.folded:
        return toggle(session, count)
    if len(outline.skeleton) and outline.skeleton.sizes[cursor] == 1:
        return "nothing to open: nobody answered this"
    return step(session, motions.next_reply)


def toggle(session: Session, _count: int | None) -> str:
    """Fold the reply with its branch, or unfold it."""
    if not len(session.opened.skeleton):
        return NO_REPLIES
    cursor = session.replies.cursor
    if cursor in session.replies.outline.folded:
        session.replies.unfold([cursor])
    else:
        session.replies.fold([cursor])
    return ""


def close_all(session: Session, _count: int | None) -> str:
    """Fold everything."""
    if not len(session.opened.skeleton):
        return NO_REPLIES
    session.replies.fold_all()
    return ""


def open_all(session: Session, _count: int | None) -> str:
    """Unfold everything."""
    if not len(session.opened.skeleton):
        return NO_REPLIES
    session.replies.unfold_all()
    return ""
