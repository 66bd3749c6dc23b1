"""Columns of a page, and the part of it that each comment is: all that evidence for parents is looked for in."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence

from bs4 import Tag

from threadreader.dataclass import dataclass
from threadreader.importer.html.tree import ElementSignature, element_index

Span = tuple[int, int]
"""Index of the first element of a comment, and the index behind its last one."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Elements of a page in document order, with the index behind the last one in each, and that of its parent."""

    elements: Sequence[Tag]
    signatures: Sequence[ElementSignature]
    ends: Sequence[int]
    parents: Sequence[int]

    def children(self, index: int) -> Iterator[int]:
        """The elements directly in one."""
        here = index + 1
        while here < self.ends[index]:
            yield here
            here = self.ends[here]

    def ancestors(self, index: int) -> Iterator[int]:
        """The elements that one is in, the innermost first, without the root."""
        here = self.parents[index]
        while here > 0:
            yield here
            here = self.parents[here]

    def is_in(self, index: int, tops: Sequence[int]) -> bool:
        """True if an element is one of several or in one; these in document order, none in another."""
        at = bisect(tops, index) - 1
        return at >= 0 and index < self.ends[tops[at]]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The part of a page that is one comment's own: its elements without those of comments nested in it.

    `parent` is the index of the comment that it is nested in, `words` are the elements that hold its text, in document
    order, `lead` is the one of these that its text begins in, as attachments may stand before it, and `name` and `key`
    are those of the comment, as far as known.
    """

    span: Span
    own: Sequence[int]
    parent: int | None = None
    words: Sequence[int] = ()
    lead: int | None = None
    name: str | None = None
    key: str | None = None

    @property
    def start(self) -> int:
        """Index of its first element."""
        return self.span[0]


def columns_of(root: Tag) -> Columns:
    """Columns of a whole page."""
    index = element_index(root)
    parents: list[int] = []
    path: list[int] = []
    for here in range(len(index.elements)):
        while path and index.ends[path[-1]] <= here:
            path.pop()
        parents.append(path[-1] if path else -1)
        path.append(here)
    return Columns(index.elements, index.signatures, index.ends, parents)


def nest(spans: Iterable[Span]) -> tuple[list[int | None], list[list[int]]]:
    """For each span in document order the index of the one that it is in, and the indices of its own elements."""
    parents: list[int | None] = []
    own: list[list[int]] = []
    reached: list[int] = []
    ends: list[int] = []
    path: list[int] = []

    def close() -> None:
        last = path.pop()
        own[last].extend(range(reached[last], ends[last]))
        if path:
            reached[path[-1]] = ends[last]

    for start, end in spans:
        while path and ends[path[-1]] <= start:
            close()
        if path:
            own[path[-1]].extend(range(reached[path[-1]], start))
        parents.append(path[-1] if path else None)
        path.append(len(own))
        own.append([])
        reached.append(start)
        ends.append(end)
    while path:
        close()
    return parents, own
