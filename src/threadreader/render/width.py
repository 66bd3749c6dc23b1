"""Width of text in terminal cells, cutting and wrapping at it; agrees with Rich and so with Textual."""

import re
from itertools import pairwise

from rich.cells import cell_len, split_graphemes

Cluster = tuple[int, int, int]
"""A grapheme cluster: start and end in the text, and its width in cells (0, 1 or 2)."""

_PART_SEPARATOR = " · "
_NARROW_CHARS = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0530\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u205f"
    "\u20a0-\u20c0\u2100-\u218b\u2190-\u2319\u2500-\u25fc]*"
)


def is_narrow(text: str) -> bool:
    """True if every character is a cluster of one cell, so that offsets are columns. Newlines are not."""
    return (text.isascii() and text.isprintable()) or _NARROW_CHARS.fullmatch(text) is not None


def cell_width(text: str) -> int:
    """The width in cells of a text without newlines and tabs."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def clusters(text: str) -> list[Cluster]:
    """The grapheme clusters of a text: marks, joined emoji and the two halves of a flag stay together."""
    result: list[Cluster] = []
    half_flag = False
    for start, end, counted in split_graphemes(text)[0]:
        # A joiner that joins nothing hides the character after it here, but not in cell_len.
        cells = counted or max(map(cell_len, text[start:end]))
        is_regional_indicator = "\U0001f1e6" <= text[start] <= "\U0001f1ff"
        if is_regional_indicator and half_flag:
            result[-1] = (result[-1][0], end, result[-1][2] + cells)
            half_flag = False
        else:
            result.append((start, end, cells))
            half_flag = is_regional_indicator and end == start + 1
    return result


def fit(text: str, width: int) -> str:
    """A text truncated to a width with an ellipsis."""
    if cell_width(text) <= width:
        return text
    end_of_fit, used = 0, 1
    for _, end, cells in clusters(text):
        used += cells
        if used > width:
            break
        end_of_fit = end
    return (text[:end_of_fit].rstrip(" ") + "…") if width > 0 else ""


def fit_parts(text: str, width: int) -> str:
    """A text of parts joined by dots truncated to a width: the last parts are left out before the first is cut."""
    while cell_width(text) > width and _PART_SEPARATOR in text:
        text = text.rpartition(_PART_SEPARATOR)[0]
    return fit(text, width)


Slice = tuple[int, int]
"""Start and end of one line in a text."""

CJK = re.compile(
    "[\u2e80-\u2fdf\u3000-\u312f\u31a0-\u31ff\u3220-\u3247\u3280-\u32b0\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
"""A character of a script without spaces, so that lines may break between two; Korean has spaces."""

_NEVER_FIRST = frozenset(
    "、。，．・：；？！）］｝〕〉》」』】〙〗〟｠～"  # noqa: RUF001 - East Asian punctuation
    "ー々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ\u3099\u309a\u309b\u309c"
)
_NEVER_LAST = frozenset("（［｛〔〈《「『【〘〖〝｟")  # noqa: RUF001 - East Asian punctuation


def may_break(before: str, after: str) -> bool:
    """True if a line may break between two characters without a space."""
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


def _skip(spaces: list[bool], index: int) -> int:
    while index < len(spaces) and spaces[index]:
        index += 1
    return index


def _line_end(text: str, pieces: list[Cluster], spaces: list[bool], first: int, width: int) -> int:
    """The index of the cluster at which the line from the cluster `first` ends."""
    used = stop = 0
    for index in range(first, len(pieces)):
        start, _, cells = pieces[index]
        if spaces[index]:
            stop = index
        else:
            if index > first and _may_break_at(text, start):
                stop = index
            if used + cells > width and index > first:
                return stop or index
        used += cells
    return len(pieces)


def _may_break_at(text: str, index: int) -> bool:
    return text[index - 1] == "\u200b" or may_break(text[index - 1], text[index])
