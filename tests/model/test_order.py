from hypothesis import given
from hypothesis import strategies as st

from threadreader.model.thread import ROOT, break_rings, pre_order

PARENTS = st.lists(st.integers(0, 30)).map(
    lambda picks: [pick % (len(picks) + 1) - 1 for pick in picks]  # any place of the list, or none
)


def test_branches_are_contiguous_and_siblings_keep_their_order() -> None:
    assert list(pre_order([ROOT, ROOT, 0, 1, 0])) == [0, 2, 4, 1, 3]


def test_a_comment_that_is_only_referred_to_stands_where_the_first_reply_to_it_would() -> None:
    assert list(pre_order([ROOT, 3, ROOT, ROOT], found=3)) == [0, 3, 1, 2]


def test_the_first_of_a_ring_becomes_a_root() -> None:
    parents = [2, 0, 1, 2]
    assert list(break_rings(parents)) == [0]
    assert parents == [ROOT, 0, 1, 2]


@given(PARENTS)
def test_every_place_comes_once_and_parents_come_first(parents: list[int]) -> None:
    list(break_rings(parents))
    places = list(pre_order(parents))
    assert sorted(places) == list(range(len(parents)))
    at = {place: n for n, place in enumerate(places)}
    assert all(parent == ROOT or at[parent] < at[place] for place, parent in enumerate(parents))
