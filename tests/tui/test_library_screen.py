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
from threadreader.tui.reader_screen import ReaderScreen


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
        await app.push_screen(LibraryScreen(app.library, app.setup, at=25))
        await pilot.pause()
        assert highlighted(app) == 24
        assert any("25  Page 25" in line for line in lines(app))
        await app.push_screen(LibraryScreen(app.library, app.setup, at=99))
        await pilot.pause()
        assert highlighted(app) == 0, "a thread that is gone"


async def test_a_key_with_nothing_to_do_says_so_until_the_next() -> None:
    app = listed(3)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        for key, name in (("x", "x"), ("f5", "F5"), ("ctrl+t", "^t")):
            await press(pilot, key)
            assert f" {name} does nothing here" in lines(app)[-1]
        for key in ("j", "G", "k", "ctrl+d", "ctrl+u", "space", "home", "end"):
            await press(pilot, "x", key)
            assert "does nothing" not in lines(app)[-1]
        assert highlighted(app) == 2
        await press(pilot, "j")
        assert "end of the list" in lines(app)[-1]


async def test_the_keys_of_lists_go_through_it() -> None:
    app = listed(40)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        await press(pilot, "j", "j", "k")
        assert highlighted(app) == 1
        await press(pilot, "3", "j")
        assert highlighted(app) == 4
        await press(pilot, "G")
        assert highlighted(app) == 39
        await press(pilot, "g", "g")
        assert highlighted(app) == 0
        await press(pilot, "7", "G")
        assert highlighted(app) == 6
        await press(pilot, "home", "ctrl+d")
        half = highlighted(app) or 0
        await press(pilot, "home", "space")
        assert (highlighted(app) or 0) > half > 0
        await press(pilot, "b")
        assert highlighted(app) == 0


async def test_the_help_shows_the_keys_of_the_list() -> None:
    app = listed(1)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "question_mark")
        assert any("Keys" in line for line in lines(app))
        await press(pilot, "question_mark", "enter")
        assert isinstance(app.screen, ReaderScreen)


async def test_an_empty_library_says_how_to_fill_it() -> None:
    app = listed(0)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "G", "ctrl+d", "space", "enter")
        assert "The library is empty" in lines(app)[-1]
