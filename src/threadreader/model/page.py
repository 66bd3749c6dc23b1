"""Provenance of a thread: its page, the saves of it, the changes between these, its entry in the library, its tags."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from math import ceil
from typing import Annotated, NamedTuple, NewType, TypeVar

from msgspec import Meta, Struct

from threadreader.lexicon import alternatives
from threadreader.model.text import CommentId, clean_line, counted

_Count = Annotated[int, Meta(ge=0, le=1 << 40)]


class Exchange(Struct, frozen=True, array_like=True):
    """A dialogue of two authors who reply to each other in turn; `replies` is its length in comments."""

    one: str
    other: str
    replies: _Count


class BestReply(Struct, frozen=True, array_like=True):
    """The reply with the most votes: its author, "" for none, and its first words."""

    author: str
    words: str
    votes: Annotated[int, Meta(ge=-(1 << 40), le=1 << 40)]


class Summary(Struct, frozen=True, array_like=True):
    """Summary of a thread. `published`, `first` and `last` are ISO 8601, the latter two days of the comments.

    `depth` is that of the deepest comment; `chars` are the characters of article and comments, None if not counted.
    """

    authors: tuple[str, ...] = ()
    published: str | None = None
    first: str | None = None
    last: str | None = None
    depth: _Count = 0
    exchange: Exchange | None = None
    chars: _Count | None = None
    best: BestReply | None = None

    @property
    def minutes(self) -> int | None:
        """The minutes that reading all of it takes, None if that is not known."""
        return None if self.chars is None else max(1, reading_minutes(self.chars))


class MostQuoted(Struct, frozen=True, array_like=True):
    """The passage that is quoted most often, in the words of one quotation."""

    words: str
    times: _Count


PageId = NewType("PageId", str)
"""The canonical address of a page, else the SHA-256 of its first save."""

_CHARS_PER_MINUTE = 1_000  # adults read 863 letters (17 languages, IReST 2012), to which come the spaces


def reading_minutes(characters: float) -> int:
    """The minutes that a text takes to read, begun ones too."""
    return ceil(characters / _CHARS_PER_MINUTE)


Named = TypeVar("Named", bound=str)

_MIN_REPLIES = 2  # one may be an accident of two saves
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Note(Struct, frozen=True):
    """Warning of an import; `where` is a comment id or a part of the page."""

    where: str
    message: str


PAGE = "page"
"""`Note.where` of the page as a whole."""

CUT = "its file ends too early"
"""The message of the note on a page whose file is cut off."""

UNDETERMINED = "und"
"""The language tag of what is in a language that is not known, as in exports of a page that does not say its own."""

EXPORT_ADAPTER = "threadreader"
"""The adapter of exports, and the `generator` in pages, books and front matter of notes, by which they are known."""

BOOK_ARTICLE, BOOK_CHAPTER = "EPUB/article.xhtml", "EPUB/replies-{}.xhtml"
"""The members of an exported book that hold the article, and the replies in chapters that are counted from 1."""

TEXT_EXPORT = "threadreader text"
"""The first line of a text export, and `Save.container` of one that was read when those opened: it has no marks and no
time of saving."""


class Paging(Struct, frozen=True, array_like=True):
    """Pagination of a file: its page number from 1, and the greatest page number in it.

    `address` is the thread's without the page number; relative where the file has no absolute one.
    """

    address: str
    number: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.last:
            raise ValueError(f"there is no page {self.number} of {self.last}")


class Save(Struct, frozen=True):
    """A saved file of a page. `digest` is the SHA-256 of its bytes in hexadecimal, `name` the file's name."""

    digest: str
    name: str
    container: str
    adapter: str
    saved_at: datetime | None = None
    imported_at: datetime | None = None

    @property
    def taken_at(self) -> datetime:
        """Sort key of the saves of a page, aware: the time of saving, else of import.

        A text export without a time of saving counts as the oldest: the save that it was made of has more in it.
        """
        unknown = _LONG_AGO if self.container == TEXT_EXPORT else self.imported_at
        taken = self.saved_at or unknown or _LONG_AGO
        return taken if taken.tzinfo else taken.replace(tzinfo=UTC)


class Page(Struct, frozen=True):
    """The page of a thread. `declared_count` is the number of comments that the page itself states."""

    id: PageId
    title: str
    url: str | None = None
    site: str | None = None
    language: str | None = None
    declared_count: int | None = None
    saves: tuple[Save, ...] = ()

    @property
    def newest(self) -> Save | None:
        """The last of the saves, which are in the order of `taken_at`."""
        return self.saves[-1] if self.saves else None


def site_name(site: str | None, url: str | None) -> str:
    """The name of a site, else the host of an address on it, "" where the page says neither."""
    if site or not url:
        return site or ""
    host = re.sub(r"^(?:[a-z]+:)?//(?:www\.)?", "", url).partition("/")[0]
    return host if "." in host else ""


class Group(NamedTuple):
    """What threads have in common: a value of the field `tag` or `site`, a saved `filter` by its name, or nothing."""

    field: str = ""
    value: str = ""


