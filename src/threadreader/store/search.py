"""Search in all threads: query language, and the hits of a query with their passages, newest threads first.

::

    registry "base rate" forecast* author:carol after:2012-03 is:unread quoted:>2

Phrases and authors are looked up in the full-text index. The other conditions are checked for each reply that the index
gives, with what they need of the thread loaded when it is first asked for.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import islice

from threadreader.errors import SearchError
from threadreader.model.codec import article_from_plain
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Hit, Progress, Skeleton
from threadreader.model.text import Moment, clean_line
from threadreader.model.thread import Article, Comment, CommentId
from threadreader.store.connection import Database
from threadreader.store.encoding import CHUNK_SIZE, unpack, unpack_comment, unpack_skeleton
from threadreader.store.fulltext import (
    ARTICLE,
    expression,
    fold,
    index_row_id,
    pattern,
    split_index_row_id,
    update_index,
)
from threadreader.store.integrity import has_types
from threadreader.store.progress import load_progress
from threadreader.store.quotes import PackedQuotes
from threadreader.store.stored import chunk_row_id, translating_damage

_MAX_TERMS = 64  # nobody types as many; each makes SQLite's expression deeper
_PART = re.compile(r'(?:(?P<key>[^\W\d_]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]*))')
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_COUNT = re.compile(r"(>=|>|)(\d{1,6})")
_STATES = ("unread", "starred", "op")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase; with `prefix`, its last word may go on."""

    text: str
    prefix: bool = False

    @property
    def expression(self) -> str:
        """The term as an FTS5 expression."""
        return expression(self.text, prefix=self.prefix)


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions that all hold for a match; `before` and `after` end with and begin at a day, `quoted` is a minimum."""

    terms: tuple[Term, ...] = ()
    authors: tuple[Term, ...] = ()
    threads: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    before: date | None = None
    after: date | None = None
    states: frozenset[str] = field(default_factory=frozenset)
    quoted: int = 0

    @property
    def expression(self) -> str:
        """The terms and authors as an FTS5 expression, "" if there are none."""
        columns = (("words", self.terms), ("writer", self.authors))
        return " AND ".join(f"{name} : {term.expression}" for name, terms in columns for term in terms)

    @property
    def narrows_threads(self) -> bool:
        """True if only some threads can have matches."""
        return bool(self.threads or self.sites or self.states & {"unread", "starred"})

    @property
    def is_of_replies(self) -> bool:
        """True if a condition holds for replies only, and never for an article."""
        return bool(self.states or self.quoted)


def parse_query(text: str) -> Query:
    """Parse a typed query. Raises SearchError, which names what is not understood."""
    query = Query()
    for key, term in _parts(clean_line(text)):
        query = _CONDITIONS[key](query, term) if key else replace(query, terms=(*query.terms, term))
    if query == Query():
        raise SearchError(text or "search", "there is no word in it", "type words to search for")
    if len(query.terms) + len(query.authors) > _MAX_TERMS:
        raise SearchError(text[:20] + "…", f"has more than {_MAX_TERMS} words", "search for fewer")
    return query


def _parts(text: str) -> Iterator[tuple[str, Term]]:
    for part in _PART.finditer(text):
        key, value = part["key"], part["phrase"] if part["word"] is None else part["word"]
        if key and key.lower() not in _CONDITIONS:
            similar = difflib.get_close_matches(key.lower(), _CONDITIONS, n=1, cutoff=0.75)
            if similar:
                raise SearchError(key, "there is no such condition", f"did you mean {similar[0]}:?")
            key, value = None, f"{key}:{value}"
        term = Term(value.removesuffix("*"), prefix=value.endswith("*"))
        if key:
            if not value.strip():
                raise SearchError(key, "nothing stands behind it", f"for example {_EXAMPLES[key.lower()]}")
            yield key.lower(), term
        elif term.expression:
            yield "", term


def _author(query: Query, term: Term) -> Query:
    if not term.expression:
        raise SearchError(f"author:{term.text}", "there is no name in it", f"for example {_EXAMPLES['author']}")
    return replace(query, authors=(*query.authors, term))


def _thread(query: Query, term: Term) -> Query:
    return replace(query, threads=(*query.threads, term.text))


def _site(query: Query, term: Term) -> Query:
    return replace(query, sites=(*query.sites, term.text))


def _before(query: Query, term: Term) -> Query:
    return replace(query, before=_day("before", term.text)[0])


def _after(query: Query, term: Term) -> Query:
    return replace(query, after=_day("after", term.text)[1])


def _is(query: Query, term: Term) -> Query:
    state = term.text.lower()
    if state not in _STATES:
        raise SearchError(f"is:{term.text}", "there is no such condition", f"there are {', '.join(_STATES)}")
    return replace(query, states=query.states | {state})


def _quoted(query: Query, term: Term) -> Query:
    match = _COUNT.fullmatch(term.text)
    if not match:
        raise SearchError(f"quoted:{term.text}", "is no number", f"for example {_EXAMPLES['quoted']}")
    return replace(query, quoted=int(match[2]) + (match[1] == ">"))


def _day(key: str, text: str) -> tuple[date, date]:
    """The first day of a year, a month or a day, and the first day after it. Raises SearchError."""
    match = _DATE.fullmatch(text)
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first + timedelta(1)
        in_last_month = month in {0, 12}
        return first, date(year + in_last_month, 1 if in_last_month else month + 1, 1)
    except (ValueError, OverflowError):
        raise SearchError(f"{key}:{text}", "is no date", f"for example {_EXAMPLES[key]}") from None


_CONDITIONS: dict[str, Callable[[Query, Term], Query]] = {
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


class _ThreadFilter:
    """The conditions on single replies besides their text, for the replies of one thread."""

    def __init__(self, database: Database, thread_id: int, page: PageId) -> None:
        self._database = database
        self._id = thread_id
        self._page = page

    def matches(self, query: Query, position: int) -> bool:
        """True if a reply, or the article, meets the conditions of a query besides its terms."""
        if (query.before or query.after) and not self._is_in_period(query, position):
            return False
        if position == ARTICLE:
            return not query.is_of_replies
        return all(self._is(state, position) for state in query.states) and self._is_quoted(query.quoted, position)

    def _is_in_period(self, query: Query, position: int) -> bool:
        iso = self._published if position == ARTICLE else self._skeleton.times[position]
        if not iso:
            return False
        is_after = query.after is None or iso[:10] >= query.after.isoformat()
        return is_after and (query.before is None or iso[:10] < query.before.isoformat())

    def _is(self, state: str, position: int) -> bool:
        comment = self._skeleton.ids[position]
        match state:
            case "op":
                return position in self._skeleton.by_op
            case "starred":
                return comment in self._progress.starred
            case _:
                return comment not in self._progress.seen and position not in self._muted

    def _is_quoted(self, minimum: int, position: int) -> bool:
        if not minimum:
            return True
        links = self._quotes.links_into(self._skeleton.ids[position])
        return len({link.quote.at.owner for link in links}) >= minimum

    @cached_property
    def _skeleton(self) -> Skeleton:
        rows = self._database.rows("SELECT skeleton FROM thread WHERE id = ?", self._id)
        with translating_damage(self._database.path):
            return unpack_skeleton(rows[0][0]) if rows else Skeleton()

    @cached_property
    def _quotes(self) -> PackedQuotes:
        rows = self._database.rows("SELECT quotes FROM thread WHERE id = ?", self._id)
        return PackedQuotes(rows[0][0], partial(translating_damage, self._database.path))

    @cached_property
    def _published(self) -> str | None:
        rows = self._database.rows("SELECT article FROM thread WHERE id = ?", self._id)
        with translating_damage(self._database.path):
            published = article_from_plain(unpack(rows[0][0])).published_at
        return published.iso if published else None

    @cached_property
    def _progress(self) -> Progress:
        return load_progress(self._database, self._page)

    @cached_property
    def _muted(self) -> frozenset[int]:
        return self._skeleton.inside(self._progress.muted)


# Rows a query of the index: few at first, since most searches show only a screenful.
_FIRST_LIMIT, _LATER_LIMIT = 64, 2048
_ANY_ROW = (0, (1 << 63) - 1)  # SQLite's greatest row id
_CANDIDATES = """
    SELECT thread.id, page.number, page.id, title, site, thread.url, comments, coalesce(seen, 0), coalesce(starred, 0)
    FROM thread JOIN page ON page.number = thread.page LEFT JOIN reading ON reading.page = page.id
    ORDER BY thread.id DESC
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A match: page number, thread id, title, and the position of the reply, or `ARTICLE`."""

    number: int
    thread_id: int
    title: str
    position: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A thread that may have matches."""

    id: int
    number: int
    page: PageId
    title: str
    comments: int


