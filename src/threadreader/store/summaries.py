"""Summaries of threads in the table `digest`, made with each import, so that a list opens no thread."""

import json
import sqlite3
from typing import Any

from threadreader.model.codec import article_from_plain
from threadreader.model.page import Exchange, MostQuoted, Summary
from threadreader.model.quote import QuoteIndex
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Article
from threadreader.store.connection import Database
from threadreader.store.encoding import unpack, unpack_skeleton
from threadreader.store.quotes import PackedQuotes
from threadreader.store.stored import DECODE_ERRORS

_MISSING = "SELECT page FROM thread WHERE page NOT IN (SELECT page FROM digest)"

# The columns `words` and `quoted`: the summary of the thread, and the passage that is quoted most.
PackedSummary = tuple[str, str | None]


def pack_summary(article: Article, skeleton: Skeleton, quotes: QuoteIndex) -> PackedSummary:
    """Summarize a thread, as JSON."""
    from threadreader.model.summary import summarize

    digest = summarize(article, skeleton)
    exchange = digest.exchange and [digest.exchange.one, digest.exchange.other, digest.exchange.replies]
    times = [digest.published, digest.first, digest.last]
    return _json([list(digest.authors), *times, digest.depth, exchange]), pack_most_quoted(quotes)


def pack_most_quoted(quotes: QuoteIndex) -> str | None:
    """The passage that is quoted most, as JSON; None if nothing is quoted."""
    from threadreader.model.summary import most_quoted

    quoted = most_quoted(quotes.links)
    return _json([quoted.words, quoted.times]) if quoted else None


def unpack_summary(words: str | None, quoted: str | None) -> tuple[Summary | None, MostQuoted | None]:
    """The inverse of `pack_summary`; None where a part is missing or damaged."""
    try:
        return _digest(json.loads(words)) if words else None, MostQuoted(*json.loads(quoted)) if quoted else None
    except (ValueError, TypeError):
        return None, None


def save_summary(connection: sqlite3.Connection, number: int, packed: PackedSummary) -> None:
    """Save the summary of a page's thread."""
    connection.execute("INSERT OR REPLACE INTO digest (page, words, quoted) VALUES (?, ?, ?)", (number, *packed))


def lacks_summaries(database: Database) -> bool:
    """True if a thread was imported by a version that made no summaries."""
    return bool(database.rows(f"{_MISSING} LIMIT 1"))


def add_missing_summaries(database: Database) -> None:
    """Make the summaries of threads that were imported by a version that made none."""
    for (number,) in [] if database.read_only else database.rows(_MISSING):
        with database.writing() as connection:
            _add_missing(connection, number)


def _add_missing(connection: sqlite3.Connection, number: int) -> None:
    rows = connection.execute("SELECT article, skeleton, quotes FROM thread WHERE page = ?", (number,)).fetchall()
    for article, skeleton, quotes in rows:
        try:
            index = PackedQuotes(quotes).whole()
            packed = pack_summary(article_from_plain(unpack(article)), unpack_skeleton(skeleton), index)
        except DECODE_ERRORS:
            # `check` reports it.
            continue
        save_summary(connection, number, packed)


def _digest(plain: Any) -> Summary:
    authors, published, first, last, depth, exchange = plain
    return Summary(tuple(authors), published, depth, first, last, Exchange(*exchange) if exchange else None)


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
