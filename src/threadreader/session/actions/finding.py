"""Search and filter actions: search as it is typed, replies that match a query, a conversation, the order of time.

Also the opening of a thread at a hit of a library search, and the completion of a query.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, compress, pairwise

from msgspec.structs import replace

from threadreader.errors import SearchError
from threadreader.model.annotation import TextFragment
from threadreader.model.query import FIELDS, PARTIAL, REPLY_STATES, AuthorName, Query, Words, parse_query
from threadreader.model.quote import Anchor
from threadreader.model.stored_thread import Hit, Skeleton, Start
from threadreader.model.text import counted
from threadreader.model.thread import CommentId
from threadreader.session import ARTICLE, ActiveSearch, Pane, Session
from threadreader.session.actions import unread
from threadreader.session.actions.moving import on_reply
from threadreader.session.library.thread_rows import SearchResults
from threadreader.session.outline import BY_TIME, BY_VOTES, Choice, in_order
from threadreader.session.search import Match, OtherThreads, Search, complete_term, search_of

_BEGINNING_WORDS = 8  # tell a passage from others; who quotes it may have left out the rest


def match_number(session: Session) -> str:
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
    return match_number(session)


def _find_by_query(session: Session, typed: str) -> Search:
    """The matches of a query: where its words stand, else the beginning of what it asks for. Raises SearchError."""
    query = parse_query(typed)
    indices = matching_replies(session, query, article=True)
    found = [session.corpus.find(word.text.lower()) for word in query.words]
    matches: list[Match] = []
    for index in indices:
        inside = [match for search in found for match in search.inside(index)]
        if not inside and (word := _FIRST_WORD.search(session.corpus.text(index))):
            inside = [Match(index, *word.span())]
        matches += inside
    return search_of(typed, set(matches))


def enter_search(session: Session, needle: str) -> str:
    """Finish typing: keep the search on, `n` and `N` go through its matches; an empty needle repeats the last one."""
    if not needle and session.last_needle:
        search(session, session.last_needle)
    active = session.active_search
    if active is None or not active.search.needle:
        return cancel_search(session)
    session.last_needle = active.search.needle
    if not active.search:
        stop_search(session)
        return f"no match for {active.search.needle}"
    active.typing = False
    session.jumps.leave(active.origin)
    return match_number(session)


def cancel_search(session: Session) -> str:
    """Give up a search, and return to its origin."""
    if session.active_search:
        session.return_to(session.active_search.origin, refold=True)
    return stop_search(session)


def stop_search(session: Session) -> str:
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
    again = " · from the top again" if by > 0 else " · from the end"
    return match_number(session) + again * wrapped


next_match, previous_match = partial(_go_on, by=1), partial(_go_on, by=-1)


def show_match(session: Session, match: Match) -> None:
    """Scroll to a match, and take the pane and the cursor there."""
    spans = session.runs(match.position, match.start, match.end)
    owner = None if match.position == ARTICLE else session.opened.skeleton.ids[match.position]
    session.pane = Pane.ARTICLE if owner is None else Pane.REPLIES
    session.show_anchor(Anchor(owner, *spans[0]))


def _start(session: Session) -> Match:
    """The current position as an empty match, to search from."""
    if session.pane is Pane.ARTICLE:
        top = session.article.window.top
        start = next((leaf.start for leaf in session.leaves(ARTICLE) if leaf.path[0] + 1 >= top.item), 0)
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
    matches = {hit.comment: _matches_of_hit(session, hit) for hit in mine}
    search = search_of(results.query, (match for of_hit in matches.values() for match in of_hit))
    if not matches[chosen.comment]:
        return "no longer in this thread"
    beyond = OtherThreads(before=first > 0, behind=first + count < len(results.hits))
    session.active_search = ActiveSearch(
        search, matches[chosen.comment][0], session.location(), typing=False, other_threads=beyond
    )
    show_match(session, session.active_search.at)
    more = " and more" if results.more else ""
    return f"{results.query} · match {results.position.at + 1:,} of {len(results.hits):,}{more}"


def open_at_words(session: Session, start: Start) -> str:
    """Go to the words that an address names: in its comment, else in the article, else in the first that has them."""
    assert start.words is not None, "words are named"
    own = session.opened.skeleton.position.get(start.comment) if start.comment else None
    texts = () if own is None else ((own, session.opened.comment(own).text),)
    is_there = _open_at(session, start.words, texts)
    return "" if is_there else "the text of the address is not on this page"


def open_at_passage(session: Session, passage: str) -> str:
    """Go to a passage of an article, or to the first reply that quotes it: all of it, else its beginning."""
    words = passage.split()
    lengths = dict.fromkeys((len(words), _BEGINNING_WORDS))
    parts = (TextFragment(" ".join(words[:length])) for length in lengths)
    is_there = any(_open_at(session, part, ()) for part in parts)
    return "" if is_there else "the passage is not on this page"


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


def _matches_of_hit(session: Session, hit: Hit) -> list[Match]:
    index = ARTICLE if hit.comment is None else session.opened.skeleton.position.get(hit.comment)
    if index is None:
        return []
    passages = hit.passages or [word.span() for word in [_FIRST_WORD.search(hit.text)] if word]
    return [Match(index, start, end) for start, end in passages]


# Why a comment is visible: it matches, or it leads to one that does.
_MATCHED, _CONTEXT = 1, 2

HINT = "words, author:ann, is:unread, after:2024-05, -word, OR; tab completes"


def show_matching(session: Session, typed: str) -> str:
    """Filter as a query is typed: `registry author:ann after:2024-05-01`."""
    try:
        return _show_matching(session, typed)
    except SearchError as problem:
        return str(problem)


def _show_matching(session: Session, typed: str) -> str:
    origin = session.filter_origin or session.location()
    session.return_to(origin, refold=True)
    session.filter_origin = origin
    if not typed.strip():
        return HINT
    query = parse_query(typed)
    indices = matching_replies(session, query)
    if not indices:
        return f"no reply matches {typed}"
    choice = among(session.opened.skeleton, indices, f"& {typed.strip()}")
    session.choose(
        replace(choice, words=tuple({words.text.lower() for words in query.words if words.text}), token=object())
    )
    return counted(len(indices))


def accept_matching(session: Session, typed: str) -> str:
    """Finish typing: the filter stays; an empty query shows all replies again. Raises SearchError for a wrong one."""
    message = _show_matching(session, typed)
    origin, session.filter_origin = session.filter_origin, None
    if origin and session.replies.outline.choice is not origin.outline.choice:
        session.jumps.leave(origin)
    return message if typed.strip() else show_all(session)


def cancel_matching(session: Session) -> str:
    """Return to where the typing began."""
    if session.filter_origin:
        session.return_to(session.filter_origin, refold=True)
    session.filter_origin = None
    return ""


def show_all(session: Session, _count: int | None = None) -> str:
    """End the filter or the order; the cursor stays at its reply."""
    session.choose(None)
    return ""


@on_reply
def by_time(session: Session, _index: int, _count: int | None) -> str:
    """Toggle between the order of writing and the tree."""
    return _sort(session, BY_TIME, "sorted by time, oldest first", "find.by-time")


@on_reply
def by_votes(session: Session, _index: int, _count: int | None) -> str:
    """Toggle between siblings by their votes and the page's order."""
    if not session.opened.skeleton.most_voted:
        return "no votes on this page"
    return _sort(session, BY_VOTES, "siblings sorted by votes, most first", "find.by-votes")


