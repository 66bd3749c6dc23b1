"""Every key on some screens; `sweep` goes through all of them."""

from pathlib import Path

import pytest

from sweep import Sweep, pressed_keys


@pytest.mark.slow
@pytest.mark.parametrize("screen", ["library", "replies"])
async def test_every_key_does_something_or_says_why_not(screen: str, tmp_path: Path) -> None:
    swept = Sweep(tmp_path)
    await swept.screen(screen, "60x20", pressed_keys())
    assert (swept.silent, swept.wide, swept.failed) == ([], [], [])
    assert swept.pressed == len(pressed_keys())
