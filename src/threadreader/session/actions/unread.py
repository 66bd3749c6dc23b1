"""Actions on what is kept of a reading: unread, stars, marks, muted branches."""

from collections.abc import Sequence

from threadreader.model.stored_thread import Bookmark
from threadreader.session import Pane, Session
from threadreader.session.actions import following
from threadreader.session.actions.moving import NO_REPLIES, end_of_thread
from threadreader.session.state import BACK
from threadreader.session.viewport import Spot

NO_UNREAD = "nothing unread"


def next_unread(session: Session, count: int | None) -> str:
    """The next unread reply; at the end of the thread says how many stand above."""
    for done in range(count or 1):
        place = unread_below(session)
        if place is None:
            return "" if done else _nothing_more(session, "below") or end_of_thread(session) or NO_UNREAD
        _go(session, place)
    return ""


def previous_unread(session: Session, count: int | None) -> str:
    """The unread reply before; at the top of the thread says how many stand below."""
    for done in range(count or 1):
        place = unread_before(session) if session.cursor else None
        if place is None:
            return "" if done else _nothing_more(session, "above") or _unread_below_top(session) or NO_UNREAD
        _go(session, place)
    return ""


def _nothing_more(session: Session, where: str) -> str:
    """Why there is nothing unread somewhere, where that is more than that nothing is; else ""."""
    if session.cursor is None:
        return NO_REPLIES
    return f"nothing unread {where} in what is shown" if session.replies.outline.choice and session.kept.unread else ""


def _unread_below_top(session: Session) -> str:
    kept, cursor = session.kept, session.replies.cursor
    if kept.unread_after(cursor) is None:
        return ""
    said = f"nothing unread above · {kept.unread - kept.is_unread(cursor):,} below"
    return session.keys.beside(said, ("reply.next-unread", "goes there"))


def toggle_read(session: Session, _count: int | None) -> str:
    """Mark the reply as read, or as unread."""
    if session.cursor is None:
        return NO_REPLIES
    place = session.replies.cursor
    if session.cursor in session.kept.seen:
        session.kept.unsee([place])
        session.watch.spare(place)
        return "marked as unread"
    session.kept.see([place])
    return "marked as read"


def read_branch(session: Session, _count: int | None) -> str:
    """Mark the branch as read, and go on to the next unread reply."""
    if session.cursor is None:
        return NO_REPLIES
    place = session.replies.cursor
    end = place + session.opened.skeleton.sizes[place]
    unread = session.kept.unread_in(place)
    session.kept.see(range(place, end))
    following = session.kept.unread_after(end - 1)
    marked = f"{unread:,} marked as read" if unread else "nothing was unread in this branch"
    if following is None:
        return f"{marked} · end of thread"
    session.jumps.leave(session.here())
    _go(session, following)
    return session.keys.beside(marked, BACK)


def unread_from_here(session: Session, _count: int | None) -> str:
    """Mark the reply and all that come after it in the thread as unread."""
    return _unread_from(session, session.replies.cursor, "keep.unread-from")


def all_unread(session: Session, _count: int | None) -> str:
    """Mark every reply as unread."""
    return _unread_from(session, 0, "keep.unread-all")


def _unread_from(session: Session, place: int, key: str) -> str:
    """Mark a reply and all after it as unread; where they all are, take back that they were marked so."""
    if session.cursor is None:
        return NO_REPLIES
    kept, ids = session.kept, session.opened.skeleton.ids
    read = [one for one in range(place, len(ids)) if ids[one] in kept.seen]
    if not read:
        return _read_again(session, place)
    kept.unsee(read)
    kept.unseen = place, read
    session.watch.spare(session.replies.cursor)
    return session.keys.beside(f"{len(read):,} marked as unread", (key, "puts it back"))


def _read_again(session: Session, place: int) -> str:
    begun, again = session.kept.unseen
    if begun != place or not again:
        return "all of that is unread already"
    session.kept.see(again)
    session.kept.unseen = place, ()
    return f"{len(again):,} are read again"


def toggle_star(session: Session, _count: int | None) -> str:
    """Star the reply, or take its star away."""
    if session.cursor is None:
        return NO_REPLIES
    return "starred" if session.kept.toggle_star(session.replies.cursor) else "no longer starred"


def toggle_muted(session: Session, _count: int | None) -> str:
    """Mute the branch: folded from now on, and none of it unread; or hear it again."""
    if session.cursor is None:
        return NO_REPLIES
    place = session.replies.cursor
    if session.kept.toggle_muted(place):
        session.replies.fold([place])
        return session.keys.beside("branch muted", ("keep.mute", "unmutes it"))
    session.replies.unfold([place])
    return "branch no longer muted"


def set_mark(session: Session, letter: str) -> str:
    """Give this place a letter."""
    top = session.article.window.top
    if session.pane is Pane.ARTICLE or session.cursor is None:
        session.kept.marks[letter] = Bookmark(None, top.line, top.item)
    else:
        session.kept.marks[letter] = Bookmark(session.cursor, session.replies.standing().spot.line)
    return f"mark {letter} set"


def go_to_mark(session: Session, letter: str) -> str:
    """Go to the place with a letter, or with `'` to before the last jump, and from there back again."""
    if letter == "'":
        return following.swap(session)
    mark = session.kept.marks.get(letter)
    if mark is None:
        known = " ".join(sorted(session.kept.marks))
        none = f"no mark {letter}"
        return f"{none}: there are {known}" if known else session.keys.beside(none, ("keep.mark", "sets one"))
    place = session.opened.skeleton.position.get(mark.comment) if mark.comment else None
    if mark.comment and place is None:
        return f"mark {letter} was set on a reply that is no longer on this page"
    session.jumps.leave(session.here())
    if place is None:
        session.pane = Pane.ARTICLE
        session.article.window.top = Spot(mark.block, mark.line)
        session.article.window.settle()
        return ""
    session.pane = Pane.REPLIES
    session.replies.go(place)
    session.replies.window.put(Spot(place, mark.line), 0)
    return ""


def marked_places(session: Session) -> Sequence[tuple[str, str]]:
    """The letters of the marks that are set, and where each leads."""
    position, names = session.opened.skeleton.position, session.opened.skeleton.names
    found = []
    for letter, mark in sorted(session.kept.marks.items()):
        place = position.get(mark.comment) if mark.comment else None
        if place is not None:
            found.append((letter, f"#{place + 1:,} {names[place]}".strip()))
        elif not mark.comment:
            found.append((letter, "article"))
    return found


def unread_below(session: Session) -> int | None:
    """The next unread reply of those that are shown, folded ones included."""
    choice, cursor = session.replies.outline.choice, session.replies.cursor
    if choice is None:
        return session.kept.unread_after(cursor)
    rows = choice.shown_after(cursor)
    return next((place for place in rows if session.kept.is_unread(place)), None)


def unread_before(session: Session) -> int | None:
    """The unread reply before of those that are shown, folded ones included."""
    choice, cursor = session.replies.outline.choice, session.replies.cursor
    if choice is None:
        return session.kept.unread_before(cursor)
    rows = choice.shown_before(cursor)
    return next((place for place in rows if session.kept.is_unread(place)), None)


def _go(session: Session, place: int) -> None:
    session.pane = Pane.REPLIES
    session.replies.go(place)
