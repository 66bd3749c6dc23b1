"""How wide and how high things are: the columns of a reply, the lines of its body, the lines of the article.

How much of the quoted text in replies is shown: what `T` goes through.

Two people going back and forth: where that goes on, replies are not indented further.
"""

import enum
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from threadreader.model.blocks import BlockPath, BlockQuote, Heading, Paragraph, Span, paragraph_numbers, text
from threadreader.model.page import Page
from threadreader.model.stored_thread import OpenThread, Skeleton
from threadreader.model.thread import Article, Comment, Status
from threadreader.render.blocks import render_blocks
from threadreader.render.dates import short_date, short_time
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit
from threadreader.session.outline import Choice

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


_TURNS = 2
"""So often one of the two has answered the other's answer when indentation stops."""


@dataclass(frozen=True, slots=True)
class Exchanges:
    """How far each comment is indented, in levels; and who go back and forth where the first is not indented more."""

    levels: Sequence[int] = ()
    begun: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    going_on: frozenset[int] = frozenset()


def find_exchanges(skeleton: Skeleton) -> Exchanges:
    """The exchanges of a thread: only where nobody else answers, since siblings must stand below each other."""
    names, parents, sizes = skeleton.names, skeleton.parents, skeleton.sizes
    turns: dict[int, int] = {}
    begun: dict[int, tuple[str, str]] = {}
    going_on: set[int] = set()
    for place, (above, size) in enumerate(zip(parents, sizes, strict=True)):
        if above < 0 or sizes[above] != size + 1 or (before := parents[above]) < 0:
            continue
        name, other = names[place], names[above]
        if name != names[before] or name == other or not name or not other:
            continue
        turns[place] = turn = turns.get(above, 0) + 1
        if turn >= _TURNS:
            going_on.add(place)
        if turn == _TURNS:
            begun[place] = name, other
    return Exchanges(_levels(skeleton, going_on) if going_on else skeleton.depths, begun, frozenset(going_on))


def _levels(skeleton: Skeleton, going_on: Collection[int]) -> Sequence[int]:
    levels: list[int] = []
    for place, above in enumerate(skeleton.parents):
        levels.append(0 if above < 0 else levels[above] + (place not in going_on))
    return levels


NARROW = 80
"""Below this many columns replies are indented by one column a level, and by four levels at most."""

_FLOOR = 36
_NARROW_LEVELS = 4
_MOST_LEVELS = 24
_MARGIN = 2
_RIGHT = 5
_GUTTER = 5
_GUTTER_FROM = 50
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Settings:
    """How wide text may get, and how far replies are indented, in columns."""

    article_width: int = 72
    reply_width: int = 72
    indent: int = 2


