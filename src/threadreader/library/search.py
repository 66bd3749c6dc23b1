"""Full-text search of the library, with the text of each hit and the passages that match."""

from collections.abc import Iterator, Sequence
from itertools import islice

from threadreader.model.stored_thread import Hit
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Comment, CommentId
from threadreader.store.connection import Database
from threadreader.store.fulltext import fold, pattern, update_index
from threadreader.store.search import Match, Query, find, load_match, parse_query


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
