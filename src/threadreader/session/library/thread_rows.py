"""The rows of the library: of a thread and its detail, of an empty list, of its beginning, and of hits of a search."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from pathlib import Path

from msgspec import Struct, field

from threadreader.model.blocks import BlockPath, Blocks
from threadreader.model.page import Entry
from threadreader.model.query import authors_of, date_of
from threadreader.model.quote import NOBODY
from threadreader.model.stored_thread import Hit, Hits
from threadreader.model.text import clean_line, counted
from threadreader.render.blocks import render_blocks
from threadreader.render.dates import ago, minutes_in_words, short_date, short_span, short_time
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session.decorations import Highlight, HighlightKind
from threadreader.session.library.thread_list import ThreadList
from threadreader.session.lists import Position, cell, share
from threadreader.session.state import KeyHints
from threadreader.session.statistics import best_words, exchange, extent, span

_BAR_CELLS, _BAR_COLUMNS = 10, 56  # a cell for a tenth; in fewer columns the other facts need the room
# Titles keep so many cells, and half of a row, of which the other columns get the rest.
_MIN_TITLE_CELLS, _TITLE_SHARE = 44, 0.5
_AUTHOR_CELLS, _SITE_CELLS = 16, 16  # most names are whole, and the names of sites told apart
_REPLIES_CELLS, _MINUTES_CELLS = len("999 replies"), len("99 min")
_TAG_CELLS = 12  # of tags beside a title that needs the room
_SITE_SHARE = 0.35  # of the row; most of it is the title's, which is looked for
_GAP = "  "
_THOUSAND = 1_000  # from here on `12k`
_MIN_ARTICLE_LINES = 4  # a blank one and a sentence
_MAX_TITLE_LINES, _MAX_QUOTE_LINES = 3, 4  # more would push the figures below out of the detail
_DAY_CHARS = len("2024-05-03")


class ThreadSigns(Struct, frozen=True):
    """Signs of a thread's states, or the words for them."""

    unread: str = "●"
    starred: str = "★"
    noted: str = "✎"
    are_words: bool = False


def title_of(entry: Entry) -> str:
    """The title of a thread."""
    return entry.page.title or "Untitled page"


def rows(entry: Entry, width: int, each: int, now: datetime, signs: ThreadSigns = ThreadSigns()) -> tuple[Line, ...]:
    """The lines of a thread in a list that has `each` for one; the last of three is empty."""
    if each == 1:
        return (_row(entry, width, signs),)
    return (_title_row(entry, width, signs), _facts_row(entry, width, now, signs), Line())[:each]


def _mark(entry: Entry, signs: ThreadSigns) -> tuple[str, Role]:
    """The sign of a thread with something new since it was read, as wide as it is where there is none."""
    return cell(signs.unread if entry.new else "", cell_width(signs.unread) + 1), Role.QUOTE_BAR


def _title_row(entry: Entry, width: int, signs: ThreadSigns) -> Line:
    mark = _mark(entry, signs)
    width -= cell_width(mark[0])
    site = fit(entry.site, round(width * _SITE_SHARE))
    title = fit(title_of(entry), max(0, width - (cell_width(site) + 2 if site else 0)))
    gap = width - cell_width(title) - cell_width(site)
    return _line(mark, (title, _tone(entry)), (" " * gap, Role.PADDING), (site, Role.SOURCE))


def _facts_row(entry: Entry, width: int, now: datetime, signs: ThreadSigns) -> Line:
    facts = [_replies(entry)]
    is_drawn = width >= _BAR_COLUMNS and entry.comments and not signs.are_words
    bar = f" {share(read_part(entry), _BAR_CELLS)}" if is_drawn else ""
    if entry.read_at and entry.comments:
        facts.append((f"{entry.unread:,} unread · {_percent(entry)}" if entry.unread else "read") + bar)
    if entry.new:
        facts.append(f"+{entry.new:,} new")
    facts += [
        " ".join(_tags(entry, signs)),
        minutes_in_words(entry.minutes or 0),
        authors_of(entry),
        _day(date_of(entry)),
    ]
    if entry.read_at:
        facts.append(f"read {ago(entry.read_at, now)}")
    return _line(("  ", Role.PADDING), (fit(" · ".join(filter(None, facts)), max(0, width - 2)), Role.SOURCE))


