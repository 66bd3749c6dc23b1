"""The column that counts threads by tag and site: the one that is selected says which threads the list shows."""

from collections import Counter
from collections.abc import Iterable, Sequence

from threadreader.model.page import DONE, QUEUE, Entry, Group
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width
from threadreader.session.lists import Position, cell

_ALL = Group()
_NAMES = {_ALL: "all", Group("tag", QUEUE): "queue", Group("tag", DONE): "done", Group("site"): "no site"}
_MIN_GROUPS = 2  # where all threads are of one site and none has a tag, there is nothing to choose


class GroupCounts:
    """Groups of threads with the number of each, tags before sites; `count` is that of all threads."""

    def __init__(self, counts: Counter[Group] | None = None, removed: Iterable[Entry] = ()) -> None:
        counts = Counter(counts)
        # They are in the library until the program ends.
        counts.subtract(group for entry in removed for group in _counted(entry))
        self._counts = +counts
        sites, tags = ([group for group in self._counts if group.field == field] for field in ("site", "tag"))
        own = [group for group in _NAMES if group in tags]
        others = sorted((group for group in tags if group not in own), key=self._rank)
        self._counts[_ALL] = sum(self._counts[group] for group in sites)
        # None is an empty row.
        parts = [[_ALL, *own], others, sorted(sites, key=self._rank)]
        rows = [row for part in parts if part for row in (*part, None)][:-1]
        self.rows: Sequence[Group | None] = rows
        self.groups = tuple(group for group in rows if group is not None)
        self.position = Position(len(self.groups))
        self._top = 0

    @property
    def are_of_use(self) -> bool:
        """True if there is something to choose."""
        return len(self.groups) > _MIN_GROUPS

    @property
    def here(self) -> Group:
        """The selected group."""
        return self.groups[self.position.at]

    def go_to(self, group: Group) -> None:
        """Select a group, all threads where it is no more."""
        self.position.at = self.groups.index(group) if group in self.groups else 0

    def window(self, height: int) -> Sequence[Group | None]:
        """The rows in a window of some height, the selected one among them."""
        self.position.settle(height)
        row = self.rows.index(self.here)
        self._top = min(max(self._top, row - height + 1), row, max(0, len(self.rows) - height))
        return self.rows[self._top : self._top + height]

    def index_at(self, y: int) -> int | None:
        """The index of the group in a row of the window, None where it is empty."""
        row = self._top + y
        group = self.rows[row] if row < len(self.rows) else None
        return None if group is None else self.groups.index(group)

    def row(self, group: Group, width: int) -> Line:
        """A group and its number."""
        count = f"{self._counts[group]:,}"
        name, role = label_of(group), Role.HEADING if group == self.here else Role.TEXT
        return Line((Run(cell(name, max(0, width - cell_width(count) - 1)), role), Run(f" {count}", Role.SOURCE)))

    def _rank(self, group: Group) -> tuple[bool, int, str]:
        """The largest first, and last what has no name."""
        return not group.value, -self._counts[group], group.value.casefold()


def label_of(group: Group) -> str:
    """A group by its name."""
    return _NAMES.get(group) or ("#" if group.field == "tag" else "") + group.value


def _counted(entry: Entry) -> Sequence[Group]:
    """The groups that a thread is counted in: once it is done, in that one alone."""
    return (Group("tag", DONE),) if entry.is_done else entry.groups
