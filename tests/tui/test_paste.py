"""Pasted text holds no keys, wherever a read of the terminal ends."""

import pytest

from threadreader.tui.terminal import InputFilter

START, END = "\x1b[200~", "\x1b[201~"


@pytest.mark.parametrize("size", range(1, 12))
@pytest.mark.parametrize("text", ["words", "\x1b[A", "\x1b", "\x1b[20", "\x1b[200~", "", "a\x1b\x1b[201"])
def test_escapes_in_a_paste_are_pictures(text: str, size: int) -> None:
    sent = f"\x1b[Bj{START}{text}{END}k\x1b[A{START}{text}{END}\x1b"
    pastes = InputFilter()
    read = "".join(pastes.filter(sent[start : start + size]) for start in range(0, len(sent), size))
    shown = text.replace("\x1b", "␛")
    assert read == f"\x1b[Bj{START}{shown}{END}k\x1b[A{START}{shown}{END}\x1b"


def test_what_is_typed_comes_at_once() -> None:
    pastes = InputFilter()
    assert [pastes.filter(typed) for typed in ("\x1b", "[", "2", "j", "\x1b[20")] == ["\x1b", "[", "2", "j", "\x1b[20"]


def test_what_is_pasted_comes_before_its_end() -> None:
    pastes = InputFilter()
    assert pastes.filter(f"{START}many words") == f"{START}many words"
