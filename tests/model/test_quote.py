import pytest
from msgspec.structs import replace

from sketch import sketch
from threadreader.model.quote import Anchor, Method, PassageNames, Quote, QuoteIndex, QuoteLink
from threadreader.model.thread import Author, CommentId, Thread

_ONE, _TWO = CommentId("c1"), CommentId("c2")
_QUOTE = Quote(Anchor(_TWO, (0, 0), 0, 5), "words")
_OTHER = Quote(Anchor(_TWO, (2, 0), 0, 4), "more")
_LINK = QuoteLink(_QUOTE, Anchor(_ONE, (0,), 3, 8), Method.EXACT)
_TO_ARTICLE = QuoteLink(_OTHER, Anchor(None, (1,), 0, 4), Method.FUZZY, 0.8)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_an_anchor_covers_characters(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="at least one character"):
        Anchor(_ONE, (0,), start, end)


def test_a_link_never_leads_into_its_own_comment() -> None:
    with pytest.raises(ValueError, match="same comment"):
        QuoteLink(_QUOTE, Anchor(_TWO, (1,), 0, 5), Method.EXACT)


@pytest.mark.parametrize("score", [0, -0.1, 1.1])
def test_a_score_lies_above_nothing_and_not_above_one(score: float) -> None:
    with pytest.raises(ValueError, match="score"):
        QuoteLink(_QUOTE, Anchor(_ONE, (0,), 0, 5), Method.FUZZY, score)


def test_methods_stand_in_the_order_of_their_certainty() -> None:
    assert [str(method) for method in Method] == ["cited", "exact", "folded", "fuzzy"]


def test_an_index_is_read_from_either_end() -> None:
    index = QuoteIndex((_QUOTE, _OTHER), (_LINK, _TO_ARTICLE))
    assert index.link == {_QUOTE: _LINK, _OTHER: _TO_ARTICLE}
    assert (index.inside(_ONE), index.inside(_TWO)) == ((), (_QUOTE, _OTHER))
    assert (index.links_into(_ONE), index.links_into(None)) == ((_LINK,), (_TO_ARTICLE,))


_DRAWN = sketch("""
    # T

    One passage.

    Another.

    ann: One.
    bob: Two.
""")
_WRITTEN = Thread(replace(_DRAWN.article, authors=(Author("carl"), Author("dora"))), _DRAWN.comments)


def test_a_passage_is_called_by_its_writer_and_its_place() -> None:
    names = PassageNames.of(_WRITTEN)
    assert names.name(Anchor(None, (1,), 0, 3)) == "carl · ¶2"
    assert names.name(Anchor(CommentId("c2"), (0,), 0, 3)) == "bob #2"
    assert names.name(Anchor(CommentId("c2"), (0,), 0, 3), str.upper) == "BOB #2"


def test_what_is_no_paragraph_has_no_number() -> None:
    assert PassageNames.of(_WRITTEN).name(Anchor(None, (7,), 0, 3)) == "carl"


def test_writers_without_a_name_are_called_something() -> None:
    names = PassageNames.of(Thread(_DRAWN.article, (replace(_DRAWN.comments[0], author=None),)))
    assert names.name(Anchor(None, (0,), 0, 3)) == "article · ¶1"
    assert names.name(Anchor(CommentId("c1"), (0,), 0, 3)) == "[unknown] #1"
