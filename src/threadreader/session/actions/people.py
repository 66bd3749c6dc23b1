"""The list of authors of a thread, and actions on one or two of them."""

from collections.abc import Sequence

from msgspec import Struct

from threadreader.model.blocks import BlockQuote, text
from threadreader.model.stored_thread import Skeleton
from threadreader.render.dates import short_span
from threadreader.render.lines import Line, Role
from threadreader.session import Session
from threadreader.session.actions import filtering, lists
from threadreader.session.actions.moving import NO_REPLIES, jump
from threadreader.session.lists import cell, counted, max_cells, name_room, row_of, share
from threadreader.session.motions import Moved, Refusal
from threadreader.session.outline import Outline

# The share of a row for names: the rest is figures.
_NAME_SHARE = 0.44

_DAY_CHARS = len("2024-05-03")
# Columns from which a row has the bar and the days too; `29 Dec 2023 to 3 May 2024` without the second year.
_ROOMY_COLUMNS, _SPAN_CELLS = 100, 22
_MAX_WORDS_CHARS = 240  # more than a row shows


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


class People:
    """The list of authors."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.all = self.everybody = people(session.opened.skeleton)
        self.marked: list[str] = []
        self._name_cells = max_cells(person.name for person in self.everybody)
        count = len(self.everybody)
        self.title = "1 person" if count == 1 else f"{count:,} people"

    def __len__(self) -> int:
        return len(self.everybody)

    def row(self, number: int, width: int) -> Line:
        """Name, replies, share, from when to when, and the first words."""
        person = self.everybody[number]
        largest, every = len(self.all[0].replies), len(self.session.opened.skeleton)
        mark = "✓" if person.name in self.marked else " "
        span = short_span(person.first, person.last) if person.first else ""
        cells = [
            (mark + cell(person.name, name_room(self._name_cells, width, _NAME_SHARE)), Role.HEADING),
            (cell("OP" if person.by_op else "", 2), Role.BULLET),
            (cell(f"{len(person.replies):,}", 6, right=True), Role.TEXT),
            (f"{round(100 * len(person.replies) / every):3} %", Role.SOURCE),
        ]
        if width >= _ROOMY_COLUMNS:
            cells += [(share(len(person.replies) / largest), Role.SOURCE), (cell(span, _SPAN_CELLS), Role.SOURCE)]
        return row_of(*cells, rest=self._first_words(person), width=width)

    def find(self, text: str) -> int:
        """Show only those whose name has a text; the number of them. Where none has it, those of before stay."""
        wanted = text.casefold().strip()
        found = [person for person in self.all if wanted in person.name.casefold()]
        self.everybody = found or self.everybody
        return len(found)

    def _first_words(self, person: Person) -> str:
        """The first words that somebody wrote, without those quoted."""
        first = self.session.opened.comment(person.replies[0])
        own = text(tuple(block for block in first.body if not isinstance(block, BlockQuote))) or first.text
        return " ".join(own[:_MAX_WORDS_CHARS].split())

    def person(self, number: int) -> str | None:
        """Everybody in their own colour."""
        return self.everybody[number].name

    def show(self, number: int) -> None:
        """Show the next reply of the person."""
        self.session.show_reply(self._next(self.everybody[number]))

    def go(self, number: int) -> str:
        """Go to the next reply of the person."""
        person, cursor = self.everybody[number], self.session.replies.cursor
        index = self._next(person)
        if index != cursor:
            self.session.jumps.leave(self.session.location())
        self.session.show_reply(index)
        message = f"{person.name}: reply {person.replies.index(index) + 1:,} of {len(person.replies):,}"
        return self.session.keys.add_to(message, ("people.next", "next"), ("people.previous", "previous"))

    def _next(self, person: Person) -> int:
        cursor = self.session.replies.cursor
        return next((index for index in person.replies if index >= cursor), person.replies[0])


def show_people(session: Session, _count: int | None) -> str:
    """List the authors, those who wrote most first."""
    if session.cursor is None:
        return NO_REPLIES
    items = People(session)
    if not len(items):
        return "no reply here has a name"
    return lists.open_list(session, items)


def find(session: Session, typed: str) -> str:
    """Show only the people whose name has a text."""
    items, person = _selected(session)
    position = session.open_list.position if session.open_list else None
    found = items.find(typed)
    if position:
        position.length, position.at, position.top = len(items), 0, 0
        names = [each.name for each in items.everybody]
        position.move(names.index(person.name) if person.name in names else 0)
    return f"{found:,} of {counted(len(items.all), 'person', 'people')}" if found else f"nobody is called {typed}"


def find_nobody(session: Session) -> str:
    """Show everybody again."""
    find(session, "")
    return ""


def mark(session: Session, _count: int | None) -> str:
    """Mark the author, or take the mark off; the last two that are marked are a pair."""
    items, person = _selected(session)
    if person.name in items.marked:
        items.marked.remove(person.name)
    else:
        items.marked = [*items.marked[-1:], person.name]
    lists.down(session, None)
    if len(items.marked) == _PAIR:
        return session.keys.add_to(" and ".join(items.marked), ("people.talk", "shows what they say to each other"))
    return session.keys.add_to("one of two", ("people.mark", "marks the other")) if items.marked else "nobody is marked"


def only(session: Session, _count: int | None) -> str:
    """Show only the replies of the author, or of those marked."""
    items, person = _selected(session)
    lists.close(session, None)
    session.jumps.leave(session.location())
    return session.keys.add_to(filtering.only_by(session, items.marked or [person.name]), ("app.back-out", "shows all"))


def talk(session: Session, _count: int | None) -> str:
    """Show all replies of the marked pair, or of the author and the reply's."""
    items, person = _selected(session)
    here = session.opened.skeleton.names[session.replies.cursor]
    pair = items.marked if len(items.marked) == _PAIR else [here, person.name]
    if pair[0] == pair[1]:
        return session.keys.add_to("that is for two people", ("people.mark", "marks one, then another"))
    lists.close(session, None)
    session.jumps.leave(session.location())
    return filtering.converse(session, pair, whole=True)


