"""Motion actions: by reply, line and page, to the ends, between the panes."""

from threadreader.session import Pane, Session, motions
from threadreader.session.motions import Motion
from threadreader.session.viewport import Spot

# Lines that stay in sight, for the eye to hold on to.
_PAGE_OVERLAP = 2

NO_REPLIES = "no replies on this page"


def step(session: Session, motion: Motion, count: int | None = None) -> str:
    """Move between replies."""
    session.pane = Pane.REPLIES
    return session.replies.move(motion, count or 1) if len(session.opened.skeleton) else NO_REPLIES


def jump(session: Session, motion: Motion, count: int | None = None) -> str:
    """Move between replies, and leave the jump list a location."""
    here = session.location()
    message = step(session, motion, count)
    if session.location() != here:
        session.jumps.leave(here)
    return message


def next_reply(session: Session, count: int | None) -> str:
    """The next reply, but first through the unseen rest of this one."""
    if session.replies.read_on(_half(session)):
        return ""
    return step(session, motions.next_reply, count)


def previous_reply(session: Session, count: int | None) -> str:
    """The previous reply, but first to the beginning of this one."""
    if session.replies.read_back(_half(session)):
        return ""
    return step(session, motions.previous_reply, count)


def parent(session: Session, count: int | None) -> str:
    """The reply that this one answers."""
    return jump(session, motions.parent, count)


def root(session: Session, count: int | None) -> str:
    """The first reply of the branch, at the top level."""
    return jump(session, motions.root, count)


def next_sibling(session: Session, count: int | None) -> str:
    """The next reply to the same parent."""
    return step(session, motions.next_sibling, count)


def previous_sibling(session: Session, count: int | None) -> str:
    """The reply before to the same parent."""
    return step(session, motions.previous_sibling, count)


def next_root(session: Session, count: int | None) -> str:
    """The next reply at the top level."""
    return step(session, motions.next_root, count)


def previous_root(session: Session, count: int | None) -> str:
    """The reply before at the top level."""
    return step(session, motions.previous_root, count)


def read_on(session: Session, count: int | None) -> str:
    """Read on: a page within the reply or the article; at a reply's end the next unread reply, else the next.

    Behind the article come the replies.
    """
    lines = (count or 1) * _page(session)
    if session.pane is Pane.ARTICLE:
        return "" if session.article.window.scroll(lines) else _past_article(session)
    if session.replies.read_on(lines):
        return ""
    unread = _visible_unread(session) if len(session.opened.skeleton) else None
    message = step(session, motions.next_reply if unread is None else lambda _outline, _index: unread)
    return message if not message or session.replies.outline.choice else end_of_thread(session) or message


def end_of_thread(session: Session) -> str:
    """The message at the end of a thread that has something unread, folded or above; "" where nothing is."""
    state, cursor = session.read_state, session.replies.cursor
    if state.unread_after(cursor) is not None:
        folded = f"end of what is open · {state.unread_in(cursor) - state.is_unread(cursor):,} unread folded"
        return session.keys.add_to(folded, ("reply.next-unread", "goes there"))
    if state.unread_before(cursor) is None:
        return ""
    message = f"end of thread · {state.unread - state.is_unread(cursor):,} unread above"
    return session.keys.add_to(message, ("reply.previous-unread", "goes there"))


def page_up(session: Session, count: int | None) -> str:
    """A page up."""
    return _scroll(session, -(count or 1) * _page(session))


def half_down(session: Session, count: int | None) -> str:
    """Half a page down."""
    return _scroll(session, (count or 1) * _half(session))


def half_up(session: Session, count: int | None) -> str:
    """Half a page up."""
    return _scroll(session, -(count or 1) * _half(session))


def line_down(session: Session, count: int | None) -> str:
    """A line down."""
    return _scroll(session, count or 1)


def line_up(session: Session, count: int | None) -> str:
    """A line up."""
    return _scroll(session, -(count or 1))


def first(session: Session, count: int | None) -> str:
    """The beginning of the article or of the thread; with a count, the reply of that number."""
    if count is not None:
        return to_number(session, count)
    if session.pane is Pane.ARTICLE:
        return _to_end_of_article(session, down=False)
    return _to_end_of_thread(session, down=False)


def last(session: Session, count: int | None) -> str:
    """The end of the article or of the thread; with a count, the reply of that number."""
    if count is not None:
        return to_number(session, count)
    if session.pane is Pane.ARTICLE:
        return _to_end_of_article(session, down=True)
    return _to_end_of_thread(session, down=True)


def to_number(session: Session, number: int) -> str:
    """The reply of a number, counted from 1 on in reading order."""
    if not 1 <= number <= len(session.opened.skeleton):
        return f"no reply {number}: there are {len(session.opened.skeleton)}"
    session.jumps.leave(session.location())
    session.pane = Pane.REPLIES
    session.replies.go(number - 1)
    return ""


def other_pane(session: Session, _count: int | None) -> str:
    """The other pane."""
    if not len(session.opened.skeleton):
        return NO_REPLIES
    session.pane = Pane.REPLIES if session.pane is Pane.ARTICLE else Pane.ARTICLE
    return ""


def to_article(session: Session, _count: int | None) -> str:
    """The article."""
    if session.pane is Pane.ARTICLE:
        return "this is the article"
    session.pane = Pane.ARTICLE
    return ""


def _past_article(session: Session) -> str:
    if not len(session.opened.skeleton):
        return "end of the article"
    session.pane = Pane.REPLIES
    return "end of the article: on to the replies"


def _visible_unread(session: Session) -> int | None:
    """The next unread reply that is not folded away."""
    outline = session.replies.outline
    if outline.choice:
        following = outline.choice.shown_after(session.replies.cursor)
        return next((index for index in following if session.read_state.is_unread(index)), None)
    index = session.read_state.unread_after(session.replies.cursor)
    while index is not None and (shown := outline.shown_for(index)) != index:
        index = session.read_state.unread_after(shown + outline.skeleton.sizes[shown] - 1)
    return index


def _scroll(session: Session, lines: int) -> str:
    if session.pane is Pane.ARTICLE:
        moved, whole = session.article.window.scroll(lines), "article"
    else:
        moved, whole = session.replies.scroll(lines), "thread"
    return "" if moved else f"{'end' if lines > 0 else 'top'} of the {whole}"


def _to_end_of_thread(session: Session, *, down: bool) -> str:
    if not len(session.opened.skeleton):
        return NO_REPLIES
    here = session.location()
    session.replies.go_to_end(down=down)
    if session.location() == here:
        return f"{'end' if down else 'top'} of the thread"
    session.jumps.leave(here)
    return ""


def _to_end_of_article(session: Session, *, down: bool) -> str:
    here, article = session.location(), session.article
    item = len(article.layout) - 1 if down else 0
    line, row = (article.height(item) - 1, article.window.height - 1) if down else (0, 0)
    article.window.put(Spot(item, line), row)
    if session.location() == here:
        return f"{'end' if down else 'top'} of the article"
    session.jumps.leave(here)
    return ""


def _half(session: Session) -> int:
    return max(1, session.window.height // 2)


def _page(session: Session) -> int:
    return max(1, session.window.height - _PAGE_OVERLAP)
