"""Motion actions: by reply, line and page, to the ends, between the panes."""

from collections.abc import Callable
from functools import partial

from threadreader.session import Pane, Session, motions
from threadreader.session.context import rows_above
from threadreader.session.motions import Motion, Refusal
from threadreader.session.viewport import Spot

# Lines that stay in sight, for the eye to hold on to.
_PAGE_OVERLAP = 1

NO_REPLIES = "no replies on this page"


def step(session: Session, count: int | None = None, *, motion: Motion) -> str:
    """Move between replies."""
    session.pane = Pane.REPLIES
    return session.replies.move(motion, count or 1) if len(session.opened.skeleton) else NO_REPLIES


def jump(session: Session, count: int | None = None, *, motion: Motion) -> str:
    """Move between replies, and leave the jump list a location."""
    here = session.location()
    message = step(session, count, motion=motion)
    if session.location() != here:
        session.jumps.leave(here)
    return message


parent, root = partial(jump, motion=motions.parent), partial(jump, motion=motions.root)
next_sibling = partial(step, motion=motions.next_sibling)
previous_sibling = partial(step, motion=motions.previous_sibling)
next_root, previous_root = partial(step, motion=motions.next_root), partial(step, motion=motions.previous_root)


def next_reply(session: Session, count: int | None) -> str:
    """The next reply, but first through the unseen rest of this one."""
    return "" if session.replies.read_on(_half(session)) else step(session, count, motion=motions.next_reply)


def previous_reply(session: Session, count: int | None) -> str:
    """The previous reply, but first to the beginning of this one."""
    return "" if session.replies.read_back(_half(session)) else step(session, count, motion=motions.previous_reply)


def read_on(session: Session, count: int | None) -> str:
    """Read on: a page on in the article, behind which come the replies, or in these."""
    if session.pane is Pane.ARTICLE:
        if session.article.window.scroll((count or 1) * _page(session)):
            return ""
        if not len(session.opened.skeleton):
            session.ended = True
            return "end of the article"
        session.pane = Pane.REPLIES
        return "end of the article: on to the replies"
    if not session.replies.outline.rows:
        session.ended = True
        return NO_REPLIES
    return _turn_pages(session, count or 1) if session.settings.by_page else _next_to_read(session, count or 1)


def _turn_pages(session: Session, count: int) -> str:
    """Mark the replies that were shown whole as read, and turn the page; the last line stays in sight.

    Where that page has nothing unread, go to the next unread reply. Pages that are turned at once are not read.
    """
    shown = [*rows_above(session).pieces, *session.replies.window.slices()]
    session.read_state.mark_seen(session.watch.shown_whole(session.replies, shown))
    return next(filter(None, (_turn_page(session) for _ in range(count))), "")


def _turn_page(session: Session) -> str:
    replies = session.replies
    window, last = replies.window, max(replies.window.slices(), key=lambda piece: piece.row)
    line = last.first + last.count - 1
    rest = replies.text_height(last.item) - 1 - line
    following = motions.next_reply(replies.outline, last.item) if rest <= 0 else last.item
    if isinstance(following, Refusal):
        replies.cursor = last.item
        return _at_end(session, following.why)
    replies.cursor = following
    # A blank line holds no eye, and one line alone leaves no room for another.
    kept = Spot(last.item, line) if rest >= 0 and window.height > 1 else Spot(following, line + 1 if rest > 0 else 0)
    window.put(kept, 0)
    above = rows_above(session)
    if not above.ancestors:
        window.scroll(above.rows)
        if rows_above(session).ancestors:
            window.put(kept, 0)
    if rest <= 0:
        _show_unread(session, following)
    return ""


def _show_unread(session: Session, following: int) -> None:
    """Show the beginning of a reply; where it and what is below it on the page is read, go to the next unread one."""
    replies = session.replies
    replies.window.show(following, 0, 1)
    unread = following if session.read_state.is_unread(following) else _visible_unread(session)
    if unread is not None and replies.window.row_of(Spot(unread)) is None:
        replies.cursor = unread
        replies.window.put(Spot(unread), 0)


def _next_to_read(session: Session, count: int) -> str:
    """A page on within the reply; at its end the next unread reply, else the next."""
    if session.replies.read_on(count * _page(session)):
        return ""
    unread = _visible_unread(session)
    motion = motions.next_reply if unread is None else lambda _outline, _index: unread
    return _at_end(session, step(session, motion=motion))


def _at_end(session: Session, message: str) -> str:
    """The message where nothing follows, which says first what is unread elsewhere."""
    if not message or session.replies.outline.choice:
        return message
    return end_of_thread(session) or message


def end_of_thread(session: Session) -> str:
    """The message at the end of a thread that has something unread, folded or above; "" where nothing is."""
    state, cursor = session.read_state, session.replies.cursor
    session.ended = state.unread_after(cursor) is None
    if not session.ended:
        folded = f"end of what is open · {state.unread_in(cursor) - state.is_unread(cursor):,} unread folded"
        return session.keys.add_to(folded, ("reply.next-unread", "goes there"))
    if state.unread_before(cursor) is None:
        return ""
    message = f"end of thread · {state.unread - state.is_unread(cursor):,} unread above"
    return session.keys.add_to(message, ("reply.previous-unread", "goes there"))


def _half(session: Session) -> int:
    return max(1, session.window.height // 2)


def _page(session: Session) -> int:
    return max(1, session.window.height - _PAGE_OVERLAP)


def _scroll(session: Session, count: int | None, by: int, step: Callable[[Session], int] = lambda _: 1) -> str:
    """Scroll by so many steps, each of so many lines."""
    lines = (count or 1) * by * step(session)
    if session.pane is Pane.ARTICLE:
        moved, whole = session.article.window.scroll(lines), "article"
    else:
        moved, whole = session.replies.scroll(lines), "thread"
    return "" if moved else f"{'end' if lines > 0 else 'top'} of the {whole}"


line_down, line_up = partial(_scroll, by=1), partial(_scroll, by=-1)
half_down, half_up = partial(_scroll, by=1, step=_half), partial(_scroll, by=-1, step=_half)
page_up = partial(_scroll, by=-1, step=_page)


def _to_end(session: Session, count: int | None, *, down: bool) -> str:
    """An end of the article or of the thread; with a count, the reply of that number."""
    if count is not None:
        return to_number(session, count)
    here, in_article = session.location(), session.pane is Pane.ARTICLE
    if in_article:
        article = session.article
        item = len(article.layout) - 1 if down else 0
        line, row = (article.height(item) - 1, article.window.height - 1) if down else (0, 0)
        article.window.put(Spot(item, line), row)
    elif len(session.opened.skeleton):
        session.replies.go_to_end(down=down)
    else:
        return NO_REPLIES
    if session.location() == here:
        return f"{'end' if down else 'top'} of the {'article' if in_article else 'thread'}"
    session.jumps.leave(here)
    return ""


first, last = partial(_to_end, down=False), partial(_to_end, down=True)


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
