"""Threads: an article with its comments in pre-order, and the algorithms on parent positions.

These are linear and do not recurse.
"""

import enum
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from threadreader.model.blocks import Blocks, check_address, text
from threadreader.model.text import CommentId as CommentId  # noqa: PLC0414 - it is an id of what stands here
from threadreader.model.text import Moment, counted

if TYPE_CHECKING:
    import pandas as pd

# Of a thread in a notebook: comments (of more, nobody would find what stands below), levels, as deeper ones would leave
# no room for words, and characters of a comment.
_MAX_SHOWN, _MAX_INDENTED, _MAX_CHARS = 100, 12, 2_000

_DERIVED_ID = re.compile(r"x[0-9a-f]{16}\b")


def derived_id(*fields: str) -> CommentId:
    """An id made from author, time and text, so that the next save of the page gives the same."""
    import hashlib

    return CommentId("x" + hashlib.sha256("\0".join(fields).encode()).hexdigest()[:16])


def is_derived(comment_id: CommentId) -> bool:
    """True if an id was made from author, time and text, as the page gives none."""
    return _DERIVED_ID.match(comment_id) is not None


class Kind(enum.StrEnum):
    """Kind of a comment: written here, or made by another site's link."""

    COMMENT = "comment"
    PINGBACK = "pingback"
    TRACKBACK = "trackback"


class Status(enum.StrEnum):
    """Status of a comment: `removed` by the site, or `missing` from this file though it is a parent."""

    PRESENT = "present"
    REMOVED = "removed"
    MISSING = "missing"


class Author(Struct, frozen=True):
    """An author: name and the address that it links to."""

    name: str
    url: str | None = None

    def __post_init__(self) -> None:
        if not self.name or self.name != self.name.strip():
            raise ValueError(f"a name is not empty and has no space around it: {self.name!r}")


class Article(Struct, frozen=True):
    """The post that the comments are about; `published_at` has a certain time, and its text is ISO 8601.

    `link` is the address of another page that the title leads to, as on sites where links are discussed.
    """

    title: str
    body: Blocks = ()
    authors: tuple[Author, ...] = ()
    published_at: Moment | None = None
    link: str | None = None

    def __post_init__(self) -> None:
        if self.published_at and self.published_at.text != self.published_at.iso:
            raise ValueError(f"an article's time is in ISO 8601, not {self.published_at.text!r}")
        check_address(self.link)

    @property
    def text(self) -> str:
        """The plain text of the body."""
        return text(self.body)


class Comment(Struct, frozen=True):
    """A comment. `parent_id` is None for a root; `by_op` is True for the article's author."""

    id: CommentId
    parent_id: CommentId | None
    author: Author | None
    body: Blocks
    posted_at: Moment | None = None
    permalink: str | None = None
    by_op: bool = False
    kind: Kind = Kind.COMMENT
    status: Status = Status.PRESENT
    score: int | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a comment has an id")
        if self.status is Status.MISSING and (self.body or self.author):
            raise ValueError(f"comment {self.id} is missing and so has no author or body")

    @property
    def text(self) -> str:
        """The plain text of the body."""
        return text(self.body)

    def with_body(self, body: Blocks) -> "Comment":
        """The comment with another body; several times as fast as `replace`, for large threads."""
        return Comment(
            *(self.id, self.parent_id, self.author, body, self.posted_at),
            *(self.permalink, self.by_op, self.kind, self.status, self.score),
        )


