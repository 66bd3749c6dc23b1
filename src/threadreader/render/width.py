"""Width of text in terminal cells, and where it may be cut; agrees with Textual, which counts as Rich does.

Wrapping text at a width in cells: which characters stand on which line.
"""

import re
from itertools import pairwise

from rich.cells import cell_len, split_graphemes

Cluster = tuple[int, int, int]
"""What a terminal draws as one character: start and end in the text, and its width in cells (0, 1 or 2)."""

_DOT = " · "
_NARROW = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0530\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u205f"
    "\u20a0-\u20c0\u2100-\u218b\u2190-\u2319\u2500-\u25fc]*"
)


def is_narrow(text: str) -> bool:
    """Whether every character is one cell wide and stands alone, so that offsets are columns. Newlines are not."""
    return (text.isascii() and text.isprintable()) or _NARROW.fullmatch(text) is not None


def cell_width(text: str) -> int:
    """How many cells a terminal uses for a text without newlines and tabs."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def clusters(text: str) -> list[Cluster]:
    """A text cut into what may not be cut further: marks, joined emoji and the two halves of a flag stay together."""
    found: list[Cluster] = []
    half_flag = False
    for start, end, counted in split_graphemes(text)[0]:
        # A joiner that joins nothing hides the character after it here, but not in cell_len.
        cells = counted or max(map(cell_len, text[start:end]))
        is_letter = "\U0001f1e6" <= text[start] <= "\U0001f1ff"
        if is_letter and half_flag:
            found[-1] = (found[-1][0], end, found[-1][2] + cells)
            half_flag = False
        else:
            found.append((start, end, cells))
            half_flag = is_letter and end == start + 1
    return found


def fit(text: str, width: int) -> str:
    """A text cut to a width, the cut shown as an ellipsis."""
    if cell_width(text) <= width:
        return text
    kept, used = 0, 1
    for _, end, cells in clusters(text):
        used += cells
        if used > width:
            break
        kept = end
    return (text[:kept].rstrip(" ") + "…") if width > 0 else ""


def fit_parts(text: str, width: int) -> str:
    """A text of parts with dots between them cut to a width: the last parts go as a whole, before any is cut."""
    while cell_width(text) > width and _DOT in text:
        text = text.rpartition(_DOT)[0]
    return fit(text, width)


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
