"""Back-out actions: close the layers over the thread one by one, the uppermost first."""

from msgspec.structs import replace

from threadreader.session import Pane, Session
from threadreader.session.actions import filtering, lists, peek, search
from threadreader.session.arrangement import Breadth


def close_top_layer(session: Session) -> bool:
    """Close the uppermost layer: a question, hint keys, a selection, a list, a search, a peek, a choice; else False."""
    if session.asked or session.hints:
        session.asked = session.hints = None
    elif session.selection:
        session.selection = None
    elif session.open_list:
        lists.close(session, None)
    elif session.active_search:
        search.stop(session)
    elif session.peek:
        peek.close_peek(session, None)
    elif session.replies.outline.choice:
        filtering.show_all(session)
    else:
        return False
    return True


def back_out(session: Session, _count: int | None) -> str:
    """Close the uppermost layer, or go from the article to the replies; the thread is never left."""
    if close_top_layer(session):
        return ""
    medium = session.arrangement and session.arrangement.breadth is Breadth.MEDIUM
    if medium and session.sizes.both:
        session.preferences = replace(session.preferences, together=False, for_jump=False)
        session.pane = Pane.REPLIES
        session.arrange()
        return ""
    if session.pane is Pane.ARTICLE and len(session.opened.skeleton):
        session.pane = Pane.REPLIES
        return ""
    return "" if session.link_highlight else session.keys.add_to("", ("app.leave", "leaves the thread"))
