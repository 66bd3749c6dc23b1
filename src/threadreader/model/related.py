"""What a library holds beside the thread that is open: targets of its links, threads that link to it.

Discussions of one article are also read as one thread: a root for each, with its replies in it, and the progress of
all.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import Paragraph, Span
from threadreader.model.page import Page, site_name
from threadreader.model.stored_thread import Hits, Progress, Start
from threadreader.model.thread import Author, Comment, CommentId, Thread


class Destination(Struct, frozen=True):
    """A stored thread to open, and where in it; without a start where its reader left it.

    `passage` are words to open at where they stand there.
    """

    number: int
    start: Start | None = None
    passage: str = ""


class Discussion(Struct, frozen=True):
    """Another stored thread about the same article: its number, the name of its site, its title and replies."""

    number: int
    site: str
    title: str
    replies: int


class Related(Protocol):
    """Looked up when it is first asked for; while a thread is read, nothing of it changes but what `find` finds."""

    @property
    def discussions(self) -> Sequence[Discussion]:
        """The other discussions of the article."""

    def is_stored(self, address: str) -> bool:
        """True if a link of the thread leads to another stored thread, to a comment or to the article of one."""

    def find(self, address: str) -> Destination | None:
        """What an address leads to, as the library is now."""

    def linking(self) -> tuple[Hits, bool]:
        """The replies and articles of other threads that link to this one, and True if there are more."""


class _Unrelated:
    """Nothing: a thread outside of a library."""

    discussions: Sequence[Discussion] = ()

    def is_stored(self, _address: str) -> bool:
        return False

    def find(self, _address: str) -> Destination | None:
        return None

    def linking(self) -> tuple[Hits, bool]:
        return Hits((), ().__getitem__), False


UNRELATED = _Unrelated()


class Discussed(Struct, frozen=True):
    """A stored thread that discusses an article: its number, its page, and itself."""

    number: int
    page: Page
    thread: Thread


class JoinedDiscussions:
    """Discussions of one article joined to a thread.

    The article is that of the first which has one of its own and no link to it; that of another is its root. Ids are
    those of the discussions behind their numbers, so that they are unique; a root's is the number.
    """

    def __init__(self, discussions: Sequence[Discussed]) -> None:
        self._by_number = {each.number: each for each in discussions}
        is_article = (each for each in discussions if each.thread.article.body and not each.thread.article.link)
        self._main = next(is_article, discussions[0])

    @property
    def page(self) -> Page:
        """The page of the article, as one without saves."""
        return replace(self._main.page, declared_count=None, saves=())

    @cached_property
    def thread(self) -> Thread:
        """A root for each discussion, in their order, with its replies."""
        comments: list[Comment] = []
        for each in self._by_number.values():
            root = self.root(each.number)
            comments.append(self._opening(each, root))
            for comment in each.thread.comments:
                parent = _joined_id(each.number, comment.parent_id) if comment.parent_id else root
                comments.append(replace(comment, id=_joined_id(each.number, comment.id), parent_id=parent))
        return Thread(self._main.thread.article, tuple(comments))

    def root(self, number: int) -> CommentId:
        """The id of the root of a discussion."""
        return CommentId(str(number))

    def joined(self, progress: Mapping[int, Progress]) -> Progress:
        """The progress in all discussions, by number; roots are read, since they are in none."""
        roots = frozenset(map(self.root, self._by_number))
        seen, starred, muted = (
            frozenset(_joined_id(number, id_) for number, each in progress.items() for id_ in getattr(each, name))
            for name in _SETS
        )
        annotations = {
            name: replace(annotation, owner=self._owner(number, annotation.owner))
            for number, each in progress.items()
            for name, annotation in each.annotations.items()
        }
        return Progress(seen=seen | roots, starred=starred, muted=muted, annotations=annotations)

    def parted(self, number: int, joined: Progress, own: Progress) -> Progress:
        """The progress in one discussion: what stands in the joined one, and for the rest its own."""
        seen, starred, muted = (
            frozenset(own_id for comment in getattr(joined, name) if (own_id := self.own_id(number, comment)))
            for name in _SETS
        )
        annotations = {
            name: replace(annotation, owner=self.own_id(number, annotation.owner))
            for name, annotation in joined.annotations.items()
            if self.number_of(annotation.owner) == number
        }
        return replace(own, seen=seen, starred=starred, muted=muted, annotations=annotations)

    def number_of(self, comment: CommentId | None) -> int:
        """The number of the discussion that a comment is in, None for the article."""
        return int(comment.partition(":")[0]) if comment else self._main.number

    def own_id(self, number: int, comment: CommentId | None) -> CommentId | None:
        """The id that a comment has in its discussion, None for an article, a root, and what is in another one."""
        in_number, _, own = (comment or "").partition(":")
        return CommentId(own) if own and in_number == str(number) else None

    def _owner(self, number: int, owner: CommentId | None) -> CommentId | None:
        if owner:
            return _joined_id(number, owner)
        return None if number == self._main.number else self.root(number)

    def _opening(self, discussed: Discussed, root: CommentId) -> Comment:
        """The root of a discussion: its opening post, else its title."""
        page, article = discussed.page, discussed.thread.article
        site, title = site_name(page.site, page.url), page.title if page.title != self._main.page.title else ""
        has_words = bool(article.body) and discussed is not self._main
        name = " · ".join(filter(None, (site, title if has_words else ""))) or f"thread {discussed.number}"
        body = article.body if has_words else (Paragraph((Span(page.title or name, href=page.url),)),)
        return Comment(root, None, Author(name), body, article.published_at, permalink=page.url)


_SETS = ("seen", "starred", "muted")
"""The comments of a `Progress` that are kept in each discussion."""


def _joined_id(number: int, comment: CommentId) -> CommentId:
    return CommentId(f"{number}:{comment}")
