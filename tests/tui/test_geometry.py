"""Every screen at every size: nothing raises, nothing is wider than the terminal, nothing is lost."""

import pytest

from screens import lines, press, strips
from shelf import reading
from threadreader.config import Config
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens import base

TALL = "word " * 300
TALK = f"""
# A title that is rather long for the narrow ones among the terminals that there are

A paragraph of the article with wide characters 漢字かな交じり文 and an emoji family 👩‍👩‍👧‍👦 in it. {TALL}

ann: > A paragraph of the article

     {TALL}
  Bartholomäus-von-und-zu-Hohenzollern-Sigmaringen-the-Third-of-That-Name*: 短い返事
    carl: x
      dora: {"w" * 400}
"""
QUOTES = (("c1", "A paragraph of the article", ""),)
SIZES = [
    (1, 1),
    (250, 3),
    (5, 60),
    (2, 3),
    (8, 4),
    (20, 6),
    (36, 10),
    (40, 12),
    (60, 20),
    (79, 17),
    (100, 30),
    (120, 18),
    (160, 45),
    (250, 60),
]
STATES: dict[str, tuple[str, ...]] = {
    "replies": (),
    "article": ("tab",),
    "end": ("G",),
    "folded": ("z", "M"),
    "followed": ("greater_than_sign",),
    "searching": ("slash", "w", "o"),
    "people": ("at",),
    "newest": ("g", "n"),
    "map": ("t",),
    "by time": ("g", "t"),
    "conversation": ("j", "c"),
    "peeking": ("x",),
    "labels": ("f",),
    "filtering": ("ampersand", "w"),
    "strip": ("W",),
    "help": ("question_mark",),
    "finding a key": ("question_mark", "slash", "x"),
    "exporting": ("s",),
    "palette": ("colon",),
    "unfinished": ("z",),
}
LIBRARY_STATES: dict[str, tuple[str, ...]] = {
    "list": (),
    "help": ("question_mark",),
    "searching": ("slash", "w", "o"),
    "found": ("slash", *"word", "enter"),
    "filtering": ("ampersand", "a"),
    "removing": ("D",),
    "importing": ("i",),
    "palette": ("colon",),
}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "_HINTS_AFTER", 0.001)


async def assert_fits_every_size(app: ThreadreaderApp, keys: tuple[str, ...]) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, *keys)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            shown = strips(app)
            assert len(shown) == size[1], size
            assert {strip.cell_length for strip in shown} == {size[0]}, size


@pytest.mark.parametrize("state", STATES)
async def test_every_state_of_a_thread_fits(state: str) -> None:
    await assert_fits_every_size(reading(TALK, QUOTES), STATES[state])


@pytest.mark.parametrize("state", LIBRARY_STATES)
async def test_every_state_of_the_library_fits(state: str) -> None:
    library = reading(TALK, QUOTES).library
    await assert_fits_every_size(ThreadreaderApp(library, Config(signs="ascii", theme="mono")), LIBRARY_STATES[state])


async def test_where_there_is_no_room_one_line_says_so_and_everything_comes_back() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "G")
        before = lines(app)[:-1]
        await pilot.resize_terminal(19, 5)
        await pilot.pause()
        assert [line.strip() for line in lines(app) if line.strip()] == ["too small"]
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert lines(app)[:-1] == before


async def test_the_strip_shows_the_passage_that_the_reply_is_about() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "W")
        first, *_ = [line for line in lines(app) if "┈" in line]
        assert first.startswith("  ┈ ¶1 A paragraph of the article with wide characters")
        await press(pilot, "2", "G")
        assert any("┈ ¶1" in line for line in lines(app)), "it answers the one that quotes"


async def test_resizing_through_every_size_keeps_the_reader_at_the_reply() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, "3", "G")
        for size in reversed(SIZES):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.screen.session.cursor == "c3"  # type: ignore[attr-defined] # it is the reader screen
