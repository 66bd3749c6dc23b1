from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import strategies
from sketch import sketch
from threadreader.model.stored_thread import Skeleton
from threadreader.model.thread import CommentId
from threadreader.session.outline import BY_TIME, BY_VOTES, Outline, in_order, next_sibling, previous_sibling

TREE = """
ann: 0
  bob: 1
    carl: 2
  dora: 3
eve: 4
  finn: 5
"""


def outline(*folded: int) -> Outline:
    return Outline(Skeleton.of(sketch(TREE)), frozenset(folded))


def test_folding_hides_the_branch_but_not_its_first_reply() -> None:
    assert list(outline(0).rows) == [0, 4, 5]
    assert list(outline(1, 4).rows) == [0, 1, 3, 4]


def test_a_fold_inside_a_fold_is_kept_for_when_the_outer_one_opens() -> None:
    both = outline(0, 1)
    assert list(both.rows) == [0, 4, 5]
    assert list(both.unfold([0]).rows) == [0, 1, 3, 4, 5]


def test_neighbours_pass_over_what_is_hidden() -> None:
    folded = outline(0)
    assert (folded.after(0), folded.before(4), folded.before(0), folded.after(5)) == (4, 0, None, None)


def test_a_hidden_reply_is_shown_for_by_the_fold_that_hides_it() -> None:
    folded = outline(0, 1)
    assert [folded.shown_for(place) for place in range(6)] == [0, 0, 0, 0, 4, 5]


def test_revealing_unfolds_the_path_and_nothing_else() -> None:
    revealed = outline(0, 1, 4).reveal(2)
    assert revealed.folded == {4}
    assert revealed.is_visible(2)


def test_fold_all_leaves_a_line_for_each_root() -> None:
    assert list(outline().fold_all().rows) == [0, 4]
    assert list(outline().fold_all().unfold_all().rows) == [0, 1, 2, 3, 4, 5]


@given(strategies.parents(), st.data())
def test_a_comment_is_visible_if_nothing_above_it_is_folded(parents: list[int], data: st.DataObject) -> None:
    skeleton = Skeleton(ids=tuple(map(str, range(len(parents)))), parents=parents)  # type: ignore[arg-type] # plain ids
    places = range(len(parents))
    folded = frozenset(data.draw(st.sets(st.sampled_from(places))) if places else ())
    found = Outline(skeleton, folded)
    visible = [place for place in places if not folded.intersection(skeleton.ancestors(place))]
    assert list(found.rows) == visible
    assert [place for place in places if found.is_visible(place)] == visible


@given(strategies.parents(), st.data())
def test_with_everything_folded_the_roots_are_left_whatever_was_folded_before(
    parents: list[int], data: st.DataObject
) -> None:
    skeleton = Skeleton(ids=tuple(map(str, range(len(parents)))), parents=parents)  # type: ignore[arg-type] # plain ids
    places = range(len(parents))
    folded = frozenset(data.draw(st.sets(st.sampled_from(places))) if places else ())
    found = Outline(skeleton, folded).fold_all()
    assert list(found.rows) == [place for place in places if parents[place] < 0]
    assert found.folded == folded | {place for place in places if parents[place] < 0 or place in parents}


@given(st.lists(st.sampled_from([None, "2024-05-01T10:00:00", "2024-05-02T10:00:00", "2024-05-03"])))
def test_by_time_each_comment_knows_its_row(times: list[str | None]) -> None:
    ids = tuple(CommentId(f"c{number}") for number in range(len(times)))
    skeleton = Skeleton(ids=ids, parents=(-1,) * len(times), names=("",) * len(times), times=tuple(times))
    found = Outline(skeleton, choice=in_order(skeleton, BY_TIME))
    assert [found.row(place) for place in found.rows] == list(range(len(times)))


@given(strategies.parents(), st.integers(1, 6))
def test_every_branch_below_the_open_levels_is_folded(parents: list[int], levels: int) -> None:
    skeleton = Skeleton(ids=tuple(map(str, range(len(parents)))), parents=parents)  # type: ignore[arg-type] # plain ids
    found = Outline(skeleton, frozenset(range(len(parents)))).fold_below(levels)
    assert found.folded == {place for place in set(parents) - {-1} if skeleton.depths[place] >= levels - 1}
    assert list(found.rows) == [place for place, depth in enumerate(skeleton.depths) if depth < levels]


@given(strategies.parents(), st.data())
def test_by_votes_siblings_change_places_and_folds_and_motions_are_those_of_the_tree(
    parents: list[int], data: st.DataObject
) -> None:
    places = range(len(parents))
    votes = data.draw(st.tuples(*(st.none() | st.integers(-3, 3) for _ in places)))
    skeleton = Skeleton(tuple(map(str, places)), parents, votes=votes)  # type: ignore[arg-type] # plain ids
    folded = frozenset(data.draw(st.sets(st.sampled_from(places))) if places else ())
    found = Outline(skeleton, folded, in_order(skeleton, BY_VOTES))

    def best_first(parent: int) -> list[int]:
        below = [place for place in places if parents[place] == parent]
        return sorted(below, key=lambda place: (votes[place] is None, -(votes[place] or 0), place))

    def walk(parent: int) -> Iterator[int]:
        for place in best_first(parent):
            yield place
            if place not in folded:
                yield from walk(place)

    rows, whole = list(walk(-1)), found.unfold_all().rows
    assert list(found.rows) == rows
    assert [found.row(place) for place in rows] == list(range(len(rows)))
    assert {place for place in places if found.is_visible(place)} == set(rows)
    assert [found.after(place) for place in rows] == [*rows[1:], None][: len(rows)]
    assert [found.before(place) for place in rows] == [None, *rows[:-1]][: len(rows)]
    for place in places:
        path = (*skeleton.ancestors(place)[::-1], place)
        assert found.shown_for(place) == next(one for one in path if one in folded or one == place)
        assert found.reveal(place).is_visible(place)
        at = whole.index(place)
        assert (list(found.beyond(place, 1)), list(found.beyond(place, -1))) == (whole[at + 1 :], whole[:at][::-1])
    for siblings in map(best_first, {-1, *parents}):
        for one, other in pairwise([place for place in siblings if place in rows]):
            assert (next_sibling(found, one), previous_sibling(found, other)) == (other, one)
        if siblings and siblings[0] in rows:
            assert isinstance(previous_sibling(found, siblings[0]), str)
            assert isinstance(next_sibling(found, siblings[-1]), str)
