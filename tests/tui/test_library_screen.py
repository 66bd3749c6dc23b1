from textual.app import App
from textual.widgets import OptionList

from screens import lines, press
from shelf import shelve
from sketch import sketch
from threadreader.config import Config
from threadreader.library import Library
from threadreader.paths import find_paths
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.library_screen import LibraryScreen
from threadreader.tui.theme import DARK


def library(count: int, title: str = "Page") -> Library:
    stored = Library.open(find_paths())
    for number in range(1, count + 1):
        shelve(stored, sketch(f"# {title} {number}\n\nann: Hi"))
    return stored


def listed(count: int, title: str = "Page") -> ThreadreaderApp:
    return ThreadreaderApp(library(count, title), Config())


def highlighted(app: App[None]) -> int | None:
    return app.screen.query_one(OptionList).highlighted


async def test_the_list_shows_the_number_of_each_thread() -> None:
    app = listed(12)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        titles = [line for line in lines(app) if "  Page " in line]
        assert [title.split()[0] for title in titles] == [title.split()[-1] for title in titles]
        assert len({title.index("Page") for title in titles}) == 1
        assert len(titles) == 12


async def test_a_long_title_stays_on_its_line() -> None:
    app = listed(2, "A very long title " * 6)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        titles = [line for line in lines(app) if "A very" in line]
        assert len(titles) == 2
        assert all(title.endswith("…") for title in titles)


async def test_the_list_begins_on_the_thread_asked_for_and_shows_it() -> None:
    app = listed(30)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert highlighted(app) == 0
        await app.push_screen(LibraryScreen(app.library, DARK, at=25))
        await pilot.pause()
        assert highlighted(app) == 24
        assert any("25  Page 25" in line for line in lines(app))
        await app.push_screen(LibraryScreen(app.library, DARK, at=99))
        await pilot.pause()
        assert highlighted(app) == 0, "a thread that is gone"


async def test_a_key_with_nothing_to_do_says_so_until_the_next() -> None:
    app = listed(3)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        for key, name in (("question_mark", "?"), ("x", "x"), ("f5", "f5"), ("ctrl+t", "^t")):
            await press(pilot, key)
            assert f" {name} does nothing here" in lines(app)[-1]
            assert "q leaves" in lines(app)[-1]
        for key in ("j", "G", "g", "ctrl+d", "ctrl+u", "space", "down", "end"):
            await press(pilot, "x", key)
            assert "does nothing" not in lines(app)[-1]
        assert highlighted(app) == 2


async def test_an_empty_library_says_how_to_fill_it() -> None:
    app = listed(0)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "G", "ctrl+d", "space", "enter")
        assert "The library is empty" in lines(app)[-1]