def _sort(session: Session, title: str, message: str, key: str) -> str:
    choice = session.replies.outline.choice
    if choice and choice.title == title:
        return show_all(session)
    at_top = session.pane is Pane.ARTICLE or session.replies.cursor == session.replies.outline.rows[0]
    session.choose(in_order(session.opened.skeleton, title))
    if at_top:
        session.replies.go_to_end(down=False)
    return session.keys.add_to(message, (key, "page order"))


def only_by(session: Session, names: Iterable[str]) -> str:
    """Show only the replies of these authors, and their ancestors as single lines."""
    wanted = set(names)
    skeleton = session.opened.skeleton
    indices = [index for index, name in enumerate(skeleton.names) if name in wanted]
    session.choose(among(skeleton, indices, f"only {' and '.join(sorted(wanted))}"))
    return counted(len(indices))


@on_reply
def conversation(session: Session, index: int, _count: int | None) -> str:
    """Show the conversation of the reply's author and its parent's; again: all they wrote; again: all replies.

    Its ancestors stand above it.
    """
    skeleton, choice = session.opened.skeleton, session.replies.outline.choice
    if choice and choice.between:
        return show_all(session) if choice.whole else converse(session, choice.between, whole=True)
    parent = skeleton.parents[index]
    if parent < 0:
        return "no conversation: a top-level reply"
    return converse(session, (skeleton.names[parent], skeleton.names[index]))


def converse(session: Session, names: Sequence[str], *, whole: bool = False) -> str:
    """Show the conversation of two authors at the cursor, or with `whole` all their replies in the thread."""
    skeleton, cursor = session.opened.skeleton, session.replies.cursor
    indices = [index for index, name in enumerate(skeleton.names) if name in names]
    if not whole:
        # The reply, its ancestors, and all replies of the two in the branch where they begin to alternate.
        above = [cursor, *skeleton.ancestors(cursor)]
        start = next((n for n, index in enumerate(above) if skeleton.names[index] not in names), len(above)) - 1
        top = above[max(start, 0)]
        inside = {top}
        for index in indices:
            if top < index < top + skeleton.sizes[top] and skeleton.parents[index] in inside:
                inside.add(index)
        indices = sorted(inside.union(above))
    title = f"conversation of {' and '.join(names)}{', all replies' if whole else ''}"
    sides = {index: int(skeleton.names[index] == names[-1] and names[0] != names[-1]) for index in indices}
    gaps = {one: other - one - 1 for one, other in pairwise(indices) if other - one > 1}
    session.choose(Choice(title, indices, flat=True, levels=sides, left_out=gaps, between=tuple(names), whole=whole))
    more = [] if whole else [("people.conversation", "shows all their replies")]
    return session.keys.add_to(counted(len(indices)), *more, ("app.back-out", "shows all" if whole else "ends"))


