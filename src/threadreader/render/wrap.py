"""Wrapping text at a width in cells: which characters stand on which line."""

import re
from itertools import pairwise

from threadreader.render.cells import Cluster, clusters, is_narrow

Slice = tuple[int, int]
"""The characters of a text that one line shows: start and end."""

CJK = re.compile(
    "[\u2e80-\u2fdf\u3000-\u312f\u31a0-\u31ff\u3220-\u3247\u3280-\u32b0\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
"""A character of a script that is written without spaces, so that lines may end between two of them.

Korean is not among them: its words have spaces.
"""

_NEVER_FIRST = frozenset(
    "、。，．・：；？！）］｝〕〉》」』】〙〗〟｠～"  # noqa: RUF001 - East Asian punctuation
    "ー々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ\u3099\u309a\u309b\u309c"
)
_NEVER_LAST = frozenset("（［｛〔〈《「『【〘〖〝｟")  # noqa: RUF001 - East Asian punctuation


def may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters with no space between them."""
    return (
        CJK.match(before) is not None
        and CJK.match(after) is not None
        and after not in _NEVER_FIRST
        and before not in _NEVER_LAST
    )


def wrap_text(text: str, width: int) -> list[Slice]:
    r"""The lines of a text, at least one; `\n` ends a line.

    Lines end at spaces, which are on no line then, or between CJK characters. A word wider than the line is cut
    between clusters; a cluster wider than the line stands alone.
    """
    if "\n" not in text:
        return _wrap(text, 0, width)
    lines: list[Slice] = []
    start = 0
    for part in text.split("\n"):
        lines += _wrap(part, start, width)
        start += len(part) + 1
    return lines


def chop_text(text: str, width: int, rest: int) -> list[Slice]:
    """The lines of a text that is cut wherever a line is full: the first one `width` wide, the others `rest`."""
    if is_narrow(text):
        size = len(text)
        edges = [0, *range(width, size, rest), size] if size > width else [0, size]
        return list(pairwise(edges))
    lines: list[Slice] = []
    begin = used = 0
    for start, _, cells in clusters(text):
        if used + cells > (rest if lines else width) and start > begin:
            lines.append((begin, start))
            begin, used = start, 0
        used += cells
    return [*lines, (begin, len(text))]


def _wrap(text: str, offset: int, width: int) -> list[Slice]:
    return (_wrap_narrow if is_narrow(text) else _wrap_wide)(text, offset, width)


def _wrap_narrow(text: str, offset: int, width: int) -> list[Slice]:
    size = len(text.rstrip(" "))
    start = size - len(text[:size].lstrip(" "))
    lines: list[Slice] = []
    while size - start > width:
        end = text.rfind(" ", start, start + width + 1)
        following = end = end if end > start else start + width
        while text[end - 1] == " ":
            end -= 1
        while text[following] == " ":
            following += 1
        lines.append((start + offset, end + offset))
        start = following
    lines.append((start + offset, size + offset))
    return lines


def _wrap_wide(text: str, offset: int, width: int) -> list[Slice]:
    pieces = clusters(text)
    spaces = [not text[start:end].strip(" \u200b") for start, end, _ in pieces]
    lines: list[Slice] = []
    first = _skip(spaces, 0)
    while first < len(pieces):
        stop = _line_end(text, pieces, spaces, first, width)
        last = stop
        while spaces[last - 1]:
            last -= 1
        lines.append((pieces[first][0] + offset, pieces[last - 1][1] + offset))
        first = _skip(spaces, stop)
    return lines or [(offset, offset)]


def _skip(spaces: list[bool], place: int) -> int:
    while place < len(spaces) and spaces[place]:
        place += 1
    return place


def _line_end(text: str, pieces: list[Cluster], spaces: list[bool], first: int, width: int) -> int:
    """The piece before which the line that begins with the piece `first` ends."""
    used = stop = 0
    for place in range(first, len(pieces)):
        start, _, cells = pieces[place]
        if spaces[place]:
            stop = place
        else:
            if place > first and _may_part_at(text, start):
                stop = place
            if used + cells > width and place > first:
                return stop or place
        used += cells
    return len(pieces)


def _may_part_at(text: str, place: int) -> bool:
    return text[place - 1] == "\u200b" or may_part(text[place - 1], text[place])
