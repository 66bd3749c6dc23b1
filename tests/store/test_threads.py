from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from keeping import IMPORTED, VERSIONS, keep, keep_read, parse_save
from reading import index
from sketch import sketch
from threadreader.errors import StoreError
from threadreader.model.page import Changes, Group, Note, PageId, Paging
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import Article, CommentId, Thread
from threadreader.store.connection import Database
from threadreader.store.encoding import pack_changes
from threadreader.store.entries import list_entries, load_entry
from threadreader.store.listing import StoredEntries
from threadreader.store.progress import change_tags, load_progress, save_progress
from threadreader.store.threads import (
    find_page_number,
    find_unjoined,
    is_joined,
    load_notes,
    load_original,
    load_part,
    load_versions,
    open_stored,
)
from threadreader.store.writing import ImportStatus, forget, replace_quotes, replace_thread

ADDRESS = "https://example.org/bread"
BREAD = sketch("# Bread\n\nannouncement\n\nann: First\n  bob: Second\nann: Third")


def _shown(database: Database, number: int) -> list[str]:
    entry = load_entry(database, number)
    assert entry is not None
    return list(open_stored(database, entry).texts())


def test_a_page_is_listed_with_its_figures(database: Database) -> None:
    assert keep(database, BREAD, b"bytes", url=ADDRESS) == (ImportStatus.NEW, 1)
    (entry,) = list_entries(database)
    assert (entry.number, entry.comments, entry.people, entry.imported_at) == (1, 3, 2, IMPORTED)
    assert entry.page == parse_save(BREAD, b"bytes", url=ADDRESS).page
    assert load_entry(database, 1) == entry


def test_of_many_pages_only_so_many_are_listed_from_either_end(database: Database) -> None:
    for number in range(1, 6):
        keep(database, BREAD, bytes([number]), url=f"{ADDRESS}/{number}")
    keep(database, sketch("# Bread\n\nann: Newer"), b"more", url=f"{ADDRESS}/5")
    entries = list_entries(database)
    assert StoredEntries(database).counts().all == len(entries) == 5
    assert list_entries(database, 2) == entries[:2]
    assert list_entries(database, 3, newest=True) == entries[:1:-1]
    assert len(list_entries(database, 1, newest=True)[0].page.saves) == 2


def test_the_same_bytes_make_one_entry_and_one_save(database: Database) -> None:
    keep(database, BREAD, url=ADDRESS)
    before = database.rows("SELECT total_changes()")
    assert keep(database, BREAD, url=ADDRESS) == (ImportStatus.DUPLICATE, 1)
    assert database.rows("SELECT total_changes()") == before
    assert database.rows("SELECT count(*) FROM save") == [(1,)]


def test_a_newer_save_is_the_one_shown_and_the_older_stays(database: Database) -> None:
    keep(database, BREAD, b"old", url=ADDRESS)
    newer = parse_save(sketch("# Bread\n\nann: Newer"), b"new", url=ADDRESS)
    assert keep_read(database, newer, b"new") == (ImportStatus.ADDED_SAVE, 1)
    (entry,) = list_entries(database)
    assert [load_original(database, save.digest) for save in entry.page.saves] == [b"old", b"new"]
    assert _shown(database, 1) == ["First", "Second", "Third"]
    assert find_unjoined(database) == (1,)
    changes = Changes(new=frozenset({CommentId("c1")}))
    whole = replace(newer, page=entry.page, changes=changes)
    assert replace_thread(database, 1, whole)
    assert (find_unjoined(database), is_joined(database, 1)) == ((), True)
    assert (_shown(database, 1), open_stored(database, entry).changes) == (["Newer"], changes)
    assert database.rows("SELECT count(*) FROM bodies") == [(1,)]


def test_what_came_with_a_newer_save_is_counted_until_the_reader_was_there(database: Database) -> None:
    def new() -> int:
        return list_entries(database)[0].new

    keep(database, BREAD, b"old", url=ADDRESS)
    save_progress(database, PageId(ADDRESS), Progress(line=1), Progress(), IMPORTED - timedelta(hours=1))
    newer = parse_save(BREAD, b"new", url=ADDRESS, saved_at=IMPORTED)
    keep_read(database, newer, b"new")
    changes = Changes(new=frozenset({CommentId("c2"), CommentId("c3")}))
    replace_thread(database, 1, replace(newer, page=list_entries(database)[0].page, changes=changes))
    assert new() == 2
    with database.writing() as connection:
        connection.execute("UPDATE joined SET changes = x'00'")
    assert new() == 0
    with database.writing() as connection:
        connection.execute("UPDATE joined SET changes = ?", (pack_changes(changes),))
    assert new() == 2
    save_progress(database, PageId(ADDRESS), Progress(line=2), Progress(), IMPORTED + timedelta(hours=1))
    assert (new(), list_entries(database)[0].unread) == (0, 3)


