"""Actions that follow quotations to their source, from a passage to who quotes it, and back."""

from collections.abc import Callable, Sequence

from threadreader.model.quote import Anchor, Quote, QuoteLink
from threadreader.session import Pane, Place, Session, motions
from threadreader.session.actions.moving import NO_REPLIES, jump
from threadreader.session.actions.peek import NO_SOURCE, aimed_at, no_such_quotation, on_screen
from threadreader.session.panes import line_span
from threadreader.session.state import BACK
from threadreader.session.viewport import Spot

_NEXT = ("quote.follow", "next")
_LOOK_FOR_IT = ("find.search", "enter looks for its words")
_WORDS_LOOKED_FOR = 4
"""The first ones: where the whole of a quotation stands nowhere, its beginning still may."""


def follow(session: Session, count: int | None) -> str:
    """Go to the passage that is quoted: by the quotation picked, by the first on the screen, or by the one counted."""
    if session.cursor is None:
        return NO_REPLIES
    if count is None and (said := _follow_what_is_shown(session)):
        return said
    quotes = session.quoting.of(session.cursor)
    if not quotes or (count is not None and not 1 <= count <= len(quotes)):
        return no_such_quotation(count or 1, len(quotes))
    quote = quotes[count - 1] if count else aimed_at(session, quotes)
    session.picked = quote.at
    link = session.quoting.link(quote)
    if link is None:
        session.last_needle = " ".join(quote.text.split()[:_WORDS_LOOKED_FOR])
        return session.keys.beside(NO_SOURCE, _LOOK_FOR_IT)
    travel(session, link, link.target)
    others = len(session.quoting.candidates(quote.at))
    said = session.quoting.label(link)[2:]
    if others > 1:
        return session.keys.beside(f"{said} · 1 of {others}", _NEXT, BACK)
    return session.keys.beside(said, BACK)


def travel(session: Session, link: QuoteLink, to: Anchor) -> None:
    """Jump to one end of a link, with both ends lit."""
    session.close_peek()
    here, before = session.here(), session.light
    session.show_link(link, to)
    if session.light != before or session.here() != here:
        session.jumps.leave(here)


def _follow_what_is_shown(session: Session) -> str:
    """Go to what is looked at; or on to the next passage that the quotation just followed may come from."""
    if session.peek and session.peek.place == session.replies.cursor and not session.peek.older:
        return _follow_peek(session, session.peek.link)
    return _next_candidate(session)


def _follow_peek(session: Session, link: QuoteLink | None) -> str:
    """Go for good to what is looked at: the source of a quotation, or the parent."""
    if link is None:
        session.close_peek()
        return jump(session, motions.parent)
    session.picked = link.quote.at
    travel(session, link, link.target)
    return session.keys.beside(session.quoting.label(link)[2:], BACK)


def _next_candidate(session: Session) -> str:
    """Go to the next passage that a quotation may come from, where it has just been followed to one of several."""
    light = session.light
    if light is None or light.quotation != session.picked:
        return ""
    candidates = session.quoting.candidates(light.quotation)
    targets = [link.target for link in candidates]
    if len(targets) < 2 or light.passage not in targets:  # noqa: PLR2004 - the best one has another beside it
        return ""
    number = (targets.index(light.passage) + 1) % len(targets)
    back(session, None)
    travel(session, candidates[number], targets[number])
    said = f"{session.quoting.label(candidates[number])[2:]} · {number + 1} of {len(targets)}"
    return session.keys.beside(said, _NEXT, BACK)


def next_quote(session: Session, count: int | None) -> str:
    """Pick the next quotation of the reply, or go to the next quoted passage of the article."""
    return _pick(session, count or 1)


def previous_quote(session: Session, count: int | None) -> str:
    """Pick the quotation before, or go to the quoted passage before."""
    return _pick(session, -(count or 1))


def back(session: Session, count: int | None) -> str:
    """Go back to where the last jump was made, to the same line on the screen."""
    return _travel(session, session.jumps.back, count or 1, "nowhere to go back to")


def forward(session: Session, count: int | None) -> str:
    """Go forward again to where going back came from."""
    return _travel(session, session.jumps.forward, count or 1, "nowhere to go forward to")


def _travel(session: Session, turn: Callable[[Place], Place | None], steps: int, nowhere: str) -> str:
    for done in range(steps):
        place = _turn(session, turn)
        if place is None:
            return "" if done else nowhere
        session.return_to(place)
    return ""


def _turn(session: Session, turn: Callable[[Place], Place | None]) -> Place | None:
    """The next place in one direction; those where the reader is already are passed over, so that each step is seen."""
    here = session.here()
    place = turn(here)
    while place == here and not session.light:
        place = turn(here)
    return place


def swap(session: Session) -> str:
    """Go back to before the last jump, so that doing it again comes back here."""
    here = session.here()
    said = back(session, None)
    if not said:
        session.jumps.leave(here)
    return said


def _pick(session: Session, by: int) -> str:
    if session.pane is Pane.ARTICLE:
        return _to_passage(session, by)
    if session.cursor is None:
        return NO_REPLIES
    quotes = session.quoting.of(session.cursor)
    if not quotes:
        return no_such_quotation(1, 0)
    places = [quote.at for quote in quotes]
    here = _between(session, quotes, by)
    number = _moved(here, by, len(places))
    if number is None:
        return f"no {'next' if by > 0 else 'previous'} quotation in this reply"
    session.picked = places[number]
    session.show_anchor(places[number])
    return f"quotation {number + 1} of {len(places)}"


def _between(session: Session, quotes: Sequence[Quote], by: int) -> int:
    """Where in a row of quotations the reader is: at the one picked; where that is out of sight, before what is not."""
    places, seen = [quote.at for quote in quotes], [quote.at for quote in on_screen(session, quotes)]
    if session.picked in (seen or places):
        return places.index(session.picked)
    return places.index((seen or places)[0]) - 1 if by > 0 else places.index((seen or places)[-1]) + 1


def _moved(here: int, by: int, length: int) -> int | None:
    """Where a move of so many in a row of some length ends, as far as it goes; None where it does not go at all."""
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
    """The passage of the article that a key means: the one picked, or the first that begins in the window."""
    seen = [passage for passage in passages if session.article.window.row_of(_spot(session, passage)) is not None]
    return session.picked if session.picked in seen else next(iter(seen), None)


def _spot(session: Session, passage: Anchor) -> Spot:
    item = passage.path[0] + 1
    found = line_span(session.article.layout.lines(item), passage.path, passage.start, passage.end)
    return Spot(item, found[0] if found else 0)
