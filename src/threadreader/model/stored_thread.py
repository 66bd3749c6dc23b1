"""Stored threads: the skeleton (index of the thread), the reading progress in it, and hits of a library search.

A thread of any size opens at once: the skeleton is a few columns of numbers and names, and bodies are loaded as they
are shown.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Protocol, Self

from msgspec import Struct, field

from threadreader.model.blocks import Number, count_leaves
from threadreader.model.page import NO_CHANGES, Changes, Page
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Comment, CommentId, Thread, depths, sizes

if TYPE_CHECKING:
    # Neither a list of threads nor a search for words has these.
    from threadreader.model.annotation import Annotations, TextFragment
    from threadreader.model.quote import Quotations, QuoteIndex

_CLOCK_CHARS = len("2024-05-03T14:02:00")


class Skeleton(Struct, frozen=True, dict=True):
    """Index of a thread: columns of equal length without the bodies, by the position of each comment.

    `parents` are positions (-1 for a root), `names` the authors' ("" for none), `times` ISO 8601 or None, `lengths` the
    code points of each text, `leaves` the number of its blocks with text, `votes` None where the page has none; `by_op`
    the positions of the comments of the article's author.
    """

    ids: tuple[CommentId, ...] = ()
    parents: tuple[Number, ...] = ()
    names: tuple[str, ...] = ()
    times: tuple[str | None, ...] = ()
    lengths: tuple[Number, ...] = ()
    leaves: tuple[Number, ...] = ()
    by_op: frozenset[int] = frozenset()
    votes: tuple[Number | None, ...] = ()

    @classmethod
    def of(cls, thread: Thread, lengths: Sequence[int] | None = None, leaves: Sequence[int] | None = None) -> Self:
        """The skeleton of a thread; one without bodies needs `lengths` and `leaves`."""
        comments = thread.comments
        return cls(
            ids=tuple([c.id for c in comments]),
            parents=thread.parents,
            names=tuple([c.author.name if c.author else "" for c in comments]),
            times=tuple([c.posted_at.iso if c.posted_at else None for c in comments]),
            lengths=tuple([len(c.text) for c in comments] if lengths is None else lengths),
            leaves=tuple([count_leaves(c.body) for c in comments] if leaves is None else leaves),
            by_op=frozenset([position for position, c in enumerate(comments) if c.by_op]),
            votes=tuple([c.score for c in comments]),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def position(self) -> Mapping[CommentId, int]:
        """The position of each comment."""
        return dict(zip(self.ids, self.positions, strict=True))

    @property
    def parents_by_id(self) -> dict[CommentId, CommentId | None]:
        """The parent of each comment, None for a root."""
        pairs = zip(self.ids, self.parents, strict=True)
        return {comment_id: None if parent < 0 else self.ids[parent] for comment_id, parent in pairs}

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """The depth of each comment, 0 for a root."""
        return depths(self.parents)

    @cached_property
    def levels(self) -> int:
        """The number of levels of the thread, 0 without comments."""
        return 1 + max(self.depths, default=-1)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The number of comments of each branch, its first one included."""
        return sizes(self.parents)

    @cached_property
    def positions(self) -> list[int]:
        """All positions, as shared int objects: whatever holds many of them needs no memory for each."""
        return list(range(len(self)))

    @cached_property
    def by_time(self) -> Sequence[int]:
        """The positions from the earliest comment to the latest; one without a time follows the one before it."""
        clocks: list[str] = []
        for time in self.times:
            clocks.append(time[:_CLOCK_CHARS] if time else clocks[-1] if clocks else "")
        return sorted(self.positions, key=clocks.__getitem__)

    @cached_property
    def most_voted(self) -> Sequence[int]:
        """The positions of the comments with votes, the most first, of as many in their order."""
        return [position for votes, position in sorted((-v, at) for at, v in enumerate(self.votes) if v is not None)]

    @cached_property
    def by_votes(self) -> Sequence[int]:
        """All positions in pre-order, siblings by their votes, the most first; behind them those without any."""
        below: defaultdict[int, list[int]] = defaultdict(list)
        voted = set(self.most_voted)
        for position in chain(self.most_voted, (each for each in self.positions if each not in voted)):
            below[self.parents[position]].append(position)
        order, ahead = list[int](), below[-1][::-1]
        while ahead:
            order.append(ahead.pop())
            ahead += below[order[-1]][::-1]
        return order

    @cached_property
    def roots(self) -> Sequence[int]:
        """The positions of the roots."""
        roots, sizes, position = array("I"), self.sizes, 0
        while position < len(sizes):
            roots.append(position)
            position += sizes[position]
        return roots

    @cached_property
    def branches(self) -> Sequence[int]:
        """The positions of the comments with replies, by depth."""
        branches = [position for position, size in enumerate(self.sizes) if size > 1]
        return array("I", sorted(branches, key=self.depths.__getitem__))

    @cached_property
    def foldable(self) -> frozenset[int]:
        """The roots, and every comment with replies."""
        return frozenset(chain(self.roots, self.branches))

    def inside(self, branches: Iterable[CommentId]) -> frozenset[int]:
        """The positions in the branches of these comments, of which some may not be in the thread."""
        firsts = (self.position[comment] for comment in branches if comment in self.position)
        return frozenset(position for first in firsts for position in range(first, first + self.sizes[first]))

    def ancestors(self, position: int, limit: int | None = None) -> list[int]:
        """The positions of the ancestors of a comment, its parent first, at most `limit`."""
        above: list[int] = []
        while (position := self.parents[position]) >= 0 and len(above) != limit:
            above.append(position)
        return above


