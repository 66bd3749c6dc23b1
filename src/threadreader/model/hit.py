"""What a search of the whole library finds."""

from dataclasses import dataclass

from threadreader.model.moment import Moment
from threadreader.model.thread import CommentId

_BEFORE, _EXCERPT = 40, 160

Passage = tuple[int, int]
"""Where something begins and ends, counted in code points."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A reply, or under None the article, in which something was found, and where in its text.

    `number` and `title` are the thread's, `place` is the reply's position in it or -1.
    """

    number: int
    title: str
    place: int
    comment: CommentId | None
    author: str
    written: Moment | None
    text: str
    passages: tuple[Passage, ...]

    def excerpt(self, width: int = _EXCERPT) -> tuple[str, tuple[Passage, ...]]:
        """A line of about so many characters around what was found first, and where in it the passages are."""
        first = self.passages[0][0] if self.passages else 0
        start = max(0, first - min(_BEFORE, width // 3))
        if start:
            start = self.text.find(" ", start, first) + 1 or start
        end = min(len(self.text), start + width)
        before, after = ("… " if start else ""), (" …" if end < len(self.text) else "")
        words = "".join(" " if char.isspace() else char for char in self.text[start:end])
        moved = ((a - start + len(before), min(b, end) - start + len(before)) for a, b in self.passages if a < end)
        return f"{before}{words}{after}", tuple(moved)
