import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.store.fulltext import expression, fold, indexed_text, pattern

TABLE = "CREATE VIRTUAL TABLE one USING fts5 (words, content = '', tokenize = 'unicode61 remove_diacritics 2')"


def _finds(text: str, words: str, *, prefix: bool = False) -> bool:
    wanted = expression(words, prefix=prefix)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        connection.execute("INSERT INTO one (rowid, words) VALUES (1, ?)", (indexed_text(text),))
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
