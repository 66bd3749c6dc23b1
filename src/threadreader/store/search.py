"""Search in all threads: the hits of a query with their passages, newest threads first.

Words and authors are looked up in the full-text index. The other conditions are checked for each reply that the index
gives, with what they need of the thread loaded when it is first asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, assert_never

from msgspec import Struct

from threadreader.model.query import (
    AuthorName,
    Condition,
    HasState,
    InThread,
    Noted,
    OnSite,
    Query,
    Quoted,
    Size,
    Tagged,
    Test,
    Words,
    Written,
    parse_query,
)
from threadreader.model.stored_thread import Hit, Skeleton
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Comment, CommentId
from threadreader.model.wire import article_from_plain
from threadreader.store.candidates import Candidate, candidates, load_candidate
from threadreader.store.connection import Database
from threadreader.store.encoding import (
    CHUNK_SIZE,
    chunk_row_id,
    translating_damage,
    unpack,
    unpack_comment,
    unpack_skeleton,
)
from threadreader.store.fulltext import (
    ARTICLE,
    expression,
    fold,
    index_row_id,
    pattern,
    split_index_row_id,
    update_index,
)

if TYPE_CHECKING:
    from threadreader.model.annotation import Annotation
    from threadreader.model.page import Changes
    from threadreader.model.stored_thread import Progress
    from threadreader.store.quotes import PackedQuotes

_FEW_THREADS_STATES = frozenset({"unread", "starred", "noted"})
"""States that few threads have a reply with, as the counts of their entries tell."""


class _Plan(Struct, frozen=True):
    """A query as an expression of the index, "" without one, and the clauses that are checked for each reply."""

    expression: str
    checked: Query
    narrows_threads: bool

    @classmethod
    def of(cls, query: Query) -> "_Plan":
        found, excluded, checked = [], [], []
        for clause in query.clauses:
            expressions = [expression for each in clause if (expression := _expression(each.test))]
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
        narrows = any(all(map(_is_of_few_threads, clause)) for clause in checked)
        joined = " AND ".join(found)
        return cls(f"({joined}){without}" if without else joined, Query(tuple(checked)), narrows)


def _expression(test: Test) -> str:
    """A test as an expression of the index, "" if it is none."""
    match test:
        case Words(text, prefix):
            return f"words : {expression(text, prefix=prefix)}"
        case AuthorName(text, prefix):
            return f"writer : {expression(text, prefix=prefix)}"
        case _:
            return ""


def _is_of_few_threads(condition: Condition) -> bool:
    """True if so few threads can have matches, as their entries tell, that each is looked into on its own."""
    match condition.test:
        case InThread() | OnSite() | Tagged():
            return True
        case Noted():
            return not condition.excluded
        case HasState(name):
            return name in _FEW_THREADS_STATES and not condition.excluded
        case _:
            return False


class _ThreadFilter:
    """The conditions on single replies besides their text, for the replies of one thread."""

    def __init__(self, database: Database, candidate: Candidate) -> None:
        self._database = database
        self._candidate = candidate
        self._id = candidate.id
        self._page = candidate.page
        self._found: dict[Test, frozenset[int]] = {}

    def holds(self, test: Test, position: int) -> bool:  # noqa: C901, PLR0911 - one return a kind
        """True if a test holds for a reply, or the article."""
        match test:
            case Words() | AuthorName():
                return position in self._positions(test)
            case InThread(text):
                return self._candidate.is_named(text)
            case OnSite(text):
                return self._candidate.is_from(text)
            case Tagged(name):
                return name in self._candidate.tags
            case Written():
                return test.has(self._published if position == ARTICLE else self._skeleton.times[position])
            case HasState("noted"):
                return bool(self.annotations(position))
            case HasState(name):
                return position != ARTICLE and self._is(name, position)
            case Noted():
                return test.has(each.note for each in self.annotations(position))
            case Quoted(times):
                return position != ARTICLE and self._is_quoted(times, position)
            case Size(name):
                return test.has(self._candidate.size(name))
            case _ as unreachable:
                assert_never(unreachable)

    def annotations(self, position: int) -> "Sequence[Annotation]":
        """The annotations of a reply, or of the article."""
        owner = None if position == ARTICLE else self._skeleton.ids[position]
        return self._annotations.get(owner, ())

    def _positions(self, test: Test) -> frozenset[int]:
        """The positions of the replies that have words, or an author."""
        known = self._found.get(test)
        if known is None:
            ends = index_row_id(self._id, ARTICLE), index_row_id(self._id + 1, ARTICLE) - 1
            rows = _matching_rows(self._database, _expression(test), *ends)
            known = self._found[test] = frozenset(split_index_row_id(row)[1] for row in rows)
        return known

    def _is(self, state: str, position: int) -> bool:
        comment = self._skeleton.ids[position]
        match state:
            case "op":
                return position in self._skeleton.by_op
            case "starred":
                return comment in self._progress.starred
            case "read":
                return comment in self._progress.seen
            case "new" | "edited" | "gone":
                changed: frozenset[CommentId] = getattr(self._changes, state)
                return comment in changed
            case _:
                return comment not in self._progress.seen and position not in self._muted

    def _is_quoted(self, minimum: int, position: int) -> bool:
        links = self._quotes.links_into(self._skeleton.ids[position])
        return len({link.quote.at.owner for link in links}) >= minimum

    @cached_property
    def _skeleton(self) -> Skeleton:
        rows = self._database.rows("SELECT skeleton FROM thread WHERE id = ?", self._id)
        with translating_damage(self._database.path):
            return unpack_skeleton(rows[0][0]) if rows else Skeleton()

    @cached_property
    def _quotes(self) -> "PackedQuotes":
        from threadreader.store.quotes import PackedQuotes

        rows = self._database.rows("SELECT quotes FROM thread WHERE id = ?", self._id)
        return PackedQuotes(rows[0][0], partial(translating_damage, self._database.path))

    @cached_property
    def _published(self) -> str | None:
        rows = self._database.rows("SELECT article FROM thread WHERE id = ?", self._id)
        with translating_damage(self._database.path):
            published = article_from_plain(unpack(rows[0][0])).published_at
        return published.iso if published else None

    @cached_property
    def _progress(self) -> "Progress":
        from threadreader.store.progress import load_progress

        return load_progress(self._database, self._page)

    @cached_property
    def _annotations(self) -> "Mapping[CommentId | None, Sequence[Annotation]]":
        from threadreader.model.quote import grouped

        return grouped((each.owner, each) for each in self._progress.annotations.values())

    @cached_property
    def _changes(self) -> "Changes":
        from threadreader.store.parts import load_changes

        return load_changes(self._database, self._candidate.number)

    @cached_property
    def _muted(self) -> frozenset[int]:
        return self._skeleton.inside(self._progress.muted)


# Rows a query of the index: few at first, since most searches show only a screenful.
_FIRST_LIMIT, _LATER_LIMIT = 64, 2048
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
    for thread_id, positions in groupby(_positions(database, plan), itemgetter(0)):
        candidate = load_candidate(database, thread_id)
        if candidate is None or not candidate.may_match(plan.checked):
            continue
        holds = _ThreadFilter(database, candidate).holds
        for _, position in positions:
            if plan.checked.matches(partial(holds, position=position)):
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


def _positions(database: Database, query: _Plan) -> Iterator[tuple[int, int]]:
    """Thread ids and positions that match the terms, or all of the threads that may match if there are no terms."""
    if query.expression and not query.narrows_threads:
        yield from map(split_index_row_id, _matching_rows(database, query.expression, *_ANY_ROW))
        return
    for candidate in candidates(database, query.checked):
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
        self._filters: dict[int, _ThreadFilter] = {}

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
        if match.thread_id not in self._filters and (candidate := load_candidate(self._database, match.thread_id)):
            self._filters[match.thread_id] = _ThreadFilter(self._database, candidate)
        if match.thread_id not in self._filters:
            return ()
        of_post = self._filters[match.thread_id].annotations(match.position)
        return [each for each in of_post if not self._notes or any(test.has([each.note]) for test in self._notes)]


def load_hit(database: Database, match: Match) -> Hit | None:
    """The article or reply of a match without passages, None if it was removed meanwhile. Raises StoreError."""
    post = load_match(database, match)
    return Hit(match.number, match.title, match.position, *_metadata(post), post.text, ()) if post else None


def _metadata(post: Article | Comment) -> tuple[CommentId | None, str, Moment | None]:
    if isinstance(post, Article):
        return None, ", ".join(author.name for author in post.authors), post.published_at
    return post.id, post.author.name if post.author else "", post.posted_at
