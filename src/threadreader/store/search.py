"""Search in all threads: the index of words (FTS5), and the hits of a query with their passages.

Threads with the words in their titles come first, then hits with the words as a phrase, near each other, and anywhere;
of equal ones the newest.

The index has a row for each article and each reply. FTS5 splits text into words at characters that are no letters, and
so takes a whole sentence of Chinese or Japanese for one word. Such a run is indexed as overlapping pairs of characters,
with the last character by itself at the end.

Words and authors of a query are looked up in the index. The rows of lists tell which threads can have a match at all
(`listing`). The rest of a query is asked of each reply that is left, with what it needs of the thread loaded when it is
first asked for.
"""

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.page import PageId
from threadreader.model.query import PARTIAL, AuthorName, HasState, Noted, Query, Test, Words, parse_query
from threadreader.model.stored_thread import Hit, Skeleton
from threadreader.model.thread import Article, Comment, CommentId
from threadreader.store.connection import Database
from threadreader.store.encoding import (
    CHUNK_SIZE,
    DECODE_ERRORS,
    chunk_row_id,
    chunk_rows,
    translating_damage,
    unpack_article,
    unpack_chunk,
    unpack_skeleton,
    unpack_texts,
)
from threadreader.store.entries import unpack_tags
from threadreader.store.listing import Sql, bound_on_entry, is_rare
from threadreader.store.schema import MAX_NUMBER

if TYPE_CHECKING:
    from threadreader.model.annotation import Annotation
    from threadreader.model.page import Changes
    from threadreader.model.stored_thread import Progress
    from threadreader.store.quotes import PackedQuotes

_RANGES = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_RANGES}]+")
_SPACED_LETTER = rf"[^\W_{_RANGES}]"
_TOKEN = re.compile(r"[^\W_]+")


def segment(text: str) -> str:
    """Text for the index, with runs of scripts without spaces split into pairs of characters."""
    return text if text.isascii() else _UNSPACED.sub(lambda run: f" {_pairs(run[0])} ", text)


def expression(phrase: str, *, prefix: bool = False) -> str:
    """The FTS5 expression of a phrase, the last word as a prefix if so wanted; "" if there is no word in it."""
    if not _TOKEN.search(phrase):
        return ""
    segmented = _UNSPACED.sub(lambda run: f" {_query_pairs(run, phrase)} ", re.sub('["\0]', " ", phrase))
    last = _UNSPACED.search(phrase[-1:])
    is_single = last is not None and len(last[0]) == 1 and not _UNSPACED.fullmatch(phrase[-2:-1])
    return f'"{" ".join(segmented.split())}"' + ("*" if prefix or is_single else "")


def pattern(phrase: str, *, prefix: bool = False) -> re.Pattern[str]:
    """The regular expression that matches a phrase in folded text where the index does."""
    tokens = [filter(None, re.split(f"({_UNSPACED.pattern})", token)) for token in _TOKEN.findall(fold(phrase))]
    joined = r"[\W_]+".join(r"[\W_]*".join(map(re.escape, pieces)) for pieces in tokens)
    before = "" if _UNSPACED.match(phrase) else f"(?<!{_SPACED_LETTER})"
    after = "" if prefix or _UNSPACED.search(phrase[-1:]) else f"(?!{_SPACED_LETTER})"
    return re.compile(f"{before}{joined}{after}")


def fold(text: str) -> str:
    """Text without case and accents, character for character, so that offsets stay valid."""
    if text.isascii():
        return text.lower()
    return "".join(char.lower() if char.isascii() else _fold_character(char) for char in text)


def _fold_character(char: str) -> str:
    low = unicodedata.normalize("NFD", char)[0].lower()
    return low if len(low) == 1 else char


def _pairs(run: str) -> str:
    return " ".join(run[index : index + 2] for index in range(len(run)))


def _query_pairs(run: re.Match[str], phrase: str) -> str:
    """The pairs of a run; its last character is a word by itself only if the phrase goes on after it."""
    if run.end() == len(phrase) and len(run[0]) > 1:
        return _pairs(run[0]).rpartition(" ")[0]
    return _pairs(run[0])


# Raise it when text is split in another way: the index is then made again.
VERSION = 1

# The position of the article; replies have theirs from 0 on.
ARTICLE = -1

# Names of the authors, and text.
IndexEntry = tuple[str, str]


def index_row_id(thread_id: int, position: int) -> int:
    """The row id in the index of a reply of a thread, or of its article."""
    return thread_id << 20 | position + 1


