"""Actions that move: between replies, along lines, to the ends."""

from threadreader.session import Pane, Session, motions
from threadreader.session.motions import Motion
from threadreader.session.viewport import Spot

_IN_SIGHT = 2
"""A page leaves so many lines in sight, for the eye to hold on to."""

NO_REPLIES = "no replies on this page"


def step(session: Session, motion: Motion, count: int | None = None) -> str:
    """Move between replies."""
    session.pane = Pane.REPLIES
    return session.replies.move(motion, count or 1) if len(session.opened.skeleton) else NO_REPLIES


def jump(session: Session, motion: Motion, count: int | None = None) -> str:
    """Move between replies so far that the reader may want to come back."""
    here = session.here()
    said = step(session, motion, count)
    if session.here() != here:
        session.jumps.leave(here)
    return said


def next_reply(session: Session, count: int | None) -> str:
    """The next reply, but first through what is unseen of this one."""
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
    said = step(session, motions.next_reply if unread is None else lambda _outline, _place: unread)
    return said if not said or session.replies.outline.choice else end_of_thread(session) or said


def end_of_thread(session: Session) -> str:
    """What the end of the thread says where something is unread: folded away there, or above; "" where nothing is."""
    kept, cursor = session.kept, session.replies.cursor
    if kept.unread_after(cursor) is not None:
        folded = f"end of what is open · {kept.unread_in(cursor) - kept.is_unread(cursor):,} unread folded"
        return session.keys.beside(folded, ("reply.next-unread", "goes there"))
    if kept.unread_before(cursor) is None:
        return ""
    said = f"end of thread · {kept.unread - kept.is_unread(cursor):,} unread above"
    return session.keys.beside(said, ("reply.previous-unread", "goes there"))


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
    session.jumps.leave(session.here())
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
        return next((place for place in following if session.kept.is_unread(place)), None)
    place = session.kept.unread_after(session.replies.cursor)
    while place is not None and (shown := outline.shown_for(place)) != place:
        place = session.kept.unread_after(shown + outline.skeleton.sizes[shown] - 1)
    return place


def _scroll(session: Session, lines: int) -> str:
    if session.pane is Pane.ARTICLE:
        moved, whole = session.article.window.scroll(lines), "article"
    else:
        moved, whole = session.replies.scroll(lines), "thread"
    return "" if moved else f"{'end' if lines > 0 else 'top'} of the {whole}"


def _to_end_of_thread(session: Session, *, down: bool) -> str:
    if not len(session.opened.skeleton):
        return NO_REPLIES
    here = session.here()
    session.replies.go_to_end(down=down)
    if session.here() == here:
        return f"{'end' if down else 'top'} of the thread"
    session.jumps.leave(here)
    return ""


def _to_end_of_article(session: Session, *, down: bool) -> str:
    here, article = session.here(), session.article
    item = len(article.layout) - 1 if down else 0
    line, row = (article.height(item) - 1, article.window.height - 1) if down else (0, 0)
    article.window.put(Spot(item, line), row)
    if session.here() == here:
        return f"{'end' if down else 'top'} of the article"
    session.jumps.leave(here)
    return ""


def _half(session: Session) -> int:
    return max(1, session.window.height // 2)


def _page(session: Session) -> int:
    return max(1, session.window.height - _IN_SIGHT)
