"""What is drawn before Textual is loaded is what the program shows then."""

import re
from collections.abc import Iterable, Sequence

import pytest
from msgspec.structs import replace
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

from screens import press, strips
from shelf import reading, shelve
from sketch import sketch
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.drawing.rows import color_system
from threadreader.tui.open_thread import draw_first, first_frame_rows, open_first
from threadreader.tui.theme import SIGNS, THEMES

TALL = "word " * 300
TALK = f"""
# A title that is rather long for the narrow ones among the terminals that there are

A paragraph of the article with wide characters 漢字かな交じり文 and an emoji family 👩‍👩‍👧‍👦 in it. {TALL}

ann*: > A paragraph of the article

      “Words” that *matter*, and [a link](https://example.org/). {TALL}
  Bartholomäus-von-und-zu-Hohenzollern-Sigmaringen-the-Third-of-That-Name*: 短い返事
    carl: x
      dora: {"w" * 400}
"""
QUOTES = (("c1", "A paragraph of the article", ""),)
SIZES = [(20, 6), (40, 12), (60, 20), (79, 17), (80, 24), (100, 30), (119, 18), (120, 40), (250, 60)]

Cell = tuple[str, str]


def cells(rows: Iterable[Iterable[Segment]]) -> list[list[Cell]]:
    """Each character and how it looks."""
    return [[(character, looks(style)) for text, style, _ in row for character in text] for row in rows]


def looks(style: Style | None) -> str:
    """A style as a terminal shows it: the colours that it has by itself need not be said."""
    style = style or Style.null()
    colors = (color.name if color and not color.is_default else "" for color in (style.color, style.bgcolor))
    marks = (style.bold, style.dim, style.italic, style.underline, style.reverse, style.strike)
    return " ".join([*colors, *(str(bool(mark)) for mark in marks)])


def drawn_first(app: ThreadreaderApp, size: tuple[int, int]) -> list[list[Cell]]:
    """What stands before an app is there, in its signs."""
    opened = open_first(app.library, app.setup, app._number, start=app._start, greeting=app._greeting)
    return cells(map(app.setup.theme.signs.translate, first_frame_rows(opened, app.setup, size)))


async def assert_same(app: ThreadreaderApp, size: tuple[int, int]) -> None:
    first = drawn_first(app, size)
    assert first
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert cells(strips(app)) == first


@pytest.mark.parametrize("size", SIZES)
async def test_at_every_size(size: tuple[int, int]) -> None:
    await assert_same(reading(TALK, QUOTES), size)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("signs", SIGNS)
async def test_in_every_theme_and_all_signs(theme: str, signs: str) -> None:
    await assert_same(reading(TALK, QUOTES, config=Config(theme=theme, signs=signs)), (120, 40))


async def test_without_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    await assert_same(reading(TALK, QUOTES), (120, 40))


@pytest.mark.parametrize(
    "drawing", ["# Only this\n\nWords.", "# T\n\nWords.\n\nann: One.", "ann: No article.\n  bob: Two."]
)
@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_threads_of_one_and_of_none(drawing: str, size: tuple[int, int]) -> None:
    await assert_same(reading(drawing), size)


@pytest.mark.parametrize("start", ["c2", "c4", "c99"])
async def test_at_a_reply(start: str) -> None:
    app = reading(TALK, QUOTES, start=start)
    await assert_same(app, (100, 30))


@pytest.mark.parametrize(
    "keys", [("j", "j"), ("tab", "space"), ("z", "M"), ("g", "t"), ("*", "j", "g", "x"), ("space",)]
)
async def test_where_it_was_left(keys: Sequence[str]) -> None:
    left = reading(TALK, QUOTES)
    async with left.run_test(size=(120, 40)) as pilot:
        await press(pilot, *keys)
    for size in ((120, 40), (79, 30)):
        await assert_same(ThreadreaderApp(left.library, left.setup.config, number=left._number), size)


async def test_with_something_to_say() -> None:
    app = reading(TALK, QUOTES)
    for number in (app._number, None):
        said = "same thread: 38 new, 2 edited, 1 gone"
        await assert_same(ThreadreaderApp(app.library, Config(), number=number, greeting=said), (100, 30))


@pytest.mark.parametrize("config", [Config(bars="author"), Config(opens="top"), Config(indent=4, reply_width=50)])
async def test_as_the_settings_say(config: Config) -> None:
    await assert_same(reading(TALK, QUOTES, config=config), (160, 45))


def library() -> Library:
    """A library with a few threads, one of them begun."""
    session = Library.open(find_paths())
    drawings = (TALK, "# Another\n\nWords.", "# 漢字かな\n\nWords.\n\nann: One.\n  bob: Two.\n    ann: Three.")
    *_, number = [shelve(session, sketch(drawing)) for drawing in drawings]
    before = session.load_progress(number)
    session.save_progress(number, replace(before, cursor=CommentId("c2"), seen=frozenset({CommentId("c1")})), before)
    return session


@pytest.mark.parametrize("size", [(1, 2), (8, 4), (36, 10), (49, 30), *SIZES])
async def test_the_library_at_every_size(size: tuple[int, int]) -> None:
    await assert_same(ThreadreaderApp(library(), Config()), size)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("signs", SIGNS)
async def test_the_library_in_every_theme_and_all_signs(theme: str, signs: str) -> None:
    await assert_same(ThreadreaderApp(library(), Config(theme=theme, signs=signs)), (120, 40))


async def test_the_library_in_the_order_that_was_chosen() -> None:
    app = ThreadreaderApp(library(), Config())
    app.setup.preferences.order = "title"
    await assert_same(app, (100, 30))


async def test_an_empty_library() -> None:
    await assert_same(ThreadreaderApp(Library.open(find_paths()), Config()), (80, 24))


@pytest.mark.parametrize("size", [(90, 20), (100, 40)])
async def test_with_the_passage_above_and_without_ancestors(size: tuple[int, int]) -> None:
    app = reading(TALK, QUOTES)
    app.setup.preferences.strip, app.setup.preferences.ancestors = True, False
    await assert_same(app, size)


@pytest.mark.parametrize("size", [(19, 40), (100, 5)])
def test_where_there_is_no_room_all_is_left_to_the_program(size: tuple[int, int]) -> None:
    app = reading(TALK, QUOTES)
    assert drawn_first(app, size) == []
    assert draw_first(open_first(app.library, app.setup, app._number), app.setup, size) == ""


def test_a_link_is_underlined_and_none_that_the_terminal_opens() -> None:
    app = reading(TALK, QUOTES)
    drawn = draw_first(open_first(app.library, app.setup, app._number), app.setup, (120, 40))
    (style,) = re.findall(r"\x1b\[([\d;]+)ma link\x1b", drawn)
    assert "4" in style.split(";")
    assert "\x1b]" not in drawn


@pytest.mark.parametrize("term", ["", "xterm", "xterm-256color", "tmux-256color", "xterm-kitty", "linux-16color"])
@pytest.mark.parametrize("colorterm", ["", "truecolor", " 24BIT", "yes"])
def test_the_colors_of_a_terminal_are_told_as_textual_tells_them(term: str, colorterm: str) -> None:
    environment = {"TERM": term, "COLORTERM": colorterm}
    console = Console(color_system="auto", force_terminal=True, legacy_windows=False, _environ=environment)
    assert color_system(environment) is (console._color_system or ColorSystem.TRUECOLOR)
