"""Actions that search.

Coming into a thread at what a search of the whole library found there, and going on from it to other threads.
"""

import re
from collections.abc import Iterator

from threadreader.model.blocks import leaves
from threadreader.model.quote import Anchor
from threadreader.model.stored_thread import Hit
from threadreader.session import ARTICLE, Finding, Pane, Session
from threadreader.session.actions import unread
from threadreader.session.decorations import runs
from threadreader.session.library.results import Found
from threadreader.session.search import Beyond, FoundBefore, Match

COUNTING = "counting the matches…"


def prepare(session: Session) -> Iterator[None]:
    """Make ready what the first search would wait for, a little at each step."""
    yield from session.corpus.prepare()


def number(session: Session) -> str:
    """Which match the reader is at, as soon as that is counted."""
    assert session.finding is not None, "there is a search"
    found, here = session.finding.search, " here" if session.finding.beyond else ""
    return f"match {found.number(session.finding.at):,} of {len(found):,}{here}" if found.is_counted else COUNTING


def search(session: Session, needle: str) -> str:
    """Search as the words are typed: go to the first match from where the reader began to type."""
    origin = session.finding.origin if session.finding and session.finding.typing else session.here()
    session.return_to(origin, refold=True)
    found = session.corpus.find(needle, session.finding.search if session.finding else None)
    start = _here(session)
    first = found.after(Match(start.place, start.start, -1)) if found else None
    session.finding = Finding(found, first or start, origin)
    if first is None:
        return f"no match for {needle}" if needle else ""
    show_match(session, first)
    return number(session)


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
    if session.finding is None or not session.finding.search:
        said = f"no match for {session.finding.search.needle}" if session.finding else ""
        stop(session)
        return said
    session.finding.typing = False
    session.jumps.leave(session.finding.origin)
    return number(session)


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


def _go_on(session: Session, by: int) -> str:
    if session.finding is None:
        return (unread.next_unread if by > 0 else unread.previous_unread)(session, abs(by))
    found = session.finding.search
    match = _here(session) if not _in_sight(session, session.finding.at) else session.finding.at
    before = match
    for _ in range(abs(by)):
        at_edge = match == found.edge(last=by > 0)
        if session.finding.beyond and at_edge and session.finding.beyond.turn(by):
            return ""
        following = found.after(match) if by > 0 else found.before(match)
        assert following is not None, "a search that is on has matches"
        match = following
    session.jumps.leave(session.here())
    session.finding.at = match
    show_match(session, match)
    wrapped = match <= before if by > 0 else match >= before
    return number(session) + (" · from the top again" if wrapped and by > 0 else " · from the end" if wrapped else "")


def show_match(session: Session, match: Match) -> None:
    """Bring a match into its window, and the reader to it."""
    places = runs(session.body(match.place), match.start, match.end)
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


_FIRST_WORD = re.compile(r"\S{1,40}")


def arrive(session: Session, found: Found) -> str:
    """Go to the hit that the reader chose; `n` and `N` go through those of this thread, and on to other threads."""
    chosen = found.here
    if chosen is None:
        return ""
    mine = [hit for hit in found.hits if hit.number == chosen.number]
    matches = {hit.comment: _matches(session, hit) for hit in mine}
    search = FoundBefore(found.query, (match for of_hit in matches.values() for match in of_hit))
    if not matches[chosen.comment]:
        return "what was found is no longer in this thread"
    first, last = found.hits.index(mine[0]), found.hits.index(mine[-1])
    beyond = Beyond(before=first > 0, behind=last < len(found.hits) - 1 or found.more)
    session.finding = Finding(search, matches[chosen.comment][0], session.here(), typing=False, beyond=beyond)
    show_match(session, session.finding.at)
    return f"{found.query} · hit {found.position.at + 1:,} of {len(found.hits):,}{' and more' if found.more else ''}"


def _matches(session: Session, hit: Hit) -> list[Match]:
    place = ARTICLE if hit.comment is None else session.opened.skeleton.position.get(hit.comment)
    if place is None:
        return []
    passages = hit.passages or [word.span() for word in [_FIRST_WORD.search(hit.text)] if word]
    return [Match(place, start, end) for start, end in passages]
