import ctypes
import gc

import pytest

from threadreader.collector import gc_paused, release_memory


def _fail() -> None:
    assert not gc.isenabled()
    raise ValueError("problem")


@pytest.mark.parametrize("on", [True, False])
def test_garbage_is_looked_for_afterwards_if_it_was_before(*, on: bool) -> None:
    (gc.enable if on else gc.disable)()
    try:
        with pytest.raises(ValueError, match="problem"), gc_paused():
            _fail()
        assert gc.isenabled() == on
        with gc_paused() as afterwards:
            assert afterwards == on
    finally:
        gc.enable()


def test_free_memory_is_given_back_where_the_system_has_a_call_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Library:
        def __init__(self, _: None) -> None:
            self.malloc_trim = asked.append

    monkeypatch.setattr(ctypes, "CDLL", Library)
    release_memory()
    assert asked == [0]


@pytest.mark.parametrize("problem", [AttributeError, OSError, TypeError])
def test_a_system_without_such_a_call_keeps_free_memory(
    monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:
    def load(_: None) -> None:
        raise problem

    monkeypatch.setattr(ctypes, "CDLL", load)
    release_memory()
