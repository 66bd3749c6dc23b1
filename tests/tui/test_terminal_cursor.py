"""Without signs the terminal's cursor stands where the reader is, so that what reads the screen aloud reads that."""

from collections.abc import Sequence

import pytest

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.tui.app import ThreadreaderApp

TALK = "# On clocks\n\nThe clock is slow.\n\nann: One.\n  bob: Two.\ncarl: Three.\n" + "eve: More.\n" * 30
WORDS = Config(signs="none")


def read_aloud(app: ThreadreaderApp) -> str:
    """The line that the cursor is in, from it on."""
    x, y = app.cursor_position
    return lines(app)[y][x:]


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (60, 20), (40, 12)])
@pytest.mark.parametrize(
    ("keys", "begins"),
    [
        ((), "> ann"),
        (("j",), "> bob"),
        (("j", "j"), "> carl"),
        (("G",), "> eve"),
        (("tab",), "On clocks"),
        (("@",), " >"),
        (("@", "j"), " >"),
        (("s", "j"), "> As"),
        (("?",), "Keys"),
    ],
)
async def test_the_cursor_is_where_the_reader_is(size: tuple[int, int], keys: Sequence[str], begins: str) -> None:
    app = reading(TALK, config=WORDS)
    async with app.run_test(size=size) as pilot:
        await press(pilot, *keys)
        assert read_aloud(app).replace("›", ">").startswith(begins)  # noqa: RUF001 - the sign of lists


async def test_in_the_library_too() -> None:
    app = ThreadreaderApp(reading(TALK).library, WORDS)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "On clocks" in read_aloud(app)


async def test_the_terminal_is_told_to_show_it_and_where(monkeypatch: pytest.MonkeyPatch) -> None:
    app, written = reading(TALK, config=WORDS), list[str]()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert app._driver
        monkeypatch.setattr(app._driver, "write", written.append)
        app._show_cursor()
        await press(pilot, "j")
        x, y = app.cursor_position
        assert written == ["\x1b[?25h", f"\x1b[{y + 1};{x + 1}H"]


async def test_with_signs_it_is_left_alone() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        before = app.cursor_position
        await press(pilot, "j", "j")
        assert app.cursor_position == before