def test_a_thread_that_got_another_save_meanwhile_is_not_replaced(database: Database) -> None:
    keep(database, BREAD, b"old", url=ADDRESS)
    better = parse_save(sketch("# Bread\n\nann: Better"), b"old", url=ADDRESS)
    keep(database, BREAD, b"new", url=ADDRESS)
    assert not replace_thread(database, 1, better)
    assert _shown(database, 1) == ["First", "Second", "Third"]


def test_what_was_read_from_a_save_is_kept(database: Database) -> None:
    read = replace(
        parse_save(BREAD, b"one", url=ADDRESS, notes=(Note("c2", "odd"),)), paging=Paging("//x", 2, 3), opened=True
    )
    keep_read(database, read, b"one")
    assert load_part(database, read.save, VERSIONS.extractor) is None
    replace_thread(database, 1, read, [read])
    assert load_part(database, read.save, VERSIONS.extractor) == replace(read, versions=Versions(VERSIONS.extractor, 0))
    assert load_part(database, read.save, VERSIONS.extractor + 1) is None
    forget(database, 1)
    assert database.rows("SELECT count(*) FROM part") == [(0,)]


def test_saves_stand_in_the_order_of_their_times_with_and_without_a_zone(database: Database) -> None:
    late, early = datetime(2020, 1, 1, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)
    latest = datetime(2021, 1, 1)  # noqa: DTZ001 - as some containers say it
    for saved_at in (late, latest, early):
        keep(database, BREAD, saved_at.isoformat().encode(), url=ADDRESS, saved_at=saved_at)
    assert [save.saved_at for save in list_entries(database)[0].page.saves] == [early, late, latest]


def test_another_page_at_the_same_address_is_another_entry(database: Database) -> None:
    keep(database, BREAD, b"one", url=ADDRESS)
    cheese = Thread(Article("Cheese"), (replace(BREAD.comments[0], id=CommentId("c90")),))
    assert keep(database, cheese, b"two", url=ADDRESS) == (ImportStatus.NEW, 2)
    assert keep(database, cheese, b"three", url=ADDRESS) == (ImportStatus.ADDED_SAVE, 2)
    one, two = list_entries(database)
    assert (one.page.id, two.page.id) == (PageId(ADDRESS), PageId(two.page.saves[0].digest))


def test_pages_without_an_address_are_one_where_title_and_comments_are_the_same(database: Database) -> None:
    assert keep(database, BREAD, b"one") == (ImportStatus.NEW, 1)
    others = tuple(replace(comment, id=CommentId(f"{comment.id}9"), parent_id=None) for comment in BREAD.comments)
    assert keep(database, Thread(BREAD.article, others), b"two") == (ImportStatus.NEW, 2)
    assert keep(database, Thread(Article("Cheese"), BREAD.comments), b"three") == (ImportStatus.NEW, 3)
    assert keep(database, BREAD, b"four") == (ImportStatus.ADDED_SAVE, 1)


def test_a_relative_address_is_one_of_many_sites(database: Database) -> None:
    def relative(title: str, number: int) -> ParsedPage:
        read = parse_save(Thread(Article(title), BREAD.comments), f"{title}{number}".encode())
        return replace(read, paging=Paging("topic.php?t=1", number, 3))

    assert keep_read(database, relative("Bread", 1), b"")[1] == 1
    assert keep_read(database, relative("Cheese", 1), b"")[1] == 2
    assert keep_read(database, relative("Bread", 2), b"")[1] == 1


def test_an_address_is_the_same_with_and_without_scheme_and_www(database: Database) -> None:
    for number, url in enumerate(
        ("http://example.org/bread/", "https://www.example.org/bread", "https://example.org/bread")
    ):
        assert keep(database, BREAD, b"%d" % number, url=url)[1] == 1


def test_numbers_are_never_given_again(database: Database) -> None:
    cheese = sketch("# Cheese\n\nann: Mild")
    keep(database, BREAD, b"one")
    keep(database, cheese, b"two")
    forget(database, 2)
    assert keep(database, cheese, b"two") == (ImportStatus.NEW, 3)
    assert [entry.number for entry in list_entries(database)] == [1, 3]


