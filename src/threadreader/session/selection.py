"""A selection in the text of a reply or the article: its two ends, and the motions of the one that moves.

A motion is a function of a selection to the next position of its end. Those by line need the lines that are drawn.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from threadreader.model.blocks import Leaf
from threadreader.render.width import clusters
from threadreader.session import ARTICLE, Pane, Session

_NEARBY_CHARS = 2000  # in which the next or previous word, sentence or character is looked for: no word is longer
_WORD = re.compile(r"\w+|[^\w\s]+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*|\S(?=\n|$)")  # noqa: RUF001 - full stops of Chinese and Japanese


class Selection(Struct):
    """A range of the text of a body: from the character at `origin` to that at `end`, both included.

    `column` is the one that motions by line keep to.
    """

    index: int
    text: str
    blocks: Sequence[Leaf]
    origin: int = 0
    end: int = 0
    column: int | None = None

    @classmethod
    def of(cls, session: Session, index: int) -> "Selection":
        """A selection of the first character of a body with words."""
        body = session.opened.article if index == ARTICLE else session.opened.comment(index)
        return cls(index, body.text, session.leaves(index))

    @property
    def range(self) -> tuple[int, int]:
        """Start and end of the selected characters, end exclusive."""
        start, last = sorted((self.origin, self.end))
        return start, _cluster_end(self.text, last)

    def leaf(self, position: int) -> Leaf:
        """The block of a position."""
        return self.blocks[max(0, bisect_right(self.blocks, position, key=lambda leaf: leaf.start) - 1)]


def _cluster_end(text: str, start: int) -> int:
    # A line break would be a part of the cluster before it.
    line = text[start : start + _NEARBY_CHARS].partition("\n")[0]
    return start + (clusters(line)[0][1] if line else 1)


Motion = Callable[[Selection], int]


def right(selection: Selection) -> int:
    """The next character; what parts two blocks is none."""
    here = _cluster_end(selection.text, selection.end)
    while here < len(selection.text) and selection.text[here] == "\n":
        here += 1
    return here if here < len(selection.text) else selection.end


def left(selection: Selection) -> int:
    """The character before."""
    here = selection.end
    while here > 0 and selection.text[here - 1] == "\n":
        here -= 1
    before = clusters(selection.text[max(0, here - _NEARBY_CHARS) : here].rpartition("\n")[2])
    return here - (before[-1][1] - before[-1][0]) if before else selection.end


def next_word(selection: Selection) -> int:
    """The beginning of the next word, else the end of the last."""
    nearby = _nearby(_WORD, selection, selection.end)
    return next((word.start() for word in nearby if word.start() > selection.end), word_end(selection))


def word_end(selection: Selection) -> int:
    """The end of the word, or of the next one where the selection ends there."""
    nearby = _nearby(_WORD, selection, selection.end)
    return next((word.end() - 1 for word in nearby if word.end() - 1 > selection.end), selection.end)


def previous_word(selection: Selection) -> int:
    """The beginning of the word, or of the one before."""
    return _last_before(selection, (word.start() for word in _nearby(_WORD, selection, None)))


def sentence_end(selection: Selection) -> int:
    """The end of the sentence, or of the next one where the selection ends there."""
    nearby = _SENTENCE_END.finditer(selection.text, selection.end)
    return next((found.end() - 1 for found in nearby if found.end() - 1 > selection.end), selection.end)


def sentence_begin(selection: Selection) -> int:
    """The beginning of the sentence, or of the one before."""
    first = max(0, selection.end - _NEARBY_CHARS)
    ends = (found.end() for found in _nearby(_SENTENCE_END, selection, None))
    return _last_before(selection, (first, *(_skip_space(selection.text, end) for end in ends)))


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def paragraph_end(selection: Selection) -> int:
    """The end of the paragraph, or of the next one where the selection ends there."""
    ends = (leaf.start + len(leaf.text) - 1 for leaf in selection.blocks)
    return next((end for end in ends if end > selection.end), selection.end)


def paragraph_begin(selection: Selection) -> int:
    """The beginning of the paragraph, or of the one before."""
    return _last_before(selection, (leaf.start for leaf in selection.blocks))


def text_begin(selection: Selection) -> int:
    """The first character of the text."""
    return selection.blocks[0].start


def text_end(selection: Selection) -> int:
    """The last character of the text."""
    return selection.blocks[-1].start + len(selection.blocks[-1].text) - 1


def _nearby(pattern: re.Pattern[str], selection: Selection, first: int | None) -> Iterator[re.Match[str]]:
    """Match of a pattern from a position on, or before the end of the selection."""
    begin = max(0, selection.end - _NEARBY_CHARS) if first is None else first
    return pattern.finditer(selection.text, begin, selection.end if first is None else first + _NEARBY_CHARS)


def _last_before(selection: Selection, positions: Iterable[int]) -> int:
    return max((each for each in positions if each < selection.end), default=selection.end)


class DrawnLine(Struct, frozen=True):
    """A drawn line: the item and the line of its pane, and the first and last position of its characters."""

    item: int
    line: int
    first: int
    last: int


def drawn_lines(session: Session, selection: Selection, block: int) -> list[DrawnLine]:
    """The drawn lines with characters of a reply, or of a block of the article and the ones with text next to it."""
    view, items = session.view(Pane.REPLIES), [selection.index]
    if selection.index == ARTICLE:
        view, every = session.view(Pane.ARTICLE), list(dict.fromkeys(leaf.path[0] for leaf in selection.blocks))
        here = bisect_left(every, block)
        items = [number + 1 for number in every[max(0, here - 1) : here + 2]]
    blocks = {leaf.path: leaf for leaf in selection.blocks}
    drawn: list[DrawnLine] = []
    for item in items:
        first, _, lines = view.text(item)
        for number, line in enumerate(lines, first):
            leaf = blocks.get(line.path) if line.path else None
            runs = [(run.start, run.start + len(run.text)) for run in line.runs if run.start is not None and run.text]
            if leaf is not None and runs:
                # A tab takes several cells.
                last = min(max(end for _, end in runs), len(leaf.text)) - 1
                drawn.append(DrawnLine(item, number, leaf.start + min(runs)[0], leaf.start + last))
    return drawn


def line_of(lines: Sequence[DrawnLine], position: int) -> int:
    """The number of the line that shows a position, or of the last one before it."""
    return max(0, bisect_right(lines, position, key=lambda line: line.first) - 1)


def line_at_end(session: Session, selection: Selection) -> DrawnLine | None:
    """The drawn line of the end that moves."""
    lines = drawn_lines(session, selection, selection.leaf(selection.end).path[0])
    return lines[line_of(lines, selection.end)] if lines else None


def by_line(session: Session, selection: Selection, by: int) -> int:
    """The position some drawn lines further down, in the same column; as far as there are lines."""
    end = selection.end
    for _ in range(abs(by)):
        lines = drawn_lines(session, selection, selection.leaf(end).path[0])
        here = line_of(lines, end)
        there = here + (1 if by > 0 else -1)
        if not 0 <= there < len(lines):
            break
        if selection.column is None:
            selection.column = end - lines[here].first
        end = min(lines[there].first + selection.column, lines[there].last)
    return end


def line_ends(session: Session, selection: Selection) -> tuple[int, int]:
    """The first and the last position on the drawn line."""
    line = line_at_end(session, selection)
    return (line.first, line.last) if line else (selection.end, selection.end)
