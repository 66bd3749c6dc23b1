"""Actions on the read state: unread, stars, marks, muted branches."""

from collections.abc import Sequence
from functools import partial

from threadreader.model.stored_thread import Bookmark
from threadreader.session import Pane, Session
from threadreader.session.actions import quotations
from threadreader.session.actions.moving import NO_REPLIES, end_of_thread, on_reply, unread_hint
from threadreader.session.state import BACK
from threadreader.session.viewport import Spot

NO_UNREAD = "nothing unread"

_ALL_READ = -1  # the beginning of a bulk mark as read


def _to_unread(session: Session, count: int | None, by: int) -> str:
    """The next unread reply, or the one before; where there is none the message counts those in the other direction."""
    for done in range(count or 1):
        index = _nearest_unread(session, by)
        if index is None:
            return "" if done else _no_unread(session, by)
        session.show_reply(index)
    return ""


next_unread, previous_unread = partial(_to_unread, by=1), partial(_to_unread, by=-1)


def _nearest_unread(session: Session, by: int) -> int | None:
    """The unread reply of the visible ones, folded ones included; from the article down that of the cursor too."""
    cursor, state = session.replies.cursor, session.read_state
    if by > 0 and session.pane is Pane.ARTICLE and session.cursor is not None and state.is_unread(cursor):
        return cursor
    return next(filter(state.is_unread, session.replies.outline.beyond(cursor, by)), None)


def _no_unread(session: Session, by: int) -> str:
    """The message for no unread reply in one direction."""
    state, cursor = session.read_state, session.replies.cursor
    if session.cursor is None:
        session.ended = by > 0
        return NO_REPLIES
    if session.replies.outline.selection and state.unread:
        return f"nothing unread {'below' if by > 0 else 'above'} among the replies shown"
    if by > 0:
        return end_of_thread(session)
    if state.unread == state.is_unread(cursor):
        return NO_UNREAD
    message = f"nothing unread above · {state.unread - state.is_unread(cursor):,} below"
    return session.keys.add_to(message, unread_hint(session))


@on_reply
def toggle_read(session: Session, index: int, _count: int | None) -> str:
    """Mark the reply as read, or as unread."""
    if session.cursor in session.read_state.seen:
        session.read_state.mark_unseen([index])
        session.watch.spare(index)
        return "marked unread"
    session.read_state.mark_seen([index])
    return "marked read"


@on_reply
def read_branch(session: Session, index: int, _count: int | None) -> str:
    """Mark the branch as read, and go on to the next unread reply."""
    end = index + session.opened.skeleton.sizes[index]
    unread = session.read_state.unread_in(index)
    session.read_state.mark_seen(range(index, end))
    following = _nearest_unread(session, 1)
    marked = f"{unread:,} marked read" if unread else "nothing unread in this branch"
    if following is None:
        return session.keys.add_to(f"{marked} · end of thread", ("app.library", "library"))
    session.jumps.leave(session.location())
    session.show_reply(following)
    return session.keys.add_to(marked, BACK)


def read_all(session: Session, _count: int | None) -> str:
    """Mark every reply as read, or the article without any; again: undo that."""
    if session.cursor is None:
        return all_unread(session, None)
    unread = [index for index in range(len(session.opened.skeleton)) if session.read_state.is_unread(index)]
    return _mark(session, unread, _ALL_READ, "keep.read-all", read=True)


def unread_from_here(session: Session, _count: int | None) -> str:
    """Mark the reply and all that come after it in the thread as unread."""
    return _unread_from(session, session.replies.cursor, "keep.unread-from")


def all_unread(session: Session, _count: int | None) -> str:
    """Mark every reply as unread, or the article without any."""
    if session.cursor is None:
        state, session.spared = session.read_state, session.article.window.top
        state.article_unread = not state.article_unread
        if not state.article_unread:
            return "article marked read again"
        return session.keys.add_to("article marked unread", ("keep.unread-all", "undoes"))
    return _unread_from(session, 0, "keep.unread-all")


def _unread_from(session: Session, index: int, key: str) -> str:
    """Mark a reply and all after it as unread; again: undo that."""
    if session.cursor is None:
        return NO_REPLIES
    ids, seen = session.opened.skeleton.ids, session.read_state.seen
    return _mark(session, [one for one in range(index, len(ids)) if ids[one] in seen], index, key, read=False)


def _mark(session: Session, found: Sequence[int], begun: int, key: str, *, read: bool) -> str:
    """Mark replies as read or unread; where there are none, undo what was marked from the same beginning."""
    state, (last, again) = session.read_state, session.read_state.unseen
    mark, undo = (state.mark_seen, state.mark_unseen) if read else (state.mark_unseen, state.mark_seen)
    if not found and (last != begun or not again):
        return f"all {'read' if read else 'unread'} already"
    if found:
        mark(found)
    else:
        undo(again)
    state.unseen = begun, found
    if read is not bool(found):
        session.watch.spare(session.replies.cursor)
    done = f"{len(found or again):,} marked {'read' if read is bool(found) else 'unread'}"
    return session.keys.add_to(done, (key, "undoes")) if found else f"{done} again"


@on_reply
def toggle_star(session: Session, index: int, _count: int | None) -> str:
    """Star the reply, or take its star away."""
    return "starred" if session.read_state.toggle_star(index) else "unstarred"


@on_reply
def toggle_muted(session: Session, index: int, _count: int | None) -> str:
    """Mute the branch (folded, and never unread), or unmute it."""
    if session.read_state.toggle_muted(index):
        session.replies.fold([index])
        return session.keys.add_to("branch muted", ("keep.mute", "unmutes it"))
    session.replies.unfold([index])
    return "branch unmuted"


def set_mark(session: Session, letter: str) -> str:
    """Mark the location with a letter."""
    top = session.article.window.top
    if session.pane is Pane.ARTICLE or session.cursor is None:
        session.read_state.marks[letter] = Bookmark(None, top.line, top.item)
    else:
        session.read_state.marks[letter] = Bookmark(session.cursor, session.replies.cursor_anchor().spot.line)
    return f"mark {letter} set"


def go_to_mark(session: Session, letter: str) -> str:
    """Go to the mark of a letter, or with `'` to before the last jump, and from there back again."""
    if letter == "'":
        return quotations.swap(session)
    mark = session.read_state.marks.get(letter)
    if mark is None:
        known = " ".join(sorted(session.read_state.marks))
        none = f"no mark {letter}"
        return f"{none} · set: {known}" if known else session.keys.add_to(none, ("keep.mark", "sets one"))
    index = session.opened.skeleton.position.get(mark.comment) if mark.comment else None
    if mark.comment and index is None:
        return f"mark {letter}: its reply is no longer on this page"
    before = session.location()
    if index is None:
        session.pane = Pane.ARTICLE
        session.article.window.top = Spot(mark.block, mark.line)
        session.article.window.settle()
    else:
        session.show_reply(index)
        session.replies.window.put(Spot(index, mark.line), 0)
    if session.location() == before:
        return f"mark {letter} is here"
    session.jumps.leave(before)
    return ""


def list_marks(session: Session) -> Sequence[tuple[str, str]]:
    """The letters of the marks that are set, each with a label of its target."""
    position, names = session.opened.skeleton.position, session.opened.skeleton.names
    labels = []
    for letter, mark in sorted(session.read_state.marks.items()):
        index = position.get(mark.comment) if mark.comment else None
        if index is not None:
            labels.append((letter, f"#{index + 1:,} {names[index]}".strip()))
        elif not mark.comment:
            labels.append((letter, "article"))
    return labels
