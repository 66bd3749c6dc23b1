"""The table of keys: every row is whole, none takes another's place, and what is typed is put together right."""

from collections import Counter

import pytest

from threadreader.tui.keys import KEYS, Key, KeyReader, Press, Unknown, Where, shown


def press(typed: str, where: Where = Where.REPLIES) -> list[Press | Unknown | None]:
    reader = KeyReader()
    return [reader.press(name, where) for name in typed.split()]


def test_ids_are_unique_and_every_row_says_what_it_does() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1
    assert all(key.help and key.keys for key in KEYS)


def test_no_key_means_two_things_in_one_pane() -> None:
    for where in (Where.ARTICLE, Where.REPLIES):
        typed = Counter(one for key in KEYS if key.where in {where, Where.ANYWHERE} for one in key.keys)
        assert {one for one, count in typed.items() if count > 1} == set()


def test_no_key_is_the_beginning_of_a_sequence() -> None:
    whole = {tuple(typed.split()) for key in KEYS for typed in key.keys}
    assert not {typed for typed in whole if any(typed[:n] in whole for n in range(1, len(typed)))}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_is_reached_by_typing_it(key: Key) -> None:
    where = Where.REPLIES if key.where is Where.ANYWHERE else key.where
    for typed in key.keys:
        *before, last = press(typed, where)
        assert before == [None] * len(before)
        assert last == Press(key, None)


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


def test_how_keys_are_written() -> None:
    assert [shown(typed) for typed in ("g g", "ctrl+o", "shift+down", "space", "escape")] == [
        "gg",
        "^o",
        "S-down",
        "space",
        "esc",
    ]
