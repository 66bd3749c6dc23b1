import string

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import _character_to_key

from threadreader.tui.keys import KEYS, format_keys, parse_keys
from threadreader.tui.screens.base import key_name


@pytest.mark.parametrize("character", string.punctuation + string.ascii_letters)
def test_a_character_is_its_own_name_with_and_without_a_modifier(character: str) -> None:
    name = _character_to_key(character)
    assert key_name(Key(name, character)) == character
    assert key_name(Key(f"alt+{name}", None)) == f"alt+{character}"


@pytest.mark.parametrize(
    ("name", "character", "expected"),
    [
        ("space", " ", "space"),
        ("ctrl+o", "\x0f", "ctrl+o"),
        ("shift+down", None, "shift+down"),
        ("enter", "\r", "enter"),
        ("latin_small_letter_e_with_acute", "é", "é"),
    ],
)
def test_other_keys_have_the_names_that_the_table_uses(name: str, character: str | None, expected: str) -> None:
    assert key_name(Key(name, character)) == expected


@pytest.mark.parametrize("character", "=-xQ")
@pytest.mark.parametrize("sent", ["\x1b{0}", "\x1b[{1};3u"])
def test_alt_and_a_character_is_told_from_what_a_terminal_sends(sent: str, character: str) -> None:
    parser = XTermParser(debug=False)
    (event,) = (*parser.feed(sent.format(character, ord(character))), *parser.feed(""))
    assert isinstance(event, Key)
    assert key_name(event) == f"alt+{character}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("n", "n"),
        ("^o", "ctrl+o"),
        ("Ctrl+O", "ctrl+o"),
        ("ctrl+o", "ctrl+o"),
        ("M-x", "alt+x"),
        ("alt+=", "alt+="),
        ("^", "^"),
        ("+", "+"),
        ("alt++", "alt++"),
        ("-", "-"),
        ("PgDn", "pagedown"),
        ("S-down", "shift+down"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("F5", "f5"),
        ("shift+f3", "f15"),
        ("esc", "escape"),
        ("ctrl+i", "tab"),
        ("ctrl+m", "enter"),
        ("zM", "z M"),
        ("z M", "z M"),
        ("g g", "g g"),
        ("m letter", "m letter"),
        ("z digit", "z digit"),
        ("", None),
        ("spcae", None),
        ("ctrl+spcae", None),
        ("f25", None),
    ],
)
def test_keys_are_read_however_people_write_them(written: str, expected: str | None) -> None:
    assert parse_keys(written) == expected


@pytest.mark.parametrize("typed", sorted({typed for key in KEYS for typed in key.keys}))
def test_what_the_table_says_is_read_as_it_stands(typed: str) -> None:
    assert parse_keys(typed) == typed


def test_how_keys_are_written() -> None:
    for typed, written in (
        ("g g", "gg"),
        ("ctrl+o", "^o"),
        ("shift+down", "S-down"),
        ("space", "space"),
        ("escape", "esc"),
        ("alt+right", "M-right"),
        ("alt+=", "M-="),
        ("alt++", "M-+"),
        ("+", "+"),
        ("f1", "F1"),
        ("ctrl+pagedown", "^PgDn"),
        ("m letter", "ma…z"),
        ("y enter", "y enter"),
    ):
        assert format_keys(typed) == written
