"""The list of threads in the library: sorting and filtering, the rows of a thread and its detail."""

import enum
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from threadreader.errors import SearchError
from threadreader.model.entry_query import entry_matches
from threadreader.model.page import Entry
from threadreader.model.query import Query, parse_query
from threadreader.render.dates import ago, short_date, short_span
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session.lists import Position, counted, share
from threadreader.session.overview import exchange, extent, most_quoted, span
from threadreader.session.state import KeyHints

_NEVER = datetime.min.replace(tzinfo=UTC)


class Order(enum.StrEnum):
    """Sort order of the list."""

    UNREAD = "unread first"
    IMPORTED = "newest first"
    READ = "last read"
    TITLE = "title"
    SITE = "site"


class ThreadList:
    """The list of threads; the selection follows its thread when others come or go."""

    def __init__(self, entries: Sequence[Entry] = (), at: int | None = None) -> None:
        self.order = Order.UNREAD
        self.needle = ""
        self._query = Query()
        self.removed: list[Entry] = []
        self.shown: tuple[Entry, ...] = ()
        self.position = Position(0)
        self._entries: tuple[Entry, ...] = ()
        self.load(entries)
        if at is not None:
            self.go_to(at)

    @property
    def here(self) -> Entry | None:
        """The selected thread, None in an empty list."""
        return self.shown[self.position.at] if self.shown else None

    @property
    def count(self) -> int:
        """The number of threads, shown or not."""
        return len(self._entries)

    @property
    def with_unread(self) -> int:
        """The number of threads with unread replies."""
        return sum(entry.unread > 0 for entry in self._entries)

    def load(self, entries: Sequence[Entry]) -> None:
        """Replace the entries, without the removed ones."""
        gone = {entry.number for entry in self.removed}
        self._entries = tuple(entry for entry in entries if entry.number not in gone)
        self._update()

    def sort(self, order: Order) -> None:
        """Sort by another order."""
        self.order = order
        self._update()

    def filter(self, needle: str) -> str:
        """Show only threads that match a query; returns what is wrong with one, which changes nothing."""
        try:
            self._query = parse_query(needle) if needle.strip() else Query()
        except SearchError as problem:
            return str(problem)
        self.needle = needle.strip()
        self._update()
        return ""

    def remove(self) -> Entry | None:
        """Remove the selected thread from the list, and return it."""
        entry = self.here
        if entry:
            self.removed.append(entry)
            self.load(self._entries)
        return entry

    def put_back(self) -> Entry | None:
        """Put back the last removed thread, and select it."""
        if not self.removed:
            return None
        entry = self.removed.pop()
        self.load((*self._entries, entry))
        self.go_to(entry.number)
        return entry

    def go_to(self, number: int) -> None:
        """Select a thread by its number, where it is shown."""
        index = next((index for index, entry in enumerate(self.shown) if entry.number == number), None)
        if index is not None:
            self.position.at = index
            self.position.settle()

    def _update(self) -> None:
        here = self.here
        chosen = [entry for entry in self._entries if entry_matches(self._query, entry)]
        self.shown = tuple(sorted(chosen, key=_SORT_KEYS[self.order]))
        self.position.length = len(self.shown)
        self.position.move(0)
        if here:
            self.go_to(here.number)


def _newest(moment: datetime | None) -> float:
    return -(moment or _NEVER).replace(tzinfo=(moment and moment.tzinfo) or UTC).timestamp()


def _title(entry: Entry) -> str:
    return entry.page.title.casefold()


_SORT_KEYS: dict[Order, Callable[[Entry], Any]] = {
    Order.UNREAD: lambda entry: (not entry.unread, _newest(entry.read_at or entry.imported_at), -entry.number),
    Order.IMPORTED: lambda entry: (_newest(entry.imported_at), -entry.number),
    Order.READ: lambda entry: (_newest(entry.read_at), -entry.number),
    Order.TITLE: lambda entry: (_title(entry), entry.number),
    Order.SITE: lambda entry: ((entry.page.site or "\U0010ffff").casefold(), _title(entry), entry.number),
}


