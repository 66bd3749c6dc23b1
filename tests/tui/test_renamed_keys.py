"""Where every key is another one, no message and no help names a key of before."""

import re
from collections.abc import Sequence

import pytest
from textual.events import Key as KeyEvent

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.keys import KEYS, PRESETS, Key, format_keys

TALK = """
# On slow clocks

The clock is three minutes slow. See [there](https://example.org/).

ann*: > The clock is three minutes slow.

      It was slow before I got the key.
  bob: > It was slow before

       See [that](https://example.org/that), [this](https://example.org/this).
    carl: Very slow.
      bob: Yes.
        carl: No.
eve: > Nobody wrote this sentence on this page.
"""
QUOTES = (
    ("c1", "The clock is three minutes slow.", ""),
    ("c2", "It was slow before", "c1"),
    ("c6", "Nobody wrote this sentence on this page.", None),
)
LEAVE = {"app.leave", "app.quit", "app.suspend"}
OTHER = {key.id: (chr(0x4E00 + number),) for number, key in enumerate(KEYS) if key.id != "link.letter"}
WORDS = {"a", "up", "down", "left", "right", "home", "end", "insert", "delete", "enter"}
"""Keys that are words as well, and the one that always ends a line that is typed."""


def _typed(*ids: str) -> Sequence[str]:
    """What is pressed for some actions, with a letter or a digit where one must follow."""
    ends = {key.id: "1" for key in KEYS if key.keys and key.keys[0].endswith("digit")}
    ends |= {key.id: "ü" for key in KEYS if key.keys and key.keys[0].endswith(" letter")}
    return [one for name in ids for one in (*OTHER[name], *ends.get(name, ""))]


def _named_keys() -> set[str]:
    presets: list[dict[str, tuple[str, ...]]] = [{key.id: key.keys} for key in KEYS] + [dict(PRESETS["arrows"]())]
    typed = {one for table in presets for keys in table.values() for one in keys}
    return {format_keys(one) for one in typed} | {format_keys(part) for one in typed for part in one.split()}


OLD = _named_keys() - WORDS


def named_in(words: str) -> set[str]:
    """The keys of before that some words name, also behind a number."""
    tokens = (re.sub(r"^\d+(?=\D)", "", token).rstrip(",;:…") for token in re.sub(r"\d+ %", "", words).split())
    return {token for token in tokens if token in OLD or (len(set(token)) == 1 and token[0] in OLD - {"."})}


BEGINNINGS: dict[str, tuple[str, ...]] = {
    "at a reply": (),
    "at another": ("reply.next", "reply.next"),
    "in a folded branch": ("fold.close",),
    "at the end": ("go.last",),
    "in the article": ("go.other-pane",),
    "among the people": ("people.list",),
    "in a list": ("find.newest",),
    "in a conversation": ("reply.next", "people.conversation"),
    "by time": ("find.by-time",),
    "in a look": ("quote.peek",),
    "with labels": ("link.hints",),
    "with a question": ("reply.next", "link.open"),
}


@pytest.fixture
def app() -> ThreadreaderApp:
    return reading(TALK, QUOTES, config=Config(keys=OTHER))


def test_every_key_is_another_one(app: ThreadreaderApp) -> None:
    assert {key.id for key in app.setup.keymap.rows if set(key.keys) & {one for row in KEYS for one in row.keys}} == {
        "link.letter"
    }


@pytest.mark.parametrize("beginning", BEGINNINGS)
async def test_no_message_names_a_key_of_before(app: ThreadreaderApp, beginning: str) -> None:
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        for key in KEYS:
            if key.id in LEAVE | {"link.letter", "keep.export"} or isinstance(key.act, str):
                continue
            for typed in _typed("app.back-out", "app.back-out", "go.first", *BEGINNINGS[beginning], key.id):
                app.post_message(KeyEvent(typed, typed))
            await pilot.pause()
            assert named_in(lines(app)[-1]) == set(), f"{key.id}: {lines(app)[-1]}"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_no_help_names_a_key(key: Key) -> None:
    assert named_in(key.help.replace(" / ", " or ")) == set()


async def test_the_library_and_the_forms_name_none(app: ThreadreaderApp) -> None:
    library = ThreadreaderApp(app.library, Config(keys=OTHER))
    async with library.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        for name in ("library.read", "library.remove", "library.undo", "library.sort", "library.stars", "list.last"):
            await press(pilot, *_typed(name))
            assert named_in(lines(library)[-1]) == set(), f"{name}: {lines(library)[-1]}"
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, *_typed("keep.export"))
        (below,) = [line for line in lines(app) if "╰─" in line]
        assert named_in(below) == set()


async def test_a_key_of_before_is_told_as_one_that_does_nothing(app: ThreadreaderApp) -> None:
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, "j")
        assert f"j does nothing here · {OTHER['app.help'][0]} shows the keys" in lines(app)[-1]
