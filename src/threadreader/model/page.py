"""Where a thread came from: the page, and each file somebody saved of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

PageId = NewType("PageId", str)
"""The canonical address where the page gives one, else the digest of the first save."""


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
        """The save that was imported last."""
        return self.saves[-1] if self.saves else None
