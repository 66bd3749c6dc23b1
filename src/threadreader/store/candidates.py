"""Threads that a search looks into: by what their entries tell, most without a match are never loaded."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from threadreader.model.page import PageId, Summary
from threadreader.model.query import (
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
    Written,
)
from threadreader.store.connection import Database
from threadreader.store.encoding import translating_damage
from threadreader.store.entries import unpack_tags
from threadreader.store.entries.listing import day_number, query_condition
from threadreader.store.integrity import MAX_NUMBER, has_types
from threadreader.store.summaries import PackedSummary, unpack_summary

_TYPES = "IITTttItIIIItt"
_ROWS = """
    SELECT thread.id, page.number, page.id, thread.title, thread.site, thread.url, thread.comments,
    (SELECT group_concat(value, char(31)) FROM fact WHERE reading = reading.id AND kind = 'tag'),
    coalesce(reading.seen, 0), coalesce(reading.starred, 0),
    EXISTS (SELECT 1 FROM annotation WHERE reading = reading.id),
    EXISTS (SELECT 1 FROM joined WHERE joined.page = page.number), summary, most_quoted
    FROM thread JOIN page ON page.number = thread.page LEFT JOIN reading ON reading.page = page.id
    LEFT JOIN entry ON entry.page = page.number
"""
_CHANGED_STATES = ("new", "edited", "gone")


class Candidate(Struct, frozen=True, dict=True):
    """A thread that may have matches; `lacks` are states that none of its replies has."""

    id: int
    number: int
    page: PageId
    title: str
    origin: str
    comments: int
    tags: tuple[str, ...]
    lacks: frozenset[str]
    packed: PackedSummary | None

    @cached_property
    def summary(self) -> Summary | None:
        """The summary of the thread, None where it is missing or damaged."""
        return unpack_summary(*self.packed)[0] if self.packed else None

    def is_named(self, text: str) -> bool:
        """True if a text is the number of the thread, or in its title."""
        return text == str(self.number) or text.casefold() in self.title.casefold()

    def is_from(self, text: str) -> bool:
        """True if a text is in the name of the site, or the address."""
        return text.casefold() in self.origin

    def size(self, name: str) -> int | None:
        """The replies of the thread, or the minutes that reading it takes, None if these are not known."""
        if name == "replies":
            return self.comments
        return self.summary.minutes if self.summary else None

    def may_match(self, query: Query) -> bool:
        """False if neither the article nor a reply matches, as far as that is known without loading them."""
        return all(
            any(self._may_hold(each.test, excluded=each.excluded) for each in clause) for clause in query.clauses
        )

    def _may_hold(self, test: Test, *, excluded: bool) -> bool:
        match test:
            # What holds for all of a thread or for nothing of it is certain, also that it does not.
            case InThread(text):
                return self.is_named(text) != excluded
            case OnSite(text):
                return self.is_from(text) != excluded
            case Tagged(name):
                return (name in self.tags) != excluded
            case Size(name):
                return test.has(self.size(name)) != excluded
            case _:
                return excluded or self._may_hold_for_some(test)

    def _may_hold_for_some(self, test: Test) -> bool:
        match test:
            case HasState(name):
                return name not in self.lacks
            case Noted():
                return "noted" not in self.lacks
            case Quoted(times):
                return not times or self.packed is None or self.packed[1] is not None
            case Written():
                return self.summary is None or _may_be_written(self.summary, test)
            case _:
                return True


def _may_be_written(summary: Summary, test: Written) -> bool:
    """True unless the article and all replies are from another time."""
    begins_before_end = Written(end=test.end).has(summary.first)
    return test.has(summary.published) or (begins_before_end and Written(first=test.first).has(summary.last))


_FIRST_PAGE, _LATER_PAGE = 64, 2048  # few at first, since most searches show only a screenful


def candidates(database: Database, query: Query) -> Iterator[Candidate]:
    """The threads that may have matches, the newest first."""
    # Their ids first: of all that the list leaves, only those of a page are read.
    listed, values = _listed_with(query)
    wanted = f"SELECT id FROM thread WHERE {listed} id < ? ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own
    statement = f"{_ROWS} WHERE thread.id IN ({wanted}) ORDER BY thread.id DESC"
    newest, limit = MAX_NUMBER + 1, _FIRST_PAGE
    while True:
        rows = database.rows(statement, *values, newest, limit)
        for row in rows:
            candidate = _candidate(database, row)
            if candidate.may_match(query):
                yield candidate
        if len(rows) < limit:
            return
        newest, limit = rows[-1][0], _LATER_PAGE


def _listed_with(query: Query) -> tuple[str, Sequence[object]]:
    """The beginning of a condition: by their rows in the list, threads have what a match needs."""
    clauses = [list(map(_bound, clause)) for clause in query.clauses]
    bounded = [[bound for bound in clause if bound] for clause in clauses if all(clause)]
    if not bounded:
        return "", ()
    condition = " AND ".join(f"({' OR '.join(bound for bound, _ in clause)})" for clause in bounded)
    values = [value for clause in bounded for _, of_bound in clause for value in of_bound]
    return f"page IN (SELECT page FROM entry WHERE {condition}) AND", values  # noqa: S608 - our own


def _bound(condition: Condition) -> tuple[str, Sequence[object]] | None:  # noqa: PLR0911 - one return a kind
    """What the row of a thread with a match has, None where it tells nothing."""
    match condition.test:
        # What holds for all of a thread or for nothing of it.
        case InThread() | OnSite() | Tagged() | Size():
            return query_condition(condition)
        case _ if condition.excluded:
            return None
        case Noted() | HasState("starred" | "noted"):
            return query_condition(condition)
        case HasState(name) if name in _CHANGED_STATES:
            return "page IN (SELECT page FROM joined)", ()
        case Written(first) if first:
            return "latest >= ?", [day_number(first)]
        case Quoted(times) if times:
            # The last day is not known either where there is no summary.
            return "(quoted >= 0 OR latest = ?)", [MAX_NUMBER]
        case _:
            return None


def load_candidate(database: Database, thread_id: int) -> Candidate | None:
    """The thread with a row id, None if it was removed meanwhile."""
    rows = database.rows(f"{_ROWS} WHERE thread.id = ?", thread_id)
    return _candidate(database, rows[0]) if rows else None


def _candidate(database: Database, row: Sequence[Any]) -> Candidate:
    """Raise DamageError if a value has a wrong type."""
    with translating_damage(database.path):
        if not has_types(row, _TYPES):
            raise ValueError("a thread has a value of a wrong type")
    thread_id, number, page, title, site, url, comments, tags, seen, starred, noted, changed, words, quoted = row
    origin = f"{site or ''} {url or ''}".casefold()
    lacking = {"unread": seen >= comments, "read": not seen, "starred": not starred, "noted": not noted}
    lacking |= dict.fromkeys(_CHANGED_STATES, not changed)
    lacks = frozenset(state for state, is_lacking in lacking.items() if is_lacking)
    packed = None if words is None else (words, quoted)
    return Candidate(thread_id, number, PageId(page), title, origin, comments, unpack_tags(tags), lacks, packed)
