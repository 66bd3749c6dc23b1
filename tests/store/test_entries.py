import random
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from keeping import keep_read, parse_save
from reading import index
from sketch import sketch, voted
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.library.maintenance import check_library
from threadreader.model.annotation import Annotation
from threadreader.model.page import Entry, Group, PageId
from threadreader.model.query import EVERY, Order, Query, Wanted, parse_query
from threadreader.model.quote import QuoteIndex
from threadreader.model.stored_thread import Progress
from threadreader.model.text import Moment
from threadreader.model.thread import Author, CommentId
from threadreader.paths import find_paths
from threadreader.session.library.thread_list import ThreadList
from threadreader.session.library.thread_rows import rows
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import list_entries
from threadreader.store.listing import StoredEntries, is_list_consistent
from threadreader.store.progress import change_tags, load_progress, save_progress
from threadreader.store.schema import schema_difference
from threadreader.store.writing import forget, replace_quotes
from whole_list import WholeEntries, WholeList, host_of

THREADS = 240
BEGAN = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)
WORDS = ["Bread", "kettle", "STRASSE", "straße", "Ärger", "ärger", "bridge", "\U0001d51brak", "100%", "a_b"]
SITES = (None, "", "Flour", "flour", "Éclairs", "kettles.example")
TAGS = ("tea", "later", "queue", "done", "ärger")
QUERIES = (
    *("", "kettle", "STRASSE", "-bread", '"bread kettle"', "7", "tea", "flour OR ann", '"bread flour"', "100% a_b"),
    *("author:zoë", "author:nobody", "thread:7", "thread:ärger", "site:flour", "site:example.org/1", "tag:tea"),
    *(
        "tag:te",
        "-tag:done is:queued",
        "is:done",
        "is:unread",
        "is:read",
        "is:starred",
        "is:noted",
        "is:new",
        "is:partial",
    ),
    *(
        "kettles.example",
        "-is:partial",
        "note:later",
        "-note:later",
        "note:*",
        "quoted:1",
        "quoted:>1",
        "quoted:0",
        "replies:>2",
        "replies:<=2",
    ),
    *("votes:>0", "votes:<1", "-votes:>-3", "votes:-2", "votes:>99", "quoted:<1", "quoted:-1", "minutes:<-5"),
    *("replies:3", "minutes:<3", "-minutes:1", "minutes:0", "date:2012", "after:2012-03-09", "before:2012-03-09"),
    *("-after:2012", "kettle OR -is:unread tag:tea"),
)


def _add(database: Database, chance: random.Random, number: int) -> None:
    names = [chance.choice(("ann", "Zoë", "bob")) for _ in range(chance.randrange(6))]
    drawing = f"# {' '.join(chance.sample(WORDS, 2))}\n\n{'It rises. ' * chance.choice((1, 300, 900))}\n"
    thread = sketch(drawing + "".join(f"\n{name}: It rises. So {at}." for at, name in enumerate(names)))
    if chance.random() < 0.5:
        thread = voted(thread, *(chance.choice((None, -2, 0, 7)) for _ in names))
    authors = tuple(Author(name) for name in chance.sample(("Zoë", "Bob", "ann Lee"), chance.randrange(3)))
    day = chance.choice((None, datetime(2012, 3, 9, 10, tzinfo=UTC), datetime(2009, 1, 31, 23, 59, 59, tzinfo=UTC)))
    published = Moment(day.isoformat(), day) if day else None
    article = replace(thread.article, authors=authors, published_at=published)
    thread = replace(thread, article=article)
    content = f"page {number}".encode()
    url = chance.choice((None, f"https://www.example.org/{number}", f"http://Kettles.example/{number}?q=Bread"))
    read = parse_save(thread, content, url=url, quotes=index(thread, [("c1", "It rises.", "")] if names else []))
    site, language = chance.choice(SITES), "en"
    stated = chance.choice((None, 2, 9))
    read = replace(read, page=replace(read.page, site=site, language=language, declared_count=stated))
    imported = BEGAN + timedelta(minutes=chance.randrange(90))
    save = replace(read.page.saves[0], imported_at=chance.choice((imported, imported, None)))
    keep_read(database, replace(read, page=replace(read.page, saves=(save,))), content)


