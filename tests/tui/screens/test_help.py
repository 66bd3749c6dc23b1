from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.app import App

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.render.width import cell_width
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.keys import KEYS, Context
from threadreader.tui.screens.help import MAIN, HelpScreen, key_column
from threadreader.tui.theme import DARK, Setup

SIZES = [(160, 45), (100, 30), (60, 20), (40, 12)]
GROUPS = {key.group for key in KEYS}


async def help_lines(size: tuple[int, int], context: Context = Context.EVERYWHERE) -> list[str]:
    """All the lines of the help at one size, also those out of the window, without the frame."""
    app: App[None] = reading("ann: Hi")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.push_screen(HelpScreen(Setup(DARK), context))
        await pilot.pause()
        if context in MAIN:
            await press(pilot, "question_mark")
        await pilot.resize_terminal(size[0], 400)
        await pilot.pause()
        inside = [line for line in lines(app) if "│" in line]
        return [line.partition("│")[2].rpartition("│")[0][1:].rstrip() for line in inside]


async def test_the_help_begins_with_the_keys_that_matter_and_signs_and_shows_all_when_asked_again() -> None:
    app = reading("ann: Hi")
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "question_mark")
        shown = [line.partition("│")[2].strip("│ ") for line in lines(app)]
        signs, keys = shown.index("Signs"), shown.index("Keys")
        assert shown[signs + 1].split() == ["●", "unread"]
        assert signs - keys == 14, "in few lines the keys are worth more"
        assert "mark unread from here" not in "\n".join(lines(app))
        await press(pilot, "question_mark")
        assert "Signs" not in [line.strip("│ ") for line in lines(app)]
        await press(pilot, "slash", *"unread from", "enter")
        assert any("mark unread from here" in line for line in lines(app))
        await press(pilot, "question_mark")
        assert not isinstance(app.screen, HelpScreen)


async def test_the_numbers_of_the_library_are_explained_as_they_stand_there() -> None:
    app = ThreadreaderApp(Library.open(find_paths()), Config())
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "question_mark")
        shown = [" ".join(line.strip("│ ").split()) for line in lines(app)]
        assert any("9 replies a thread you have not opened" in line for line in shown)
        assert any("+2 new new replies since you read it" in line for line in shown)


async def test_in_few_columns_the_name_of_the_settings_file_is_left_out() -> None:
    app = reading("ann: Hi")
    app.setup = replace(app.setup, config_file=Path("/home/ann/.config/threadreader/config.toml"))
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "question_mark")
        assert any(line.endswith("esc close ─╯") for line in lines(app)), lines(app)


async def test_no_sign_is_explained_by_a_part_of_a_word() -> None:
    app = reading("ann: Hi")
    async with app.run_test(size=(40, 60)) as pilot:
        await press(pilot, "question_mark")
        shown = " ".join(" ".join(line.strip("│ ") for line in lines(app)).split())
        assert "quotation with a known source" in shown
        assert "reply at level 17, not indented further" in shown


async def test_a_key_stands_only_at_what_it_does_on_the_screen_below() -> None:
    shown = await help_lines((100, 30), Context.LIBRARY)
    rows = [line.split() for line in shown]
    assert ["u", "undo"] in rows
    assert ["^u", "half", "page", "up"] in rows


async def test_what_is_looked_for_is_no_markup() -> None:
    app = reading("ann: Hi")
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "question_mark", "slash", *"[a=:]")
        assert "[a=:]" in "\n".join(line for line in lines(app) if "Keys" in line)


async def test_signs_that_are_words_are_not_explained() -> None:
    app = reading("ann: Hi", config=Config(signs="none"))
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "question_mark")
        assert not any("Signs" in line for line in lines(app))
        assert any(line.strip("│ ").split() == ["*", "star", "/", "unstar"] for line in lines(app))


async def test_the_library_is_helped_with_its_own_keys_first() -> None:
    shown_lines = await help_lines((60, 20), Context.LIBRARY)
    headings = [line for line in shown_lines if line in GROUPS]
    assert headings[:2] == ["Library", "Lists"]


async def test_both_columns_are_straight_and_have_blank_lines_between_the_groups() -> None:
    shown_lines = await help_lines((160, 45))
    right = max(line.rindex(group) for line in shown_lines for group in GROUPS if line.endswith(group))
    words = {line.index(f"  {key.help}") for line in shown_lines for key in KEYS if f"  {key.help}" in line}
    assert len(words) == 2, (
        "the words of each column begin at one place; a `help` that is too long for one is to be shortened"
    )
    for line in shown_lines:
        assert line[right - 3 : right].strip() == ""
    for group in ("Collapse and expand", "People", "Layout"):
        row, column = next(
            (row, line.index(group))
            for row, line in enumerate(shown_lines)
            if line.startswith(group) or line[right:].startswith(group)
        )
        above = shown_lines[row - 1]
        assert not (above[right:] if column == right else above[:right]).strip()


