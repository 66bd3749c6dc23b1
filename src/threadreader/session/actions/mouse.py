"""Mouse actions: clicks and the wheel."""

from collections.abc import Sequence

from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, clusters
from threadreader.session import Pane, Session
from threadreader.session.actions import act, annotating, links, moving, quotations
from threadreader.session.context import first_above, rows_above
from threadreader.session.state import BACK


def click_reply(session: Session, index: int, line: int, column: int) -> str:
    """Go to a reply; left of its text fold it, or the ancestor whose line is there; on a tail or a link follow it."""
    session.pane = Pane.REPLIES
    layout = session.replies.layout
    indent = layout.columns.mark(layout.level(index))
    above = session.opened.skeleton.ancestors(index) if column < indent else ()
    index = next((each for each in above if layout.columns.mark(layout.level(each)) + 1 == column), index)
    session.replies.cursor = index
    if column <= indent + 1:
        return act(session, moving.toggle_fold)
    body = () if index in session.replies.outline.short else layout.body(index)
    hit = _at(body, line - 1, column - indent - 3)
    if hit and hit[1].role is Role.SOURCE:
        picked = next((quote.at for quote in session.quotes(index) if quote.at.path == hit[0].path), None)
        if picked:
            session.picked = picked
            return act(session, quotations.follow)
    return links.ask(session, hit[1].href) if hit and hit[1].href else ""


def click_article(session: Session, block: int, line: int, column: int) -> str:
    """Go to the article; on a link open it."""
    session.pane = Pane.ARTICLE
    layout = session.article.layout
    hit = _at(layout.lines(block), line, column - layout.gutter)
    return links.ask(session, hit[1].href) if hit and hit[1].href else ""


def click_ancestors(session: Session, higher: int = 0) -> str:
    """Go to an ancestor named above the replies: the nearest, or `higher` levels above it."""
    index = first_above(session, rows_above(session).top)
    if index is None:
        return ""
    session.jumps.leave(session.location())
    session.show_reply([index, *session.opened.skeleton.ancestors(index, higher)][-1])
    return session.keys.add_to("", BACK)


def scroll(session: Session, pane: Pane, lines: int) -> None:
    """Scroll the pane under the wheel."""
    if pane is Pane.ARTICLE:
        session.article.window.scroll(lines)
    else:
        session.replies.scroll(lines)


def extend_selection(session: Session, pane: Pane, item: int, line: int, column: int) -> str:
    """Select up to the clicked character."""
    assert session.selection is not None, "a click goes elsewhere without one"
    if pane is not session.pane or (pane is Pane.REPLIES and item != session.selection.index):
        return "select within one reply or the article"
    first, margin, lines = session.view(pane).text(item)
    hit = _at(lines, line - first, column - margin)
    if hit is None or hit[0].path is None or hit[1].start is None:
        return ""
    before = next(n for n, run in enumerate(hit[0].runs) if run is hit[1])
    within = column - margin - sum(cell_width(run.text) for run in hit[0].runs[:before])
    reached = [start for start, _, _ in clusters(hit[1].text) if cell_width(hit[1].text[:start]) <= within]
    leaf = next(leaf for leaf in session.selection.blocks if leaf.path == hit[0].path)
    return annotating.extend_to(session, leaf.start + hit[1].start + reached[-1])


def _at(lines: Sequence[Line], number: int, column: int) -> tuple[Line, Run] | None:
    """The line and the run under a column of a body's text."""
    if not 0 <= number < len(lines):
        return None
    start = 0
    for run in lines[number].runs:
        if start <= column < start + cell_width(run.text):
            return lines[number], run
        start += cell_width(run.text)
    return None
