"""The list of the saves of a thread, and actions on them: look at one as it was, compare two, drop one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct

from threadreader.model.diff import Change, compare_edits
from threadreader.model.merge import Comparison, compare_saves, is_whole
from threadreader.model.page import Save
from threadreader.model.quote import NOBODY
from threadreader.model.text import clean_line, counted
from threadreader.model.thread import Comment, CommentId
from threadreader.render.dates import short_save
from threadreader.render.lines import Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.lists import Table
from threadreader.session.actions.quotations import Peek, as_wdiff, show_box
from threadreader.session.lists import NAME_SHARE, Column, excerpt
from threadreader.session.state import BACK, LOADING, DropSave, Load, ShowSave

_ALL = "all saves merged"
_SHOWN = "shown"
_NEW, _EDITED, _GONE = "new", "edited", "gone"
_CONTEXT_CHARS = 24  # before the first changed words: a row begins with them


class Saves(Table[Save | None]):
    """The list of saves, the newest first, with the `ids` of their comments; above several of them all, merged."""

    kind = "saves"

    def __init__(self, session: Session) -> None:
        saves = session.saves[::-1]
        self.ids: Mapping[str, frozenset[CommentId]] = {}
        self.changes: Mapping[str, str] = {}
        minutes = Counter(map(short_save, saves))
        self.times = {save.digest: short_save(save, seconds=minutes[short_save(save)] > 1) for save in saves}
        self.marked: Save | None = None
        self.asked: Save | None = None
        # All of them joined have the most replies.
        count_cells = len(counted(len(session.opened.skeleton)))
        columns = (
            Column[Save | None](
                lambda save: self.times[save.digest] if save else _ALL,
                Role.HEADING,
                mark=lambda save: "✓" if save and save is self.marked else " ",
            ),
            Column[Save | None](self._replies, Role.TEXT, count_cells, right=True),
            Column[Save | None](lambda save: _SHOWN if self._is_shown(save) else "", Role.BULLET, len(_SHOWN)),
        )
        rows = saves if len(saves) == 1 else (None, *saves)
        super().__init__(session, counted(len(saves), "save"), rows, columns, self._facts)

    def show(self, number: int) -> None:  # noqa: ARG002 - as of other lists
        """Leave the thread where it is; another row ends the question."""
        self.asked = None

    def go(self, number: int) -> str:
        """Look at the save as it was, or at all of them."""
        save = self.rows[number]
        if self._is_shown(save):
            return ""
        self.session.effects.append(ShowSave(save))
        return self.session.keys.add_to("loading…", LOADING) if save else ""

    def load(self) -> tuple[Mapping[str, frozenset[CommentId]], Mapping[str, str]]:
        """Load the comments of each save, and how many of them changed since the save before."""
        ids, changes, before = dict[str, frozenset[CommentId]](), dict[str, str](), None
        for save in self.session.saves:
            parsed = self.session.load_save(save)
            ids[save.digest] = frozenset(parsed.thread.position)
            if before and (comparison := compare_saves(before, parsed)):
                changes[save.digest] = str(comparison.changes)
            before = parsed
        return ids, changes

    def take(self, loaded: tuple[Mapping[str, frozenset[CommentId]], Mapping[str, str]]) -> str:
        """Take what was loaded."""
        self.ids, self.changes = loaded
        return ""

    def only_in(self, save: Save) -> int:
        """The number of replies that no other save has, as far as that is known."""
        others = (ids for digest, ids in self.ids.items() if digest != save.digest)
        return len(self.ids.get(save.digest, frozenset()).difference(*others))

    def _facts(self, save: Save | None) -> str:
        """What changed since the save before, and the file."""
        facts = (self.changes.get(save.digest, ""), save.name, save.container) if save else ()
        return " · ".join(filter(None, map(clean_line, facts)))

    def _is_shown(self, save: Save | None) -> bool:
        return save == self.session.save or len(self.rows) == 1

    def _replies(self, save: Save | None) -> str:
        if save is None and self.session.save is None:
            return counted(len(self.session.opened.skeleton))
        ids = self.ids.get(save.digest) if save else None
        return "" if ids is None else counted(len(ids))


def show_saves(session: Session, _count: int | None) -> str:
    """List the saves, from the one that is shown."""
    if not session.saves:
        return "no saves of this thread"
    items = Saves(session)
    session.effects.append(Load(items.load, items.take))
    return lists.open_list(session, items, at=items.rows.index(session.save) if len(items) > 1 else 0)


def mark(session: Session, _count: int | None) -> str:
    """Mark a save to be compared with another, or unmark it."""
    items, save = lists.selected(session, Saves)
    if save is None:
        return "select one save to compare"
    items.marked = None if save is items.marked else save
    if items.marked:
        return session.keys.add_to("selected", ("saves.compare", "on another save compares the two"))
    return "no longer selected"


def compare(session: Session, _count: int | None) -> str:
    """List what changed between a save, the newest for all of them, and the marked one, else the one before it."""
    items, selected = lists.selected(session, Saves)
    save = selected or next(filter(None, items.rows))
    others = items.rows[items.rows.index(save) + 1 :] if items.marked in {None, save} else (items.marked,)
    other = next(iter(others), None)
    if other is None:
        return session.keys.add_to("no earlier save", ("saves.mark", "selects one to compare with"))

    def load() -> Comparison | None:
        return compare_saves(session.load_save(other), session.load_save(save))

    def done(comparison: Comparison | None) -> str:
        if session.open_list is None or session.open_list.items is not items:
            return ""
        if comparison is None:
            return "two different pages of the thread: no reply in common"
        changed = ChangedReplies(session, comparison)
        in_part = not (is_whole(comparison.before) and is_whole(comparison.after))
        if len(changed):
            lists.open_list(session, changed, show=True)
        return "incomplete: one of the saves is cut off" if in_part else "" if len(changed) else "no differences"

    session.effects.append(Load(load, done))
    return "comparing…"


def drop(session: Session, _count: int | None) -> str:
    """Ask whether a save is to be dropped; in question already, drop it."""
    items, save = lists.selected(session, Saves)
    if save is None:
        return "select one save to delete"
    if len(items) == 1:
        hint = "library.remove", "in the library deletes the thread"
        return session.keys.add_to("the only save cannot be deleted", hint)
    if items.asked and items.asked is save:
        session.effects.append(DropSave(items.asked))
        return "deleting…"
    items.asked = save
    only = items.only_in(save)
    loss = f", with {counted(only)} in no other save" if only else ""
    return f"{session.keys.of('saves.drop') or 'the same'} again deletes it for good{loss}"


class Changed(Struct, frozen=True, eq=False):
    """A reply, or the article under None, that is in one save alone, or in both with other words."""

    kind: str
    before: Comment | None = None
    after: Comment | None = None

    @property
    def comment(self) -> Comment | None:
        """The reply as it was last."""
        return self.after or self.before


class ChangedReplies(Table[Changed]):
    """The list of changes: of the article, then new, edited and gone replies, each in the order of the page."""

    def __init__(self, session: Session, comparison: Comparison) -> None:
        before, after = comparison.before.save, comparison.after.save
        self._comparison = comparison
        columns = (
            Column[Changed](lambda changed: changed.kind, Role.BULLET, len(_EDITED)),
            Column[Changed](_name, Role.HEADING, share=NAME_SHARE),
            Column[Changed](self._number, cells=len(f"#{len(session.opened.skeleton):,}"), right=True),
        )
        title = f"{comparison.changes} from {short_save(before)} to {short_save(after)}"
        rows = list(_changes(comparison))
        super().__init__(session, title, rows, columns, cache(self._difference), target=self._index, person=_name)

    def show(self, number: int) -> None:
        """Scroll to the reply in the thread, with what changed in a box under it."""
        session, changed = self.session, self.rows[number]
        session.close_peek()
        if changed.comment is None:
            session.pane = Pane.ARTICLE
        elif (index := self._index(changed)) is not None:
            session.show_reply(index)
            if changed.kind == _EDITED and index not in session.replies.outline.short:
                show_box(session, Peek(index, 0, older=changed.before, newer=changed.after))

    def go(self, number: int) -> str:
        """Go to the reply."""
        self.session.jumps.leave(self.session.location())
        # Without the list there is more room, and a box ends where the replies are laid out again.
        self.session.arrange()
        self.show(number)
        if self.rows[number].comment and self._index(self.rows[number]) is None:
            return "not found in the merged thread"
        return self.session.keys.add_to("", BACK, ("find.saves", "saves"))

    def _index(self, changed: Changed) -> int | None:
        return self.session.opened.skeleton.position.get(changed.comment.id) if changed.comment else None

    def _number(self, changed: Changed) -> str:
        index = self._index(changed)
        return "" if index is None else f"#{index + 1:,}"

    def _difference(self, changed: Changed) -> str:
        """The words of a reply, or from the first change in them on."""
        if changed.comment and changed.kind != _EDITED:
            return excerpt(changed.comment.text)
        before, after = changed.before, changed.after
        if before is None or after is None:
            texts = self._comparison.after.thread.article.text, self._comparison.before.thread.article.text
        else:
            texts = after.text, before.text
        parts = list(compare_edits(*texts).parts)
        if parts and parts[0].change is Change.EQUAL and len(parts[0].text) > _CONTEXT_CHARS:
            return excerpt(f"…{parts[0].text[-_CONTEXT_CHARS:].partition(' ')[2]} {as_wdiff(parts[1:])}")
        return excerpt(as_wdiff(parts))


def _name(changed: Changed) -> str:
    if changed.comment is None:
        return "article"
    return changed.comment.author.name if changed.comment.author else NOBODY


def _changes(comparison: Comparison) -> Iterator[Changed]:
    before, after, changes = comparison.before.shown, comparison.after.shown, comparison.changes
    if comparison.has_other_article:
        yield Changed(_EDITED)
    yield from (Changed(_NEW, after=comment) for each, comment in after.items() if each in changes.new)
    for each, comment in after.items():
        if each in changes.edited and each in before:
            yield Changed(_EDITED, before[each], comment)
    yield from (Changed(_GONE, before=comment) for each, comment in before.items() if each in changes.gone)
