"""Entries of threads for lists, read from the tables that have their facts, and the summaries in them.

A summary is the depth of a thread, its days, its longest exchange of two people, its reply with the most votes and its
most quoted passage. It is made with each import, as two columns of the table `entry` in JSON, so that a list opens no
thread.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.json import decode, encode

from threadreader.errors import StoreError
from threadreader.model.page import BestReply, Entry, Exchange, MostQuoted, Page, PageId, Save, Summary, clean_tag
from threadreader.store.connection import Database
from threadreader.store.encoding import DECODE_ERRORS, translating_damage, typed, unpack_changes
from threadreader.store.schema import MAX_NUMBER, is_time

if TYPE_CHECKING:
    from threadreader.model.quote import QuoteLink
    from threadreader.model.stored_thread import Skeleton
    from threadreader.model.thread import Article, Comment

SEPARATOR = "\x1f"
"""What queries join texts with, which hold no control characters."""


class _Row(NamedTuple):
    number: int
    page: str
    title: str
    url: str | None
    site: str | None
    language: str | None
    declared_count: int | None
    comments: int
    people: int
    seen: int
    starred: int
    read_at: str | None
    muted_unread: int
    progress_label: str
    changes: bytes | None
    tags: str | None
    notes: str | None
    summary: str | None
    most_quoted: str | None


_ENTRIES = """
    SELECT number, page.id, thread.title, thread.url, thread.site, language, declared_count, thread.comments, people,
    coalesce(reading.seen, 0), coalesce(reading.starred, 0), read_at, coalesce(muted_unread, 0),
    coalesce(progress_label, ''), joined.changes,
    (SELECT group_concat(value, char(31)) FROM fact WHERE reading = reading.id AND kind = 'tag'),
    (SELECT group_concat(note, char(31)) FROM annotation WHERE reading = reading.id),
    summary, most_quoted
    FROM page JOIN thread ON thread.page = page.number LEFT JOIN reading ON reading.page = page.id
    LEFT JOIN entry ON entry.page = page.number LEFT JOIN joined ON joined.page = page.number