def _read(database: Database, chance: random.Random, page: PageId) -> None:
    before = load_progress(database, page)
    seen = frozenset(CommentId(f"c{at}") for at in range(1, chance.randrange(1, 8)))
    note = Annotation(None, 0, 2, "It", note=chance.choice(("", "Read LATER again")))
    now = replace(
        before,
        seen=seen,
        starred=frozenset(chance.sample(sorted(seen), len(seen) // 2)),
        annotations={"1": note} if chance.random() < 0.3 else {},
    )
    save_progress(database, page, now, before, BEGAN + timedelta(minutes=chance.randrange(-90, 90)))


def _change(database: Database, chance: random.Random, share: float = 1) -> None:
    """Do with some threads what a reader and imports do."""
    for entry in list_entries(database):
        if chance.random() < share / 2:
            _read(database, chance, entry.page.id)
        if chance.random() < share / 3:
            change_tags(database, {entry.page.id: (chance.sample(TAGS, 2), chance.sample(TAGS, 2))})
        if chance.random() < share / 20:
            forget(database, entry.number)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with open_database(tmp_path_factory.mktemp("many") / "library.db") as database:
        chance = random.Random(7)
        for number in range(THREADS):
            _add(database, chance, number)
        _change(database, chance)
        yield database


@pytest.mark.slow
def test_a_library_by_its_rows_is_that_of_its_whole_entries(many: Database) -> None:
    stored, whole = StoredEntries(many), WholeEntries(list_entries(many))
    assert stored.counts() == whole.counts()
    assert stored.count_groups() == whole.count_groups()
    assert list(stored.tags()) == list(whole.tags())
    groups = (EVERY, Group("tag", "tea"), Group("tag", "done"), Group("site", "Flour"), Group("site", ""))
    for typed, group, with_done in product(QUERIES, groups, (False, True)):
        wanted = Wanted(parse_query(typed) if typed else Query(), group, with_done)
        for order in (None, *Order):
            found = whole.numbers(order, wanted)
            assert stored.numbers(order, wanted) == found, (typed, group, order)
            assert stored.numbers(order, wanted, 3) == found[:3]
        assert stored.numbers(None, wanted, among=range(9, 60)) == whole.numbers(None, wanted, among=range(9, 60))
    numbers = [*whole.entries]
    assert stored.load([*numbers, 9_999]) == whole.entries


def test_each_order_is_read_from_its_index(many: Database) -> None:
    with _statements(many) as statements:
        for order in Order:
            StoredEntries(many).numbers(order, Wanted(), 10)
    for statement, values in statements:
        plan = " ".join(str(row) for row in many.rows(f"EXPLAIN QUERY PLAN {statement}", *values))
        assert "COVERING INDEX" in plan
        assert "TEMP B-TREE" not in plan


def test_what_changes_is_listed_in_the_transaction_that_changes_it(database: Database) -> None:
    chance = random.Random(3)
    for number in range(12):
        _add(database, chance, number)
        assert is_list_consistent(database)
    entries, moment = StoredEntries(database), StoredEntries(database).changed(None)[1]
    for _ in range(5):
        _change(database, chance, 0.4)
        assert is_list_consistent(database)
    assert all(count > 0 for (count,) in database.rows("SELECT count FROM entry_count"))
    first = list_entries(database)[0]
    ((thread,),) = database.rows("SELECT id FROM thread WHERE page = ?", first.number)
    _, before = entries.changed(moment)
    replace_quotes(database, thread, QuoteIndex(), 1)
    assert is_list_consistent(database)
    assert [*entries.changed(before)[0]] == [first.number]
    assert entries.changed(entries.changed(before)[1])[0] == ()


def test_the_list_of_a_library_is_that_of_its_whole_entries_whatever_is_done(database: Database) -> None:
    chance = random.Random(11)
    for number in range(60):
        _add(database, chance, number)
    _change(database, chance)
    paged, whole = ThreadList(StoredEntries(database)), WholeList(list_entries(database))
    groups = (EVERY, Group("tag", "tea"), Group("tag", "done"), Group("site", "Flour"))

    def change(*_: ThreadList) -> None:
        list(paged.shown)  # as the screen has them that draws them
        _change(database, chance, 0.05)
        paged.load()
        whole.take(list_entries(database))

    def both(change: Callable[[ThreadList], object]) -> None:
        for each in (paged, whole):
            change(each)

    for _ in range(400):
        order, typed, group, by = (
            *(chance.choice(tuple(Order)), chance.choice(QUERIES)),
            *(chance.choice(groups), chance.randrange(-9, 9)),
        )
        step: Callable[[ThreadList], object] = chance.choice(
            (
                partial(ThreadList.sort, order=order),
                partial(ThreadList.filter, needle=typed),
                partial(ThreadList.choose, group=group),
                lambda each, by=by: each.position.move(by),
                lambda each: each.remove(each.chosen(2)),
                lambda each: each.removed and each.put_back(each.removed[-1:]),
                change,
            )
        )
        both(step) if step is not change else change()
        assert [*paged.shown] == [*whole.shown]
        assert (paged.here, paged.group, paged.count) == (whole.here, whole.group, whole.count)
        assert (paged.done, paged.with_unread) == (whole.done, whole.with_unread)
        assert paged.next_unread(7) == whole.next_unread(7)


@contextmanager
def _statements(database: Database) -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """What is asked of a database meanwhile."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    rows = database.rows

    def note(statement: str, *values: object) -> list[tuple[object, ...]]:
        asked.append((statement, values))
        return rows(statement, *values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "rows", note)
        yield asked


def test_what_is_not_shown_is_not_loaded(many: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = StoredEntries(many)
    count, loaded, load = entries.counts(), list[int](), entries.load

    def noted(numbers: Collection[int]) -> Mapping[int, Entry]:
        loaded.extend(numbers)
        return load(numbers)

    monkeypatch.setattr(entries, "load", noted)
    threads = ThreadList(entries)

    def look() -> None:
        _ = threads.shown[threads.position.top : threads.position.top + 10], threads.here

    assert (len(threads.shown), threads.count) == (count.all - count.done, count.all - count.done)
    look()
    threads.load()
    assert len(loaded) == 10
    for _ in range(20):
        threads.position.settle(10)
        threads.position.move(1)
        look()
    assert len(loaded) == len(set(loaded)) <= 30
    entry = threads.here
    assert entry
    loaded.clear()
    save_progress(many, entry.page.id, Progress(), Progress(), BEGAN)
    threads.load()
    look()
    assert loaded == [entry.number]


def test_a_thread_that_another_window_puts_away_where_nobody_reads_leaves_the_list(database: Database) -> None:
    for number in range(20):
        _add(database, random.Random(number), number)
    threads = ThreadList(StoredEntries(database))
    last = threads.shown[len(threads.shown) - 1]
    threads.filter("")
    before = [*StoredEntries(database).numbers(Order.UNREAD, Wanted())]
    change_tags(database, {last.page.id: (["done"], [])})
    threads.load()
    assert [entry.number for entry in threads.shown] == before[:-1]


def test_what_another_window_does_with_a_thread_that_was_removed_is_counted(database: Database) -> None:
    for number in range(4):
        _add(database, random.Random(number), number)
    threads = ThreadList(StoredEntries(database))
    first, second = threads.chosen(2)
    threads.remove([first, second])
    count = threads.count
    forget(database, first.number)
    change_tags(database, {second.page.id: (["done"], [])})
    threads.load()
    assert (threads.count, threads.done) == (count, 0)
    assert threads.with_numbers([first.number, second.number]) == ()
    threads.put_back([first, second])
    assert (threads.count, threads.done, threads.removed) == (count, 1, [])


def test_a_thread_that_the_list_lacks_can_be_changed(database: Database) -> None:
    for number in range(3):
        _add(database, random.Random(number), number)
    page = list_entries(database)[1].page.id
    with database.writing() as connection:
        connection.execute("DELETE FROM entry WHERE page = 2")
    threads = ThreadList(StoredEntries(database))
    threads.with_numbers([2])
    change_tags(database, {page: (["tea"], [])})
    threads.load()
    assert 2 in {entry.number for entry in threads.shown}


def test_a_thread_that_cannot_be_read_says_so_in_its_row(database: Database) -> None:
    for number in range(3):
        _add(database, random.Random(number), number)
    threads = ThreadList(StoredEntries(database))
    with database.writing() as connection:
        connection.execute("UPDATE thread SET title = x'00' WHERE page = 2")
    titles = {entry.number: entry.page.title for entry in threads.shown}
    assert "damaged" in titles[2]
    assert sum("damaged" in title for title in titles.values()) == 1
    with database.writing() as connection:
        connection.execute("DELETE FROM thread WHERE page = 3")
    fresh = ThreadList(StoredEntries(database))
    assert {entry.number: entry.page.title for entry in fresh.shown}[3] == "no longer in the library"


@pytest.mark.parametrize(
    "change",
    [
        *("entry_count SET count = 'x'", "entry_count SET done = x'02'"),
        *("entry_count SET value = x'00' WHERE field = 'state'", "entry_count SET value = x'01' WHERE field = 'site'"),
        *("entry_count SET count = -1 WHERE field = 'state'", "entry_count SET count = 1 << 62 WHERE field = 'state'"),
    ],
)
def test_what_somebody_else_put_in_the_list_is_an_error(database: Database, change: str) -> None:
    _add(database, random.Random(1), 1)
    entries = StoredEntries(database)
    with database.writing() as connection:
        connection.execute(f"UPDATE {change}")
    with pytest.raises(StoreError):
        _ = entries.counts(), entries.count_groups(), entries.tags()


@pytest.mark.parametrize(
    "change",
    [
        r"""entry SET summary = '[["\ud800"],null,null,null,0,null,9]' WHERE page = 1""",
        "save SET imported_at = '2024-05-03T14:02:00' WHERE digest = 'another'",
        "reading SET read_at = '2024-05-03'",
    ],
)
def test_what_somebody_else_put_in_a_thread_stops_no_change_of_it(database: Database, change: str) -> None:
    _add(database, random.Random(1), 1)
    page = list_entries(database)[0].page.id
    save_progress(database, page, Progress(), Progress(), BEGAN)
    with database.writing() as connection:
        columns = "page, 'another', name, container, adapter, saved_at, ?, page_number"
        connection.execute(f"INSERT INTO save SELECT id + 1, {columns} FROM save", (BEGAN.isoformat(),))
        connection.execute(f"UPDATE {change}")
    change_tags(database, {page: (["tea"], [])})
    (entry,) = ThreadList(StoredEntries(database)).shown
    assert entry.tags == ("tea",)
    assert any("#tea" in str(line) for line in rows(entry, 100, 2, BEGAN))
    assert is_list_consistent(database)


@pytest.mark.parametrize("change", ["sqlite_sequence SET seq", "entry SET id"])
def test_check_mends_a_list_that_has_no_number_left(tmp_path: Path, change: str) -> None:
    paths = find_paths(str(tmp_path))
    with Library.open(paths) as library:
        _add(library.database, random.Random(1), 1)
        with library.database.writing() as connection:
            connection.execute(f"UPDATE {change} = 9223372036854775807")
    assert any("out of range" in finding.message for finding in check_library(paths, BEGAN))
    with Library.open(paths) as library:
        _add(library.database, random.Random(2), 2)
        assert is_list_consistent(library.database)


@pytest.mark.parametrize(
    "change",
    [
        *("UPDATE entry SET title = 'another' WHERE page = 3", "DELETE FROM entry WHERE page = 2"),
        *("UPDATE entry_count SET count = 9 WHERE field = 'site'", "DELETE FROM entry_count WHERE field = 'state'"),
        *("INSERT INTO entry_count VALUES ('tag', 'tea', 0, 1)", "INSERT INTO entry (page) VALUES (99)"),
    ],
)
def test_check_makes_the_list_again(tmp_path: Path, change: str) -> None:
    paths = find_paths(str(tmp_path))
    with Library.open(paths) as library:
        for number in range(3):
            _add(library.database, random.Random(number), number)
    with closing(sqlite3.connect(paths.library)) as connection, connection:
        connection.execute(change)
    findings = [(finding.message, finding.mended) for finding in check_library(paths, BEGAN)]
    assert ("the list does not match the threads", True) in findings
    assert [*check_library(paths, BEGAN)] == []


# What brings a list back to how version 1 left it, without host names and votes.
_BACK = (
    "UPDATE entry SET summary = json_remove(summary, '$[7]')",
    "ALTER TABLE entry DROP COLUMN votes",
    "DROP INDEX thread_partial",
    "PRAGMA user_version = 1",
)


def test_a_list_of_before_host_names_and_votes_were_in_it_has_them(tmp_path: Path) -> None:
    path, chance = tmp_path / "library.db", random.Random(5)
    with open_database(path) as database:
        for number in range(20):
            _add(database, chance, number)
        endings = [(-len(host_of(entry)) - 1, entry.number) for entry in list_entries(database)]
    with closing(sqlite3.connect(path)) as connection, connection:
        statement = "UPDATE entry SET words = substr(words, 1, length(words) + ?) WHERE page = ?"
        connection.executemany(statement, endings)
        for back in _BACK:
            connection.execute(back)
        assert schema_difference(connection, 1) == ""
    with open_database(path) as database:
        assert is_list_consistent(database)
        found = StoredEntries(database).numbers(None, Wanted(parse_query("kettles.ex")))
        assert found == [
            entry.number
            for entry in list_entries(database)
            if "kettles.ex" in f"{entry.site}{host_of(entry)}".casefold()
        ]
