"""What tests of the screen get: libraries that are closed, and no reply that is read because a machine is slow."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from threadreader.library import Library


@pytest.fixture(autouse=True)
def _closing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    really_open = Library.open
    with ExitStack() as opened:

        def open_until_the_end(*arguments: Any, **named: Any) -> Library:
            return opened.enter_context(really_open(*arguments, **named))

        monkeypatch.setattr(Library, "open", open_until_the_end)
        yield


@pytest.fixture(autouse=True)
def _nothing_read_by_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    for span in ("GLANCE", "DWELL"):
        monkeypatch.setattr(f"threadreader.session.watch.{span}", float("inf"))
