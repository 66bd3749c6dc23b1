from keeping import keep, read_save
from sketch import row, sketch
from threadreader.store.connection import Database
from threadreader.store.fulltext import ARTICLE, index_what_is_missing, place_of, row_id
from threadreader.store.search import find, parse_query
from threadreader.store.writing import forget, replace_thread

ADDRESS = "https://example.org/bread"


def _found(database: Database, words: str) -> list[tuple[int, int]]:
    return [(found.number, found.place) for found in find(database, parse_query(words))]


def _rows(database: Database) -> int:
    return int(database.rows("SELECT count(*) FROM word_index_docsize")[0][0])


def test_rows_lead_back_to_replies() -> None:
    for place in (ARTICLE, 0, 70_000):
        assert place_of(row_id(7, place)) == (7, place)


def test_what_is_stored_is_in_the_index_and_what_is_gone_is_not(database: Database) -> None:
    keep(database, sketch("# Bread\n\nIt rises.\n\nann: Flour\n  bob: Water"), b"one", url=ADDRESS)
    assert _found(database, "rises") == [(1, ARTICLE)]
    assert _found(database, "water") == [(1, 1)]
    replace_thread(database, 1, read_save(sketch("# Bread\n\nann: Salt"), b"one", url=ADDRESS))
    assert _found(database, "water") == []
    assert _found(database, "salt") == [(1, 0)]
    forget(database, 1)
    assert _found(database, "salt") == []
    assert _rows(database) == 0
    assert database.rows("INSERT INTO word_index (word_index) VALUES ('integrity-check')") == []


def test_threads_of_an_older_version_are_put_in_the_index(database: Database) -> None:
    keep(database, row(40), b"one")
    keep(database, sketch("ann: Salt"), b"two")
    with database.writing() as connection:
        connection.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
        connection.execute("UPDATE thread SET indexed = 0")
    assert _found(database, "salt") == []
    index_what_is_missing(database)
    assert _found(database, "salt") == [(2, 0)]
    assert _rows(database) == 43


def test_an_index_that_was_made_in_another_way_is_made_again(database: Database) -> None:
    keep(database, row(3), b"one")
    keep(database, sketch("ann: Salt"), b"two")
    with database.writing() as connection:
        connection.execute("UPDATE thread SET indexed = 99 WHERE page = 1")
    index_what_is_missing(database)
    assert _found(database, "salt") == [(2, 0)]
    assert _rows(database) == 6


def test_a_damaged_thread_can_be_forgotten_and_the_index_is_made_again(database: Database) -> None:
    keep(database, row(3), b"one")
    keep(database, sketch("ann: Salt"), b"two")
    with database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = X'00' WHERE id >> 20 = 1")
    forget(database, 1)
    index_what_is_missing(database)
    assert _found(database, "salt") == [(2, 0)]
    assert _rows(database) == 2


def test_a_damaged_thread_does_not_keep_others_out_of_the_index(database: Database) -> None:
    keep(database, row(3), b"one")
    keep(database, sketch("ann: Salt"), b"two")
    with database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = X'00' WHERE id >> 20 = 1")
        connection.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
        connection.execute("UPDATE thread SET indexed = 0")
    index_what_is_missing(database)
    assert _found(database, "salt") == [(2, 0)]
