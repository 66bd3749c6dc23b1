"""State of a session: jump list, layers over the thread, read state, key hints, effects, and the saved position."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.annotation import Annotations, new_id
from threadreader.model.blocks import Image
from threadreader.model.page import Save
from threadreader.model.quote import Anchor
from threadreader.model.related import Destination
from threadreader.model.stored_thread import Bookmark, Progress, Skeleton, progress_label
from threadreader.model.thread import CommentId
from threadreader.session.outline import BY_TIME, BY_VOTES, Outline, in_order
from threadreader.session.panes import ArticleView, CursorAnchor, ReplyView
from threadreader.session.search import Match, OtherThreads, Search
from threadreader.session.viewport import Spot

if TYPE_CHECKING:
    from threadreader.session.actions.lists import Table
    from threadreader.session.lists import Position


class Pane(enum.StrEnum):
    """The two halves of a thread."""

    ARTICLE = "article"
    REPLIES = "replies"


class Location(Struct, frozen=True):
    """A location in a thread: the active pane, and the positions of both."""

    pane: Pane
    replies: CursorAnchor
    article: Spot
    outline: Outline
    together: bool | None = None
    for_jump: bool = False


class Visit(Struct, frozen=True):
    """A thread that was left for another one: its number, its parse, and the locations in it, the last one here."""

    number: int
    thread: int
    locations: tuple[Location, ...]


class LinkHighlight(Struct, frozen=True):
    """Both ends of the last followed quotation."""

    passage: Anchor
    quotation: Anchor


class OpenList(Struct):
    """A list over the thread: its rows, the position in it, where it was opened, and the list that it lies over."""

    items: "Table[Any]"
    origin: Location
    position: "Position"
    below: "OpenList | None" = None


class ActiveSearch(Struct):
    """A search in progress: its matches, the current one, and where it began.

    While `typing` it can be cancelled. `other_threads` is set where it is part of a library search.
    """

    search: Search
    at: Match
    origin: Location
    typing: bool = True
    other_threads: OtherThreads | None = None


T = TypeVar("T")


class JumpList(Struct, Generic[T]):
    """History of jumps, back and forward, as a browser's."""

    behind: list[T] = []
    ahead: list[T] = []

    def leave(self, here: T) -> None:
        """Add the location that a jump leaves; the forward history ends."""
        self.behind.append(here)
        self.ahead.clear()

    def step(self, here: T, *, back: bool) -> T | None:
        """The location of the last jump, or the one that going back left; None without one. `here` takes its place."""
        left, entered = (self.behind, self.ahead) if back else (self.ahead, self.behind)
        if not left:
            return None
        entered.append(here)
        return left.pop()


_ID_SETS = ("seen", "starred", "muted")


