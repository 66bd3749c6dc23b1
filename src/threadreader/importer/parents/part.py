"""The part of a page that each comment is: all that evidence for its parent is looked for in."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from threadreader.importer.html.index import Span


class Part(Struct, frozen=True, eq=False):
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
