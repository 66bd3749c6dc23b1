"""Where a thread came from: the page, and each file somebody saved of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType

PageId = NewType("PageId", str)
"""The canonical address where the page gives one, else the digest of the first save."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd but not fatal in an import; `where` is a comment id or a part of the page."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Save:
    """One saved file of a page. `digest` is the SHA-256 of its bytes in hexadecimal, `name` the file's name."""

    digest: str
    name: str
    container: str
    adapter: str
    saved_at: datetime | None = None
    imported_at: datetime | None = None

    @property
    def taken_at(self) -> datetime:
        """What saves of a page are ordered by: when it was saved, where the file says so, else when it was imported."""
        taken = self.saved_at or self.imported_at or _LONG_AGO
        return taken if taken.tzinfo else taken.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """What a thread was read from. `declared_count` is how many comments the page itself says it has."""

    id: PageId
    title: str
    url: str | None = None
    site: str | None = None
    language: str | None = None
    declared_count: int | None = None
    saves: tuple[Save, ...] = ()

    @property
    def newest(self) -> Save | None:
        """The save that the thread was read from; saves stand in the order of `taken_at`."""
        return self.saves[-1] if self.saves else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the library. `number` is its own for good, `people` how many names stand at its comments.

    `seen` and `starred` count comments, `read_at` says when the reader was last in it.
    """

    number: int
    page: Page
    comments: int
    people: int
    seen: int = 0
    starred: int = 0
    read_at: datetime | None = None

    @property
    def unread(self) -> int:
        """How many comments were not seen."""
        return max(0, self.comments - self.seen)

    @property
    def imported_at(self) -> datetime | None:
        """When the last of its saves came into the library."""
        return max((save.imported_at for save in self.page.saves if save.imported_at), default=None)


def is_same_page(title: str, ids: Collection[str], other_title: str, other_ids: Collection[str]) -> bool:
    """Whether two saves with one address are of one page: the title is the same, or a third of the comments are.

    An address alone is not enough, since a site may put another page under it ("/latest").
    """
    if title and _folded(title) == _folded(other_title):
        return True
    common = set(ids) & set(other_ids)
    return bool(common) and 3 * len(common) >= min(len(ids), len(other_ids))


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
