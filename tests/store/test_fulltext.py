import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keeping import keep, parse_save
from sketch import row, sketch
from threadreader.model.query import parse_query
from threadreader.store.connection import Database
from threadreader.store.search import (
    ARTICLE,
    expression,
    find,
    fold,
    index_row_id,
    pattern,
    segment,
    split_index_row_id,
    update_index,
)
from threadreader.store.writing import forget, replace_thread

ADDRESS = "https://example.org/bread"


def _found(database: Database, words: str) -> list[tuple[int, int]]:
    return [(found.number, found.position) for found in find(database, parse_query(words))]


def _rows(database: Database) -> int:
    return int(database.rows("SELECT count(*) FROM word_index_docsize")[0][0])


def test_rows_lead_back_to_replies() -> None:
    for place in (ARTICLE, 0, 70_000):
        assert split_index_row_id(index_row_id(7, place)) == (7, place)


def test_what_is_stored_is_in_the_index_and_what_is_gone_is_not(database: Database) -> None:
    keep(database, sketch("# Bread\n\nIt rises.\n\nann: Flour\n  bob: Water"), b"one", url=ADDRESS)
    assert _found(database, "rises") == [(1, ARTICLE)]
    assert _found(database, "water") == [(1, 1)]
    replace_thread(database, 1, parse_save(sketch("# Bread\n\nann: Salt"), b"one", url=ADDRESS))
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
    update_index(database)
    assert _found(database, "salt") == [(2, 0)]
    assert _rows(database) == 43


def test_an_index_that_was_made_in_another_way_is_made_again(database: Database) -> None:
    keep(database, row(3), b"one")
    keep(database, sketch("ann: Salt"), b"two")
    with database.writing() as connection:
        connection.execute("UPDATE thread SET indexed = 99 WHERE page = 1")
    update_index(database)
    assert _found(database, "salt") == [(2, 0)]
    assert _rows(database) == 6


def test_a_damaged_thread_can_be_forgotten_and_the_index_is_made_again(database: Database) -> None:
    keep(database, row(3), b"one")
    keep(database, sketch("ann: Salt"), b"two")
    with database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = X'00' WHERE id >> 20 = 1")
    forget(database, 1)
    update_index(database)
    assert _found(database, "salt") == [(2, 0)]
    assert _rows(database) == 2


def test_a_damaged_thread_does_not_keep_others_out_of_the_index(database: Database) -> None:
    keep(database, row(3), b"one")
    keep(database, sketch("ann: Salt"), b"two")
    with database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = X'00' WHERE id >> 20 = 1")
        connection.execute("INSERT INTO word_index (word_index) VALUES ('delete-all')")
        connection.execute("UPDATE thread SET indexed = 0")
    update_index(database)
    assert _found(database, "salt") == [(2, 0)]


TABLE = "CREATE VIRTUAL TABLE one USING fts5 (words, content = '', tokenize = 'unicode61 remove_diacritics 2')"


def _finds(text: str, words: str, *, prefix: bool = False) -> bool:
    wanted = expression(words, prefix=prefix)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        connection.execute("INSERT INTO one (rowid, words) VALUES (1, ?)", (segment(text),))
        return bool(connection.execute("SELECT 1 FROM one WHERE one MATCH ?", (wanted,)).fetchall())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The base rate was low", "base rate"),
        ("The base rate was low", "RATE"),
        ("Caf\u00e9 au lait", "cafe"),
        ("cafe au lait", "CAF\u00c9"),
        ("cafe\u0301 au lait", "caf\u00e9"),
        ("She writes C++ and 3.5", "C++"),
        ("She writes C++ and 3.5", "3.5"),
        ("We don't know", "don't"),
        ("see https://example.org/x now", "https://example.org/x"),
        ("\u6211\u4eec\u5728\u4fee\u7406\u4eba\u884c\u6865\u3002", "\u4eba\u884c\u6865"),
        ("\u6211\u4eec\u5728\u4fee\u7406\u4eba\u884c\u6865\u3002", "\u6865"),
        ("\u6211\u4eec\u5728\u4fee\u7406\u4eba\u884c\u6865\u3002", "\u6211"),
        ("\u6a4b\u306e\u4fee\u7406\u306b\u3064\u3044\u3066", "\u4fee\u7406"),
        ("\u65b0\u3057\u3044iPhone\u306e\u6a5f\u80fd", "iphone\u306e\u6a5f\u80fd"),
        ("\u65b0\u3057\u3044iPhone\u306e\u6a5f\u80fd", "iphone"),
        ("\u65e5\u672c\u8a9eversion", "\u65e5\u672c\u8a9eversion"),
        ("\ub2e4\ub9ac\ub97c \uace0\ucce4\ub2e4", "\ub2e4\ub9ac\ub97c"),
        ("\u041c\u043e\u0441\u0442 \u0441\u0442\u043e\u0438\u0442", "\u043c\u043e\u0441\u0442"),
    ],
)
def test_words_are_found_and_seen_where_they_stand(text: str, words: str) -> None:
    assert _finds(text, words)
    assert pattern(words).search(fold(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The rate of the base", "base rate"),
        ("unbased rates", "base"),
        ("\u4eba\u4eec\u884c\u8d70", "\u4eba\u884c"),
        ("\u65e5\u672c version", "\u65e5\u672c\u8a9e"),
    ],
)
def test_other_words_are_not_found(text: str, words: str) -> None:
    assert not _finds(text, words)
    assert not pattern(words).search(fold(text))


def test_the_beginning_of_a_word_is_found_where_that_is_asked_for() -> None:
    assert _finds("forecasting", "forecast", prefix=True)
    assert pattern("forecast", prefix=True).search("forecasting")
    assert not _finds("forecasting", "forecast")


@pytest.mark.parametrize("words", ["", " ", "++", "\u3002", "_", '"', "***", "\u0301"])
def test_what_has_no_word_in_it_is_nothing_to_look_for(words: str) -> None:
    assert expression(words) == ""


@given(st.text(max_size=40), st.booleans())
def test_nothing_that_is_typed_is_a_mistake_to_the_database(words: str, prefix: bool) -> None:
    if expression(words, prefix=prefix):
        _finds("words", words, prefix=prefix)


@given(st.text(max_size=40))
def test_folding_leaves_each_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
