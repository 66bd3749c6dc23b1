"""Garbage is looked for while no key is awaited."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from threadreader.tui import app


class _Thing:
    """What refers to itself, so that only a look through everything finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def old_garbage() -> Iterator[weakref.ref[_Thing]]:
    """Garbage that has outlived the looks through what is young; nothing looks through everything by itself."""
    threshold = gc.get_threshold()
    gc.set_threshold(100_000, 1_000, 1_000)
    gc.collect()
    thing = _Thing()
    for _ in range(20):
        gc.collect(1)
    known = weakref.ref(thing)
    del thing
    yield known
    gc.set_threshold(*threshold)


def test_everything_is_looked_through_when_no_key_came_for_a_while(old_garbage: weakref.ref[_Thing]) -> None:
    app.collect_when_idle(since_key=5.0)
    assert old_garbage() is None


def test_nothing_is_begun_soon_after_a_key(old_garbage: weakref.ref[_Thing]) -> None:
    app.collect_when_idle(since_key=0.1)
    assert old_garbage() is not None


def test_nothing_is_looked_through_again_before_it_is_worth_it(old_garbage: weakref.ref[_Thing]) -> None:
    app.collect_when_idle(since_key=5.0)
    thing = _Thing()
    known = weakref.ref(thing)
    del thing
    app.collect_when_idle(since_key=5.0)
    assert known() is not None
    assert old_garbage() is None


def test_what_is_there_when_it_begins_is_not_looked_through(request: pytest.FixtureRequest) -> None:
    threshold, was_on = gc.get_threshold(), gc.isenabled()
    gc.unfreeze()
    request.addfinalizer(lambda: gc.set_threshold(*threshold))
    gc.disable()
    request.addfinalizer(gc.enable if was_on else gc.disable)
    app.enable_collection()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
