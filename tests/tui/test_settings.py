"""What a reader chose on the screen is there the next time."""

import pytest

from screens import lines, press, session
from shelf import reading
from threadreader.config import Config
from threadreader.paths import find_paths
from threadreader.preferences import HINT_LIMIT, Preferences
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.theme import make_setup

TALK = "# A talk\n\nWords.\n\nann: One.\n  bob: Two.\n    carl: Three."


def begun(config: Config | None = None, *, named: frozenset[str] = frozenset()) -> ThreadreaderApp:
    """The program as it is started again, with the file of the time before."""
    config = config or Config()
    app = reading(TALK, config=config)
    setup, _ = make_setup(config, preferences=Preferences.load(find_paths().preferences_file), named=named)
    return ThreadreaderApp(app.library, config, setup, number=app._number)


@pytest.mark.way
async def test_theme_divider_widths_and_lines_above_are_as_they_were() -> None:
    async with begun().run_test(size=(160, 45)) as pilot:
        await press(pilot, "f2", "alt+equals_sign", "plus", "g", "s")
        left = session(pilot.app).arrangement
    again = begun()
    async with again.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        assert again.theme == "light"
        assert session(again).arrangement == left
        assert session(again).settings.reply_width == 76
        await press(pilot, "equals_sign")
        assert session(again).settings.reply_width == 72


async def test_what_the_settings_say_holds() -> None:
    async with begun().run_test(size=(160, 45)) as pilot:
        await press(pilot, "f2", "plus")
    again = begun(Config(theme="contrast", reply_width=60), named=frozenset({"theme", "reply_width"}))
    async with again.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        assert again.theme == "contrast"
        assert session(again).settings.reply_width == 60


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"article_share": 7.5}, {"reply_width": 3_000}])
async def test_a_choice_that_is_none_is_not_taken(wrong: dict[str, object]) -> None:
    preferences = Preferences.load(find_paths().preferences_file)
    for name, value in wrong.items():
        setattr(preferences, name, value)
    preferences.save()
    app = begun()
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        assert app.theme == "dark"
        assert session(app).settings.reply_width == 72
        assert session(app).preferences.share is None


async def test_a_hint_is_gone_when_its_key_was_used_often_enough() -> None:
    app = begun()
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        assert "x preview" in lines(app)[-1] or "space next page" in lines(app)[-1]
        assert "n next unread" in lines(app)[-1]
        await press(pilot, *["n"] * HINT_LIMIT)
        assert "n next unread" not in lines(app)[-1]
        assert "? help" in lines(app)[-1]


async def test_a_question_says_its_keys_however_often_they_were_used() -> None:
    app = reading(TALK.replace("One.", "See [there](https://example.org/)."))
    for action in ("link.confirm", "link.copy", "app.back-out", "link.open"):
        app.setup.preferences.used = {**app.setup.preferences.used, action: HINT_LIMIT}
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, "o")
        assert "enter open" in lines(app)[-1]
        assert "y copy" in lines(app)[-1]
