"""The list of highlights and notes of a thread, and actions on one of them: note, colour, removal."""

from msgspec.structs import replace

from threadreader.model.annotation import COLORS, MAX_NOTE_CHARS, Annotation, Located
from threadreader.model.quote import NOBODY, Anchor
from threadreader.render.lines import Role
from threadreader.session import ARTICLE, LinkHighlight, Session
from threadreader.session.actions import copying, lists, selecting
from threadreader.session.actions.lists import Table
from threadreader.session.decorations import runs
from threadreader.session.lists import NAME_SHARE, Column, counted, max_cells
from threadreader.session.state import BACK, Keep

_REMOVED = "it was removed"
_NO_NOTES = "nothing is highlighted or noted in this thread"
_ROOMY_COLUMNS = 60  # in fewer, the first letter of a colour has to do
_MAX_EXCERPT_CHARS = 300  # more than a row shows


Row = tuple[int, Located]
"""A comment, or the article, and an annotation of it."""


class Notes(Table[Row]):
    """The list of highlights and notes, in the order of the thread; last those whose passage was not found."""

    kind = "list of notes"

    def __init__(self, session: Session) -> None:
        self.removed: dict[str, Row] = {}
        self.session = session
        self.load()

    def load(self) -> None:
        """Read them again, after a change; those that were removed from here keep their rows."""
        annotations = self.session.annotations
        gone = (row for name, row in self.removed.items() if name not in annotations.all)
        rows = sorted([*annotations.in_order(), *gone], key=_order)
        one = "note" if any(located.annotation.note for _, located in rows) else "highlight"
        columns = [
            Column[Row](self._name, Role.HEADING, share=NAME_SHARE),
            Column[Row](lambda row: "" if row[0] == ARTICLE else f"#{row[0] + 1:,}"),
            Column[Row](lambda row: row[1].annotation.color, cells=max_cells(COLORS), min_width=_ROOMY_COLUMNS),
            Column[Row](lambda row: row[1].annotation.color[0], cells=1, max_width=_ROOMY_COLUMNS - 1),
        ]
        if any(map(self.state, rows)):
            columns.append(Column(self.state, Role.ATTRIBUTION, len("edited since")))
        title = counted(len(rows), one, "highlights and notes")
        super().__init__(self.session, title, rows, columns, _words, person=self._name)

    def show(self, number: int) -> None:
        """Scroll to the passage, or to the reply that had it."""
        session, (index, located) = self.session, self.rows[number]
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
        _, located = self.rows[number]
        self.session.jumps.leave(self.session.location())
        self.show(number)
        note, exact = _one_line(located.annotation.note), _one_line(located.annotation.exact)
        if located.range is None:
            return self.session.keys.add_to(f"not found any more: “{exact}”", BACK)
        state = "edited since · " if located.range.edited else ""
        return self.session.keys.add_to(state + (note or "highlighted"), BACK)

    def _name(self, row: Row) -> str:
        if row[0] != ARTICLE:
            return self.session.opened.skeleton.names[row[0]] or NOBODY
        authors = self.session.opened.article.authors
        return authors[0].name if authors else "article"

    def state(self, row: Row) -> str:
        """Fate of a passage: "" where it stands as it was."""
        index, located = row
        if located.name not in self.session.annotations.all:
            return "removed"
        if located.range:
            return "edited since" if located.range.edited else ""
        return "not found" if index != ARTICLE or located.annotation.owner is None else "reply gone"


def _order(row: Row) -> tuple[bool, int, int]:
    index, located = row
    return located.range is None, index, located.range.start if located.range else located.annotation.start


def _words(row: Row) -> str:
    one = row[1].annotation
    return " · ".join(filter(None, (_one_line(one.note), f"“{_one_line(one.exact)}”")))


def _one_line(text: str) -> str:
    return " ".join(text[:_MAX_EXCERPT_CHARS].split())


def show_notes(session: Session, _count: int | None) -> str:
    """List highlights and notes, from the first one here on."""
    items = Notes(session)
    if not len(items):
        return session.keys.add_to(_NO_NOTES, ("select.begin", "selects words"))
    at = next((number for number, (index, _) in enumerate(items.rows) if index >= session.index), len(items) - 1)
    return lists.open_list(session, items, at=at, show=True)


def color(session: Session, count: int | None) -> str:
    """The next colour, or the one of a number."""
    _, (_, located) = _selected(session)
    if located.name not in session.annotations.all:
        return _REMOVED
    chosen = selecting.next_color(located.annotation.color, count)
    if chosen is None:
        return selecting.COLORS_KNOWN
    _put(session, located.name, replace(located.annotation, color=chosen))
    return chosen


def remove(session: Session, _count: int | None) -> str:
    """Remove the highlight and its note; again: put it back. Its row stays as long as the list is open."""
    items, (index, located) = _selected(session)
    if located.name not in session.annotations.all:
        _put(session, located.name, located.annotation)
        return "as it was"
    items.removed[located.name] = index, located
    _put(session, located.name, None)
    return session.keys.add_to("removed", ("notes.remove", "again puts it back"))


def cite(session: Session, count: int | None) -> str:
    """Copy the passage with its source, in the form of a number; what is not found, as it was when it was marked."""
    items, row = _selected(session)
    message, state = copying.copy_located(session, *row, count), items.state(row)
    return f"{message} · {state}" if session.effects and state else message


def noted(session: Session) -> tuple[str, str]:
    """The identifier and the note that keys are about: of the row of the list, or of a selection, which has none."""
    if session.selection:
        return "", ""
    _, (_, located) = _selected(session)
    return located.name, located.annotation.note


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
        names = [located.name for _, located in items.rows]
        position.length, position.at = len(items), names.index(name) if name in names else 0
        position.settle()


def _selected(session: Session) -> tuple[Notes, Row]:
    items, position = lists.selected(session, Notes)
    return items, items.rows[position.at]
