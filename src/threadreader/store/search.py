"""Searching all threads: the hits of a query, the newest threads first, found a few at a time.

What is searched for: words, and what else must be so; parsed from what a reader types.

::

    registry "base rate" forecast* author:carol after:2012-03 is:unread quoted:>2

What a search asks of single replies besides their words; read only where it is asked for.
"""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial

from threadreader.errors import SearchError
from threadreader.model.codec import article_from_plain
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Progress, Skeleton
from threadreader.model.text import clean_line
from threadreader.model.thread import Article, Comment
from threadreader.store.connection import Database
from threadreader.store.encoding import WINDOW, unpack, unpack_comment, unpack_skeleton
from threadreader.store.fulltext import ARTICLE, expression, place_of, row_id
from threadreader.store.progress import load_progress
from threadreader.store.quotes import PackedQuotes
from threadreader.store.stored import body_id, undamaged

_MOST_WORDS = 64
_PART = re.compile(r'(?:(?P<key>[^\W\d_]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]*))')
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_TIMES = re.compile(r"(>=|>|)(\d{1,6})")
_STATES = ("unread", "starred", "op")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand next to each other; the last may go on with `prefix`."""

    words: str
    prefix: bool = False

    @property
    def expression(self) -> str:
        """The term in FTS5's language."""
        return expression(self.words, prefix=self.prefix)


@dataclass(frozen=True, slots=True)
class Query:
    """Everything that must be so of a hit. `before` is the first day that is too late, `quoted` the fewest times."""

    terms: tuple[Term, ...] = ()
    authors: tuple[Term, ...] = ()
    threads: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    before: date | None = None
    after: date | None = None
    states: frozenset[str] = field(default_factory=frozenset)
    quoted: int = 0

    @property
    def match(self) -> str:
        """The words and authors in FTS5's language, "" where there are none."""
        columns = (("words", self.terms), ("writer", self.authors))
        return " AND ".join(f"{name} : {term.expression}" for name, terms in columns for term in terms)

    @property
    def narrows_threads(self) -> bool:
        """Whether only some threads can hold hits."""
        return bool(self.threads or self.sites or self.states & {"unread", "starred"})

    @property
    def of_replies(self) -> bool:
        """Whether it asks for something that only replies have."""
        return bool(self.states or self.quoted)


def parse_query(text: str) -> Query:
    """The query that was typed. Raises SearchError, which names what is not understood."""
    query = Query()
    for key, term in _parts(clean_line(text)):
        query = _ADD[key](query, term) if key else replace(query, terms=(*query.terms, term))
    if query == Query():
        raise SearchError(text or "search", "there is no word in it", "type words to search for")
    if len(query.terms) + len(query.authors) > _MOST_WORDS:
        raise SearchError(text[:20] + "…", f"has more than {_MOST_WORDS} words", "search for fewer")
    return query


def _parts(text: str) -> Iterator[tuple[str, Term]]:
    for part in _PART.finditer(text):
        key, words = part["key"], part["phrase"] if part["word"] is None else part["word"]
        if key and key.lower() not in _ADD:
            near = difflib.get_close_matches(key.lower(), _ADD, n=1, cutoff=0.75)
            if near:
                raise SearchError(key, "there is no such condition", f"did you mean {near[0]}:?")
            key, words = None, f"{key}:{words}"
        term = Term(words.removesuffix("*"), prefix=words.endswith("*"))
        if key:
            if not words.strip():
                raise SearchError(key, "nothing stands behind it", f"for example {_EXAMPLES[key.lower()]}")
            yield key.lower(), term
        elif term.expression:
            yield "", term


def _author(query: Query, term: Term) -> Query:
    if not term.expression:
        raise SearchError(f"author:{term.words}", "there is no name in it", f"for example {_EXAMPLES['author']}")
    return replace(query, authors=(*query.authors, term))


def _thread(query: Query, term: Term) -> Query:
    return replace(query, threads=(*query.threads, term.words))


def _site(query: Query, term: Term) -> Query:
    return replace(query, sites=(*query.sites, term.words))


