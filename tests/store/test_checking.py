import hashlib

import pytest

from keeping import keep
from sketch import row, sketch
from threadreader.errors import StoreError
from threadreader.store.backup import (
    FileTroubles,
    check_file,
    check_originals,
    check_thread,
    index_is_in_step,
    mend_indexes,
)
from threadreader.store.connection import Database
from threadreader.store.encoding import pack_original
from threadreader.store.search import find, parse_query
from threadreader.store.threads import load_entry


def _trouble(database: Database, *, deep: bool = False) -> str:
    entry = load_entry(database, 1)
    assert entry is not None
    return check_thread(database, entry, deep=deep)


def _change(database: Database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_whole_library_is_in_order(database: Database) -> None:
    assert index_is_in_step(database)
    keep(database, row(40))
    assert check_file(database) == FileTroubles((), ())
    assert _trouble(database, deep=True) == ""
    assert index_is_in_step(database)


def test_a_damaged_reply_is_found(database: Database) -> None:
    keep(database, row(40))
    _change(database, "UPDATE bodies SET comments = X'0000' WHERE id & 1")
    assert _trouble(database).startswith("is damaged: part of a thread cannot be read")


def test_a_missing_reply_is_found(database: Database) -> None:
    keep(database, row(40))
    _change(database, "UPDATE thread SET comments = 41")
    assert _trouble(database) == "has 40 comments and not 41"


def test_bytes_that_changed_and_can_still_be_read_are_found(database: Database) -> None:
    keep(database, sketch("ann: Words"))
    other = database.rows("SELECT comments FROM bodies")[0][0]
    keep(database, sketch("# Other\n\nann: Other"), b"other")
    another = "(SELECT comments FROM bodies WHERE id >> 20 = 2)"
    _change(database, f"UPDATE bodies SET comments = {another} WHERE id >> 20 = 1")
    assert database.rows("SELECT comments FROM bodies")[0][0] != other
    assert _trouble(database) == ""
    assert _trouble(database, deep=True) == "has changed in 1 places"


def test_a_page_that_is_not_what_came_is_found(database: Database) -> None:
    keep(database, row(1), b"bytes")
    entry = load_entry(database, 1)
    assert entry is not None
    assert list(check_originals(database, entry)) == []
    with database.writing() as connection:
        connection.execute("UPDATE save SET original = ?", (pack_original(b"bite"),))
    assert entry.page.saves[0].digest == hashlib.sha256(b"bytes").hexdigest()
    assert list(check_originals(database, entry)) == ["page.html"]
    _change(database, "UPDATE save SET original = X'00'")
    assert list(check_originals(database, entry)) == ["page.html"]


def test_an_index_that_is_not_in_step_is_found_and_made_again(database: Database) -> None:
    keep(database, sketch("ann: Salt"), b"one")
    keep(database, row(3), b"two")
    _change(database, "DELETE FROM word_index_docsize WHERE id >> 20 = 1")
    assert not index_is_in_step(database)
    mend_indexes(database)
    assert index_is_in_step(database)
    assert [found.number for found in find(database, parse_query("salt"))] == [1]


def test_a_broken_index_is_found_and_made_again(database: Database) -> None:
    keep(database, sketch("ann: Salt"), b"one")
    _change(database, "UPDATE word_index_data SET block = X'0011223344' WHERE id > 10")
    assert not index_is_in_step(database)
    mend_indexes(database)
    assert index_is_in_step(database)
    assert check_file(database) == FileTroubles((), ())


def test_an_index_that_is_in_use_is_not_taken_for_a_broken_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError(database.path, "is in use by another program")

    monkeypatch.setattr(database, "writing", refuse)
    with pytest.raises(StoreError, match="is in use"):
        index_is_in_step(database)