def _row(entry: Entry, width: int, signs: ThreadSigns) -> Line:
    """A thread in one line: its replies, and where the title leaves room its site, date, minutes and authors."""
    mark = _mark(entry, signs)
    room = max(0, width - cell_width(mark[0]))
    title, replies = title_of(entry), _replies_in_short(entry)
    cells = [cell(replies, _REPLIES_CELLS, right=True)]
    least = max(_MIN_TITLE_CELLS, round(width * _TITLE_SHARE))
    for is_left, each in (
        (True, cell(entry.site, _SITE_CELLS)),
        (False, cell(date_of(entry) or "", _DAY_CHARS)),
        (False, cell(minutes_in_words(entry.minutes or 0), _MINUTES_CELLS, right=True)),
        (True, cell(authors_of(entry), _AUTHOR_CELLS)),
    ):
        if room - sum(len(_GAP) + cell_width(one) for one in (*cells, each)) < least:
            break
        cells = [each, *cells] if is_left else [*cells, each]
    right = _GAP.join(cells) if len(cells) > 1 else fit(replies, max(0, room - len(_GAP)))
    room -= cell_width(right) + (len(_GAP) if right else 0)
    least = _TAG_CELLS if room >= _MIN_TITLE_CELLS else 0
    tags = _fit_tags(_tags(entry, signs), max(least, room - cell_width(title) - len(_GAP)))
    title = cell(title, max(0, room - (cell_width(tags) + len(_GAP) if tags else 0)))
    return _line(mark, (title, _tone(entry)), *((f"{_GAP}{each}", Role.SOURCE) for each in (tags, right) if each))


def _replies_in_short(entry: Entry) -> str:
    """The replies: `312 replies` of one never opened, else `18 unread` or `312 read`; `+38 new` in a newer save."""
    if not entry.comments:
        return ""
    if entry.new:
        return f"+{_short(entry.new)} new"
    if entry.read_at is None:
        return f"{_short(entry.comments)} repl{'y' if entry.comments == 1 else 'ies'}"
    return f"{_short(entry.unread)} unread" if entry.unread else f"{_short(entry.comments)} read"


def _tags(entry: Entry, signs: ThreadSigns) -> list[str]:
    """The numbers of starred replies and of highlights, and the tags."""
    counts = ((signs.starred, entry.starred), (signs.noted.strip(), len(entry.notes)))
    return [*(f"{sign} {count:,}" for sign, count in counts if count), *(f"#{tag}" for tag in entry.tags)]


def _fit_tags(tags: Sequence[str], width: int) -> str:
    """As many as have room, and the number of the others: `#later +2`."""
    for count in range(len(tags), 0, -1):
        others = f" +{len(tags) - count}" if count < len(tags) else ""
        shown = " ".join(tags[:count]) if count > 1 else fit(tags[0], max(0, width - len(others)))
        if cell_width(shown + others) <= width:
            return shown + others
    return ""


def _short(count: int) -> str:
    return f"{count}" if count < _THOUSAND else f"{count // _THOUSAND}k"


def digest_rows(
    entry: Entry, size: tuple[int, int], now: datetime, body: Blocks = (), signs: ThreadSigns = ThreadSigns()
) -> Sequence[Line]:
    """The detail of a thread, in at most so many columns and lines; the less needed gives way.

    Where there is room it goes on with the beginning of the article's `body`.
    """
    width, height = size
    parts = [part for part in _parts(entry, width, now, signs) if part]
    roomy = sum(map(len, parts)) + len(parts) - 1 <= height
    lines: list[Line] = []
    for part in parts:
        # Of a heading and what is under it not the heading alone.
        if lines and len(lines) + min(2, len(part)) > height:
            break
        if roomy and lines:
            lines.append(Line())
        lines += part
    if body and len(lines) + _MIN_ARTICLE_LINES <= height:
        # No block takes less than a line.
        article = [Line(), *render_blocks(body[:height], width)][: height - len(lines)]
        while article and all(run.role in {Role.HEADING, Role.PADDING} for run in article[-1].runs):
            article.pop()
        lines += article
    return lines[:height]