def _before(query: Query, term: Term) -> Query:
    return replace(query, before=_day("before", term.words)[0])


def _after(query: Query, term: Term) -> Query:
    return replace(query, after=_day("after", term.words)[1])


def _is(query: Query, term: Term) -> Query:
    state = term.words.lower()
    if state not in _STATES:
        raise SearchError(f"is:{term.words}", "there is no such condition", f"there are {', '.join(_STATES)}")
    return replace(query, states=query.states | {state})


def _quoted(query: Query, term: Term) -> Query:
    found = _TIMES.fullmatch(term.words)
    if not found:
        raise SearchError(f"quoted:{term.words}", "is no number", f"for example {_EXAMPLES['quoted']}")
    return replace(query, quoted=int(found[2]) + (found[1] == ">"))


def _day(key: str, words: str) -> tuple[date, date]:
    """The first day of what is named, a year, a month or a day, and the first day behind it."""
    found = _DATE.fullmatch(words)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first + timedelta(1)
        in_last_month = month in {0, 12}
        return first, date(year + in_last_month, 1 if in_last_month else month + 1, 1)
    except (ValueError, OverflowError):
        raise SearchError(f"{key}:{words}", "is no date", f"for example {_EXAMPLES[key]}") from None


_ADD: dict[str, Callable[[Query, Term], Query]] = {
    "author": _author,
    "thread": _thread,
    "site": _site,
    "before": _before,
    "after": _after,
    "is": _is,
    "quoted": _quoted,
}
_EXAMPLES = {
    "author": 'author:carol or author:"Carol Lee"',
    "thread": "thread:3 or thread:limits",
    "site": "site:example.org",
    "before": "before:2012-03 or before:2012-03-09",
    "after": "after:2011",
    "is": "is:unread",
    "quoted": "quoted:>2",
}


class Facts:
    """The facts of one thread."""

    def __init__(self, database: Database, thread_id: int, page: PageId) -> None:
        self._database = database
        self._id = thread_id
        self._page = page

    def hold(self, query: Query, place: int) -> bool:
        """Whether a reply, or the article, is all that the query asks for besides words."""
        if (query.before or query.after) and not self._was_written(query, place):
            return False
        if place == ARTICLE:
            return not query.of_replies
        return all(self._is(state, place) for state in query.states) and self._is_quoted(query.quoted, place)

    def _was_written(self, query: Query, place: int) -> bool:
        written = self._published if place == ARTICLE else self._skeleton.times[place]
        if not written:
            return False
        early = query.after is None or written[:10] >= query.after.isoformat()
        return early and (query.before is None or written[:10] < query.before.isoformat())

    def _is(self, state: str, place: int) -> bool:
        comment = self._skeleton.ids[place]
        match state:
            case "op":
                return place in self._skeleton.by_op
            case "starred":
                return comment in self._progress.starred
            case _:
                return comment not in self._progress.seen and place not in self._muted

    def _is_quoted(self, times: int, place: int) -> bool:
        if not times:
            return True
        links = self._quotes.links_into(self._skeleton.ids[place])
        return len({link.quote.at.owner for link in links}) >= times

    @cached_property
    def _skeleton(self) -> Skeleton:
        rows = self._database.rows("SELECT skeleton FROM thread WHERE id = ?", self._id)
        with undamaged(self._database.path):
            return unpack_skeleton(rows[0][0]) if rows else Skeleton()

    @cached_property
    def _quotes(self) -> PackedQuotes:
        rows = self._database.rows("SELECT quotes FROM thread WHERE id = ?", self._id)
        return PackedQuotes(rows[0][0], partial(undamaged, self._database.path))

    @cached_property
    def _published(self) -> str | None:
        rows = self._database.rows("SELECT article FROM thread WHERE id = ?", self._id)
        with undamaged(self._database.path):
            published = article_from_plain(unpack(rows[0][0])).published_at
        return published.iso if published else None

    @cached_property
    def _progress(self) -> Progress:
        return load_progress(self._database, self._page)

    @cached_property
    def _muted(self) -> frozenset[int]:
        return self._skeleton.inside(self._progress.muted)


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
