"""The digests of threads: made with each import, and kept where a list reads them without opening a thread."""

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
from threadreader.store.stored import UNREADABLE

_INSERT = "INSERT OR REPLACE INTO digest (page, words, quoted) VALUES (?, ?, ?)"
_LACKING = "SELECT page FROM thread WHERE page NOT IN (SELECT page FROM digest)"

Packed = tuple[str, str | None]
"""The two halves of a digest, as they are kept: of the thread, and of its quotations."""


def pack_digest(article: Article, skeleton: Skeleton, quotes: QuoteIndex) -> Packed:
    """What is kept of a thread."""
    from threadreader.model.summary import summarize

    digest = summarize(article, skeleton)
    exchange = digest.exchange and [digest.exchange.one, digest.exchange.other, digest.exchange.replies]
    times = [digest.published, digest.first, digest.last]
    return _json([list(digest.authors), *times, digest.depth, exchange]), pack_quoted(quotes)


def pack_quoted(quotes: QuoteIndex) -> str | None:
    """What is kept of the quotations of a thread."""
    from threadreader.model.summary import most_quoted

    quoted = most_quoted(quotes.links)
    return _json([quoted.words, quoted.times]) if quoted else None


def unpack_digest(words: str | None, quoted: str | None) -> tuple[Summary | None, MostQuoted | None]:
    """The inverse of `pack_digest`; a digest that is damaged is none."""
    try:
        return _digest(json.loads(words)) if words else None, MostQuoted(*json.loads(quoted)) if quoted else None
    except (ValueError, TypeError):
        return None, None


def add_digest(connection: sqlite3.Connection, number: int, packed: Packed) -> None:
    """Keep the digest of a page's thread."""
    connection.execute(_INSERT, (number, *packed))


def lacks_digests(database: Database) -> bool:
    """Whether a thread was imported by a version that made no digests."""
    return bool(database.rows(f"{_LACKING} LIMIT 1"))


def add_missing_digests(database: Database) -> None:
    """Make the digests of threads that were imported by a version that made none."""
    for (number,) in [] if database.read_only else database.rows(_LACKING):
        with database.writing() as connection:
            _add_missing(connection, number)


def _add_missing(connection: sqlite3.Connection, number: int) -> None:
    rows = connection.execute("SELECT article, skeleton, quotes FROM thread WHERE page = ?", (number,)).fetchall()
    for article, skeleton, quotes in rows:
        try:
            index = PackedQuotes(quotes).whole()
            packed = pack_digest(article_from_plain(unpack(article)), unpack_skeleton(skeleton), index)
        except UNREADABLE:
            # `check` tells of it.
            continue
        add_digest(connection, number, packed)


def _digest(plain: Any) -> Summary:
    authors, published, first, last, depth, exchange = plain
    return Summary(tuple(authors), published, depth, first, last, Exchange(*exchange) if exchange else None)


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
