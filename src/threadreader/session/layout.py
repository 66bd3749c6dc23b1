"""Line layout: columns of a reply, lines of reply bodies and of the article, shortened quotations."""

import enum
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from threadreader.model.blocks import BlockPath, BlockQuote, Heading, Paragraph, Span, paragraph_numbers, text
from threadreader.model.page import Page
from threadreader.model.stored_thread import OpenThread
from threadreader.model.text import clean_line
from threadreader.model.thread import Article, Comment, Status
from threadreader.render.blocks import render_blocks
from threadreader.render.dates import short_date, short_time
from threadreader.render.lines import Line, Role, Run
from threadreader.render.link_signs import LinkSigns
from threadreader.render.width import cell_width, fit
from threadreader.session.outline import Choice

_ELLIPSIS = "…"


class QuotedText(enum.StrEnum):
    """Display of quoted blocks whose source is known; others are always shown."""

    FULL = "in full"
    LINE = "in one line each"
    HIDDEN = "hidden"

    def after(self, presses: int) -> "QuotedText":
        """The mode some presses later in the cycle."""
        values = list(QuotedText)
        return values[(values.index(self) + presses) % len(values)]


def shorten(lines: Sequence[Line], known: Collection[int], width: int, mode: QuotedText) -> tuple[Line, ...]:
    """The lines of a body with its quotations displayed in a mode; `known` are blocks that quote a known source."""
    if mode is QuotedText.FULL or not known:
        return tuple(lines)
    groups: list[tuple[int | None, list[Line]]] = []
    for line in lines:
        # Blank lines stand alone.
        index = line.path[0] if line.path else groups[-1][0] if line.runs and groups else None
        if not groups or groups[-1][0] != index:
            groups.append((index, []))
        groups[-1][1].append(line)
    shown: list[Line] = []
    for index, group in groups:
        if index not in known:
            shown += group
        elif mode is QuotedText.LINE:
            shown.append(_one_line(group, width))
    # Of the blank lines around what was left out one remains, and none at an end.
    shown = [line for before, line in pairwise((Line(), *shown)) if line.runs or before.runs]
    if shown and not shown[-1].runs:
        shown.pop()
    return tuple(shown) or (Line((Run("[only quoted text]", Role.ATTRIBUTION),)),)


def _one_line(group: Sequence[Line], width: int) -> Line:
    """The first words of a quotation, and the name of its source."""
    first = next((line for line in group if any(run.start is not None for run in line.runs)), group[0])
    if len(group) == 1:
        return first
    tail = next((run for line in group for run in line.runs if run.role is Role.SOURCE), None)
    room = width - len(_ELLIPSIS) - (cell_width(tail.text) + 2 if tail else 0)
    runs: list[Run] = []
    for run in first.runs:
        if run.role not in {Role.SOURCE, Role.PADDING}:
            fitted = run.text if cell_width(run.text) <= room else fit(run.text, max(0, room)).removesuffix("…")
            room -= cell_width(fitted)
            runs.append(replace(run, text=fitted))
    runs.append(Run(_ELLIPSIS, Role.SOURCE))
    if tail:
        runs += [Run(" " * (max(0, room) + 2), Role.PADDING), tail]
    return replace(first, runs=tuple(run for run in runs if run.text))


# In fewer columns replies are indented by one column a level, and by four levels at most.
NARROW_COLUMNS = 80

_MIN_TEXT_COLUMNS = 36  # five or six words, below which a line is no longer read as one
_NARROW_MAX_LEVELS = 4  # at 40 columns these levels leave 30 or so to the text
_MAX_LEVELS = 24  # more tell no levels apart at a glance; deeper replies name whom they answer
_LEFT_MARGIN = 2  # keeps the text off the divider
_RIGHT_MARGIN = 5  # a space, how often a line is quoted in three, and the scroll column
_GUTTER = 5  # a paragraph's number up to `¶999`, and a space
_GUTTER_PANE_COLUMNS = 50  # in fewer, the numbers would take a tenth of the line
_EMPTY_BODY = {Status.REMOVED: "[removed]", Status.MISSING: "[not saved]", Status.PRESENT: "[empty]"}
_MAX_CACHED_BODIES = 512  # dozens of screens of replies, so that scrolling back wraps none again


