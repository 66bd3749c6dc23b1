import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import notes, threads
from threadreader.model.page import Note
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import Thread
from threadreader.store.encoding import (
    content_hash,
    pack,
    pack_chunk,
    pack_notes,
    pack_original,
    pack_skeleton,
    unpack,
    unpack_article,
    unpack_chunk,
    unpack_notes,
    unpack_original,
    unpack_skeleton,
    unpack_texts,
)


@pytest.mark.slow
@given(threads())
def test_skeletons_come_back(thread: Thread) -> None:
    skeleton = Skeleton.of(thread)
    assert unpack_skeleton(pack_skeleton(skeleton)) == skeleton


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("ids", ["one", "one"]),
        ("ids", ["one"]),
        ("times", [None]),
        ("parents", [-1]),
        ("parents", [-1, 1]),
        ("lengths", [1, 1 << 40]),
        ("leaves", [1, "1"]),
    ],
)
def test_columns_that_no_thread_has_are_no_skeleton(name: str, column: list[object]) -> None:
    columns = {
        "ids": ["one", "two"],
        "parents": [-1, 0],
        "names": ["ann"],
        "writers": [0, 0],
        "times": [None, None],
        "lengths": [1, 2],
        "leaves": [1, 1],
        "by_op": [],
    }
    assert len(unpack_skeleton(pack(columns))) == 2
    with pytest.raises((ValueError, TypeError)):
        unpack_skeleton(pack({**columns, name: column}))


@pytest.mark.slow
@given(threads(40))
def test_comments_and_their_texts_come_back(thread: Thread) -> None:
    window, texts = pack_chunk(thread.comments)
    assert unpack_chunk(window) == thread.comments
    assert unpack_texts(window) == texts == [comment.text for comment in thread.comments]


@given(st.lists(notes))
def test_notes_come_back(some: list[Note]) -> None:
    assert unpack_notes(pack_notes(some)) == tuple(some)


@given(st.binary())
def test_originals_come_back(data: bytes) -> None:
    assert unpack_original(pack_original(data)) == data


@pytest.mark.parametrize("count", [(16 << 20) - 2, 20 << 20])
def test_the_same_sign_millions_of_times_comes_back(count: int) -> None:
    same = "-" * count
    assert unpack(pack(same), str) == same


def test_few_bytes_that_say_very_many_are_not_followed() -> None:
    hostile = zlib.compress(b" " * (60 << 20), 9)
    tracemalloc.start()
    for unpacked in (unpack_article, unpack_chunk, unpack_texts):
        with pytest.raises(ValueError, match="more than"):
            unpacked(hostile)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50 << 20


@pytest.mark.parametrize("lost", [1, 4, 20])
def test_what_lacks_its_end_is_none(lost: int) -> None:
    with pytest.raises(ValueError, match="or is cut off"):
        unpack_original(pack_original(b"words and other words")[:-lost])


def test_a_changed_byte_changes_the_hash() -> None:
    assert content_hash(b"words") != content_hash(b"wards")
