r"""Paragraphs as lines that can be joined again.

A line ends at a single space, or between two characters of a script that is written without spaces; joining puts
back what stood there. A word wider than the line stands alone.
"""

import re
from collections.abc import Iterator, Sequence

from threadreader.render.cells import cell_width
from threadreader.render.wrap import CJK, may_part

BREAK = " \\"
"""What ends a line that the writer ended."""

_SPACE = re.compile(r"(?<=[^ ]) (?=[^ ])")
_BOUNDARY = re.compile(f"(?<={CJK.pattern})(?={CJK.pattern})")
_SPECIAL = re.compile(r"[>|]|\*(?: |$)|=+(?: |$)|---$|!\[|↑(?: |$)")
_NUMBER = re.compile(r"(-?[0-9]+)\.(?= |$)")


def write_lines(segments: Sequence[str], width: int, marker: str = "") -> list[str]:
    """Segments wrapped, each but the last ended by a line break; `marker` says what the paragraph is."""
    lines: list[str] = []
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        if last and number and not segment:
            break
        wrapped = _wrap(segment, width and max(width - (0 if last else len(BREAK)), 1), "" if number else marker)
        lines += wrapped if last else [*wrapped[:-1], (wrapped[-1] + BREAK).removeprefix(" ")]
    return lines


def read_lines(lines: Sequence[str]) -> list[str]:
    """The inverse of `write_lines`, the marker still at the beginning."""
    segments: list[str] = []
    current: str | None = None
    for line in lines:
        broken = line.endswith(BREAK) or line == BREAK[1:]
        words = line[: -len(BREAK)] if broken else line
        current = words if current is None else _join(current, words)
        if broken:
            segments.append(current)
            current = None
    return [*segments, current or ""]


def _wrap(segment: str, width: int, marker: str) -> list[str]:
    if not width:
        return [marker + segment if marker else _escape_start(segment)]
    lines: list[str] = []
    line = marker
    used = cell_width(marker)
    fresh = True
    for glue, token in _tokens(segment):
        room = cell_width(glue + token)
        if not fresh and used + room > width:
            lines.append(line)
            line, used, fresh = "", 0, True
        if fresh:
            piece = token if line else _escape_start(token)
            line += piece
            used += cell_width(piece)
            fresh = False
        else:
            line += glue + token
            used += room
    return [*lines, line]


def _tokens(segment: str) -> Iterator[tuple[str, str]]:
    """What may not be parted, each with what stands before it: a space or nothing."""
    if "  " not in segment and not CJK.search(segment):
        for number, word in enumerate(segment.split(" ")):
            yield " " if number else "", word
        return
    start = 0
    glue = ""
    for space in _SPACE.finditer(segment):
        place = space.start()
        if not _written_without_spaces(segment[place - 1], segment[place + 1]):
            yield from _parts(segment[start:place], glue)
            start, glue = place + 1, " "
    yield from _parts(segment[start:], glue)


def _parts(words: str, glue: str) -> Iterator[tuple[str, str]]:
    start = 0
    for boundary in _BOUNDARY.finditer(words):
        place = boundary.start()
        if may_part(words[place - 1], words[place]):
            yield glue, words[start:place]
            start, glue = place, ""
    yield glue, words[start:]


def _escape_start(token: str) -> str:
    if _SPECIAL.match(token):
        return "\\" + token
    return _NUMBER.sub(r"\1\\.", token, count=1) if _NUMBER.match(token) else token


def _join(before: str, after: str) -> str:
    return before + ("" if _written_without_spaces(before[-1:], after[:1]) else " ") + after


def _written_without_spaces(before: str, after: str) -> bool:
    return CJK.match(before) is not None and CJK.match(after) is not None
