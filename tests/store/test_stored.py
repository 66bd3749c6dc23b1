import sqlite3
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keeping import keep
from reading import index
from sketch import chain, row, sketch
from strategies import quote_indexes, threads
from threadreader.errors import DamageError, StoreError
from threadreader.model.page import Page, PageId
from threadreader.model.quote import QuoteIndex
from threadreader.model.stored_thread import Skeleton, ThreadInMemory
from threadreader.model.thread import Thread
from threadreader.store.connection import Database
from threadreader.store.encoding import CHUNK_SIZE, translating_damage, unpack_skeleton
from threadreader.store.entries import load_entry
from threadreader.store.schema import bring_up
from threadreader.store.threads import StoredThread, open_stored
from threadreader.store.writing import forget


def _open(database: Database, thread: Thread, quotes: QuoteIndex | None = None, original: bytes = b"") -> StoredThread:
    _, number = keep(database, thread, original, quotes=quotes)
    entry = load_entry(database, number)
    assert entry is not None
    return open_stored(database, entry)


def _queries(database: Database) -> list[str]:
    asked: list[str] = []
    database._connection.set_trace_callback(asked.append)
    return asked


@pytest.mark.slow
@given(st.data(), threads(40), st.binary(min_size=8, max_size=8))
def test_a_stored_thread_reads_as_the_one_in_memory(data: st.DataObject, thread: Thread, original: bytes) -> None:
    quotes = data.draw(quote_indexes(thread))
    with _in_memory() as database:
        stored = _open(database, thread, quotes, original)
        memory = ThreadInMemory(Page(PageId("p"), "P"), thread, quotes)
        assert stored.article == memory.article
        assert stored.skeleton == memory.skeleton
        assert stored.quotes.whole() == memory.quotes
        assert list(stored.texts()) == list(memory.texts())
        assert [stored.comment(n) for n in range(len(thread.comments))] == list(thread.comments)
        assert stored.whole() == thread


def _in_memory() -> Database:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    bring_up(connection, 0)
    return Database(Path("nowhere", "library.db"), connection, read_only=False)


def test_opening_reads_no_comment_and_no_quotation(database: Database) -> None:
    keep(database, row(100))
    entry = load_entry(database, 1)
    assert entry is not None
    asked = _queries(database)
    stored = open_stored(database, entry)
    assert len(stored.skeleton) == 100
    assert not [query for query in asked if "bodies" in query or "quotes" in query]


def test_neighbours_are_read_together_and_kept(database: Database) -> None:
    stored = _open(database, row(3 * CHUNK_SIZE))
    asked = _queries(database)
    for _ in range(3):
        for position in range(CHUNK_SIZE, 2 * CHUNK_SIZE):
            stored.comment(position)
    assert len(asked) == 1


def test_what_was_not_asked_for_longest_is_let_go(database: Database) -> None:
    stored = _open(database, row(70 * CHUNK_SIZE))
    for window in range(70):
        stored.comment(0)
        stored.comment(window * CHUNK_SIZE)
    asked = _queries(database)
    stored.comment(0)
    assert asked == []
    stored.comment(CHUNK_SIZE)
    assert len(asked) == 1


@pytest.mark.parametrize("position", [-1, 3, 99])
def test_there_are_no_comments_outside_of_the_thread(database: Database, position: int) -> None:
    stored = _open(database, row(3))
    with pytest.raises(IndexError):
        stored.comment(position)


def test_a_thread_without_comments_opens(database: Database) -> None:
    stored = _open(database, sketch("# Alone\n\nNobody answered."))
    assert stored.skeleton == Skeleton.of(stored.whole())
    assert list(stored.texts()) == []


def test_a_very_deep_thread_opens(database: Database) -> None:
    stored = _open(database, chain(5000))
    assert stored.comment(4999).parent_id == "c4999"
    assert stored.skeleton.depths[-1] == 4999


def test_a_thread_that_is_gone_says_so(database: Database) -> None:
    thread = sketch("ann: First\n  bob: > First\n       no")
    stored = _open(database, thread, index(thread, [("c2", "First", "c1")]))
    forget(database, 1)
    for use in (lambda: stored.comment(0), lambda: list(stored.texts()), stored.whole, lambda: stored.quotes):
        with pytest.raises(StoreError, match="it was deleted or read again; open it again"):
            use()


_DAMAGED = [b"", b"\xff\xff", zlib.compress(b"no line"), zlib.compress(b"[]\n[{}]"), zlib.compress(b" " * (17 << 20))]


@pytest.mark.parametrize("content", _DAMAGED)
def test_a_damaged_row_says_so(database: Database, content: bytes) -> None:
    stored = _open(database, row(3))
    with database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = ?", (content,))
    with pytest.raises(StoreError, match="is damaged"):
        stored.comment(0)


def test_a_thread_is_taken_into_memory_in_steps_and_then_read_on_when_it_is_forgotten(database: Database) -> None:
    thread = row(100 * CHUNK_SIZE)
    stored = _open(database, thread)
    assert len(list(stored.pin())) > 1
    forget(database, 1)
    assert stored.whole() == thread
    assert stored.comment(99 * CHUNK_SIZE) == thread.comments[99 * CHUNK_SIZE]


def test_a_thread_that_is_forgotten_before_the_last_step_is_not_taken_into_memory(database: Database) -> None:
    stored = _open(database, row(100 * CHUNK_SIZE))
    steps = stored.pin()
    next(steps)
    forget(database, 1)
    with pytest.raises(StoreError):
        list(steps)


@pytest.mark.parametrize(
    "stored", [b"no pack", zlib.compress(b"[" * 100_000), zlib.compress(b"{}"), zlib.compress(b"\xff")]
)
def test_bytes_that_hold_no_thread_are_called_damaged(stored: bytes) -> None:
    with pytest.raises(DamageError, match="part of a thread cannot be read"), translating_damage(Path("library.db")):
        unpack_skeleton(stored)
