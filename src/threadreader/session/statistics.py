"""Statistics of a thread in rows, for a list in the reader and for the command line; and its overview in a few phrases.

Each row is drawn for a width, and leads to a comment or a passage.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from string import ascii_lowercase
from typing import TypeVar

from msgspec import Struct

from threadreader.model.blocks import Blocks, text
from threadreader.model.page import Changes, Entry
from threadreader.model.quote import NOBODY, Anchor
from threadreader.model.related import Discussion
from threadreader.model.statistics import Answers, Body, Period, PersonVotes, QuotedPassage, Statistics
from threadreader.model.stored_thread import Skeleton
from threadreader.model.text import counted
from threadreader.render.dates import short_date, short_span
from threadreader.render.lines import Line, Role
from threadreader.render.width import cell_width, fit
from threadreader.session.lists import (
    MAX_EXCERPT_CHARS,
    Column,
    cell,
    draw_cells,
    excerpt,
    max_cells,
    name_room,
    row_of,
    share,
)

MAX_LISTED = 10
"""Passages and branches of a thread: a screen of rows with the people."""

QUESTIONS, LINKS = "Questions", "Links"
_LABEL_CELLS = len(QUESTIONS)
_DAY_CHARS, _DAY_HOURS = len("2024-05-03"), 24
_WHO = "who replies to whom"
_BARS = "▁▂▃▄▅▆▇█"
_BARS_PART = 3  # of a row: behind the bars stands from when to when they are
_MIN_NAMED_COLUMNS = 50  # below, a name would leave no room for the words of a passage
_NAME_SHARE = 0.4  # of a row; the rest is figures or words
_QUOTED = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"

Cells = Sequence[tuple[str, Role]]
T = TypeVar("T")


class StatisticsRow(Struct, frozen=True):
    """A row: the label of its section, its cells in a width and the text behind them, its target, and whose it is."""

    label: str
    cells: Callable[[int], Cells]
    text: str = ""
    target: int | Anchor | None = None
    person: str | None = None

    def line(self, width: int, label: str) -> Line:
        """The row in a width, with its label or without."""
        head = (cell(label, _LABEL_CELLS), Role.BULLET)
        return row_of(head, *self.cells(max(0, width - _LABEL_CELLS - 2)), rest=self.text, width=width)


def statistics_rows(
    statistics: Statistics,
    skeleton: Skeleton,
    changes: Changes,
    *,
    name: Callable[[Anchor], str],
    body: Body,
    of_words: Sequence[StatisticsRow],
) -> Sequence[StatisticsRow]:
    """The rows of the statistics of a thread, with those `of_words` about questions and links between them.

    `name` labels a passage.
    """
    sizes = skeleton.sizes
    largest = max((sizes[root] - 1 for root in statistics.branches), default=1)
    count = Column[int](lambda root: f"{sizes[root] - 1:,} ↩", Role.TEXT, right=True)
    bar = Column[int](lambda root: share((sizes[root] - 1) / largest, 8))
    votes = Column[int](lambda at: f"{skeleton.votes[at]:,}", Role.TEXT, right=True)
    return [
        *_over_time(statistics.periods, skeleton),
        *_passages(statistics.quoted, name),
        *_replies("Branches", statistics.branches, [count, bar], skeleton, body),
        *_replies("Votes", statistics.voted, [votes], skeleton, body),
        *of_words,
        *_changes(changes, skeleton),
        *_authors(statistics.people),
        *_people(statistics.answers, skeleton),
    ]


def labelled(rows: Sequence[StatisticsRow]) -> Sequence[str]:
    """The label of each row: that of its section at the first of it, else ""."""
    before = [None, *(row.label for row in rows)]
    return [row.label if row.label != last else "" for row, last in zip(rows, before, strict=False)]


def question(body: Blocks) -> str:
    """The end of a comment that ends with a question, from the beginning of a word on, on one line."""
    words = " ".join(text(body[-1:]).split())
    return words if len(words) <= MAX_EXCERPT_CHARS else "…" + words[-MAX_EXCERPT_CHARS:].partition(" ")[2]


def sparkline(counts: Sequence[int], width: int) -> str:
    """Bars for counts, neighbours added up until they fit; a gap for none."""
    while len(counts) > max(1, width):
        counts = [sum(counts[index : index + 2]) for index in range(0, len(counts), 2)]
    top = max(counts)
    return "".join(_BARS[(count * len(_BARS) - 1) // top] if count else " " for count in counts)


def _over_time(periods: Sequence[Period], skeleton: Skeleton) -> Iterator[StatisticsRow]:
    if not periods:
        return
    busiest = max(periods, key=lambda period: period.replies)
    days = [time[:_DAY_CHARS] for time in skeleton.times if time]
    rest = f"{short_span(min(days), max(days))} · most {counted(busiest.replies)}{_when(busiest, periods)}"

    counts = [period.replies for period in periods]

    def bars(width: int) -> Cells:
        return [(sparkline(counts, width // _BARS_PART), Role.HEADING)]

    yield StatisticsRow("Over time", bars, rest, busiest.first)


def _when(busiest: Period, periods: Sequence[Period]) -> str:
    """The length and the beginning of the busiest period, with the hour where a day has several."""
    if len(periods) == 1:
        return ""
    hours = (periods[1].start - periods[0].start) // timedelta(hours=1)
    length = counted(hours, "hour") if hours < _DAY_HOURS else counted(hours // _DAY_HOURS, "day")
    hour = f" {busiest.start:%H:%M}" if hours < _DAY_HOURS else ""
    return f" in {length} from {short_date(busiest.start)}{hour}"


def _people(answers: Answers, skeleton: Skeleton) -> Iterator[StatisticsRow]:
    names, counts = answers.names, answers.counts
    if not names:
        return
    largest = max(map(max, counts))
    digits = 1 + max(1, len(str(largest)))
    needed = max(len(_WHO), 2 + max_cells(names))
    written = max(len(f"{count:,}") for count in answers.written)

    def draw(who: tuple[str, Role], number: tuple[str, Role], figures: Sequence[str], width: int) -> Cells:
        room = name_room(needed, width, _NAME_SHARE)
        shown = "".join(figure.rjust(digits) for figure in figures[: max(0, (width - room - written - 4) // digits)])
        return [(cell(who[0], room), who[1]), (number[0].rjust(written), number[1]), (shown, Role.SOURCE)]

    if largest:
        head = partial(draw, (_WHO, Role.SOURCE), ("#", Role.SOURCE), ascii_lowercase[: len(names)])
        yield StatisticsRow("People", head, "", _first_answer(answers, skeleton, largest))
    for index, (letter, name) in enumerate(zip(ascii_lowercase, names, strict=False)):
        figures = [str(count) if count else "·" for count in counts[index]] if largest else ()
        who, number = (f"{letter} {name}", Role.HEADING), (f"{answers.written[index]:,}", Role.TEXT)
        yield StatisticsRow("People", partial(draw, who, number, figures), "", answers.first[index], name)


def _first_answer(answers: Answers, skeleton: Skeleton, largest: int) -> int | None:
    """The first comment in which the one answers the other who does so most often."""
    ranks = range(len(answers.names))
    one, other = next((i, j) for i in ranks for j in ranks if answers.counts[i][j] == largest)
    pair = answers.names[one], answers.names[other]
    names, parents = skeleton.names, skeleton.parents
    return next(at for at, parent in enumerate(parents) if parent >= 0 and (names[at], names[parent]) == pair)


def _passages(quoted: Sequence[QuotedPassage], name: Callable[[Anchor], str]) -> Iterator[StatisticsRow]:
    times = Column[QuotedPassage](lambda passage: f"{passage.times:,}{_QUOTED}", Role.TEXT, right=True)
    names = Column[QuotedPassage](
        lambda passage: name(passage.at), Role.HEADING, share=_NAME_SHARE, min_width=_MIN_NAMED_COLUMNS
    )
    for passage, cells in _drawn(quoted, (times, names)):
        yield StatisticsRow("Quoted", cells, f"“{' '.join(passage.words.split())}”", passage.at)


def _replies(
    label: str, positions: Sequence[int], columns: Sequence[Column[int]], skeleton: Skeleton, body: Body
) -> Iterator[StatisticsRow]:
    """Rows of replies by their positions: the columns, then their authors and first words."""
    names = Column[int](lambda at: skeleton.names[at] or NOBODY, Role.HEADING, share=_NAME_SHARE)
    for at, cells in _drawn(positions, (*columns, names)):
        words = excerpt(text(body(skeleton.ids[at])))
        yield StatisticsRow(label, cells, words, at, skeleton.names[at] or NOBODY)


def _authors(people: Sequence[PersonVotes]) -> Iterator[StatisticsRow]:
    votes = Column[PersonVotes](lambda person: f"{person.votes:,}", Role.TEXT, right=True)
    names = Column[PersonVotes](lambda person: person.name, Role.HEADING, share=_NAME_SHARE)
    for person, cells in _drawn(people, (votes, names)):
        yield StatisticsRow("By votes", cells, "", person.best, person.name)


def _drawn(rows: Sequence[T], columns: Sequence[Column[T]]) -> Iterator[tuple[T, Callable[[int], Cells]]]:
    """Each row of a section, with what draws its columns in a width."""
    measured = [column.measured(rows) for column in columns]
    return ((row, partial(draw_cells, measured, row)) for row in rows)


def _changes(changes: Changes, skeleton: Skeleton) -> Iterator[StatisticsRow]:
    for kind, ids in (("new", changes.new), ("edited", changes.edited), ("gone", changes.gone)):
        positions = [skeleton.position[each] for each in ids if each in skeleton.position]
        if positions:
            yield plain_row("Changes", f"{len(positions):,} {kind} since the previous save", min(positions))


def plain_row(label: str, words: str, target: int | None = None) -> StatisticsRow:
    """A row of words alone."""
    return StatisticsRow(label, lambda _width: (), words, target)


_MIN_QUOTES = 2  # once quoted is any passage of a reply that quotes
_MAX_NAMED = 5  # discussions: as many as a line or two hold
_MAX_NAME_CELLS = 24  # most names whole; two and the count take 84 cells at most


def overview(entry: Entry, width: int, lines: int, discussions: Sequence[Discussion] = ()) -> Sequence[str]:
    """Where else a thread's article is discussed, and its most telling facts, in at most so many lines."""
    also = name_discussions(discussions)
    if also and lines:
        return (fit(also, width), *overview(entry, width, lines - 1))
    people = extent(entry)[entry.people == 1 :]
    head, quotation = best_words(entry)
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
    people = counted(entry.people, "person") if entry.people else ""
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


def best_words(entry: Entry) -> tuple[str, str]:
    """Label and words of the reply with the most votes, else of the passage that is quoted most; ("", "") of neither.

    One vote a reply often has from the start.
    """
    best, quoted = entry.summary and entry.summary.best, entry.quoted
    if best and best.votes >= _MIN_QUOTES and best.words:
        by = f" by {fit(best.author, _MAX_NAME_CELLS)}" if best.author else ""
        return f"best reply{by} ({best.votes:,} votes)", f"“{best.words}”"
    if quoted is None or quoted.times < _MIN_QUOTES:
        return "", ""
    return f"most quoted ({quoted.times:,}{_QUOTED})", f"“{quoted.words}”"
