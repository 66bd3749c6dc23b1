import pytest

from sketch import sketch
from threadreader.export import TextOffsets
from threadreader.model.quote import Anchor
from threadreader.model.thread import CommentId

THREAD = sketch(
    """
    Title words.

    ann: First.

         > Quoted words.

         Last.
    """
)
ANN = CommentId("c1")


def test_an_anchor_has_offsets_in_the_whole_text_and_back() -> None:
    places = TextOffsets(THREAD)
    anchor = Anchor(ANN, (1, 0), 7, 12)
    start, end = places.offsets(anchor)
    assert THREAD.comments[0].text[start:end] == "words"
    assert places.anchor(ANN, start, end) == anchor
    assert places.leaf(anchor).text == "Quoted words."


def test_the_article_has_no_owner() -> None:
    assert TextOffsets(THREAD).anchor(None, 0, 5) == Anchor(None, (0,), 0, 5)


@pytest.mark.parametrize(("start", "end"), [(0, 8), (30, 40), (7, 9)])
def test_what_is_not_in_one_block_has_no_anchor(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no block of c1"):
        TextOffsets(THREAD).anchor(ANN, start, end)