def among(skeleton: Skeleton, indices: Sequence[int], title: str) -> Choice:
    """A choice of comments in their tree; their ancestors are its context."""
    parents, shown = skeleton.parents, bytearray(len(skeleton))
    for index in indices:
        shown[index] = _MATCHED
    for index in indices:
        parent = parents[index]
        while parent >= 0 and not shown[parent]:
            shown[parent] = _CONTEXT
            parent = parents[parent]
    rows = array("I", compress(skeleton.positions, shown))
    return Choice(title, rows, frozenset(index for index in rows if shown[index] == _CONTEXT))


def complete_query(session: Session, typed: str) -> tuple[str, Sequence[str]]:
    """The typed text with its unambiguous completion, and the candidates, most frequent authors first."""

    def known(key: str) -> Iterable[str]:
        if key == "author:":
            # A query has no way to write a quotation mark: a name that has one is asked for by what stands before it.
            counts = Counter(filter(None, session.opened.skeleton.names))
            names = sorted(counts, key=lambda name: (-counts[name], name))
            return filter(None, (name.partition('"')[0].strip() for name in names))
        return REPLY_STATES if key == "is:" else () if key else (f"{term}:" for term in FIELDS)

    return complete_term(typed, known)


def matching_replies(session: Session, query: Query, *, article: bool = False) -> Sequence[int]:
    """Positions of the replies that match a query, in the order of the thread, before them that of the `article`."""
    tests = {each.test for clause in query.clauses for each in clause}
    words = [test for test in tests if isinstance(test, Words)]
    found = {test: frozenset(session.corpus.find(test.text.lower()).matched) for test in words}
    indices = range(ARTICLE if article else 0, len(session.opened.skeleton))
    return [index for index in indices if query.matches(_Facts(session, found, index))]


class _Facts:
    """The `Facts` of a reply of the open thread, or of its article. Raises SearchError for what threads alone have."""

    number = ""

    def __init__(self, session: Session, found: Mapping[Words, frozenset[int]], index: int) -> None:
        self._session = session
        self._found = found
        self._index = index

    @property
    def title(self) -> str:
        return self._session.opened.page.title

    @property
    def origin(self) -> str:
        page = self._session.opened.page
        return f"{page.site or ''} {page.url or ''}"

    @property
    def written(self) -> str | None:
        if self._index != ARTICLE:
            return self._session.opened.skeleton.times[self._index]
        published = self._session.opened.article.published_at
        return published.iso if published else None

    @property
    def notes(self) -> Sequence[str]:
        return [each.note for each in self._session.annotations.on(self._index).values()]

    def has_words(self, words: Words) -> bool:
        return self._index in self._found[words]

    def has_author(self, name: AuthorName) -> bool:
        opened = self._session.opened
        authors = (author.name for author in opened.article.authors)
        written_by = ", ".join(authors) if self._index == ARTICLE else opened.skeleton.names[self._index]
        return name.text.lower() in written_by.lower()

    def has_tag(self, name: str) -> bool:
        raise SearchError(f"tag:{name}", "filters threads, not replies", "use it in the library")

    def has_state(self, name: str) -> bool:  # noqa: PLR0911 - one return a state
        session, index = self._session, self._index
        if name == PARTIAL:
            raise SearchError(f"is:{name}", "filters threads, not replies", "use it in the library")
        if name == "noted":
            return bool(session.annotations.on(index))
        if index == ARTICLE:
            return False
        match name:
            case "op":
                return index in session.opened.skeleton.by_op
            case "unread":
                return session.read_state.is_unread(index)
            case "read":
                return session.opened.skeleton.ids[index] in session.read_state.seen
            case "starred":
                return session.read_state.is_starred(index)
            case _:
                changed: frozenset[CommentId] = getattr(session.opened.changes, name)
                return session.opened.skeleton.ids[index] in changed

    def figure(self, name: str) -> int | None:
        if name in {"replies", "minutes"}:
            raise SearchError(name, "filters threads, not replies", "use it in the library")
        opened, index = self._session.opened, self._index
        if index == ARTICLE:
            return None
        if name == "votes":
            return opened.skeleton.votes[index]
        return len({link.quote.at.owner for link in opened.quotes.links_into(opened.skeleton.ids[index])})
