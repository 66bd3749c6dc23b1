"""Width of text in terminal cells, and where it may be cut; agrees with Textual, which counts as Rich does."""

import re

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
