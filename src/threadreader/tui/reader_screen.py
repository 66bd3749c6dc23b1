"""One thread, being read: forwards keys to the session, and shows what it says."""

import asyncio
from collections.abc import Callable, Mapping

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from threadreader.config import Config
from threadreader.errors import ThreadreaderError
from threadreader.library import Library, export_target
from threadreader.model.thread import CommentId
from threadreader.session import Pane, Session, Settings, folding, following, looking, searching
from threadreader.session.acting import act
from threadreader.tui.choice_screen import ChoiceScreen
from threadreader.tui.help_screen import HelpScreen
from threadreader.tui.keeper import Keeper
from threadreader.tui.keys import Command, KeyReader, Press, Where
from threadreader.tui.lines_view import LinesView
from threadreader.tui.linking import link_elsewhere
from threadreader.tui.prompt import Prompt, Purpose
from threadreader.tui.theme import Look
from threadreader.tui.thread_frame import ThreadFrame

_KEEP_EVERY = 2.0
"""Seconds: a terminal that is closed loses no more of where its reader was."""


class ReaderScreen(Screen[None]):
    """One thread, being read."""

    AUTO_FOCUS = ""

    def __init__(
        self, library: Library, config: Config, look: Look, number: int, start: CommentId | None = None
    ) -> None:
        super().__init__()
        self.library = library
        self.number = number
        self.look = look
        self.session = Session(
            library.open_thread(number),
            settings=Settings(config.article_width, config.reply_width, config.indent),
            progress=library.load_progress(number),
        )
        self.keys = KeyReader()
        self._keeper = Keeper(library, number, self.session)
        self._linked = asyncio.Event()
        self._greeting = (self.session.start_at(start) if start else "") or library.lacking(number)
        self._commands: Mapping[Command, Callable[[], str]] = {
            Command.HELP: self._help,
            Command.LEAVE: self._leave,
            Command.BACK_OUT: self._back_out,
            Command.QUIT: self._quit,
            Command.SEARCH: self._search,
            Command.QUOTERS: self._quoters,
            Command.EXPORT: self._export,
            Command.REDRAW: self._redraw,
        }

    def compose(self) -> ComposeResult:
        """The thread."""
        yield ThreadFrame(self.session, self.look)

    def on_mount(self) -> None:
        """Take the size of the terminal."""
        frame = self.query_one(ThreadFrame)
        frame.said = self._greeting
        frame.fit(self.app.size.width, self.app.size.height)
        self.set_interval(_KEEP_EVERY, self.keep)
        if self.library.needs_links(self.number):
            self.run_worker(self._link())
        else:
            self._linked.set()

    def on_resize(self, event: events.Resize) -> None:
        """Take another size."""
        self.query_one(ThreadFrame).fit(event.size.width, event.size.height)

    def on_unmount(self) -> None:
        """Keep what the reader did."""
        self._keeper.keep()

    def on_key(self, event: events.Key) -> None:
        """Do what the key says."""
        if self.focused is not None:
            self.query_one(Prompt).take(event)
            return
        event.stop()
        name = event.character if event.is_printable and event.character != " " else event.key
        pressed = self.keys.press(name or event.key, Where(self.session.pane.value))
        if isinstance(pressed, Press):
            self.show(self._do(pressed))
        elif pressed is None:
            self.show(self.keys.pending + "…" if self.keys.pending else "")
        else:
            self.show(f"{pressed.typed} does nothing here · ? shows the keys")

    def on_lines_view_scrolled(self, event: LinesView.Scrolled) -> None:
        """Scroll the pane under the wheel."""
        if event.view.id == "article":
            self.session.article.window.scroll(event.lines)
        else:
            self.session.replies.scroll(event.lines)
        self.show()

    def on_lines_view_clicked(self, event: LinesView.Clicked) -> None:
        """Go to what was clicked; a click left of a reply's text folds it."""
        self.session.pane = Pane.ARTICLE if event.view.id == "article" else Pane.REPLIES
        said = ""
        if self.session.pane is Pane.REPLIES:
            self.session.replies.cursor = event.item
            depth = self.session.opened.skeleton.depths[event.item]
            if event.column <= self.session.replies.layout.columns.mark(depth) + 1:
                said = act(self.session, folding.toggle)
        self.show(said)

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Search as the words are typed."""
        if event.purpose is Purpose.SEARCH and type(event) is Prompt.Typed:
            self.show(searching.search(self.session, event.text))

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Keep the search on, or write the file."""
        match event.purpose:
            case Purpose.SEARCH:
                self.show(searching.enter(self.session, event.text))
            case Purpose.EXPORT:
                self.show("saving…")
                self.run_worker(self._write(event.text))

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Be where the search began."""
        self.show(searching.cancel(self.session) if event.purpose is Purpose.SEARCH else "")

    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.query_one(ThreadFrame).show(said)

    def _do(self, pressed: Press) -> str:
        asked = pressed.key.act
        return self._commands[asked]() if isinstance(asked, Command) else act(self.session, asked, pressed.count)

    def keep(self) -> None:
        """Keep what the reader did, or say that it cannot be kept yet."""
        said = self._keeper.try_to_keep()
        if said and self.is_attached and self.is_current:
            self.show(said)

    async def _link(self) -> None:
        try:
            linked = await link_elsewhere(self.library.file, self.number)
        finally:
            self._linked.set()
        if self.is_attached:
            self.session.take_quotes(self.library.open_thread(self.number))
            self.show("" if linked else "the quotations could not be linked")

    def _help(self) -> str:
        self.call_later(self.app.push_screen, HelpScreen(self.look, Where(self.session.pane.value)))
        return ""

    def _leave(self) -> str:
        self.app.call_later(self.dismiss)
        return ""

    def _quit(self) -> str:
        self.app.exit()
        return ""

    def _back_out(self) -> str:
        if self.session.finding:
            return searching.stop(self.session)
        if self.session.peek:
            return act(self.session, looking.close_peek)
        if self.session.pane is Pane.ARTICLE and len(self.session.opened.skeleton):
            self.session.pane = Pane.REPLIES
        self.session.light = None
        return ""

    def _search(self) -> str:
        searching.stop(self.session)
        self.query_one(Prompt).ask(Purpose.SEARCH)
        return ""

    def _redraw(self) -> str:
        self.app.refresh(layout=True)
        return ""

    def _quoters(self) -> str:
        found = following.quoters(self.session)
        if not found:
            return "nobody quotes this"
        if len(found) == 1:
            return following.visit_quoter(self.session, found[0])

        origin = self.session.here()

        def preview(index: int) -> None:
            self.session.return_to(origin, refold=True)
            self.session.show_link(found[index].link, found[index].link.quote.at)
            self.show()

        def go(index: int | None) -> None:
            self.session.return_to(origin, refold=True)
            self.show("" if index is None else following.visit_quoter(self.session, found[index]))

        lines = [f"{quoter.name} #{quoter.number}  {quoter.words}" for quoter in found]
        self.call_later(self.app.push_screen, ChoiceScreen(f"Quoted by {len(found)}", lines, preview), go)
        return ""

    def _export(self) -> str:
        self.query_one(Prompt).ask(Purpose.EXPORT, self.library.export_name(self.number))
        return ""

    async def _write(self, name: str) -> None:
        """Write the file, after the quotations are linked where that is under way."""
        await self._linked.wait()
        try:
            target = export_target(name)
            self.library.export_thread(self.number, target)
        except ThreadreaderError as problem:
            self.show(f"{problem.subject}: {problem.trouble}")
        else:
            self.show(f"saved as {target}")
