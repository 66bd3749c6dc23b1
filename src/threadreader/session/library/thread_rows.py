"""The rows of a thread in the list of the library, its detail beside that, and what an empty list says."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from threadreader.model.blocks import Blocks
from threadreader.model.page import Entry
from threadreader.model.query import authors_of, date_of
from threadreader.render.blocks import render_blocks
from threadreader.render.dates import ago, minutes_in_words, short_date, short_span
from threadreader.render.lines import Line, Role, Run
from threadreader.render.width import cell_width, fit, wrap_text
from threadreader.session.library.thread_list import ThreadList
from threadreader.session.lists import cell, counted, share
from threadreader.session.state import KeyHints
from threadreader.session.statistics import exchange, extent, most_quoted, span

_BAR_CELLS, _BAR_COLUMNS = 10, 56  # a cell for a tenth; in fewer columns the other facts need the room
# Columns from which a row is a table, and from which it names authors: titles keep half of either.
_TABLE_COLUMNS, _WIDE_TABLE_COLUMNS = 76, 110
_AUTHOR_CELLS, _SITE_CELLS, _NARROW_SITE_CELLS = 16, 20, 16  # most names are whole, and the names of sites told apart
_REPLIES_CELLS, _MINUTES_CELLS = len("999 unread"), len("99 min")
_SITE_SHARE = 0.35  # of the row; most of it is the title's, which is looked for
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
    """The sign of a thread with something unread, as wide as it is where there is none."""
    return cell(signs.unread if entry.is_unread else "", cell_width(signs.unread) + 1), Role.QUOTE_BAR


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
    if entry.read_at is None:
        facts.append("new")
    elif entry.comments:
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
    """A thread in one line: in many columns with author, site, replies, date and minutes."""
    if width < _TABLE_COLUMNS:
        return _short_row(entry, width, signs)
    mark = _mark(entry, signs)
    wide = width >= _WIDE_TABLE_COLUMNS
    cells = [cell(authors_of(entry), _AUTHOR_CELLS)] if wide else []
    cells += [
        cell(entry.site, _SITE_CELLS if wide else _NARROW_SITE_CELLS),
        cell(_replies_in_short(entry), _REPLIES_CELLS, right=True),
        cell(date_of(entry) or "", _DAY_CHARS),
        cell(minutes_in_words(entry.minutes or 0), _MINUTES_CELLS, right=True),
    ]
    right = "  ".join(cells)
    room = max(0, width - cell_width(mark[0]) - cell_width(right) - 2)
    tags = _fit_tags(_tags(entry, signs), room // 3)
    title = fit(title_of(entry), room - (cell_width(tags) + 2 if tags else 0))
    gap = " " * (room - cell_width(title) - cell_width(tags) + (0 if tags else 2))
    return _line(
        mark,
        (title, _tone(entry)),
        (gap, Role.PADDING),
        (f"{tags}  " if tags else "", Role.SOURCE),
        (right, Role.SOURCE),
    )


def _replies_in_short(entry: Entry) -> str:
    """The replies and what they are: `18 unread`, `312 read`, `312 new` if never opened, `+38 new` in a newer save."""
    if not entry.comments:
        return ""
    if entry.new:
        return f"+{_short(entry.new)} new"
    if entry.read_at is None:
        return f"{_short(entry.comments)} new"
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


def _short_row(entry: Entry, width: int, signs: ThreadSigns) -> Line:
    mark = _mark(entry, signs)
    width -= cell_width(mark[0])
    right = fit(_replies_in_short(entry), max(0, width - 2))
    title = cell(title_of(entry), max(0, width - (len(right) + 2 if right else 0)))
    return _line(mark, (title, _tone(entry)), (f"  {right}" if right else "", Role.SOURCE))


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
    head, quotation = most_quoted(entry)
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
        yield "not opened yet"
        return
    yield f"where you were: {entry.progress_label or 'article'}, {ago(entry.read_at, now)}"
    if entry.unread:
        yield f"{entry.unread:,} unread"
    if entry.new:
        yield f"{entry.new:,} came with a newer save"


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
    return Role.HEADING if entry.is_unread else Role.TEXT


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
    message = f"Nothing in the library has {query}" if query.strip() else "Words are looked for in all threads"
    how = 'Whole words are found, whatever their case: begin* what begins so, "two words" next to each other.'
    return [*_wrapped(message, width, Role.TEXT, 3), Line(), *_wrapped(how, width, Role.SOURCE, 5)]


def empty_rows(threads: ThreadList, width: int, keys: KeyHints) -> Sequence[Line]:
    """Text of a list that shows none of its threads."""
    if not threads.needle and threads.done:
        message = f"{'The only thread is' if threads.done == 1 else f'All {threads.done:,} threads are'} done"
        key = keys.of("library.filter")
        return _wrapped(f"{message}: {key} is:done shows them" if key else message, width, Role.TEXT, 9)
    message = f"No thread matches {threads.needle!r} by its title, site or authors"
    hints = ("library.search", "searches what they say"), ("app.back-out", "shows all")
    return _wrapped(keys.add_to(message, *hints), width, Role.TEXT, 9)
