"""What one save of a page holds, and what two of them have to do with each other."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from threadreader.model.page import (
    Changes,
    Note,
    Paging,
    is_longer_title,
    is_other_view,
    is_same_title,
    shares_comments,
)
from threadreader.model.thread import Comment, CommentId, Status, Thread

_SEVERAL = 3
"""Comments: a page that had so many once has one of them at least in any later save."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class SavedThread:
    """The thread that one save holds: of the whole page, or of one page of several.

    `marks` has a digest of the words of each comment that is there. `opened` says that the thread is of a forum.
    """

    thread: Thread
    taken_at: datetime = _LONG_AGO
    paging: Paging | None = None
    declared_count: int | None = None
    opened: bool = False
    notes: tuple[Note, ...] = ()
    known_marks: Mapping[CommentId, str] | None = None

    @cached_property
    def marks(self) -> Mapping[CommentId, str]:
        """A digest of the words of each comment, without those that are only referred to."""
        if self.known_marks is not None:
            return self.known_marks
        return {comment.id: _mark(comment) for comment in self.thread.comments if comment.status is not Status.MISSING}

    @property
    def number(self) -> int:
        """The number of the page; a save that says nothing of pages is of the first."""
        return self.paging.number if self.paging else 1


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells whether saves are of one page: its address, its title, and each comment with the one it answers.

    The address is as `bare_address` gives it. `numbers` are those of the pages in a thread of several, none where
    nothing is said of that.
    """

    address: str | None
    title: str
    parents: Mapping[CommentId, CommentId | None]
    numbers: frozenset[int] = frozenset()


def is_same_thread(one: Identity, other: Identity) -> bool:
    """Whether two saves are of one page, or of pages of one thread: address and title, or a third of the comments.

    An address alone is not enough, since a site may put another page under it ("/latest"). Without an address it
    takes both the title and the comments to say so.
    """
    if one.address != other.address or is_other_view(one.parents, other.parents):
        return False
    titled = is_same_title(one.title, other.title)
    if one.address is None or _are_alone_and_apart(one, other):
        return titled and shares_comments(one.parents, other.parents)
    turned = bool(one.numbers and other.numbers) and one.numbers.isdisjoint(other.numbers)
    titled = titled or (turned and is_longer_title(one.title, other.title))
    # Many sites have the same relative address.
    return titled or (one.address.startswith("//") and shares_comments(one.parents, other.parents))


def _are_alone_and_apart(one: Identity, other: Identity) -> bool:
    """Whether two saves with one address say nothing of other pages, and have no comment in common.

    Some sites give all of their pages one address and one title.
    """
    alone = not one.numbers and not other.numbers
    return (
        alone
        and min(len(one.parents), len(other.parents)) >= _SEVERAL
        and not one.parents.keys() & other.parents.keys()
    )


def bare_address(address: str) -> str:
    """An address without what differs between two ways to the same page; a relative one does not begin with `//`."""
    return re.sub(r"^https?://(?:www\.)?", "//", address).rstrip("/")


def compare(before: SavedThread, after: SavedThread) -> Changes:
    """What a newer save of the same page has and an older one has not, and the other way round."""
    old, new = before.marks, after.marks
    edited = (comment_id for comment_id, mark in new.items() if old.get(comment_id, mark) != mark)
    return Changes(frozenset(new.keys() - old.keys()), frozenset(edited), frozenset(old.keys() - new.keys()))


def with_distinct_ids(saves: Sequence[SavedThread]) -> tuple[SavedThread, ...]:
    """The same saves; where pages give one id to two comments, that of the later page has its number in it."""
    owners: dict[CommentId, tuple[int, Comment]] = {}
    renamed: dict[int, dict[CommentId, CommentId]] = {}
    for place in sorted(range(len(saves)), key=lambda place: saves[place].number):
        save = saves[place]
        for comment in save.thread.comments:
            if comment.status is Status.MISSING:
                continue
            number, other = owners.setdefault(comment.id, (save.number, comment))
            if number != save.number and not _is_same(comment, other):
                renamed.setdefault(place, {})[comment.id] = CommentId(f"{comment.id}-p{save.number}")
    return tuple(_rename(save, renamed[place]) if place in renamed else save for place, save in enumerate(saves))


def _is_same(comment: Comment, other: Comment) -> bool:
    return (
        comment.author == other.author
        or (comment.posted_at is not None and comment.posted_at == other.posted_at)
        or comment.text == other.text
    )


def _rename(save: SavedThread, names: Mapping[CommentId, CommentId]) -> SavedThread:
    comments = tuple(
        replace(
            comment,
            id=names.get(comment.id, comment.id),
            parent_id=comment.parent_id and names.get(comment.parent_id, comment.parent_id),
        )
        for comment in save.thread.comments
    )
    marks = {names.get(comment_id, comment_id): mark for comment_id, mark in save.marks.items()}
    return replace(save, thread=Thread(save.thread.article, comments), known_marks=marks)


def _mark(comment: Comment) -> str:
    words = " ".join(comment.text.split()).encode("utf-8", "replace")
    return hashlib.blake2b(words + comment.status.value.encode(), digest_size=8).hexdigest()
