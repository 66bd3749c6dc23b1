from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given
from hypothesis import strategies as st

from sketch import chain
from strategies import notes, quote_indexes, threads
from threadreader.model.opened import Skeleton
from threadreader.model.page import Note
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import CommentId, Thread
from threadreader.store.packing import (
    SHARE,
    PackedQuotes,
    hash_of,
    pack,
    pack_notes,
    pack_original,
    pack_quotes,
    pack_skeleton,
    pack_window,
    unpack_notes,
    unpack_original,
    unpack_skeleton,
    unpack_texts,
    unpack_window,
)


@given(threads())
def test_skeletons_come_back(thread: Thread) -> None:
    skeleton = Skeleton.of(thread)
    assert unpack_skeleton(pack_skeleton(skeleton)) == skeleton


@given(threads(40))
def test_comments_and_their_texts_come_back(thread: Thread) -> None:
    window, texts = pack_window(thread.comments)
    assert unpack_window(window) == thread.comments
    assert unpack_texts(window) == texts == [comment.text for comment in thread.comments]


@given(st.data(), threads())
def test_quotations_come_back(data: st.DataObject, thread: Thread) -> None:
    index = data.draw(quote_indexes(thread))
    packed = PackedQuotes(pack_quotes(index))
    assert packed.whole() == index
    for quote in index.quotes:
        assert quote.at.owner is not None
        assert packed.inside(quote.at.owner) == index.inside(quote.at.owner)
        assert packed.links_of(quote) == index.links_of(quote)
    for owner in (None, *(comment.id for comment in thread.comments)):
        assert packed.links_into(owner) == index.links_into(owner)
        assert packed.targets_in(owner) == index.targets_in(owner)


def test_many_quotations_are_unpacked_a_share_at_a_time() -> None:
    thread = chain(3 * SHARE)
    quotes = [Quote(Anchor(comment.id, (0,), 0, 1), comment.text[:1]) for comment in thread.comments]
    links = [QuoteLink(quote, Anchor(None, (0,), 0, 1), Method.EXACT) for quote in quotes]
    index = QuoteIndex(tuple(quotes), tuple(links))
    packed, unpacked = pack_quotes(index), []

    @contextmanager
    def guard() -> Iterator[None]:
        unpacked.append(1)
        yield

    stored = PackedQuotes(packed, guard)
    assert len(stored.targets_in(None)) == 3 * SHARE
    assert len(unpacked) == 1, "the table alone"
    assert stored.inside(thread.comments[-1].id) == (quotes[-1],)
    assert stored.whole() == index


def test_what_an_older_program_packed_is_known() -> None:
    quote = ["c1", [0], 0, 3, "One", None]
    rows = {"quotes": [quote], "links": [[0, None, [1], 2, 5, "exact", 1.0]], "runners_up": []}
    (link,) = PackedQuotes(pack(rows)).whole().links
    assert link == QuoteLink(Quote(Anchor(CommentId("c1"), (0,), 0, 3), "One"), Anchor(None, (1,), 2, 5), Method.EXACT)


@given(st.lists(notes))
def test_notes_come_back(some: list[Note]) -> None:
    assert unpack_notes(pack_notes(some)) == tuple(some)


@given(st.binary())
def test_originals_come_back(data: bytes) -> None:
    assert unpack_original(pack_original(data)) == data


def test_a_changed_byte_changes_the_hash() -> None:
    assert hash_of(b"words") != hash_of(b"wards")