def _parts(entry: Entry, width: int, now: datetime, signs: ThreadSigns) -> Iterator[list[Line]]:
    title = _wrapped(title_of(entry), width, Role.HEADING, _MAX_TITLE_LINES)
    yield title + _wrapped(_source(entry), width, Role.SOURCE)
    facts = (_replies(entry), *extent(entry), minutes_in_words(entry.minutes or 0))
    lines = _wrapped(", ".join(filter(None, facts)), width, Role.TEXT)
    yield lines + _wrapped(span(entry), width, Role.SOURCE)
    yield _wrapped(exchange(entry), width, Role.TEXT)
    head, quotation = best_words(entry)
    yield _wrapped(head, width, Role.SOURCE) + _wrapped(quotation, width, Role.QUOTE, _MAX_QUOTE_LINES)
    yield _wrapped(" · ".join(filter(None, (*_reading(entry, now), " ".join(_tags(entry, signs))))), width, Role.TEXT)


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
        yield "never opened"
        return
    yield f"last at {entry.progress_label or 'article'}, {ago(entry.read_at, now)}"
    if entry.unread:
        yield f"{entry.unread:,} unread"
    if entry.new:
        yield f"{entry.new:,} new in the last save"


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
    return Role.HEADING if entry.new else Role.TEXT


def _wrapped(text: str, width: int, role: Role, max_lines: int = 2) -> list[Line]:
    slices = wrap_text(text, max(1, width)) if text else []
    lines = [text[start:end].rstrip() for start, end in slices]
    if len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], fit(f"{lines[max_lines - 1]}…", width)]
    return [_line((line, role)) for line in lines]


def _line(*pieces: tuple[str, Role]) -> Line:
    return Line(tuple(Run(text, role) for text, role in pieces if text))


def no_result_rows(query: str, width: int) -> Sequence[Line]:
    """Text of an empty search result."""
    message = f"No matches for {query}" if query.strip() else "Search the text of all threads"
    how = 'Finds whole words in any case. begin* finds words with this beginning, "two words" finds a phrase.'
    return [*_wrapped(message, width, Role.TEXT, 3), Line(), *_wrapped(how, width, Role.SOURCE, 5)]


_NOTHING = {
    "is:archived": "Nothing is archived",
    "is:queued": "The queue is empty",
    "is:unread": "Nothing is unread",
    "is:starred": "Nothing is starred",
    "is:noted": "No highlights or notes",
    "is:new": "No thread has new replies",
    "is:partial": "No thread has missing comments",
}
"""What is so where no thread has a state."""


def empty_rows(threads: ThreadList, width: int, keys: KeyHints) -> Sequence[Line]:
    """Text of a list that shows none of its threads."""
    if not threads.needle and threads.done:
        message = f"{'The only thread is' if threads.done == 1 else f'All {threads.done:,} threads are'} archived"
        return _wrapped(keys.add_to(message, ("library.filter", "is:archived shows them")), width, Role.TEXT, 9)
    nothing, shows = _NOTHING.get(threads.needle.lower()), ("app.back-out", "shows all")
    if nothing or ":" in threads.needle:
        message = keys.add_to(nothing or f"No matches for {threads.needle}", shows)
    else:
        message = f'No title, site or author matches "{threads.needle}"'
        message = keys.add_to(message, ("library.search", "searches full text"), shows)
    return _wrapped(message, width, Role.TEXT, 9)


_ABOUT = (
    "This library holds discussions that you saved from the web.",
    "Every quotation is one key from its source, and your place is kept.",
    "Save a page in your browser (ctrl+s) with its comments expanded, and import it.",
)
# In fewer columns the sentences would take the lines of what can be chosen.
_MIN_ABOUT_COLUMNS = 44
_MAX_ABOUT_COLUMNS = max(map(cell_width, _ABOUT))
_DEMO = "opens the demo, with a tour"
_IMPORT = "imports a page, or a folder"
_MAX_NAME_KEY_CELLS = 8
_LINES_FROM_DEMO, _LINES_AFTER_DEMO = 2, 4  # with that on importing, and then a blank one and the folder's name


