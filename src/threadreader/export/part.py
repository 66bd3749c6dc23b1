"""A part of a thread as a thread of its own, for an export of less than all."""

from collections.abc import Collection
from dataclasses import replace

from threadreader.export import Exported
from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import CommentId, Thread


def part_of(exported: Exported, chosen: Collection[CommentId], *, context: bool) -> Exported:
    """Some comments, with all that they answer as `context`; else one whose parent is not chosen stands at the top."""
    thread = exported.thread
    kept = set(chosen)
    if context:
        for comment_id in chosen:
            place = thread.parents[thread.position[comment_id]]
            while place >= 0 and thread.comments[place].id not in kept:
                kept.add(thread.comments[place].id)
                place = thread.parents[place]
    comments = tuple(
        comment if comment.parent_id in kept else replace(comment, parent_id=None)
        for comment in thread.comments
        if comment.id in kept
    )
    owners = {None, *kept}
    quotes = tuple(quote for quote in exported.quotes.quotes if quote.at.owner in kept)
    links = tuple(link for link in exported.quotes.links if link.quote.at.owner in kept and link.target.owner in owners)
    return replace(exported, thread=Thread(thread.article, comments), quotes=QuoteIndex(quotes, links))
