"""Actions that show some of the replies, or all of them in another order, until the reader has had enough of it."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, pairwise

from threadreader.model.stored_thread import Skeleton
from threadreader.session import Pane, Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.outline import BY_TIME, Choice, in_order_of_writing
from threadreader.session.query import STATES, parse_query, places_of

_ORDERS = "by_time", "ranks_by_time", "branches", "foldable"

_CHOSEN, _LEADING = 1, 2
"""What shows a comment: that it is wanted, or that it leads to one that is."""

HINT = f"words, author:ann, since:2024-05-01, is:{'/'.join(STATES)}"


def prepare(session: Session) -> Iterator[None]:
    """Make ready, one at each step, what the first to fold all replies or to put them in another order waits for."""
    for order in _ORDERS:
        getattr(session.opened.skeleton, order)
        yield


def show_matching(session: Session, words: str) -> str:
    """Show only what a query matches, as it is typed: `registry author:ann since:2024-05-01`."""
    origin = session.choosing_from or session.here()
    session.return_to(origin, refold=True)
    session.choosing_from = origin
    query = parse_query(words)
    if query.empty:
        return HINT
    places = places_of(session, query)
    if not places:
        return f"no reply matches {words}"
    choose(session, among(session.opened.skeleton, places, f"& {words.strip()}"))
    return _counted(places)


def keep_matching(session: Session, words: str) -> str:
    """Finish typing: what matches stays alone on the screen; nothing typed shows all replies again."""
    said = show_matching(session, words)
    origin, session.choosing_from = session.choosing_from, None
    if origin and session.replies.outline.choice is not origin.outline.choice:
        session.jumps.leave(origin)
    return said if words.strip() else show_all(session)


def give_up_matching(session: Session) -> str:
    """Be where the typing began."""
    if session.choosing_from:
        session.return_to(session.choosing_from, refold=True)
    session.choosing_from = None
    return ""


def show_all(session: Session, _count: int | None = None) -> str:
    """End what shows only some replies, or all in another order; the reader stays at the reply."""
    choose(session, None)
    return ""


def by_time(session: Session, _count: int | None) -> str:
    """Show the replies in the order in which they were written, or in their tree again."""
    if session.cursor is None:
        return NO_REPLIES
    choice = session.replies.outline.choice
    if choice and choice.title == BY_TIME:
        return show_all(session)
    choose(session, in_order_of_writing(session.opened.skeleton))
    return session.keys.beside("by time, the earliest first", ("find.by-time", "shows the tree again"))


def only_by(session: Session, names: Iterable[str]) -> str:
    """Show only what some people wrote, and what it answers as a line."""
    wanted = set(names)
    skeleton = session.opened.skeleton
    places = [place for place, name in enumerate(skeleton.names) if name in wanted]
    choose(session, among(skeleton, places, f"only {' and '.join(sorted(wanted))}"))
    return _counted(places)


def conversation(session: Session, _count: int | None) -> str:
    """Show what the writer of the reply and the one they answer say to each other; again: all they wrote; again: all.

    What they answer stands above it.
    """
    if session.cursor is None:
        return NO_REPLIES
    skeleton, cursor = session.opened.skeleton, session.replies.cursor
    choice = session.replies.outline.choice
    if choice and choice.between:
        return show_all(session) if choice.whole else converse(session, choice.between, whole=True)
    parent = skeleton.parents[cursor]
    if parent < 0:
        return "no conversation: this answers the article"
    return converse(session, (skeleton.names[parent], skeleton.names[cursor]))


def converse(session: Session, names: Sequence[str], *, whole: bool = False) -> str:
    """Show what two people say to each other around the reply, or with `whole` all that they wrote in the thread."""
    skeleton, cursor = session.opened.skeleton, session.replies.cursor
    places = [p for p, name in enumerate(skeleton.names) if name in names] if whole else _run(skeleton, cursor, names)
    title = f"conversation of {' and '.join(names)}{', all of it' if whole else ''}"
    sides = {place: int(skeleton.names[place] == names[-1] and names[0] != names[-1]) for place in places}
    shown = Choice(title, places, flat=True, levels=sides, left_out=_gaps(places), between=tuple(names), whole=whole)
    choose(session, shown)
    more = [] if whole else [("people.conversation", "shows all of theirs")]
    return session.keys.beside(_counted(places), *more, ("app.back-out", "shows all" if whole else "ends"))


def choose(session: Session, choice: Choice | None) -> None:
    """Show a choice of the replies, or all of them; the reader stays at the reply, or goes to the nearest shown."""
    session.close_peek()
    if choice:
        session.pane = Pane.REPLIES
    session.replies.choose(choice)


def among(skeleton: Skeleton, places: Sequence[int], title: str) -> Choice:
    """A choice of comments in their tree; those that lead to them are its context."""
    parents, shown = skeleton.parents, bytearray(len(skeleton))
    for place in places:
        shown[place] = _CHOSEN
    for place in places:
        parent = parents[place]
        while parent >= 0 and not shown[parent]:
            shown[parent] = _LEADING
            parent = parents[parent]
    rows = array("I", compress(skeleton.positions, shown))
    return Choice(title, rows, frozenset(place for place in rows if shown[place] == _LEADING))


def _run(skeleton: Skeleton, cursor: int, names: Sequence[str]) -> Sequence[int]:
    """What leads to a comment, and in the branch where the two begin to alternate all that they say in turn."""
    above = [cursor, *skeleton.ancestors(cursor)]
    start = next((n for n, place in enumerate(above) if skeleton.names[place] not in names), len(above)) - 1
    top = above[max(start, 0)]
    inside = {top}
    for place in range(top + 1, top + skeleton.sizes[top]):
        if skeleton.names[place] in names and skeleton.parents[place] in inside:
            inside.add(place)
    return sorted(inside.union(above))


def _gaps(places: Sequence[int]) -> Mapping[int, int]:
    """How many comments were passed over behind each."""
    return {one: other - one - 1 for one, other in pairwise(places) if other - one > 1}


def _counted(places: Sequence[int]) -> str:
    return f"{len(places):,} {'reply' if len(places) == 1 else 'replies'}"
