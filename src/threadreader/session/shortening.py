"""How much of the quoted text in replies is shown: what `T` goes through."""

import enum
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit

_MORE = "…"


class QuotedText(enum.StrEnum):
    """Quoted blocks whose source is known: all of them, a line of each, or none. Others are always shown."""

    FULL = "in full"
    LINE = "in one line each"
    HIDDEN = "hidden"

    def after(self, presses: int) -> "QuotedText":
        """What follows in the round."""
        values = list(QuotedText)
        return values[(values.index(self) + presses) % len(values)]


def shorten(lines: Sequence[Line], known: Collection[int], width: int, mode: QuotedText) -> tuple[Line, ...]:
    """The lines of a body with its quotations shown in some way; `known` are the blocks that quote a known source."""
    if mode is QuotedText.FULL or not known:
        return tuple(lines)
    shown: list[Line] = []
    for index, group in _by_block(lines):
        if index not in known:
            shown += group
        elif mode is QuotedText.LINE:
            shown.append(_one_line(group, width))
    return _without_double_gaps(shown) or (Line((Run("[only quoted text]", Role.ATTRIBUTION),)),)


def _by_block(lines: Sequence[Line]) -> Iterator[tuple[int | None, list[Line]]]:
    """Runs of lines that belong to one top-level block; blank lines stand alone, with None."""
    index: int | None = None
    group: list[Line] = []
    for line in lines:
        here = line.path[0] if line.path else index if line.runs else None
        if group and here != index:
            yield index, group
            group = []
        index = here
        group.append(line)
    if group:
        yield index, group


def _one_line(group: Sequence[Line], width: int) -> Line:
    first = next((line for line in group if any(run.start is not None for run in line.runs)), group[0])
    if len(group) == 1:
        return first
    tail = next((run for line in group for run in line.runs if run.role is Role.SOURCE), None)
    room = width - len(_MORE) - (cell_width(tail.text) + 2 if tail else 0)
    runs: list[Run] = []
    for run in first.runs:
        if run.role in {Role.SOURCE, Role.PADDING}:
            continue
        kept = run.text if cell_width(run.text) <= room else fit(run.text, max(0, room)).removesuffix("…")
        room -= cell_width(kept)
        runs.append(replace(run, text=kept))
    runs.append(Run(_MORE, Role.SOURCE))
    if tail:
        runs += [Run(" " * (max(0, room) + 2), Role.PADDING), tail]
    return replace(first, runs=tuple(run for run in runs if run.text))


def _without_double_gaps(lines: Sequence[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        if line.runs or (kept and kept[-1].runs):
            kept.append(line)
    while kept and not kept[-1].runs:
        kept.pop()
    return tuple(kept)