class Settings(Struct, frozen=True):
    """Maximal widths of text, and indentation of a level, in columns; `by_page`: reading on turns the page.

    `stored` is the sign before links into what is stored.
    """

    article_width: int = 72
    reply_width: int = 72
    indent: int = 2
    by_page: bool = True
    stored: str = "⌂"


class ReplyColumns(Struct, frozen=True, dict=True):
    """Column layout of a reply in a pane of some width, in terminal cells."""

    width: int
    text: int = 72
    indent: int = 2

    @cached_property
    def _indents(self) -> Sequence[int]:
        """The indentation of each level; deeper replies have that of the last.

        The text keeps its floor. Two thirds of what that leaves go to levels that are indented by a whole step, the
        rest to levels below them that are indented by one column each.
        """
        room = self.width - _LEFT_MARGIN - 3 - _RIGHT_MARGIN - _MIN_TEXT_COLUMNS
        if self.indent == 1 or self.width < NARROW_COLUMNS // 2 + _MIN_TEXT_COLUMNS // 2:
            levels = max(min(room, _MAX_LEVELS), min(_NARROW_MAX_LEVELS, max(0, (self.width - 20) // 2)))
            return range(levels + 1)
        steps = max(1, min(room * 2 // (3 * self.indent), _MAX_LEVELS))
        deepest = steps * self.indent
        rest = max(0, min(room - deepest, _MAX_LEVELS - steps))
        return [*range(0, deepest + 1, self.indent), *range(deepest + 1, deepest + rest + 1)]

    @property
    def levels(self) -> int:
        """The number of levels that differ in indentation."""
        return len(self._indents) - 1

    def mark(self, level: int) -> int:
        """The column of the fold mark, which the header begins with; the bar stands one further, the text three."""
        margin = _LEFT_MARGIN if self.width > _MIN_TEXT_COLUMNS + _LEFT_MARGIN else 0
        return margin + self._indents[min(level, self.levels)]

    def text_width(self, level: int) -> int:
        """The width of a reply's text."""
        right = _RIGHT_MARGIN if self.width > _MIN_TEXT_COLUMNS + _RIGHT_MARGIN else 1
        room = self.width - self.mark(level) - 3 - right
        return max(1, min(room, max(_MIN_TEXT_COLUMNS, self.text - self._indents[min(level, self.levels)])))


class Tails(Struct, frozen=True):
    """Sources of the quotations of one comment: label by block, and the blocks without a source.

    `quoted` are paragraphs that consist of a quotation, though no quoted block holds them.
    """

    sources: Mapping[BlockPath, str] = {}
    unresolved: frozenset[BlockPath] = frozenset()
    quoted: frozenset[BlockPath] = frozenset()


class Insertion(Struct, frozen=True):
    """Lines inserted into a reply for a while, after `after` lines of its body."""

    index: int
    after: int
    lines: tuple[Line, ...]


class ReplyLayout:
    """The lines of reply bodies at one width, with a cache of the last few hundred."""

    def __init__(
        self,
        opened: OpenThread,
        columns: ReplyColumns,
        tails: Callable[[Comment], Tails],
        quoted_text: QuotedText = QuotedText.FULL,
        *,
        signs: Callable[[], LinkSigns] = LinkSigns,
    ) -> None:
        self.columns = columns
        self.inserted: Insertion | None = None
        self.choice: Choice | None = None
        self._quoted_text = quoted_text
        self._opened = opened
        self._tails = tails
        self._signs = signs
        self._lines = lru_cache(_MAX_CACHED_BODIES)(self._render)

    def level(self, index: int) -> int:
        """The indentation of a reply, in levels."""
        if self.choice and self.choice.flat:
            return self.choice.levels.get(index, 0)
        return self._opened.skeleton.depths[index]

    def body(self, index: int) -> tuple[Line, ...]:
        """The lines of a reply's body with an insertion, at least one."""
        lines = self.own_lines(index)
        inserted = self.inserted
        if inserted is None or inserted.index != index:
            return lines
        return (*lines[: inserted.after], *inserted.lines, *lines[inserted.after :])

    def own_lines(self, index: int) -> tuple[Line, ...]:
        """The lines of a reply's body without an insertion, at least one."""
        return self._lines(index, self.columns.text_width(self.level(index)))

    def estimates(self, indices: Sequence[int]) -> Sequence[int]:
        """Estimated heights of replies, header and blank line included, from the skeleton alone."""
        deepest, lengths, leaves = self.columns.levels, self._opened.skeleton.lengths, self._opened.skeleton.leaves
        widths = [self.columns.text_width(level) for level in range(deepest + 1)]
        return [2 * leaves[index] + 1 + lengths[index] // widths[min(self.level(index), deepest)] for index in indices]

    def _render(self, index: int, width: int) -> tuple[Line, ...]:
        comment = self._opened.comment(index)
        if not comment.body:
            return (Line((Run(_EMPTY_BODY[comment.status], Role.ATTRIBUTION),)),)
        tails, signs = self._tails(comment), self._signs()
        lines = signs.settle(
            render_blocks(
                signs.add(comment.body), width, tails=tails.sources, unresolved=tails.unresolved, quoted=tails.quoted
            )
        )
        apart = {path[0] for path in tails.quoted if len(path) == 1}
        known = {n for n, *_ in tails.sources if n in apart or isinstance(comment.body[n], BlockQuote)}
        return shorten(lines, known, width, self._quoted_text)


class ArticleLayout:
    """The lines of the article at one width. Item 0 is its title and byline, item n+1 its block n."""

    def __init__(
        self,
        opened: OpenThread,
        width: int,
        text: int = 72,
        signs: Callable[[], LinkSigns] = LinkSigns,
        discussions: str = "",
    ) -> None:
        self.gutter = _GUTTER if width >= _GUTTER_PANE_COLUMNS else 1
        self.width = max(1, min(text, width - self.gutter - (_RIGHT_MARGIN if width >= _GUTTER_PANE_COLUMNS else 2)))
        self.numbers = paragraph_numbers(opened.article.body)
        self._opened = opened
        self._signs = signs
        self._discussions = discussions
        self._lines: dict[int, tuple[Line, ...]] = {}

    def __len__(self) -> int:
        return len(self._opened.article.body) + 1

    def lines(self, item: int) -> tuple[Line, ...]:
        """The lines of an item, without the blank one that follows it."""
        if item not in self._lines:
            self._lines[item] = self._title() if item == 0 else self._block(item - 1)
        return self._lines[item]

    def estimates(self) -> Iterator[int]:
        """Estimated heights of all items, blank line included; only the title is laid out for it."""
        yield len(self.lines(0)) + 1
        for block in self._opened.article.body:
            yield sum(1 + len(line) // self.width for line in text((block,)).split("\n")) + 1

    def _block(self, index: int) -> tuple[Line, ...]:
        signs = self._signs()
        lines = signs.settle(render_blocks(signs.add(self._opened.article.body[index : index + 1]), self.width))
        return tuple(Line(line.runs, (index, *line.path[1:])) if line.path else line for line in lines)

    def _title(self) -> tuple[Line, ...]:
        article, page = self._opened.article, self._opened.page
        title = clean_line(article.title or page.title) or "Untitled page"
        blocks: list[Heading | Paragraph] = [Heading(1, (Span(title),))]
        lines = clean_line(byline(article, page)), fit(clean_line(origin(page)), self.width)
        blocks += [Paragraph((Span(line),)) for line in lines if line]
        if article.link:
            blocks.append(Paragraph((Span("about "), Span(clean_line(unquote(article.link)), href=article.link))))
        if self._discussions:
            blocks.append(Paragraph((Span(self._discussions),)))
        if not article.body and not article.link:
            blocks.append(Paragraph((Span("The article was not saved with this page."),)))
        signs = self._signs()
        rendered = [signs.settle(render_blocks(signs.add((block,)), self.width)) for block in blocks]
        faint = (
            (replace(run, role=Role.ATTRIBUTION, start=None) for run in line.runs) for line in chain(*rendered[1:])
        )
        return (*(Line(line.runs) for line in rendered[0]), *(Line(tuple(runs)) for runs in faint))


def byline(article: Article, page: Page) -> str:
    """Authors and date of the article, "" where unknown."""
    names = ", ".join(author.name for author in article.authors)
    published = article.published_at and short_time(article.published_at, page.saves)
    return " · ".join(part for part in (names, published) if part)


def origin(page: Page) -> str:
    """Date of the save and address, as people read it, as far as known."""
    saved = page.newest and page.newest.saved_at
    address = unquote(page.url) if page.url else ""
    return " · ".join(part for part in (saved and f"saved {short_date(saved)}", address) if part)
