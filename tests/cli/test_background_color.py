"""The background that the terminal tells, and that no key and no answer is lost or taken for the other."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal import Terminal
from threadreader.cli.startup import TerminalBackground, ask_background
from threadreader.tui.terminal import InputFilter
from threadreader.tui.theme import DARK, LIGHT

COMMAND = [sys.executable, "-m", "threadreader", "demo"]
ATTRIBUTES = b"\x1b[?62;22c"


@pytest.fixture
def keyboard() -> Iterator[tuple[int, int]]:
    """Where the program reads what the terminal sends, and where the terminal sends it."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\" + ATTRIBUTES, TerminalBackground(is_light=True)),
        (b"\x1b]11;rgb:00/2b/36\x07" + ATTRIBUTES, TerminalBackground(is_light=False)),
        (b"\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x1b\\" + ATTRIBUTES, TerminalBackground(is_light=True)),
        (b"j\x1b]11;rgb:f/f/f\x1b\\\x1b[B" + ATTRIBUTES + b"k", TerminalBackground(is_light=True, typed=b"j\x1b[Bk")),
        (ATTRIBUTES, TerminalBackground()),
        (b"\x1b]11;rgb:red/or/so\x1b\\" + ATTRIBUTES, TerminalBackground(typed=b"\x1b]11;rgb:red/or/so\x1b\\")),
        (b"jk", TerminalBackground(typed=b"jk", is_complete=False)),
        (b"", TerminalBackground(is_complete=False)),
    ],
)
def test_the_answer_is_parted_from_what_was_typed(
    sent: bytes, told: TerminalBackground, keyboard: tuple[int, int]
) -> None:
    reads, sends = keyboard
    asked: list[str] = []
    os.write(sends, sent)
    assert ask_background(reads, asked.append, seconds=0.01) == told
    assert asked == ["\x1b]11;?\x1b\\\x1b[c"]


SENT = "j\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22ck\x1b[B\x1b"


@pytest.mark.parametrize("cut", [cut for cut in range(len(SENT)) if not re.search(r"\x1b\[?\Z", SENT[:cut])])
def test_an_answer_that_comes_late_is_no_key(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InputFilter, "expects_answer", True)
    filtering = InputFilter()
    assert filtering.filter(SENT[:cut]) + filtering.filter(SENT[cut:]) == "jk\x1b[B\x1b"


@pytest.mark.process
@pytest.mark.parametrize(("background", "theme"), [("ffff/ffff/ffff", LIGHT), ("1111/1111/1111", DARK), (None, DARK)])
def test_the_theme_is_that_of_the_background(background: str | None, theme: object, tmp_path: Path) -> None:
    with Terminal(COMMAND, rows=24, columns=80, environment=home(tmp_path), background=background) as terminal:
        terminal.wait_for_frame()
        paper = LIGHT.paper if theme is LIGHT else DARK.paper
        red, green, blue = (int(paper[start : start + 2], 16) for start in (1, 3, 5))
        assert f"48;2;{red};{green};{blue}m".encode() in terminal.output
        terminal.write("q")
        assert terminal.wait_to_end() == 0


@pytest.mark.process
def test_a_key_that_is_typed_while_the_answer_is_awaited_is_one(tmp_path: Path) -> None:
    with Terminal(COMMAND, rows=24, columns=80, environment=home(tmp_path), background=None) as terminal:
        terminal.wait_for("\x1b[c")
        terminal.write("q")
        assert terminal.wait_to_end() == 0


def home(folder: Path) -> dict[str, str]:
    """The environment with a home of the program's own."""
    return {"THREADREADER_HOME": str(folder / "home")}