def color(session: Session, _count: int | None) -> str:
    """Toggle a colour and a mark of the author in the thread."""
    _, person = _selected(session)
    if person.name in session.pinned:
        session.pinned = session.pinned - {person.name}
        return f"{person.name} is no longer marked"
    session.pinned = session.pinned | {person.name}
    return f"{person.name} is marked ◆"


def fold(session: Session, _count: int | None) -> str:
    """Fold all replies of the author."""
    _, person = _selected(session)
    lists.close(session, None)
    session.replies.fold(person.replies)
    return session.keys.add_to(f"{len(person.replies):,} folded", ("fold.open-all", "opens all"))


def next_by_author(session: Session, count: int | None) -> str:
    """The next reply of the same author."""
    return jump(session, _next_by_author, count)


def previous_by_author(session: Session, count: int | None) -> str:
    """The previous reply of the same author."""
    return jump(session, _previous_by_author, count)


_PAIR = 2  # people whose conversation is shown


def _selected(session: Session) -> tuple[People, Person]:
    assert session.open_list is not None, "these keys work in the list of people"
    items = session.open_list.items
    assert isinstance(items, People), "these keys work in the list of people"
    return items, items.everybody[session.open_list.position.at]


def _next_by_author(outline: Outline, index: int) -> Moved:
    return _by_author(outline, index, range(index + 1, len(outline.skeleton)), "later")


def _previous_by_author(outline: Outline, index: int) -> Moved:
    return _by_author(outline, index, range(index - 1, -1, -1), "earlier")


def _by_author(outline: Outline, index: int, indices: range, which: str) -> Moved:
    names = outline.skeleton.names
    name = names[index]
    if not name:
        return Refusal("nobody is named here")
    reply = next((other for other in indices if names[other] == name and not _is_hidden(outline, other)), None)
    return Refusal(f"no {which} reply by {name}") if reply is None else reply


def _is_hidden(outline: Outline, index: int) -> bool:
    return outline.choice is not None and not outline.is_visible(index)