class ReadState:
    """Sets of seen, starred and muted comments, and marks. Unread is what is neither seen nor in a muted branch."""

    def __init__(self, skeleton: Skeleton, progress: Progress) -> None:
        here = skeleton.position.keys()
        self.seen: set[CommentId] = set(progress.seen & here)
        self.starred: set[CommentId] = set(progress.starred & here)
        self.muted: set[CommentId] = set(progress.muted & here)
        self.marks: dict[str, Bookmark] = dict(progress.marks)
        self.annotations: Annotations = progress.annotations
        # True until the end of an article without replies was shown.
        self.article_unread = not len(skeleton) and bool(progress.progress_label)
        # The last bulk mark, for undo: the first position marked unread, -1 for all read; and the replies it changed.
        self.unseen: tuple[int, Sequence[int]] = 0, ()
        self._skeleton = skeleton
        self._unread = bytearray()
        self._rebuild_unread()

    @property
    def unread(self) -> int:
        """The number of unread replies."""
        return self._unread.count(1)

    @property
    def unread_length(self) -> int:
        """The number of characters of the unread replies."""
        return sum(compress(self._skeleton.lengths, self._unread))

    def is_unread(self, index: int) -> bool:
        """True if a reply is unread."""
        return bool(self._unread[index])

    def is_starred(self, index: int) -> bool:
        """True if a reply is starred."""
        return self._skeleton.ids[index] in self.starred

    def is_muted(self, index: int) -> bool:
        """True if a reply is the root of a muted branch."""
        return self._skeleton.ids[index] in self.muted

    def has_unread(self, indices: range) -> bool:
        """True if one of the replies is unread."""
        return self._unread.find(1, indices.start, indices.stop) >= 0

    def unread_in(self, index: int) -> int:
        """The number of unread replies in a branch, its root included."""
        return self._unread.count(1, index, index + self._skeleton.sizes[index])

    def mark_seen(self, indices: Iterable[int]) -> None:
        """Mark replies as seen."""
        for index in indices:
            self.seen.add(self._skeleton.ids[index])
            self._unread[index] = 0

    def mark_unseen(self, indices: Iterable[int]) -> None:
        """Mark replies as not seen."""
        self.seen.difference_update(self._skeleton.ids[index] for index in indices)
        self._rebuild_unread()

    def toggle_star(self, index: int) -> bool:
        """Toggle the star of a reply; True if it has one now."""
        self.starred ^= {self._skeleton.ids[index]}
        return self.is_starred(index)

    def toggle_muted(self, index: int) -> bool:
        """Toggle the muting of a branch; True if it is muted now."""
        self.muted ^= {self._skeleton.ids[index]}
        self._rebuild_unread()
        return self.is_muted(index)

    def merge(self, before: Progress, other: Progress) -> Progress:
        """Merge what another window changed since `before`; returns `before` with those changes."""
        here = self._skeleton.position.keys()
        sets = {name: getattr(other, name) & here for name in _ID_SETS}
        for name, new in sets.items():
            ours: set[CommentId] = getattr(self, name)
            old = getattr(before, name)
            ours |= new - old
            ours -= old - new
        self.marks, _ = _merge(self.marks, before.marks, other.marks)
        self.annotations, replaced = _merge(self.annotations, before.annotations, other.annotations)
        self.annotations |= {new_id(): ours for ours in replaced}
        self._rebuild_unread()
        return replace(before, **sets, marks=dict(other.marks), annotations=other.annotations)

    def add_to(self, progress: Progress) -> Progress:
        """Progress with the read state in it."""
        return replace(
            progress,
            seen=frozenset(self.seen),
            starred=frozenset(self.starred),
            muted=frozenset(self.muted),
            marks=dict(self.marks),
            annotations=self.annotations,
            muted_unread=len(self._skeleton) - self.unread - len(self.seen),
        )

    def _rebuild_unread(self) -> None:
        self._unread = bytearray(b"\1") * len(self._skeleton)
        position = self._skeleton.position
        for index in (position[comment_id] for comment_id in self.seen if comment_id in position):
            self._unread[index] = 0
        for index in self._skeleton.inside(self.muted):
            self._unread[index] = 0


def _merge(ours: Mapping[str, T], before: Mapping[str, T], other: Mapping[str, T]) -> tuple[dict[str, T], list[T]]:
    """Ours with what another window changed since `before`; and what both changed, as it was changed here."""
    merged, replaced = dict(ours), list[T]()
    for name in before.keys() | other.keys():
        old, here, there = before.get(name), ours.get(name), other.get(name)
        if old == there:
            continue
        if there is not None:
            replaced += [here] if here is not None and here not in (old, there) else []
            merged[name] = there
        elif here == old:
            merged.pop(name, None)
    return merged, replaced


NO_ADDRESS = "no address known for this page"

# The hints behind the message of a jump.
BACK, FORWARD = ("go.back", "back"), ("go.forward", "forward")

LOADING = "app.back-out", "cancels"
"""The hint behind the message of what loads another screen."""


class KeyHints:
    """Key hints by the id of an action; `written` names a key, "" for an action without one."""

    def __init__(self, written: Callable[[str], str] = lambda _: "") -> None:
        self._written = written

    def of(self, *ids: str) -> str:
        """The keys of actions: `n N`."""
        return " ".join(filter(None, map(self._written, ids)))

    def add_to(self, message: str, *hints: tuple[str, str]) -> str:
        """A message with hints behind it, each an id and its effect; without those that have no key."""
        keys = ((self.of(name), does) for name, does in hints)
        return " · ".join(filter(None, (message, *(f"{key} {does}" for key, does in keys if key))))


class Copy(Struct, frozen=True):
    """Put a text on the terminal's clipboard."""

    text: str


class Browse(Struct, frozen=True):
    """Open an address in the browser."""

    address: str


class ShowPictures(Struct, frozen=True):
    """Show images of a reply or of the article, one of them first."""

    pictures: Sequence[Image]
    first: int


class Keep(Struct, frozen=True):
    """Save what the user did at once, and say so only then."""


