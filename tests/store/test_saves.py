import pickle

import pytest
from hypothesis import given
from msgspec.structs import replace

from keeping import VERSIONS, parse_save
from sketch import chain, sketch
from strategies import threads
from threadreader.model.page import Note, Paging
from threadreader.model.save import Versions
from threadreader.model.thread import Thread
from threadreader.store.encoding import CHUNK_SIZE, unpack_chunk
from threadreader.store.writing import pack_batch, pack_thread

NOT_LINKED = Versions(VERSIONS.extractor, linker=0)


@pytest.mark.slow
@given(thread=threads())
def test_what_is_packed_is_unpacked_as_it_was(thread: Thread) -> None:
    read = parse_save(thread, url="https://blog.example/bread", notes=(Note("page", "odd"),))
    packed = pack_thread(read)
    assert len(packed) == len(thread.comments)
    assert packed.unpack() == replace(read, versions=NOT_LINKED)
    assert pickle.loads(pickle.dumps(packed)).unpack() == packed.unpack()
    assert packed.index_entries()[1:] == [(c.author.name if c.author else "", c.text) for c in thread.comments]


@pytest.mark.parametrize("length", [4, 1 << 40])
def test_texts_that_are_not_as_long_as_is_said_are_refused(length: int) -> None:
    packed = pack_thread(parse_save(sketch("ann: First")))
    forged = replace(packed, skeleton=replace(packed.skeleton, lengths=(length,)))
    with pytest.raises(ValueError, match="thread"):
        forged.index_entries()


def test_fewer_texts_than_comments_are_refused() -> None:
    packed = pack_thread(parse_save(chain(CHUNK_SIZE + 1)))
    with pytest.raises(ValueError, match="fewer texts than comments"):
        replace(packed, chunks=packed.chunks[:1]).index_entries()


def test_a_window_holds_no_more_than_its_share() -> None:
    packed = pack_batch(chain(2 * CHUNK_SIZE + 1).comments, None)
    assert [len(unpack_chunk(chunk)) for chunk in packed.chunks] == [CHUNK_SIZE, CHUNK_SIZE, 1]


@pytest.mark.slow
@given(thread=threads(40))
def test_what_was_packed_in_shares_is_as_if_it_had_been_packed_at_once(thread: Thread) -> None:
    read = parse_save(thread)
    silent = Thread(thread.article, tuple(replace(comment, body=()) for comment in thread.comments))
    shares = [
        pack_batch(thread.comments[start : start + CHUNK_SIZE], read.address)
        for start in range(0, len(thread.comments), CHUNK_SIZE)
    ]
    assert pack_thread(replace(read, thread=silent), shares) == pack_thread(read)


def test_the_identity_of_a_packed_save_is_that_of_what_was_read() -> None:
    read = parse_save(sketch("# Bread\n\nann: First\n  bob: Second"), url="https://blog.example/bread")
    read = replace(read, paging=Paging("https://blog.example/bread", 2, 3), opened=True)
    packed = pack_thread(read)
    assert packed.identity == read.identity
    assert packed.unpack().paging == read.paging
    assert packed.unpack().opened
