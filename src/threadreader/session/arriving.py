"""Coming into a thread at what a search of the whole library found there, and going on from it to other threads."""

import re

from threadreader.model.stored_thread import Hit
from threadreader.session import ARTICLE, Finding, Session
from threadreader.session.found import Found
from threadreader.session.search import Beyond, FoundBefore, Match
from threadreader.session.searching import show_match

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
