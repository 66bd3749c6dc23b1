"""The tour of the demo."""

from pathlib import Path

import pytest

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.sample import NAME, sample_page
from threadreader.tui.app import ThreadreaderApp


def demo() -> ThreadreaderApp:
    library = Library.open(find_paths())
    number = library.import_page(FileSource(Path(NAME), content=sample_page())).entry.number
    return ThreadreaderApp(library, Config(), number=number)


@pytest.mark.way
async def test_each_hint_is_gone_when_its_key_was_pressed_and_the_tour_is_not_taken_twice() -> None:
    app = demo()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        told = [lines(app)[-1]]
        for key in ("space", "tab", "greater_than_sign", "ctrl+o"):
            await press(pilot, key)
            told.append(lines(app)[-1])
        assert ["tour 1/5" in told[0], "tour 2/5" in told[1], "tour 3/5" in told[2]] == [True] * 3
        assert "? help: signs and keys · tour 5/5" in told[4]
        await press(pilot, "question_mark")
        await press(pilot, "escape")
        await press(pilot, "j")
        assert "tour" not in lines(app)[-1]
    assert app.setup.preferences.toured


async def test_a_hint_whose_moment_has_come_goes_before_the_others() -> None:
    app = demo()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await press(pilot, "tab")
        assert "space next page" in lines(app)[-1], "the first quotation's source is in view"
        await press(pilot, "tab", "G", "tab")
        assert "> go to what this reply quotes" in lines(app)[-1]
        await press(pilot, "greater_than_sign")
        assert "^o back" in lines(app)[-1]


async def test_a_step_is_done_when_its_effect_has_happened_by_whatever_key() -> None:
    app = demo()
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        await press(pilot, "d")
        assert "tab to the replies, at any time · tour 2/5" in lines(app)[-1]
        await press(pilot, "G", "tab")
        assert "> go to what this reply quotes · tour 3/5" in lines(app)[-1]
        await press(pilot, "tab")
        assert "tab to the replies, at any time · tour 2/5" in lines(app)[-1], "that key works in the replies"
        await press(pilot, "tab", "greater_than_sign", "left_parenthesis", "j")
        assert "? help: signs and keys · tour 5/5" in lines(app)[-1]


async def test_a_reply_whose_quotation_is_in_view_is_passed_over() -> None:
    app = demo()
    async with app.run_test(size=(160, 45)) as pilot:
        await press(pilot, "space", "tab", "j")
        assert "j next reply, to one that quotes · tour 3/5" in lines(app)[-1]


async def test_escape_ends_it() -> None:
    app = demo()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await press(pilot, "escape")
        assert "tour finished" in lines(app)[-1]
        await press(pilot, "space")
        assert "tour" not in lines(app)[-1]


async def test_escape_ends_nothing_but_the_tour_and_that_is_said_in_few_columns_too() -> None:
    app = demo()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        before = lines(app)
        assert "space next page · esc ends it" in before[-1]
        await press(pilot, "escape")
        assert "tour finished" in lines(app)[-1]
        assert lines(app)[:-1] == before[:-1]


async def test_a_list_and_a_selection_show_their_own_keys_and_are_left_without_ending_it() -> None:
    app = demo()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for keys, hints in (
            (("@",), ("enter go", "esc close")),
            (("v",), ("enter highlights", "n note")),
            (("g", "i"), ("enter go",)),
        ):
            await press(pilot, *keys)
            assert "tour" not in lines(app)[-1]
            assert [hint for hint in hints if hint not in lines(app)[-1]] == [], lines(app)[-1]
            await press(pilot, "escape")
            assert "tour 1/5" in lines(app)[-1]


async def test_another_thread_has_none() -> None:
    app = reading("# A talk\n\nWords.\n\nann: One.", new=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "tour" not in lines(app)[-1]