class OpenThread(Protocol):
    """Interface to a thread for reading. Positions are those of the skeleton."""

    @property
    def id(self) -> int:
        """The number of this parse of the page in its library, which each has anew; 0 outside of one."""

    @property
    def page(self) -> Page: ...
    @property
    def article(self) -> Article: ...
    @property
    def skeleton(self) -> Skeleton: ...
    @property
    def quotes(self) -> "Quotations": ...
    @property
    def changes(self) -> Changes:
        """The changes of the newest save."""

    @property
    def is_newest(self) -> bool:
        """True while no later import of the thread has replaced it."""

    def pin(self) -> Iterator[None]:
        """Load all of it into memory in short steps, so that it stays readable when an import replaces it."""

    def older(self, position: int) -> Comment | None:
        """The version of a comment before its last edit, None where that is not known."""

    def comment(self, position: int) -> Comment:
        """One whole comment; cheap enough for every comment on the screen in each frame."""

    def texts(self) -> Iterable[str]:
        """The plain text of every comment, loaded lazily."""


def _no_quotes() -> "QuoteIndex":
    from threadreader.model.quote import QuoteIndex

    return QuoteIndex()


class ThreadInMemory(Struct, frozen=True, dict=True):
    """An `OpenThread` that is wholly in memory; `before` has its comments as they were before their last edit."""

    page: Page
    thread: Thread
    quotes: "QuoteIndex" = field(default_factory=_no_quotes)
    changes: Changes = NO_CHANGES
    before: Mapping[CommentId, Comment] = {}
    id: int = 0

    @property
    def article(self) -> Article:
        return self.thread.article

    @cached_property
    def skeleton(self) -> Skeleton:
        return Skeleton.of(self.thread)

    @property
    def is_newest(self) -> bool:
        return True

    def pin(self) -> Iterator[None]:
        return iter(())

    def comment(self, position: int) -> Comment:
        return self.thread.comments[position]

    def older(self, position: int) -> Comment | None:
        return self.before.get(self.thread.comments[position].id)

    def texts(self) -> Sequence[str]:
        return [comment.text for comment in self.thread.comments]