class Thread(Struct, frozen=True, dict=True):
    """An article and its comments in pre-order: parents first, each branch contiguous, siblings in page order.

    Raises ValueError where the comments are not in pre-order, or an id stands twice.
    """

    article: Article
    comments: tuple[Comment, ...] = ()

    def __post_init__(self) -> None:
        self._check_pre_order()

    @cached_property
    def position(self) -> Mapping[CommentId, int]:
        """The index of each comment in `comments`."""
        return {comment.id: index for index, comment in enumerate(self.comments)}

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """The position of each comment's parent, -1 for a root."""
        return tuple(-1 if c.parent_id is None else self.position[c.parent_id] for c in self.comments)

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """The depth of each comment, 0 for a root."""
        return depths(self.parents)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The number of comments of each branch, its first one included: branch n is `comments[n:n + sizes[n]]`."""
        return sizes(self.parents)

    def body(self, owner: CommentId | None) -> Blocks:
        """The body of a comment, or for None that of the article. KeyError where no comment has that id."""
        return self.article.body if owner is None else self.comments[self.position[owner]].body

    def ancestors(self, position: int) -> list[int]:
        """The positions of the ancestors of a comment, its parent first."""
        above: list[int] = []
        while (position := self.parents[position]) >= 0:
            above.append(position)
        return above

    def walk(self, start: CommentId | None = None) -> Iterator[tuple[Comment, int]]:
        """Each comment with its depth, in reading order; with `start`, that comment and what is below it.

        KeyError where no comment has that id.
        """
        first = 0 if start is None else self.position[start]
        end = len(self.comments) if start is None else first + self.sizes[first]
        return zip(self.comments[first:end], self.depths[first:end], strict=True)

    def find(self, words: str = "", *, author: str = "") -> list[Comment]:
        """The comments whose text has some words, and whose author has that name, in any case."""
        wanted, name = words.casefold(), author.casefold()
        return [
            comment
            for comment in self.comments
            if (not author or (comment.author and comment.author.name.casefold() == name))
            and wanted in comment.text.casefold()
        ]

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each comment, None where the page gives nothing."""
        for comment, depth in self.walk():
            yield {
                "id": comment.id,
                "parent": comment.parent_id,
                "depth": depth,
                "author": comment.author and comment.author.name,
                "time": comment.posted_at and (comment.posted_at.iso or comment.posted_at.text),
                "text": comment.text,
                "votes": comment.score,
                "status": comment.status.value,
                "address": comment.permalink,
            }

    def to_frame(self) -> "pd.DataFrame":
        """A data frame of pandas with a row for each comment, and times as the page's clock shows them.

        ImportError where pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as problem:
            raise ImportError("to_frame needs pandas: pip install pandas") from problem
        columns = ("id", "parent", "depth", "author", "time", "text", "votes", "status", "address")
        frame = pd.DataFrame(list(self.rows()), columns=columns)
        frame["time"] = pd.to_datetime([c.posted_at.wall_clock if c.posted_at else None for c in self.comments])
        return frame.astype({"depth": "int64", "votes": "Int64"})

    def _repr_html_(self) -> str:
        """What notebooks show: the title and the first comments, indented by level; nothing is fetched or run."""
        from html import escape

        parts = [
            f"<h3>{escape(self.article.title or 'Untitled page')}</h3><p>{counted(len(self.comments), 'comment')}</p>"
        ]
        for comment, depth in islice(self.walk(), _MAX_SHOWN):
            author = escape(comment.author.name if comment.author else "somebody")
            time = escape(comment.posted_at.iso or comment.posted_at.text) if comment.posted_at else ""
            words = comment.text if len(comment.text) <= _MAX_CHARS else f"{comment.text[:_MAX_CHARS]}…"
            parts.append(
                f'<div style="margin-left:{1.5 * min(depth, _MAX_INDENTED)}em"><b>{author}</b> {time}'
                f'<div style="white-space:pre-wrap">{escape(words)}</div></div>'
            )
        more = len(self.comments) - _MAX_SHOWN
        return f"<div>{''.join(parts)}{f'<p><em>and {more:,} more</em></p>' if more > 0 else ''}</div>"

    def _check_pre_order(self) -> None:
        seen: set[CommentId] = set()
        path: list[CommentId] = []
        for comment in self.comments:
            if comment.id in seen:
                raise ValueError(f"two comments have the id {comment.id}")
            seen.add(comment.id)
            while path and path[-1] != comment.parent_id:
                path.pop()
            if comment.parent_id is not None and not path:
                raise ValueError(f"comment {comment.id} does not follow its parent {comment.parent_id} in pre-order")
            path.append(comment.id)


def depths(parents: Sequence[int]) -> tuple[int, ...]:
    """The depth of each comment by parent positions in pre-order (-1 for a root), 0 for a root."""
    result: list[int] = []
    for parent in parents:
        result.append(0 if parent < 0 else result[parent] + 1)
    return tuple(result)


def sizes(parents: Sequence[int]) -> tuple[int, ...]:
    """The size of each branch by parent positions in pre-order (-1 for a root)."""
    result = [1] * len(parents)
    for position in range(len(parents) - 1, -1, -1):
        if parents[position] >= 0:
            result[parents[position]] += result[position]
    return tuple(result)


ROOT = -1
"""The parent position of a root."""


def break_cycles(parents: list[int]) -> Iterator[int]:
    """Make a root of the first comment of each cycle of parents, and yield its position."""
    done = [False] * len(parents)
    for start in range(len(parents)):
        path: list[int] = []
        on_path: set[int] = set()
        position = start
        while position != ROOT and not done[position] and position not in on_path:
            path.append(position)
            on_path.add(position)
            position = parents[position]
        if position in on_path:
            first = min(path[path.index(position) :])
            parents[first] = ROOT
            yield first
        for position in path:
            done[position] = True


def pre_order(parents: Sequence[int], present: int | None = None) -> Iterator[int]:
    """The positions in pre-order, siblings in order; `parents` must have no cycle.

    Positions from `present` on are of missing comments: each sorts at the position of its first reply.
    """
    children: defaultdict[int, list[int]] = defaultdict(list)
    for position, parent in enumerate(parents):
        children[parent].append(position)
    first_missing = len(parents) if present is None else present
    stack = sorted(
        children[ROOT], key=lambda root: min(children[root], default=root) if root >= first_missing else root
    )[::-1]
    while stack:
        position = stack.pop()
        yield position
        stack.extend(reversed(children[position]))
