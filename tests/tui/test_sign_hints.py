"""Signs are explained on the status line, each once."""

from pathlib import Path

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.preferences import Preferences
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.theme import make_setup

TALK = "# On clocks\n\nThe clock is slow today.\n\nann: One.\n  bob: Two.\n  carl: Three.\n"


def app_of_a_newcomer(file: Path, config: Config | None = None) -> ThreadreaderApp:
    app = reading(TALK, config=config)
    app.setup.preferences.file = file
    return app


async def test_a_sign_is_explained_when_it_is_first_on_what_is_read_and_never_again(tmp_path: Path) -> None:
    file = tmp_path / "preferences.json"
    app = app_of_a_newcomer(file)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "● unread · n next unread" in lines(app)[-1]
        await press(pilot, "h")
        assert "▸ +2 ↩ collapsed · l expand" in lines(app)[-1]
        await press(pilot, "l")
        await press(pilot, "h")
        assert "collapsed" not in lines(app)[-1]
    assert Preferences.load(file).used.keys() >= {"sign.folded", "sign.unread"}


async def test_a_message_is_not_hidden_by_it_nor_is_a_search(tmp_path: Path) -> None:
    app = app_of_a_newcomer(tmp_path / "preferences.json")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "slash", *"two", "enter")
        assert "● unread" not in lines(app)[-1]
        assert "1 of 1" in lines(app)[-1]


async def test_words_explain_themselves(tmp_path: Path) -> None:
    app = app_of_a_newcomer(tmp_path / "preferences.json", Config(signs="none"))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "tab")
        assert "● unread" not in lines(app)[-1]


async def test_a_hit_of_the_library_is_said_first_and_the_sign_with_the_next_key(tmp_path: Path) -> None:
    library = reading(TALK).library
    setup, _ = make_setup(Config(), preferences=Preferences(file=tmp_path / "preferences.json"))
    app = ThreadreaderApp(library, Config(), setup)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "slash", *"two", "enter", "enter")
        assert "match 1 of 1" in lines(app)[-1]
        await press(pilot, "escape")
        assert "● unread" in lines(app)[-1]
