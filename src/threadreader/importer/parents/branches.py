"""Parents by branches: where two comments are in one element, in branches unlike each other, the second is the reply.

So are those in a wrapper after what they answer, and those where only the innermost element is the comment.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from threadreader.importer.html.elements import LISTS
from threadreader.importer.html.index import PageIndex
from threadreader.importer.lexicon import stable_label
from threadreader.importer.parents.part import Part
from threadreader.lexicon import alternatives, compile_lazily

_REPLIES = compile_lazily(rf"{alternatives('reply_list_names')}|^ul|^ol|^d[ld](?![a-z])|^blockquote", re.IGNORECASE)
"""Names of wrappers of replies."""

_ROWS = frozenset(("li", "tr"))
"""Elements that are siblings however they differ."""

Kinds = tuple[str, str]
"""Names of two neighbouring branches."""


class _Branch(Struct):
    """The last branch of an element that has comments so far: its index, and its first and last comment."""

    index: int
    name: str
    is_record: bool
    first: int
    last: int


def find_branches(page: PageIndex, parts: Sequence[Part]) -> list[int | None]:
    """The index of each comment's parent, in one walk up from each to what is known already."""
    draft = _Walk(page, parts)
    draft.parents()
    trusted = {kinds for kinds, holders in draft.seen.items() if len(holders) > 1 or _is_of_replies(kinds)}
    if not trusted:
        return [None] * len(parts)
    return _Walk(page, parts, trusted).parents()


def _is_of_replies(kinds: Kinds) -> bool:
    return bool(_REPLIES.search(kinds[1])) and not _REPLIES.search(kinds[0])


class _Walk:
    """One pass over the comments in document order. Without `trusted` all pairs of unlike branches count."""

    def __init__(self, page: PageIndex, parts: Sequence[Part], trusted: set[Kinds] | None = None) -> None:
        self.seen: defaultdict[Kinds, set[int]] = defaultdict(set)
        """The elements that each pair of unlike branches is in."""
        self._page = page
        self._parts = parts
        self._trusted = trusted
        self._starts = {part.start for part in parts}
        self._last: dict[int, _Branch] = {}
        self._level: dict[int, int | None] = {}
        self._first_named: dict[tuple[int, str], int] = {}
        """The first comment in the branches of an element that are called alike."""
        self._parents: list[int | None] = []

    def parents(self) -> list[int | None]:
        """The index of each comment's parent."""
        for number, part in enumerate(self._parts):
            path = self._new_ancestors(part.start)
            holder = self._page.parents[path[-1]]
            parent = self._parent(holder, path[-1]) if holder in self._last else None
            self._parents.append(parent)
            self._note(holder, path[-1], number)
            for outer, below in pairwise(reversed(path)):
                self._level[outer] = parent
                self._note(outer, below, number)
            self._note_ancestors(holder, number)
        return self._parents

    def _new_ancestors(self, start: int) -> list[int]:
        """An element and those that it is in, up to one that has comments already."""
        path = [start]
        while path[-1] > 0 and self._page.parents[path[-1]] not in self._last:
            path.append(self._page.parents[path[-1]])
        return path

    def _note(self, holder: int, branch: int, number: int) -> None:
        name = self._name(branch)
        self._last[holder] = _Branch(branch, name, branch in self._starts, number, number)
        self._first_named.setdefault((holder, name), number)

    def _note_ancestors(self, holder: int, number: int) -> None:
        outer = self._page.parents[holder] if holder > 0 else -1
        while outer in self._last and self._last[outer].last < number:
            self._last[outer].last = number
            outer = self._page.parents[outer]

    def _parent(self, holder: int, branch: int) -> int | None:
        """The parent of the first comment in a branch, given the branch before it."""
        before, name = self._last[holder], self._name(branch)
        is_record = branch in self._starts
        if self._are_alike(before, branch) or (before.is_record and is_record):
            return self._parents[before.first]
        if is_record:
            return self._level.get(holder)
        if before.first == before.last and self._is_trusted((before.name, name), holder):
            return before.first
        return self._parents[self._first_named.get((holder, name), before.first)]

    def _are_alike(self, before: _Branch, branch: int) -> bool:
        tag = self._page.elements[branch].name
        are_rows = tag in _ROWS and tag == self._page.elements[before.index].name
        is_plain = self._only_list(branch) is None and self._only_list(before.index) is None
        return (are_rows and is_plain) or before.name == self._name(branch)

    def _is_trusted(self, kinds: Kinds, holder: int) -> bool:
        if self._trusted is not None:
            return kinds in self._trusted
        self.seen[kinds].add(holder)
        return True

    def _only_list(self, row: int) -> int | None:
        """The list that is all there is in a row: some put replies so, in a row of their own."""
        inner = next(self._page.children(row), None)
        is_alone = inner is not None and self._page.ends[inner] == self._page.ends[row]
        is_list = is_alone and self._page.elements[inner or 0].name in LISTS
        return inner if is_list and row not in self._starts else None

    def _name(self, index: int) -> str:
        listed = self._only_list(index)
        return stable_label(self._page.signatures[index if listed is None else listed])
