"""What became of a reply since the page was saved before: shown word by word, under the reply."""

from threadreader.model.thread import Comment
from threadreader.session import Session
from threadreader.session.looking import close_peek, show_box
from threadreader.session.moving import NO_REPLIES
from threadreader.session.peeking import Peek


def show_change(session: Session, _count: int | None) -> str:
    """Show what was changed in the reply since the page was saved before; pressed again, no longer."""
    if session.cursor is None:
        return NO_REPLIES
    place, changes = session.replies.cursor, session.opened.changes
    if session.peek and session.peek.older and session.peek.place == place:
        return close_peek(session, None)
    if session.cursor in changes.new:
        return "new: the save before does not have it"
    if session.cursor in changes.gone:
        return "gone: the newest save no longer has it; these are its last words"
    older = session.opened.older(place) if session.cursor in changes.edited else None
    if older is None:
        return "the same as in the save before" if changes else "saved once: nothing to compare with"
    return _show(session, place, older)


def _show(session: Session, place: int, older: Comment) -> str:
    if session.replies.outline.is_folded(place):
        return session.keys.beside("folded", ("fold.open", "opens it"))
    return "" if show_box(session, Peek(place, 0, older=older)) else "changed in nothing but its signs"