class Entry(Struct, frozen=True):
    """Entry of a thread in the library. `number` is permanent, `people` the number of distinct authors.

    `seen`, `starred` and `muted_unread` count comments, the last unread ones in muted branches; `read_at` is the time
    of the last session in it, `progress_label` says where that ended. `new` counts the comments that came with the
    newest save, 0 after a session since, whatever is unread. `notes` are those of its highlights, "" of one without a
    note.
    """

    number: int
    page: Page
    comments: int
    people: int
    seen: int = 0
    starred: int = 0
    read_at: datetime | None = None
    muted_unread: int = 0
    progress_label: str = ""
    new: int = 0
    summary: Summary | None = None
    quoted: MostQuoted | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_unread(self) -> bool:
        """True if there is something to read: without comments it has a `progress_label` until its end was shown."""
        return self.unread > 0 if self.comments else self.read_at is None or bool(self.progress_label)

    @property
    def minutes(self) -> int | None:
        """The minutes that reading all of it takes, None if that is not known."""
        return self.summary.minutes if self.summary else None

    @property
    def is_done(self) -> bool:
        """True if the thread was put away."""
        return DONE in self.tags

    @property
    def site(self) -> str:
        """The name of the site, else its host, "" where the page says neither."""
        return site_name(self.page.site, self.page.url)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Marks that it is counted under: its site and its tags."""
        return (Group("site", self.site), *(Group("tag", tag) for tag in self.tags))

    @property
    def unread(self) -> int:
        """The number of unread comments outside muted branches."""
        return max(0, self.comments - self.seen - self.muted_unread)

    @property
    def imported_at(self) -> datetime | None:
        """The time of the latest import of its saves."""
        return max((save.imported_at for save in self.page.saves if save.imported_at), default=None)


def count_note(declared: int | None, present: int, *, opened: bool) -> Note | None:
    """The note on a page that declares more comments than are present.

    `opened`: the thread is of a forum, which may count its first post too.
    """
    if declared is None or declared <= present + opened:
        return None
    return Note(PAGE, f"{present:,} of {counted(declared, 'comment')} saved")


def parent_note(child: str, parent: str) -> Note:
    """The note on a comment whose parent is not in the file."""
    return Note(child, f"its parent {parent} is missing")


def shares_comments(ids: Collection[str], other_ids: Collection[str]) -> bool:
    """True if two saves have a third of the comments of the smaller one in common."""
    common = set(ids) & set(other_ids)
    return bool(common) and 3 * len(common) >= min(len(ids), len(other_ids))


def is_other_view(parents: Mapping[Named, Named | None], other_parents: Mapping[Named, Named | None]) -> bool:
    """True if of two saves of a page, given as parents by id, one is a flat view and the other a threaded one."""
    common = parents.keys() & other_parents.keys()
    replies, other_replies = (sum(tree[each] in common for each in common) for tree in (parents, other_parents))
    return min(replies, other_replies) == 0 and max(replies, other_replies) >= _MIN_REPLIES


def is_same_title(title: str, other: str) -> bool:
    """True if two titles are equal without page numbers."""
    return bool(title) and _folded(title) == _folded(other)


def is_longer_title(title: str, other: str) -> bool:
    """True if one title is the other with a suffix, such as the name of the site."""
    shorter, longer = sorted((_folded(title), _folded(other)), key=len)
    return bool(shorter) and longer.startswith(shorter)


def _folded(title: str) -> str:
    """The folded title without its page number."""
    return " ".join(_page_in_title().sub(" ", title).casefold().split())


@cache
def _page_in_title() -> re.Pattern[str]:
    """The number of a page and the word before it; compiled on first use, as most commands read no page."""
    return re.compile(
        rf"(?:^|[-|,:(\[\u2013\u2014\u00b7\u00bb]\s*|\s)(?:{alternatives('page')})\s*\d{{1,6}}(?!\w)[)\]]?",
        re.IGNORECASE,
    )


class Changes(Struct, frozen=True):
    """The comments that are new, edited or gone since the save before; those that are gone stay in the thread."""

    new: frozenset[CommentId] = frozenset()
    edited: frozenset[CommentId] = frozenset()
    gone: frozenset[CommentId] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.new or self.edited or self.gone)

    def __str__(self) -> str:
        counts = ((len(self.new), "new"), (len(self.edited), "edited"), (len(self.gone), "gone"))
        return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing changed"


NO_CHANGES = Changes()


QUEUE, DONE = "queue", "done"
"""Tags that mean something to the program: of a thread to be read, and of one put away, out of the list.

All others are words of the reader.
"""

_MAX_TAG_CHARS = 40  # a row has room for one; nobody types a longer word


def clean_tag(word: str) -> str:
    """A tag as it is stored, "" if nothing is left: a word in small letters without the signs of a query."""
    plain = clean_line(word).replace('"', "").replace(" ", "-").lower()
    return plain.lstrip("#+-").rstrip("*")[:_MAX_TAG_CHARS]


def parse_tags(typed: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tags to add and those to take away of a typed line: `cooking -later`."""
    words = typed.split()
    added = _cleaned(word for word in words if not word.startswith("-"))
    return added, _cleaned(word for word in words if word.startswith("-"))


def _cleaned(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(clean_tag, words)))
