"""What tests of the screen get: libraries that are closed, and no reply that is read because a machine is slow."""

import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from textual import _wait
from textual.pilot import Pilot

from screens import has_something_to_do
from threadreader.library.library import Library

_GLANCE = 0.002
_MOST_PAUSES = 1000


@pytest.fixture(autouse=True)
def _closing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    really_open = Library.open
    with ExitStack() as opened:

        def open_until_the_end(*arguments: Any, **named: Any) -> Library:
            return opened.enter_context(really_open(*arguments, **named))

        monkeypatch.setattr(Library, "open", open_until_the_end)
        yield


@pytest.fixture(autouse=True)
def _downloads_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty library offers pages from a folder that is the test's own, and not there yet."""
    monkeypatch.setattr("threadreader.tui.library_actions.find_downloads", lambda: tmp_path / "downloads")


@pytest.fixture(autouse=True)
def _browsers_looked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What BROWSER named in another test is kept by the module for the whole process, and may wait for ever."""
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})


@pytest.fixture(autouse=True)
def _nothing_read_by_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    for span in ("GLANCE", "DWELL"):
        monkeypatch.setattr(f"threadreader.session.panes.{span}", float("inf"))


@pytest.fixture(autouse=True)
def _pauses_until_all_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's own pause ends where the process uses little time, as it also does where the machine gives it none.

    It may look soon, then: how long it waits at the least is most of the time that a test takes.
    """
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", _GLANCE)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", _GLANCE / 4)
    really_pause = Pilot.pause

    async def pause(pilot: Pilot[Any], delay: float | None = None) -> None:
        await really_pause(pilot, delay)
        for _ in range(_MOST_PAUSES):
            if not has_something_to_do(pilot.app):
                return
            await really_pause(pilot)
        pytest.fail("the screen does not come to rest")

    monkeypatch.setattr(Pilot, "pause", pause)
