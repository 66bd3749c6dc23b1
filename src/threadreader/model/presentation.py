"""A thread for programs: a row for each comment, a data frame of pandas, and the HTML that notebooks show."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from threadreader.model.thread import Comment, Thread

_MAX_SHOWN = 100  # comments in a notebook; of more, nobody would find what stands below
_MAX_INDENTED = 12  # levels; deeper ones would leave no room for words
_MAX_CHARS = 2_000  # of a comment


def comment_rows(thread: "Thread") -> Iterator[dict[str, Any]]:
    """A row for each comment, None where the page gives nothing."""
    for comment, depth in zip(thread.comments, thread.depths, strict=True):
        yield {
            "id": comment.id,
            "parent": comment.parent_id,
            "depth": depth,
            "author": comment.author.name if comment.author else None,
            "time": comment.posted_at and (comment.posted_at.iso or comment.posted_at.text),
            "text": comment.text,
            "votes": comment.score,
            "status": comment.status.value,
            "address": comment.permalink,
        }


def to_frame(thread: "Thread") -> "pd.DataFrame":
    """The rows as a data frame, with times as the page's clock shows them. ImportError without pandas."""
    try:
        import pandas as pd
    except ImportError as problem:
        raise ImportError("to_frame needs pandas: pip install pandas") from problem
    columns = ["id", "parent", "depth", "author", "time", "text", "votes", "status", "address"]
    frame = pd.DataFrame(list(comment_rows(thread)), columns=columns)
    frame["time"] = pd.to_datetime([c.posted_at.wall_clock if c.posted_at else None for c in thread.comments])
    return frame.astype({"depth": "int64", "votes": "Int64"})


def to_html(thread: "Thread") -> str:
    """The title and the first comments, indented by level, without anything that is fetched or run."""
    count = len(thread.comments)
    shown = [_to_html(*each) for each in zip(thread.comments[:_MAX_SHOWN], thread.depths, strict=False)]
    more = f"<p><em>and {count - _MAX_SHOWN:,} more</em></p>" if count > _MAX_SHOWN else ""
    comments = "1 comment" if count == 1 else f"{count:,} comments"
    return (
        f"<div><h3>{escape(thread.article.title or 'Untitled page')}</h3><p>{comments}</p>{''.join(shown)}{more}</div>"
    )


def _to_html(comment: "Comment", depth: int) -> str:
    author = escape(comment.author.name if comment.author else "somebody")
    time = escape(comment.posted_at.iso or comment.posted_at.text) if comment.posted_at else ""
    words = escape(comment.text if len(comment.text) <= _MAX_CHARS else f"{comment.text[:_MAX_CHARS]}…")
    style = f"margin-left:{1.5 * min(depth, _MAX_INDENTED)}em"
    return f'<div style="{style}"><b>{author}</b> {time}<div style="white-space:pre-wrap">{words}</div></div>'
