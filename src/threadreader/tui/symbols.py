"""Sign sets: Unicode lines and symbols, ASCII, or words for screen readers."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from msgspec import Struct, convert
from rich.segment import Segment


class Signs(Struct, frozen=True):
    """A sign set: signs of reply states, and replacements of all other drawn characters by code point."""

    name: str
    unread: str = "●"
    starred: str = "★"
    noted: str = "✎"
    marked: str = "◆"
    muted: str = "muted"
    new: str = "new"
    edited: str = "~"
    gone: str = "✝"
    folded: str = "▸"
    unfolded: str = "▾"
    hidden: str = "↩"
    stored: str = "⌂"
    focused: str = ""
    """Sign before the focused author where no bar shows the focus."""
    quoted: str = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
    levels: tuple[str, str] = ("•", "·")
    """Open and closed level of replies."""
    cursor: bool = False
    """True if the terminal's cursor follows the reader, for screen readers."""
    replacements: Mapping[int, str] = {}

    def translate(self, segments: Sequence[Segment]) -> list[Segment]:
        """Replace the signs of a row's segments, which keeps its width."""
        if not self.replacements:
            return list(segments)
        if any(_ELLIPSIS in segment.text for segment in segments):
            segments = _with_dots(segments)
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(self.replacements), segment.style)
            for segment in segments
        ]


_ELLIPSIS = "…"
_PLAIN = re.compile(r"[A-Za-z0-9 ,.]*")
_ROOM = re.compile(r"[^│]*?(?= {3})")
"""Up to spaces, in the same pane, that can lack two."""


def _with_dots(segments: Sequence[Segment]) -> list[Segment]:
    """Write an ellipsis as three dots: over spaces that follow in the row, else over the two characters before it."""
    cells = [(character, segment) for segment in segments for character in segment.text]
    for at in reversed([index for index, (character, _) in enumerate(cells) if character == _ELLIPSIS]):
        text = "".join(character for character, _ in cells)
        dot = (".", cells[at][1])
        if room := _ROOM.match(text, at + 1):
            del cells[room.end() : room.end() + 2]
            cells[at : at + 1] = [dot] * 3
        elif at > 1 and _PLAIN.fullmatch(text, at - 2, at):
            cells[at - 2 : at + 1] = [dot] * 3
    row = []
    for _, run in groupby(cells, lambda cell: id(cell[1])):
        characters, (segment, *_) = zip(*run, strict=True)
        row.append(Segment("".join(characters), segment.style, segment.control))
    return row


def _load_signs() -> Mapping[str, Signs]:
    tables = tomllib.loads(Path(__file__).with_name("signs.toml").read_text(encoding="utf-8"))
    sets = {}
    for name, table in tables.items():
        replaced = {ord(sign): text for text, signs in table.pop("replaced", {}).items() for sign in signs}
        sets[name] = convert({"name": name, "replacements": replaced, **table}, Signs)
    return sets


SIGNS = _load_signs()
