"""The table of keys: every row is whole, and none takes another's place."""

from collections import Counter

from threadreader.tui.keys import KEYS, Where, shown, works_in


def test_ids_are_unique_and_every_row_says_what_it_does() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1
    assert all(key.help and key.keys for key in KEYS)


def test_no_key_means_two_things_in_one_pane() -> None:
    for where in (Where.ARTICLE, Where.REPLIES):
        typed = Counter(one for key in KEYS if key.where in works_in(where) for one in key.keys)
        assert {one for one, count in typed.items() if count > 1} == set()


def test_no_key_is_the_beginning_of_a_sequence() -> None:
    for where in (Where.ARTICLE, Where.REPLIES, Where.LIST, Where.PEOPLE, Where.LABELS, Where.ADDRESS):
        whole = {tuple(typed.split()) for key in KEYS if key.where in works_in(where) for typed in key.keys}
        assert not {typed for typed in whole if any(typed[:n] in whole for n in range(1, len(typed)))}


def test_how_keys_are_written() -> None:
    assert [shown(typed) for typed in ("g g", "ctrl+o", "shift+down", "space", "escape")] == [
        "gg",
        "^o",
        "S-down",
        "space",
        "esc",
    ]
