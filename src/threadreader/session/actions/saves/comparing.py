"""The list of what changed between two saves of a thread: new, edited and gone replies, and the article."""

from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from threadreader.model.diff import Change, compare_edits
from threadreader.model.merge import Comparison
from threadreader.model.merge.news import is_whole
from threadreader.model.quote import NOBODY
from threadreader.model.thread import Comment
from threadreader.render.dates import short_save
from threadreader.render.lines import Line, Role
from threadreader.session import Pane, Session
from threadreader.session.actions import lists
from threadreader.session.actions.peek import show_box
from threadreader.session.lists import cell, excerpt, max_cells, name_room, row_of
from threadreader.session.peek import Peek, as_wdiff
from threadreader.session.state import BACK

_NEW, _EDITED, _GONE = "new", "edited", "gone"
_CONTEXT_CHARS = 24  # before the first changed words: a row begins with them


class Changed(Struct, frozen=True):
    """A reply, or the article under None, that is in one save alone, or in both with other words."""

    kind: str
    before: Comment | None = None
    after: Comment | None = None

    @property
    def comment(self) -> Comment | None:
        """The reply as it was last."""
        return self.after or self.before


class ChangedReplies:
    """The list of changes: of the article, then new, edited and gone replies, each in the order of the page."""

    def __init__(self, session: Session, comparison: Comparison) -> None:
        self.session = session
        self.comparison = comparison
        self.all = list(_changes(comparison))
        before, after = comparison.before.save, comparison.after.save
        self.title = f"{comparison.changes} from {short_save(before)} to {short_save(after)}"
        self._position = session.opened.skeleton.position
        self._name_cells = max_cells(map(self._name, range(len(self.all))))
        self._digits = len(f"#{len(session.opened.skeleton):,}")
        self._words = cache(self._difference)

    def __len__(self) -> int:
        return len(self.all)

    def row(self, number: int, width: int) -> Line:
        """What happened to it, author, number in the thread, and the words or what changed in them."""
        changed = self.all[number]
        at = self._index(number)
        cells = [
            (cell(changed.kind, len(_EDITED)), Role.BULLET),
            (cell(self._name(number), name_room(self._name_cells, width)), Role.HEADING),
            (cell("" if at is None else f"#{at + 1:,}", self._digits, right=True), Role.SOURCE),
        ]
        return row_of(*cells, rest=self._words(number), width=width)

    def person(self, number: int) -> str | None:
        """The author."""
        return self._name(number)

    def show(self, number: int) -> None:
        """Scroll to the reply in the thread, with what changed in a box under it."""
        session, changed, index = self.session, self.all[number], self._index(number)
        session.close_peek()
        if changed.comment is None:
            session.pane = Pane.ARTICLE
        elif index is not None:
            session.show_reply(index)
            if changed.kind == _EDITED and not session.replies.outline.is_folded(index):
                show_box(session, Peek(index, 0, older=changed.before, newer=changed.after))

    def go(self, number: int) -> str:
        """Go to the reply."""
        self.session.jumps.leave(self.session.location())
        # Without the list there is more room, and a box ends where the replies are laid out again.
        self.session.arrange()
        self.show(number)
        if self._index(number) is None and self.all[number].comment:
            return "the thread has it under another name: it is not found"
        return self.session.keys.add_to("", BACK, ("find.saves", "saves"))

    def _index(self, number: int) -> int | None:
        comment = self.all[number].comment
        return self._position.get(comment.id) if comment else None

    def _name(self, number: int) -> str:
        comment = self.all[number].comment
        if comment is None:
            return "article"
        return comment.author.name if comment.author else NOBODY

    def _difference(self, number: int) -> str:
        """The words of a reply, or from the first change in them on."""
        changed = self.all[number]
        if changed.comment and changed.kind != _EDITED:
            return excerpt(changed.comment.text)
        before, after = changed.before, changed.after
        if before is None or after is None:
            texts = self.comparison.after.thread.article.text, self.comparison.before.thread.article.text
        else:
            texts = after.text, before.text
        parts = list(compare_edits(*texts).parts)
        if parts and parts[0].change is Change.EQUAL and len(parts[0].text) > _CONTEXT_CHARS:
            return excerpt(f"…{parts[0].text[-_CONTEXT_CHARS:].partition(' ')[2]} {as_wdiff(parts[1:])}")
        return excerpt(as_wdiff(parts))


def _changes(comparison: Comparison) -> Iterator[Changed]:
    before, after, changes = comparison.before.shown, comparison.after.shown, comparison.changes
    if comparison.has_other_article:
        yield Changed(_EDITED)
    yield from (Changed(_NEW, after=comment) for each, comment in after.items() if each in changes.new)
    for each, comment in after.items():
        if each in changes.edited and each in before:
            yield Changed(_EDITED, before[each], comment)
    yield from (Changed(_GONE, before=comment) for each, comment in before.items() if each in changes.gone)


def show_comparison(session: Session, comparison: Comparison | None) -> str:
    """List what changed between two saves; None are saves of two pages of a thread."""
    if comparison is None:
        return "they are two pages of the thread, with no reply in common"
    items = ChangedReplies(session, comparison)
    one, other = comparison.before, comparison.after
    in_part = "" if is_whole(one) and is_whole(other) else "one of the files lacks a part of its page"
    if not len(items):
        return in_part or "nothing changed from the one to the other"
    lists.open_list(session, items, show=True)
    return in_part
