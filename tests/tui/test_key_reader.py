"""What is typed is put together right."""

import pytest

from threadreader.tui.keys import DIGIT, KEYS, Context, Key, KeyPress, KeyReader, UnboundKey


def press(typed: str, context: Context = Context.REPLIES) -> list[KeyPress | UnboundKey | None]:
    reader = KeyReader()
    return [reader.press(name, context) for name in typed.split()]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_is_reached_by_typing_it(key: Key) -> None:
    context = Context.REPLIES if key.context in {Context.EVERYWHERE, Context.PANES} else key.context
    for typed in key.keys:
        *before, last = press(typed.replace(DIGIT, "3"), context)
        assert before == [None] * len(before)
        assert last == KeyPress(key, 3 if DIGIT in typed else None)


def test_a_key_of_a_list_is_not_one_of_the_panes() -> None:
    (in_list,), (in_people,) = press("j", Context.LIST), press("&", Context.PEOPLE)
    assert isinstance(in_list, KeyPress)
    assert isinstance(in_people, KeyPress)
    assert (in_list.key.id, in_people.key.id) == ("list.down", "people.only")
    assert press("p", Context.LIST) == [UnboundKey("p")]


def test_what_can_follow_stands_in_the_order_of_the_table() -> None:
    reader = KeyReader()
    reader.press("y", Context.REPLIES)
    assert [typed for typed, _ in reader.continuations(Context.REPLIES)] == ["y", "q", "c", "l", "p", "t"]


def test_numbers_are_counts() -> None:
    *_, last = press("4 2 G")
    assert isinstance(last, KeyPress)
    assert (last.key.id, last.count) == ("go.last", 42)


def test_a_count_may_stand_before_a_sequence_and_hold_a_nought() -> None:
    *_, last = press("1 0 g g")
    assert isinstance(last, KeyPress)
    assert (last.key.id, last.count) == ("go.first", 10)


def test_a_sequence_that_does_not_exist_is_named() -> None:
    assert press("z x") == [None, UnboundKey("zx")]


def test_a_key_of_the_pane_beside_is_told_from_one_of_none() -> None:
    assert press("z a", Context.ARTICLE) == [None, UnboundKey("za", Context.REPLIES)]
    assert press("] ]") == [None, UnboundKey("]]", Context.ARTICLE)]
    assert press("X", Context.ARTICLE) == [UnboundKey("X")]
    assert press("h", Context.LIST) == [UnboundKey("h")]


def test_escape_gives_up_an_unfinished_sequence() -> None:
    reader = KeyReader()
    reader.press("3", Context.REPLIES)
    reader.press("z", Context.REPLIES)
    assert reader.pending == "3z"
    assert reader.press("escape", Context.REPLIES) is None
    assert reader.pending == ""


def test_the_same_key_may_differ_by_pane() -> None:
    (article,), (replies,) = press("j", Context.ARTICLE), press("j", Context.REPLIES)
    assert isinstance(article, KeyPress)
    assert isinstance(replies, KeyPress)
    assert (article.key.id, replies.key.id) == ("article.down", "reply.next")


def test_alt_and_a_key_is_escape_and_the_key_where_it_means_nothing_else() -> None:
    reader = KeyReader()
    assert reader.split_alt("alt+=", Context.REPLIES) == ("alt+=",)
    assert reader.split_alt("alt+j", Context.REPLIES) == ("escape", "j")
    assert reader.split_alt("alt+=", Context.LIBRARY) == ("escape", "=")
    assert reader.split_alt("j", Context.REPLIES) == ("j",)
