"""What became of a reply since the page was saved before: shown word by word, under the reply."""

from threadreader.session import Session
from threadreader.session.looking import close_peek
from threadreader.session.moving import NO_REPLIES
from threadreader.session.peeking import Peek, lay_out


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
    return _look(session, Peek(place, 0, older=older))


def _look(session: Session, wanted: Peek) -> str:
    if session.replies.outline.is_folded(wanted.place):
        return session.keys.beside("folded", ("fold.open", "opens it"))
    layout = session.replies.layout
    box = lay_out(session.quoting, wanted, layout.columns.text_width(layout.level(wanted.place)), session.keys)
    if box is None:
        return "changed in nothing but its signs"
    session.peek = wanted
    layout.inserted = box
    session.replies.window.show(wanted.place, box.after, len(box.lines) + 1)
    return ""
