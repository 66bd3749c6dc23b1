"""Search actions: incremental search in the thread, and opening a thread at a hit of a library search."""

import re
from collections.abc import Iterable
from functools import partial
from itertools import chain

from threadreader.errors import SearchError
from threadreader.model.annotation import TextFragment
from threadreader.model.blocks import leaves
from threadreader.model.query import parse_query
from threadreader.model.quote import Anchor
from threadreader.model.stored_thread import Hit, Start
from threadreader.session import ARTICLE, ActiveSearch, Pane, Session
from threadreader.session.actions import unread
from threadreader.session.decorations import runs
from threadreader.session.library.results import SearchResults
from threadreader.session.query import article_matches, matching_replies
from threadreader.session.search import Match, OtherThreads, Search, search_of

_BEGINNING_WORDS = 8  # tell a passage from others; who quotes it may have left out the rest


def number(session: Session) -> str:
    """The message with the current match's number."""
    assert session.active_search is not None, "there is a search"
    matches, here = session.active_search.search, " here" if session.active_search.other_threads else ""
    return f"match {matches.number(session.active_search.at):,} of {len(matches):,}{here}"


def search(session: Session, needle: str) -> str:
    """Search as the needle is typed: go to the first match after the origin."""
    origin = (
        session.active_search.origin if session.active_search and session.active_search.typing else session.location()
    )
    session.return_to(origin, refold=True)
    matches = session.corpus.find(needle)
    problem = ""
    if not matches and needle:
        try:
            matches = _find_by_query(session, needle)
        except SearchError as error:
            problem = str(error)
    start = _start(session)
    first = matches.after(Match(start.position, start.start, -1)) if matches else None
    session.active_search = ActiveSearch(matches, first or start, origin)
    if first is None:
        return problem or (f"no match for {needle}" if needle else "")
    show_match(session, first)
    return number(session)


def _find_by_query(session: Session, typed: str) -> Search:
    """The matches of a query: where its words stand, else the beginning of what it asks for. Raises SearchError."""
    query = parse_query(typed)
    indices = [*([ARTICLE] if article_matches(session, query) else []), *matching_replies(session, query)]
    found = [session.corpus.find(word.text.lower()) for word in query.words]
    matches: list[Match] = []
    for index in indices:
        inside = [match for search in found for match in search.inside(index)]
        if not inside and (word := _FIRST_WORD.search(session.corpus.text(index))):
            inside = [Match(index, *word.span())]
        matches += inside
    return search_of(typed, set(matches))


def enter(session: Session, needle: str) -> str:
    """Finish typing: keep the search; an empty needle repeats the last one."""
    if not needle and session.last_needle:
        search(session, session.last_needle)
    if session.active_search is None or not session.active_search.search.needle:
        return cancel(session)
    session.last_needle = session.active_search.search.needle
    return accept(session)


def accept(session: Session) -> str:
    """Keep the search on: `n` and `N` go through its matches."""
    if session.active_search is None or not session.active_search.search:
        message = f"no match for {session.active_search.search.needle}" if session.active_search else ""
        stop(session)
        return message
    session.active_search.typing = False
    session.jumps.leave(session.active_search.origin)
    return number(session)


def cancel(session: Session) -> str:
    """Give up a search, and return to its origin."""
    if session.active_search:
        session.return_to(session.active_search.origin, refold=True)
    return stop(session)


def stop(session: Session) -> str:
    """End a search; its matches are no longer marked."""
    session.active_search = None
    return ""


def _go_on(session: Session, count: int | None, by: int) -> str:
    """The next match or the one before, beginning again behind the last and before the first."""
    by *= count or 1
    if session.active_search is None:
        return (unread.next_unread if by > 0 else unread.previous_unread)(session, abs(by))
    matches = session.active_search.search
    if not matches:
        return f"no match for {matches.needle}"
    match = session.active_search.at if session.active_search.at.position == session.index else _start(session)
    before = match
    for _ in range(abs(by)):
        at_edge = match == matches.edge(last=by > 0)
        if session.active_search.other_threads and at_edge and session.active_search.other_threads.turn(by):
            return ""
        following = matches.after(match) if by > 0 else matches.before(match)
        assert following is not None, "a search that is on has matches"
        match = following
    session.jumps.leave(session.location())
    session.active_search.at = match
    show_match(session, match)
    wrapped = match <= before if by > 0 else match >= before
    return number(session) + (" · from the top again" if wrapped and by > 0 else " · from the end" if wrapped else "")