def index_rows(thread_id: int) -> tuple[int, int]:
    """The first row id of a thread in the index, and the first behind it."""
    return index_row_id(thread_id, ARTICLE), index_row_id(thread_id + 1, ARTICLE)


def split_index_row_id(row: int) -> tuple[int, int]:
    """The inverse of `index_row_id`: thread id and position."""
    return row >> 20, (row & 0xFFFFF) - 1


def index_entries(article: Article, names: Sequence[str], texts: Sequence[str]) -> list[IndexEntry]:
    """The entries of a thread: of its article, then of each reply."""
    authors = ", ".join(author.name for author in article.authors)
    return [(authors, f"{article.title}\n{article.text}"), *zip(names, texts, strict=True)]


def add_to_index(connection: sqlite3.Connection, thread_id: int, entries: Sequence[IndexEntry]) -> None:
    """Insert the entries of a thread."""
    rows = _index_rows_of(thread_id, entries)
    connection.executemany("INSERT INTO word_index (rowid, writer, words) VALUES (?, ?, ?)", rows)
    connection.execute("UPDATE thread SET indexed = ? WHERE id = ?", (VERSION, thread_id))


def remove_from_index(connection: sqlite3.Connection, thread_id: int) -> None:
    """Delete the entries of a thread that is still stored: FTS5 needs the text of the rows that it deletes."""
    ((indexed,),) = connection.execute("SELECT indexed FROM thread WHERE id = ?", (thread_id,))
    if not indexed:
        return
    try:
        entries = _stored_entries(connection, thread_id)
    except DECODE_ERRORS:
        clear_index(connection)
        return
    rows = (("delete", *row) for row in _index_rows_of(thread_id, entries))
    connection.executemany("INSERT INTO word_index (word_index, rowid, writer, words) VALUES (?, ?, ?, ?)", rows)


def clear_index(connection: sqlite3.Connection) -> None:
    """Delete all entries, to be made again by `update_index`."""
    connection.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
    connection.execute("UPDATE thread SET indexed = 0")


def update_index(database: Database) -> None:
    """Index the threads that are not indexed by this version, after an upgrade or `clear_index`."""
    if database.read_only:
        return
    # The ends of an index, where to look for another version would go through all of it.
    (versions,) = database.rows(
        "SELECT (SELECT min(indexed) FROM thread), (SELECT min(indexed) FROM thread WHERE indexed > 0),"
        " (SELECT max(indexed) FROM thread)"
    )
    if not {None, 0, VERSION}.issuperset(versions):
        with database.writing() as connection:
            clear_index(connection)
    for (thread_id,) in database.rows("SELECT id FROM thread WHERE indexed = 0 ORDER BY id DESC"):
        # What is damaged is reported by `check`.
        with suppress(*DECODE_ERRORS), database.writing() as connection:
            # Another process may have done it meanwhile, or removed the thread.
            if connection.execute("SELECT 1 FROM thread WHERE id = ? AND indexed = 0", (thread_id,)).fetchone():
                add_to_index(connection, thread_id, _stored_entries(connection, thread_id))


def _index_rows_of(thread_id: int, entries: Sequence[IndexEntry]) -> Iterator[tuple[int, str, str]]:
    for position, (author, text) in enumerate(entries, ARTICLE):
        yield index_row_id(thread_id, position), segment(author), segment(text)


def _stored_entries(connection: sqlite3.Connection, thread_id: int) -> list[IndexEntry]:
    article, skeleton, texts = stored_words(connection, thread_id)
    return index_entries(article, skeleton.names, texts)


def stored_words(connection: sqlite3.Connection, thread_id: int) -> tuple[Article, Skeleton, list[str]]:
    """A stored thread without its comments' bodies, and their texts. Raises one of `DECODE_ERRORS` if it is damaged."""
    statement = "SELECT article, skeleton FROM thread WHERE id = ?"
    article, skeleton = connection.execute(statement, (thread_id,)).fetchone()
    statement = "SELECT comments FROM bodies WHERE id >= ? AND id < ? ORDER BY id"
    texts = [text for (chunk,) in connection.execute(statement, chunk_rows(thread_id)) for text in unpack_texts(chunk)]
    return unpack_article(article), unpack_skeleton(skeleton), texts


def _words_expression(test: Test) -> str:
    """A test as an expression of the index of words, "" if it is none."""
    match test:
        case Words(text, prefix):
            return f"words : {expression(text, prefix=prefix)}"
        case AuthorName(text, prefix):
            return f"writer : {expression(text, prefix=prefix)}"
        case _:
            return ""


