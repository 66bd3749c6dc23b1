"""Quotation actions: follow one to its source, list who quotes, pick one; back and forward in the jump list."""

from collections.abc import Callable, Sequence
from functools import partial

from threadreader.model.quote import NOBODY, Anchor, Quote, QuoteLink
from threadreader.render.lines import Role
from threadreader.session import Location, Pane, Session, motions
from threadreader.session.actions import lists
from threadreader.session.actions.lists import Table
from threadreader.session.actions.moving import NO_REPLIES, jump
from threadreader.session.actions.peek import NO_SOURCE, no_such_quotation
from threadreader.session.context import aimed_at, on_screen
from threadreader.session.lists import NAME_SHARE, Column
from threadreader.session.panes import line_span
from threadreader.session.state import BACK, Revisit
from threadreader.session.viewport import Spot

_NEXT_HINT = ("quote.follow", "next")
_SEARCH_HINT = ("find.search", "and enter look for its words")
# The first ones: where the whole of a quotation stands nowhere, its beginning still may.
_MAX_SEARCH_WORDS = 4
_NUMBER_CELLS = len("#99,999")


def follow(session: Session, count: int | None) -> str:
    """Go to the source of a quotation: the picked one, the first on the screen, or the one of a number."""
    if session.cursor is None:
        return NO_REPLIES
    if count is None and (message := _follow_shown(session)):
        return message
    quotes = session.quoting.of(session.cursor)
    if not quotes or (count is not None and not 1 <= count <= len(quotes)):
        return no_such_quotation(count or 1, len(quotes))
    quote = quotes[count - 1] if count else aimed_at(session, quotes)
    session.picked = quote.at
    link = session.quoting.link(quote)
    if link is None:
        session.last_needle = " ".join(quote.text.split()[:_MAX_SEARCH_WORDS])
        return session.keys.add_to(NO_SOURCE, _SEARCH_HINT)
    travel(session, link, link.target)
    others = len(session.quoting.candidates(quote.at))
    message = session.quoting.label(link)[2:]
    if others > 1:
        return session.keys.add_to(f"{message} · 1 of {others}", _NEXT_HINT, BACK)
    return session.keys.add_to(message, BACK)


def travel(session: Session, link: QuoteLink, to: Anchor) -> None:
    """Jump to one end of a link, and highlight both."""
    session.close_peek()
    here, before = session.location(), session.link_highlight
    session.show_link(link, to)
    if session.link_highlight != before or session.location() != here:
        session.jumps.leave(here)


def _follow_shown(session: Session) -> str:
    """Go to what a peek shows, a source or the parent; or to the next candidate of the quotation just followed."""
    peek = session.peek
    if peek is None or peek.index != session.replies.cursor or peek.older:
        return _next_candidate(session)
    link = peek.link
    if link is None:
        session.close_peek()
        return jump(session, motion=motions.parent)
    session.picked = link.quote.at
    travel(session, link, link.target)
    return session.keys.add_to(session.quoting.label(link)[2:], BACK)


def _next_candidate(session: Session) -> str:
    """Go to the next candidate source of the quotation that was just followed."""
    highlight = session.link_highlight
    if highlight is None or highlight.quotation != session.picked:
        return ""
    candidates = session.quoting.candidates(highlight.quotation)
    targets = [link.target for link in candidates]
    if len(targets) < 2 or highlight.passage not in targets:  # noqa: PLR2004 - the best one has another beside it
        return ""
    number = (targets.index(highlight.passage) + 1) % len(targets)
    back(session, None)
    travel(session, candidates[number], targets[number])
    message = f"{session.quoting.label(candidates[number])[2:]} · {number + 1} of {len(targets)}"
    return session.keys.add_to(message, _NEXT_HINT, BACK)


def who_quotes(session: Session, _count: int | None) -> str:
    """Go to the only one who quotes the reply, or the aimed passage of the article, or list several."""
    links = session.quoting.quoters(session.cursor) if session.pane is Pane.REPLIES else _quoters_in_window(session)
    skeleton, quoting = session.opened.skeleton, session.quoting

    def index(link: QuoteLink) -> int:
        assert link.quote.at.owner is not None, "only comments quote"
        return skeleton.position[link.quote.at.owner]

    def name(link: QuoteLink) -> str:
        return skeleton.names[index(link)] or NOBODY

    def visit(link: QuoteLink) -> str:
        travel(session, link, link.quote.at)
        session.picked = link.quote.at
        return session.keys.add_to(f"quoted by {name(link)} #{index(link) + 1}", BACK)

    if not links:
        return "nobody quotes this reply" if session.pane is Pane.REPLIES else "nothing in view is quoted"
    if len(links) == 1:
        return visit(links[0])
    columns = (
        Column(name, Role.HEADING, share=NAME_SHARE),
        Column[QuoteLink](lambda link: f"#{index(link) + 1:,}", cells=_NUMBER_CELLS),
    )
    quoters = Table(
        session,
        f"Quoted by {len(links):,}",
        links,
        columns,
        lambda link: quoting.reply_to(link.quote) or link.quote.text,
        target=lambda link: link,
        person=name,
        choose=visit,
    )
    return lists.open_list(session, quoters, show=True)


