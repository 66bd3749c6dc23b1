"""The saves of a thread on the screen: listed from the thread and the library, one shown, two compared, one dropped."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from blog import blog_page
from screens import lines, press, session, until
from shelf import visit
from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.session import Pane
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens.library import LibraryScreen
from threadreader.tui.screens.views import SavedScreen

OLD, NEW = blog_page("One", "Two words", "Three"), blog_page("One", "Two other words")
WIDE = (140, 30)


def program(*, number: int | None = 1) -> ThreadreaderApp:
    """The program with two saves of a thread, which was read before, in its library."""
    library = Library.open(find_paths())
    for name, page in (("old.html", OLD), ("new.html", NEW)):
        library.import_page(FileSource(Path(name), content=page))
    visit(library, 1)
    starred = Progress(starred=frozenset({CommentId("comment-3")}))
    library.save_progress(1, starred, Progress())
    return ThreadreaderApp(library, Config(), number=number)


def status(pilot: Pilot[Any]) -> str:
    return lines(pilot.app)[-1]


async def list_saves(pilot: Pilot[Any]) -> None:
    await press(pilot, "g", "S")
    await until(pilot, lambda: any("3 replies" in line and "old.html" in line for line in lines(pilot.app)))


@pytest.mark.way
async def test_a_save_is_shown_as_it_was_and_escape_goes_back_to_the_reply_that_was_read() -> None:
    app = program()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "j")
        assert session(app).cursor == "comment-2"
        await list_saves(pilot)
        await press(pilot, "G", "enter")
        await until(pilot, lambda: isinstance(app.screen, SavedScreen))
        await pilot.pause()
        assert "as saved" in lines(app)[0]
        assert "changes are not kept" in status(pilot)
        assert "Two words" in "\n".join(lines(app))
        await press(pilot, "j")
        assert "as saved" in status(pilot)
        assert "esc back to the thread" in status(pilot)
        for key in ("asterisk", "r", "g,x", "m,a", "v,enter"):
            await press(pilot, *key.split(","))
            assert "a save cannot be changed" in status(pilot)
        await press(pilot, "escape", "escape")
        assert not isinstance(app.screen, SavedScreen)
        assert session(app).cursor == "comment-3"
        assert "Two other words" in "\n".join(lines(app))
    with Library.open(find_paths()) as library:
        assert library.load_progress(1).starred == {"comment-3"}
        assert not library.load_progress(1).muted


async def test_from_a_save_the_library_is_one_key_away() -> None:
    app = program()
    async with app.run_test(size=WIDE) as pilot:
        await list_saves(pilot)
        await press(pilot, "G", "enter")
        await until(pilot, lambda: isinstance(app.screen, SavedScreen))
        await press(pilot, "g", "l")
        await until(pilot, lambda: isinstance(app.screen, LibraryScreen))


async def test_from_a_save_another_is_shown() -> None:
    app = program()
    async with app.run_test(size=WIDE) as pilot:
        await list_saves(pilot)
        await press(pilot, "G", "enter")
        await until(pilot, lambda: isinstance(app.screen, SavedScreen))
        await list_saves(pilot)
        assert any("shown" in line and "old.html" in line for line in lines(app))
        await press(pilot, "k", "enter")
        await until(pilot, lambda: isinstance(app.screen, SavedScreen) and len(session(app).opened.skeleton) == 2)
        await list_saves(pilot)
        await press(pilot, "g", "g", "enter")
        await until(pilot, lambda: not isinstance(app.screen, SavedScreen))
        assert len(session(app).opened.skeleton) == 3


async def test_the_article_of_a_save_leads_back_to_the_article() -> None:
    app = program()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "a")
        await list_saves(pilot)
        await press(pilot, "G", "enter")
        await until(pilot, lambda: isinstance(app.screen, SavedScreen))
        assert session(app).pane is Pane.ARTICLE
        await press(pilot, "q")
        assert session(app).pane is Pane.ARTICLE


@pytest.mark.parametrize("size", [(160, 45), (40, 12)])
async def test_two_saves_are_compared_at_every_size(size: tuple[int, int]) -> None:
    app = program()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "g", "S")
        await until(pilot, lambda: "3 replies" in "\n".join(lines(app)))
        await press(pilot, "j", "c")
        await until(pilot, lambda: "edited" in "\n".join(lines(app)))
        shown = "\n".join(lines(app))
        assert "1 edited, 1 gone from" in shown
        assert "gone" in shown
        await press(pilot, "enter")
        await pilot.pause()
        assert "{+other+}" in "\n".join(lines(app))
        await press(pilot, "escape")
        assert "{+other+}" not in "\n".join(lines(app))
        await press(pilot, "g", "S", "j", "c")
        await until(pilot, lambda: "1 edited, 1 gone from" in "\n".join(lines(app)))
        await press(pilot, "escape")
        assert "2 saves" in "\n".join(lines(app))
        await press(pilot, "escape")
        assert "2 saves" not in "\n".join(lines(app))


async def test_a_save_is_dropped_and_the_thread_opened_again_at_the_same_reply() -> None:
    app = program()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "j")
        await list_saves(pilot)
        await press(pilot, "G", "D")
        assert "D again deletes it for good, with 1 reply in no other save" in status(pilot)
        await press(pilot, "D")
        await until(pilot, lambda: "deleted: the save of" in status(pilot))
        assert len(session(app).opened.skeleton) == 2
        assert session(app).cursor == "comment-2"
        await press(pilot, "g", "S", "D")
        assert "the only save cannot be deleted" in status(pilot)
    with Library.open(find_paths()) as library:
        assert len(library.find("1").page.saves) == 1
        assert library.load_progress(1).starred == {"comment-3"}


async def test_the_saves_are_listed_from_the_library_and_the_thread_opened_again_over_it() -> None:
    app = program(number=None)
    async with app.run_test(size=WIDE) as pilot:
        await list_saves(pilot)
        await press(pilot, "G", "D", "D")
        await until(pilot, lambda: "deleted: the save of" in status(pilot))
        assert len(app.screen_stack) == 2
        await press(pilot, "q")
        assert isinstance(app.screen, LibraryScreen)


async def test_what_is_lost_of_a_save_is_said_on_one_line_and_what_is_damaged_is_parsed_again() -> None:
    app = program()
    with app.library.database.writing() as connection:
        connection.execute("UPDATE part SET read = x'00'")
    async with app.run_test(size=WIDE) as pilot:
        await list_saves(pilot)
        with app.library.database.writing() as connection:
            connection.execute("DELETE FROM part")
            connection.execute("DELETE FROM original")
        await press(pilot, "G", "enter")
        await until(pilot, lambda: "is damaged" in status(pilot))
        await press(pilot, "g", "S", "j", "c")
        await until(pilot, lambda: "is damaged" in status(pilot))
        await press(pilot, "D", "D")
        await until(pilot, lambda: "is damaged" in status(pilot))
        assert len(session(app).saves) == 2


async def test_another_window_may_drop_it_first() -> None:
    app = program()
    async with app.run_test(size=WIDE) as pilot:
        await list_saves(pilot)
        with Library.open(find_paths()) as other:
            from threadreader.library.refresh import drop_save

            drop_save(other.database, 1, other.find("1").page.saves[0].digest)
        await press(pilot, "G", "enter")
        await until(pilot, lambda: "no longer has this save" in status(pilot))


async def test_nothing_is_dropped_in_a_library_that_is_read_only() -> None:
    app = program()
    app.library.database.read_only = True
    app.library.notice = "read-only: changes are not saved"
    async with app.run_test(size=WIDE) as pilot:
        await list_saves(pilot)
        await press(pilot, "G", "D", "D")
        await until(pilot, lambda: "read-only" in status(pilot))
        assert len(session(app).saves) == 2
