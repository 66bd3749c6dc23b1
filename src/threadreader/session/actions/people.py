"""Who takes part in a thread: the list of people, and what is done with one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from threadreader.model.stored_thread import Skeleton
from threadreader.render.dates import short_span
from threadreader.render.lines import Line, Role
from threadreader.session import Session
from threadreader.session.actions import filtering, lists
from threadreader.session.actions.moving import NO_REPLIES, jump
from threadreader.session.lists import cell, longest, name_room, row_of, share
from threadreader.session.motions import Moved, Refusal
from threadreader.session.outline import Outline

_NAMES = 0.44
"""The part of a row that names may take: the rest is figures."""

_DAY = len("2024-05-03")


@dataclass(slots=True)
class Person:
    """Somebody who wrote replies: which ones, from the first to the last in the thread."""

    name: str
    places: list[int] = field(default_factory=list)
    by_op: bool = False
    first: str = ""
    last: str = ""


def people(skeleton: Skeleton) -> Sequence[Person]:
    """Everybody who has a name, those with the most replies first."""
    found: dict[str, Person] = {}
    for place, name in enumerate(skeleton.names):
        if not name:
            continue
        person = found.get(name) or found.setdefault(name, Person(name))
        person.places.append(place)
        person.by_op = person.by_op or place in skeleton.by_op
        if day := (skeleton.times[place] or "")[:_DAY]:
            person.first = min(person.first or day, day)
            person.last = max(person.last, day)
    return sorted(found.values(), key=lambda person: (-len(person.places), person.name))


class People:
    """The people of a thread as a list."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.everybody = people(session.opened.skeleton)
        self.marked: list[str] = []
        self._longest = longest(person.name for person in self.everybody)
        count = len(self.everybody)
        self.title = "1 person" if count == 1 else f"{count:,} people"

    def __len__(self) -> int:
        return len(self.everybody)

    def row(self, number: int, width: int) -> Line:
        """Name, replies, share, and from when to when."""
        person = self.everybody[number]
        most = len(self.everybody[0].places)
        mark = "✓" if person.name in self.marked else " "
        span = short_span(person.first, person.last) if person.first else ""
        cells = [
            (mark + cell(person.name, name_room(self._longest, width, _NAMES)), Role.HEADING),
            (cell("OP" if person.by_op else "", 2), Role.BULLET),
            (cell(f"{len(person.places):,}", 6, right=True), Role.TEXT),
            (share(len(person.places) / most), Role.SOURCE),
        ]
        return row_of(*cells, (span, Role.SOURCE), width=width)

    def person(self, number: int) -> str | None:
        """Everybody in their own colour."""
        return self.everybody[number].name

    def show(self, number: int) -> None:
        """Show the next reply of the person."""
        self.session.show_reply(self._next(self.everybody[number]))

    def go(self, number: int) -> str:
        """Go to the next reply of the person."""
        person, cursor = self.everybody[number], self.session.replies.cursor
        place = self._next(person)
        if place != cursor:
            self.session.jumps.leave(self.session.here())
        self.session.show_reply(place)
        said = f"{person.name}: reply {person.places.index(place) + 1:,} of {len(person.places):,}"
        return self.session.keys.beside(said, ("people.next", "next"), ("people.previous", "previous"))

    def _next(self, person: Person) -> int:
        cursor = self.session.replies.cursor
        return next((place for place in person.places if place >= cursor), person.places[0])


def show_people(session: Session, _count: int | None) -> str:
    """List everybody who takes part, at the one who wrote the reply."""
    if session.cursor is None:
        return NO_REPLIES
    items = People(session)
    if not len(items):
        return "no reply here has a name"
    name = session.opened.skeleton.names[session.replies.cursor]
    at = next((number for number, person in enumerate(items.everybody) if person.name == name), 0)
    return lists.open_list(session, items, at=at)


def mark(session: Session, _count: int | None) -> str:
    """Mark the person, or take the mark off; the last two that are marked are a pair."""
    items, person = _chosen(session)
    if person.name in items.marked:
        items.marked.remove(person.name)
    else:
        items.marked = [*items.marked[-1:], person.name]
    lists.down(session, None)
    if len(items.marked) == _PAIR:
        return session.keys.beside(" and ".join(items.marked), ("people.talk", "shows what they say to each other"))
    return session.keys.beside("one of two", ("people.mark", "marks the other")) if items.marked else "nobody is marked"


def only(session: Session, _count: int | None) -> str:
    """Show only what the person wrote, or those marked."""
    items, person = _chosen(session)
    lists.close(session, None)
    session.jumps.leave(session.here())
    return session.keys.beside(filtering.only_by(session, items.marked or [person.name]), ("app.back-out", "shows all"))


def talk(session: Session, _count: int | None) -> str:
    """Show all that the two who are marked wrote, or the person and the writer of the reply."""
    items, person = _chosen(session)
    here = session.opened.skeleton.names[session.replies.cursor]
    pair = items.marked if len(items.marked) == _PAIR else [here, person.name]
    if pair[0] == pair[1]:
        return session.keys.beside("that is for two people", ("people.mark", "marks one, then another"))
    lists.close(session, None)
    session.jumps.leave(session.here())
    return filtering.converse(session, pair, whole=True)


def color(session: Session, _count: int | None) -> str:
    """Give the person a colour and a mark in the thread, or take them away."""
    _, person = _chosen(session)
    if person.name in session.pinned:
        session.pinned = session.pinned - {person.name}
        return f"{person.name} is no longer marked"
    session.pinned = session.pinned | {person.name}
    return f"{person.name} is marked ◆"


def fold(session: Session, _count: int | None) -> str:
    """Fold all replies of the person."""
    _, person = _chosen(session)
    lists.close(session, None)
    session.replies.fold(person.places)
    return session.keys.beside(f"{len(person.places):,} folded", ("fold.open-all", "opens all"))


def next_by_author(session: Session, count: int | None) -> str:
    """The next reply of the same person."""
    return jump(session, _next_by_author, count)


def previous_by_author(session: Session, count: int | None) -> str:
    """The reply before of the same person."""
    return jump(session, _previous_by_author, count)


_PAIR = 2


def _chosen(session: Session) -> tuple[People, Person]:
    assert session.listing is not None, "these keys work in the list of people"
    items = session.listing.items
    assert isinstance(items, People), "these keys work in the list of people"
    return items, items.everybody[session.listing.position.at]


def _next_by_author(outline: Outline, place: int) -> Moved:
    return _by_author(outline, place, range(place + 1, len(outline.skeleton)), "later")


def _previous_by_author(outline: Outline, place: int) -> Moved:
    return _by_author(outline, place, range(place - 1, -1, -1), "earlier")


def _by_author(outline: Outline, place: int, places: range, which: str) -> Moved:
    names = outline.skeleton.names
    name = names[place]
    if not name:
        return Refusal("nobody is named here")
    found = next((other for other in places if names[other] == name and not _passed_over(outline, other)), None)
    return Refusal(f"no {which} reply by {name}") if found is None else found


def _passed_over(outline: Outline, place: int) -> bool:
    return outline.choice is not None and not outline.visible(place)