next_match, previous_match = partial(_go_on, by=1), partial(_go_on, by=-1)


def show_match(session: Session, match: Match) -> None:
    """Scroll to a match, and take the pane and the cursor there."""
    spans = runs(session.body(match.position), match.start, match.end)
    owner = None if match.position == ARTICLE else session.opened.skeleton.ids[match.position]
    session.pane = Pane.ARTICLE if owner is None else Pane.REPLIES
    session.show_anchor(Anchor(owner, *spans[0]))


def _start(session: Session) -> Match:
    """The current position as an empty match, to search from."""
    if session.pane is Pane.ARTICLE:
        top = session.article.window.top
        start = next((leaf.start for leaf in leaves(session.opened.article.body) if leaf.path[0] + 1 >= top.item), 0)
        return Match(ARTICLE, start, -1)
    return Match(session.replies.cursor, 0, -1)


_FIRST_WORD = re.compile(r"\S{1,40}")


def open_at_hit(session: Session, results: SearchResults) -> str:
    """Go to the chosen hit of a library search; `n` and `N` go on through this thread, then other threads."""
    chosen = results.here
    if chosen is None:
        return ""
    first, count = results.hits.numbers.index(chosen.number), results.counts[chosen.number]
    mine = [results.hits[index] for index in range(first, first + count)]
    matches = {hit.comment: _matches(session, hit) for hit in mine}
    search = search_of(results.query, (match for of_hit in matches.values() for match in of_hit))
    if not matches[chosen.comment]:
        return "what was found is no longer in this thread"
    beyond = OtherThreads(before=first > 0, behind=first + count < len(results.hits))
    session.active_search = ActiveSearch(
        search, matches[chosen.comment][0], session.location(), typing=False, other_threads=beyond
    )
    show_match(session, session.active_search.at)
    more = " and more" if results.more else ""
    return f"{results.query} · hit {results.position.at + 1:,} of {len(results.hits):,}{more}"


def open_at_words(session: Session, start: Start) -> str:
    """Go to the words that an address names: in its comment, else in the article, else in the first that has them."""
    assert start.words is not None, "words are named"
    own = session.opened.skeleton.position.get(start.comment) if start.comment else None
    texts = () if own is None else ((own, session.opened.comment(own).text),)
    is_there = _open_at(session, start.words, texts)
    return "" if is_there else "the words of the address are not on this page"


def open_at_passage(session: Session, passage: str) -> str:
    """Go to a passage of an article, or to the first reply that quotes it: all of it, else its beginning."""
    words = passage.split()
    lengths = dict.fromkeys((len(words), _BEGINNING_WORDS))
    parts = (TextFragment(" ".join(words[:length])) for length in lengths)
    is_there = any(_open_at(session, part, ()) for part in parts)
    return "" if is_there else "the passage is neither in the article here nor quoted"


def _open_at(session: Session, words: TextFragment, texts: Iterable[tuple[int, str]]) -> bool:
    """Go to words in the first text that has them: those given, the article, the replies; False where none has."""
    everywhere = chain(texts, [(ARTICLE, session.opened.article.text)], enumerate(session.opened.texts()))
    found = next(((at, span) for at, text in everywhere if (span := words.find(text))), None)
    if found is None:
        return False
    match = Match(found[0], *found[1])
    session.active_search = ActiveSearch(search_of(words.start, [match]), match, session.location(), typing=False)
    show_match(session, match)
    return True


def _matches(session: Session, hit: Hit) -> list[Match]:
    index = ARTICLE if hit.comment is None else session.opened.skeleton.position.get(hit.comment)
    if index is None:
        return []
    passages = hit.passages or [word.span() for word in [_FIRST_WORD.search(hit.text)] if word]
    return [Match(index, start, end) for start, end in passages]
