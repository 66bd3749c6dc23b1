"""What is typed is put together right."""

import pytest

from threadreader.tui.actions import Key, Where
from threadreader.tui.key_reader import KeyReader, Press, Unknown
from threadreader.tui.keys import DIGIT, KEYS


def press(typed: str, where: Where = Where.REPLIES) -> list[Press | Unknown | None]:
    reader = KeyReader()
    return [reader.press(name, where) for name in typed.split()]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_is_reached_by_typing_it(key: Key) -> None:
    where = Where.REPLIES if key.where in {Where.EVERYWHERE, Where.PANES} else key.where
    for typed in key.keys:
        *before, last = press(typed.replace(DIGIT, "3"), where)
        assert before == [None] * len(before)
        assert last == Press(key, 3 if DIGIT in typed else None)


def test_a_key_of_a_list_is_not_one_of_the_panes() -> None:
    (in_list,), (in_people,) = press("j", Where.LIST), press("&", Where.PEOPLE)
    assert isinstance(in_list, Press)
    assert isinstance(in_people, Press)
    assert (in_list.key.id, in_people.key.id) == ("list.down", "people.only")
    assert press("p", Where.LIST) == [Unknown("p")]


def test_what_can_follow_stands_in_the_order_of_the_table() -> None:
    reader = KeyReader()
    reader.press("y", Where.REPLIES)
    assert [typed for typed, _ in reader.following(Where.REPLIES)] == ["y", "q", "l", "p", "t"]


def test_numbers_are_counts() -> None:
    *_, last = press("4 2 G")
    assert isinstance(last, Press)
    assert (last.key.id, last.count) == ("go.last", 42)


def test_a_count_may_stand_before_a_sequence_and_hold_a_nought() -> None:
    *_, last = press("1 0 g g")
    assert isinstance(last, Press)
    assert (last.key.id, last.count) == ("go.first", 10)


def test_a_sequence_that_does_not_exist_is_named() -> None:
    assert press("z x") == [None, Unknown("zx")]


def test_a_key_of_the_pane_beside_is_told_from_one_of_none() -> None:
    assert press("z a", Where.ARTICLE) == [None, Unknown("za", Where.REPLIES)]
    assert press("] ]") == [None, Unknown("]]", Where.ARTICLE)]
    assert press("Z", Where.ARTICLE) == [Unknown("Z")]
    assert press("h", Where.LIST) == [Unknown("h")]


def test_escape_gives_up_an_unfinished_sequence() -> None:
    reader = KeyReader()
    reader.press("3", Where.REPLIES)
    reader.press("z", Where.REPLIES)
    assert reader.pending == "3z"
    assert reader.press("escape", Where.REPLIES) is None
    assert reader.pending == ""


def test_the_same_key_may_differ_by_pane() -> None:
    (article,), (replies,) = press("j", Where.ARTICLE), press("j", Where.REPLIES)
    assert isinstance(article, Press)
    assert isinstance(replies, Press)
    assert (article.key.id, replies.key.id) == ("article.down", "reply.next")


def test_alt_and_a_key_is_escape_and_the_key_where_it_means_nothing_else() -> None:
    reader = KeyReader()
    assert reader.apart("alt+=", Where.REPLIES) == ("alt+=",)
    assert reader.apart("alt+j", Where.REPLIES) == ("escape", "j")
    assert reader.apart("alt+=", Where.LIBRARY) == ("escape", "=")
    assert reader.apart("j", Where.REPLIES) == ("j",)
