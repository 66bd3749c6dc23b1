"""Library screen: the list of threads with a preview of the selected one; threads are opened over it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from threadreader.errors import StoreError, ThreadreaderError
from threadreader.library.files import complete_path
from threadreader.library.maintenance import is_outdated
from threadreader.library.processes import run_for_screen
from threadreader.model.page import DONE, QUEUE
from threadreader.model.stored_thread import Start
from threadreader.model.thread import CommentId
from threadreader.session import library as library_session
from threadreader.session.actions import lists, moving
from threadreader.session.library import LibraryCommand
from threadreader.session.library.thread_rows import SearchResults
from threadreader.session.state import NO_ADDRESS, Copy
from threadreader.tui.keys import Action, Context, Key, KeyPress, UnboundKey, load_actions
from threadreader.tui.library_actions import HINT, LibraryModel, complete_tag
from threadreader.tui.open_thread import OpenSession, open_session
from threadreader.tui.screens.base import start_worker
from threadreader.tui.screens.main import MainScreen
from threadreader.tui.terminal import browse
from threadreader.tui.theme import Setup
from threadreader.tui.widgets.frames import LibraryFrame
from threadreader.tui.widgets.panes import CountsPane, LibraryPane
from threadreader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from threadreader.tui.screens.reader import ReaderScreen

_LIST_COMMANDS: Mapping[object, LibraryCommand] = {
    moving.back_out: library_session.back,
    lists.down: library_session.down,
    lists.up: library_session.up,
    lists.page_down: library_session.page_down,
    lists.page_up: library_session.page_up,
    lists.half_down: library_session.half_down,
    lists.half_up: library_session.half_up,
    lists.first: library_session.first,
    lists.last: library_session.last,
}


_OPENING = "opening the demo…"

_LOOK_EVERY = 1.0
"""Seconds between checks for changes by other windows and imports."""


class LibraryScreen(MainScreen[None]):
    """The library: list of threads or search results, import, export and removal."""

    def __init__(self, setup: Setup, model: LibraryModel) -> None:
        super().__init__(model.library, setup)
        self.up_to_date.set()
        self.model = model
        self.session = model.session
        self._is_opening = False
        """True while the demo is imported, which will be opened then."""
        self._trouble = ""
        """What is wrong with the query that is typed."""
        self._count: int | None = None
        """The count before the key of a command."""
        self.commands |= {
            "open_unread": self._open_unread,
            "search": self._search,
            "filter": self._filter,
            "import": self._ask_path,
            "export": self._export_thread,
            "read_all": lambda: self.model.toggle_read(self._count),
            "tag": self._tag,
            "done": lambda: self.model.toggle_tag(DONE, self._count),
            "same_article": lambda: self.model.toggle_same_article(self._count),
            "queue": lambda: self.model.toggle_tag(QUEUE, self._count),
            "saves": self._list_saves,
            "stars": self.model.show_stars,
            "notes": self.model.show_notes,
            "save_filter": self._save_filter,
            "page": self._open_page,
            "address": self._copy_address,
            "leave": lambda: "" if library_session.close_top_layer(self.session) else self._quit(),
        }

    @property
    def context(self) -> Context:
        return Context.FOUND if self.session.results else Context.LIBRARY

    def compose(self) -> ComposeResult:
        yield LibraryFrame(self.session, self.setup, self.library.now, self.library.notice)

    def on_mount(self) -> None:
        frame = self.query_one(LibraryFrame)
        frame.message = self.model.greeting
        frame.fit(self.app.size.width, self.app.size.height)
        self.call_every(_LOOK_EVERY, self._refresh_if_changed)
        self.call_after_refresh(self._renew)

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(LibraryFrame).fit(event.size.width, event.size.height)

    def on_unmount(self) -> None:
        """Delete removed threads, which until now could be undone, and remember the order of the list."""
        self.setup.preferences.order = str(self.session.threads.order)
        if self.session.tall is not None:
            self.setup.preferences.rows = 1 + self.session.tall
        if self.session.counted is not None:
            self.setup.preferences.counts = 1 + self.session.counted
        self.model.finish()

    def on_list_widget_clicked(self, event: LibraryPane.Clicked) -> None:
        """Select the clicked thread, hit or group; open a thread or hit that is selected."""
        self.session.in_counts = isinstance(event.pane, CountsPane)
        if event.number == self.session.position.at and not self.session.in_counts:
            self.show_message(self._open())
        else:
            self.session.withdraw("")
            self.show_message(library_session.first(self.session, event.number + 1))

    def on_wheel_widget_scrolled(self, event: LibraryPane.Scrolled) -> None:
        """Move in the list, or in the counts."""
        self.session.in_counts = isinstance(event.pane, CountsPane)
        self.session.withdraw("")
        (library_session.down if event.rows > 0 else library_session.up)(self.session, abs(event.rows))
        self.show_message()

    def show_message(self, message: str = "") -> None:
        self.session.settle()
        self.query_one(LibraryFrame).show(message)

    def answer(self, pressed: KeyPress, act: Action) -> str:
        if self._is_opening:
            return _OPENING
        return self._open() if act is lists.go else _LIST_COMMANDS.get(act, act)(self.session, pressed.count)

    def _explain_unbound(self, unknown: UnboundKey) -> str:
        self.session.withdraw("")
        return super()._explain_unbound(unknown)

    def _do(self, pressed: KeyPress) -> str:
        self._count = pressed.count
        self.session.withdraw(pressed.key.id)
        return self._with_trouble(lambda: super(LibraryScreen, self)._do(pressed))

    def _with_trouble(self, work: Callable[[], str]) -> str:
        """The message of some work, or what is wrong with the library."""
        try:
            return work()
        except StoreError as problem:
            return problem.trouble

    def _refresh_if_changed(self) -> None:
        if self.is_current and self.model.reload_if_changed():
            self.show_message(self.query_one(LibraryFrame).message)

    def _open(self) -> str:
        if self.session.in_counts:
            self.session.in_counts = False
            return ""
        entry, hit = self.session.here, self.session.results and self.session.results.here
        if hit:
            return self._read(hit.number, hit.comment, results=self.session.results)
        if not entry:
            return self._begin() if self.session.is_empty else library_session.NO_THREAD
        return self._read(entry.number, *self.model.first_new(entry))

    def _begin(self) -> str:
        """Import what is chosen in an empty library; the demo is opened, too."""
        page = self.session.beginning.page
        start_worker(self, partial(self._import, str(page)) if page else self._open_sample)
        return ""

    async def _open_sample(self) -> None:
        from threadreader.library.worker import import_sample

        self._is_opening = True
        self.show_message(_OPENING)
        there = self.model.newest()
        try:
            await run_for_screen(partial(import_sample, self.library.file), self._show_progress)
        finally:
            self._is_opening = False
        if self.is_current and self.model.go_to_new(there):
            self.show_message(self._open())

    def _open_unread(self) -> str:
        entry = self.session.here
        return self._read(entry.number, self.model.first_unread(entry)) if entry else library_session.NO_THREAD

    def _open_page(self) -> str:
        """Ask whether to open the page in the browser; asked before, open it."""
        from threadreader.session.actions.links import host_of, refusal

        entry = self.session.here
        address = entry.page.url if entry else None
        if not (entry and address):
            return NO_ADDRESS if entry else library_session.NO_THREAD
        if why := refusal(address):
            return why
        if question := self.session.ask("library.page", f"opens {host_of(address)}", "cancel", [entry]):
            return question
        start_worker(self, partial(browse, address, self.app, self.show_message))
        return ""

    def _copy_address(self) -> str:
        entry = self.session.here
        address = entry.page.url if entry else None
        if not address:
            return NO_ADDRESS if entry else library_session.NO_THREAD
        return self.run_effect(Copy(address), f"copied: {address}")

    def _list_saves(self) -> str:
        entry = self.session.here
        if entry is None:
            return library_session.NO_THREAD
        find_saves = next(row for row in self.setup.keymap.rows if row.id == "find.saves")
        return self._read(entry.number, at_once=find_saves)

    def _read(
        self,
        number: int,
        comment: CommentId | None = None,
        greeting: str = "",
        *,
        results: SearchResults | None = None,
        at_once: Key | None = None,
    ) -> str:
        """Open a thread, and do what a key does there; returns why it cannot be opened."""
        start = Start(comment) if comment else None
        try:
            opened = open_session(self.library, self.setup, number, start=start, greeting=greeting)
        except ThreadreaderError as problem:
            return problem.trouble
        reader = self._show_reader(opened, results)
        if at_once:
            self.app.call_later(reader.perform, at_once)
        return ""

    def _show_reader(self, opened: OpenSession, results: SearchResults | None = None) -> "ReaderScreen":
        from threadreader.tui.screens.reader import ReaderScreen

        threads = self.session.threads
        reader = ReaderScreen(self.library, self.setup, opened, results=results, threads=threads)
        self.open_screen(reader, self._come_back)
        return reader

    def _come_back(self, answer: int | OpenSession | None) -> None:
        self.model.load()
        if isinstance(answer, OpenSession):
            self.session.threads.go_to(answer.entry.number)
            self._show_reader(answer)
        else:
            results = self.session.results
            self.show_message(self._open() if answer and results and results.turn(answer) else "")

    def _search(self) -> str:
        before = self.session.results

        def typed(text: str) -> str:
            self._trouble = self.model.search(text) if text.strip() else ""
            return self._trouble

        def given_up() -> str:
            self.session.results = before
            return ""

        self._trouble = ""
        return self.ask(Question("/", lambda _: self._trouble, typed, given_up=given_up, hint=_SEARCH_HINT))

    def _filter(self) -> str:
        threads = self.session.threads

        def typed(text: str) -> str:
            self._trouble = threads.filter(text)
            return self._trouble or f"{threads.position.length:,} of {threads.count:,}"

        def entered(_text: str) -> str:
            if self._trouble:
                # What it is now is the beginning of what was typed.
                threads.filter("")
            return self._trouble

        def complete(text: str) -> tuple[str, str]:
            text, counted = threads.complete(text)
            threads.filter(text)
            return text, counted

        self._trouble = ""
        question = Question("& ", entered, typed, complete, lambda: threads.filter(""), _FILTER_HINT)
        return self.ask(question, threads.needle)

    def _save_filter(self) -> str:
        """Ask for a name of the filter, and save it; without one, delete the saved one that is chosen."""
        if self.session.threads.needle:
            return self.ask(Question("Save filter as: ", self.model.save_filter))
        return self.model.drop_filter() or self.session.keys.add_to("no filter to save", ("library.filter", "filter"))

    def _tag(self) -> str:
        if not self.session.chosen(self._count):
            return library_session.NO_THREAD

        def complete(text: str) -> tuple[str, str]:
            return complete_tag(text, self.session.threads.tags)

        def entered(text: str) -> str:
            return self._with_trouble(lambda: self.model.tag(text, self._count))

        return self.ask(Question("Tag: ", entered, complete=complete, hint=HINT))

    def _export_thread(self) -> str:
        entry = self.session.here
        if entry is None:
            return library_session.NO_THREAD
        try:
            opened = open_session(self.library, self.setup, entry.number)
        except ThreadreaderError as problem:
            return problem.trouble
        return self.export(entry.number, opened.session)

    def _renew(self) -> None:
        start_worker(self, partial(self.when_idle, load_actions()))
        if is_outdated(self.library):
            from threadreader.library.worker import upgrade_threads

            upgrade = partial(upgrade_threads, self.library.file)
            start_worker(self, partial(run_for_screen, upgrade, self._show_progress))

    def _ask_path(self) -> str:
        def entered(typed: str) -> str:
            if typed.strip():
                start_worker(self, partial(self._import, typed.strip()))
            return ""

        return self.ask(Question("Import file or folder: ", entered, complete=_complete))

    async def _import(self, path: str) -> None:
        from threadreader.library.worker import import_files

        self.show_message("importing…")
        there = self.model.newest()
        await run_for_screen(partial(import_files, self.library.file, path), self._show_progress)
        if self.model.go_to_new(there):
            self.show_message(self.query_one(LibraryFrame).message)

    def _show_progress(self, message: str) -> None:
        if not self.is_late:
            self.model.reload_if_changed()
            self.show_message(message)


_SEARCH_HINT = 'words, "two words", author:carol, -word, OR, site:example.org, after:2012, is:unread'
_FILTER_HINT = "words of titles, sites and authors; site: and tag: with tab, date:2012, replies:>20, is:unread"


def _complete(typed: str) -> tuple[str, str]:
    path, names = complete_path(typed)
    return path, " ".join(names) if len(names) > 1 else "" if names else "no such file"
