"""How the passage is drawn that a reply is about: in a few lines above the replies."""

from rich.segment import Segment

from threadreader.render.width import fit, wrap_text
from threadreader.tui.rows import Row, filled
from threadreader.tui.theme import Look

_MARK = "┈ "
_MARGIN = 2


def passage_rows(passage: str, look: Look, size: tuple[int, int]) -> list[Row]:
    """As much of it as there is room for; the last row says that there is more."""
    width, height = size
    room, style = max(1, width - _MARGIN - 2 - len(_MARK)), look.style(look.faint)
    ranges = wrap_text(passage, room)[:height]
    lines = [passage[start:end] for start, end in ranges]
    if len(ranges) == height:
        lines[-1] = fit(passage[ranges[-1][0] :], room)
    lines += [""] * (height - len(lines))
    marks = [_MARK, *[" " * len(_MARK)] * (height - 1)]
    return [
        filled([Segment(f"{' ' * _MARGIN}{mark}{line}", style)], width, style)
        for mark, line in zip(marks, lines, strict=True)
    ]
