"""The list of the saves of a thread, and actions on them: look at one as it was, compare two, drop one."""

from collections.abc import Mapping, Sequence

from threadreader.model.merge import Comparison, compare_saves
from threadreader.model.page import Save
from threadreader.model.text import clean_line
from threadreader.model.thread import CommentId
from threadreader.render.dates import short_save
from threadreader.render.lines import Line, Role
from threadreader.session import Session
from threadreader.session.actions import lists
from threadreader.session.actions.saves.comparing import show_comparison
from threadreader.session.lists import cell, counted, max_cells, row_of
from threadreader.session.state import LOADING, DropSave, Load, ShowSave

_ALL = "all, joined"
_NO_SAVE = "that is all saves joined: choose one of them"
_SHOWN = "shown"


class Saves:
    """The list of saves, the newest first; above several of them all, joined. `ids` are the comments of each."""

    def __init__(self, session: Session) -> None:
        self.session = session
        saves = session.saves[::-1]
        self.rows: Sequence[Save | None] = saves if len(saves) == 1 else (None, *saves)
        self.ids: Mapping[str, frozenset[CommentId]] = {}
        self.marked: Save | None = None
        self.asked: Save | None = None
        self.title = counted(len(saves), "save", "saves")
        self._time_cells = max_cells(map(_label, self.rows))
        # All of them joined have the most.
        self._count_cells = len(counted(len(session.opened.skeleton)))

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, number: int, width: int) -> Line:
        """Time, number of replies, which one is shown, name and kind of the file."""
        save = self.rows[number]
        mark = "✓" if save and save is self.marked else " "
        cells = [
            (mark + cell(_label(save), self._time_cells), Role.HEADING),
            (cell(self._replies(save), self._count_cells, right=True), Role.TEXT),
            (cell(_SHOWN if self._is_shown(save) else "", len(_SHOWN)), Role.BULLET),
        ]
        file = " · ".join(filter(None, map(clean_line, (save.name, save.container)))) if save else ""
        return row_of(*cells, rest=file, width=width)

    def person(self, number: int) -> str | None:  # noqa: ARG002 - as of other lists
        """Nobody."""
        return None

    def show(self, number: int) -> None:  # noqa: ARG002 - as of other lists
        """Leave the thread where it is; another row ends the question."""
        self.asked = None

    def go(self, number: int) -> str:
        """Look at the save as it was, or at all of them."""
        save = self.rows[number]
        if self._is_shown(save):
            return ""
        self.session.effects.append(ShowSave(save))
        return self.session.keys.add_to("loading it…", LOADING) if save else ""

    def load_ids(self) -> Mapping[str, frozenset[CommentId]]:
        """Load the comments of each save."""
        saves = filter(None, self.rows)
        return {save.digest: frozenset(self.session.load_save(save).thread.position) for save in saves}

    def take_ids(self, ids: Mapping[str, frozenset[CommentId]]) -> str:
        """Take what was loaded."""
        self.ids = ids
        return ""

    def only_in(self, save: Save) -> int:
        """The number of replies that no other save has, as far as that is known."""
        others = (ids for digest, ids in self.ids.items() if digest != save.digest)
        return len(self.ids.get(save.digest, frozenset()).difference(*others))

    def _is_shown(self, save: Save | None) -> bool:
        return save == self.session.save or len(self.rows) == 1

    def _replies(self, save: Save | None) -> str:
        if save is None and self.session.save is None:
            return counted(len(self.session.opened.skeleton))
        ids = self.ids.get(save.digest) if save else None
        return "" if ids is None else counted(len(ids))


def _label(save: Save | None) -> str:
    return short_save(save) if save else _ALL


def show_saves(session: Session, _count: int | None) -> str:
    """List the saves, from the one that is shown."""
    if not session.saves:
        return "no save of this thread is kept"
    items = Saves(session)
    session.effects.append(Load(items.load_ids, items.take_ids))
    return lists.open_list(session, items, at=items.rows.index(session.save) if len(items) > 1 else 0)


def mark(session: Session, _count: int | None) -> str:
    """Mark a save to be compared with another, or unmark it."""
    items, save = _selected(session)
    if save is None:
        return _NO_SAVE
    items.marked = None if save is items.marked else save
    if items.marked:
        return session.keys.add_to("marked", ("saves.compare", "on another compares the two"))
    return "not marked any more"


def compare(session: Session, _count: int | None) -> str:
    """List what changed between a save and the marked one, else the one before it."""
    items, save = _selected(session)
    if save is None:
        return _NO_SAVE
    others = items.rows[items.rows.index(save) + 1 :] if items.marked in {None, save} else (items.marked,)
    other = next(iter(others), None)
    if other is None:
        return session.keys.add_to("there is no save before it", ("saves.mark", "marks one to compare with"))

    def load() -> Comparison | None:
        return compare_saves(session.load_save(other), session.load_save(save))

    def done(comparison: Comparison | None) -> str:
        if session.open_list is None or session.open_list.items is not items:
            return ""
        return show_comparison(session, comparison)

    session.effects.append(Load(load, done))
    return "comparing…"


def drop(session: Session, _count: int | None) -> str:
    """Ask whether a save is to be dropped; in question already, drop it."""
    items, save = _selected(session)
    if save is None:
        return _NO_SAVE
    if len(items) == 1:
        return "it is the only save: without it there is no thread"
    if items.asked is save:
        session.effects.append(DropSave(save))
        return "dropping…"
    items.asked = save
    only = items.only_in(save)
    loss = f"; {counted(only)} in no other save {'goes' if only == 1 else 'go'} with it" if only else ""
    return f"{session.keys.of('saves.drop') or 'the same'} again drops it for good{loss}"


def _selected(session: Session) -> tuple[Saves, Save | None]:
    assert session.open_list is not None, "these keys work in the list of saves"
    items = session.open_list.items
    assert isinstance(items, Saves), "these keys work in the list of saves"
    return items, items.rows[session.open_list.position.at]
