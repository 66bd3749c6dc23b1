"""The list of the pages in a file of several."""

from datetime import UTC, datetime

import pytest

from screens import lines, press
from threadreader.config import Config
from threadreader.library.files import InnerPage
from threadreader.tui.app import PageScreen, _Choosing
from threadreader.tui.theme import make_setup

SAVED = datetime(2024, 3, 5, 12, tzinfo=UTC)


def choosing(*pages: InnerPage, signs: str = "lines") -> _Choosing:
    config = Config(signs=signs)
    return _Choosing(PageScreen(pages, "crawl.warc", make_setup(config)[0]))


def several(count: int = 3) -> _Choosing:
    return choosing(*(InnerPage(f"https://blog.example/{n}/", f"Page {n}", SAVED) for n in range(1, count + 1)))


async def test_each_page_is_shown_with_its_title_and_address() -> None:
    app = several()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert lines(app)[0].split() == ["crawl.warc", "3", "pages"]
        assert " Page 2" in lines(app)
        assert " https://blog.example/2/ · 2024-03-05" in lines(app)


@pytest.mark.way
async def test_the_one_that_is_chosen_is_the_answer() -> None:
    app = several()
    async with app.run_test() as pilot:
        await pilot.pause()
        await press(pilot, "j", "j", "k", "enter")
        await pilot.pause()
    assert app.return_value == 1


async def test_a_reader_may_choose_none() -> None:
    for key in ("q", "escape"):
        app = several()
        async with app.run_test() as pilot:
            await pilot.pause()
            await press(pilot, key)
            await pilot.pause()
        assert app.return_value is None


async def test_keys_that_do_nothing_say_so_and_long_lists_scroll() -> None:
    app = several(200)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        await press(pilot, "z")
        assert any("z" in line for line in lines(app)[-1:])
        await press(pilot, "G")
        assert " Page 200" in lines(app)


@pytest.mark.way
async def test_titles_are_no_markup_and_may_be_missing() -> None:
    app = choosing(InnerPage("pages/a.html", "[/] [@click=app.quit]x[/]"), InnerPage("pages/b.html"))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert " [/] [@click=app.quit]x[/]" in lines(app)
        assert " b.html" in lines(app)


async def test_the_next_theme_is_shown_here_as_well() -> None:
    app = several()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "f2")
        await pilot.pause()
        assert "theme: light" in lines(app)[-1]
        assert app.theme == "light"


async def test_the_terminals_cursor_is_at_the_page_where_signs_are_words() -> None:
    pages = [InnerPage(f"https://blog.example/{n}/", f"Page {n}", SAVED) for n in range(1, 31)]
    app = choosing(*pages, signs="none")
    async with app.run_test(size=(60, 20)) as pilot:
        for key, page in (("j", "Page 2"), ("G", "Page 30"), ("k", "Page 29")):
            await press(pilot, key)
            x, y = app.cursor_position
            assert lines(app)[y][x:].strip() == page
