"""The list of authors of a thread, and actions on one or two of them."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from threadreader.model.blocks import own_text
from threadreader.model.stored_thread import Skeleton
from threadreader.model.text import counted
from threadreader.render.dates import short_span
from threadreader.render.lines import Role
from threadreader.session import Session
from threadreader.session.actions import finding, lists
from threadreader.session.actions.lists import Table
from threadreader.session.actions.moving import jump, on_reply
from threadreader.session.lists import Column, excerpt, share
from threadreader.session.outline import Moved, Outline

# The share of a row for names: the rest is figures.
_NAME_SHARE = 0.44

_PAIR = 2  # people whose conversation is shown
_DAY_CHARS = len("2024-05-03")
# Columns from which a row has the bar and the days too; `29 Dec 2023 to 3 May 2024` without the second year.
_ROOMY_COLUMNS, _SPAN_CELLS = 100, 22


class Person(Struct):
    """An author: positions of their replies, in order, and the days of the first and the last."""

    name: str
    replies: list[int] = []
    by_op: bool = False
    first: str = ""
    last: str = ""


def people(skeleton: Skeleton) -> Sequence[Person]:
    """The authors of a thread, those with the most replies first."""
    by_name: dict[str, Person] = {}
    for index, name in enumerate(skeleton.names):
        if not name:
            continue
        person = by_name.get(name) or by_name.setdefault(name, Person(name))
        person.replies.append(index)
        person.by_op = person.by_op or index in skeleton.by_op
        if day := (skeleton.times[index] or "")[:_DAY_CHARS]:
            person.first = min(person.first or day, day)
            person.last = max(person.last, day)
    return sorted(by_name.values(), key=lambda person: (-len(person.replies), person.name))


class People(Table[Person]):
    """The list of authors; `everybody` are also those whom a search for a name left out."""

    kind = "participants"

    def __init__(self, session: Session) -> None:
        self.everybody = people(session.opened.skeleton)
        self.marked: list[str] = []
        largest = max((len(person.replies) for person in self.everybody), default=1)
        every = len(session.opened.skeleton)
        columns = (
            Column[Person](
                _name, Role.HEADING, share=_NAME_SHARE, mark=lambda person: "✓" if person.name in self.marked else " "
            ),
            Column[Person](lambda person: "OP" if person.by_op else "", Role.BULLET, cells=2),
            Column[Person](lambda person: f"{len(person.replies):,}", Role.TEXT, cells=6, right=True),
            Column[Person](lambda person: f"{round(100 * len(person.replies) / every):3} %"),
            Column[Person](lambda person: share(len(person.replies) / largest), min_width=_ROOMY_COLUMNS),
            Column[Person](
                lambda person: short_span(person.first, person.last) if person.first else "",
                cells=_SPAN_CELLS,
                min_width=_ROOMY_COLUMNS,
            ),
        )
        title = counted(len(self.everybody), "person")
        super().__init__(
            session, title, self.everybody, columns, self._first_words, target=self._next_reply, person=_name
        )

    def find(self, text: str) -> int:
        """Show only those whose name has a text; the number of them. Where none has it, those of before stay."""
        wanted = text.casefold().strip()
        found = [person for person in self.everybody if wanted in person.name.casefold()]
        self.rows = found or self.rows
        return len(found)

    def go(self, number: int) -> str:
        """Go to the next reply of the person."""
        person = self.rows[number]
        index = self._next_reply(person)
        if index != self.session.replies.cursor:
            self.session.jumps.leave(self.session.location())
        self.session.show_reply(index)
        message = f"{person.name}: reply {person.replies.index(index) + 1:,} of {len(person.replies):,}"
        return self.session.keys.add_to(message, ("people.next", "next"), ("people.previous", "previous"))

    def _first_words(self, person: Person) -> str:
        """The first words that somebody wrote, without those quoted."""
        return excerpt(own_text(self.session.opened.comment(person.replies[0]).body))

    def _next_reply(self, person: Person) -> int:
        cursor = self.session.replies.cursor
        return next((index for index in person.replies if index >= cursor), person.replies[0])


def _name(person: Person) -> str:
    return person.name


@on_reply
def show_people(session: Session, _index: int, _count: int | None) -> str:
    """List the authors, those who wrote most first."""
    items = People(session)
    if not len(items):
        return "no reply has a named author"
    return lists.open_list(session, items)


def find(session: Session, typed: str) -> str:
    """Show only the people whose name has a text; everybody again where it is empty."""
    items, person = lists.selected(session, People)
    found = items.find(typed)
    lists.fit_rows(session, items.rows.index(person) if person in items.rows else 0)
    return (
        ""
        if not typed
        else f"{found:,} of {counted(len(items.everybody), 'person')}"
        if found
        else f"no author matches {typed}"
    )


def mark(session: Session, _count: int | None) -> str:
    """Mark the author, or take the mark off; the last two that are marked are a pair."""
    items, person = lists.selected(session, People)
    if person.name in items.marked:
        items.marked.remove(person.name)
    else:
        items.marked = [*items.marked[-1:], person.name]
    lists.down(session, None)
    if len(items.marked) == _PAIR:
        return session.keys.add_to(" and ".join(items.marked), ("people.talk", "shows replies between the two"))
    if not items.marked:
        return "nobody selected"
    return session.keys.add_to("one of two selected", ("people.mark", "selects the other"))


def only(session: Session, _count: int | None) -> str:
    """Show only the replies of the author, or of those marked."""
    items, person = lists.selected(session, People)
    session.close_list()
    session.jumps.leave(session.location())
    return session.keys.add_to(finding.only_by(session, items.marked or [person.name]), ("app.back-out", "shows all"))


def talk(session: Session, _count: int | None) -> str:
    """Show all replies of the marked pair, or of the author and the reply's."""
    items, person = lists.selected(session, People)
    here = session.opened.skeleton.names[session.replies.cursor]
    pair = items.marked if len(items.marked) == _PAIR else [here, person.name]
    if pair[0] == pair[1]:
        return session.keys.add_to("select two people first", ("people.mark", "selects one"))
    session.close_list()
    session.jumps.leave(session.location())
    return finding.converse(session, pair, whole=True)


def color(session: Session, _count: int | None) -> str:
    """Toggle a colour and a mark of the author in the thread."""
    _, person = lists.selected(session, People)
    if person.name in session.pinned:
        session.pinned = session.pinned - {person.name}
        return f"{person.name} no longer highlighted"
    session.pinned = session.pinned | {person.name}
    return f"{person.name} highlighted ◆"


def fold(session: Session, _count: int | None) -> str:
    """Fold all replies of the author."""
    _, person = lists.selected(session, People)
    session.close_list()
    session.replies.fold(person.replies)
    return session.keys.add_to(f"{len(person.replies):,} collapsed", ("fold.open-all", "expands all"))


def _by_author(outline: Outline, index: int, by: int) -> Moved:
    names = outline.skeleton.names
    name = names[index]
    if not name:
        return "unknown author"
    reply = next((other for other in outline.beyond(index, by) if names[other] == name), None)
    return f"no {'later' if by > 0 else 'earlier'} reply by {name}" if reply is None else reply


next_by_author = partial(jump, motion=partial(_by_author, by=1))
previous_by_author = partial(jump, motion=partial(_by_author, by=-1))
