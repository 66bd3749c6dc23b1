"""Saves of a page: their threads, whether two are of one thread, and the changes between them."""

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

# A page that had so many comments once has one of them at least in any later save.
_MIN_COMMENTS = 3
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class SavedThread:
    """Thread of one save: of the whole page, or of one page of several. `opened`: it is of a forum."""

    thread: Thread
    taken_at: datetime = _LONG_AGO
    paging: Paging | None = None
    declared_count: int | None = None
    opened: bool = False
    notes: tuple[Note, ...] = ()
    known_hashes: Mapping[CommentId, str] | None = None

    @cached_property
    def text_hashes(self) -> Mapping[CommentId, str]:
        """Hash of the text of each comment, without missing ones."""
        if self.known_hashes is not None:
            return self.known_hashes
        return {
            comment.id: _text_hash(comment) for comment in self.thread.comments if comment.status is not Status.MISSING
        }

    @property
    def number(self) -> int:
        """The page number, 1 without pagination."""
        return self.paging.number if self.paging else 1


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity of a page: its address as `bare_address` gives it, its title, and the parent of each comment.

    `numbers` are the page numbers of a paginated thread, empty without pagination.
    """

    address: str | None
    title: str
    parents: Mapping[CommentId, CommentId | None]
    numbers: frozenset[int] = frozenset()


def is_same_thread(one: Identity, other: Identity) -> bool:
    """True if two saves are of one page, or of pages of one thread: address and title, or a third of the comments.

    An address alone is not enough, since a site may put another page under it ("/latest"). Without an address it
    takes both the title and the comments.
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
    """True if two saves with one address have no pagination and no comment in common.

    Some sites give all of their pages one address and one title.
    """
    alone = not one.numbers and not other.numbers
    return (
        alone
        and min(len(one.parents), len(other.parents)) >= _MIN_COMMENTS
        and not one.parents.keys() & other.parents.keys()
    )


def bare_address(address: str) -> str:
    """The address without scheme, `www.` and trailing slashes; only an absolute one begins with `//`."""
    return re.sub(r"^https?://(?:www\.)?", "//", address).rstrip("/")


def compare(before: SavedThread, after: SavedThread) -> Changes:
    """The changes from an older to a newer save of one page."""
    old, new = before.text_hashes, after.text_hashes
    edited = (comment_id for comment_id, text_hash in new.items() if old.get(comment_id, text_hash) != text_hash)
    return Changes(frozenset(new.keys() - old.keys()), frozenset(edited), frozenset(old.keys() - new.keys()))


def with_distinct_ids(saves: Sequence[SavedThread]) -> tuple[SavedThread, ...]:
    """The saves with distinct comment ids: one that two pages share gets the number of the later page as a suffix."""
    owners: dict[CommentId, tuple[int, Comment]] = {}
    renamed: dict[int, dict[CommentId, CommentId]] = {}
    for index in sorted(range(len(saves)), key=lambda index: saves[index].number):
        save = saves[index]
        for comment in save.thread.comments:
            if comment.status is Status.MISSING:
                continue
            number, other = owners.setdefault(comment.id, (save.number, comment))
            if number != save.number and not _is_same(comment, other):
                renamed.setdefault(index, {})[comment.id] = CommentId(f"{comment.id}-p{save.number}")
    return tuple(_rename(save, renamed[index]) if index in renamed else save for index, save in enumerate(saves))


def _is_same(comment: Comment, other: Comment) -> bool:
    return (
        comment.author == other.author
        or (comment.posted_at is not None and comment.posted_at == other.posted_at)
        or comment.text == other.text
    )


def _rename(save: SavedThread, new_ids: Mapping[CommentId, CommentId]) -> SavedThread:
    comments = tuple(
        replace(
            comment,
            id=new_ids.get(comment.id, comment.id),
            parent_id=comment.parent_id and new_ids.get(comment.parent_id, comment.parent_id),
        )
        for comment in save.thread.comments
    )
    text_hashes = {new_ids.get(comment_id, comment_id): text_hash for comment_id, text_hash in save.text_hashes.items()}
    return replace(save, thread=Thread(save.thread.article, comments), known_hashes=text_hashes)


def _text_hash(comment: Comment) -> str:
    text = " ".join(comment.text.split()).encode("utf-8", "replace")
    return hashlib.blake2b(text + comment.status.value.encode(), digest_size=8).hexdigest()
