"""Where a thread came from: the page, and each file somebody saved of it.

What a list says of a thread without opening it.

What became of the comments of a thread since it was saved before.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType, TypeVar

from threadreader.model.thread import CommentId


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two people who answered each other in turn, and how many replies that are."""

    one: str
    other: str
    replies: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A thread in a few words. `published`, `first` and `last` are ISO 8601, the latter two days of the comments.

    `depth` is that of the deepest comment.
    """

    authors: tuple[str, ...] = ()
    published: str | None = None
    depth: int = 0
    first: str | None = None
    last: str | None = None
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class MostQuoted:
    """The passage that is quoted most often: words of it as somebody quotes them, and how many times."""

    words: str
    times: int


PageId = NewType("PageId", str)
"""The canonical address where the page gives one, else the digest of the first save."""

PAGE_WORDS = "page|seite|página|pagina|страница|стр|strona|sida|side|sivu|strana|stránka|sayfa|oldal|ページ|第"
"""What a page is called that has a number."""

Named = TypeVar("Named", bound=str)

_PAGE_IN_TITLE = re.compile(
    rf"(?:^|[-|,:(\[\u2013\u2014\u00b7\u00bb]\s*|\s)(?:{PAGE_WORDS})\s*\d{{1,6}}(?!\w)[)\]]?", re.IGNORECASE
)
_SOME_ANSWERS = 2
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd but not fatal in an import; `where` is a comment id or a part of the page."""

    where: str
    message: str


PAGE = "page"
"""Where a note is about the page as a whole."""

TEXT_EXPORT = "threadreader text"
"""The container of a thread that was exported as text, and comes back without marks and without a time of saving."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a thread of several a file is: its number from 1, and the greatest number that it knows of.

    `address` is the thread's without what turns pages; a relative one where the file does not say more.
    """

    address: str
    number: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.last:
            raise ValueError(f"there is no page {self.number} of {self.last}")


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
        """What saves of a page are ordered by: when it was saved, where the file says so, else when it was imported.

        An export as text was made of a save that has more in it, so that it counts as the oldest.
        """
        unknown = _LONG_AGO if self.container == TEXT_EXPORT else self.imported_at
        taken = self.saved_at or unknown or _LONG_AGO
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
        """The newest of its saves, which stand in the order of `taken_at`."""
        return self.saves[-1] if self.saves else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the library. `number` is its own for good, `people` how many names stand at its comments.

    `seen`, `starred` and `hushed` count comments, the last those that are unread in muted branches; `read_at` says when
    the reader was last in it, and `whereabouts` where. `new` counts those that came with the newest save, as long as
    the reader was not in it since; that has nothing to do with what is unread.
    """

    number: int
    page: Page
    comments: int
    people: int
    seen: int = 0
    starred: int = 0
    read_at: datetime | None = None
    hushed: int = 0
    whereabouts: str = ""
    new: int = 0
    digest: Digest | None = None
    quoted: MostQuoted | None = None

    @property
    def unread(self) -> int:
        """How many comments are unread."""
        return max(0, self.comments - self.seen - self.hushed)

    @property
    def imported_at(self) -> datetime | None:
        """When the last of its saves came into the library."""
        return max((save.imported_at for save in self.page.saves if save.imported_at), default=None)


def count_note(declared: int | None, found: int, *, opened: bool) -> Note | None:
    """What is to be said where a page counts more comments than were found.

    `opened` says that the thread is of a forum, which may count its first post too.
    """
    if declared is None or declared <= found + opened:
        return None
    comments = "1 comment" if declared == 1 else f"{declared:,} comments"
    are = "is" if found == 1 else "are"
    return Note(PAGE, f"says that it has {comments}; {found:,} {are} in this file")


def parent_note(child: str, parent: str) -> Note:
    """What is to be said of a comment that answers one that was not found."""
    return Note(child, f"its parent {parent} is not in this file")


def shares_comments(ids: Collection[str], other_ids: Collection[str]) -> bool:
    """Whether two saves have a third of the comments of the smaller one in common."""
    common = set(ids) & set(other_ids)
    return bool(common) and 3 * len(common) >= min(len(ids), len(other_ids))


def is_other_view(parents: Mapping[Named, Named | None], other_parents: Mapping[Named, Named | None]) -> bool:
    """Whether of two saves of a page one shows as a row the comments that the other shows as a tree.

    Each comment is given with the one that it answers.
    """
    common = parents.keys() & other_parents.keys()
    answers, other_answers = (sum(known[each] in common for each in common) for known in (parents, other_parents))
    return min(answers, other_answers) == 0 and max(answers, other_answers) >= _SOME_ANSWERS


def is_same_title(title: str, other: str) -> bool:
    """Whether two pages have one title, apart from the number that the pages of a thread have in theirs."""
    return bool(title) and _folded(title) == _folded(other)


def is_longer_title(title: str, other: str) -> bool:
    """Whether one title is the other with more behind it, such as the name of the site."""
    shorter, longer = sorted((_folded(title), _folded(other)), key=len)
    return bool(shorter) and longer.startswith(shorter)


def _folded(title: str) -> str:
    """A title without the number that the pages of a thread have in theirs."""
    return " ".join(_PAGE_IN_TITLE.sub(" ", title).casefold().split())


@dataclass(frozen=True, slots=True)
class Changes:
    """Which comments are new or edited since the save before, and which were once there and are gone.

    Those that are gone stay in the thread, where they were.
    """

    new: frozenset[CommentId] = frozenset()
    edited: frozenset[CommentId] = frozenset()
    gone: frozenset[CommentId] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.new or self.edited or self.gone)

    def __str__(self) -> str:
        counts = ((len(self.new), "new"), (len(self.edited), "edited"), (len(self.gone), "gone"))
        return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing changed"


NO_CHANGES = Changes()
