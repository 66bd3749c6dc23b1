"""Actions on what is shown: motions by reply, line and page, folds, the layout of the panes, and backing out."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from threadreader.session import Pane, Session
from threadreader.session import outline as motions
from threadreader.session.arrangement import MAX_TEXT_COLUMNS, MIN_TEXT_COLUMNS, WIDE_SHARE, Breadth
from threadreader.session.context import rows_above
from threadreader.session.outline import BY_TIME, Motion, Outline
from threadreader.session.viewport import Spot

# Lines that stay in sight, for the eye to hold on to.
_PAGE_OVERLAP = 1

NO_REPLIES = "no replies on this page"

Action = Callable[[Session, int | None], str]


def no_such(what: str, number: int, there_are: int) -> str:
    """The message for a number that nothing has."""
    return f"no {what} {number}: only {there_are}"


def on_reply(action: Callable[[Session, int, int | None], str]) -> Action:
    """An action on the reply under the cursor, which takes its position; refused on a page without replies."""

    def act(session: Session, count: int | None = None) -> str:
        return NO_REPLIES if session.cursor is None else action(session, session.replies.cursor, count)

    return act


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


def read_on(session: Session, count: int | None) -> str:  # noqa: PLR0911 - one return an end
    """Read on: a page on in the article, behind which come the replies, or in these."""
    if session.pane is Pane.ARTICLE:
        if session.article.window.scroll((count or 1) * _page(session)):
            return ""
        if not len(session.opened.skeleton):
            session.ended = True
            return "end of the article"
        session.pane = Pane.REPLIES
        return "end of the article · now in the replies"
    replies = session.replies
    if not replies.outline.rows:
        session.ended = True
        return NO_REPLIES
    if session.settings.by_page:
        # What was shown whole is read; pages that are turned at once are not.
        shown = [*rows_above(session).pieces, *replies.window.slices()]
        session.read_state.mark_seen(session.watch.shown_whole(replies, shown))
        return next(filter(None, (_turn_page(session) for _ in range(count or 1))), "")
    if replies.read_on((count or 1) * _page(session)):
        return ""
    unread = _visible_unread(session)
    motion = motions.next_reply if unread is None else lambda _outline, _index: unread
    return _at_end(session, step(session, motion=motion))


def _turn_page(session: Session) -> str:
    """Turn the page, the last line stays in sight; where it has nothing unread, go to the next unread reply."""
    replies = session.replies
    window, last = replies.window, max(replies.window.slices(), key=lambda piece: piece.row)
    line = last.first + last.count - 1
    rest = replies.text_height(last.item) - 1 - line
    following = motions.next_reply(replies.outline, last.item) if rest <= 0 else last.item
    if isinstance(following, str):
        replies.cursor = last.item
        return _at_end(session, following)
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
        window.show(following, 0, 1)
        unread = following if session.read_state.is_unread(following) else _visible_unread(session)
        if unread is not None and window.row_of(Spot(unread)) is None:
            replies.cursor = unread
            window.put(Spot(unread), 0)
    return ""


def _at_end(session: Session, message: str) -> str:
    """The message where nothing follows, which says first what is unread elsewhere."""
    if not message or session.replies.outline.selection:
        return message
    return end_of_thread(session)


def end_of_thread(session: Session) -> str:
    """The message at the end of a thread: what is unread, in collapsed branches or above."""
    state, cursor = session.read_state, session.replies.cursor
    beyond = session.replies.outline.beyond
    session.ended = not any(map(state.is_unread, beyond(cursor, 1)))
    if not session.ended:
        folded = f"end of expanded replies · {state.unread_in(cursor) - state.is_unread(cursor):,} unread collapsed"
        return session.keys.add_to(folded, unread_hint(session))
    if not any(map(state.is_unread, beyond(cursor, -1))):
        return "end of thread, nothing unread left"
    message = f"end of thread · {state.unread - state.is_unread(cursor):,} unread above"
    return session.keys.add_to(message, unread_hint(session, by=-1))


def unread_hint(session: Session, by: int = 1) -> tuple[str, str]:
    """The hint of the key to the next unread reply, or the previous one: another one while that goes to matches."""
    where = "next" if by > 0 else "previous"
    return (f"reply.{where}-unread" if session.active_search else f"find.{where}"), f"{where} unread"


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
        return no_such("reply", number, len(session.opened.skeleton))
    session.jumps.leave(session.location())
    session.show_reply(number - 1)
    return ""


@on_reply
def other_pane(session: Session, _index: int, _count: int | None) -> str:
    """The other pane."""
    session.pane = Pane.REPLIES if session.pane is Pane.ARTICLE else Pane.ARTICLE
    return ""


def to_article(session: Session, _count: int | None) -> str:
    """The article."""
    here, session.pane = session.pane, Pane.ARTICLE
    return "already in the article" if here is Pane.ARTICLE else ""


def _visible_unread(session: Session) -> int | None:
    """The next unread reply that is not folded away."""
    outline = session.replies.outline
    following = filter(session.read_state.is_unread, outline.beyond(session.replies.cursor, 1))
    return next(filter(outline.is_visible, following), None)


def _on_folds(action: Callable[[Session, Outline, int], str]) -> Action:
    """An action on the folds of the outline, which are not there while only some replies or those by time are shown."""

    def act(session: Session, count: int | None = None) -> str:
        outline = session.replies.outline
        if not len(outline.skeleton):
            return NO_REPLIES
        if outline.selection and outline.selection.title == BY_TIME:
            return session.keys.add_to("sorted by time: no tree to collapse", ("find.by-time", "sorts as a tree"))
        if outline.selection:
            message = "filtered: no tree to collapse"
            return session.keys.add_to(message, ("app.back-out", "shows all"))
        return action(session, outline, count or 1)

    return act


def fold(session: Session, count: int | None) -> str:
    """Fold the branch; where it is folded, or has no replies, go to the parent."""
    outline, cursor = session.replies.outline, session.replies.cursor
    unfolded = len(outline.skeleton) and outline.skeleton.sizes[cursor] > 1 and cursor not in outline.folded
    if cursor in outline.whole:
        session.replies.refold(replace(outline, whole=outline.whole - {cursor}))
        return ""
    if unfolded and not outline.selection:
        return toggle_fold(session, count)
    return jump(session, motion=motions.parent)


def unfold(session: Session, count: int | None) -> str:
    """Unfold the branch; where it is open, go to the first reply in it."""
    outline, cursor = session.replies.outline, session.replies.cursor
    if outline.is_folded(cursor):
        return toggle_fold(session, count)
    if cursor in outline.short:
        session.replies.refold(outline.show_whole(cursor))
        return ""
    if len(outline.skeleton) and outline.skeleton.sizes[cursor] == 1:
        return "nothing to expand: no replies to this"
    return step(session, motion=motions.next_reply)


@_on_folds
def toggle_fold(session: Session, outline: Outline, _count: int) -> str:
    """Fold the reply with its branch, or unfold it."""
    cursor = session.replies.cursor
    (session.replies.unfold if cursor in outline.folded else session.replies.fold)([cursor])
    return ""


@on_reply
def toggle_dense(session: Session, _index: int, _count: int | None) -> str:
    """Show each reply as one line, or all of them whole again."""
    outline = session.replies.outline
    session.close_peek()
    session.replies.refold(replace(outline, dense=not outline.dense, whole=frozenset()))
    return "full view" if outline.dense else session.keys.add_to("dense view", ("fold.open", "shows a reply whole"))


@_on_folds
def fold_branch(session: Session, outline: Outline, _count: int) -> str:
    """Fold the branch at its top-level reply, and go to the next one."""
    cursor = session.replies.cursor
    session.replies.fold([(outline.skeleton.ancestors(cursor) or [cursor])[-1]])
    return step(session, motion=motions.next_root)


@_on_folds
def fold_all(session: Session, outline: Outline, _count: int) -> str:
    """Fold everything."""
    already = outline.fold_all().folded == outline.folded
    session.replies.refold(outline.fold_all())
    return "all collapsed already" if already else "all collapsed"


@_on_folds
def unfold_all(session: Session, outline: Outline, _count: int) -> str:
    """Unfold everything."""
    session.replies.refold(outline.unfold_all())
    return "all expanded" if outline.folded else "all expanded already"


def _fold_below(session: Session, outline: Outline, levels: int) -> str:
    session.replies.refold(outline.fold_below(max(1, levels)))
    shown = session.replies.outline.levels
    return f"{shown} level{'' if shown == 1 else 's'} expanded"


fold_to_level = _on_folds(_fold_below)


@_on_folds
def one_level_less(session: Session, outline: Outline, count: int) -> str:
    """Fold the deepest level that is open."""
    levels = outline.levels
    return _fold_below(session, outline, levels - count) if levels > 1 else "collapsed to the top level already"


@_on_folds
def one_level_more(session: Session, outline: Outline, count: int) -> str:
    """Open one level more."""
    return _fold_below(session, outline, outline.levels + count) if outline.folded else "all levels expanded already"


NO_DIVIDER = "no divider: one pane at a time"
_WIDTH_STEP = 4  # columns; seen at each press, and twenty go through all widths
_SHARE_STEP = 0.04  # of the terminal: about five columns in a wide one


@on_reply
def cycle_panes(session: Session, _index: int, _count: int | None) -> str:
    """Both panes, then only the replies, then only the article."""
    if not session.sizes.both and session.pane is Pane.REPLIES:
        session.pane = Pane.ARTICLE
    else:
        session.preferences = replace(session.preferences, together=not session.sizes.both, for_jump=False)
        session.pane = Pane.REPLIES
    session.arrange()
    return f"layout: {'both panes' if session.sizes.both else 'article' if session.pane is Pane.ARTICLE else 'replies'}"


def toggle_strip(session: Session, _count: int | None) -> str:
    """Show the passage under discussion above the thread, or no longer."""
    before = session.preferences
    session.preferences = replace(before, strip=not before.strip)
    session.arrange()
    if not session.preferences.strip:
        return "quoted passage hidden"
    arrangement = session.arrangement
    if arrangement is None or arrangement.strip:
        return "quoted passage shown on top"
    # What is refused changes nothing, here and at another size.
    session.preferences = before
    if not session.quoting.passages(None):
        return "article not quoted by anyone"
    if arrangement.breadth is not Breadth.MEDIUM:
        return "needs a terminal of 80 to 119 columns"
    if arrangement.sizes.both:
        return session.keys.add_to("article shown already", ("panes.cycle", "shows only the replies"))
    return "terminal too low for the quoted passage"


def toggle_ancestors(session: Session, _count: int | None) -> str:
    """Toggle the lines of ancestors above the replies."""
    session.preferences = replace(session.preferences, ancestors=not session.preferences.ancestors)
    session.arrange()
    return f"parents {'shown on top' if session.preferences.ancestors else 'hidden'}"


def put_divider(session: Session, column: int) -> str:
    """Put the divider on a column, in cells, for pages with as short or as long an article."""
    arrangement, before = session.arrangement, session.preferences
    if session.terminal and arrangement:
        share = {"short_share" if arrangement.short else "share": column / max(1, session.terminal[0] - 1)}
        together = arrangement.breadth is Breadth.MEDIUM or before.together
        session.preferences = replace(before, together=together, **share)
        session.arrange()
    return ""


def usual_text(session: Session, _count: int | None) -> str:
    """Reset the width of text to the settings."""
    usual = session.default_settings
    return _set_text(session, usual.article_width if session.pane is Pane.ARTICLE else usual.reply_width)


def _move_divider(session: Session, count: int | None, *, by: int) -> str:
    arrangement, terminal = session.arrangement, session.terminal
    narrow = arrangement is not None and arrangement.breadth is Breadth.NARROW
    if arrangement is None or terminal is None or narrow or not arrangement.sizes.both:
        return NO_DIVIDER if narrow else session.keys.add_to(NO_DIVIDER, ("panes.cycle", "shows both panes"))
    # A short article that stands above the replies comes beside them.
    share = WIDE_SHARE if arrangement.above else arrangement.left / (terminal[0] - 1)
    put_divider(session, round((share + by * _SHARE_STEP * (count or 1)) * (terminal[0] - 1)))
    return "" if session.arrangement and session.arrangement.left != arrangement.left else "no further"


wider_article, narrower_article = partial(_move_divider, by=1), partial(_move_divider, by=-1)


def _change_text(session: Session, count: int | None, *, by: int) -> str:
    settings = session.settings
    width = settings.article_width if session.pane is Pane.ARTICLE else settings.reply_width
    return _set_text(session, width + by * _WIDTH_STEP * (count or 1))


wider_text, narrower_text = partial(_change_text, by=1), partial(_change_text, by=-1)


def _set_text(session: Session, width: int) -> str:
    width = min(max(width, MIN_TEXT_COLUMNS), MAX_TEXT_COLUMNS)
    settings = session.settings
    session.settings = (
        replace(settings, article_width=width) if session.pane is Pane.ARTICLE else replace(settings, reply_width=width)
    )
    session.lay_out()
    return f"line width {width}"


def back_out(session: Session, _count: int | None) -> str:
    """Close the uppermost layer, or go from the article to the replies; the thread is never left."""
    if session.close_top_layer():
        return ""
    arrangement = session.arrangement
    if arrangement and arrangement.breadth is Breadth.MEDIUM and session.sizes.both and not arrangement.short:
        session.preferences = replace(session.preferences, together=False, for_jump=False)
        session.pane = Pane.REPLIES
        session.arrange()
        return ""
    if session.pane is Pane.ARTICLE and len(session.opened.skeleton):
        session.pane = Pane.REPLIES
        return ""
    return "" if session.link_highlight else session.keys.add_to("", ("app.leave", "leaves the thread"))