class Start(Struct, frozen=True):
    """A place to begin reading at: a comment, or the words of an address, in that comment or anywhere."""

    comment: CommentId | None = None
    words: "TextFragment | None" = None


class Bookmark(Struct, frozen=True):
    """Bookmark at a line of a comment, or without `comment` of a block of the article."""

    comment: CommentId | None
    line: int = 0
    block: int = 0


class Progress(Struct, frozen=True):
    """Reading progress in a thread, by comment id and never by row, so that it holds for a newer save too.

    `line` is the first visible line of the comment `cursor`, 0 for its header; `top` and `top_line` are the comment and
    line at the top of the window, `article` the block and line at the top of the article's. `view` has the display
    options by name. `progress_label` is the label of `cursor`, or of an article that is not read to its end, and
    `muted_unread` the number of unread comments in muted branches, both as of the last session.
    """

    cursor: CommentId | None = None
    line: int = 0
    folded: frozenset[CommentId] = frozenset()
    seen: frozenset[CommentId] = frozenset()
    starred: frozenset[CommentId] = frozenset()
    muted: frozenset[CommentId] = frozenset()
    marks: Mapping[str, Bookmark] = {}
    annotations: "Annotations" = {}
    top: CommentId | None = None
    top_line: int = 0
    pane: str = ""
    article: tuple[int, int] = (0, 0)
    view: Mapping[str, str] = {}
    progress_label: str = ""
    muted_unread: int = 0


IN_ARTICLE = "article"
"""The label of an article without comments that is not read to its end; "" is that of one that is."""


def progress_label(skeleton: Skeleton, position: int) -> str:
    """The label of a comment: "#42 dmitri"."""
    return f"#{position + 1:,} {skeleton.names[position]}".rstrip()


_CHARS_BEFORE, _EXCERPT_CHARS = 40, 160  # half a line of context, and two lines of a terminal in all

Passage = tuple[int, int]
"""Start and end of a match in code points."""


class Hit(Struct, frozen=True):
    """Hit of a library search in a reply, or in the article under None, with the matching passages of its text.

    `number` and `title` are the thread's, `position` is the reply's position in it or -1; `note` has what the reader
    noted on the passages, where that was asked for.
    """

    number: int
    title: str
    position: int
    comment: CommentId | None
    author: str
    written: Moment | None
    text: str
    passages: tuple[Passage, ...]
    note: str = ""

    def excerpt(self, width: int = _EXCERPT_CHARS) -> tuple[str, tuple[Passage, ...]]:
        """A line of about `width` characters with the first passage, and the passages in it."""
        first = self.passages[0][0] if self.passages else 0
        start = max(0, first - min(_CHARS_BEFORE, width // 3))
        if start:
            start = self.text.find(" ", start, first) + 1 or start
        end = min(len(self.text), start + width)
        before, after = ("… " if start else ""), (" …" if end < len(self.text) else "")
        line = "".join(" " if char.isspace() else char for char in self.text[start:end])
        moved = ((a - start + len(before), min(b, end) - start + len(before)) for a, b in self.passages if a < end)
        return f"{before}{line}{after}", tuple(moved)


class Hits(Sequence[Hit]):
    """The hits of a search under their threads, in reading order; each is loaded when it is first asked for.

    `keys` are numbers of threads and positions in them, and `load` loads the hit of the nth key.
    """

    def __init__(self, keys: Sequence[tuple[int, int]], load: Callable[[int], Hit]) -> None:
        rank = {number: rank for rank, number in enumerate(dict.fromkeys(number for number, _ in keys))}
        self._order = sorted(range(len(keys)), key=lambda index: (rank[keys[index][0]], keys[index][1]))
        self.numbers = tuple(keys[index][0] for index in self._order)
        self._load = load
        self._loaded: dict[int, Hit] = {}

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, index: int) -> Hit:  # type: ignore[override] # none asks for several
        if index not in self._loaded:
            self._loaded[index] = self._load(self._order[index])
        return self._loaded[index]