_UNREAD, _STAR = "●", "★"
_BAR_CELLS, _BAR_COLUMNS = 10, 56  # a cell for a tenth; in fewer columns the other facts need the room
_SITE_SHARE = 0.35  # of the row; most of it is the title's, which is looked for
_COUNT_CELLS, _THOUSAND = 3, 1_000  # as in `999` and `12k`
_MAX_TITLE_LINES, _MAX_QUOTE_LINES = 3, 4  # more would push the figures below out of the detail
_DAY_CHARS = len("2024-05-03")


def title_of(entry: Entry) -> str:
    """The title of a thread."""
    return entry.page.title or "Untitled page"


def rows(entry: Entry, width: int, each: int, now: datetime) -> tuple[Line, ...]:
    """The lines of a thread in a list that has `each` for one; the last of three is empty."""
    if each == 1:
        return (_short_row(entry, width),)
    return (_title_row(entry, width), _facts_row(entry, width, now), Line())[:each]


def _title_row(entry: Entry, width: int) -> Line:
    site = fit(entry.page.site or "", round(width * _SITE_SHARE))
    title = fit(title_of(entry), max(0, width - 2 - (cell_width(site) + 2 if site else 0)))
    gap = width - 2 - cell_width(title) - cell_width(site)
    mark = (_UNREAD if entry.unread else " ", Role.QUOTE_BAR)
    gaps = (" ", Role.PADDING), (" " * gap, Role.PADDING)
    return _line(mark, gaps[0], (title, _tone(entry)), gaps[1], (site, Role.SOURCE))


def _facts_row(entry: Entry, width: int, now: datetime) -> Line:
    facts = [_replies(entry)]
    bar = f" {share(read_part(entry), _BAR_CELLS)}" if width >= _BAR_COLUMNS and entry.comments else ""
    if entry.read_at is None:
        facts.append("new")
    elif entry.comments:
        facts.append((f"{entry.unread:,} unread · {_percent(entry)}" if entry.unread else "read") + bar)
    if entry.new:
        facts.append(f"+{entry.new:,} new")
    if entry.starred:
        facts.append(f"{_STAR} {entry.starred:,}")
    if entry.read_at:
        facts.append(f"read {ago(entry.read_at, now)}")
    return _line(("  ", Role.PADDING), (fit(" · ".join(filter(None, facts)), max(0, width - 2)), Role.SOURCE))


def _short_row(entry: Entry, width: int) -> Line:
    unread = f"{_short(entry.unread) if entry.unread else '':<{_COUNT_CELLS}} "
    right = _percent(entry) if entry.read_at and entry.comments else "new" if entry.comments else ""
    right = f"+{_short(entry.new)} {right}" if entry.new else right
    left = 1 + len(unread)
    title = fit(title_of(entry), max(0, width - left - (len(right) + 1 if right else 0)))
    gap = max(0, width - left - cell_width(title) - len(right))
    mark = (_UNREAD if entry.unread else " ", Role.QUOTE_BAR)
    marks = (mark, (unread, Role.SOURCE), (title, _tone(entry)), (" " * gap, Role.PADDING), (right, Role.SOURCE))
    return _line(*marks)


def _short(count: int) -> str:
    return f"{count}" if count < _THOUSAND else f"{count // _THOUSAND}k"


def digest_rows(entry: Entry, size: tuple[int, int], now: datetime) -> Sequence[Line]:
    """The detail of a thread, in at most so many columns and lines; the less needed gives way."""
    width, height = size
    parts = [part for part in _parts(entry, width, now) if part]
    roomy = sum(map(len, parts)) + len(parts) - 1 <= height
    lines: list[Line] = []
    for part in parts:
        if roomy and lines:
            lines.append(Line())
        lines += part
    return lines[:height]


def _parts(entry: Entry, width: int, now: datetime) -> Iterator[list[Line]]:
    title = _wrapped(title_of(entry), width, Role.HEADING, _MAX_TITLE_LINES)
    yield title + _wrapped(_source(entry), width, Role.SOURCE)
    lines = _wrapped(", ".join((_replies(entry), *extent(entry))), width, Role.TEXT)
    yield lines + _wrapped(span(entry), width, Role.SOURCE)
    yield _wrapped(exchange(entry), width, Role.TEXT)
    head, quotation = most_quoted(entry)
    yield _wrapped(head, width, Role.SOURCE) + _wrapped(quotation, width, Role.QUOTE, _MAX_QUOTE_LINES)
    yield _wrapped(" · ".join(_reading(entry, now)), width, Role.TEXT)


