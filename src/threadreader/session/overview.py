"""The overview of a thread in a few short phrases: people, depth, dates, the longest exchange, the most quoted."""

from collections.abc import Sequence

from threadreader.model.page import Entry
from threadreader.model.related import Discussion
from threadreader.render.dates import short_span
from threadreader.render.width import cell_width, fit
from threadreader.session.lists import counted

_QUOTED = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_MIN_QUOTES = 2  # once quoted is any passage of a reply that quotes
_MAX_NAMED = 5  # discussions: as many as a line or two hold
_MAX_NAME_CELLS = 24  # most names whole; two and the count take 84 cells at most


def overview(entry: Entry, width: int, lines: int, discussions: Sequence[Discussion] = ()) -> Sequence[str]:
    """Where else a thread's article is discussed, and its most telling facts, in at most so many lines."""
    also = name_discussions(discussions)
    if also and lines:
        return (fit(also, width), *overview(entry, width, lines - 1))
    people = extent(entry)[entry.people == 1 :]
    head, quotation = most_quoted(entry)
    facts, talk, quoted = " · ".join(filter(None, (*people, span(entry)))), exchange(entry), f"{head}: {quotation}"
    parts = [facts, talk, quoted if head else ""]
    together = " · ".join(filter(None, parts[:2]))
    if sum(map(bool, parts)) > lines and cell_width(together) <= width:
        parts[:2] = [together]
    return tuple(fit(line, width) for line in parts if line)[:lines]


def name_discussions(discussions: Sequence[Discussion]) -> str:
    """Where else the article is discussed, with the number of replies, "" for nowhere."""
    named = [f"{fit(each.site or each.title, _MAX_NAME_CELLS)} {each.replies:,}" for each in discussions]
    more = [f"and {len(named) - _MAX_NAMED:,} more"] if len(named) > _MAX_NAMED else []
    return f"also: {' · '.join([*named[:_MAX_NAMED], *more])}" if named else ""


def extent(entry: Entry) -> Sequence[str]:
    """Number of people and depth, as phrases."""
    people = counted(entry.people, "person", "people") if entry.people else ""
    depth = f"depth {entry.summary.depth:,}" if entry.summary and entry.summary.depth else ""
    return tuple(filter(None, (people, depth)))


def span(entry: Entry) -> str:
    """Dates of the first and the last comment."""
    digest = entry.summary
    return short_span(digest.first, digest.last) if digest and digest.first and digest.last else ""


def exchange(entry: Entry) -> str:
    """The longest exchange of two people, "" where there is none."""
    talk = entry.summary and entry.summary.exchange
    if not talk:
        return ""
    one, other = fit(talk.one, _MAX_NAME_CELLS), fit(talk.other, _MAX_NAME_CELLS)
    return f"longest exchange: {one} and {other}, {talk.replies:,} replies"


def most_quoted(entry: Entry) -> tuple[str, str]:
    """Count and text of the most quoted passage, ("", "") where none is quoted twice."""
    quoted = entry.quoted
    if quoted is None or quoted.times < _MIN_QUOTES:
        return "", ""
    return f"most quoted ({quoted.times:,}{_QUOTED})", f"“{quoted.words}”"
