"""Parents by branches: where two records are in one tag, in branches unlike each other, the second answers the first.

So do replies that stand in a wrapper beside what they answer, and those where the innermost tag is the record.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from threadreader.importer.generic.record import VOLATILE, Record
from threadreader.importer.generic.survey import Survey
from threadreader.importer.lexicon import folded
from threadreader.lexicon import alternatives

_REPLIES = re.compile(rf"{alternatives('reply_list_names')}|^ul|^ol|^d[ld](?![a-z])|^blockquote", re.IGNORECASE)
"""What wrappers of replies are called."""

_ROWS = frozenset(("li", "tr"))
"""Tags that are siblings however they differ."""

_LISTS = frozenset(("ol", "ul", "dl"))

Kinds = tuple[str, str]
"""What two neighbouring branches are called."""


@dataclass(slots=True)
class _Branch:
    """The last branch of a tag that has records so far: its place, and its first and last record."""

    place: int
    name: str
    is_record: bool
    first: int
    last: int


def find_branches(found: Survey, records: Sequence[Record]) -> list[int | None]:
    """The place of each record's parent among the records, in one walk up from each to what is known already."""
    draft = _Walk(found, records)
    draft.parents()
    trusted = {kinds for kinds, holders in draft.seen.items() if len(holders) > 1 or _is_of_replies(kinds)}
    if not trusted:
        return [None] * len(records)
    return _Walk(found, records, trusted).parents()


def _is_of_replies(kinds: Kinds) -> bool:
    return bool(_REPLIES.search(kinds[1])) and not _REPLIES.search(kinds[0])


class _Walk:
    """One pass over the records in document order. Without `trusted` all pairs of unlike branches count."""

    def __init__(self, found: Survey, records: Sequence[Record], trusted: set[Kinds] | None = None) -> None:
        self.seen: defaultdict[Kinds, set[int]] = defaultdict(set)
        """In which tags each pair of unlike branches is."""
        self._found = found
        self._records = records
        self._trusted = trusted
        self._starts = {record.start for record in records}
        self._last: dict[int, _Branch] = {}
        self._level: dict[int, int | None] = {}
        self._called: dict[tuple[int, str], int] = {}
        """The first record in the branches of a tag that are called alike."""
        self._parents: list[int | None] = []

    def parents(self) -> list[int | None]:
        """The place of each record's parent."""
        for number, record in enumerate(self._records):
            path = self._new_above(record.start)
            holder = self._found.parents[path[-1]]
            parent = self._parent(holder, path[-1]) if holder in self._last else None
            self._parents.append(parent)
            self._note(holder, path[-1], number)
            for above, below in pairwise(reversed(path)):
                self._level[above] = parent
                self._note(above, below, number)
            self._note_above(holder, number)
        return self._parents

    def _new_above(self, start: int) -> list[int]:
        """A tag and what it is in, up to what has no record yet."""
        path = [start]
        while path[-1] > 0 and self._found.parents[path[-1]] not in self._last:
            path.append(self._found.parents[path[-1]])
        return path

    def _note(self, holder: int, branch: int, number: int) -> None:
        name = self._name(branch)
        self._last[holder] = _Branch(branch, name, branch in self._starts, number, number)
        self._called.setdefault((holder, name), number)

    def _note_above(self, holder: int, number: int) -> None:
        above = self._found.parents[holder] if holder > 0 else -1
        while above in self._last and self._last[above].last < number:
            self._last[above].last = number
            above = self._found.parents[above]

    def _parent(self, holder: int, branch: int) -> int | None:
        """The parent of the first record in a branch, given the branch before it."""
        before, name = self._last[holder], self._name(branch)
        is_record = branch in self._starts
        if self._are_alike(before, branch) or (before.is_record and is_record):
            return self._parents[before.first]
        if is_record:
            return self._level.get(holder)
        if before.first == before.last and self._is_trusted((before.name, name), holder):
            return before.first
        return self._parents[self._called.get((holder, name), before.first)]

    def _are_alike(self, before: _Branch, branch: int) -> bool:
        tag = self._found.tags[branch].name
        are_rows = tag in _ROWS and tag == self._found.tags[before.place].name
        is_plain = self._list_alone(branch) is None and self._list_alone(before.place) is None
        return (are_rows and is_plain) or before.name == self._name(branch)

    def _is_trusted(self, kinds: Kinds, holder: int) -> bool:
        if self._trusted is not None:
            return kinds in self._trusted
        self.seen[kinds].add(holder)
        return True

    def _list_alone(self, row: int) -> int | None:
        """The list that is all there is in a row: some put replies so, in a row of their own."""
        inner = next(self._found.children(row), None)
        is_alone = inner is not None and self._found.ends[inner] == self._found.ends[row]
        return inner if is_alone and row not in self._starts and self._found.tags[inner or 0].name in _LISTS else None

    def _name(self, place: int) -> str:
        listed = self._list_alone(place)
        shape = self._found.shapes[place if listed is None else listed]
        return ".".join((shape.name, *sorted({folded(word) for word in shape.classes or ()} - VOLATILE)))
