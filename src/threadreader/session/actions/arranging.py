"""Layout actions: divide the terminal in another way, or change the width of text."""

from functools import partial

from msgspec.structs import replace

from threadreader.session import Pane, Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.arrangement import MAX_TEXT_COLUMNS, MIN_TEXT_COLUMNS, WIDE_SHARE, Breadth

NO_DIVIDER = "no divider: one pane at a time"
_WIDTH_STEP = 4  # columns; seen at each press, and twenty go through all widths
_SHARE_STEP = 0.04  # of the terminal: about five columns in a wide one


def cycle_panes(session: Session, _count: int | None) -> str:
    """Both panes, then only the replies, then only the article."""
    if not len(session.opened.skeleton):
        return NO_REPLIES
    if session.sizes.both:
        session.preferences = replace(session.preferences, together=False, for_jump=False)
        session.pane = Pane.REPLIES
    elif session.pane is Pane.REPLIES:
        session.pane = Pane.ARTICLE
    else:
        session.preferences = replace(session.preferences, together=True, for_jump=False)
        session.pane = Pane.REPLIES
    session.arrange()
    return ""


def toggle_strip(session: Session, _count: int | None) -> str:
    """Show the passage under discussion above the thread, or no longer."""
    before = session.preferences
    session.preferences = replace(before, strip=not before.strip)
    session.arrange()
    if not session.preferences.strip:
        return "no passage above the replies"
    arrangement = session.arrangement
    if arrangement is None or arrangement.strip:
        return "the passage in question stands above the replies"
    # What is refused changes nothing, here and at another size.
    session.preferences = before
    if not session.quoting.passages(None):
        return "nobody quotes the article"
    if arrangement.breadth is not Breadth.MEDIUM:
        return "this needs a terminal of 80 to 119 columns"
    if arrangement.sizes.both:
        return session.keys.add_to("the article stands beside the replies", ("panes.cycle", "shows them alone"))
    return "too few lines for a passage above the replies"


def toggle_ancestors(session: Session, _count: int | None) -> str:
    """Toggle the lines of ancestors above the replies."""
    session.preferences = replace(session.preferences, ancestors=not session.preferences.ancestors)
    session.arrange()
    return f"who is answered: {'shown above' if session.preferences.ancestors else 'no longer shown'}"


def put_divider(session: Session, column: int) -> str:
    """Put the divider on a column, in cells."""
    if session.terminal:
        session.preferences = replace(session.preferences, share=column / max(1, session.terminal[0] - 1))
        session.arrange()
    return ""


def usual_text(session: Session, _count: int | None) -> str:
    """Reset the width of text to the settings."""
    usual = session.default_settings
    return _set_text(session, usual.article_width if session.pane is Pane.ARTICLE else usual.reply_width)


def _move_divider(session: Session, count: int | None, *, by: int) -> str:
    arrangement, terminal = session.arrangement, session.terminal
    if arrangement is None or terminal is None or not arrangement.sizes.both:
        narrow = arrangement is not None and arrangement.breadth is Breadth.NARROW
        return NO_DIVIDER if narrow else session.keys.add_to(NO_DIVIDER, ("panes.cycle", "shows both panes"))
    # A short article that stands above the replies comes beside them.
    share = WIDE_SHARE if arrangement.above else arrangement.left / (terminal[0] - 1)
    session.preferences = replace(session.preferences, share=share + by * _SHARE_STEP * (count or 1))
    before = arrangement.left
    session.arrange()
    return "" if session.arrangement and session.arrangement.left != before else "no further"


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
    return f"lines of at most {width} columns"
