"""Rows of the library: list of threads or search results, preview, title and status."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from rich.segment import Segment

from threadreader.model.blocks import Blocks
from threadreader.model.page import Group
from threadreader.render.lines import Line
from threadreader.render.width import cell_width, fit
from threadreader.session.library import LibrarySession
from threadreader.session.library.thread_list import label_of
from threadreader.session.library.thread_rows import (
    HighlightedLine,
    SearchResults,
    ThreadSigns,
    described,
    digest_rows,
    draw_hit,
    draw_row,
    empty_rows,
    no_result_rows,
    rows,
)
from threadreader.tui.drawing.rows import (
    CURSOR,
    DIVIDER,
    MARGINS,
    WIDE_FROM,
    BarContent,
    Hint,
    Row,
    add_frame,
    pad_row,
    paint,
    rule_row,
    status_bar,
    styled,
)
from threadreader.tui.library_actions import LibraryModel
from threadreader.tui.theme import Setup, Theme

_MARGIN = 2  # a space and the cursor
_WITH_BLANK = 3  # lines of a thread, of which the last is blank


def draw_library(model: LibraryModel, setup: Setup, size: tuple[int, int]) -> list[Row]:
    """Rows of the library; empty if there is no room for list and status."""
    session, library, theme, (width, height) = model.session, model.library, setup.theme, size
    if height <= 1:
        return []
    session.arrange(*size)
    layout = session.layout
    rows = list(LibraryRows(session, theme, library.now, layout.list).list())
    preview = LibraryRows(session, theme, library.now, layout.detail).preview() if layout.detail[1] else ()
    if layout.side_by_side:
        divider = Segment(DIVIDER, theme.style(theme.rule))
        counts = LibraryRows(session, theme, library.now, (layout.counts, layout.list[1])).counts()
        rows = [[*left, *one, divider, *other] for left, one, other in zip(counts, rows, preview, strict=True)]
    elif preview:
        rows += [rule_row(theme, width), *preview]
    status = library_status(session, setup, width, model.greeting).row(theme, width)
    if not layout.framed:
        return [*rows, status]
    title = library_title(session, theme, width, library.notice).row(theme, width)
    return add_frame(theme, title, rows, status, dividers=layout.dividers)


class LibraryRows(Struct, frozen=True):
    """Rows of the library in columns and lines; only visible ones are made."""

    session: LibrarySession
    theme: Theme
    clock: Callable[[], datetime]
    size: tuple[int, int]

    def list(self) -> Sequence[Row]:
        """Rows of threads, or of hits under their threads."""
        results = self.session.results
        return self._fill(self._hit_rows(results) if results else self._thread_rows())

    def counts(self) -> Sequence[Row]:
        """Rows of sites and tags with their numbers of threads, a rule at the end of each; empty without a column."""
        width, height = self.size
        if not width:
            return [[]] * height
        counts, here, drawn = self.session.counts, self.session.in_counts, list[Row]()
        for group in counts.window(height):
            line = counts.row(group, self._room - 1) if group else Line()
            at = here and group == counts.here
            drawn.append(self._paint((line, ()), cursor=at, here=at, width=width - 1))
        rule = Segment(DIVIDER, self.theme.style(self.theme.rule))
        blank = Segment(" " * (width - 1), self.theme.ground())
        return [[*row, rule] for row in (*drawn, *[[blank]] * (height - len(drawn)))]

    def preview(self) -> Sequence[Row]:
        """Rows of the selected thread's summary, or of the selected hit's reply."""
        room, results, entry = (self._room, self.size[1]), self.session.results, self.session.here
        drawn: Sequence[HighlightedLine] = ()
        if results:
            drawn = draw_hit(results.here, room) if results.here else ()
        elif entry:
            drawn = [(line, ()) for line in digest_rows(entry, room, self.clock(), self._article, self._signs)]
        return self._fill([self._paint(line) for line in drawn])

    @property
    def _article(self) -> Blocks:
        """The article of the selected thread where it is shown, beside the list."""
        return self.session.article if self.session.layout.side_by_side else ()

    @property
    def _signs(self) -> ThreadSigns:
        signs = self.theme.signs
        return ThreadSigns(signs.unread, signs.starred, are_words=signs.cursor)

    @property
    def _room(self) -> int:
        return max(1, self.size[0] - _MARGIN - 1)

    def _thread_rows(self) -> Sequence[Row]:
        catalog, each, now = self.session.threads, self.session.layout.each, self.clock()
        if self.session.is_empty:
            lines, chosen = self.session.beginning.rows(self._room, self.session.keys)
            return [self._paint((line, ()), cursor=y == chosen, here=y == chosen) for y, line in enumerate(lines)]
        if not catalog.shown:
            return [self._paint((line, ())) for line in empty_rows(catalog, self._room, self.session.keys)]
        first, drawn = catalog.position.top, list[Row]()
        # The last of three lines is blank: a thread that lacks it is whole.
        end = first + max(1, (self.size[1] + each // _WITH_BLANK) // each)
        for number, entry in enumerate(catalog.shown[first:end], first):
            at = number == catalog.position.at
            mark = self._mark_of(entry.number)
            title, *others = rows(entry, self._room, each, now, self._signs)
            drawn.append(self._paint((title, ()), cursor=at and not self.session.in_counts, here=at, mark=mark))
            drawn += [self._paint((line, ()), here=at and bool(line.runs)) for line in others]
        return drawn

    def _mark_of(self, number: int) -> str:
        return self.theme.signs.marked if number in self.session.threads.marked else ""

    def _hit_rows(self, results: SearchResults) -> Sequence[Row]:
        rows_shown, drawn = results.window(self.size[1]), list[Row]()
        if not rows_shown:
            return [self._paint((line, ())) for line in no_result_rows(results.query, self._room)]
        for row in rows_shown:
            here = not row.heading and row.hit == results.position.at
            margin = 1 if row.heading else _MARGIN
            line = draw_row(results, row, self._room + _MARGIN - margin)
            mark = self._mark_of(results.hits.numbers[row.hit]) if row.heading else ""
            drawn.append(self._paint(line, cursor=here, here=here, margin=margin, mark=mark))
        return drawn

    def _paint(
        self,
        drawn: HighlightedLine,
        *,
        cursor: bool = False,
        here: bool = False,
        margin: int = _MARGIN,
        mark: str = "",
        width: int | None = None,
    ) -> Row:
        """Row of a line behind its margin, which may hold a mark and the cursor."""
        line, highlights = drawn
        signs = f"{mark or ' '}{CURSOR if cursor else ' '}"
        signs = signs if len(mark) > 1 else signs[:margin]  # a word is whole
        segments = [styled(self.theme, signs, color=self.theme.accent, tint=here, bold=True)]
        segments += paint(self.theme, line, highlights, tint=here)
        return pad_row(segments, self.size[0] if width is None else width, self.theme.style(self.theme.ink, tint=here))

    def _fill(self, drawn: Sequence[Row]) -> Sequence[Row]:
        width, height = self.size
        blank = [Segment(" " * width, self.theme.ground())]
        return [*drawn[:height], *[blank] * (height - len(drawn))]


_UNREAD_MIN_WIDTH = 48  # columns that the program's name and both counts need

_MARK_THREAD: Hint = ("library.mark", "select thread")
_NEXT_HIT: Hint = ("library.next-hit", "library.previous-hit", "next match")
_NEXT_THREAD: Hint = ("library.next-thread", "library.previous-thread", "next thread")


def library_title(session: LibrarySession, theme: Theme, width: int, notice: str) -> BarContent:
    """Title bar: number of threads, or the query; `notice` is a warning about the library."""
    results, catalog = session.results, session.threads
    if results:
        message = styled(theme, described(results), color=theme.faint)
        return BarContent([styled(theme, f"/ {results.query}", color=theme.bright, bold=True)], [[message]])
    count, unread = catalog.count, catalog.with_unread
    threads = f"{count:,} thread{'s' * (count != 1)}"
    if unread and width >= _UNREAD_MIN_WIDTH:
        threads += f", {unread:,} with unread"
    if catalog.done and width >= _UNREAD_MIN_WIDTH:
        threads += f", {catalog.done:,} archived"
    group = label_of(catalog.group) if catalog.group != Group() else ""
    left = [styled(theme, "threadreader", color=theme.bright, bold=True)]
    if catalog.needle or group:
        needle = f"& {catalog.needle}" if catalog.needle else ""
        threads = threads if width >= _UNREAD_MIN_WIDTH else f"{count:,}"
        parts = filter(None, (f"{len(catalog.shown):,} of {threads}", group, needle))
        threads = fit(" · ".join(parts), width - cell_width(left[0].text) - MARGINS)
    if notice:
        left.append(styled(theme, f"   {notice}", color=theme.accent))
    if session.is_empty:
        return BarContent(left)
    sorted_by = styled(theme, f"sort: {catalog.order}    ", color=theme.faint)
    return BarContent(left, [[sorted_by], [styled(theme, threads, color=theme.faint)]])


def library_status(session: LibrarySession, setup: Setup, width: int, message: str) -> BarContent:
    hints = _hints(session, setup, width)
    return status_bar(setup, _describe_position(session, message), message, hints, width)


def _describe_position(session: LibrarySession, message: str) -> str:
    results = session.results
    position = results.position if results else session.threads.position
    if not position.length or session.is_empty:
        return ""
    marked = f" · {len(session.threads.marked):,} selected" if session.threads.marked else ""
    marked = "" if marked and marked.removeprefix(" · ") in message else marked
    more = "+" * (results is not None and results.more)
    return f"{'match' if results else 'thread'} {position.at + 1:,} of {position.length:,}{more}{marked}"


def _hints(session: LibrarySession, setup: Setup, width: int) -> Sequence[Hint]:
    """Three to six key hints, the least needed first."""
    if session.results:
        keys: list[Hint] = [("library.read", "mark read"), ("library.tag", "tag"), ("library.done", "archive")]
        keys += [] if session.threads.marked else [_MARK_THREAD]
        keys += [_NEXT_HIT, *([_NEXT_THREAD] if len(session.results.counts) > 1 else [])]
        keys = keys if session.results.counts else [("library.search", "search again")]
        keys += [("app.back-out", "back"), *([("list.go", "open here")] if session.results.counts else [])]
    elif session.threads.marked:
        keys = [("library.remove", "delete"), ("library.read", "mark read"), ("library.queue", "queue")]
        keys += [("app.back-out", "unselect"), ("library.done", "archive"), ("library.tag", "tag")]
    elif session.in_counts:
        keys = [("app.back-out", "back"), ("list.down", "list.up", "select"), ("library.column", "threads")]
    elif not session.threads.count:
        # The first two stand in the list, too.
        keys = [("library.import", "import"), ("list.go", "open"), ("app.leave", "quit")]
    elif not session.position.length:
        keys = [("library.filter", "filter"), ("library.search", "search all"), ("app.back-out", "show all")]
    else:
        filtered = bool(session.threads.needle) or session.threads.group != Group()
        keys = [("library.import", "import"), ("library.sort", "sort")]
        keys += [("app.back-out", "show all")] if filtered else [("library.filter", "filter")]
        keys += [("library.search", "search all"), ("library.open-unread", "first unread"), ("list.go", "open")]
    keys = [hint for hint in keys if not setup.preferences.is_learned(hint[0])]
    return [*(keys if width >= WIDE_FROM else keys[-3:]), ("app.help", "help")]
