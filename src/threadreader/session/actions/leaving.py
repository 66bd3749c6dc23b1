"""Going back layer by layer: what lies over the thread or narrows it ends, the last first."""

from dataclasses import replace

from threadreader.session import Pane, Session
from threadreader.session.actions import filtering, lists, peek, search
from threadreader.session.arrangement import Breadth


def peel(session: Session) -> bool:
    """End the uppermost layer: a list, a search, a look, a choice of replies; False where there is none."""
    if session.asked or session.hints:
        session.asked = session.hints = None
    elif session.listing:
        lists.close(session, None)
    elif session.finding:
        search.stop(session)
    elif session.peek:
        peek.close_peek(session, None)
    elif session.replies.outline.choice:
        filtering.show_all(session)
    else:
        return False
    return True


def back_out(session: Session, _count: int | None) -> str:
    """End the uppermost layer, or go from the article to the replies; the thread is never left."""
    if peel(session):
        return ""
    medium = session.arrangement and session.arrangement.breadth is Breadth.MEDIUM
    if medium and session.sizes.both:
        session.wish = replace(session.wish, together=False, for_jump=False)
        session.pane = Pane.REPLIES
        session.arrange()
        return ""
    if session.pane is Pane.ARTICLE and len(session.opened.skeleton):
        session.pane = Pane.REPLIES
        return ""
    return "" if session.light else session.keys.beside("", ("app.leave", "leaves the thread"))
