"""What stands for what beside colour: lines and signs, the same in ASCII, or words for those who hear the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.segment import Segment


@dataclass(frozen=True)
class Signs:
    """One set of signs: those of states, and what is put in the place of every other sign that is drawn."""

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
    here: str = ""
    """Before the name in focus, where its bar does not show it."""
    quoted: str = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
    levels: tuple[str, str] = ("•", "·")
    """For a level of replies that is open, and for one that is not."""
    cursor: bool = False
    """Whether the terminal's own cursor stands where the reader is, for what reads the screen aloud."""
    instead: Mapping[int, str] = field(default_factory=dict)

    def written(self, segments: Sequence[Segment]) -> list[Segment]:
        """The same words in these signs, each as wide as the one before."""
        if not self.instead:
            return list(segments)
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(self.instead), segment.style)
            for segment in segments
        ]


def _instead(pairs: Mapping[str, str]) -> dict[int, str]:
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
ASCII = Signs("ascii", instead=_instead(_TYPOGRAPHY | _ASCII))
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
    here=">",
    quoted=" quotes",
    levels=("", ""),
    cursor=True,
    instead=_instead(_NOTHING),
)

SIGNS: Mapping[str, Signs] = {signs.name: signs for signs in (LINES, ASCII, NONE)}
