"""Words handed to a command: asked for, shown, stopped, copied, noted."""

import shlex
import sys
from typing import Any

import pytest
from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from screens import lines, press, wait_until_idle
from shelf import reading
from threadreader.config import Config, NamedCommand
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.tui.screens.main import OutputScreen
from threadreader.tui.screens.reader import ReaderScreen

TALK = """
# On slow clocks

The clock is slow.

ann: I like it so.
  bob: Fine.
"""
WIDE = (100, 24)
ECHO = "import sys; print(sys.stdin.read().upper())"
SLEEP = "import time; print('begun', flush=True); time.sleep(600)"


async def hand_to(pilot: Pilot[Any], code: str) -> None:
    """Hand what is here to Python code, and wait until it has printed something."""
    await press(pilot, "|")
    pilot.app.screen.query_one(Input).value = f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}"
    await press(pilot, "enter")
    while not isinstance(pilot.app.screen, OutputScreen) or not pilot.app.screen._printed:
        await pilot.pause(0.01)
    pilot.app.screen._draw()
    await wait_until_idle(pilot.app, pilot)


async def wait_for_end(pilot: Pilot[Any]) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, OutputScreen)
    while screen._run is None:
        await pilot.pause(0.01)
    await screen._run.wait()
    await wait_until_idle(pilot.app, pilot)


def shown(app: App[Any]) -> str:
    return "\n".join(lines(app))


@pytest.mark.way
async def test_a_reply_is_handed_to_a_command_and_what_it_prints_becomes_a_note() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "|")
        assert "receives the text of ann #1; for example wc -w" in shown(app)
        await press(pilot, "escape")
        await hand_to(pilot, ECHO)
        await wait_for_end(pilot)
        assert "I LIKE IT SO." in shown(app)
        assert "n note · y copy · esc close" in shown(app)
        await press(pilot, "n")
        await wait_until_idle(app, pilot)
        assert "noted, yellow" in lines(app)[-1]
    with Library.open(find_paths()) as library:
        (one,) = library.load_progress(1).annotations.values()
    assert (one.owner, one.exact, one.note) == ("c1", "I like it so.", "I LIKE IT SO.")


async def test_what_is_selected_is_handed_and_noted() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "e")
        await hand_to(pilot, ECHO)
        await wait_for_end(pilot)
        assert "I LIKE" in shown(app)
        await press(pilot, "n")
        await wait_until_idle(app, pilot)
    with Library.open(find_paths()) as library:
        (one,) = library.load_progress(1).annotations.values()
    assert (one.exact, one.note) == ("I like", "I LIKE")


async def test_a_command_that_does_not_end_is_stopped_and_keys_go_on_meanwhile() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await hand_to(pilot, SLEEP)
        assert "begun" in shown(app)
        assert "running · s stop · esc close" in shown(app)
        await press(pilot, "j")
        assert "all of it is shown" in shown(app)
        await press(pilot, "ctrl+c")
        assert "stopped · n note · y copy · esc close" in shown(app)
        await press(pilot, "s")
        assert "finished · esc close" in shown(app)
        await press(pilot, "y")
        assert app.clipboard == "begun\n"
        await press(pilot, "escape")
        await wait_until_idle(app, pilot)
        assert isinstance(app.screen, ReaderScreen)


async def test_closing_the_box_ends_the_command() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await hand_to(pilot, SLEEP)
        assert isinstance(app.screen, OutputScreen)
        run = app.screen._run
        await press(pilot, "q")
        await wait_until_idle(app, pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert run is not None
        assert run.is_cancelled


async def test_what_is_printed_while_the_box_closes_is_not_drawn() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await hand_to(pilot, SLEEP)
        assert isinstance(app.screen, OutputScreen)
        await app.screen.query("#output").remove()
        app.screen._printed.append("more")
        app.screen._draw()
        app.screen.show_message("")


async def test_of_a_long_text_the_lines_in_view_are_drawn_and_keep_their_indentation() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await hand_to(pilot, "print('y\\n' * 99_000 + '    ' + 'word ' * 30 + '\\n    end')")
        await wait_for_end(pilot)
        await press(pilot, "G")
        await wait_until_idle(app, pilot)
        *_, first, second, last = (line for line in lines(app) if line.startswith("│"))
        assert first.startswith("│     word word")
        assert second.startswith("│ word word")
        assert last.startswith("│     end")


async def test_a_command_that_prints_nothing_says_so() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "|")
        app.screen.query_one(Input).value = f"{shlex.quote(sys.executable)} -c pass"
        await press(pilot, "enter")
        while not isinstance(app.screen, OutputScreen):
            await pilot.pause(0.01)
        await wait_for_end(pilot)
        assert "no output · esc close" in shown(app)


@pytest.mark.parametrize(
    ("typed", "message"),
    [("no-such-command", "no such command: no-such-command"), ("'", "No closing quotation"), ("", "")],
)
async def test_what_cannot_be_run_is_said_in_the_status_line(typed: str, message: str) -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "|")
        app.screen.query_one(Input).value = typed
        await press(pilot, "enter")
        assert isinstance(app.screen, ReaderScreen)
        assert message in lines(app)[-1]