def find(database: Database, query: Query) -> Iterator[Match]:
    """The matches of a query: newest threads first, and the last reply of each first."""
    thread_filter: _ThreadFilter | None = None
    candidate: _Candidate | None = None
    for thread_id, position in _positions(database, query):
        if candidate is None or candidate.id != thread_id:
            candidate = _candidate(database, thread_id)
            thread_filter = _ThreadFilter(database, thread_id, candidate.page) if candidate else None
        if candidate and thread_filter and thread_filter.matches(query, position):
            yield Match(candidate.number, thread_id, candidate.title, position)


def load_match(database: Database, match: Match) -> Article | Comment | None:
    """The article or reply of a match, None if it was removed meanwhile. Raises StoreError."""
    if match.position == ARTICLE:
        rows = database.rows("SELECT article FROM thread WHERE id = ?", match.thread_id)
        with translating_damage(database.path):
            return article_from_plain(unpack(rows[0][0])) if rows else None
    chunk, index = divmod(match.position, CHUNK_SIZE)
    rows = database.rows("SELECT comments FROM bodies WHERE id = ?", chunk_row_id(match.thread_id, chunk))
    with translating_damage(database.path):
        return unpack_comment(rows[0][0], index) if rows else None


def _positions(database: Database, query: Query) -> Iterator[tuple[int, int]]:
    """Thread ids and positions that match the terms, or all of the threads that may match if there are no terms."""
    if query.expression and not query.narrows_threads:
        yield from map(split_index_row_id, _matching_rows(database, query.expression, *_ANY_ROW))
        return
    for candidate in _candidates(database, query):
        if query.expression:
            ends = index_row_id(candidate.id, ARTICLE), index_row_id(candidate.id + 1, ARTICLE) - 1
            yield from map(split_index_row_id, _matching_rows(database, query.expression, *ends))
        else:
            yield from ((candidate.id, position) for position in range(candidate.comments - 1, ARTICLE - 1, -1))


