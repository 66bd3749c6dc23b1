"""Where a reader is in a thread, to be come back to, and what lies over the thread for a while.

Places to go back to.

What the reader did to single replies, to be kept: seen, starred, muted, marked.

What the status line says of keys, in the keys that the reader has.

What an action wants of the world outside, for a screen to do.
"""

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from threadreader.model.blocks import Image
from threadreader.model.quote import Anchor
from threadreader.model.stored_thread import Bookmark, Progress, Skeleton
from threadreader.model.thread import CommentId
from threadreader.session.outline import Outline
from threadreader.session.panes import Standing
from threadreader.session.search import Beyond, Match, Search
from threadreader.session.viewport import Spot

if TYPE_CHECKING:
    from threadreader.session.lists import Listed, Position


class Pane(enum.StrEnum):
    """The two halves of a thread."""

    ARTICLE = "article"
    REPLIES = "replies"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is: the pane, and what stands where in both."""

    pane: Pane
    replies: Standing
    article: Spot
    outline: Outline
    together: bool | None = None
    for_jump: bool = False


@dataclass(frozen=True, slots=True)
class Light:
    """Both ends of the last jump along a quotation."""

    passage: Anchor
    quotation: Anchor


@dataclass(slots=True)
class Listing:
    """A list that lies over the thread: its rows, which of them the reader is at, and where the reader came from."""

    items: "Listed"
    origin: Place
    position: "Position"


@dataclass(slots=True)
class Finding:
    """A search that is on: its matches, the one that the reader is at, and where the reader came from.

    While its words are typed it can be given up. `beyond` is there where it is one of the whole library.
    """

    search: Search
    at: Match
    origin: Place
    typing: bool = True
    beyond: Beyond | None = None


T = TypeVar("T")


@dataclass(slots=True)
class JumpList(Generic[T]):
    """Where the reader jumped from, and after going back, where to go forward to; as a browser keeps its pages."""

    behind: list[T] = field(default_factory=list)
    ahead: list[T] = field(default_factory=list)

    def leave(self, here: T) -> None:
        """Note the place that a jump leaves; what lay ahead is forgotten."""
        self.behind.append(here)
        self.ahead.clear()

    def back(self, here: T) -> T | None:
        """The place that the last jump left, None where there was none; `here` can be gone forward to."""
        if not self.behind:
            return None
        self.ahead.append(here)
        return self.behind.pop()

    def forward(self, here: T) -> T | None:
        """The place that going back left, None where there was none."""
        if not self.ahead:
            return None
        self.behind.append(here)
        return self.ahead.pop()


_SETS = ("seen", "starred", "muted")


class Kept:
    """The sets hold names of comments. Unread is what was not seen and stands in no muted branch."""

    def __init__(self, skeleton: Skeleton, progress: Progress) -> None:
        here = skeleton.position.keys()
        self.seen: set[CommentId] = set(progress.seen & here)
        self.starred: set[CommentId] = set(progress.starred & here)
        self.muted: set[CommentId] = set(progress.muted & here)
        self.marks: dict[str, Bookmark] = dict(progress.marks)
        self.unseen: tuple[int, Sequence[int]] = 0, ()
        """What was last marked as unread at once: from where on, and which of it had been seen."""
        self._skeleton = skeleton
        self._unread = bytearray()
        self._count_anew()

    @property
    def unread(self) -> int:
        """How many replies are unread."""
        return self._unread.count(1)

    def is_unread(self, place: int) -> bool:
        """Whether a reply is unread."""
        return bool(self._unread[place])

    def is_starred(self, place: int) -> bool:
        """Whether a reply is starred."""
        return self._skeleton.ids[place] in self.starred

    def is_muted(self, place: int) -> bool:
        """Whether a reply is the first of a muted branch."""
        return self._skeleton.ids[place] in self.muted

    def any_unread(self, places: Iterable[int]) -> bool:
        """Whether one of some replies is unread."""
        if isinstance(places, range):
            return self._unread.find(1, places.start, places.stop) >= 0
        return any(map(self._unread.__getitem__, places))

    def unread_in(self, place: int) -> int:
        """How many replies of a branch are unread, its first one included."""
        return self._unread.count(1, place, place + self._skeleton.sizes[place])

    def unread_after(self, place: int) -> int | None:
        """The next unread reply, None where there is none."""
        found = self._unread.find(1, place + 1)
        return found if found >= 0 else None

    def unread_before(self, place: int) -> int | None:
        """The unread reply before, None where there is none."""
        found = self._unread.rfind(1, 0, place)
        return found if found >= 0 else None

    def see(self, places: Iterable[int]) -> None:
        """Take replies as seen."""
        for place in places:
            self.seen.add(self._skeleton.ids[place])
            self._unread[place] = 0

    def unsee(self, places: Iterable[int]) -> None:
        """Take replies as not seen."""
        self.seen.difference_update(self._skeleton.ids[place] for place in places)
        self._count_anew()

    def toggle_star(self, place: int) -> bool:
        """Star a reply, or take its star away; whether it has one now."""
        self.starred ^= {self._skeleton.ids[place]}
        return self.is_starred(place)

    def toggle_muted(self, place: int) -> bool:
        """Mute a branch, or let it be heard again; whether it is muted now."""
        self.muted ^= {self._skeleton.ids[place]}
        self._count_anew()
        return self.is_muted(place)

    def join(self, before: Progress, theirs: Progress) -> Progress:
        """Take over what was done in another window since `before`; gives `before` with that in it."""
        here = self._skeleton.position.keys()
        sets = {name: getattr(theirs, name) & here for name in _SETS}
        for name, new in sets.items():
            ours: set[CommentId] = getattr(self, name)
            old = getattr(before, name)
            ours |= new - old
            ours -= old - new
        for letter in before.marks.keys() | theirs.marks.keys():
            if theirs.marks.get(letter) == before.marks.get(letter):
                continue
            if letter in theirs.marks:
                self.marks[letter] = theirs.marks[letter]
            else:
                self.marks.pop(letter, None)
        self._count_anew()
        return replace(
            before, seen=sets["seen"], starred=sets["starred"], muted=sets["muted"], marks=dict(theirs.marks)
        )

    def add_to(self, progress: Progress) -> Progress:
        """Progress with all of this in it."""
        return replace(
            progress,
            seen=frozenset(self.seen),
            starred=frozenset(self.starred),
            muted=frozenset(self.muted),
            marks=dict(self.marks),
            hushed=len(self._skeleton) - self.unread - len(self.seen),
        )

    def _count_anew(self) -> None:
        self._unread = bytearray(b"\1") * len(self._skeleton)
        position = self._skeleton.position
        for place in (position[comment_id] for comment_id in self.seen if comment_id in position):
            self._unread[place] = 0
        for place in self._skeleton.inside(self.muted):
            self._unread[place] = 0


BACK = ("go.back", "back")
"""Behind what is said of a jump."""


class KeyHints:
    """Names the keys of actions by their ids; `written` gives a key as it is shown, "" where an action has none."""

    def __init__(self, written: Callable[[str], str] = lambda _: "") -> None:
        self._written = written

    def of(self, *ids: str) -> str:
        """The keys of some actions: `n N`."""
        return " ".join(filter(None, map(self._written, ids)))

    def beside(self, said: str, *hints: tuple[str, str]) -> str:
        """What is said, and behind it keys and what they do, each an id and words; without those that have no key."""
        keys = ((self.of(name), does) for name, does in hints)
        return " · ".join(filter(None, (said, *(f"{key} {does}" for key, does in keys if key))))


@dataclass(frozen=True, slots=True)
class Copy:
    """Put a text on the terminal's clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class Browse:
    """Show an address in the reader's browser."""

    address: str


@dataclass(frozen=True, slots=True)
class ShowPictures:
    """Show pictures of a reply or of the article, one of them first."""

    pictures: Sequence[Image]
    first: int


Errand = Copy | Browse | ShowPictures
