"""The first minute of somebody who has no library: each key is one that the screen names."""

import re

import pytest

from screens import lines, press, session
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.session import Pane
from threadreader.tui.app import ThreadreaderApp

_KEYS = {"enter": "enter", "space": "space", "tab": "tab", ">": "greater_than_sign", "^o": "ctrl+o"}
_NAMED = (
    r"(enter) +opens the demo",
    r"(space) next page",
    r"(tab) (?:switch )?to the replies",
    r"(>) go to (?:what this reply quotes|its source)",
    r"(\^o) back",
)
"""What leads on, as the screens say it."""


@pytest.mark.way
@pytest.mark.parametrize("size", [(160, 45), (80, 24), (40, 12)])
async def test_in_five_keys_the_article_is_begun_a_quotation_followed_and_left_again(size: tuple[int, int]) -> None:
    app = ThreadreaderApp(Library.open(find_paths()), Config())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown, jumps = list[str](), list[int]()
        for named in _NAMED:
            found = re.search(named, "\n".join(lines(app)))
            assert found, f"nothing leads on: {lines(app)[-1]}"
            await press(pilot, _KEYS[found[1]])
            await app.workers.wait_for_complete()
            await pilot.pause()
            shown.append(" ".join(" ".join(lines(app)).split()))
            jumps.append(len(session(app).jumps.behind))
        assert "The clock on the old customs house" in shown[0]
        assert jumps == [0, 0, 0, 1, 0]
        assert session(app).pane is Pane.REPLIES
        assert "A public clock is" in shown[4]
