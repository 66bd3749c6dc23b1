import gc

import pytest

from threadreader.collector import gc_paused


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
