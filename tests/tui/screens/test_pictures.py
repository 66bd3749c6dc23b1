"""Pictures that were saved with a page, on the screen: in each kind of terminal, with the extra and without."""

import re
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.pilot import Pilot

from archives import KINDS
from screens import lines, press, strips
from threadreader.config import Config
from threadreader.library.images import GraphicsProtocol
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.tui import terminal
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens.pictures import PictureScreen

Reading = Callable[..., ThreadreaderApp]


@pytest.fixture
def reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """The program at the article of a page that was saved with its picture, red and large."""
    written = BytesIO()
    Image.new("RGB", (600, 300), (255, 0, 0)).save(written, "PNG")
    monkeypatch.setattr("archives.PICTURE", written.getvalue())
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    library = Library.open(find_paths())
    number = library.import_page(tmp_path / "page").entry.number
    return lambda **settings: ThreadreaderApp(library, Config(**settings), number=number)


async def show(pilot: Pilot[Any]) -> None:
    """Go to the article, and show its picture."""
    await press(pilot, "g", "a", "I")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (60, 20), (40, 12), (20, 6), (1, 1)])
async def test_it_is_drawn_with_blocks_in_the_middle(size: tuple[int, int], reading: Reading) -> None:
    app = reading(pictures="blocks")
    async with app.run_test(size=size) as pilot:
        await show(pilot)
        assert {strip.cell_length for strip in strips(app)} == {size[0]}
        red = [line for line in lines(app) if "▀" in line]
        if size[0] >= 20:
            assert "A loaf" in lines(app)[-1]
            assert max(len(line.strip()) for line in red) <= size[0]
            assert len(red) <= size[1] - 2
            assert red
        await press(pilot, "q")
        assert not any("▀" in line for line in lines(app))


@pytest.mark.way
async def test_the_status_line_says_that_there_is_one(reading: Reading) -> None:
    app = reading()
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "tab")
        assert "picture" not in lines(app)[-1]
        await press(pilot, "g", "a")
        assert "I picture" in lines(app)[-1]


async def test_kitty_gets_a_png_where_the_picture_is_to_be(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    app, written = reading(pictures="kitty"), list[str]()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert app._driver
        monkeypatch.setattr(app._driver, "write", written.append)
        await show(pilot)
        assert "A loaf" in lines(app)[-1]
        sent = "".join(written)
        (head,) = re.findall(r"\x1b7\x1b\[\d+;\d+H\x1b_G(a=T,f=100,q=2,C=1,c=\d+,r=\d+),m=", sent)
        columns, rows = (int(part.partition("=")[2]) for part in head.split(",")[-2:])
        assert columns <= 100
        assert rows <= 28
        content = b64decode("".join(re.findall(r"\x1b_G[^;]*;([^\x1b]*)\x1b", sent)))
        with Image.open(BytesIO(content)) as image:
            assert (image.format, image.size) == ("PNG", (600, 300))
        written.clear()
        await press(pilot, "?")
        assert terminal.ERASE in "".join(written), "the help is not under it"
        written.clear()
        await press(pilot, "escape")
        assert "\x1b_Ga=T" in "".join(written)
        written.clear()
        await press(pilot, "escape")
        assert terminal.ERASE in "".join(written)


async def test_sixels_are_written_there(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    app, written = reading(pictures="sixel"), list[str]()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert app._driver
        monkeypatch.setattr(app._driver, "write", written.append)
        await show(pilot)
        assert "A loaf" in lines(app)[-1]
        assert re.search(r'\x1b7\x1b\[\d+;\d+H\x1bP0;1;0q"1;1;600;300#', "".join(written))


async def test_without_the_extra_a_line_says_what_to_install(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threadreader.tui.screens.reader.can_draw", lambda: False)
    app = reading()
    async with app.run_test(size=(100, 30)) as pilot:
        await show(pilot)
        assert "pictures need Pillow; threadreader doctor shows how to install it" in lines(app)[-1]


async def test_without_colours_blocks_are_none(reading: Reading) -> None:
    app = reading(pictures="blocks", theme="mono")
    async with app.run_test(size=(100, 30)) as pilot:
        await show(pilot)
        assert "pictures need colours" in lines(app)[-1]


async def test_one_that_is_closed_while_it_is_drawn_leaves_the_program_running(reading: Reading) -> None:
    app = reading(pictures="blocks")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "g", "a", "I")
        viewer = app.screen
        assert isinstance(viewer, PictureScreen)
        await press(pilot, "escape")
        await pilot.app.workers.wait_for_complete()
        assert app.screen is not viewer
        viewer.show_message("too late")  # as what was to come after a frame or from another process does
        await press(pilot, "j")
        assert app.is_running


async def test_moves_say_where_there_is_nothing_to_go_to(reading: Reading) -> None:
    app = reading(pictures="blocks")
    async with app.run_test(size=(100, 30)) as pilot:
        await show(pilot)
        await press(pilot, "j")
        assert "the only picture here" in lines(app)[-1]


@pytest.mark.parametrize(
    ("variables", "form"),
    [
        ({}, GraphicsProtocol.BLOCKS),
        ({"TERM": "xterm-256color"}, GraphicsProtocol.BLOCKS),
        ({"TERM": "xterm-kitty"}, GraphicsProtocol.KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, GraphicsProtocol.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, GraphicsProtocol.KITTY),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230804"}, GraphicsProtocol.KITTY),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "210400"}, GraphicsProtocol.BLOCKS),
        ({"TERM": "foot"}, GraphicsProtocol.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, GraphicsProtocol.SIXEL),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/t,1,0"}, GraphicsProtocol.BLOCKS),
        ({"TERM": "screen", "TERM_PROGRAM": "iTerm.app"}, GraphicsProtocol.BLOCKS),
    ],
)
def test_the_environment_says_what_the_terminal_takes(variables: dict[str, str], form: GraphicsProtocol) -> None:
    assert terminal.detect_protocol("auto", variables) is form
    assert terminal.detect_protocol("sixel", variables) is GraphicsProtocol.SIXEL
