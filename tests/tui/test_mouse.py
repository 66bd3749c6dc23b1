"""The mouse: the selection with it, the wheel, and the divider."""

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from screens import lines, press, session, turn_wheel
from shelf import reading
from threadreader.session import Pane
from threadreader.tui.widgets import Divider
from threadreader.tui.widgets.panes import ArticlePane, ListPane, ReplyTree

TALK = """
# On slow clocks

The clock is three minutes slow.

ann: I like it so, and I have liked it so for all the years that I have lived in this street, and will.
  bob: Fine.
"""
WIDE = (140, 24)
BESIDE = TALK.replace("slow.\n", "slow.\n" + "\nIt has been so for years.\n" * 5) + "carl: So do I.\n" * 12
"""The same with an article and replies that are long enough to stand side by side."""


async def drag(pilot: Pilot[None], widget: type, start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(widget, offset=start)
    await pilot.hover(widget, offset=end)
    await pilot.mouse_up(widget, offset=end)
    await pilot.pause()


async def test_the_wheel_scrolls_the_pane_under_it() -> None:
    app = reading(TALK + "\n".join(f"carl: Fine, {number}." for number in range(30)))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        window = session(app).replies.window
        first = window.top
        await turn_wheel(pilot, ReplyTree)
        assert window.top != first
        await turn_wheel(pilot, ReplyTree, up=True)
        assert window.top == first
        await turn_wheel(pilot, ArticlePane)
        assert window.top == first


async def test_the_wheel_goes_through_a_list() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "at")
        listing = session(app).open_list
        assert listing
        await turn_wheel(pilot, ListPane)
        assert listing.position.at == 1
        await turn_wheel(pilot, ListPane, up=True)
        assert listing.position.at == 0


@pytest.mark.way
async def test_what_is_dragged_over_is_shown_and_copied_as_text() -> None:
    app = reading(BESIDE)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await drag(pilot, ReplyTree, (5, 2), (12, 3))
        assert "selected · ^c copies · v highlights or notes" in lines(app)[-1]
        reversed_text = [
            "".join(segment.text for segment in strip if segment.style and segment.style.reverse)
            for strip in app.screen.query_one(ReplyTree).render_lines(
                Region(0, 0, *app.screen.query_one(ReplyTree).size)
            )
        ]
        painted = [text for text in reversed_text if text]
        assert all(text == text.strip() for text in painted)
        assert len(painted) == 2
        assert session(app).replies.outline.folded == frozenset()
        await press(pilot, "ctrl+c")
        assert app.clipboard.startswith("I like it so, and I have liked it so for all the years that I have liv")
        assert "\n" not in app.clipboard
        assert "sent to the terminal: 70 characters" in lines(app)[-1]
        await press(pilot, "ctrl+c")
        assert "nothing selected" in lines(app)[-1]


async def test_a_move_ends_what_is_selected() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await drag(pilot, ReplyTree, (5, 2), (9, 2))
        assert app.screen.selections
        await press(pilot, "j")
        assert not app.screen.selections


async def test_a_click_is_no_selection() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        session(app).pane = Pane.ARTICLE
        await pilot.click(ReplyTree, offset=(10, 5))
        await pilot.pause()
        assert session(app).cursor == "c2"
        assert not app.screen.get_selected_text()


async def test_the_divider_is_dragged() -> None:
    app = reading(BESIDE)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        arrangement = session(app).arrangement
        assert arrangement
        before = arrangement.left
        await pilot.mouse_down(Divider, offset=(0, 5))
        await pilot.hover(offset=(before + 20, 10))
        await pilot.mouse_up(offset=(before + 20, 10))
        await pilot.pause()
        after = session(app).arrangement
        assert after
        assert after.left == before + 20
