import pytest

from sketch import chain, sketch
from threadreader.model.stored_thread import Skeleton
from threadreader.session import outline
from threadreader.session.outline import Outline

TREE = """
ann: 0
  bob: 1
    carl: 2
  dora: 3
eve: 4
  finn: 5
gus: 6
"""
OUTLINE = Outline(Skeleton.of(sketch(TREE)))
NONE = None


@pytest.mark.parametrize(
    ("motion", "reached"),
    [
        (outline.next_reply, [1, 2, 3, 4, 5, 6, NONE]),
        (outline.previous_reply, [NONE, 0, 1, 2, 3, 4, 5]),
        (outline.parent, [NONE, 0, 1, 0, NONE, 4, NONE]),
        (outline.root, [NONE, 0, 0, 0, NONE, 4, NONE]),
        (outline.next_sibling, [4, 3, NONE, NONE, 6, NONE, NONE]),
        (outline.previous_sibling, [NONE, NONE, NONE, 1, 0, NONE, 4]),
        (outline.next_root, [4, 4, 4, 4, 6, 6, NONE]),
        (outline.previous_root, [NONE, 0, 0, 0, 0, 4, 4]),
    ],
)
def test_where_each_motion_leads_from_each_reply(motion: outline.Motion, reached: list[int | None]) -> None:
    moved = [motion(OUTLINE, place) for place in range(7)]
    assert [None if isinstance(place, str) else place for place in moved] == reached
    assert all(place for place in moved if isinstance(place, str))


def test_motions_pass_over_folded_branches() -> None:
    folded = OUTLINE.fold([0])
    assert outline.next_reply(folded, 0) == 4
    assert outline.previous_reply(folded, 4) == 0


def test_the_root_of_a_very_deep_reply() -> None:
    deep = Outline(Skeleton.of(chain(50_000)))
    assert outline.root(deep, 49_999) == 0
    assert outline.parent(deep, 49_999) == 49_998
