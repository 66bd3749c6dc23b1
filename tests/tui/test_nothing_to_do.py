"""A key that has nothing to do says why: each action, in threads and places where it may have nothing to do."""

from collections.abc import Hashable

import pytest

from reading import reader
from threadreader.session import Session
from threadreader.session.actions import act
from threadreader.session.actions.people import People
from threadreader.tui.keys import KEYS, Key, active_contexts, current_context

THREADS = {
    "no replies": "# Title\n\nOnly words.\n",
    "one reply": "# Title\n\nOnly words.\n\nann: Hi\n",
    "replies": "# Title\n\nOnly words.\n\nann: Hi\n  bob: > Hi\n\n       yes\n    carl: x\ndora: y\n",
}
PLACES = {
    "the beginning": (),
    "the article": ("go.other-pane",),
    "the end": ("go.last",),
    "all collapsed": ("fold.close-all",),
    "a list of people": ("people.list",),
    "a list of the newest": ("find.newest",),
}
BY_ID = {key.id: key for key in KEYS}


def start(thread: str, place: str) -> Session:
    session = reader(THREADS[thread])
    session.arrange((140, 30))
    for name in PLACES[place]:
        press(session, BY_ID[name])
    return session


def press(session: Session, key: Key) -> str | None:
    """What an action of the session says, None where its key does not work or belongs to a screen."""
    return (
        act(session, key.act)
        if callable(key.act) and key.context in active_contexts(current_context(session))
        else None
    )


def state(session: Session) -> Hashable:
    """All that an action may change."""
    listing, kept = session.open_list, session.read_state
    items = listing.items if listing else None
    return (
        session.location(),
        items
        and (type(items), listing and listing.position.at, tuple(items.marked) if isinstance(items, People) else ()),
        (session.link_highlight, session.peek, session.picked, session.quoted_text, session.pinned, session.asked),
        (
            id(session.active_search),
            id(session.hints),
            session.preferences,
            session.settings,
            session.sizes,
            len(session.effects),
        ),
        (kept.unread, frozenset(kept.starred), frozenset(kept.muted)),
    )


@pytest.mark.parametrize("thread", THREADS)
@pytest.mark.parametrize("place", PLACES)
def test_an_action_changes_something_or_says_why_not(thread: str, place: str) -> None:
    silent = []
    for key in KEYS:
        session = start(thread, place)
        before = state(session)
        if press(session, key) == "" and state(session) == before:
            silent.append(key.id)
    assert silent == []
