"""Parsed pages, and whether two are of one thread."""

import re
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from threadreader.model.annotation import Located
from threadreader.model.page import (
    NO_CHANGES,
    Changes,
    Note,
    Page,
    Paging,
    Save,
    is_longer_title,
    is_other_view,
    is_same_title,
    shares_comments,
)
from threadreader.model.quote import QuoteIndex
from threadreader.model.thread import Comment, CommentId, Status, Thread

# A page that had so many comments once has one of them at least in any later save.
_MIN_COMMENTS = 3


class Versions(Struct, frozen=True):
    """Versions of extractor and linker that made a thread: it is made again by newer ones; linker 0 is not linked."""

    extractor: int = 0
    linker: int = 0


class ParsedPage(Struct, frozen=True, dict=True):
    """A page parsed from one save, which may be one page of several of a thread, or merged from all saves of it.

    `page.saves` are the saves that it is of. With `opened`, the article is the first post of a forum's thread. A merged
    one has in `changes` those of the newest save, and `paging` of its first page. `saved_url` is the address that it
    was saved from, which may not be its canonical one. `pictures` are those that were saved with it, by their
    addresses, for an export that holds them.
    """

    page: Page
    thread: Thread
    quotes: QuoteIndex = field(default_factory=QuoteIndex)
    notes: tuple[Note, ...] = ()
    versions: Versions = Versions()
    paging: Paging | None = None
    opened: bool = False
    changes: Changes = NO_CHANGES
    saved_url: str | None = None
    pictures: Mapping[str, bytes] = {}

    @property
    def save(self) -> Save:
        """The save, the newest of several."""
        return self.page.saves[-1]

    def with_save(self, save: Save) -> "ParsedPage":
        """The same, parsed from this save."""
        return replace(self, page=replace(self.page, saves=(save,)))

    def with_comments(self, comments: tuple[Comment, ...], notes: tuple[Note, ...]) -> "ParsedPage":
        """The same with these comments, and with more notes."""
        return replace(self, thread=replace(self.thread, comments=comments), notes=self.notes + notes)

    @property
    def number(self) -> int:
        """The page number, 1 without pagination."""
        return self.paging.number if self.paging else 1

    @property
    def last_number(self) -> int:
        """The greatest page number that it knows of, 1 without pagination."""
        return self.paging.last if self.paging else 1

    @property
    def address(self) -> str | None:
        """The canonical address that saves of the page share."""
        address = self.page.url or (self.paging.address if self.paging else None)
        return address and bare_address(address)

    @property
    def identity(self) -> "Identity":
        """The identity, to detect other saves of the same page."""
        parents = {comment.id: comment.parent_id for comment in self.thread.comments}
        numbers = frozenset({self.paging.number}) if self.paging else frozenset[int]()
        return Identity(self.address, self.page.title, parents, numbers)

    @cached_property
    def shown(self) -> Mapping[CommentId, Comment]:
        """The comments by id, without missing ones."""
        return {comment.id: comment for comment in self.thread.comments if comment.status is not Status.MISSING}


class AnnotatedPage(ParsedPage, frozen=True):
    """A stored page with the annotations of its reader, for an export. No page itself can have any."""

    annotations: tuple[Located, ...] = ()


class Identity(Struct, frozen=True):
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
