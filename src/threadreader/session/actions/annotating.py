"""The list of highlights and notes of a thread, and actions on one of them: note, colour, removal."""

from msgspec.structs import replace

from threadreader.model.annotation import COLORS, MAX_NOTE_CHARS, Annotation, Located
from threadreader.model.quote import NOBODY, Anchor
from threadreader.render.lines import Line, Role
from threadreader.session import ARTICLE, LinkHighlight, Session
from threadreader.session.actions import copying, lists, selecting
from threadreader.session.decorations import runs
from threadreader.session.lists import cell, counted, max_cells, name_room, row_of
from threadreader.session.state import BACK, Keep

_REMOVED = "it was removed"
_NO_NOTES = "nothing is highlighted or noted in this thread"
_ROOMY_COLUMNS = 60  # in fewer, the first letter of a colour has to do
_STATE_CELLS = len("edited since")
_MAX_EXCERPT_CHARS = 300  # more than a row shows


class Notes:
    """The list of highlights and notes, in the order of the thread; last those whose passage was not found."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.removed: dict[str, tuple[int, Located]] = {}
        self.load()

    def load(self) -> None:
        """Read them again, after a change; those that were removed from here keep their rows."""
        annotations = self.session.annotations
        gone = (pair for name, pair in self.removed.items() if name not in annotations.all)
        self.all = sorted([*annotations.in_order(), *gone], key=_order)
        one = "note" if any(located.annotation.note for _, located in self.all) else "highlight"
        self.title = counted(len(self.all), one, "highlights and notes")
        self._number_cells = max((len(f"#{index + 1:,}") for index, _ in self.all if index != ARTICLE), default=0)
        self._name_cells = max_cells(map(self._name, range(len(self.all))))
        self._has_states = any(map(self.state, range(len(self.all))))

    def __len__(self) -> int:
        return len(self.all)

    def row(self, number: int, width: int) -> Line:
        """Author, number, colour, state, note and passage."""
        index, located = self.all[number]
        one = located.annotation
        where = "" if index == ARTICLE else f"#{index + 1:,}"
        cells = [
            (cell(self._name(number), name_room(self._name_cells, width)), Role.HEADING),
            (cell(where, self._number_cells), Role.SOURCE),
            (cell(one.color, max_cells(COLORS)) if width >= _ROOMY_COLUMNS else one.color[0], Role.SOURCE),
        ]
        if self._has_states:
            cells.append((cell(self.state(number), _STATE_CELLS), Role.ATTRIBUTION))
        rest = " · ".join(filter(None, (_one_line(one.note), f"“{_one_line(one.exact)}”")))
        return row_of(*cells, rest=rest, width=width)

    def person(self, number: int) -> str | None:
        """The author whose words are highlighted."""
        return self._name(number)

    def show(self, number: int) -> None:
        """Scroll to the passage, or to the reply that had it."""
        session, (index, located) = self.session, self.all[number]
        if located.range is None:
            if index != ARTICLE:
                session.show_reply(index)
            return
        path, start, end = runs(session.body(index), located.range.start, located.range.end)[0]
        anchor = Anchor(located.annotation.owner, path, start, end)
        session.show_anchor(anchor)
        session.link_highlight = LinkHighlight(anchor, anchor)

    def go(self, number: int) -> str:
        """Go to the passage."""
        session, (_, located) = self.session, self.all[number]
        session.jumps.leave(session.location())
        self.show(number)
        if located.range is None:
            return session.keys.add_to(f"not found any more: “{_one_line(located.annotation.exact)}”", BACK)
        state = ("edited since",) if located.range.edited else ()
        return session.keys.add_to(" · ".join((*state, _one_line(located.annotation.note) or "highlighted")), BACK)

    def _name(self, number: int) -> str:
        index, _ = self.all[number]
        if index != ARTICLE:
            return self.session.opened.skeleton.names[index] or NOBODY
        authors = self.session.opened.article.authors
        return authors[0].name if authors else "article"

    def state(self, number: int) -> str:
        """Fate of a passage: "" where it stands as it was."""
        index, located = self.all[number]
        if located.name not in self.session.annotations.all:
            return "removed"
        if located.range:
            return "edited since" if located.range.edited else ""
        return "not found" if index != ARTICLE or located.annotation.owner is None else "reply gone"


def _order(pair: tuple[int, Located]) -> tuple[bool, int, int]:
    index, located = pair
    return located.range is None, index, located.range.start if located.range else located.annotation.start


def _one_line(text: str) -> str:
    return " ".join(text[:_MAX_EXCERPT_CHARS].split())


def show_notes(session: Session, _count: int | None) -> str:
    """List highlights and notes, from the first one here on."""
    items = Notes(session)
    if not len(items):
        return session.keys.add_to(_NO_NOTES, ("select.begin", "selects words"))
    at = next((number for number, (index, _) in enumerate(items.all) if index >= session.index), len(items) - 1)
    return lists.open_list(session, items, at=at, show=True)


def color(session: Session, count: int | None) -> str:
    """The next colour, or the one of a number."""
    name, one = _selected(session)
    if name not in session.annotations.all:
        return _REMOVED
    chosen = selecting.next_color(one.color, count)
    if chosen is None:
        return selecting.COLORS_KNOWN
    _put(session, name, replace(one, color=chosen))
    return chosen


def remove(session: Session, _count: int | None) -> str:
    """Remove the highlight and its note; again: put it back. Its row stays as long as the list is open."""
    items = _items(session)
    name, one = _selected(session)
    if name not in session.annotations.all:
        _put(session, name, one)
        return "as it was"
    assert session.open_list is not None, "it was opened for this row"
    items.removed[name] = items.all[session.open_list.position.at]
    _put(session, name, None)
    return session.keys.add_to("removed", ("notes.remove", "again puts it back"))


def cite(session: Session, count: int | None) -> str:
    """Copy the passage with its source, in the form of a number; what is not found, as it was when it was marked."""
    assert session.open_list is not None, "it was opened for this row"
    items = _items(session)
    number = session.open_list.position.at
    index, located = items.all[number]
    message, state = copying.copy_located(session, index, located, count), items.state(number)
    return f"{message} · {state}" if session.effects and state else message


def noted(session: Session) -> tuple[str, str]:
    """The identifier and the note that keys are about: of the row of the list, or of a selection, which has none."""
    if session.selection:
        return "", ""
    name, one = _selected(session)
    return name, one.note


def write(session: Session, name: str, text: str) -> str:
    """Set the note of an annotation, or highlight what is selected with it."""
    if len(text) > MAX_NOTE_CHARS:
        return f"that has {len(text):,} characters: a note has at most {MAX_NOTE_CHARS:,}"
    if not name:
        return selecting.annotate(session, text)
    one = session.annotations.all.get(name)
    if one is None:
        return _REMOVED
    if one.with_note(text) == one:
        return "the note is as it was"
    _put(session, name, one.with_note(text))
    return "noted" if text.strip() else "its note is removed"


def _put(session: Session, name: str, annotation: Annotation | None) -> None:
    session.annotations.put(name, annotation)
    session.effects.append(Keep())
    if session.open_list and isinstance(session.open_list.items, Notes):
        items, position = session.open_list.items, session.open_list.position
        items.load()
        numbers = (number for number, (_, each) in enumerate(items.all) if each.name == name)
        position.length, position.at = len(items), next(numbers, 0)
        position.settle()


def _items(session: Session) -> Notes:
    assert session.open_list is not None, "these keys work in the list of notes"
    items = session.open_list.items
    assert isinstance(items, Notes), "these keys work in the list of notes"
    return items


def _selected(session: Session) -> tuple[str, Annotation]:
    assert session.open_list is not None, "these keys work in the list of notes"
    _, located = _items(session).all[session.open_list.position.at]
    return located.name, located.annotation
