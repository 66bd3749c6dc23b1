"""Search in all threads: the hits of a query with their passages, newest threads first.

Words and authors are looked up in the index of words. The rows of lists tell which threads can have a match at all
(`translation`). The rest of a query is asked of each reply that is left, with what it needs of the thread loaded when
it is first asked for.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from threadreader.model.page import PageId
from threadreader.model.query import AuthorName, HasState, Noted, Query, Test, Words, parse_query
from threadreader.model.stored_thread import Hit, Skeleton
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Comment, CommentId
from threadreader.store.connection import Database
from threadreader.store.encoding import (
    CHUNK_SIZE,
    chunk_row_id,
    translating_damage,
    unpack_article,
    unpack_chunk,
    unpack_skeleton,
)
from threadreader.store.entries import unpack_tags
from threadreader.store.fulltext import ARTICLE, fold, index_rows, pattern, split_index_row_id, update_index
from threadreader.store.integrity import MAX_NUMBER
from threadreader.store.translation import Sql, bound_on_entry, is_rare, words_expression

if TYPE_CHECKING:
    from threadreader.model.annotation import Annotation
    from threadreader.model.page import Changes
    from threadreader.model.stored_thread import Progress
    from threadreader.store.quotes import PackedQuotes


class _Plan(Struct, frozen=True):
    """A query as an expression of the index, "" without one, and the clauses that are checked for each reply."""

    expression: str
    checked: Query
    narrows_threads: bool

    @classmethod
    def of(cls, query: Query) -> "_Plan":
        found, excluded, checked = [], [], []
        for clause in query.clauses:
            expressions = [expression for each in clause if (expression := words_expression(each.test))]
            if len(expressions) < len(clause):
                checked.append(clause)
            elif not any(each.excluded for each in clause):
                found.append(f"({' OR '.join(expressions)})")
            elif len(clause) == 1:
                excluded += expressions
            else:
                checked.append(clause)
        if not found:
            checked += [
                clause for clause in query.clauses if all(each.excluded for each in clause) and clause not in checked
            ]
            excluded = []
        without = f" NOT ({' OR '.join(excluded)})" if excluded else ""
        narrows = any(map(is_rare, checked))
        joined = " AND ".join(found)
        return cls(f"({joined}){without}" if without else joined, Query(tuple(checked)), narrows)


class _Candidate(NamedTuple):
    """A thread that may have matches; `origin` has its site and address. Tags and minutes are as `entry` has them."""

    id: int
    number: int
    page: PageId
    title: str
    origin: str
    comments: int
    tags: str
    minutes: int


_ROWS = """
    SELECT thread.id, page.number, page.id, thread.title, coalesce(thread.site, '') || ' ' || coalesce(thread.url, ''),
    thread.comments, tags, minutes
    FROM thread JOIN page ON page.number = thread.page JOIN entry ON entry.page = page.number
