from datetime import datetime

from msgspec.structs import replace

from sketch import chain, sketch
from threadreader.model.text import Moment
from threadreader.model.thread import Kind, Thread
from threadreader.quotes.sources import ARTICLE, Passage, Sources, window

_THREAD = sketch("""
    # Title

    Of the article, one.

    Of the article, two.

    ann: Root one.
      bob: Child of ann.
        cem: Child of bob.
    dora: Root two.
""")


def _order(sources: Sources, position: int) -> list[int]:
    others = [source for source in sources if source.position != position]
    return [source.position for source in sorted(others, key=lambda source: sources.distance(position, source))]


def test_nearest_are_ancestors_then_the_article_then_earlier_then_later_ones() -> None:
    assert _order(Sources(_THREAD), 2) == [1, 0, ARTICLE, 3]
    assert _order(Sources(_THREAD), 3) == [ARTICLE, 2, 1, 0]


def test_later_is_by_time_where_there_are_times() -> None:
    moments = [Moment("", datetime(2012, 3, 1, hour)) for hour in (10, 15, 16, 12)]  # noqa: DTZ001 - wall clock
    comments = [replace(c, posted_at=moment) for c, moment in zip(_THREAD.comments, moments, strict=True)]
    sources = Sources(Thread(_THREAD.article, tuple(comments)))
    assert [sources.is_later(3, sources[n]) for n in range(3)] == [False, True, True]
    assert [sources.is_certainly_later(3, sources[n]) for n in range(3)] == [False, True, True]


def test_without_times_nothing_is_surely_later() -> None:
    sources = Sources(_THREAD)
    assert sources.is_later(0, sources[1])
    assert not sources.is_certainly_later(0, sources[1])
    assert not sources.is_certainly_later(0, sources.article)


def test_near_are_some_ancestors_and_the_article() -> None:
    sources = Sources(chain(2000))
    near = [source.position for source in sources.near(1999)]
    assert near[:2] == [1998, 1997]
    assert near[-1] == ARTICLE
    assert len(near) < 50


def test_words_are_found_in_the_piece_that_holds_them() -> None:
    article = Sources(_THREAD).article
    assert list(article.find(" of the article ")) == [(0, 0), (1, 0)]
    assert list(article.find(" article two ")) == [(1, 2)]
    assert list(article.find(" one of ")) == []
    assert article.words(1) == ["of", "the", "article", "two"]


def test_a_passage_has_the_words_that_its_anchor_covers() -> None:
    article = Sources(_THREAD).article
    start, end = article.spans(1)[2][0], article.spans(1)[3][1]
    passage = Passage(article, 1, start, end)
    assert passage.text == "article, two"
    assert (passage.anchor.owner, passage.anchor.path) == (None, (1,))


def test_nobody_quotes_from_a_pingback() -> None:
    ping = Thread(_THREAD.article, (replace(_THREAD.comments[0], kind=Kind.PINGBACK),))
    assert Sources(ping)[0].body.pieces == ()


def test_around_are_the_nearest_on_both_sides() -> None:
    assert list(window(range(100), 50, 4)) == [48, 49, 50, 51]
    assert list(window(range(100), 0, 4)) == [0, 1, 2, 3]
    assert list(window(range(100), 99, 4)) == [96, 97, 98, 99]
    assert list(window([1, 2], 50, 4)) == [1, 2]


def test_words_inside_an_address_are_part_of_it() -> None:
    source = Sources(
        sketch("ann: See https://harbour.example/ten-steps-to-dry-feet for ten steps to dry feet.")
    ).comments[0]
    words = source.body.pieces[0].text
    at, again = words.index("ten-steps"), words.index("ten steps")
    assert Passage(source, 0, at, at + 21).is_address
    assert not Passage(source, 0, again, again + 21).is_address
    assert not Passage(source, 0, words.index("https"), at + 21).is_address
