"""One thread, being read: forwards keys to the session, and shows what it says.

What the mouse does on the screen of a thread, words that are typed, and what waits for neither.

What comes of words that are typed to search or to filter: while they are, when they are entered, when given up.
"""

import asyncio
import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.worker import Worker

from threadreader.library.library import Library
from threadreader.session import Pane, Session
from threadreader.session.actions import filtering, search
from threadreader.session.actions.completion import complete_query
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.tui.actions import Command, Key, Lettered, Shelved, Where, where_now
from threadreader.tui.background import make_ready, work_when_idle
from threadreader.tui.key_reader import Press, Unknown
from threadreader.tui.open_thread import Reading
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.screens.reader_frame import ThreadFrame
from threadreader.tui.settings import Setup, remember
from threadreader.tui.widgets import Wheeled
from threadreader.tui.widgets.bars import Divider
from threadreader.tui.widgets.lines import LinesView
from threadreader.tui.widgets.panes import ListPane, ReplyTree
from threadreader.tui.widgets.prompt import Prompt, Purpose

if TYPE_CHECKING:
    from threadreader.session.library.results import SearchResults
    from threadreader.session.search import Search
    from threadreader.session.state import ShowPictures
    from threadreader.tui.screens.export import Request


_TO_MARK = "keep.go-to-mark"


