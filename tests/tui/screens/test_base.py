"""What every screen does with keys."""

import asyncio

import pytest
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.driver import Driver
from textual.events import Key

from screens import lines, press, session, wait_until_idle
from shelf import reading
from threadreader.config import Config
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.keys import KEYS, Context
from threadreader.tui.screens import base, reader
from threadreader.tui.screens.help import Actions
from threadreader.tui.screens.library import LibraryScreen
from threadreader.tui.widgets import KeyContinuations

TALK = """
ann: One

     two
  bob: Three
carl: Four
"""


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can follow is said without a wait."""
    monkeypatch.setattr(base, "_HINTS_AFTER", 0.001)


def following(app: App[None]) -> list[str]:
    """What is said to follow, below its rule."""
    (shown,) = app.screen.query(KeyContinuations)
    return ["".join(segment.text for segment in shown.render_line(y)) for y in range(1, shown.size.height)]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("size", [(160, 45), (60, 20), (40, 12), (20, 6)])
async def test_a_sequence_that_is_not_finished_says_what_can_follow(size: tuple[int, int]) -> None:
    app = reading(TALK)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "z")
        await pilot.pause()
        said = "\n".join(following(app)) if size[1] > 8 else " ".join(lines(app))
        for key in ("a", "C", "M", "R", "m", "r", "1…9"):
            assert f" {key} " in f" {said} ".replace("\n", " \n")
        if size[0] > 40:
            assert "collapse all" in said
        assert "z…" in lines(app)[-1]
        await press(pilot, "M")
        assert not app.screen.query(KeyContinuations)
        assert session(app).replies.outline.folded


@pytest.mark.usefixtures("at_once")
async def test_escape_gives_the_sequence_up_and_a_count_alone_says_nothing() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "3", "g")
        await pilot.pause()
        assert "3g…" in lines(app)[-1]
        assert any("by time" in line for line in following(app))
        await press(pilot, "escape")
        assert not app.screen.query(KeyContinuations)
        await press(pilot, "4")
        await pilot.pause()
        assert not app.screen.query(KeyContinuations)


async def test_a_key_that_comes_as_the_time_is_up_leaves_nothing_said_to_follow() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = app.screen
        assert isinstance(screen, base.KeyScreen)
        await press(pilot, "z", "M")
        await screen._show_continuations()
        assert not screen.query(KeyContinuations)


@pytest.mark.usefixtures("at_once")
async def test_the_marks_that_are_set_are_named_where_one_is_to_be_gone_to() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "m", "b", "g", "a", "m", "a", "apostrophe")
        await pilot.pause()
        said = "\n".join(following(app))
        assert "a   article" in said
        assert "b   #2 bob" in said
        await press(pilot, "b")
        assert session(app).cursor == "c2"


async def test_a_sequence_that_is_typed_at_once_shows_nothing_between() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "z", "M")
        assert not app.screen.query(KeyContinuations)


async def test_escape_and_a_key_that_come_as_one_are_both_done() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "t")
        app.post_message(Key("alt+j", "j"))
        await pilot.pause()
        assert session(app).open_list is None
        assert session(app).replies.cursor == 1


async def test_the_divider_moves_by_what_a_terminal_sends_for_alt() -> None:
    app = reading(TALK)
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        await press(pilot, "alt+equals_sign")
        before = session(app).sizes.article
        (event,) = XTermParser(debug=False).feed("\x1b=")
        assert isinstance(event, Key)
        app.post_message(event)
        await pilot.pause()
        assert session(app).sizes.article > before


async def test_everything_is_drawn_when_the_program_comes_back_from_the_background(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        drawn: list[bool] = []
        monkeypatch.setattr(app, "refresh", lambda *_, layout=False, **__: drawn.append(layout))
        app.post_message(Driver.SignalResume())
        await pilot.pause()
        assert True in drawn


async def test_the_settings_change_keys_and_what_is_said_of_them() -> None:
    app = reading(TALK, config=Config(keys={"reply.parent": ("Y",), "app.help": ("f9",)}))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j")
        assert session(app).replies.cursor == 1
        await press(pilot, "p")
        assert "p does nothing here · F9 shows the keys" in lines(app)[-1]
        await press(pilot, "Y")
        assert session(app).replies.cursor == 0


QUOTING = """
The clock is slow.

