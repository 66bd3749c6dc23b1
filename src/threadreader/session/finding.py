"""Actions that search, and what of the text is to be highlighted."""

import enum
from dataclasses import dataclass

from threadreader.model.blocks import BlockPath, Blocks, leaves
from threadreader.model.quote import Anchor
from threadreader.session import ARTICLE, Finding, Pane, Session
from threadreader.session.search import Match, Search


class Glow(enum.StrEnum):
    """Why a run of characters is highlighted; the later of these wins."""

    QUOTED = "quoted"
    PICKED = "picked"
    LIT = "lit"
    MATCH = "match"
    CURRENT_MATCH = "current-match"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A run of characters of a block, and why it stands out."""

    path: BlockPath
    start: int
    end: int
    glow: Glow


def search(session: Session, needle: str) -> str:
    """Search as the words are typed: go to the first match from where the reader began to type."""
    origin = session.finding.origin if session.finding and session.finding.typing else session.here()
    session.return_to(origin, refold=True)
    session.light = None
    found = Search(needle, session.corpus.find(needle))
    start = _here(session)
    first = found.after(Match(start.place, start.start, -1)) if found.matches else None
    session.finding = Finding(found, first or start, origin)
    if first is None:
        return f"no match for {needle}" if needle else ""
    _show(session, first)
    return _said(session)


def enter(session: Session, needle: str) -> str:
    """Finish typing: keep the search on; nothing typed means the words of the last search."""
    if not needle and session.last_needle:
        search(session, session.last_needle)
    if session.finding is None or not session.finding.search.needle:
        return cancel(session)
    session.last_needle = session.finding.search.needle
    return accept(session)


def accept(session: Session) -> str:
    """Keep the search on: `n` and `N` go through its matches."""
    if session.finding is None or not session.finding.search.matches:
        said = f"no match for {session.finding.search.needle}" if session.finding else ""
        stop(session)
        return said
    session.finding.typing = False
    session.jumps.leave(session.finding.origin)
    return _said(session)


def cancel(session: Session) -> str:
    """Give up a search, and be where it began."""
    if session.finding:
        session.return_to(session.finding.origin, refold=True)
    return stop(session)


def stop(session: Session) -> str:
    """End a search; its matches are no longer marked."""
    session.finding = None
    return ""


def next_match(session: Session, count: int | None) -> str:
    """The next match, beginning again at the top after the last."""
    return _go_on(session, count or 1)


def previous_match(session: Session, count: int | None) -> str:
    """The match before, beginning again at the end before the first."""
    return _go_on(session, -(count or 1))


def highlights(session: Session, place: int) -> tuple[Highlight, ...]:
    """What stands out for now in the article or in a reply, in an order in which later ones lie on earlier ones."""
    owner = None if place == ARTICLE else session.opened.skeleton.ids[place]
    found: list[Highlight] = []
    picked = session.passage if owner is None else session.picked and session.picked.at
    if picked and picked.owner == owner and place in {ARTICLE, session.replies.cursor}:
        found.append(Highlight(picked.path, picked.start, picked.end, Glow.PICKED))
    if session.light:
        ends: tuple[Anchor, Anchor] = (session.light.quotation, session.light.passage)
        found += [Highlight(a.path, a.start, a.end, Glow.LIT) for a in ends if a.owner == owner]
    return (*found, *_matches(session, place))


def _matches(session: Session, place: int) -> list[Highlight]:
    if session.finding is None:
        return []
    found = []
    for match in session.finding.search.by_place.get(place, ()):
        glow = Glow.CURRENT_MATCH if match == session.finding.at else Glow.MATCH
        found += [Highlight(*run, glow) for run in runs(_body(session, place), match.start, match.end)]
    return found


def runs(body: Blocks, start: int, end: int) -> list[tuple[BlockPath, int, int]]:
    """A run of characters of a body's text as runs of its blocks."""
    return [
        (leaf.path, max(start - leaf.start, 0), min(end - leaf.start, len(leaf.text)))
        for leaf in leaves(body)
        if leaf.start < end and start < leaf.start + len(leaf.text)
    ]


def _go_on(session: Session, by: int) -> str:
    if session.finding is None:
        return "no search: / begins one"
    found = session.finding.search
    match = _here(session) if not _in_sight(session, session.finding.at) else session.finding.at
    before = match
    for _ in range(abs(by)):
        following = found.after(match) if by > 0 else found.before(match)
        assert following is not None, "a search that is on has matches"
        match = following
    session.jumps.leave(session.here())
    session.light = None
    session.finding.at = match
    _show(session, match)
    wrapped = match <= before if by > 0 else match >= before
    return _said(session) + (" · from the top again" if wrapped and by > 0 else " · from the end" if wrapped else "")


def _said(session: Session) -> str:
    assert session.finding is not None, "there is a search"
    found = session.finding.search
    return f"match {found.number(session.finding.at)} of {len(found.matches)}"


def _show(session: Session, match: Match) -> None:
    places = runs(_body(session, match.place), match.start, match.end)
    owner = None if match.place == ARTICLE else session.opened.skeleton.ids[match.place]
    session.pane = Pane.ARTICLE if owner is None else Pane.REPLIES
    session.show_anchor(Anchor(owner, *places[0]))


def _here(session: Session) -> Match:
    """The end of what the reader has passed: a place among the matches, not one of them."""
    if session.pane is Pane.ARTICLE:
        top = session.article.window.top
        start = next((leaf.start for leaf in leaves(session.opened.article.body) if leaf.path[0] + 1 >= top.item), 0)
        return Match(ARTICLE, start, -1)
    return Match(session.replies.cursor, 0, -1)


def _in_sight(session: Session, match: Match) -> bool:
    if match.place == ARTICLE:
        return session.pane is Pane.ARTICLE
    return session.pane is Pane.REPLIES and match.place == session.replies.cursor


def _body(session: Session, place: int) -> Blocks:
    return session.opened.article.body if place == ARTICLE else session.opened.comment(place).body