@pytest.mark.parametrize("size", SIZES)
async def test_every_key_is_there_at_every_width(size: tuple[int, int]) -> None:
    text = "\n".join(await help_lines(size))
    for key in KEYS:
        assert f" {key_column(key)} " in text
        assert key.help.split()[-1] in text


async def test_words_that_need_another_line_hang_under_their_first() -> None:
    shown_lines = await help_lines((40, 12))
    first = next(row for row, line in enumerate(shown_lines) if "cycle quoted" in line)
    column = shown_lines[first].index("cycle quoted")
    assert shown_lines[first + 1].startswith(" " * column)
    assert shown_lines[first + 1].strip().endswith("hidden")
    headings = {*GROUPS, *(context.capitalize() for context in Context)}
    assert all(line.startswith(" ") for line in shown_lines if line and line not in headings)
    assert max(map(cell_width, shown_lines)) <= 40 - 5


async def test_keys_of_a_place_of_their_own_stand_under_its_name_and_no_heading_comes_twice() -> None:
    shown_lines = await help_lines((60, 20))
    headings = [line for line in shown_lines if line and not line.startswith(" ")]
    assert len(headings) == len(set(headings))
    start = shown_lines.index("Participants")
    assert [line.split()[0] for line in shown_lines[start + 1 : start + 7]] == ["/", "&", "+", "-", "space", "c"]


async def test_the_keys_of_the_other_pane_come_last_in_their_group() -> None:
    for context, first, last in (
        (Context.REPLIES, "half page down", "line down (article)"),
        (Context.ARTICLE, "top", "next reply (scrolls long ones)"),
    ):
        text = "\n".join(await help_lines((60, 20), context))
        assert text.index(first) < text.index(last)


async def test_another_width_lays_the_keys_out_anew() -> None:
    app = reading("ann: Hi")
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, "question_mark", "question_mark")
        assert any("Read" in line and line.strip("│ ") != "Read" for line in lines(app)[1:])
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert any(line.strip("│ ▁▂▃▄▅▆▇█") == "Read" for line in lines(app))


async def test_the_help_scrolls_and_closes() -> None:
    app = reading("ann: Hi")
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "question_mark")
        top = lines(app)
        await press(pilot, "space")
        assert lines(app) != top
        await press(pilot, "b")
        assert lines(app) == top
        await press(pilot, "G", "j")
        assert "no further" in lines(app)[-1]
        await press(pilot, "enter")
        assert "nothing to choose · esc close" in lines(app)[-1]
        await press(pilot, "escape")
        assert "ann" in "\n".join(lines(app))
        assert not any("Keys" in line for line in lines(app))


@pytest.mark.way
async def test_words_find_keys_as_they_are_typed_and_escape_shows_all_again() -> None:
    app = reading("ann: Hi")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "question_mark", "slash", *"sibling")
        assert [line for line in lines(app) if "next sibling" in line]
        assert not [line for line in lines(app) if "half page down" in line]
        await press(pilot, "enter")
        assert "Keys · sibling" in "\n".join(lines(app))
        await press(pilot, "slash", *" xyzzy", "enter")
        assert any("no key matches sibling xyzzy" in line for line in lines(app))
        await press(pilot, "escape")
        assert any("half page down" in line for line in lines(app))
        await press(pilot, "slash", "x", "escape")
        assert any("half page down" in line for line in lines(app))
        await press(pilot, "escape")
        assert not isinstance(app.screen, HelpScreen)


async def test_the_keys_are_those_of_the_settings() -> None:
    config = Config(keys={"app.help": ("f5",), "reply.parent": (), "help.find": ("f",)})
    app = reading("ann: Hi", config=config)
    async with app.run_test(size=(100, 60)) as pilot:
        await press(pilot, "f5", "f", *"parent", "enter")
        assert any(line.split()[1:3] == ["·", "parent"] for line in lines(app))
        assert any("esc all" in line for line in lines(app))
        await press(pilot, "f5")
        assert not isinstance(app.screen, HelpScreen)


async def test_what_works_nowhere_near_comes_last_and_the_box_is_no_wider_than_its_words() -> None:
    shown_lines = await help_lines((100, 30), Context.LIBRARY)
    headings = [line for line in shown_lines if line in GROUPS]
    assert headings.index("Library") < headings.index("Read")
    assert headings.index("Program") < headings.index("Read")
    app = reading("ann: Hi")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "question_mark")
        assert not lines(app)[0].startswith("╭")
