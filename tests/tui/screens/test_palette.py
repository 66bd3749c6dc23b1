"""The palette finds what people type who know other programs, and offers what fits before they type."""

import pytest
from textual.command import CommandList
from textual.pilot import Pilot

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.keys import KEYS

TALK = """
# On clocks

The clock is slow today.

ann: One.
  bob: > The clock is slow today.

       No.
    carl: Three.
dora: Four.
"""

HELP = {key.id: key.help for key in KEYS}

AT_A_REPLY = (
    ("copy link", "copy.address"),
    ("copy url", "copy.address"),
    ("permalink", "copy.address"),
    ("open in browser", "link.page"),
    ("view original page", "link.page"),
    ("open link", "link.open"),
    ("open image", "link.picture"),
    ("mark all read", "keep.read-all"),
    ("catch up", "keep.read-all"),
    ("mark read", "keep.read"),
    ("mark unread", "keep.read"),
    ("mark branch read", "keep.read-branch"),
    ("next unread", "reply.next-unread"),
    ("jump to parent", "reply.parent"),
    ("go to parent", "reply.parent"),
    ("parent", "reply.parent"),
    ("next sibling", "reply.next-sibling"),
    ("next comment", "reply.next"),
    ("original post", "go.article"),
    ("collapse all", "fold.close-all"),
    ("dense", "fold.dense"),
    ("compact list view", "fold.dense"),
    ("expand all", "fold.open-all"),
    ("collapse thread", "fold.close-branch"),
    ("annotate", "select.begin"),
    ("highlight", "select.begin"),
    ("add note", "select.begin"),
    ("list notes", "notes.list"),
    ("wrap", "text.narrower"),
    ("line width", "text.wider"),
    ("zoom", "panes.cycle"),
    ("split view", "panes.cycle"),
    ("switch pane", "go.other-pane"),
    ("sort by votes", "find.by-votes"),
    ("top comments", "find.by-votes"),
    ("sort by date", "find.by-time"),
    ("newest first", "find.newest"),
    ("sort by votes", "find.by-votes"),
    ("top comments", "find.by-votes"),
    ("best", "find.by-votes"),
    ("most", "find.by-votes"),
    ("who", "quote.quoters"),
    ("star", "keep.star"),
    ("hide read", "find.filter"),
    ("show unread only", "find.filter"),
    ("filter by author", "people.list"),
    ("find in page", "find.search"),
    ("users", "people.list"),
    ("who quoted this", "quote.quoters"),
    ("hide quoted text", "quote.hide"),
    ("table of contents", "find.map"),
    ("bookmark", "keep.star"),
    ("save for later", "keep.queue"),
    ("archive", "keep.done"),
    ("add tag", "keep.tag"),
    ("save to file", "keep.export"),
    ("compare versions", "find.saves"),
    ("what changed", "reply.change"),
    ("mute", "keep.mute"),
    ("ignore user", "people.list"),
    ("refresh", "app.redraw"),
    ("undo", "go.back"),
    ("back to list", "app.library"),
    ("quit", "app.leave"),
)

IN_THE_LIBRARY = (
    ("mark all read", "library.read"),
    ("sort by unread", "library.sort"),
    ("sort by date", "library.sort"),
    ("hide read", "library.filter"),
    ("open in browser", "library.page"),
    ("view original page", "library.page"),
    ("copy link", "library.address"),
    ("toggle sidebar", "library.counts"),
    ("import folder", "library.import"),
    ("select all", "library.mark-all"),
    ("delete", "library.remove"),
    ("archive", "library.done"),
    ("save for later", "library.queue"),
)


async def found(app: ThreadreaderApp, pilot: Pilot[None], query: str) -> list[str]:
    """The rows of the palette for a query, without their keys."""
    await press(pilot, "colon", *query)
    await app.workers.wait_for_complete()
    await pilot.pause()
    return [str(option.hit.text) for option in app.screen.query_one(CommandList).options]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("query", "name"), AT_A_REPLY)
async def test_what_people_type_at_a_reply_leads_to_its_action(query: str, name: str) -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j")
        assert (await found(app, pilot, query))[:1] == [HELP[name]]


@pytest.mark.parametrize(("query", "name"), IN_THE_LIBRARY)
async def test_what_people_type_in_the_library_leads_to_its_action(query: str, name: str) -> None:
    app = ThreadreaderApp(reading(TALK).library, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert (await found(app, pilot, query))[:1] == [HELP[name]]


async def test_before_something_is_typed_eight_actions_that_have_something_to_do_are_offered() -> None:
    app = reading(TALK, (("c2", "The clock is slow today.", ""),))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j")
        branch = [HELP[name] for name in ("reply.next-unread", "keep.read-branch", "reply.parent", "quote.follow")]
        rest = [HELP[name] for name in ("fold.close", "find.search", "copy.address", "app.help")]
        assert await found(app, pilot, "") == branch + rest
        await press(pilot, "escape", "g", "R", "h")
        others = ("reply.parent", "quote.follow", "fold.open", "find.search", "copy.address", "app.help", "keep.star")
        assert (await found(app, pilot, ""))[:7] == [HELP[name] for name in others]
        await press(pilot, "escape", "g", "a")
        assert len(await found(app, pilot, "")) == 8


async def test_what_does_not_work_here_is_told_last_with_the_reason_and_does_nothing() -> None:
    app = ThreadreaderApp(reading(TALK).library, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert HELP["library.remove"] == (await found(app, pilot, "delete thread"))[0]
        await press(pilot, "escape")
        assert await found(app, pilot, "parent sibling") == []
        await press(pilot, "escape")
        assert (await found(app, pilot, "next sibling")) == [HELP["reply.next-sibling"]]
        assert any("next sibling · needs a reply" in line for line in lines(app))
        await press(pilot, "enter")
        await pilot.pause()
        assert "needs a reply" in lines(app)[-1]


async def test_rows_with_some_of_the_words_are_found_where_none_has_all() -> None:
    app = reading(TALK)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j")
        assert HELP["copy.address"] in await found(app, pilot, "copy permalink quickly")
        await press(pilot, "escape")
        assert await found(app, pilot, "((") == []
