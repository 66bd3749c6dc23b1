"""Threads of the library that match a query, by what their entries say."""

from functools import partial
from typing import assert_never

from threadreader.model.page import Entry
from threadreader.model.query import (
    AuthorName,
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


def entry_matches(query: Query, entry: Entry) -> bool:
    """True if a thread matches; words are looked for in its title, site and authors."""
    return query.matches(partial(_holds, entry))


def _holds(entry: Entry, test: Test) -> bool:  # noqa: C901, PLR0911 - one return a kind
    page = entry.page
    match test:
        case Words(text):
            return text.casefold() in _words(entry)
        case AuthorName(text):
            return text.casefold() in _authors(entry)
        case InThread(text):
            return text == str(entry.number) or text.casefold() in page.title.casefold()
        case OnSite(text):
            return text.casefold() in f"{page.site or ''} {page.url or ''}".casefold()
        case Tagged(name):
            return name in entry.tags
        case Written():
            return test.has(date_of(entry))
        case HasState(name):
            return _has_state(entry, name)
        case Noted():
            return test.has(entry.notes)
        case Quoted(times):
            return entry.quoted is not None and entry.quoted.times >= times
        case Size(name):
            return test.has(entry.comments if name == "replies" else entry.minutes)
        case _ as unreachable:
            assert_never(unreachable)


def date_of(entry: Entry) -> str | None:
    """The day of a thread in ISO 8601: of its article, else of its first comment; None where neither is known."""
    iso = entry.summary and (entry.summary.published or entry.summary.first)
    return iso[:10] if iso else None


def _authors(entry: Entry) -> str:
    return " ".join(entry.summary.authors if entry.summary else ()).casefold()


def _words(entry: Entry) -> str:
    return " ".join(
        (entry.page.title, entry.page.site or "", _authors(entry), str(entry.number), *entry.tags)
    ).casefold()


def _has_state(entry: Entry, state: str) -> bool:
    match state:
        case "unread":
            return entry.is_unread
        case "read":
            return not entry.is_unread
        case "starred":
            return entry.starred > 0
        case "noted":
            return bool(entry.notes)
        case "new":
            return entry.new > 0
        case _:
            return False
