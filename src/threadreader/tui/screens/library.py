"""The library: forwards keys to where the reader is in it, and opens threads.

The library's list and what is said of the thread in focus, and the lines around them: drawn as things stand now.
"""

from collections.abc import Callable
from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from threadreader.config import Config
from threadreader.errors import StoreError, ThreadreaderError
from threadreader.model.thread import CommentId
from threadreader.session import library as library_session
from threadreader.session.arrangement import LibraryLayout
from threadreader.session.library import LibrarySession
from threadreader.session.library.results import SearchResults
from threadreader.tui.actions import Command, Shelved, Where
from threadreader.tui.background import run_elsewhere, work_when_idle
from threadreader.tui.drawing.library import shelf_status, shelf_title
from threadreader.tui.key_reader import Press
from threadreader.tui.keys import load_actions
from threadreader.tui.library_actions import Librarian
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.settings import Setup
from threadreader.tui.widgets import Covered, Dressed
from threadreader.tui.widgets.bars import Bar, Divider, RuleLine
from threadreader.tui.widgets.panes import AsidePane, ShelfPane
from threadreader.tui.widgets.prompt import Prompt, Purpose


class LibraryFrame(Vertical, Covered, Dressed):
    """Title, rule, list and digest, rule, status. `notice` is said in the title for as long as it holds."""

    def __init__(self, shelf: LibrarySession, setup: Setup, clock: Callable[[], datetime], notice: str = "") -> None:
        super().__init__(setup.look, id="library")
        self.shelf = shelf
        self.setup = setup
        self.clock = clock
        self.notice = notice
        self.said = ""
        self._spread: LibraryLayout | None = None

    def compose(self) -> ComposeResult:
        """The lines and the panes."""
        yield Bar(self.look, id="title")
        yield RuleLine(self.look, "┬", id="rule-above")
        with Container(id="shelf"):
            yield ShelfPane(self.shelf, self.look, self.clock, id="list")
            yield Divider(self.look)
            yield RuleLine(self.look, "─", id="rule-between")
            yield AsidePane(self.shelf, self.look, self.clock, id="aside")
        yield RuleLine(self.look, "┴", id="rule-below")
        yield Bar(self.look, id="status")
        yield Prompt()

    def fit(self, width: int, height: int) -> None:
        """Take the size of the terminal."""
        self.shelf.arrange(width, height)
        self.show(self.said)

    def show(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.said = said
        if self.shelf.layout != self._spread:
            self._spread = self.shelf.layout
            self._place(self._spread)
        self.query_one(ShelfPane).refresh()
        self.query_one(AsidePane).refresh()
        width = self.app.size.width
        self.query_one("#title", Bar).say(shelf_title(self.shelf, self.look, width, self.notice))
        self.query_one("#status", Bar).say(shelf_status(self.shelf, self.look, self.setup, width, said))

    def _place(self, spread: LibraryLayout) -> None:
        """Show what there is room for, and give it its size."""
        shown, beside = bool(spread.detail[1]), spread.side_by_side
        for chrome in ("#title", "#rule-above", "#rule-below"):
            self.query_one(chrome).display = spread.framed
        self.query_one("#shelf").styles.layout = "horizontal" if beside else "vertical"
        self.query_one(Divider).display = beside
        self.query_one("#rule-between").display = shown and not beside
        shelf, aside = self.query_one(ShelfPane), self.query_one(AsidePane)
        aside.display = shown
        shelf.styles.width, shelf.styles.height = spread.list
        aside.styles.width, aside.styles.height = spread.detail
        for rule in ("#rule-above", "#rule-below"):
            self.query_one(rule, RuleLine).meet(spread.list[0] if beside else None)


_LOOK_EVERY = 1.0
"""Seconds: what another window or an import does to the library is seen so much late."""


class LibraryScreen(KeyScreen[None]):
    """The list of threads, with a digest of the one in focus; threads are opened over it."""

    def __init__(self, config: Config, setup: Setup, librarian: Librarian) -> None:
        super().__init__(setup)
        self.library = librarian.library
        self.config = config
        self.librarian = librarian
        self.shelf = librarian.shelf
        self._found_before: SearchResults | None = None
        self.commands |= {
            Command.OPEN_UNREAD: self._open_unread,
            Command.SEARCH: self._search,
            Command.FILTER: lambda: self._ask(Purpose.FILTER, self.shelf.threads.needle),
            Command.IMPORT: lambda: self._ask(Purpose.IMPORT),
            Command.EXPORT: self._export,
            Command.READ_ALL: self.librarian.read_all,
            Command.STARS: self.librarian.show_stars,
            Command.LEAVE: self._leave,
        }

    @property
    def where(self) -> Where:
        """Whose keys work now."""
        return Where.FOUND if self.shelf.results else Where.LIBRARY

    def compose(self) -> ComposeResult:
        """The library."""
        yield LibraryFrame(self.shelf, self.setup, self.library.now, self.library.notice)

    def on_mount(self) -> None:
        """Take the size of the terminal."""
        frame = self.query_one(LibraryFrame)
        frame.said = self.librarian.greeting
        frame.fit(self.app.size.width, self.app.size.height)
        self.set_interval(_LOOK_EVERY, self._look)
        self.call_after_refresh(self._renew)

    def on_resize(self, event: events.Resize) -> None:
        """Take another size."""
        self.query_one(LibraryFrame).fit(event.size.width, event.size.height)

    def on_unmount(self) -> None:
        """Forget what was removed, which until now could be undone; and remember the order of the list."""
        self.setup.memory.choose(order=str(self.shelf.threads.order))
        self.librarian.finish()

    def typing(self, event: events.Key) -> None:
        """Take a key that was meant for the line to type in."""
        self.query_one(Prompt).take(event)

    def on_listed_clicked(self, event: ShelfPane.Clicked) -> None:
        """Go to the line that was clicked; a second click opens it."""
        if event.number == self.shelf.position.at:
            self.say(self._open())
        else:
            self.say(library_session.act(self.shelf, library_session.first, event.number + 1))

    def on_wheeled_scrolled(self, event: ShelfPane.Scrolled) -> None:
        """Go through the list."""
        library_session.act(self.shelf, library_session.down if event.rows > 0 else library_session.up, abs(event.rows))
        self.say()

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Search or filter as the words are typed."""
        if type(event) is not Prompt.Typed:
            return
        if event.purpose is Purpose.SEARCH:
            self.query_one(Prompt).say(self.librarian.search(event.text) if event.text.strip() else "")
            self.say()
        elif event.purpose is Purpose.FILTER:
            self.shelf.threads.filter(event.text)
            self.say()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Keep what was searched for or filtered; import or write the file."""
        entry = self.shelf.here
        if event.purpose is Purpose.IMPORT and event.text.strip():
            self.run_worker(self._import(event.text.strip()))
        elif event.purpose is Purpose.EXPORT and entry:
            self.say(self.librarian.export(entry, event.text))
        else:
            self.say()

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Be where the typing began."""
        if event.purpose is Purpose.SEARCH:
            self.shelf.results = self._found_before
        elif event.purpose is Purpose.FILTER:
            self.shelf.threads.filter("")
        self.say()

    def say(self, said: str = "") -> None:
        """Draw where the reader is now, and say something in the status line."""
        self.shelf.settle()
        self.query_one(LibraryFrame).show(said)

    def answer(self, pressed: Press) -> str:
        """Do what a key says."""
        from threadreader.tui.library_actions import AS_IN_LISTS, OPEN

        asked = pressed.key.act
        if asked is OPEN:
            return self._open()
        action = asked.act if isinstance(asked, Shelved) else AS_IN_LISTS[asked]
        said = library_session.act(self.shelf, action, pressed.count)
        if (
            action in {library_session.down, library_session.page_down, library_session.last}
            and self.librarian.find_more()
        ):
            return ""
        return said

    def _do(self, pressed: Press) -> str:
        try:
            return super()._do(pressed)
        except StoreError as problem:
            return problem.trouble

    def _look(self) -> None:
        if self.is_current and self.librarian.look():
            self.say(self.query_one(LibraryFrame).said)

    def _open(self) -> str:
        entry, hit = self.shelf.here, self.shelf.results and self.shelf.results.here
        if hit:
            return self._read(hit.number, hit.comment, found=self.shelf.results)
        if not entry:
            return library_session.NO_THREAD
        return self._read(entry.number, *self.librarian.new(entry))

    def _open_unread(self) -> str:
        entry = self.shelf.here
        return self._read(entry.number, self.librarian.unread(entry)) if entry else library_session.NO_THREAD

    def _read(
        self, number: int, start: CommentId | None = None, greeting: str = "", *, found: SearchResults | None = None
    ) -> str:
        from threadreader.tui.open_thread import open_reading
        from threadreader.tui.screens.reader import ReaderScreen

        library, config, setup = self.library, self.config, self.setup
        try:
            reading = open_reading(library, config, setup, number, start=start, greeting=greeting)
            screen = ReaderScreen(library, setup, reading, found=found)
        except ThreadreaderError as problem:
            return problem.trouble
        self.lead_to(screen, self._come_back)
        return ""

    def _come_back(self, turned: int | None) -> None:
        self.librarian.load()
        self.say(self._open() if turned and self.librarian.turn(turned) else "")

    def _ask(self, purpose: Purpose, text: str = "") -> str:
        self.query_one(Prompt).ask(purpose, text, hint=_CAN_BE_TYPED.get(purpose, ""))
        return ""

    def _search(self) -> str:
        self._found_before = self.shelf.results
        return self._ask(Purpose.SEARCH)

    def _export(self) -> str:
        entry = self.shelf.here
        return self._ask(Purpose.EXPORT, self.library.export_name(entry.number)) if entry else library_session.NO_THREAD

    def on_prompt_tabbed(self, event: Prompt.Tabbed) -> None:
        """Complete the name of a file."""
        from threadreader.library.files import complete_path

        if event.purpose in {Purpose.IMPORT, Purpose.EXPORT}:
            path, names = complete_path(event.text)
            said = " ".join(names) if len(names) > 1 else "" if names else "there is no such file"
            self.query_one(Prompt).complete(path, said)

    def _renew(self) -> None:
        from threadreader.library.maintenance import is_outdated

        self.run_worker(work_when_idle(load_actions(), lambda: self.pressed_at))
        if is_outdated(self.library):
            self.run_worker(run_elsewhere("upgrade_threads", self.library.file, hear=self._hear))

    async def _import(self, path: str) -> None:
        self.say("importing…")
        there = self.librarian.numbers()
        await run_elsewhere("import_files", self.library.file, path, hear=self._hear)
        if self.librarian.go_to_new(there):
            self.say(self.query_one(LibraryFrame).said)

    def _hear(self, said: str) -> None:
        self.librarian.look()
        self.say(said)

    def _leave(self) -> str:
        return "" if library_session.close_top_layer(self.shelf) else self._quit()


_CAN_BE_TYPED = {
    Purpose.SEARCH: 'words, "two words", author:carol, site:example.org, after:2012, is:unread',
    Purpose.FILTER: "words of titles, sites, authors",
}