class Beginning(Struct):
    """Choices in an empty library: the demo first, then pages that were `found`."""

    found: Sequence[Path] = ()
    position: Position = field(default_factory=lambda: Position(1))

    def __post_init__(self) -> None:
        self.position = Position(1 + len(self.found))

    @property
    def page(self) -> Path | None:
        """The page that is chosen, None for the demo."""
        return self.found[self.position.at - 1] if self.position.at else None

    def rows(self, width: int, keys: KeyHints) -> tuple[Sequence[Line], int]:
        """The lines, and the number of the one that is chosen."""
        about = " ".join(_ABOUT) if width >= _MIN_ABOUT_COLUMNS else _ABOUT[0].rstrip(",")
        spans = wrap_text(about, max(1, min(width, _MAX_ABOUT_COLUMNS)))
        lines = [_line((about[start:end].rstrip(), Role.HEADING)) for start, end in spans]
        lines += [Line(), _choice(keys.of("list.go"), _DEMO, width)]
        first = len(lines) - 1
        lines.append(_choice(keys.of("library.import"), _IMPORT, width))
        if not self.found:
            return lines, first
        lines += [Line(), _line((fit(f"Saved pages in {_folder(self.found[0].parent)}", width), Role.SOURCE))]
        chosen = len(lines) + self.position.at - 1 if self.position.at else first
        return [*lines, *(_line((fit(clean_line(page.name), width), Role.TEXT)) for page in self.found)], chosen

    def index_at(self, y: int, width: int, keys: KeyHints) -> int | None:
        """The number of the choice on a line, None where none is."""
        count = len(self.rows(width, keys)[0])
        page = y - count + len(self.found)
        demo = count - (len(self.found) + _LINES_AFTER_DEMO if self.found else _LINES_FROM_DEMO)
        return 0 if y == demo else page + 1 if 0 <= page < len(self.found) else None


def _choice(key: str, does: str, width: int) -> Line:
    padded = key + " " * max(0, _MAX_NAME_KEY_CELLS - cell_width(key))
    return _line((fit(f"{padded}{does}", width), Role.TEXT))


def _folder(folder: Path) -> str:
    try:
        return f"~/{folder.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(folder)


# Most names are whole; `#99,999`; in fewer columns the number would take the words' room.
_MIN_NAME_CELLS, _MAX_NAME_CELLS, _NUMBER_CELLS, _NUMBERED_COLUMNS = 14, 24, 7, 48
# Lines of a reply above the first matching one: enough to read its sentence, which is near the top even so.
_LINES_ABOVE = 3

_PATH: BlockPath = (0,)  # of the only block of a row

HighlightedLine = tuple[Line, tuple[Highlight, ...]]


class ResultRow(Struct, frozen=True):
    """A row of the results: a hit by its number, or the heading of its thread."""

    hit: int
    heading: bool = False


class SearchResults:
    """The hits of a search; `more` if there are others beyond these, of some threads beyond `each`."""

    def __init__(self, query: str, hits: Hits, *, more: bool = False, each: int | None = None) -> None:
        self.query = query
        self.more = more
        self.each = each
        self.hits = hits
        self.counts = Counter(hits.numbers)
        self.position = Position(len(hits))
        self.rows = tuple(self._rows())
        self._top = 0

    @property
    def here(self) -> Hit | None:
        """The selected hit, None in empty results."""
        return self.hits[self.position.at] if self.hits else None

    @property
    def number(self) -> int:
        """The number of the selected hit's thread, 0 in empty results."""
        return self.hits.numbers[self.position.at] if self.hits else 0

    def turn(self, by: int) -> bool:
        """Go to the first hit of the next thread, or to the last of the one before; False where there is none."""
        first = self.hits.numbers.index(self.number) if self.hits else 0
        index = first + self.counts[self.number] if by > 0 else first - 1
        if 0 <= index < len(self.hits):
            self.position.at = index
            return True
        return False

    def go_to_thread(self, by: int) -> bool:
        """Go so many threads on, to the first hit; back to that of this thread first. False where there is none."""
        if not self.hits:
            return False
        firsts, before = list(accumulate(self.counts.values(), initial=0))[:-1], self.position.at
        here = bisect_right(firsts, before) - 1
        wanted = here + by + (by < 0 and before > firsts[here])
        at = min(max(0, wanted), len(firsts) - 1)
        if by < 0 or at > here:
            self.position.at = firsts[at]
        return self.position.at != before

    def window(self, height: int) -> Sequence[ResultRow]:
        """The rows in a window of some height: the selected one, with its heading where there is room."""
        row = self.rows.index(ResultRow(self.position.at)) if self.hits else 0
        first = row - 1 if row and self.rows[row - 1].heading and height > 1 else row
        self._top = min(max(self._top, row - height + 1), first)
        return self.rows[self._top : self._top + height]

    def _rows(self) -> Sequence[ResultRow]:
        rows = [ResultRow(0, heading=True), ResultRow(0)] if self.hits else []
        for number, (before, after) in enumerate(pairwise(self.hits.numbers), 1):
            rows += [ResultRow(number, heading=True)] if before != after else []
            rows.append(ResultRow(number))
        return rows


