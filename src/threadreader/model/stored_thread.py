"""A thread opened for reading: its skeleton at once, the words of each comment when they are wanted.

A thread of any size opens at once because nothing here grows with the words: the skeleton is a few columns of
numbers and names, and a reader loads the bodies that are on the screen.

What the reader did in a thread: never part of the page, never lost with it.

What a search of the whole library finds.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Protocol, Self

from threadreader.model.blocks import count_leaves
from threadreader.model.page import Changes, Page
from threadreader.model.quote import Quotations
from threadreader.model.text import Moment
from threadreader.model.thread import Article, Comment, CommentId, Thread, depths, sizes

_CLOCK = len("2024-05-03T14:02:00")


@dataclass(frozen=True)
class Skeleton:
    """A thread without its words: columns of equal length, a comment's place in each is its place in the thread.

    `parents` holds positions (-1 for a root), `names` the authors' ("" where there is none), `times` ISO 8601 or
    None, `lengths` the code points of each text, `leaves` how many blocks of text each has; `by_op` the positions
    of the comments that the article's author wrote.
    """

    ids: Sequence[CommentId] = ()
    parents: Sequence[int] = ()
    names: Sequence[str] = ()
    times: Sequence[str | None] = ()
    lengths: Sequence[int] = ()
    leaves: Sequence[int] = ()
    by_op: frozenset[int] = frozenset()

    @classmethod
    def of(cls, thread: Thread, lengths: Sequence[int] | None = None, leaves: Sequence[int] | None = None) -> Self:
        """The skeleton of a whole thread, or of one without words where lengths and leaves are known."""
        comments = thread.comments
        return cls(
            ids=tuple([c.id for c in comments]),
            parents=thread.parents,
            names=tuple([c.author.name if c.author else "" for c in comments]),
            times=tuple([c.posted_at.iso if c.posted_at else None for c in comments]),
            lengths=tuple([len(c.text) for c in comments] if lengths is None else lengths),
            leaves=tuple([count_leaves(c.body) for c in comments] if leaves is None else leaves),
            by_op=frozenset([place for place, c in enumerate(comments) if c.by_op]),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def position(self) -> Mapping[CommentId, int]:
        """Where each comment stands."""
        return dict(zip(self.ids, self.places, strict=True))

    @property
    def parents_by_id(self) -> dict[CommentId, CommentId | None]:
        """Whom each comment answers."""
        pairs = zip(self.ids, self.parents, strict=True)
        return {comment_id: None if parent < 0 else self.ids[parent] for comment_id, parent in pairs}

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """The depth of each comment, 0 for a root."""
        return depths(self.parents)

    @cached_property
    def levels(self) -> int:
        """How many levels the thread has, 0 where nobody commented."""
        return 1 + max(self.depths, default=-1)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many comments each branch has, its first one included."""
        return sizes(self.parents)

    @cached_property
    def places(self) -> list[int]:
        """All positions. Whatever keeps some of them keeps these, and not each a number of its own."""
        return list(range(len(self)))

    @cached_property
    def by_time(self) -> Sequence[int]:
        """The comments from the earliest to the latest; one without a time comes after the one before it."""
        clocks: list[str] = []
        for time in self.times:
            clocks.append(time[:_CLOCK] if time else clocks[-1] if clocks else "")
        return sorted(self.places, key=clocks.__getitem__)

    @cached_property
    def ranks_by_time(self) -> Sequence[int]:
        """Where each comment stands among all by time."""
        ranks = array("I", bytes(4 * len(self)))
        for rank, place in enumerate(self.by_time):
            ranks[place] = rank
        return ranks

    @cached_property
    def roots(self) -> Sequence[int]:
        """The positions of the roots."""
        found, sizes, place = array("I"), self.sizes, 0
        while place < len(sizes):
            found.append(place)
            place += sizes[place]
        return found

    @cached_property
    def branches(self) -> Sequence[int]:
        """The positions of the comments with replies, those of less depth first."""
        answered = [place for place, size in enumerate(self.sizes) if size > 1]
        return array("I", sorted(answered, key=self.depths.__getitem__))

    @cached_property
    def foldable(self) -> frozenset[int]:
        """The roots, and every comment with replies."""
        return frozenset(chain(self.roots, self.branches))

    def inside(self, branches: Iterable[CommentId]) -> frozenset[int]:
        """The positions in the branches of these comments, of which some may not be in the thread."""
        firsts = (self.position[comment] for comment in branches if comment in self.position)
        return frozenset(place for first in firsts for place in range(first, first + self.sizes[first]))

    def ancestors(self, position: int, most: int | None = None) -> list[int]:
        """The positions above a comment, its parent first; at most so many of them."""
        above: list[int] = []
        while (position := self.parents[position]) >= 0 and len(above) != most:
            above.append(position)
        return above


