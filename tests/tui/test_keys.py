"""The table of keys: every row is whole. That no key has two meanings is asked of each preset (`test_keymap`)."""

from collections import Counter

from threadreader.tui.keys import KEYS


def test_ids_are_unique_and_every_row_says_what_it_does() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1
    assert all(key.help and key.keys for key in KEYS)