def _source(entry: Entry) -> str:
    digest, page = entry.summary, entry.page
    published = [", ".join(digest.authors), _day(digest.published)] if digest else []
    facts = [", ".join(filter(None, published)), page.site or ""]
    if len(page.saves) > 1:
        facts.append(f"{len(page.saves):,} saves")
    if page.newest and page.newest.saved_at:
        facts.append(f"saved {short_date(page.newest.saved_at)}")
    elif entry.imported_at:
        facts.append(f"imported {short_date(entry.imported_at)}")
    return " · ".join(filter(None, facts))


def _day(iso: str | None) -> str:
    return short_span(iso[:_DAY_CHARS], iso[:_DAY_CHARS]) if iso else ""


def _reading(entry: Entry, now: datetime) -> Iterator[str]:
    if entry.read_at is None:
        yield "not opened yet"
        return
    yield f"where you were: {entry.whereabouts or 'article'}, {ago(entry.read_at, now)}"
    if entry.unread:
        yield f"{entry.unread:,} unread"
    if entry.new:
        yield f"{entry.new:,} came with a newer save"
    if entry.starred:
        yield f"{_STAR} {entry.starred:,}"


def read_part(entry: Entry) -> float:
    """The part of a thread that is not unread, 0 to 1."""
    return 1 - entry.unread / entry.comments if entry.comments else 1.0


def _percent(entry: Entry) -> str:
    # Neither "0 %" of what was begun nor "100 %" of what is not at its end.
    part = read_part(entry)
    return f"{round(100 * part) if part in {0, 1} else min(max(round(100 * part), 1), 99)} %"


def _replies(entry: Entry) -> str:
    return counted(entry.comments) if entry.comments else "no replies"


def _tone(entry: Entry) -> Role:
    return Role.HEADING if entry.unread else Role.TEXT


def _wrapped(text: str, width: int, role: Role, max_lines: int = 2) -> list[Line]:
    slices = wrap_text(text, max(1, width)) if text else []
    lines = [text[start:end].rstrip() for start, end in slices]
    if len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], fit(f"{lines[max_lines - 1]}…", width)]
    return [_line((line, role)) for line in lines]


def _line(*pieces: tuple[str, Role]) -> Line:
    return Line(tuple(Run(text, role) for text, role in pieces if text))


_IMPORT_EFFECT = "imports the file, or a folder of such files"
_SHELL_IMPORT, _DEMO = "In the shell, threadreader import PAGE", "threadreader demo opens a page to try."
_EMPTY_LIBRARY = (
    ("The library is empty.", Role.HEADING),
    ("", Role.TEXT),
    ("Save a page in your browser (ctrl+s), with all its comments shown. Then:", Role.TEXT),
    ("", Role.TEXT),
)


def no_result_rows(query: str, width: int) -> Sequence[Line]:
    """Text of an empty search result."""
    message = f"Nothing in the library has {query}" if query.strip() else "Words are looked for in all threads"
    how = 'Whole words are found, whatever their case: begin* what begins so, "two words" next to each other.'
    return [*_wrapped(message, width, Role.TEXT, 3), Line(), *_wrapped(how, width, Role.SOURCE, 5)]


def empty_rows(threads: ThreadList, width: int, keys: KeyHints) -> Sequence[Line]:
    """Text of an empty list of threads."""
    if not threads.needle:
        key = keys.of("library.import")
        by_key = [(f"{key}   {_IMPORT_EFFECT}", Role.TEXT), ("", Role.TEXT)] if key else []
        shell = f"{_SHELL_IMPORT} {'does the same' if key else _IMPORT_EFFECT}, and {_DEMO}"
        parts = (*_EMPTY_LIBRARY, *by_key, (shell, Role.SOURCE))
        return [line for one, role in parts for line in _wrapped(one, width, role, 9) or [Line()]]
    message = f"No thread matches {threads.needle!r} by its title, site or authors"
    return _wrapped(keys.add_to(message, ("app.back-out", "shows all")), width, Role.TEXT, 9)