def test_forgetting_leaves_nothing_imported_and_all_that_is_the_readers(database: Database) -> None:
    keep(database, BREAD, url=ADDRESS)
    place = Progress(CommentId("c2"), 1, frozenset({CommentId("c1")}), progress_label="#2 bob")
    save_progress(database, PageId(ADDRESS), place, Progress())
    forget(database, 1)
    for table in ("page", "save", "thread", "bodies", "joined", "original", "part"):
        assert database.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    keep(database, BREAD, url=ADDRESS)
    assert load_progress(database, PageId(ADDRESS)) == place


def test_forgetting_takes_only_the_page_named(database: Database) -> None:
    keep(database, BREAD, b"one")
    keep(database, sketch("ann: Other"), b"two")
    forget(database, 1)
    assert _shown(database, 2) == ["Other"]


def test_a_digest_leads_to_its_page(database: Database) -> None:
    keep(database, BREAD, b"one")
    digest = list_entries(database)[0].page.saves[0].digest
    assert find_page_number(database, digest) == 1
    assert find_page_number(database, "00") is None


def test_there_is_no_entry_under_another_number(database: Database) -> None:
    keep(database, BREAD)
    assert load_entry(database, 2) is None


def test_opening_what_was_forgotten_meanwhile_is_an_error(database: Database) -> None:
    keep(database, BREAD)
    entry = load_entry(database, 1)
    assert entry is not None
    forget(database, 1)
    with pytest.raises(StoreError, match="no longer has thread 1"):
        open_stored(database, entry)


def test_notes_are_kept(database: Database) -> None:
    note = Note("c2", "parent #812 is not in this file")
    keep_read(database, parse_save(BREAD, notes=(note,)), b"page")
    assert load_notes(database, 1) == (note,)


def test_a_thread_may_be_read_again(database: Database) -> None:
    keep(database, BREAD, url=ADDRESS)
    replace_thread(database, 1, parse_save(sketch("# Bread\n\nann: Better"), url=ADDRESS))
    assert _shown(database, 1) == ["Better"]
    assert len(list_entries(database)[0].page.saves) == 1


def test_quotations_may_be_linked_again(database: Database) -> None:
    thread = sketch("ann: First\n  bob: > First\n       no")
    keep(database, thread)
    assert load_versions(database, 1) == VERSIONS
    quotes = index(thread, [("c2", "First", "c1")])
    replace_quotes(database, 1, quotes, 7)
    entry = load_entry(database, 1)
    assert entry is not None
    assert open_stored(database, entry).quotes.whole() == quotes
    assert load_versions(database, 1) == Versions(extractor=1, linker=7)


def test_threads_are_counted_by_site_and_tag_as_their_entries_say(database: Database) -> None:
    pages = [("Kettles", None), (None, "https://www.ferry.example/1"), ("", "http://ferry.example/2"), (None, None)]
    for number, (site, url) in enumerate(pages, 1):
        read = parse_save(sketch(f"# Title {number}\n\nann: Words {number}"), b"%d" % number, url=url)
        keep_read(database, replace(read, page=replace(read.page, site=site)), b"%d" % number)
    ids = [entry.page.id for entry in list_entries(database)]
    change_tags(database, {ids[0]: (["later"], []), ids[1]: (["later", "tea"], []), ids[3]: (["later", "done"], [])})
    assert StoredEntries(database).count_groups() == {
        Group("site", "Kettles"): 1,
        Group("site", "ferry.example"): 2,
        Group("tag", "later"): 2,
        Group("tag", "tea"): 1,
        Group("tag", "done"): 1,
    }
    here = [group for entry in list_entries(database) if not entry.is_done for group in entry.groups]
    assert StoredEntries(database).count_groups() - Counter(here) == {Group("tag", "done"): 1}


@pytest.mark.parametrize(
    "statement", ["UPDATE entry_count SET value = x'00' WHERE field = 'site'", "UPDATE entry_count SET count = x'00'"]
)
def test_what_somebody_else_put_in_is_not_counted(database: Database, statement: str) -> None:
    keep(database, BREAD, b"bytes", url=ADDRESS)
    change_tags(database, {PageId(ADDRESS): (["tea"], [])})
    with database.writing() as connection:
        connection.execute(statement)
    with pytest.raises(StoreError):
        StoredEntries(database).count_groups()