class Pipe(Struct, frozen=True):
    """Ask for a command, and hand it a text; `what` says of the reader's words what that is."""

    text: str
    what: str
    takes_note: bool = False


class Load(Struct, frozen=True):
    """Load what takes long, without a change of the session; `done` gets it, and returns a message."""

    load: Callable[[], Any]
    done: Callable[[Any], str]


class ShowSave(Struct, frozen=True):
    """Show one save as it was, or all of them joined where it is None."""

    save: Save | None


class DropSave(Struct, frozen=True):
    """Delete a save from the library."""

    save: Save


class OpenOther(Struct, frozen=True):
    """Open another thread in place of this one."""

    destination: Destination


class Revisit(Struct, frozen=True):
    """Go back to the thread from which a link led here, or forward again."""

    back: bool


class ShowJoined(Struct, frozen=True):
    """Show the thread as one with other stored ones, by their numbers: all discussions of an article."""

    numbers: Sequence[int]


OfSaves = Load | ShowSave | DropSave
ToOther = OpenOther | Revisit | ShowJoined
Effect = Copy | Browse | ShowPictures | Keep | Pipe | OfSaves | ToOther


_ORDER_KEY, _ORDERS = "order", (BY_TIME, BY_VOTES)
_DENSITY_KEY, _DENSE = "density", "dense"


def save_position(skeleton: Skeleton, replies: ReplyView, article: ArticleView) -> Progress:
    """The position of both panes, and the folds, as progress."""
    ids = skeleton.ids
    block, line = article.window.top.item, article.window.top.line
    if not len(skeleton):
        return Progress(article=(block, line))
    top, choice = replies.window.top, replies.outline.choice
    return Progress(
        cursor=ids[replies.cursor],
        line=replies.cursor_anchor().spot.line,
        folded=frozenset(ids[index] for index in replies.outline.folded),
        top=ids[top.item],
        top_line=top.line,
        article=(block, line),
        progress_label=progress_label(skeleton, replies.cursor),
        view={
            **({_ORDER_KEY: choice.title} if choice and choice.title in _ORDERS else {}),
            **({_DENSITY_KEY: _DENSE} if replies.outline.dense else {}),
        },
    )


def with_initial_folds(skeleton: Skeleton, progress: Progress, opens: str) -> Progress:
    """Progress with the folds of the setting `opens`.

    "top" opens the top level, until the thread was read for the first time; "new" opens branches with unread replies.
    """
    if opens == "new":
        folded = frozenset(_without_unread(skeleton, ReadState(skeleton, progress)))
    elif opens == "top" and progress.cursor is None:
        folded = Outline(skeleton).fold_below(1).folded
    else:
        return progress
    return replace(progress, folded=frozenset(skeleton.ids[index] for index in folded))


def _without_unread(skeleton: Skeleton, state: ReadState) -> Iterator[int]:
    """The outermost branches that have replies and nothing unread."""
    unread = [0, *accumulate(map(state.is_unread, range(len(skeleton))))]
    index = 0
    while index < len(skeleton):
        end = index + skeleton.sizes[index]
        done = end - index > 1 and unread[end] == unread[index]
        if done:
            yield index
        index = end if done else index + 1


def restore_folds(skeleton: Skeleton, replies: ReplyView, progress: Progress) -> None:
    """Restore folds, muted branches, the order, and the dense view."""
    position = skeleton.position
    folds = [position[comment] for comment in progress.folded | progress.muted if comment in position]
    if folds:
        replies.fold(folds)
    order = progress.view.get(_ORDER_KEY, "")
    if order in _ORDERS and len(skeleton):
        replies.choose(in_order(skeleton, order))
    if progress.view.get(_DENSITY_KEY) == _DENSE:
        replies.refold(replace(replies.outline, dense=True))


def restore_position(skeleton: Skeleton, replies: ReplyView, article: ArticleView, progress: Progress) -> None:
    """Restore the position of both panes.

    Where the window's first comment is gone, or the window is now too small for the cursor's below it, that stands at
    the top.
    """
    article.window.top = Spot(*progress.article)
    article.window.settle()
    position = skeleton.position
    if progress.cursor is None or progress.cursor not in position:
        return
    replies.go(position[progress.cursor])
    top, here = position.get(progress.top) if progress.top else None, Spot(replies.cursor, progress.line)
    if top is not None and replies.outline.is_visible(top):
        replies.window.put(Spot(top, progress.top_line), 0)
        if replies.window.row_of(here) is not None:
            return
    replies.window.put(here, 0)
