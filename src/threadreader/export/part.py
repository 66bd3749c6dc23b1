"""Less than all of a thread, for an export: some comments as a thread of its own, or no article, or no sources."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from threadreader.export import Exported
from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import Comment, CommentId, Thread


def part_of(exported: Exported, chosen: Collection[CommentId], *, context: bool) -> Exported:
    """Some comments, with all that they answer as `context`; else each stands under the next chosen one above it."""
    thread = exported.thread
    kept = set(chosen)
    if context:
        for comment_id in chosen:
            place = thread.parents[thread.position[comment_id]]
            while place >= 0 and thread.comments[place].id not in kept:
                kept.add(thread.comments[place].id)
                place = thread.parents[place]
    comments = tuple(_under_kept(thread, kept))
    owners = {None, *kept}
    quotes = tuple(quote for quote in exported.quotes.quotes if quote.at.owner in kept)
    links = tuple(link for link in exported.quotes.links if link.quote.at.owner in kept and link.target.owner in owners)
    return replace(exported, thread=Thread(thread.article, comments), quotes=QuoteIndex(quotes, links))


def _under_kept(thread: Thread, kept: Collection[CommentId]) -> Iterator[Comment]:
    """The comments that are kept, each under the nearest of them that it answers."""
    nearest: list[CommentId | None] = []
    for comment, parent in zip(thread.comments, thread.parents, strict=True):
        above = nearest[parent] if parent >= 0 else None
        nearest.append(comment.id if comment.id in kept else above)
        if comment.id in kept:
            yield comment if comment.parent_id == above else replace(comment, parent_id=above)


def without_article(exported: Exported) -> Exported:
    """Without the words of the article, and what leads into them; its title, author and time stay."""
    thread = exported.thread
    links = tuple(link for link in exported.quotes.links if link.target.owner is not None)
    bare = Thread(replace(thread.article, body=()), thread.comments)
    return replace(exported, thread=bare, quotes=QuoteIndex(exported.quotes.quotes, links))
