"""Filter actions: show only matching replies, a conversation, or all replies by time; completion of a filter."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import compress, pairwise

from msgspec.structs import replace

from threadreader.errors import SearchError
from threadreader.model.query import FIELDS, REPLY_STATES, parse_query
from threadreader.model.stored_thread import Skeleton
from threadreader.session import Pane, Session
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.lists import counted
from threadreader.session.outline import BY_TIME, Choice, in_order_of_writing
from threadreader.session.query import complete_term, matching_replies

_LAZY_ORDERS = "by_time", "ranks_by_time", "branches", "foldable"

# Why a comment is visible: it matches, or it leads to one that does.
_MATCHED, _CONTEXT = 1, 2

HINT = f"words, author:ann, after:2024-05, -word, OR, is:{'/'.join(REPLY_STATES)}"


def prepare(session: Session) -> Iterator[None]:
    """Compute the orders that the first folding or sorting of everything needs, one at each step."""
    for order in _LAZY_ORDERS:
        getattr(session.opened.skeleton, order)
        yield


def show_matching(session: Session, typed: str) -> str:
    """Filter as a query is typed: `registry author:ann after:2024-05-01`."""
    origin = session.filter_origin or session.location()
    session.return_to(origin, refold=True)
    session.filter_origin = origin
    if not typed.strip():
        return HINT
    try:
        query = parse_query(typed)
        indices = matching_replies(session, query)
    except SearchError as problem:
        return str(problem)
    if not indices:
        return f"no reply matches {typed}"
    choice = among(session.opened.skeleton, indices, f"& {typed.strip()}")
    choose(
        session,
        replace(choice, words=tuple({words.text.lower() for words in query.words if words.text}), token=object()),
    )
    return counted(len(indices))


def accept_matching(session: Session, typed: str) -> str:
    """Finish typing: the filter stays; an empty query shows all replies again."""
    message = show_matching(session, typed)
    origin, session.filter_origin = session.filter_origin, None
    if origin and session.replies.outline.choice is not origin.outline.choice:
        session.jumps.leave(origin)
    return message if typed.strip() else show_all(session)


def cancel_matching(session: Session) -> str:
    """Return to where the typing began."""
    if session.filter_origin:
        session.return_to(session.filter_origin, refold=True)
    session.filter_origin = None
    return ""


def show_all(session: Session, _count: int | None = None) -> str:
    """End the filter or the order by time; the cursor stays at its reply."""
    choose(session, None)
    return ""


def by_time(session: Session, _count: int | None) -> str:
    """Toggle between the order of writing and the tree."""
    if session.cursor is None:
        return NO_REPLIES
    choice = session.replies.outline.choice
    if choice and choice.title == BY_TIME:
        return show_all(session)
    choose(session, in_order_of_writing(session.opened.skeleton))
    return session.keys.add_to("by time, the earliest first", ("find.by-time", "shows the tree again"))


def only_by(session: Session, names: Iterable[str]) -> str:
    """Show only the replies of these authors, and their ancestors as single lines."""
    wanted = set(names)
    skeleton = session.opened.skeleton
    indices = [index for index, name in enumerate(skeleton.names) if name in wanted]
    choose(session, among(skeleton, indices, f"only {' and '.join(sorted(wanted))}"))
    return counted(len(indices))


def conversation(session: Session, _count: int | None) -> str:
    """Show the conversation of the reply's author and its parent's; again: all they wrote; again: all replies.

    Its ancestors stand above it.
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
    """Show the conversation of two authors at the cursor, or with `whole` all their replies in the thread."""
    skeleton, cursor = session.opened.skeleton, session.replies.cursor
    indices = [p for p, name in enumerate(skeleton.names) if name in names] if whole else _run(skeleton, cursor, names)
    title = f"conversation of {' and '.join(names)}{', all of it' if whole else ''}"
    sides = {index: int(skeleton.names[index] == names[-1] and names[0] != names[-1]) for index in indices}
    gaps = {one: other - one - 1 for one, other in pairwise(indices) if other - one > 1}
    choose(session, Choice(title, indices, flat=True, levels=sides, left_out=gaps, between=tuple(names), whole=whole))
    more = [] if whole else [("people.conversation", "shows all of theirs")]
    return session.keys.add_to(counted(len(indices)), *more, ("app.back-out", "shows all" if whole else "ends"))


def choose(session: Session, choice: Choice | None) -> None:
    """Show a choice of the replies, or all; the cursor stays at its reply, or goes to the nearest visible one."""
    session.close_peek()
    if choice:
        session.pane = Pane.REPLIES
    session.replies.choose(choice)


def among(skeleton: Skeleton, indices: Sequence[int], title: str) -> Choice:
    """A choice of comments in their tree; their ancestors are its context."""
    parents, shown = skeleton.parents, bytearray(len(skeleton))
    for index in indices:
        shown[index] = _MATCHED
    for index in indices:
        parent = parents[index]
        while parent >= 0 and not shown[parent]:
            shown[parent] = _CONTEXT
            parent = parents[parent]
    rows = array("I", compress(skeleton.positions, shown))
    return Choice(title, rows, frozenset(index for index in rows if shown[index] == _CONTEXT))


def _run(skeleton: Skeleton, cursor: int, names: Sequence[str]) -> Sequence[int]:
    """A comment, its ancestors, and all replies of the two in the branch where they begin to alternate."""
    above = [cursor, *skeleton.ancestors(cursor)]
    start = next((n for n, index in enumerate(above) if skeleton.names[index] not in names), len(above)) - 1
    top = above[max(start, 0)]
    inside = {top}
    for index in range(top + 1, top + skeleton.sizes[top]):
        if skeleton.names[index] in names and skeleton.parents[index] in inside:
            inside.add(index)
    return sorted(inside.union(above))


def complete_query(session: Session, typed: str) -> tuple[str, Sequence[str]]:
    """The typed text with its unambiguous completion, and the candidates, most frequent authors first."""
    return complete_term(typed, partial(_known, session))


def _known(session: Session, key: str) -> Iterable[str]:
    match key:
        case "author:":
            # A query has no way to write a quotation mark: a name that has one is asked for by what stands before it.
            counts = Counter(filter(None, session.opened.skeleton.names))
            names = sorted(counts, key=lambda name: (-counts[name], name))
            return filter(None, (name.partition('"')[0].strip() for name in names))
        case "is:":
            return REPLY_STATES
        case "":
            return (f"{term}:" for term in FIELDS)
        case _:
            return ()
