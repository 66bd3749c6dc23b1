"""Keys typed faster than screens open and close: each is done by the screen that it was meant for, or dropped."""

from pathlib import Path

import pytest
from rich.style import Style
from textual import events
from textual.command import CommandList
from textual.pilot import Pilot

from monkey import parse, run, stock
from screens import lines, press, session
from shelf import reading
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.session.actions import finding
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.keys import KEYS
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.screens.export import ExportScreen
from threadreader.tui.screens.help import HelpScreen, Palette
from threadreader.tui.screens.reader import ReaderScreen

TALK = "# Tides\n\nThe article.\n\nann: First\n  bob: > First\n\n       Second\ncarl: Third\n"
BY_ID = {key.id: key for key in KEYS}


def type_ahead(app: ThreadreaderApp, *sequences: str) -> None:
    """Send what a terminal sends, before any of it is answered."""
    for sequence in sequences:
        for event in parse(sequence):
            app.post_message(event)


async def rest(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()


@pytest.mark.parametrize(
    "keys",
    [
        (":", "\r", "\r"),
        ("\x10", "\r", "\r", "\r"),
        (":", "z", "M", "\x1b[5~", "\x1b[6~", "\r"),
        (":", "\x1b[6~", "\x1b[5~", "\x1b", "j"),
        ("?", ":", "c", "l", "\r", "q", "q"),
        ("?", "/", "x", "\x1b", "\x1b", "\x1b", "/", "q"),
        ("s", "\t", "\t", "\t", "\t", "q", "\x1b", "q", "y"),
        ("s", ":", "n", "e", "x", "t", "\r", "\r", "\x1b", "\x1b"),
        ("@", "\x1b", "j", "\r", " ", "c"),
        ("/", "x", "y", "z", "\x1b", "n", "N"),
        ("q", "q", "j", ":", "?"),
        ("Q", ":", "?", "/", "s"),
        ("?", "Q", "\r", ":"),
    ],
)
async def test_a_burst_of_keys_ends_nothing_but_what_it_asks_to_end(keys: tuple[str, ...]) -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        type_ahead(app, *keys)
        await rest(pilot)
        type_ahead(app, *keys)
        await rest(pilot)


async def test_an_action_that_is_chosen_as_its_screen_closes_is_dropped() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        for key, kind, chosen in (("?", HelpScreen, "help.find"), ("s", ExportScreen, "export.next")):
            await press(pilot, key)
            screen = app.screen
            assert isinstance(screen, KeyScreen)
            assert type(screen) is kind
            screen.close_with()
            await screen.perform(BY_ID[chosen])
            await rest(pilot)
            await screen.perform(BY_ID[chosen])
            assert type(app.screen) is ReaderScreen


async def test_a_thread_that_is_left_as_the_program_ends_opens_no_list() -> None:
    with Library.open(find_paths()) as library:
        stock(library)
        app = ThreadreaderApp(library, Config())
        async with app.run_test(size=(100, 30)) as pilot:
            await press(pilot, "enter")
            assert type(app.screen) is ReaderScreen
            below = app.screen_stack[0]
            assert isinstance(below, KeyScreen)
            below.is_closed = True
            await below.query("*").remove()
            await app.screen.dismiss(0)
            await rest(pilot)


async def test_a_theme_that_is_chosen_as_the_program_ends_is_shown_nowhere() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "?")
        assert type(app.screen) is HelpScreen
        app.exit()
        await app.screen.query("*").remove()
        app.on_key_screen_theme_chosen(KeyScreen.ThemeChosen("dark"))


async def test_a_click_on_what_the_palette_finds_no_longer_is_dropped() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "colon")
        await rest(pilot)
        found = app.screen.query_one(CommandList)
        found.clear_options()
        # It was where the click is when that came.
        style = Style(meta={"option": 1})
        await found._on_message(events.Click(found, 2, 1, 0, 0, 1, False, False, False, 2, 1, style))
        assert type(app.screen) is Palette


async def test_what_comes_when_the_list_of_the_palette_is_gone_is_dropped() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "colon")
        await rest(pilot)
        palette = app.screen
        assert isinstance(palette, Palette)
        await palette.query_one(CommandList).remove()
        await press(pilot, "down", "grave_accent", "pagedown", "backspace")
        palette._list_visible = not palette._list_visible
        await press(pilot, "enter", "escape")
        assert type(app.screen) is ReaderScreen


async def test_an_action_of_a_list_that_was_closed_meanwhile_is_dropped() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "at")
        assert session(app).open_list
        await press(pilot, "escape")
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        for chosen in ("list.down", "people.mark", "people.color", "link.confirm", "link.copy"):
            await screen.perform(BY_ID[chosen])
        assert session(app).open_list is None


async def test_a_choice_for_the_file_name_changes_nothing() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "s", "shift+tab")
        screen = app.screen
        assert isinstance(screen, ExportScreen)
        before = screen._form.choice
        for chosen in ("export.next", "export.previous", "export.toggle"):
            await screen.perform(BY_ID[chosen])
        assert screen._form.choice == before


async def test_the_next_match_of_a_search_without_one_is_none() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        finding.search(session(app), "nowhere")
        assert finding.next_match(session(app), None) == "no match for nowhere"
        assert finding.previous_match(session(app), 3) == "no match for nowhere"


@pytest.mark.parametrize("text", ["q", "\x1b[A", "D", "\x1b\x1b", "two\rlines\r", "\x11", "Q\nQ\n"])
async def test_a_paste_presses_no_key(text: str) -> None:
    with Library.open(find_paths()) as library:
        stock(library)
        app = ThreadreaderApp(library, Config())
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            before = lines(app)
            type_ahead(app, f"\x1b[200~{text}\x1b[201~")
            await rest(pilot)
            assert lines(app) == before
            await press(pilot, "slash")
            type_ahead(app, f"\x1b[200~{text}\x1b[201~")
            await rest(pilot)
            assert app.is_running
            assert app.screen.focused is not None
        assert len(library.threads()) == 4


@pytest.mark.slow
# A worker that is cancelled before it began has a coroutine that nobody awaits.
@pytest.mark.filterwarnings("ignore:coroutine", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("seed", [3, 6])
async def test_a_monkey_ends_nothing(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Library.open(find_paths()) as library:
        assert (await run(library, seed, 500)).pressed >= 500
        assert len(library.threads()) <= 4


@pytest.mark.parametrize("keys", [("s", "\x1b", "j"), ("s", "\x1b", "?", "q", "s", "q", "j")])
async def test_keys_behind_the_one_that_closes_a_box_are_for_the_screen_below(keys: tuple[str, ...]) -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        before = session(app).cursor
        type_ahead(app, *keys)
        await rest(pilot)
        await rest(pilot)
        assert type(app.screen) is ReaderScreen
        assert session(app).cursor != before


async def test_keys_behind_the_one_that_opens_a_box_come_in_order() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        type_ahead(app, "?", "?", "/", *"scroll")
        await rest(pilot)
        assert any("scroll" in line for line in lines(app))