def _matching_rows(database: Database, expression: str, first: int, last: int) -> Iterator[int]:
    statement = (
        "SELECT rowid FROM word_index WHERE word_index MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
    )
    limit = _FIRST_LIMIT
    while True:
        rows = database.rows(statement, expression, first, last, limit)
        yield from (row for (row,) in rows)
        if len(rows) < limit:
            return
        last, limit = rows[-1][0] - 1, _LATER_LIMIT


def _candidates(database: Database, query: Query) -> Iterator[_Candidate]:
    """The threads that may have matches."""
    for row in database.rows(_CANDIDATES):
        _check_types(database, row, "IITTttIII")
        thread_id, number, page, title, site, url, comments, seen, starred = row
        if "starred" in query.states and not starred:
            continue
        if "unread" in query.states and seen >= comments:
            continue
        is_named = all(text == str(number) or text.casefold() in title.casefold() for text in query.threads)
        origin = f"{site or ''} {url or ''}".casefold()
        if is_named and all(text.casefold() in origin for text in query.sites):
            yield _Candidate(thread_id, number, PageId(page), title, comments)


def _candidate(database: Database, thread_id: int) -> _Candidate | None:
    statement = (
        "SELECT page.number, page.id, title, comments FROM thread JOIN page ON page.number = thread.page"
        " WHERE thread.id = ?"
    )
    for row in database.rows(statement, thread_id):
        _check_types(database, row, "ITTI")
        number, page, title, comments = row
        return _Candidate(thread_id, number, PageId(page), title, comments)
    return None


def _check_types(database: Database, row: Sequence[object], types: str) -> None:
    """Raise DamageError if a value has a wrong type."""
    with translating_damage(database.path):
        if not has_types(row, types):
            raise ValueError("a thread has a value of a wrong type")


def search(database: Database, text: str, limit: int) -> tuple[Sequence[Hit], bool]:
    """The first hits of a typed query, and True if there are more. Raises SearchError, StoreError."""
    query = parse_query(text)
    update_index(database)
    matches = list(islice(find(database, query), limit + 1))
    return list(_hits(database, query, matches[:limit])), len(matches) > limit


def _hits(database: Database, query: Query, matches: Sequence[Match]) -> Iterator[Hit]:
    patterns = [pattern(term.text, prefix=term.prefix) for term in query.terms]
    for match in matches:
        post = load_match(database, match)
        if post is None:
            continue
        folded = fold(post.text)
        passages = sorted({passage.span() for each in patterns for passage in each.finditer(folded)})
        yield Hit(match.number, match.title, match.position, *_metadata(post), post.text, tuple(passages))


def _metadata(post: Article | Comment) -> tuple[CommentId | None, str, Moment | None]:
    if isinstance(post, Article):
        return None, ", ".join(author.name for author in post.authors), post.published_at
    return post.id, post.author.name if post.author else "", post.posted_at