def _quoters_in_window(session: Session) -> Sequence[QuoteLink]:
    """The links into the passage that was picked, or into the first that begins in the article's window."""
    passage = aimed_passage(session, [passage.at for passage in session.quoting.passages(None)])
    return [link for link in session.quoting.quoters(None) if passage and link.target.overlaps(passage)]


def _retrace(session: Session, count: int | None, *, back: bool) -> str:
    """Go back or forward in the jump list, to the same line on the screen; from its end to the thread beyond."""
    turn = session.jumps.back if back else session.jumps.forward
    for done in range(count or 1):
        if _turn(session, turn):
            continue
        if not done and (session.visits.behind if back else session.visits.ahead):
            session.effects.append(Revisit(back=back))
        elif not done:
            return f"nowhere to go {'back' if back else 'forward'} to"
        break
    return ""


back, forward = partial(_retrace, back=True), partial(_retrace, back=False)


def _turn(session: Session, turn: Callable[[Location], Location | None]) -> bool:
    """Go to the next location in one direction that differs from the current one, so that each step is seen."""
    here, is_lit = session.location(), bool(session.link_highlight)
    while location := turn(here):
        session.return_to(location)
        # Folds, and a choice of replies, stay as they are now.
        if is_lit or session.location() != here:
            return True
    return False


def swap(session: Session) -> str:
    """Go back to before the last jump, so that doing it again comes back here."""
    here = session.location()
    message = back(session, None)
    if not message:
        session.jumps.leave(here)
    return message


def _pick(session: Session, count: int | None, by: int) -> str:
    """Pick the next quotation or the one before, also of another reply; in the article go to a quoted passage."""
    by *= count or 1
    if session.pane is Pane.ARTICLE:
        return _to_passage(session, by)
    if session.cursor is None:
        return NO_REPLIES
    quotes = session.quoting.of(session.cursor)
    number = _moved(_current_number(session, quotes, by), by, len(quotes)) if quotes else None
    if number is None:
        index = _quoting_reply(session, by)
        if index is None:
            return f"no {'later' if by > 0 else 'earlier'} reply quotes anything"
        session.jumps.leave(session.location())
        session.show_reply(index)
        quotes = session.quoting.of(session.opened.skeleton.ids[index])
        number = 0 if by > 0 else len(quotes) - 1
    session.picked = quotes[number].at
    session.show_anchor(quotes[number].at)
    return f"quotation {number + 1} of {len(quotes)}"


next_quote, previous_quote = partial(_pick, by=1), partial(_pick, by=-1)


def _quoting_reply(session: Session, by: int) -> int | None:
    """The next reply with a quotation, or the one before, of those that are shown."""
    skeleton, cursor, choice = session.opened.skeleton, session.replies.cursor, session.replies.outline.choice
    indices = range(cursor + 1, len(skeleton)) if by > 0 else range(cursor - 1, -1, -1)
    shown = (index for index in indices if choice is None or session.replies.outline.is_visible(index))
    return next((index for index in shown if session.quoting.of(skeleton.ids[index])), None)


def _current_number(session: Session, quotes: Sequence[Quote], by: int) -> int:
    """The index of the picked quotation; where it is out of sight, that before (after) the visible ones."""
    anchors, seen = [quote.at for quote in quotes], [quote.at for quote in on_screen(session, quotes)]
    if session.picked in (seen or anchors):
        return anchors.index(session.picked)
    return anchors.index((seen or anchors)[0]) - 1 if by > 0 else anchors.index((seen or anchors)[-1]) + 1


def _moved(here: int, by: int, length: int) -> int | None:
    """The end of a move in a row of some length, clamped; None where it does not move."""
    there = min(max(here + by, 0), length - 1)
    return None if there == here else there


def _to_passage(session: Session, by: int) -> str:
    passages = [passage.at for passage in session.quoting.passages(None)]
    if not passages:
        return "nobody quotes the article"
    aimed = aimed_passage(session, passages)
    if aimed is not None and aimed == session.picked:
        here = passages.index(aimed)
    else:
        passed = sum(_spot(session, passage) < session.article.window.top for passage in passages)
        here = passed - 1 if by > 0 else passed
    number = _moved(here, by, len(passages))
    if number is None:
        return f"no {'next' if by > 0 else 'previous'} quoted passage"
    session.picked = passage = passages[number]
    session.article.show_passage(passage.path, passage.start, passage.end)
    return f"quoted passage {number + 1} of {len(passages)}"


def aimed_passage(session: Session, passages: Sequence[Anchor]) -> Anchor | None:
    """The passage of the article that a key means: the picked one, or the first that begins in the window."""
    seen = [passage for passage in passages if session.article.window.row_of(_spot(session, passage)) is not None]
    return session.picked if session.picked in seen else next(iter(seen), None)


def _spot(session: Session, passage: Anchor) -> Spot:
    item = passage.path[0] + 1
    span = line_span(session.article.layout.lines(item), passage.path, passage.start, passage.end)
    return Spot(item, span[0] if span else 0)