ann: > The clock is slow.
"""


async def test_what_is_said_of_keys_is_said_of_those_of_the_settings() -> None:
    config = Config(keys={"go.back": ("f9",), "quote.follow": ("F",), "fold.close": (), "fold.open": (), "read.on": ()})
    app = reading(QUOTING, (("c1", "The clock is slow.", ""),), config=config)
    async with app.run_test(size=(140, 30)) as pilot:
        await press(pilot, "F")
        assert "F9 back" in lines(app)[-1]
        assert "F source" in lines(app)[-1]
        assert "fold" not in lines(app)[-1]
        await press(pilot, "x")
        assert any("╰ x more · F go there · esc close" in line for line in lines(app))


async def listed(app: App[None]) -> list[str]:
    return [str(option.prompt) for option in app.screen.query_one(CommandList).options]


@pytest.mark.way
async def test_the_palette_finds_actions_by_their_words_and_does_them() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "colon")
        assert isinstance(app.screen, CommandPalette)
        await press(pilot, *"collapse all")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert (await listed(app))[0].split() == ["zM", "collapse", "all"]
        assert lines(app)[0].lstrip().startswith(": collapse all")
        await press(pilot, "enter")
        await pilot.pause()
        assert session(app).replies.outline.folded == {0, 2}


async def test_the_palette_finds_an_action_by_its_key() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "colon", "q")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert (await listed(app))[0].endswith(" back / quit")


async def test_the_palette_has_every_action_of_both_panes() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        actions = {row.id for row in Actions(app.screen).actions()}
        panes = {Context.ARTICLE, Context.REPLIES, Context.PANES, Context.EVERYWHERE}
        assert actions == {row.id for row in KEYS if row.context in panes} - {"app.palette"}


_FOUND = (
    ("collapse", "collapse or expand"),
    ("archive", "archive / unarchive"),
    ("done", "archive / unarchive"),
    ("tag", "add tags; -tag removes"),
    ("queue", "add to / remove from queue"),
    ("delete", "go to library"),
    ("wq", "back / quit"),
    ("bookmark", "star / unstar"),
    ("dark", "theme: dark"),
    ("settings", "setting: theme"),
    ("library", "back / quit"),
    ("author", "participants"),
    ("sort", "sort by time; again: page order"),
    ("save as", "export…"),
    ("expa al", "expand all"),
    ("keep.mute", "mute / unmute branch"),
)


async def test_the_palette_finds_what_people_type() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for typed, does in _FOUND:
            assert does in [str(hit.text) async for hit in Actions(app.screen).search(typed)], typed


async def test_the_palette_runs_what_belongs_to_the_other_pane_there() -> None:
    app = reading(TALK, new=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "tab", "tab", "colon", *"collapse fold")
        await app.workers.wait_for_complete()
        await press(pilot, "enter")
        await pilot.pause()
        assert session(app).replies.outline.folded
        await press(pilot, "colon", *"theme light")
        await app.workers.wait_for_complete()
        await press(pilot, "enter")
        await pilot.pause()
        assert app.setup.theme.name == "light"


@pytest.mark.usefixtures("at_once")
async def test_what_needs_a_letter_waits_for_it_after_the_palette() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "ctrl+p", *"set mark")
        await app.workers.wait_for_complete()
        await press(pilot, "enter")
        await pilot.pause()
        assert "m…" in lines(app)[-1]
        await press(pilot, "a")
        assert "m…" not in lines(app)[-1]
        await press(pilot, "G", "apostrophe", "a")
        assert session(app).replies.cursor == 0


@pytest.mark.parametrize("keys", ["/", "&", ":", "?/", "s"])
async def test_the_shells_key_for_giving_up_leaves_what_is_typed_in(keys: str) -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, *keys, "x", "ctrl+c")
        assert not app._notifications
        await press(pilot, "escape", "escape", "j")
        assert session(app).cursor == "c2"
        assert "▾ ann" in "\n".join(lines(app))


@pytest.mark.parametrize("first", [0, 1, 6])
async def test_keys_typed_at_once_behind_the_one_that_ends_a_search_are_commands(first: int) -> None:
    app = reading("# T\n\nWords.\n\n" + "\n".join(f"ann: Number {n} of them." for n in range(9)))
    keys, signs = ("slash", *"umber", "enter", "n", "n", "asterisk"), {"slash": "/", "asterisk": "*"}
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, *keys[:first])
        for key in keys[first:]:
            app.post_message(Key(key, signs.get(key, key if len(key) == 1 else None)))
        await pilot.pause()
        await pilot.pause()
        assert session(app).active_search
        assert session(app).last_needle == "umber"
        assert session(app).read_state.starred == {"c3"}


@pytest.mark.parametrize("first", [0, 1, 7])
async def test_words_that_are_mended_as_they_are_typed_at_once_are_searched_for_as_they_are_then(first: int) -> None:
    app = reading(TALK)
    keys = ("slash", *"fox", "backspace", *"ur", "enter", "k")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, *keys[:first])
        for key in keys[first:]:
            app.post_message(Key(key, "/" if key == "slash" else key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert session(app).last_needle == "four"
        assert session(app).cursor == "c2"


@pytest.mark.parametrize("first", [0, 1, 5])
async def test_keys_typed_at_once_behind_the_one_that_gives_a_search_up_are_commands(first: int) -> None:
    app = reading(TALK)
    keys = ("slash", *"four", "escape", "j")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, *keys[:first])
        for key in keys[first:]:
            app.post_message(Key(key, "/" if key == "slash" else key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert session(app).active_search is None
        assert session(app).cursor == "c2"


@pytest.mark.parametrize(("leaves", "number"), [("Q", 1), ("q", None)])
@pytest.mark.parametrize("key", ["slash", "ampersand", "colon", "question_mark", "s", "i", "at", "enter", "j"])
async def test_a_key_typed_behind_the_one_that_leaves_breaks_nothing(leaves: str, key: str, number: int | None) -> None:
    app = ThreadreaderApp(reading(TALK).library, Config(), number=number)
    signs = {"slash": "/", "ampersand": "&", "colon": ":", "question_mark": "?", "at": "@"}
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for pressed in (leaves, key, "x"):
            app.post_message(Key(pressed, signs.get(pressed, pressed if len(pressed) == 1 else None)))
        await pilot.pause()
    assert app.failure is None


async def test_keys_typed_behind_the_one_that_opens_a_thread_are_those_of_the_thread() -> None:
    app = ThreadreaderApp(reading(TALK).library, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for pressed in ("enter", "j", "j"):
            app.post_message(Key(pressed, pressed if len(pressed) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert session(app).cursor == "c3"
        await press(pilot, "q", "enter", "k")
        assert session(app).cursor == "c2"
        for pressed in ("question_mark", "q"):
            app.post_message(Key(pressed, "?" if len(pressed) > 1 else pressed))
        await pilot.pause()
        await press(pilot, "k")
        assert session(app).cursor == "c1"


async def test_a_thread_that_is_left_as_soon_as_it_is_opened_leads_back_to_the_library() -> None:
    app = ThreadreaderApp(reading(TALK).library, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for pressed in ("enter", "q"):
            app.post_message(Key(pressed, pressed if len(pressed) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        await press(pilot, "enter", "j")
        assert session(app).cursor == "c2"
    assert app.failure is None


@pytest.mark.parametrize("opens", ["question_mark", "s"])
async def test_what_is_closed_twice_at_once_leaves_what_is_below(opens: str) -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        below = app.screen
        await press(pilot, opens)
        assert app.screen is not below
        for pressed in ("q", "q", "q"):
            app.post_message(Key(pressed, pressed))
        await pilot.pause()
        await press(pilot, "j")
        assert session(app).cursor == "c2"
    assert app.failure is None


async def test_a_key_typed_behind_the_one_that_opens_the_palette_does_not_leave_the_thread() -> None:
    app = ThreadreaderApp(reading(TALK).library, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "enter")
        for pressed, sign in (("colon", ":"), ("q", "q")):
            app.post_message(Key(pressed, sign))
        await pilot.pause()
        await press(pilot, "escape", "j")
        assert session(app).cursor == "c2"
    assert app.failure is None


@pytest.mark.parametrize("keys", [("question_mark",), ("colon", "f"), ("s",), ("slash", "f")], ids=str)
async def test_nothing_is_drawn_over_a_thread_while_nobody_types(
    keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for interval in ("_SAVE_INTERVAL", "_DWELLING_INTERVAL"):
        monkeypatch.setattr(reader, interval, 0.01)
    app = reading("ann: First")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *keys)
        await wait_until_idle(app, pilot)
        drawn: list[object] = []
        monkeypatch.setattr(app, "_display", lambda *update: drawn.append(update))
        before = -1
        # What opening the screen still brings ends; what comes with each interval does not.
        while len(drawn) != before and len(drawn) < 40:
            before = len(drawn)
            ticks: list[None] = []
            enough = asyncio.Event()
            timer = app.set_interval(0.01, lambda ticks=ticks, enough=enough: _tick(ticks, enough))
            await enough.wait()
            timer.stop()
        assert len(drawn) < 40


def _tick(ticks: list[None], enough: asyncio.Event) -> None:
    ticks.append(None)
    if len(ticks) == 40:
        enough.set()