class OpenThread(Protocol):
    """What reading needs of a thread. `comment` and `texts` count positions as the skeleton does."""

    @property
    def page(self) -> Page: ...
    @property
    def article(self) -> Article: ...
    @property
    def skeleton(self) -> Skeleton: ...
    @property
    def quotes(self) -> Quotations: ...
    @property
    def changes(self) -> Changes:
        """What came with the newest save."""
        ...

    @property
    def is_newest(self) -> bool:
        """Whether no other reading of the thread has taken its place since."""
        ...

    def hold(self) -> Iterator[None]:
        """Take all of it into memory as it is now, in short steps: then it is read on when another takes its place."""
        ...

    def older(self, position: int) -> Comment | None:
        """A comment with the words that it had before it was edited, None where that is not known."""
        ...

    def comment(self, position: int) -> Comment:
        """One whole comment; cheap enough to call for every comment on the screen, for each frame."""
        ...

    def texts(self) -> Iterable[str]:
        """The plain text of every comment, for searching; each is loaded when it is asked for."""
        ...


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that the reader gave a letter: a line of a comment, or of a block of the article without `comment`."""

    comment: CommentId | None
    line: int = 0
    block: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the reader was, by identity and never by row, so that it holds for a newer save of the page too.

    `line` is the first line of the comment `cursor` that stood in the window, 0 where that was its header; `top` and
    `top_line` what the window began with, and `article` the block and line at the top of the article's. `view` is how
    the thread was shown, in names and values that the session gives. `whereabouts` says for people where `cursor` is,
    and `hushed` is how many comments are unread in muted branches; both as the thread was then.
    """

    cursor: CommentId | None = None
    line: int = 0
    folded: frozenset[CommentId] = frozenset()
    seen: frozenset[CommentId] = frozenset()
    starred: frozenset[CommentId] = frozenset()
    muted: frozenset[CommentId] = frozenset()
    marks: Mapping[str, Bookmark] = field(default_factory=dict)
    top: CommentId | None = None
    top_line: int = 0
    pane: str = ""
    article: tuple[int, int] = (0, 0)
    view: Mapping[str, str] = field(default_factory=dict)
    whereabouts: str = ""
    hushed: int = 0


def whereabouts(skeleton: Skeleton, place: int) -> str:
    """Where a comment is, for people: "#42 dmitri"."""
    return f"#{place + 1:,} {skeleton.names[place]}".rstrip()


_BEFORE, _EXCERPT = 40, 160

Passage = tuple[int, int]
"""Where something begins and ends, counted in code points."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A reply, or under None the article, in which something was found, and where in its text.

    `number` and `title` are the thread's, `place` is the reply's position in it or -1.
    """

    number: int
    title: str
    place: int
    comment: CommentId | None
    author: str
    written: Moment | None
    text: str
    passages: tuple[Passage, ...]

    def excerpt(self, width: int = _EXCERPT) -> tuple[str, tuple[Passage, ...]]:
        """A line of about so many characters around what was found first, and where in it the passages are."""
        first = self.passages[0][0] if self.passages else 0
        start = max(0, first - min(_BEFORE, width // 3))
        if start:
            start = self.text.find(" ", start, first) + 1 or start
        end = min(len(self.text), start + width)
        before, after = ("… " if start else ""), (" …" if end < len(self.text) else "")
        words = "".join(" " if char.isspace() else char for char in self.text[start:end])
        moved = ((a - start + len(before), min(b, end) - start + len(before)) for a, b in self.passages if a < end)
        return f"{before}{words}{after}", tuple(moved)
