"""From the end of a thread on to the next with something unread, and to the library from any thread."""

from typing import Any

import pytest
from rich.console import RenderableType
from textual.screen import Screen

from screens import lines, press, session, wait_until_idle
from shelf import shelve
from sketch import sketch
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens.library import LibraryScreen
from threadreader.tui.screens.reader import ReaderScreen

SIZE = (100, 30)


def _library() -> Library:
    """Four threads, the second of which is read, and the last has no replies."""
    stored = Library.open(find_paths())
    for title in ("Ash", "Bread", "Gardens"):
        shelve(stored, sketch(f"# {title}\n\nAbout {title}.\n\nann: One of {title}\n  bob: Two"))
    shelve(stored, sketch("# Salt\n\nAbout salt."))
    seen = frozenset({CommentId("c1"), CommentId("c2")})
    stored.save_progress(2, Progress(seen=seen), Progress())
    return stored


def _title(app: ThreadreaderApp) -> str:
    return session(app).opened.article.title


@pytest.mark.parametrize("key", ["space", "n", "full_stop"])
async def test_a_thread_that_was_opened_from_the_shell_is_followed_by_the_next_one_that_is_unread(key: str) -> None:
    app = ThreadreaderApp(_library(), Config(), number=1)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "G", "g", "U")
        session(app).read_state.mark_seen(range(2))
        await press(pilot, key)
        assert "again opens Salt" in lines(app)[-1]
        assert _title(app) == "Ash"
        await press(pilot, key)
        await pilot.pause()
        assert _title(app) == "Salt"
        assert "1" not in [entry.page.title for entry in app.library.threads() if entry.unread]
        await press(pilot, "space", "space")
        await pilot.pause()
        assert _title(app) == "Gardens"
        await press(pilot, "q")
    assert app.return_value is None


async def test_another_key_between_stays_in_the_thread() -> None:
    app = ThreadreaderApp(_library(), Config(), number=1)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "G")
        session(app).read_state.mark_seen(range(2))
        await press(pilot, "space", "k", "j", "space")
        await pilot.pause()
        assert (_title(app), "again opens Salt" in lines(app)[-1]) == ("Ash", True)


@pytest.mark.way
async def test_in_the_library_the_next_one_of_its_list_follows_and_leaving_comes_back_to_that() -> None:
    app = ThreadreaderApp(_library(), Config())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ampersand", *"-salt", "enter", "S", "S", "S", "g", "g", "enter")
        await pilot.pause()
        assert _title(app) == "Ash"
        session(app).read_state.mark_seen(range(2))
        await press(pilot, "tab", "G", "n", "n")
        await pilot.pause()
        assert _title(app) == "Gardens"
        session(app).read_state.mark_seen(range(2))
        await press(pilot, "tab", "G", "n")
        assert "again" not in lines(app)[-1]
        await press(pilot, "g", "l")
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        here = app.screen.session.here
        assert here is not None
        assert (here.page.title, here.unread) == ("Gardens", 0)


async def test_the_library_is_reached_from_a_thread_that_was_opened_from_the_shell() -> None:
    app = ThreadreaderApp(_library(), Config(), number=3)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "g", "l")
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.session.here is not None
        assert app.screen.session.here.number == 3
        await press(pilot, "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        await press(pilot, "q")
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        await press(pilot, "q")
    assert not app.is_running


async def test_the_library_is_not_drawn_between_two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    display = ThreadreaderApp._display

    def record(app: ThreadreaderApp, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is not None and not app._batch_count:
            drawn.append(type(screen))
        display(app, screen, renderable)

    monkeypatch.setattr(ThreadreaderApp, "_display", record)
    app = ThreadreaderApp(_library(), Config())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        await wait_until_idle(app, pilot)
        before = _title(app)
        drawn.clear()
        await press(pilot, "G", "n", "n")
        await wait_until_idle(app, pilot)
        assert _title(app) != before
        assert set(drawn) == {ReaderScreen}
        await press(pilot, "q")
        await wait_until_idle(app, pilot)
        assert drawn[-1] is LibraryScreen
