"""Sign sets: Unicode lines and symbols, ASCII, or words for screen readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.segment import Segment


@dataclass(frozen=True)
class Signs:
    """A sign set: signs of reply states, and replacements of all other drawn characters by code point."""

    name: str
    unread: str = "●"
    starred: str = "★"
    marked: str = "◆"
    muted: str = "muted"
    new: str = "new"
    edited: str = "~"
    gone: str = "✝"
    folded: str = "▸"
    unfolded: str = "▾"
    hidden: str = "↩"
    focused: str = ""
    """Sign before the focused author where no bar shows the focus."""
    quoted: str = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
    levels: tuple[str, str] = ("•", "·")
    """Open and closed level of replies."""
    cursor: bool = False
    """True if the terminal's cursor follows the reader, for screen readers."""
    replacements: Mapping[int, str] = field(default_factory=dict)

    def translate(self, segments: Sequence[Segment]) -> list[Segment]:
        """Replace the signs of segments, each by one of the same width."""
        if not self.replacements:
            return list(segments)
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(self.replacements), segment.style)
            for segment in segments
        ]


def _by_code_point(pairs: Mapping[str, str]) -> dict[int, str]:
    return {ord(sign): other for signs, other in pairs.items() for sign in signs}


_TYPOGRAPHY = {"“”„«»": '"', "‘’‚": "'", "–—―‐‑−": "-", "\N{NO-BREAK SPACE}": " ", "×": "x", "…": "."}  # noqa: RUF001

_ASCII = {
    "─━╌┈┄▔": "-",
    "│┃╎▎▌▏": "|",
    "┆": ":",
    "┌┐└┘├┤┬┴┼╭╮╰╯": "+",
    "█▐▀▄": "#",
    "▁▂▃▅▆▇▖▗▘▝▊▉▋▍": "#",
    "▰": "#",
    "▱": ".",
    "▸": "+",
    "▾": "-",
    "●": "*",
    "★": "!",
    "☆": ".",
    "◆": "@",
    "✓✝": "x",
    "↩": "<",
    "↑⇡": "^",
    "↓": "v",
    "→\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}": ">",
    "←◂\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "<",
    "⇄": "=",
    "↪": "\\",
    "·": "-",
    "╴": "=",
    "¶": "P",
    "•": "*",
    "🔎": "/ ",
}

_NOTHING = {"─━╌┈┄▔│╎▎▌▏┌┐└┘├┤┬┴┼╭╮╰╯█▐▀▄▁▂▃▅▆▇▖▗▘▝▊▉▋▍▰▱▸▾◂╴⇡": " ", "┃": ">", "┆": ">", "·": ",", "🔎": "  "}

LINES = Signs("lines")
ASCII = Signs("ascii", replacements=_by_code_point(_TYPOGRAPHY | _ASCII))
NONE = Signs(
    "none",
    unread="unread",
    starred="starred",
    marked="marked",
    edited="edited",
    gone="gone",
    folded=" ",
    unfolded=" ",
    hidden="hidden",
    focused=">",
    quoted=" quotes",
    levels=("", ""),
    cursor=True,
    replacements=_by_code_point(_NOTHING),
)

SIGNS: Mapping[str, Signs] = {signs.name: signs for signs in (LINES, ASCII, NONE)}
