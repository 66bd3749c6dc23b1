"""A query as SQL: the one place that knows which columns and which index tell what of it.

Lists ask a query of threads, by their rows in `entry`. A search asks it of replies: words and authors are looked up in
the index of words; of the rest, the row of a thread tells which threads can have a match, and is the bound here.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, assert_never

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
)
from threadreader.store.integrity import MAX_NUMBER

Sql = tuple[str, Sequence[object]]
"""A condition, and its values."""


class _Translation(NamedTuple):
    entry: Sql
    """Holds for the row of a thread that passes the test."""
    bound: Sql | None = None
    """Holds for the row of a thread that has a reply, or an article, that passes the test; None if none is known."""
    is_of_thread: bool = False
    """True if all of a thread passes the test or nothing of it does."""
    is_rare: bool = False
    """True if so few threads have what passes that each of these is looked into on its own."""
    is_common: bool = False
    """True if nearly all threads may be within the bound: it is looked up for each, and not for all at once."""


def _translate(test: Test) -> _Translation:  # noqa: C901, PLR0911 - one return a kind
    match test:
        case Words(text):
            return _Translation(("instr(words, ?)", [text.casefold()]))
        case AuthorName(text):
            return _Translation(("instr(authors, ?)", [text.casefold()]))
        case InThread(text):
            return _of_thread("(CAST(page AS TEXT) = ? OR instr(title, ?))", text, text.casefold(), is_rare=True)
        case OnSite(text):
            return _of_thread("instr(site || ' ' || url, ?)", text.casefold(), is_rare=True)
        case Tagged(name):
            return _of_thread("instr(tags || char(31), char(31) || ? || char(31))", name, is_rare=True)
        case Size("replies", least, most):
            return _of_thread("comments BETWEEN ? AND ?", least, MAX_NUMBER if most is None else most)
        case Size(_, least, most):
            return _of_thread("minutes BETWEEN ? AND ?", least, MAX_NUMBER - 1 if most is None else most)
        case Written(first, end):
            days = day_number(first) if first else 1, day_number(end) if end else MAX_NUMBER
            return _Translation(("day >= ? AND day < ?", days), ("latest >= ? AND earliest < ?", days))
        case HasState(name):
            # No thread has another: a condition that is plainly false would leave an index without use.
            entry = _STATES.get(name, "done < 0"), ()
            bound = _REPLY_STATES.get(name)
            is_rare, is_common = name in {"unread", "starred", "noted"}, name in {"unread", "read"}
            return _Translation(entry, (bound, ()) if bound else None, is_rare=is_rare, is_common=is_common)
        case Noted(text):
            noted = "coalesce(instr(notes, ?), 0)", [text]
            return _Translation(noted, noted, is_rare=True)
        case Quoted(times):
            return _Translation(("quoted >= ?", [times]), ("(quoted >= 0 OR summary IS NULL)", ()) if times else None)
        case _ as unreachable:
            assert_never(unreachable)


def _of_thread(condition: str, *values: object, is_rare: bool = False) -> _Translation:
    return _Translation((condition, values), (condition, values), is_of_thread=True, is_rare=is_rare)


_STATES = {
    "unread": "need IN (0, 2)",
    "read": "need IN (1, 3)",
    "starred": "starred > 0",
    "noted": "notes IS NOT NULL",
    "new": "new > 0",
}
_CHANGED = "page IN (SELECT page FROM joined)"
_REPLY_STATES = {
    **{name: _STATES[name] for name in ("unread", "starred", "noted")},
    "read": "page IN (SELECT number FROM page JOIN reading ON reading.page = page.id WHERE reading.seen > 0)",
    **dict.fromkeys(("new", "edited", "gone"), _CHANGED),
}


def day_number(day: date) -> int:
    """A day as a number of eight digits."""
    return day.year * 10_000 + day.month * 100 + day.day


def condition_on_entry(query: Query) -> Sql:
    """The condition on the row of a thread that matches a query, "" for all."""
    return _joined([[_entry_condition(condition) for condition in clause] for clause in query.clauses])


def _entry_condition(condition: Condition) -> Sql:
    test, values = _translate(condition.test).entry
    return (f"NOT ({test})" if condition.excluded else test), values


def bound_on_entry(query: Query, *, with_common: bool = True) -> Sql:
    """What holds for the row of a thread with a match, "" if nothing is known; also where it holds for nearly all."""
    clauses = [[_bound(condition, with_common=with_common) for condition in clause] for clause in query.clauses]
    return _joined([[bound for bound in clause if bound] for clause in clauses if all(clause)])


def _bound(condition: Condition, *, with_common: bool) -> Sql | None:
    translation = _translate(condition.test)
    if translation.is_of_thread:
        return _entry_condition(condition)
    return None if condition.excluded or (translation.is_common and not with_common) else translation.bound


def _joined(clauses: Sequence[Sequence[Sql]]) -> Sql:
    condition = " AND ".join(f"({' OR '.join(test for test, _ in clause)})" for clause in clauses)
    return condition, [value for clause in clauses for _, values in clause for value in values]


def is_rare(clause: Sequence[Condition]) -> bool:
    """True if few threads can have what a clause asks for, as their rows tell."""
    translations = [(_translate(each.test), each.excluded) for each in clause]
    return all(each.is_rare and (each.is_of_thread or not excluded) for each, excluded in translations)


def words_expression(test: Test) -> str:
    """A test as an expression of the index of words, "" if it is none."""
    # What a list needs does not need it.
    from threadreader.store.fulltext import expression

    match test:
        case Words(text, prefix):
            return f"words : {expression(text, prefix=prefix)}"
        case AuthorName(text, prefix):
            return f"writer : {expression(text, prefix=prefix)}"
        case _:
            return ""