"""


class _SaveRow(NamedTuple):
    page: int
    digest: str
    name: str
    container: str
    adapter: str
    saved_at: str | None
    imported_at: str | None


_SAVES = "SELECT page, digest, name, container, adapter, saved_at, imported_at FROM save"

Rows = Callable[..., Iterable[tuple[Any, ...]]]
"""Runs a statement with its values: `Database.rows`, or `execute` of a connection in a transaction."""


def load_where(rows: Rows, condition: str, *values: object) -> list[Entry]:
    """The entries of the pages that a condition leaves, which may be an order and a limit too."""
    wanted = f"SELECT number FROM page JOIN thread ON page = number {condition}"  # noqa: S608 - our own
    saves = _grouped(rows(f"{_SAVES} WHERE page IN ({wanted}) ORDER BY id", *values))
    return [_entry(row, saves.get(row.number, ())) for row in typed(_Row, rows(f"{_ENTRIES} {condition}", *values))]


def list_entries(database: Database, limit: int | None = None, *, newest: bool = False) -> tuple[Entry, ...]:
    """The entries of all pages, or of so many, by number; the last page first where the `newest` are wanted."""
    order = f"ORDER BY number {'DESC' if newest else 'ASC'} LIMIT ?"
    with translating_damage(database.path):
        return tuple(load_where(database.rows, order, MAX_NUMBER if limit is None else limit))


def load_entry(database: Database, number: int) -> Entry | None:
    """The entry of a page, None if there is no such number."""
    with translating_damage(database.path):
        return next(iter(load_where(database.rows, "WHERE number = ?", number)), None)


def require_entry(database: Database, number: int) -> Entry:
    """The entry of a page. Raises StoreError if there is no such number."""
    entry = load_entry(database, number)
    if entry is None:
        raise StoreError(database.path, f"has no thread {number}", "see threadreader list")
    return entry


def load_saves(database: Database, number: int) -> tuple[Save, ...]:
    """The saves of a page, in the order of `taken_at`; also of one whose thread was lost."""
    rows = database.rows(f"{_SAVES} WHERE page = ? ORDER BY id", number)
    with translating_damage(database.path):
        return _grouped(rows).get(number, ())


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, tuple[Save, ...]]:
    """The saves of each page, in the order of `taken_at`."""
    saves: defaultdict[int, list[Save]] = defaultdict(list)
    for row in typed(_SaveRow, rows):
        saved_at = datetime.fromisoformat(row.saved_at) if row.saved_at else None
        save = Save(row.digest, row.name, row.container, row.adapter, saved_at, _aware(row.imported_at))
        saves[row.page].append(save)
    return {page: tuple(sorted(some, key=lambda save: save.taken_at)) for page, some in saves.items()}


def _aware(iso: str | None) -> datetime | None:
    """A time that others are compared with; what this program writes has an offset."""
    moment = datetime.fromisoformat(iso) if iso else None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _entry(row: _Row, saves: tuple[Save, ...]) -> Entry:
    page = Page(PageId(row.page), row.title, row.url, row.site, row.language, row.declared_count, saves)
    read_at = _aware(row.read_at)
    return Entry(
        *(row.number, page, row.comments, row.people, row.seen, row.starred, read_at),
        *(row.muted_unread, row.progress_label, _count_new(page.newest, read_at, row.changes)),
        *unpack_summary(row.summary, row.most_quoted),
        unpack_tags(row.tags),
        () if row.notes is None else tuple(row.notes.split(SEPARATOR)),
    )


def _count_new(newest: Save | None, read_at: datetime | None, changes: bytes | None) -> int:
    """The number of comments that are new in the newest save, if that was imported after the thread was last read."""
    if not (changes and read_at and newest and newest.imported_at and newest.imported_at > read_at):
        return 0
    try:
        return len(unpack_changes(changes).new)
    except DECODE_ERRORS:
        # Opening the thread reports it.
        return 0


def unpack_tags(column: str | None) -> tuple[str, ...]:
    """The tags of a page, in order, joined by the separator as queries do; a library may come from anybody."""
    return tuple(sorted({tag for each in column.split(SEPARATOR) if (tag := clean_tag(each))})) if column else ()


def pack_summary(summary: Summary | MostQuoted | None) -> str | None:
    """A summary, or the passage that is quoted most, as JSON; None of none."""
    return encode(summary).decode() if summary else None


def unpack_summary(words: str | None, quoted: str | None) -> tuple[Summary | None, MostQuoted | None]:
    """Both, from what `pack_summary` made of each; None where a part is missing or damaged."""
    try:
        summary = decode(words, type=Summary) if words else None
        most = decode(quoted, type=MostQuoted) if quoted else None
    except ValueError:
        return None, None
    if summary and not all(map(is_time, (summary.published, summary.first, summary.last))):
        return None, None
    return summary, most


_DAY_CHARS = len("2024-05-03")
_MIN_EXCHANGE_REPLIES = 3  # a question and its answer are in every thread
_MAX_CHARS = 240  # fills the four lines that the library's detail has for it


def summarize(article: "Article", skeleton: "Skeleton", best: "Comment | None" = None) -> Summary:
    """The summary of a thread, with what its `best` comment says, which has the most votes."""
    days = sorted({time[:_DAY_CHARS] for time in skeleton.times if time})
    return Summary(
        authors=tuple(author.name for author in article.authors),
        published=article.published_at.iso if article.published_at else None,
        depth=max(skeleton.depths, default=0),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        exchange=_longest_exchange(skeleton.parents, skeleton.names),
        chars=len(article.text) + sum(skeleton.lengths),
        best=_best_reply(best) if best else None,
    )


def _best_reply(comment: "Comment") -> BestReply:
    from threadreader.model.blocks import own_text

    words = " ".join(own_text(comment.body)[:_MAX_CHARS].split())
    return BestReply(comment.author.name if comment.author else "", words, comment.score or 0)


def most_quoted(links: Iterable["QuoteLink"]) -> MostQuoted | None:
    """The passage that most links lead into, the first of several; None where nothing is quoted."""
    from threadreader.model.quote import grouped, passages

    best: MostQuoted | None = None
    for group in grouped((link.target.owner, link) for link in links).values():
        for passage in passages([link.target for link in group]):
            if best is None or passage.times > best.times:
                within = (link for link in group if link.target.overlaps(passage.at))
                best = MostQuoted(" ".join(next(within).quote.text[:_MAX_CHARS].split()), passage.times)
    return best


def _longest_exchange(parents: Sequence[int], names: Sequence[str]) -> Exchange | None:
    """The longest path down the thread on which two authors alternate."""
    turns: list[int] = []
    longest = -1
    for position, parent in enumerate(parents):
        if parent < 0 or not names[position] or names[parent] in {"", names[position]}:
            turns.append(1)
            continue
        above = parents[parent]
        goes_on = turns[parent] > 1 and above >= 0 and names[above] == names[position]
        turns.append(turns[parent] + 1 if goes_on else 2)
        if longest < 0 or turns[position] > turns[longest]:
            longest = position
    if longest < 0 or turns[longest] < _MIN_EXCHANGE_REPLIES:
        return None
    begins_with_other = turns[longest] % 2 == 0
    one, other = names[longest], names[parents[longest]]
    return Exchange(other, one, turns[longest]) if begins_with_other else Exchange(one, other, turns[longest])
