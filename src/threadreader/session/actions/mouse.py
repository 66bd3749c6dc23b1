"""What a mouse does to the thread: clicks go somewhere, the wheel scrolls."""

from collections.abc import Sequence

from threadreader.model.blocks import BlockPath
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width
from threadreader.session import Pane, Session
from threadreader.session.actions import act, folding, following, links
from threadreader.session.context import first_above, lead
from threadreader.session.state import BACK


def click_reply(session: Session, place: int, line: int, column: int) -> str:
    """Go to a reply; left of its text fold it; on a quotation's tail follow it, on a link open it."""
    session.pane = Pane.REPLIES
    session.replies.cursor = place
    layout = session.replies.layout
    indent = layout.columns.mark(layout.level(place))
    if column <= indent + 1:
        return act(session, folding.toggle)
    body = () if session.replies.outline.is_context(place) else layout.body(place)
    found = _at(body, line - 1, column - indent - 3)
    if found and found[1].role is Role.SOURCE and _pick(session, place, found[0].path):
        return act(session, following.follow)
    return links.ask(session, found[1].href) if found and found[1].href else ""


def click_article(session: Session, block: int, line: int, column: int) -> str:
    """Go to the article; on a link open it."""
    session.pane = Pane.ARTICLE
    layout = session.article.layout
    found = _at(layout.lines(block), line, column - layout.gutter)
    return links.ask(session, found[1].href) if found and found[1].href else ""


def click_ancestors(session: Session, higher: int = 0) -> str:
    """Go to a reply that is named above those shown: the nearest of them, or so many higher."""
    place = first_above(session, lead(session).top)
    if place is None:
        return ""
    session.jumps.leave(session.here())
    session.show_reply([place, *session.opened.skeleton.ancestors(place, higher)][-1])
    return session.keys.beside("", BACK)


def scroll(session: Session, pane: Pane, lines: int) -> None:
    """Scroll the pane under the wheel."""
    if pane is Pane.ARTICLE:
        session.article.window.scroll(lines)
    else:
        session.replies.scroll(lines)


def _at(lines: Sequence[Line], number: int, column: int) -> tuple[Line, Run] | None:
    """The line and the run that a column of a body's text is in."""
    if not 0 <= number < len(lines):
        return None
    start = 0
    for run in lines[number].runs:
        if start <= column < start + cell_width(run.text):
            return lines[number], run
        start += cell_width(run.text)
    return None


def _pick(session: Session, place: int, path: BlockPath | None) -> bool:
    quotes = session.quoting.of(session.opened.skeleton.ids[place])
    found = next((quote.at for quote in quotes if quote.at.path == path), None)
    session.picked = found or session.picked
    return found is not None