class ReaderEvents(KeyScreen[int]):
    """A screen of a thread that follows the mouse and what is typed in the prompt."""

    session: Session

    @abstractmethod
    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""

    @abstractmethod
    async def leave(self, answer: int) -> None:
        """Leave the thread, for what is behind it."""

    def letters_of(self, key: Key) -> Sequence[tuple[str, str]]:
        """The marks that are set, where one is to be gone to."""
        from threadreader.session.actions import unread

        return unread.list_marks(self.session) if key.id == _TO_MARK else ()

    def _quit(self) -> str:
        from threadreader.session.actions import leaving

        while leaving.close_top_layer(self.session):
            pass
        return super()._quit()

    def _say_why_not(self, unknown: Unknown) -> str:
        if unknown.works_in is Where.REPLIES and self.session.cursor is None:
            return NO_REPLIES
        return super()._say_why_not(unknown)

    def on_wheeled_scrolled(self, event: Wheeled.Scrolled) -> None:
        """Scroll the pane under the wheel, or go through the rows of a list."""
        from threadreader.session.actions import lists, mouse

        if isinstance(event.pane, ListPane):
            (lists.down if event.rows > 0 else lists.up)(self.session, abs(event.rows))
        else:
            pane = Pane.ARTICLE if event.pane.id == Pane.ARTICLE else Pane.REPLIES
            mouse.scroll(self.session, pane, event.rows)
        self.show()

    def on_lines_view_clicked(self, event: LinesView.Clicked) -> None:
        """Go to what was clicked."""
        from threadreader.session.actions import mouse

        if event.view.id == Pane.ARTICLE:
            self.show(mouse.click_article(self.session, event.item, event.line, event.column))
        else:
            self.show(mouse.click_reply(self.session, event.item, event.line, event.column))

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        """Divide the terminal there."""
        from threadreader.session.actions import arranging

        self.show(arranging.put_divider(self.session, event.column))

    def on_reply_tree_ancestor_clicked(self, event: ReplyTree.AncestorClicked) -> None:
        """Go to who is answered by what stands first in the pane."""
        from threadreader.session.actions import mouse

        self.show(mouse.click_ancestors(self.session, event.higher))

    def on_listed_clicked(self, event: ListPane.Clicked) -> None:
        """Go to the row that was clicked, or choose it."""
        from threadreader.session.actions import lists

        self.show(lists.go_to_row(self.session, event.number))

    def typing(self, event: events.Key) -> None:
        """Take a key that was meant for the line to type in."""
        self.query_one(Prompt).take(event)

    async def when_idle(self, steps: Iterator[None]) -> None:
        """Take steps when no key is awaited."""
        await work_when_idle(steps, lambda: self.pressed_at)

    async def count_matches(self, search: "Search") -> None:
        """Count the matches between keys, and then say how many there are."""
        from threadreader.session.actions import search as search_actions

        await self.when_idle(search.count())
        if (finding := self.session.active_search) and finding.search is search:
            counted = search_actions.number(self.session)
            if finding.typing:
                self.query_one(Prompt).say(counted)
            self.show(self.query_one(ThreadFrame).said.replace(search_actions.COUNTING, counted))

    def _search(self) -> str:
        """Ask what to search for."""
        from threadreader.session.actions import search as search_actions

        search_actions.stop(self.session)
        last = self.session.last_needle
        self.query_one(Prompt).ask(Purpose.SEARCH, hint=f"enter looks for {last} again" if last else "")
        return ""

    def _filter(self) -> str:
        """Ask what to show alone."""
        self.query_one(Prompt).ask(Purpose.FILTER, hint=filtering.HINT)
        return ""

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Search or filter as the words are typed."""
        self.pressed_at = time.monotonic()
        if event.purpose in TYPED and type(event) is Prompt.Typed:
            said = TYPED[event.purpose](self.session, event.text)
            self.query_one(Prompt).say(said if event.text.strip() else "")
            self.show()

    def on_prompt_tabbed(self, event: Prompt.Tabbed) -> None:
        """Go on with what is typed as far as that is certain, and show what comes of it."""
        if event.purpose not in COMPLETED:
            return
        text, names = COMPLETED[event.purpose](self.session, event.text)
        said = TYPED[event.purpose](self.session, text)
        self.query_one(Prompt).complete(text, " ".join(names) if len(names) > 1 else said)
        self.show()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Keep what was searched for or filtered."""
        self.show(ENTERED[event.purpose](self.session, event.text))

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Be where the typing began."""
        self.show(GIVEN_UP[event.purpose](self.session) if event.purpose in GIVEN_UP else "")


_KEEP_EVERY = 2.0
"""Seconds: a terminal that is closed loses no more of where its reader was before the last keys."""

_HOLD_AFTER = 0.3
"""Seconds: when the thread is on the screen, all of it is taken into memory, whatever becomes of the library then."""

_READ_AGAIN = "read again by this version: the next time you open it"
_NOT_READ_AGAIN = "this version could not read it again: it stays as it is"


class ReaderScreen(ReaderEvents):
    """One thread, being read; its answer is 1 or -1 where the next or previous thread with hits is wanted, else 0.

    `found` is what a search of the library found, where the thread is opened from that.
    """

    def __init__(
        self, library: Library, setup: Setup, reading: Reading, *, found: "SearchResults | None" = None
    ) -> None:
        super().__init__(setup)
        self.library = library
        self.number = number = reading.entry.number
        self.session = reading.session
        self._reading = reading
        self._keeper = reading.keeper
        self._outdated = library.is_outdated(number)
        self._up_to_date = asyncio.Event()
        self._keeps: Worker[None] | None = None
        self._found = found
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
        yield ThreadFrame(self.session, self.setup, self._reading.entry)

    def on_mount(self) -> None:
        """Take the size of the terminal."""
        frame = self.query_one(ThreadFrame)
        frame.said = self._reading.said
        frame.fit(self.app.size.width, self.app.size.height)
        if self._found:
            from threadreader.session.actions import search as search_actions

            self.show(search_actions.open_at_hit(self.session, self._found))
        self.set_interval(_KEEP_EVERY, self.keep_when_idle)
        self.call_after_refresh(self._begin_what_can_wait)

    def on_resize(self, event: events.Resize) -> None:
        """Take another size; Textual tells each of them twice."""
        if event.size != self.session.terminal:
            self.query_one(ThreadFrame).fit(event.size.width, event.size.height)

    def on_unmount(self) -> None:
        """Keep what the reader did."""
        remember(self.session, self.setup.memory)
        self._keeper.keep_at_last()

    async def leave(self, answer: int) -> None:
        """Keep what the reader did, and go back, or out of the program."""
        self._keeper.keep_at_last()
        if len(self.app.screen_stack) > 1:
            await self.dismiss(answer)
        else:
            self.app.exit()

    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.query_one(ThreadFrame).show(said)
        search = self.session.active_search and self.session.active_search.search
        if search and not search.is_counted:
            self.run_worker(self.count_matches(search), group="count", exclusive=True)

    def say(self, said: str) -> None:
        """Say in the status line what came of a key, or of what took its time, where the thread is still read."""
        if self.is_attached:
            self.show(said)

    def answer(self, pressed: Press) -> str:
        """Do what a key says."""
        from threadreader.session.actions import act
        from threadreader.tui.terminal import run_errands

        asked = pressed.key.act
        assert not isinstance(asked, Command | Shelved), "those are the screen's, or the library's"
        if isinstance(asked, Lettered):
            return asked.act(self.session, pressed.letter)
        said = act(self.session, asked, pressed.count)
        beyond = self.session.active_search and self.session.active_search.other_threads
        if beyond and beyond.turned:
            self.app.call_later(self.leave, beyond.turned)
        run_errands(self.session, self.app, self.say, self._show_pictures)
        return said

    def keep(self) -> None:
        """Keep what the reader did, or say that it cannot be kept yet; show what was done in other windows."""
        remember(self.session, self.setup.memory)
        self.setup.memory.keep()
        said, joined = self._keeper.try_to_keep()
        if (said or joined) and self.is_attached and self.is_current:
            self.show(said or self.query_one(ThreadFrame).said)

    def keep_when_idle(self) -> None:
        """The same when no key is awaited: what is kept is on the disk, which takes as long as that takes."""
        if self._keeps is None or self._keeps.is_finished:
            self._keeps = self.run_worker(self.when_idle(self._keeping()))

    def _keeping(self) -> Iterator[None]:
        self.keep()
        yield

    def _begin_what_can_wait(self) -> None:
        """Begin what the first frame does not wait for."""
        self.run_worker(make_ready(self.session, lambda: self.pressed_at))
        if not self._outdated:
            self.set_timer(_HOLD_AFTER, lambda: self.run_worker(self.when_idle(self._keeper.hold())))
        if self._outdated or self.library.needs_links(self.number):
            self.run_worker(self._bring_up_to_date())
        else:
            self._up_to_date.set()

    async def _bring_up_to_date(self) -> None:
        from threadreader.tui.background import run_elsewhere

        try:
            done = await run_elsewhere("bring_up_to_date", self.library.file, str(self.number))
        finally:
            self._up_to_date.set()
        if self._outdated:
            self.say(_READ_AGAIN if done else _NOT_READ_AGAIN)
        elif not done:
            self.say("the quotations could not be linked")
        else:
            await self.when_idle(self._keeper.take_quotes())
            if self.is_attached:
                self.show(self.query_one(ThreadFrame).said)

    def _leave(self) -> str:
        from threadreader.session.actions import leaving

        if leaving.close_top_layer(self.session):
            return ""
        self.is_over = True
        self.app.call_later(self.leave, 0)
        return ""

    def _show_pictures(self, look: "ShowPictures") -> None:
        from threadreader.tui.screens.pictures import show_pictures

        show_pictures(self.app, self.setup, self.library, self.number, look)

    def _export(self) -> str:
        from threadreader.tui.screens.export import form_of

        form = form_of(self.session, self.setup, self.library.export_name(self.number))
        self.lead_to(form, self._exported)
        return ""

    def _exported(self, request: "Request | None") -> None:
        if request:
            self.setup.memory.choose(export=request.choice.to_dict())
            self.show("exporting…")
            self.run_worker(self._write(request))

    async def _write(self, request: "Request") -> None:
        """Write the file, after the thread is brought up to date where that is under way."""
        from threadreader.tui.screens.export import write
        from threadreader.tui.terminal import run_errands

        await self._up_to_date.wait()
        said = write(self.library, self.number, self.session, request)
        run_errands(self.session, self.app, self.say, self._show_pictures)
        self.say(said)


TYPED = {Purpose.SEARCH: search.search, Purpose.FILTER: filtering.show_matching}
ENTERED = {Purpose.SEARCH: search.enter, Purpose.FILTER: filtering.accept_matching}
COMPLETED = {Purpose.FILTER: complete_query}
GIVEN_UP = {Purpose.SEARCH: search.cancel, Purpose.FILTER: filtering.cancel_matching}
