"""Actions that divide the terminal in another way, or give text another width."""

from dataclasses import replace

from threadreader.session import Pane, Session, Settings
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.arrangement import LONGEST_LINES, SHORTEST_LINES, Breadth

NO_DIVIDER = "no divider: one pane at a time"
_STEP = 4
_SHARE_STEP = 0.04


def cycle_panes(session: Session, _count: int | None) -> str:
    """Both panes, then only the thread, then only the article."""
    if not len(session.opened.skeleton):
        return NO_REPLIES
    if session.sizes.both:
        session.wish = replace(session.wish, together=False, for_jump=False)
        session.pane = Pane.REPLIES
    elif session.pane is Pane.REPLIES:
        session.pane = Pane.ARTICLE
    else:
        session.wish = replace(session.wish, together=True, for_jump=False)
        session.pane = Pane.REPLIES
    session.arrange()
    return ""


def toggle_strip(session: Session, _count: int | None) -> str:
    """Show the passage under discussion above the thread, or no longer."""
    session.wish = replace(session.wish, strip=not session.wish.strip)
    session.arrange()
    if not session.wish.strip:
        return "no passage above the replies"
    arrangement = session.arrangement
    if arrangement is None or arrangement.strip:
        return "the passage in question stands above the replies"
    if arrangement.breadth is not Breadth.MEDIUM:
        return "this needs a terminal of 80 to 119 columns"
    if arrangement.sizes.both:
        return session.keys.beside("the article stands beside the replies", ("panes.cycle", "shows them alone"))
    return "too few lines for a passage above the replies"


def toggle_ancestors(session: Session, _count: int | None) -> str:
    """Show above the replies whom the first of them in the window answers, or no longer."""
    session.wish = replace(session.wish, ancestors=not session.wish.ancestors)
    session.arrange()
    return f"who is answered: {'shown above' if session.wish.ancestors else 'no longer shown'}"


def wider_article(session: Session, count: int | None) -> str:
    """Move the divider to the right."""
    return _move_divider(session, (count or 1) * _SHARE_STEP)


def narrower_article(session: Session, count: int | None) -> str:
    """Move the divider to the left."""
    return _move_divider(session, -(count or 1) * _SHARE_STEP)


def put_divider(session: Session, column: int) -> str:
    """Put the divider where it was dragged to."""
    if session.terminal:
        session.wish = replace(session.wish, share=column / max(1, session.terminal[0] - 1))
        session.arrange()
    return ""


def wider_text(session: Session, count: int | None) -> str:
    """Longer lines in the pane that the reader is in."""
    return _set_text(session, _text_width(session) + _STEP * (count or 1))


def narrower_text(session: Session, count: int | None) -> str:
    """Shorter lines."""
    return _set_text(session, _text_width(session) - _STEP * (count or 1))


def usual_text(session: Session, _count: int | None) -> str:
    """Lines as long as they usually are."""
    usual = session.usual
    return _set_text(session, usual.article_width if session.pane is Pane.ARTICLE else usual.reply_width)


def _move_divider(session: Session, by: float) -> str:
    arrangement, terminal = session.arrangement, session.terminal
    if arrangement is None or terminal is None or not arrangement.sizes.both:
        narrow = arrangement is not None and arrangement.breadth is Breadth.NARROW
        return NO_DIVIDER if narrow else session.keys.beside(NO_DIVIDER, ("panes.cycle", "shows both panes"))
    session.wish = replace(session.wish, share=arrangement.left / (terminal[0] - 1) + by)
    before = arrangement.left
    session.arrange()
    return "" if session.arrangement and session.arrangement.left != before else "no further"


def _text_width(session: Session) -> int:
    return session.settings.article_width if session.pane is Pane.ARTICLE else session.settings.reply_width


def _set_text(session: Session, width: int) -> str:
    width = min(max(width, SHORTEST_LINES), LONGEST_LINES)
    settings = session.settings
    session.settings = (
        Settings(width, settings.reply_width, settings.indent)
        if session.pane is Pane.ARTICLE
        else Settings(settings.article_width, width, settings.indent)
    )
    session.lay_out()
    return f"lines of at most {width} columns"