def described(results: SearchResults) -> str:
    """The number of hits and threads as a phrase."""
    hits, threads = len(results.hits), len(results.counts)
    if not hits:
        return "no matches"
    return f"{hits:,}{' and more' if results.more else ''} in {threads:,} thread{'s' * (threads != 1)}"


def draw_row(results: SearchResults, row: ResultRow, width: int) -> HighlightedLine:
    """A row of the results, and its highlights."""
    hit = results.hits[row.hit]
    if row.heading:
        count = results.counts[hit.number]
        right = f"{count:,}{'+' * (count == results.each)} match{'es' * (count != 1)}"
        title = fit(hit.title or "Untitled page", max(0, width - len(right) - 2))
        gap = " " * max(0, width - cell_width(title) - len(right))
        return Line((Run(title, Role.HEADING), Run(gap, Role.PADDING), Run(right, Role.SOURCE))), ()
    # The same for all hits of a width: they change while the query is typed.
    name = min(max(_MIN_NAME_CELLS, width // 5), _MAX_NAME_CELLS, width // 4)
    numbered = width >= _NUMBERED_COLUMNS
    author = _author(hit) or ("" if numbered else _location(hit))
    runs = [Run(cell(author, name), Role.TEXT), Run("  ", Role.PADDING)]
    if numbered:
        runs += [Run(cell(_location(hit), _NUMBER_CELLS), Role.SOURCE), Run("  ", Role.PADDING)]
    room = max(0, width - sum(cell_width(run.text) for run in runs))
    note = f"{fit(' '.join(hit.note.split()), room // 2)} · " if hit.note else ""
    excerpt, passages = hit.excerpt(max(8, room - cell_width(note)))
    passages = tuple((start + len(note), end + len(note)) for start, end in passages)
    excerpt = note + excerpt
    return Line((*runs, Run(fit(excerpt, room) or " ", Role.TEXT, start=0)), _PATH), _matches(passages)


def draw_hit(hit: Hit, size: tuple[int, int]) -> Sequence[HighlightedLine]:
    """A hit with its surrounding text, in a size of columns and lines."""
    width, height = size
    facts = " · ".join(filter(None, (_author(hit), short_time(hit.written) if hit.written else "", _location(hit))))
    lines: list[HighlightedLine] = [(Line((Run(fit(facts, width), Role.SOURCE),)), ()), (Line(), ())]
    for paragraph in filter(None, hit.note[: width * height].split("\n")):
        parts = wrap_text(paragraph, max(1, width))
        lines[-1:] = [*((Line((Run(paragraph[one:two], Role.ATTRIBUTION),)), ()) for one, two in parts), (Line(), ())]
    lines = lines[: max(2, height // 2)]
    slices = wrap_text(hit.text, max(1, width))
    first = hit.passages[0][0] if hit.passages else 0
    at = next((row for row, (_, end) in enumerate(slices) if first < end), 0)
    room = max(1, height - len(lines))
    begin = max(0, min(at - _LINES_ABOVE, len(slices) - room))
    matches = _matches(hit.passages)
    for start, end in slices[begin : begin + room]:
        text = hit.text[start:end].replace("\t", " ")
        lines.append((Line((Run(text, start=start),) if text else (), _PATH), matches))
    return lines[:height]


def _author(hit: Hit) -> str:
    """The author, "" for an article without one."""
    return hit.author or (NOBODY if hit.comment is not None else "")


def _location(hit: Hit) -> str:
    return "article" if hit.comment is None else f"#{hit.position + 1}"


def _matches(passages: Sequence[tuple[int, int]]) -> tuple[Highlight, ...]:
    return tuple(Highlight(_PATH, start, end, HighlightKind.MATCH) for start, end in passages)
