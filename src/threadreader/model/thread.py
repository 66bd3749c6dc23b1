"""An article with all its comments.

Comments put in order: parents first, each branch contiguous. Linear, and without recursion.
"""

import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NewType

from threadreader.model.blocks import Blocks, text
from threadreader.model.text import Moment

CommentId = NewType("CommentId", str)
"""Unique in a thread and stable: the site's own, else made from author, time and text."""


class Kind(enum.StrEnum):
    """What sort of remark: a comment, or one made by another site's link."""

    COMMENT = "comment"
    PINGBACK = "pingback"
    TRACKBACK = "trackback"


class Status(enum.StrEnum):
    """Whether the words are here: `removed` by the site, or `missing` from this file though referred to."""

    PRESENT = "present"
    REMOVED = "removed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something, and the address the name leads to."""

    name: str
    url: str | None = None

    def __post_init__(self) -> None:
        if not self.name or self.name != self.name.strip():
            raise ValueError(f"a name is not empty and has no space around it: {self.name!r}")


@dataclass(frozen=True, slots=True)
class Article:
    """The post that the comments are about; `published_at` always says a certain time, in ISO 8601."""

    title: str
    body: Blocks = ()
    authors: tuple[Author, ...] = ()
    published_at: Moment | None = None

    def __post_init__(self) -> None:
        if self.published_at and self.published_at.text != self.published_at.iso:
            raise ValueError(f"an article's time is in ISO 8601, not {self.published_at.text!r}")

    @property
    def text(self) -> str:
        """The plain text of the body."""
        return text(self.body)


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark. `parent_id` is None for a root; `by_op` says that the article's author wrote it."""

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

    def saying(self, body: Blocks) -> "Comment":
        """The same comment with other words; `replace` would take several times as long, and large threads need it."""
        return Comment(
            *(self.id, self.parent_id, self.author, body, self.posted_at),
            *(self.permalink, self.by_op, self.kind, self.status, self.score),
        )


@dataclass(frozen=True)
class Thread:
    """An article and its comments in pre-order: parents first, each branch contiguous, siblings in page order.

    Raises ValueError where the comments are not in pre-order, or an id stands twice.
    """

    article: Article
    comments: tuple[Comment, ...] = ()

    def __post_init__(self) -> None:
        self._check_pre_order()

    @cached_property
    def position(self) -> Mapping[CommentId, int]:
        """Where each comment stands in `comments`."""
        return {comment.id: place for place, comment in enumerate(self.comments)}

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
        """How many comments each branch has, its first one included: branch n is `comments[n:n + sizes[n]]`."""
        return sizes(self.parents)

    def ancestors(self, position: int) -> list[int]:
        """The positions above a comment, its parent first."""
        above: list[int] = []
        while (position := self.parents[position]) >= 0:
            above.append(position)
        return above

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
    """The depth of each place in a pre-order list of parent positions (-1 for a root)."""
    found: list[int] = []
    for parent in parents:
        found.append(0 if parent < 0 else found[parent] + 1)
    return tuple(found)


def sizes(parents: Sequence[int]) -> tuple[int, ...]:
    """The size of the branch at each place in a pre-order list of parent positions (-1 for a root)."""
    found = [1] * len(parents)
    for place in range(len(parents) - 1, -1, -1):
        if parents[place] >= 0:
            found[parents[place]] += found[place]
    return tuple(found)


ROOT = -1
"""In a list of the places of parents: a comment that has none."""


def break_rings(parents: list[int]) -> Iterator[int]:
    """Make a root of the first comment of each ring of comments that answer each other, and tell which."""
    done = [False] * len(parents)
    for start in range(len(parents)):
        path: list[int] = []
        on_path: set[int] = set()
        here = start
        while here != ROOT and not done[here] and here not in on_path:
            path.append(here)
            on_path.add(here)
            here = parents[here]
        if here in on_path:
            first = min(path[path.index(here) :])
            parents[first] = ROOT
            yield first
        for place in path:
            done[place] = True


def pre_order(parents: Sequence[int], found: int | None = None) -> Iterator[int]:
    """The places with parents first and each branch contiguous, siblings in order; there must be no ring.

    The places from `found` on are of comments that are only referred to: each stands where the first reply to it would.
    """
    children: defaultdict[int, list[int]] = defaultdict(list)
    for place, parent in enumerate(parents):
        children[parent].append(place)
    known = len(parents) if found is None else found
    stack = sorted(children[ROOT], key=lambda root: min(children[root], default=root) if root >= known else root)[::-1]
    while stack:
        place = stack.pop()
        yield place
        stack.extend(reversed(children[place]))
