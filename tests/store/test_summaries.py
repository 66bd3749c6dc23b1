from keeping import keep
from reading import index
from sketch import sketch
from threadreader.model.page import Entry, Exchange, MostQuoted, Summary
from threadreader.store.connection import Database
from threadreader.store.entries import list_entries
from threadreader.store.listing import relist, relist_all
from threadreader.store.writing import replace_quotes

THREAD = sketch("# Bread\n\nIt rises.\n\nann: It rises. Does it?\n  bob: It does.\n    ann: It rises. So.")
QUOTES = index(THREAD, [("c1", "It rises.", ""), ("c3", "It rises.", "")])


def _entry(database: Database) -> Entry:
    (entry,) = list_entries(database)
    return entry


def test_a_list_has_the_summary_of_each_thread(database: Database) -> None:
    keep(database, THREAD, quotes=QUOTES)
    assert _entry(database).summary == Summary(depth=2, exchange=Exchange("ann", "bob", 3), chars=48)
    assert _entry(database).quoted == MostQuoted("It rises.", 2)


def test_quotations_that_are_linked_later_come_into_the_summary(database: Database) -> None:
    keep(database, THREAD)
    assert _entry(database).quoted is None
    replace_quotes(database, 1, QUOTES, 1)
    assert _entry(database).quoted == MostQuoted("It rises.", 2)


def test_a_summary_outlives_what_is_done_with_a_thread(database: Database) -> None:
    keep(database, THREAD, quotes=QUOTES)
    before = _entry(database)
    with database.writing() as connection:
        relist(connection, before.number)
        relist_all(connection)
    assert _entry(database) == before


def test_a_summary_that_is_damaged_is_none(database: Database) -> None:
    keep(database, THREAD, quotes=QUOTES)
    for words in ("", "{", "[1]", "7", "null"):
        with database.writing() as connection:
            connection.execute("UPDATE entry SET summary = ?", (words,))
        assert _entry(database).summary is None
