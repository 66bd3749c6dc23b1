from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketch import chain
from strategies import quote_indexes, threads
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import CommentId, Thread
from threadreader.store.quotes import COLUMNS_CHUNK_SIZE, QUOTES_CHUNK_SIZE, PackedQuotes, pack_quotes


@pytest.mark.slow
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
    thread = chain(3 * QUOTES_CHUNK_SIZE)
    quotes = [Quote(Anchor(comment.id, (0,), 0, 1), comment.text[:1]) for comment in thread.comments]
    links = [QuoteLink(quote, Anchor(None, (0,), 0, 1), Method.EXACT) for quote in quotes]
    index = QuoteIndex(tuple(quotes), tuple(links))
    packed, unpacked = pack_quotes(index), []

    @contextmanager
    def guard() -> Iterator[None]:
        unpacked.append(1)
        yield

    stored = PackedQuotes(packed, guard)
    assert len(stored.targets_in(None)) == 3 * QUOTES_CHUNK_SIZE
    assert len(unpacked) == 2, "who quotes whom alone"
    assert stored.inside(thread.comments[-1].id) == (quotes[-1],)
    assert stored.whole() == index


def test_each_quotation_of_a_comment_is_found_without_a_look_at_all_the_others() -> None:
    comment = CommentId("c1")
    quotes = tuple(Quote(Anchor(comment, (number,), 0, 1), "a") for number in range(3 * QUOTES_CHUNK_SIZE))
    looks = []

    @contextmanager
    def guard() -> Iterator[None]:
        looks.append(1)
        yield

    stored = PackedQuotes(pack_quotes(QuoteIndex(quotes)), guard)
    assert not any(stored.links_of(quote) for quote in quotes)
    assert len(looks) < 4 * len(quotes)


def test_who_quotes_whom_is_unpacked_in_steps() -> None:
    thread = chain(2 * COLUMNS_CHUNK_SIZE + 1)
    quotes = tuple(Quote(Anchor(comment.id, (0,), 0, 1), comment.text[:1]) for comment in thread.comments)
    packed = pack_quotes(QuoteIndex(quotes))
    stored = PackedQuotes(packed)
    steps = stored.preload()
    assert next(steps) is None
    assert stored.inside(thread.comments[-1].id) == (quotes[-1],), "asked meanwhile, it does not wait for the steps"
    assert len(list(steps)) == 0
    assert len(list(PackedQuotes(packed).preload())) == 3
    assert stored.whole() == QuoteIndex(quotes)