class _Plan(Struct, frozen=True):
    """A query as an expression of the index, "" without one, and the clauses that are checked for each reply."""

    expression: str
    checked: Query
    narrows_threads: bool

    @classmethod
    def of(cls, query: Query) -> "_Plan":
        found, excluded, checked = [], [], []
        for clause in query.clauses:
            expressions = [expression for each in clause if (expression := _words_expression(each.test))]
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
    partial: int


_ROWS = """
    SELECT thread.id, page.number, page.id, thread.title, coalesce(thread.site, '') || ' ' || coalesce(thread.url, ''),
    thread.comments, tags, minutes, coalesce(declared_count, 0) > thread.comments
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


class _Facts:
    """The `Facts` of a reply of a thread, or of its article, loaded when they are first asked for."""

    def __init__(self, database: Database, thread: _Candidate) -> None:
        self._database = database
        self._thread = thread
        self.number = str(thread.number)
        self.title = thread.title
        self.origin = thread.origin
        self.position = ARTICLE
        """The position of the reply."""
        self._found: dict[Test, frozenset[int]] = {}

    @property
    def annotations(self) -> "Sequence[Annotation]":
        """The annotations of the reply, or of the article."""
        return self._annotations.get(self._comment, ())

    @property
    def notes(self) -> Sequence[str]:
        return [each.note for each in self.annotations]

    @property
    def written(self) -> str | None:
        return self._published if self.position == ARTICLE else self._skeleton.times[self.position]

    def has_words(self, words: Words | AuthorName) -> bool:
        known = self._found.get(words)
        if known is None:
            rows = _matching_rows(self._database, _words_expression(words), *index_rows(self._thread.id))
            known = self._found[words] = frozenset(split_index_row_id(row)[1] for row in rows)
        return self.position in known

    has_author = has_words

    def has_tag(self, name: str) -> bool:
        return name in unpack_tags(self._thread.tags)

    def has_state(self, name: str) -> bool:  # noqa: PLR0911 - one return a state
        if name == PARTIAL:
            return bool(self._thread.partial)
        if name == "noted":
            return bool(self.annotations)
        comment = self._comment
        if comment is None:
            return False
        match name:
            case "op":
                return self.position in self._skeleton.by_op
            case "starred":
                return comment in self._progress.starred
            case "read":
                return comment in self._progress.seen
            case "unread":
                return comment not in self._progress.seen and self.position not in self._muted
            case _:
                changed: frozenset[CommentId] = getattr(self._changes, name)
                return comment in changed

    def figure(self, name: str) -> int | None:
        thread = self._thread
        match name:
            case "replies":
                return thread.comments
            case "minutes":
                return thread.minutes if thread.minutes < MAX_NUMBER else None
            case _ if self._comment is None:
                return None
            case "votes":
                return self._skeleton.votes[self.position]
            case _:
                return len({link.quote.at.owner for link in self._quotes.links_into(self._comment)})

    @property
    def _comment(self) -> CommentId | None:
        return None if self.position == ARTICLE else self._skeleton.ids[self.position]

    def _load(self, column: str) -> Any:
        """A packed column of the thread, None if it was removed meanwhile."""
        rows = self._database.rows(f"SELECT {column} FROM thread WHERE id = ?", self._thread.id)  # noqa: S608
        return rows[0][0] if rows else None

    @cached_property
    def _skeleton(self) -> Skeleton:
        packed = self._load("skeleton")
        with translating_damage(self._database.path):
            return Skeleton() if packed is None else unpack_skeleton(packed)

    @cached_property
    def _quotes(self) -> "PackedQuotes":
        from threadreader.store.quotes import PackedQuotes

        return PackedQuotes(self._load("quotes"), partial(translating_damage, self._database.path))

    @cached_property
    def _published(self) -> str | None:
        packed = self._load("article")
        with translating_damage(self._database.path):
            published = unpack_article(packed).published_at
        return published.iso if published else None

    @cached_property
    def _progress(self) -> "Progress":
        from threadreader.store.progress import load_progress

        return load_progress(self._database, self._thread.page)

    @cached_property
    def _annotations(self) -> "Mapping[CommentId | None, Sequence[Annotation]]":
        from threadreader.model.quote import grouped

        return grouped((each.owner, each) for each in self._progress.annotations.values())

    @cached_property
    def _changes(self) -> "Changes":
        from threadreader.store.threads import load_changes

        return load_changes(self._database, self._thread.number)

    @cached_property
    def _muted(self) -> frozenset[int]:
        return self._skeleton.inside(self._progress.muted)


_ANY_ROW = (0, (1 << 63) - 1)  # SQLite's greatest row id


class Match(Struct, frozen=True):
    """A match: page number, thread id, title, and the position of the reply, or `ARTICLE`."""

    number: int
    thread_id: int
    title: str
    position: int


def find(database: Database, query: Query, closeness: str = "") -> Iterator[Match]:
    """The matches of a query, with a `closeness` of its words: of the newest threads first, the last reply first."""
    plan = _Plan.of(query)
    if closeness:
        plan = replace(plan, expression=f"{closeness} AND ({plan.expression})")
    bound = bound_on_entry(plan.checked)
    for thread_id, positions in groupby(_positions(database, plan), itemgetter(0)):
        for candidate in _load_candidates(database, [thread_id], bound):
            facts = _Facts(database, candidate)
            for _, position in positions:
                facts.position = position
                if plan.checked.matches(facts):
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
    threads, count = defaultdict[int, list[Match]](list), 0
    for thread_id, of_thread in groupby(_closest_first(database, query), lambda match: match.thread_id):
        known = threads[thread_id]
        count -= min(len(known), each or limit + 1)
        known += islice(of_thread, limit + 1)
        count += min(len(known), each or limit + 1)
        if count > limit:
            break
    ranked = sorted(threads.values(), key=lambda of_thread: not _is_titled(query, of_thread[0].title))
    more = sum(map(len, ranked)) > limit
    matches = chain.from_iterable(of_thread[: each if more else None] for of_thread in ranked)
    return list(islice(matches, limit)), more, _HitLoader(database, query).load


_NEAR_WORDS = 10  # between two of a sentence


def _closest_first(database: Database, query: Query) -> Iterator[Match]:
    """The matches of a query, those first whose words are closest to each other."""
    seen = set[Match]()
    for match in chain.from_iterable(find(database, query, closeness) for closeness in _closenesses(query)):
        if match not in seen:
            seen.add(match)
            yield match


def _closenesses(query: Query) -> Sequence[str]:
    """Expressions of the index for the words of a query as a phrase, and near each other; "" at last, for anywhere."""
    words = [expression(word.text, prefix=word.prefix) for word in query.words]
    if len(words) < 2 or any(len(clause) > 1 for clause in query.clauses):  # noqa: PLR2004 - one is near itself
        return ("",)
    return (f"words : {' + '.join(words)}", f"words : NEAR({' '.join(words)}, {_NEAR_WORDS})", "")


def _is_titled(query: Query, title: str) -> bool:
    """True if all words of a query are in a title."""
    folded, words = fold(title), query.words
    return bool(words) and all(pattern(word.text, prefix=word.prefix).search(folded) for word in words)


_NOTED = HasState("noted")


class _HitLoader:
    """Loads the hits of a query by their matches, with the passages and notes that were asked for."""

    def __init__(self, database: Database, query: Query) -> None:
        tests = [each.test for clause in query.clauses for each in clause if not each.excluded]
        self._database = database
        self._notes = [test for test in tests if isinstance(test, Noted)]
        self._has_notes = bool(self._notes) or _NOTED in tests
        self._patterns = [pattern(term.text, prefix=term.prefix) for term in query.words]
        self._facts: dict[int, _Facts] = {}

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
        if isinstance(post, Article):
            comment, author, at = None, ", ".join(author.name for author in post.authors), post.published_at
        else:
            comment, author, at = post.id, post.author.name if post.author else "", post.posted_at
        spans = tuple(sorted(passages))
        return Hit(match.number, match.title, match.position, comment, author, at, post.text, spans, note)

    def _annotations(self, match: Match) -> "Sequence[Annotation]":
        if match.thread_id not in self._facts:
            for candidate in _load_candidates(self._database, [match.thread_id], ("", ())):
                self._facts[match.thread_id] = _Facts(self._database, candidate)
        facts = self._facts.get(match.thread_id)
        if facts is None:
            return ()
        facts.position = match.position
        tests = self._notes
        return [each for each in facts.annotations if not tests or any(test.has([each.note]) for test in tests)]


def load_hit(database: Database, match: Match) -> Hit | None:
    """The article or reply of a match without passages, None if it was removed meanwhile. Raises StoreError."""
    return _HitLoader(database, Query()).load(match)
