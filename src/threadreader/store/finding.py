"""Searching all threads: the hits of a query, the newest threads first, found a few at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from threadreader.model.page import PageId
from threadreader.model.plain import article_from_plain
from threadreader.model.thread import Article, Comment
from threadreader.store.connection import Database
from threadreader.store.facts import Facts
from threadreader.store.packing import WINDOW, unpack, unpack_comment
from threadreader.store.query import Query
from threadreader.store.stored import body_id, undamaged
from threadreader.store.words import ARTICLE, place_of, row_id

_FIRST_LOOK, _LATER_LOOKS = 64, 2048
_ANY_ROW = (0, (1 << 63) - 1)
_CANDIDATES = """
    SELECT thread.id, page.number, page.id, title, site, thread.url, comments, coalesce(seen, 0), coalesce(starred, 0)
    FROM thread JOIN page ON page.number = thread.page LEFT JOIN reading ON reading.page = page.id
    ORDER BY thread.id DESC
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: the numbers of the page and of its thread, the title, and the reply's position, or `ARTICLE`."""

    number: int
    thread_id: int
    title: str
    place: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A thread that hits may be in."""

    id: int
    number: int
    page: PageId
    title: str
    comments: int


def find(database: Database, query: Query) -> Iterator[Found]:
    """The hits of a query. Newer threads come first, and of each the last reply."""
    facts: Facts | None = None
    here: _Candidate | None = None
    for thread_id, place in _places(database, query):
        if here is None or here.id != thread_id:
            here = _candidate(database, thread_id)
            facts = Facts(database, thread_id, here.page) if here else None
        if here and facts and facts.hold(query, place):
            yield Found(here.number, thread_id, here.title, place)


def load_found(database: Database, found: Found) -> Article | Comment | None:
    """What was found; None where it was taken away meanwhile."""
    if found.place == ARTICLE:
        rows = database.rows("SELECT article FROM thread WHERE id = ?", found.thread_id)
        with undamaged(database.path):
            return article_from_plain(unpack(rows[0][0])) if rows else None
    window, place = divmod(found.place, WINDOW)
    rows = database.rows("SELECT comments FROM bodies WHERE id = ?", body_id(found.thread_id, window))
    with undamaged(database.path):
        return unpack_comment(rows[0][0], place) if rows else None


def _places(database: Database, query: Query) -> Iterator[tuple[int, int]]:
    if query.match and not query.narrows_threads:
        yield from map(place_of, _matching_rows(database, query.match, *_ANY_ROW))
        return
    for candidate in _candidates(database, query):
        if query.match:
            ends = row_id(candidate.id, ARTICLE), row_id(candidate.id + 1, ARTICLE) - 1
            yield from map(place_of, _matching_rows(database, query.match, *ends))
        else:
            yield from ((candidate.id, place) for place in range(candidate.comments - 1, ARTICLE - 1, -1))


def _matching_rows(database: Database, match: str, first: int, last: int) -> Iterator[int]:
    statement = (
        "SELECT rowid FROM word_index WHERE word_index MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
    )
    look = _FIRST_LOOK
    while True:
        rows = database.rows(statement, match, first, last, look)
        yield from (row for (row,) in rows)
        if len(rows) < look:
            return
        last, look = rows[-1][0] - 1, _LATER_LOOKS


def _candidates(database: Database, query: Query) -> Iterator[_Candidate]:
    """The threads that may hold hits; others are not looked into."""
    for thread_id, number, page, title, site, url, comments, seen, starred in database.rows(_CANDIDATES):
        if "starred" in query.states and not starred:
            continue
        if "unread" in query.states and seen >= comments:
            continue
        named = all(words == str(number) or words.casefold() in title.casefold() for words in query.threads)
        where = f"{site or ''} {url or ''}".casefold()
        if named and all(words.casefold() in where for words in query.sites):
            yield _Candidate(thread_id, number, PageId(page), title, comments)


def _candidate(database: Database, thread_id: int) -> _Candidate | None:
    statement = (
        "SELECT page.number, page.id, title, comments FROM thread JOIN page ON page.number = thread.page"
        " WHERE thread.id = ?"
    )
    for number, page, title, comments in database.rows(statement, thread_id):
        return _Candidate(thread_id, number, PageId(page), title, comments)
    return None
