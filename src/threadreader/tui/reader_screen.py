"""One thread, being read: forwards keys to the session, and shows what it says."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from threadreader.config import Config
from threadreader.library import Library
from threadreader.model.thread import CommentId
from threadreader.session import (
    Pane,
    Session,
    Settings,
    arranging,
    arriving,
    choosing,
    leaving,
    listing,
    pointing,
    searching,
)
from threadreader.session.acting import act
from threadreader.session.found import Found
from threadreader.session.key_hints import KeyHints
from threadreader.tui.bars import Divider
from threadreader.tui.elsewhere import run_elsewhere
from threadreader.tui.errand_runner import run_errands
from threadreader.tui.keeper import Keeper
from threadreader.tui.key_reader import Press
from threadreader.tui.key_screen import KeyScreen
from threadreader.tui.keys import Command, Lettered, Shelved, Where, where_now
from threadreader.tui.lines_view import LinesView
from threadreader.tui.list_pane import ListPane
from threadreader.tui.prompt import Prompt, Purpose
from threadreader.tui.remembering import remember, settings_of, wish_of
from threadreader.tui.setup import Setup
from threadreader.tui.thread_frame import ThreadFrame

if TYPE_CHECKING:
    from threadreader.tui.export_screen import Request

_SOON = 0.02
"""Seconds: first the line is drawn, then all words are made ready for what is typed in it."""

_KEEP_EVERY = 2.0
"""Seconds: a terminal that is closed loses no more of where its reader was."""

_READ_AGAIN = "read again by this version: the next time you open it"
_NOT_READ_AGAIN = "this version could not read it again: it stays as it is"

_TYPED = {Purpose.SEARCH: searching.search, Purpose.FILTER: choosing.show_matching}
_ENTERED = {Purpose.SEARCH: searching.enter, Purpose.FILTER: choosing.keep_matching}
_GIVEN_UP = {Purpose.SEARCH: searching.cancel, Purpose.FILTER: choosing.give_up_matching}


class ReaderScreen(KeyScreen[int]):
    """One thread, being read; its answer is 1 or -1 where the next or previous thread with hits is wanted, else 0.

    `found` is what a search of the library found, where the thread is opened from that.
    """

    def __init__(
        self,
        library: Library,
        config: Config,
        setup: Setup,
        number: int,
        *,
        start: CommentId | None = None,
        greeting: str = "",
        found: Found | None = None,
    ) -> None:
        super().__init__(setup)
        self.library = library
        self.number = number
        choices, usual = setup.memory.choices, Settings(config.article_width, config.reply_width, config.indent)
        self.session = Session(
            library.open_thread(number),
            settings=settings_of(choices, usual, setup.named),
            progress=library.load_progress(number),
            keys=KeyHints(setup.keymap.written),
        )
        self.session.usual, self.session.wish = usual, wish_of(choices)
        self._keeper = Keeper(library, number, self.session)
        self._outdated = library.is_outdated(number)
        self._up_to_date = asyncio.Event()
        self._found = found
        begun = self.session.start_at(start) if start else ""
        self._greeting = greeting or begun or library.lacking(number)
        self.commands |= {
            Command.LEAVE: self._leave,
            Command.SEARCH: self._search,
            Command.FILTER: self._filter,
            Command.EXPORT: self._export,
        }

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return where_now(self.session)

    def compose(self) -> ComposeResult:
        """The thread."""
        yield ThreadFrame(self.session, self.setup, self.library.find(str(self.number)))

    def on_mount(self) -> None:
        """Take the size of the terminal."""
        frame = self.query_one(ThreadFrame)
        frame.said = self._greeting
        frame.fit(self.app.size.width, self.app.size.height)
        if self._found:
            self.show(arriving.arrive(self.session, self._found))
        self.set_interval(_KEEP_EVERY, self.keep)
        if self._outdated or self.library.needs_links(self.number):
            self.run_worker(self._bring_up_to_date())
        else:
            self._up_to_date.set()

    def on_resize(self, event: events.Resize) -> None:
        """Take another size."""
        self.query_one(ThreadFrame).fit(event.size.width, event.size.height)

    def on_unmount(self) -> None:
        """Keep what the reader did."""
        remember(self.session, self.setup.memory)
        self._keeper.keep()

    def typing(self, event: events.Key) -> None:
        """Take a key that was meant for the line to type in."""
        self.query_one(Prompt).take(event)

    def on_lines_view_scrolled(self, event: LinesView.Scrolled) -> None:
        """Scroll the pane under the wheel."""
        pane = Pane.ARTICLE if event.view.id == Pane.ARTICLE else Pane.REPLIES
        pointing.scroll(self.session, pane, event.lines)
        self.show()

    def on_lines_view_clicked(self, event: LinesView.Clicked) -> None:
        """Go to what was clicked."""
        if event.view.id == Pane.ARTICLE:
            self.show(pointing.click_article(self.session, event.item, event.line, event.column))
        else:
            self.show(pointing.click_reply(self.session, event.item, event.line, event.column))

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        """Divide the terminal there."""
        self.show(arranging.put_divider(self.session, event.column))

    def on_ancestor_lines_clicked(self) -> None:
        """Go to who is answered by what stands at the top of the window."""
        self.show(pointing.click_ancestors(self.session))

    def on_list_pane_scrolled(self, event: ListPane.Scrolled) -> None:
        """Go through the rows."""
        (listing.down if event.rows > 0 else listing.up)(self.session, abs(event.rows))
        self.show()

    def on_list_pane_clicked(self, event: ListPane.Clicked) -> None:
        """Go to the row that was clicked, or choose it."""
        self.show(listing.go_to_row(self.session, event.number))

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Search or filter as the words are typed."""
        if event.purpose in _TYPED and type(event) is Prompt.Typed:
            self.show(_TYPED[event.purpose](self.session, event.text))

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Keep what was searched for or filtered."""
        self.show(_ENTERED[event.purpose](self.session, event.text))

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Be where the typing began."""
        self.show(_GIVEN_UP[event.purpose](self.session) if event.purpose in _GIVEN_UP else "")

    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.query_one(ThreadFrame).show(said)

    def say(self, said: str) -> None:
        """Say in the status line what came of a key, or of what took its time, where the thread is still read."""
        if self.is_attached:
            self.show(said)

    def answer(self, pressed: Press) -> str:
        """Do what a key says."""
        asked = pressed.key.act
        assert not isinstance(asked, Command | Shelved), "those are the screen's, or the library's"
        if isinstance(asked, Lettered):
            return asked.act(self.session, pressed.letter)
        said = act(self.session, asked, pressed.count)
        beyond = self.session.finding and self.session.finding.beyond
        if beyond and beyond.turned:
            self.app.call_later(self.dismiss, beyond.turned)
        run_errands(self.session, self.app, self.say)
        return said

    def keep(self) -> None:
        """Keep what the reader did, or say that it cannot be kept yet."""
        remember(self.session, self.setup.memory)
        self.setup.memory.keep()
        said = self._keeper.try_to_keep()
        if said and self.is_attached and self.is_current:
            self.show(said)

    async def _bring_up_to_date(self) -> None:
        try:
            done = await run_elsewhere("bring_up_to_date", self.library.file, str(self.number))
        finally:
            self._up_to_date.set()
        if self._outdated:
            self.say(_READ_AGAIN if done else _NOT_READ_AGAIN)
        elif self.is_attached:
            self.session.take_quotes()
            self.show(self.query_one(ThreadFrame).said if done else "the quotations could not be linked")

    def _leave(self) -> str:
        if leaving.peel(self.session):
            return ""
        self.app.call_later(self.dismiss, 0)
        return ""

    def _search(self) -> str:
        searching.stop(self.session)
        self.query_one(Prompt).ask(Purpose.SEARCH)
        self.set_timer(_SOON, partial(searching.prepare, self.session))
        return ""

    def _filter(self) -> str:
        self.query_one(Prompt).ask(Purpose.FILTER)
        self.set_timer(_SOON, partial(searching.prepare, self.session))
        return choosing.HINT

    def _export(self) -> str:
        from threadreader.tui.exporting import form_of

        form = form_of(self.session, self.setup, self.library.export_name(self.number))
        self.call_later(self.app.push_screen, form, self._exported)
        return ""

    def _exported(self, request: "Request | None") -> None:
        if request:
            self.session.export_choice = request.choice
            self.show("exporting…")
            self.run_worker(self._write(request))

    async def _write(self, request: "Request") -> None:
        """Write the file, after the thread is brought up to date where that is under way."""
        from threadreader.tui.exporting import write

        await self._up_to_date.wait()
        said = write(self.library, self.number, self.session, request)
        run_errands(self.session, self.app, self.say)
        self.say(said)
