"""Graphics protocols of terminals (kitty, sixel, half blocks): detection, cell size, escape sequences."""

import array
import os
import sys
from base64 import b64encode
from collections.abc import Mapping

from threadreader.library.images import GraphicsProtocol

_CHUNK = 4096  # characters; the most that kitty's protocol allows
_USUAL_CELL = (10, 20)  # pixels; a cell twice as high as wide, as most fonts have
_KITTY_TERMS = ("xterm-kitty", "xterm-ghostty")
_KITTY_PROGRAMS = {"kitty", "ghostty", "WezTerm"}
_KONSOLE_FROM = 220_400  # 22.04, the first with kitty's protocol
_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS = {"iTerm.app", "mintty"}

ERASE = "\x1b_Ga=d,d=A,q=2\x1b\\"
"""Deletes all pictures of kitty's protocol."""


def detect_protocol(setting: str, variables: Mapping[str, str] = os.environ) -> GraphicsProtocol:
    """Protocol of the setting, else that of the reader's terminal."""
    if setting in set(GraphicsProtocol):
        return GraphicsProtocol(setting)
    term, program = variables.get("TERM", ""), variables.get("TERM_PROGRAM", "")
    if variables.get("TMUX") or variables.get("STY") or term.startswith(("tmux", "screen")):
        return GraphicsProtocol.BLOCKS
    konsole = variables.get("KONSOLE_VERSION", "")
    is_konsole = konsole.isdecimal() and int(konsole) >= _KONSOLE_FROM
    if variables.get("KITTY_WINDOW_ID") or term in _KITTY_TERMS or program in _KITTY_PROGRAMS or is_konsole:
        return GraphicsProtocol.KITTY
    return (
        GraphicsProtocol.SIXEL
        if term.startswith(_SIXEL_TERMS) or program in _SIXEL_PROGRAMS
        else GraphicsProtocol.BLOCKS
    )


def cell_size() -> tuple[int, int]:
    """Width and height of a cell in pixels, as the terminal reports it, or 10 by 20."""
    try:
        import fcntl
        import termios

        sizes = array.array("H", [0] * 4)
        fcntl.ioctl(sys.__stderr__ or sys.stderr, termios.TIOCGWINSZ, sizes)
    except (ImportError, OSError, ValueError):
        return _USUAL_CELL
    rows, columns, width, height = sizes
    is_known = rows and columns and width >= columns and height >= rows
    return (width // columns, height // rows) if is_known else _USUAL_CELL


def display_sequence(form: GraphicsProtocol, content: bytes, at: tuple[int, int], cells: tuple[int, int]) -> str:
    """Escape sequence that draws a picture `at` a column and row, restoring the cursor."""
    if form is GraphicsProtocol.KITTY:
        encoded = b64encode(content).decode()
        pieces = [encoded[start : start + _CHUNK] for start in range(0, len(encoded), _CHUNK)]
        head = f"a=T,f=100,q=2,C=1,c={cells[0]},r={cells[1]},"
        parts = [
            f"\x1b_G{head if number == 0 else ''}m={int(number < len(pieces) - 1)};{piece}\x1b\\"
            for number, piece in enumerate(pieces)
        ]
        sequence = "".join(parts)
    else:
        sequence = content.decode("ascii")
    return f"\x1b7\x1b[{at[1] + 1};{at[0] + 1}H{sequence}\x1b8"
