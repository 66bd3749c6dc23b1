"""Without signs the screen is heard line by line: words in place of signs, and no line of two panes or screens."""

from collections.abc import Sequence

import pytest

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.tui.app import ThreadreaderApp

TALK = """# On clocks

The clock on the customs house is slow by three minutes and nobody minds it much.

ann: The baker opens by that clock every single morning of the year.
  bob: The ferry does keep radio time and has learned to wait for us.
carl: A clock that is wrong by as much every day is right somewhere.
"""
WORDS = Config(signs="none")
SIGNS = frozenset("─━╌┈┄▔│╎▎▌▏┌┐└┘├┤┬┴┼╭╮╰╯█▐▀▄▁▂▃▅▆▇▖▗▘▝▰▱▸▾◂╴⇡┃┆·●★◆↩✝✓•")
SIZES = [(160, 45), (100, 30), (60, 20), (40, 12)]


def speak(app: ThreadreaderApp) -> list[str]:
    """What a reader of screens says, line by line."""
    return [" ".join(line.split()) for line in lines(app) if line.strip()]


def runs_of(line: str) -> set[str]:
    """All three words in a row of a line."""
    words = line.split()
    return {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys", [(), ("tab",), ("z", "M"), ("at",), ("t",), ("x",), ("question_mark",), ("s",), ("colon",)]
)
async def test_only_words_are_heard_of_a_thread(size: tuple[int, int], keys: Sequence[str]) -> None:
    app = reading(TALK, config=WORDS)
    async with app.run_test(size=size) as pilot:
        await press(pilot, *keys)
        assert [line for line in speak(app) if SIGNS & set(line)] == []


@pytest.mark.parametrize("size", SIZES)
async def test_only_words_are_heard_of_the_library_and_of_what_is_unread(size: tuple[int, int]) -> None:
    app = ThreadreaderApp(reading(TALK).library, WORDS)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        heard = speak(app)
        assert [line for line in heard if SIGNS & set(line)] == []
        assert any("On clocks" in line for line in heard)
        assert any("3 unread" in line for line in heard)


@pytest.mark.parametrize("size", SIZES)
async def test_no_line_is_of_both_panes(size: tuple[int, int]) -> None:
    app = reading(TALK, config=WORDS)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert [line for line in speak(app) if "customs" in line] == []
        await press(pilot, "tab")
        assert [line for line in speak(app) if "baker" in line or "radio" in line] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["question_mark", "s", "colon"])
async def test_no_line_is_of_a_panel_and_of_what_is_below_it(size: tuple[int, int], key: str) -> None:
    app = reading(TALK, config=WORDS)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        below = lines(app)
        await press(pilot, key)
        await pilot.pause()
        mixed = [
            now
            for before, now in zip(below[:-1], lines(app)[:-1], strict=True)
            if now != before and runs_of(before) & runs_of(now)
        ]
        assert mixed == []
