"""Who is answered by what stands first among the replies shown; where the thread begins, what it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from threadreader.model.page import Entry
from threadreader.render.width import cell_width
from threadreader.session import Session
from threadreader.session.context import Lead, ancestry, first_above, leads_to_parent
from threadreader.session.library.thread_list import overview

_MARGINS = 4
_GAP = 2
_UP = "⇡"


@dataclass(frozen=True, slots=True)
class Above:
    """Words of a row above the replies, and the key that leads there, to stand at its right."""

    words: str
    key: str = ""


class AncestorLines:
    """What the rows above the replies say that are no lines of replies; kept until what they depend on is another."""

    def __init__(self, session: Session, entry: Entry, parent_key: str) -> None:
        self.session = session
        self._entry = entry
        self._key = f"{_UP} {parent_key}" if parent_key else ""
        self._said: tuple[tuple[object, ...], Sequence[Above]] | None = None

    def rows(self, lead: Lead, width: int) -> Sequence[Above]:
        """The first rows of a lead, in a pane of some width, from top to bottom."""
        near = lead.ancestors > 0 and leads_to_parent(self.session, lead.top)
        above = first_above(self.session, lead.top) if lead.ancestors else None
        choice = self.session.replies.outline.choice
        depends_on = lead.ancestors, lead.overview, lead.rows, above, near, width, choice and choice.token
        if self._said is None or self._said[0] != depends_on:
            self._said = depends_on, self._rows(lead, width - _MARGINS, self._key if near else "")
        return self._said[1]

    def _rows(self, lead: Lead, room: int, key: str) -> Sequence[Above]:
        if not lead.ancestors:
            hidden = lead.rows - lead.overview
            return [Above(words) for words in self._overview(lead.rows, room)[hidden:]] if lead.overview else ()
        room -= cell_width(key) + _GAP if key else 0
        *others, nearest = ancestry(self.session, lead.top, max(0, room), lead.ancestors)
        return [*map(Above, others), Above(nearest, key)]

    def _overview(self, lines: int, room: int) -> Sequence[str]:
        """What the thread is, or what is shown of it; where there are several lines the last is free."""
        choice = self.session.replies.outline.choice
        title = (f"{choice.title} · {len(choice.shown):,} shown",) if choice else ()
        most = max(1, lines - 1)
        words = (*title, *overview(self._entry, max(0, room), most - len(title)))
        return (*words, *[""] * (lines - len(words)))
