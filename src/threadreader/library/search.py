"""Searching everything that is stored: hits with the words around what was found."""

from collections.abc import Iterator, Sequence
from itertools import islice

from threadreader.model.stored_thread import Hit
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Comment, CommentId
from threadreader.store.connection import Database
from threadreader.store.fulltext import fold, index_what_is_missing, pattern
from threadreader.store.search import Found, Query, find, load_found, parse_query


def search(database: Database, text: str, limit: int) -> tuple[Sequence[Hit], bool]:
    """The first hits of what was typed, and whether there are more. Raises SearchError, StoreError."""
    query = parse_query(text)
    index_what_is_missing(database)
    found = list(islice(find(database, query), limit + 1))
    return list(_hits(database, query, found[:limit])), len(found) > limit


def _hits(database: Database, query: Query, found: Sequence[Found]) -> Iterator[Hit]:
    patterns = [pattern(term.words, prefix=term.prefix) for term in query.terms]
    for one in found:
        remark = load_found(database, one)
        if remark is None:
            continue
        folded = fold(remark.text)
        passages = sorted({match.span() for wanted in patterns for match in wanted.finditer(folded)})
        yield Hit(one.number, one.title, one.place, *_about(remark), remark.text, tuple(passages))


def _about(remark: Article | Comment) -> tuple[CommentId | None, str, Moment | None]:
    if isinstance(remark, Article):
        return None, ", ".join(author.name for author in remark.authors), remark.published_at
    return remark.id, remark.author.name if remark.author else "", remark.posted_at
