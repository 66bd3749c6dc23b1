from pathlib import Path

import pytest
from textual.app import App

from screens import lines, press
from threadreader.tui import choice_screen
from threadreader.tui.choice_screen import ChoiceScreen

STYLES = Path(choice_screen.__file__).with_name("threadreader.tcss")

MANY = [f"ann #{number}  The clock is slow, and it was slow before I was given the key to it." for number in range(40)]


class Choosing(App[None]):
    """A program that only asks."""

    CSS_PATH = STYLES

    def __init__(self, choices: list[str]) -> None:
        super().__init__()
        self.choices = choices
        self.seen: list[int] = []
        self.chosen: list[int | None] = []

    def on_mount(self) -> None:
        screen = ChoiceScreen("Quoted by some", self.choices, self.seen.append)
        self.call_later(self.push_screen, screen, self.chosen.append)


@pytest.mark.parametrize("size", [(160, 45), (60, 20), (40, 12)])
async def test_a_choice_is_one_line_however_long(size: tuple[int, int]) -> None:
    app = Choosing(["bob #9  漢字" + "漢字の長い文" * 20, "ann #1 " + " many words" * 40])
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        inside = [line.strip("│ ") for line in lines(app) if line.startswith("│")]
        assert [line[:6] for line in inside] == ["bob #9", "ann #1"]
        assert all(line.endswith("…") for line in inside)


async def test_the_keys_that_move_everywhere_move_in_the_list() -> None:
    app = Choosing(MANY)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "j", "j", "k")
        assert app.seen[-1] == app.seen[-3]
        assert app.seen[-2] == app.seen[-1] + 1
        await press(pilot, "G")
        assert app.seen[-1] == 39
        await press(pilot, "g", "g")
        assert app.seen[-1] == 0
        await press(pilot, "ctrl+d")
        half = app.seen[-1]
        assert half > 1
        await press(pilot, "ctrl+u", "space")
        assert app.seen[-1] > half
        await press(pilot, "b")
        assert app.seen[-1] == 0
        await press(pilot, "ctrl+u")
        assert app.seen[-1] == 0


async def test_enter_answers_with_the_line_and_escape_with_none() -> None:
    for keys, answer in ((("G", "enter"), 39), (("G", "escape"), None), (("q",), None)):
        app = Choosing(MANY)
        async with app.run_test(size=(60, 20)) as pilot:
            await press(pilot, *keys)
            assert app.chosen == [answer]
