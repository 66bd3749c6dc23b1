"""A thread in a few short phrases: how many people, how deep, who talked longest, what is quoted most."""

from collections.abc import Sequence

from threadreader.model.page import Entry
from threadreader.render.dates import short_span
from threadreader.render.width import cell_width, fit

_QUOTED = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_OFTEN = 2
_LONGEST_NAME = 24


def overview(entry: Entry, width: int, lines: int) -> Sequence[str]:
    """What is known of a thread, in so many lines at most, the most telling first."""
    people = extent(entry)[entry.people == 1 :]
    head, words = most_quoted(entry)
    facts, talk, quoted = " · ".join(filter(None, (*people, span(entry)))), exchange(entry), f"{head}: {words}"
    found = [facts, talk, quoted if head else ""]
    together = " · ".join(filter(None, found[:2]))
    if sum(map(bool, found)) > lines and cell_width(together) <= width:
        found[:2] = [together]
    return tuple(fit(line, width) for line in found if line)[:lines]


def extent(entry: Entry) -> Sequence[str]:
    """How many people wrote, and how deep they answered each other."""
    people = counted(entry.people, "person", "people") if entry.people else ""
    depth = f"depth {entry.digest.depth:,}" if entry.digest and entry.digest.depth else ""
    return tuple(filter(None, (people, depth)))


def span(entry: Entry) -> str:
    """From when to when."""
    digest = entry.digest
    return short_span(digest.first, digest.last) if digest and digest.first and digest.last else ""


def exchange(entry: Entry) -> str:
    """Who answered each other longest, "" where nobody did."""
    talk = entry.digest and entry.digest.exchange
    if not talk:
        return ""
    one, other = fit(talk.one, _LONGEST_NAME), fit(talk.other, _LONGEST_NAME)
    return f"longest exchange: {one} and {other}, {talk.replies:,} replies"


def most_quoted(entry: Entry) -> tuple[str, str]:
    """How often the passage is quoted that is quoted most, and its words; nothing where none is quoted twice."""
    quoted = entry.quoted
    if quoted is None or quoted.times < _OFTEN:
        return "", ""
    return f"most quoted ({quoted.times:,}{_QUOTED})", f"“{quoted.words}”"


def counted(count: int, one: str, many: str) -> str:
    """A number with the word for what is counted."""
    return f"{count:,} {one if count == 1 else many}"
