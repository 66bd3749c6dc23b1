"""The table of keys: every row is whole. That no key has two meanings is asked of each preset (`test_keymap`)."""

import re
from collections import Counter
from pathlib import Path

import threadreader.session
import threadreader.tui
from threadreader.tui.keys import KEYS, load_actions


def test_ids_are_unique_and_every_row_says_what_it_does() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1
    assert all(key.help and key.keys for key in KEYS)


def test_a_heading_of_the_help_is_over_several_keys() -> None:
    counted = Counter(key.group for key in KEYS)
    assert [f"{name}: one key alone; is it a misspelt group?" for name, count in counted.items() if count == 1] == []


def test_every_key_does_something_that_there_is() -> None:
    screens = Path(threadreader.tui.__file__).with_name("screens").glob("*.py")
    named = {name for screen in screens for name in re.findall(r'"(\w+)"(?:: |\] = )', screen.read_text("utf-8"))}
    assert [key.id for key in KEYS if isinstance(key.act, str) and key.act not in named] == []
    assert list(load_actions()) == [None] * len(KEYS)


def test_hints_name_actions_that_there_are() -> None:
    session, screens = Path(threadreader.session.__file__).parent, Path(threadreader.tui.__file__).parent
    files = [file for folder in (session, screens) for file in folder.rglob("*.py")]
    texts = [file.read_text("utf-8") for file in files]
    hinted = {name for text in texts for name in re.findall(r'"([a-z]+\.[a-z-]+)", (?:f?"|\n)', text)}
    assert hinted >= {"go.back", "app.library", "app.back-out"}
    assert hinted - {key.id for key in KEYS} == set()