@dataclass(frozen=True)
class ReplyColumns:
    """Where the parts of a reply stand in a pane of some width; everything counts in terminal cells."""

    width: int
    text: int = 72
    indent: int = 2

    @cached_property
    def _step(self) -> int:
        return self.indent if self.width >= NARROW // 2 + _FLOOR // 2 else 1

    @property
    def levels(self) -> int:
        """How many levels are told apart by indentation; deeper replies stand at the last."""
        return self._wide_levels + self._close_levels

    @cached_property
    def _room(self) -> int:
        """The columns that indentation may take, so that text keeps its floor."""
        return self.width - _MARGIN - 3 - _RIGHT - _FLOOR

    @cached_property
    def _wide_levels(self) -> int:
        """The levels that are indented by a whole step: as many as two thirds of the room hold."""
        if self._step == 1:
            return max(min(self._room, _MOST_LEVELS), min(_NARROW_LEVELS, max(0, (self.width - 20) // 2)))
        return max(1, min(self._room * 2 // (3 * self._step), _MOST_LEVELS))

    @cached_property
    def _close_levels(self) -> int:
        """The levels below them, which are indented by one column each."""
        if self._step == 1:
            return 0
        return max(0, min(self._room - self._wide_levels * self._step, _MOST_LEVELS - self._wide_levels))

    def _indented(self, level: int) -> int:
        wide = min(level, self._wide_levels)
        return wide * self._step + min(level - wide, self._close_levels)

    def mark(self, level: int) -> int:
        """The column of the fold mark, which the header begins with; the bar stands one further, the text three."""
        margin = _MARGIN if self.width > _FLOOR + _MARGIN else 0
        return margin + self._indented(level)

    def text_width(self, level: int) -> int:
        """How wide the text of a reply is."""
        room = self.width - self.mark(level) - 3 - (_RIGHT if self.width > _FLOOR + _RIGHT else 1)
        ideal = max(_FLOOR, self.text - self._indented(level))
        return max(1, min(room, ideal))


@dataclass(frozen=True, slots=True)
class Tails:
    """What is known of the quotations of one comment: their sources, which lead nowhere, and who wrote the sources.

    `quoted` are paragraphs that quote and say nothing else, though no quoted block holds them.
    """

    sources: Mapping[BlockPath, str] = field(default_factory=dict)
    unresolved: frozenset[BlockPath] = frozenset()
    writers: Mapping[BlockPath, str] = field(default_factory=dict)
    quoted: frozenset[BlockPath] = frozenset()


@dataclass(frozen=True, slots=True)
class Insertion:
    """Lines that stand in a reply for a while: under so many lines of its body."""

    place: int
    after: int
    lines: tuple[Line, ...]


class ReplyLayout:
    """The lines of every reply's body at one width; those of the last few hundred are kept."""

    def __init__(
        self,
        opened: OpenThread,
        columns: ReplyColumns,
        tails: Callable[[Comment], Tails],
        quoted_text: QuotedText = QuotedText.FULL,
        exchanges: Exchanges | None = None,
    ) -> None:
        self.columns = columns
        self.inserted: Insertion | None = None
        self.choice: Choice | None = None
        self.exchanges = exchanges or Exchanges(opened.skeleton.depths)
        self._levels = self.exchanges.levels
        self._quoted_text = quoted_text
        self._opened = opened
        self._tails = tails
        self._lines: OrderedDict[tuple[int, int], tuple[Line, ...]] = OrderedDict()

    def take_over(self, other: Self) -> None:
        """Keep the lines that are known in another layout, where they are the same in this one."""
        if self._made_of() == other._made_of():
            self._lines = other._lines

    def _made_of(self) -> tuple[object, ...]:
        return self.columns, self._tails, self._quoted_text

    def level(self, place: int) -> int:
        """How far a reply is indented, in levels."""
        if self.choice and self.choice.flat:
            return self.choice.levels.get(place, 0)
        return self._levels[place]

    def body(self, place: int) -> tuple[Line, ...]:
        """The lines of a reply's body with what is inserted there, at least one."""
        lines = self.words(place)
        inserted = self.inserted
        if inserted is None or inserted.place != place:
            return lines
        return (*lines[: inserted.after], *inserted.lines, *lines[inserted.after :])

    def words(self, place: int) -> tuple[Line, ...]:
        """The lines of a reply's own words, at least one."""
        width = self.columns.text_width(self.level(place))
        lines = self._lines.get((place, width))
        if lines is None:
            lines = self._lines[place, width] = self._render(place, width)
            if len(self._lines) > _KEPT:
                self._lines.popitem(last=False)
        else:
            self._lines.move_to_end((place, width))
        return lines

    def estimates(self, places: Sequence[int]) -> Sequence[int]:
        """About how many lines some replies take, header and blank line included; from the skeleton alone."""
        levels = [self._levels[place] for place in places]
        if self.choice and self.choice.flat:
            levels = [self.choice.levels.get(place, 0) for place in places]
        # A list that is long enough is sooner looked up than the lesser of two is found.
        deepest = max(levels, default=0)
        widths = [self.columns.text_width(min(level, self.columns.levels)) for level in range(deepest + 1)]
        lengths, leaves = self._opened.skeleton.lengths, self._opened.skeleton.leaves
        return [
            2 * leaves[place] + 1 + lengths[place] // widths[level] for place, level in zip(places, levels, strict=True)
        ]

    def _render(self, place: int, width: int) -> tuple[Line, ...]:
        comment = self._opened.comment(place)
        if not comment.body:
            return (Line((Run(_absent(comment), Role.ATTRIBUTION),)),)
        tails = self._tails(comment)
        lines = render_blocks(
            comment.body, width, tails=tails.sources, unresolved=tails.unresolved, quoted=tails.quoted
        )
        apart = {path[0] for path in tails.quoted if len(path) == 1}
        known = {n for n, *_ in tails.sources if n in apart or isinstance(comment.body[n], BlockQuote)}
        return shorten(lines, known, width, self._quoted_text)


class ArticleLayout:
    """The lines of the article at one width. Item 0 is its title and byline, item n+1 its block n."""

    def __init__(self, opened: OpenThread, width: int, text: int = 72) -> None:
        self.gutter = _GUTTER if width >= _GUTTER_FROM else 1
        self.width = max(1, min(text, width - self.gutter - (_RIGHT if width >= _GUTTER_FROM else 2)))
        self.numbers = paragraph_numbers(opened.article.body)
        self._opened = opened
        self._lines: dict[int, tuple[Line, ...]] = {}

    def __len__(self) -> int:
        return len(self._opened.article.body) + 1

    def take_over(self, other: Self) -> None:
        """Keep the lines that are known in another layout, where it is as wide."""
        if self.width == other.width:
            self._lines = other._lines

    def lines(self, item: int) -> tuple[Line, ...]:
        """The lines of an item, without the blank one that follows it."""
        if item not in self._lines:
            self._lines[item] = self._title() if item == 0 else self._block(item - 1)
        return self._lines[item]

    def estimates(self) -> Iterator[int]:
        """About how many lines each item takes, the blank line included; only the title is laid out for it."""
        yield len(self.lines(0)) + 1
        for block in self._opened.article.body:
            yield sum(1 + len(line) // self.width for line in text((block,)).split("\n")) + 1

    def _block(self, index: int) -> tuple[Line, ...]:
        lines = render_blocks(self._opened.article.body[index : index + 1], self.width)
        return tuple(Line(line.runs, (index, *line.path[1:])) if line.path else line for line in lines)

    def _title(self) -> tuple[Line, ...]:
        article, page = self._opened.article, self._opened.page
        blocks: list[Heading | Paragraph] = [Heading(1, (Span(article.title or page.title or "Untitled page"),))]
        blocks += [Paragraph((Span(line),)) for line in (byline(article), origin(page)) if line]
        if not article.body:
            blocks.append(Paragraph((Span("There is no article in this file."),)))
        rendered = [render_blocks((block,), self.width) for block in blocks]
        faint = (tuple(Line(_faint(line)) for line in lines) for lines in rendered[1:])
        return (*(Line(line.runs) for line in rendered[0]), *(line for lines in faint for line in lines))


def byline(article: Article) -> str:
    """Who wrote the article and when, "" where the page does not say."""
    names = ", ".join(author.name for author in article.authors)
    published = article.published_at and short_time(article.published_at)
    return " · ".join(part for part in (names, published) if part)


def origin(page: Page) -> str:
    """Where the page is from and when it was saved, as far as its file says."""
    saved = page.newest and page.newest.saved_at
    return " · ".join(part for part in (page.url, saved and f"saved {short_date(saved)}") if part)


def _faint(line: Line) -> tuple[Run, ...]:
    return tuple(Run(run.text, Role.ATTRIBUTION) for run in line.runs)


def _absent(comment: Comment) -> str:
    match comment.status:
        case Status.REMOVED:
            return "[removed by the site]"
        case Status.MISSING:
            return "[not in this file]"
        case Status.PRESENT:
            return "[no words]"