"""
_FIRST_LIMIT, _LATER_LIMIT = 64, 2048  # few rows at first, since most searches show only a screenful


def _pages(database: Database, statement: str, *values: object, end: int) -> Iterator[list[int]]:
    """The row ids below an end that a statement selects, the greatest first, some at a time."""
    limit = _FIRST_LIMIT
    while True:
        rows = [row for (row,) in database.rows(statement, *values, end, limit)]
        yield rows
        if len(rows) < limit:
            return
        end, limit = rows[-1], _LATER_LIMIT


def _candidates(database: Database, query: Query) -> Iterator[_Candidate]:
    """The threads that may have matches, the newest first."""
    bound, values = bound_on_entry(query, with_common=False)
    within = bound_on_entry(query)
    # Their ids first: of all that the list leaves, only those of a page are read.
    listed = f"page IN (SELECT page FROM entry WHERE {bound}) AND" if bound else ""  # noqa: S608 - our own
    statement = f"SELECT id FROM thread WHERE {listed} id < ? ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own
    for ids in _pages(database, statement, *values, end=MAX_NUMBER + 1):
        yield from _load_candidates(database, ids, within)


def _load_candidates(database: Database, ids: Sequence[int], bound: Sql) -> Sequence[_Candidate]:
    """Those of some threads that are stored and within a bound, the newest first."""
    condition, values = bound
    within = f"AND EXISTS (SELECT 1 FROM entry WHERE entry.page = page.number AND {condition})" if condition else ""  # noqa: S608
    among = "thread.id IN (SELECT value FROM json_each(?))"
    statement = f"{_ROWS} WHERE {among} {within} ORDER BY thread.id DESC"
    return database.records(_Candidate, statement, json.dumps(ids), *values)


class _Contents:
    """What is in a thread, each part loaded when it is first asked for."""

    def __init__(self, database: Database, candidate: _Candidate) -> None:
        self._database = database
        self.candidate = candidate
        self._found: dict[Test, frozenset[int]] = {}

    def annotations(self, position: int) -> "Sequence[Annotation]":
        """The annotations of a reply, or of the article."""
        owner = None if position == ARTICLE else self.skeleton.ids[position]
        return self._annotations.get(owner, ())

    def positions(self, test: Words | AuthorName) -> frozenset[int]:
        """The positions of the replies that have words, or an author."""
        known = self._found.get(test)
        if known is None:
            rows = _matching_rows(self._database, words_expression(test), *index_rows(self.candidate.id))
            known = self._found[test] = frozenset(split_index_row_id(row)[1] for row in rows)
        return known

    def _load(self, column: str) -> Any:
        """A packed column of the thread, None if it was removed meanwhile."""
        rows = self._database.rows(f"SELECT {column} FROM thread WHERE id = ?", self.candidate.id)  # noqa: S608
        return rows[0][0] if rows else None

    @cached_property
    def skeleton(self) -> Skeleton:
        packed = self._load("skeleton")
        with translating_damage(self._database.path):
            return Skeleton() if packed is None else unpack_skeleton(packed)

    @cached_property
    def quotes(self) -> "PackedQuotes":
        from threadreader.store.quotes import PackedQuotes

        return PackedQuotes(self._load("quotes"), partial(translating_damage, self._database.path))

    @cached_property
    def published(self) -> str | None:
        packed = self._load("article")
        with translating_damage(self._database.path):
            published = unpack_article(packed).published_at
        return published.iso if published else None

    @cached_property
    def progress(self) -> "Progress":
        from threadreader.store.progress import load_progress

        return load_progress(self._database, self.candidate.page)

    @cached_property
    def _annotations(self) -> "Mapping[CommentId | None, Sequence[Annotation]]":
        from threadreader.model.quote import grouped

        return grouped((each.owner, each) for each in self.progress.annotations.values())

    @cached_property
    def changes(self) -> "Changes":
        from threadreader.store.parts import load_changes

        return load_changes(self._database, self.candidate.number)

    @cached_property
    def muted(self) -> frozenset[int]:
        return self.skeleton.inside(self.progress.muted)


class _Facts:
    """The `Facts` of a reply of a thread, or of its article."""

    def __init__(self, contents: _Contents, position: int) -> None:
        self._contents = contents
        self._thread = contents.candidate
        self._position = position

    @property
    def number(self) -> str:
        return str(self._thread.number)

    @property
    def title(self) -> str:
        return self._thread.title

    @property
    def origin(self) -> str:
        return self._thread.origin

    @property
    def written(self) -> str | None:
        contents = self._contents
        return contents.published if self._position == ARTICLE else contents.skeleton.times[self._position]

    @property
    def notes(self) -> Sequence[str]:
        return [each.note for each in self._contents.annotations(self._position)]

    @property
    def times_quoted(self) -> int | None:
        if self._position == ARTICLE:
            return None
        links = self._contents.quotes.links_into(self._contents.skeleton.ids[self._position])
        return len({link.quote.at.owner for link in links})

    def has_words(self, words: Words) -> bool:
        return self._position in self._contents.positions(words)

    def has_author(self, name: AuthorName) -> bool:
        return self._position in self._contents.positions(name)

    def has_tag(self, name: str) -> bool:
        return name in unpack_tags(self._thread.tags)

    def has_state(self, name: str) -> bool:  # noqa: PLR0911 - one return a state
        contents, position = self._contents, self._position
        if name == "noted":
            return bool(contents.annotations(position))
        if position == ARTICLE:
            return False
        comment = contents.skeleton.ids[position]
        match name:
            case "op":
                return position in contents.skeleton.by_op
            case "starred":
                return comment in contents.progress.starred
            case "read":
                return comment in contents.progress.seen
            case "unread":
                return comment not in contents.progress.seen and position not in contents.muted
            case _:
                changed: frozenset[CommentId] = getattr(contents.changes, name)
                return comment in changed

    def size(self, name: str) -> int | None:
        thread = self._thread
        return thread.comments if name == "replies" else thread.minutes if thread.minutes < MAX_NUMBER else None


_ANY_ROW = (0, (1 << 63) - 1)  # SQLite's greatest row id


class Match(Struct, frozen=True):
    """A match: page number, thread id, title, and the position of the reply, or `ARTICLE`."""

    number: int
    thread_id: int
    title: str
    position: int


def find(database: Database, query: Query) -> Iterator[Match]:
    """The matches of a query: newest threads first, and the last reply of each first."""
    plan = _Plan.of(query)
    bound = bound_on_entry(plan.checked)
    for thread_id, positions in groupby(_positions(database, plan), itemgetter(0)):
        for candidate in _load_candidates(database, [thread_id], bound):
            contents = _Contents(database, candidate)
            for _, position in positions:
                if plan.checked.matches(_Facts(contents, position)):
                    yield Match(candidate.number, thread_id, candidate.title, position)


def load_match(database: Database, match: Match) -> Article | Comment | None:
    """The article or reply of a match, None if it was removed meanwhile. Raises StoreError."""
    if match.position == ARTICLE:
        rows = database.rows("SELECT article FROM thread WHERE id = ?", match.thread_id)
        with translating_damage(database.path):
            return unpack_article(rows[0][0]) if rows else None
    chunk, index = divmod(match.position, CHUNK_SIZE)
    rows = database.rows("SELECT comments FROM bodies WHERE id = ?", chunk_row_id(match.thread_id, chunk))
    with translating_damage(database.path):
        return unpack_chunk(rows[0][0], slice(index, index + 1))[0] if rows else None


def _positions(database: Database, query: _Plan) -> Iterator[tuple[int, int]]:
    """Thread ids and positions that match the terms, or all of the threads that may match if there are no terms."""
    if query.expression and not query.narrows_threads:
        yield from map(split_index_row_id, _matching_rows(database, query.expression, *_ANY_ROW))
        return
    for candidate in _candidates(database, query.checked):
        if query.expression:
            rows = _matching_rows(database, query.expression, *index_rows(candidate.id))
            yield from map(split_index_row_id, rows)
        else:
            yield from ((candidate.id, position) for position in range(candidate.comments - 1, ARTICLE - 1, -1))


def _matching_rows(database: Database, expression: str, first: int, end: int) -> Iterator[int]:
    statement = (
        "SELECT rowid FROM word_index WHERE word_index MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
    )
    return chain.from_iterable(_pages(database, statement, expression, first, end=end))


def search(
    database: Database, text: str, limit: int, each: int | None = None
) -> tuple[Sequence[Match], bool, Callable[[Match], Hit | None]]:
    """The first matches of a typed query, and True if there are more: then there are at most `each` of a thread.

    The function makes a hit of a match, None of one that was removed meanwhile. Raises SearchError, StoreError, and so
    may that function.
    """
    query = parse_query(text)
    update_index(database)
    threads, count = list[list[Match]](), 0
    for _, of_thread in groupby(find(database, query), lambda match: match.thread_id):
        threads.append(list(islice(of_thread, limit + 1)))
        count += min(len(threads[-1]), each or limit + 1)
        if count > limit:
            break
    more = sum(map(len, threads)) > limit
    matches = chain.from_iterable(of_thread[: each if more else None] for of_thread in threads)
    return list(islice(matches, limit)), more, _HitLoader(database, query).load


_NOTED = HasState("noted")


class _HitLoader:
    """Loads the hits of a query by their matches, with the passages and notes that were asked for."""

    def __init__(self, database: Database, query: Query) -> None:
        tests = [each.test for clause in query.clauses for each in clause if not each.excluded]
        self._database = database
        self._notes = [test for test in tests if isinstance(test, Noted)]
        self._has_notes = bool(self._notes) or _NOTED in tests
        self._patterns = [pattern(term.text, prefix=term.prefix) for term in query.words]
        self._contents: dict[int, _Contents] = {}

    def load(self, match: Match) -> Hit | None:
        """The hit of a match, None if it was removed meanwhile."""
        post = load_match(self._database, match)
        if post is None:
            return None
        folded = fold(post.text)
        passages = {passage.span() for each in self._patterns for passage in each.finditer(folded)}
        annotations = self._annotations(match) if self._has_notes else ()
        if annotations:
            from threadreader.model.annotation import locate_verbatim

            passages |= {found[:2] for each in annotations if (found := locate_verbatim(each, post))}
        note = " · ".join(each.note for each in annotations if each.note)
        facts = match.number, match.title, match.position, *_metadata(post)
        return Hit(*facts, post.text, tuple(sorted(passages)), note)

    def _annotations(self, match: Match) -> "Sequence[Annotation]":
        """The annotations that were asked for."""
        if match.thread_id not in self._contents:
            for candidate in _load_candidates(self._database, [match.thread_id], ("", ())):
                self._contents[match.thread_id] = _Contents(self._database, candidate)
        contents = self._contents.get(match.thread_id)
        of_post = contents.annotations(match.position) if contents else ()
        return [each for each in of_post if not self._notes or any(test.has([each.note]) for test in self._notes)]


def load_hit(database: Database, match: Match) -> Hit | None:
    """The article or reply of a match without passages, None if it was removed meanwhile. Raises StoreError."""
    return _HitLoader(database, Query()).load(match)


def _metadata(post: Article | Comment) -> tuple[CommentId | None, str, Moment | None]:
    if isinstance(post, Article):
        return None, ", ".join(author.name for author in post.authors), post.published_at
    return post.id, post.author.name if post.author else "", post.posted_at