async def test_an_export_is_handed_on_in_its_format() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s")
        await wait_until_idle(app, pilot)
        await press(pilot, "|")
        await wait_until_idle(app, pilot)
        assert "receives the export as text" in shown(app)
        app.screen.query_one(Input).value = f"{shlex.quote(sys.executable)} -c {shlex.quote(ECHO)}"
        await press(pilot, "enter")
        while not isinstance(app.screen, OutputScreen):
            await pilot.pause(0.01)
        await wait_for_end(pilot)
        assert "ON SLOW CLOCKS" in shown(app)
        await press(pilot, "n")
        assert "select text first: a note needs" in shown(app)


def configured(**commands: NamedCommand) -> Config:
    """Settings with commands that run Python code."""
    line = shlex.quote(sys.executable) + " -c "
    return Config(commands={name: replace(each, run=line + shlex.quote(each.run)) for name, each in commands.items()})


async def run_by_key(pilot: Pilot[Any], *keys: str) -> str:
    """Run a command by its key; the box, once it has ended."""
    await press(pilot, *keys)
    while not isinstance(pilot.app.screen, OutputScreen):
        await pilot.pause(0.01)
    await wait_for_end(pilot)
    box = shown(pilot.app)
    await press(pilot, "q")
    await wait_until_idle(pilot.app, pilot)
    return box


async def test_a_command_of_the_settings_is_run_by_its_key_with_what_it_gets() -> None:
    loud = NamedCommand(ECHO, key=("f9",))
    config = configured(
        say=loud,
        branch=replace(loud, gets="branch", key=("f10",)),
        notes=replace(loud, gets="thread", format="markdown", key=("f8",)),
        one=replace(loud, format="json", key=("f7",)),
    )
    app = reading(TALK, config=config)
    async with app.run_test(size=WIDE) as pilot:
        box = await run_by_key(pilot, "f9")
        assert f"| {sys.executable}" in box, "the command line is shown"
        assert "I LIKE IT SO." in box
        assert "FINE" not in box
        assert "FINE" in await run_by_key(pilot, "f10")
        assert "# ON SLOW CLOCKS" in await run_by_key(pilot, "f8")
        await press(pilot, "j")
        box = await run_by_key(pilot, "f7")
        assert '"FINE."' in box
        await press(pilot, "g", "a")
        assert "THE CLOCK IS SLOW." in await run_by_key(pilot, "f9")
        assert '"COMMENTS": []' in await run_by_key(pilot, "f7")


async def test_a_command_for_what_is_selected_gets_that_and_becomes_a_note() -> None:
    config = configured(say=NamedCommand(ECHO, "selection", key=("f9",)))
    app = reading(TALK, config=config)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "f9")
        assert "nothing selected · v selects text" in lines(app)[-1]
        await press(pilot, "v", "e", "f9")
        while not isinstance(app.screen, OutputScreen):
            await pilot.pause(0.01)
        await wait_for_end(pilot)
        await press(pilot, "n")
        await wait_until_idle(app, pilot)
    with Library.open(find_paths()) as library:
        (one,) = library.load_progress(1).annotations.values()
    assert (one.exact, one.note) == ("I like", "I LIKE")


async def test_commands_of_the_settings_are_offered_by_name_where_a_command_is_asked_for() -> None:
    app = reading(TALK, config=configured(count=NamedCommand(ECHO), cut=NamedCommand(ECHO, "thread")))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "|")
        await wait_until_idle(app, pilot)
        assert "for example count, cut" in shown(app)
        line = app.screen.query_one(Input)
        await press(pilot, "tab")
        await wait_until_idle(app, pilot)
        assert line.value == "c"
        assert "count cut" in shown(app)
        await press(pilot, "o", "tab")
        await wait_until_idle(app, pilot)
        assert line.value == app.setup.config.commands["count"].run
        line.value = "x"
        await press(pilot, "tab")
        await wait_until_idle(app, pilot)
        assert "no command in the settings starts like that" in shown(app)
        line.value = "cut"
        await press(pilot, "enter")
        while not isinstance(app.screen, OutputScreen):
            await pilot.pause(0.01)
        await wait_for_end(pilot)
        assert "I LIKE IT SO." in shown(app)
        assert "ON SLOW CLOCKS" not in shown(app), "it gets the words that it was asked for"


async def test_a_program_that_is_not_there_and_words_that_are_commands_are_no_way_in() -> None:
    gone = NamedCommand("no-such-program $(reboot)", key=("f9",))
    app = reading("ann: `reboot` $(reboot) ; reboot\n", config=Config(commands={"gone": gone}))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "f9")
        assert "no such command: no-such-program" in lines(app)[-1]
        assert isinstance(app.screen, ReaderScreen)


async def test_the_palette_offers_commands_of_the_settings() -> None:
    app = reading(TALK, config=configured(say=NamedCommand(ECHO, "thread")))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, ":")
        await wait_until_idle(app, pilot)
        await press(pilot, *"say")
        while "say: " not in shown(app):
            await pilot.pause(0.02)
        await press(pilot, "enter")
        while not isinstance(app.screen, OutputScreen):
            await pilot.pause(0.02)
        await wait_for_end(pilot)
        assert "ON SLOW CLOCKS" in shown(app)
