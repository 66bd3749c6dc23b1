"""Reader screen: one thread; keys, mouse and prompt go to the session, and background work runs between keys."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.message import Message
from textual.worker import Worker

from threadreader.config import Config
from threadreader.errors import ThreadreaderError
from threadreader.library.library import Library
from threadreader.model.page import DONE, QUEUE
from threadreader.session import Pane
from threadreader.session.actions import filtering, people
from threadreader.session.actions import search as search_actions
from threadreader.session.actions.filtering import complete_query
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.session.state import LOADING, ShowJoined, ShowSave
from threadreader.tui.actions import (
    Command,
    Context,
    Key,
    LetterAction,
    LibraryAction,
    RunCommand,
    active_contexts,
    current_context,
)
from threadreader.tui.background import preload, work_when_idle
from threadreader.tui.key_reader import KeyPress, UnboundKey
from threadreader.tui.open_thread import NextThread, OpenSession, open_other
from threadreader.tui.screens.base import KeyScreen
from threadreader.tui.screens.reader_frame import ThreadFrame
from threadreader.tui.settings import Setup, remember_layout
from threadreader.tui.widgets import WheelWidget
from threadreader.tui.widgets.bars import Divider
from threadreader.tui.widgets.lines import LinesView
from threadreader.tui.widgets.panes import ListPane, ReplyTree, ThreadPane
from threadreader.tui.widgets.prompt import Prompt, Purpose

if TYPE_CHECKING:
    from threadreader.model.page import Entry
    from threadreader.session.library.results import SearchResults
    from threadreader.session.library.thread_list import ThreadList
    from threadreader.session.search import Search
    from threadreader.session.state import OfSaves, Pipe, ShowPictures, ToOther
    from threadreader.tui.screens.export import Request


_OTHER_PANE = {Context.ARTICLE: Context.REPLIES, Context.REPLIES: Context.ARTICLE}

_GO_TO_MARK = "keep.go-to-mark"

_DWELLING_INTERVAL = 0.5
"""Seconds between checks for replies read by dwelling on them."""

_SAVE_INTERVAL = 2.0
"""Seconds between autosaves: a closed terminal loses no more than that."""

_PIN_DELAY = 0.3
"""Seconds until the whole thread is loaded into memory, so that it stays readable whatever happens to the library."""

_REREAD = "read again by this version: the next time you open it"
_NOT_REREAD = "this version could not read it again: it stays as it is"


NEXT_UNREAD, AGAIN, ELSEWHERE = 2, 3, 4
"""Results of the reader: to go on to the next thread with something unread, to open this one again, or another."""


class ReaderScreen(KeyScreen[int]):
    """A thread being read; its result is 1 or -1 to go on to the next or previous thread with hits, else 0.

    It is `NEXT_UNREAD` to go on to the thread that `threads` has next, `AGAIN` to open this one anew, `ELSEWHERE` to go
    on to `elsewhere`. `results` is the library search that the thread was opened from.
    """

    class ThreadRequested(Message):
        """Request to read another thread in place of this one."""

        def __init__(self, number: int, greeting: str = "") -> None:
            self.number = number
            self.greeting = greeting
            super().__init__()

    class ThreadOpened(Message):
        """Another thread was opened, to be read in place of this one."""

        def __init__(self, opened: OpenSession) -> None:
            self.opened = opened
            super().__init__()

    class LibraryRequested(ThreadRequested):
        """Request to show the library, at this thread, in place of it."""

    def __init__(
        self,
        library: Library,
        config: Config,
        setup: Setup,
        opened: OpenSession,
        *,
        results: "SearchResults | None" = None,
        threads: "ThreadList | None" = None,
    ) -> None:
        super().__init__(setup)
        self.library = library
        self.config = config
        self.elsewhere: OpenSession | None = None
        """A thread that a link led to."""
        self.number = number = opened.entry.number
        self._next = NextThread(library, number, threads)
        self.session = opened.session
        self._opened = opened
        self._autosave = opened.autosave
        self._outdated = library.is_outdated(number)
        self._up_to_date = asyncio.Event()
        self._saving: Worker[None] | None = None
        self._results = results
        # The annotation whose note is typed; "" for what is selected.
        self._noted = ""
        self._piped: Pipe | None = None
        # The first message of the thread where it is opened again.
        self.greeting = ""
        self.commands |= {
            Command.LEAVE: self._leave,
            Command.SEARCH: self._search,
            Command.FILTER: self._filter,
            Command.EXPORT: self._export,
            Command.LIBRARY: self._go_to_library,
            Command.SELECT: self._select,
            Command.NOTE: self._note,
            Command.EDIT_NOTE: self._edit_note,
            Command.DONE: lambda: self._toggle_tag(DONE, "keep.done"),
            Command.QUEUE: lambda: self._toggle_tag(QUEUE, "keep.queue"),
            Command.TAG: self._ask_tags,
        }

    @property
    def context(self) -> Context:
        """Binding context of the session."""
        return current_context(self.session)

    @property
    def reachable_contexts(self) -> Sequence[Context]:
        """Contexts of the session, and the other pane's: an action of that goes there first."""
        other = _OTHER_PANE.get(self.context) if self.session.cursor else None
        return [*active_contexts(self.context), *([other] if other else [])]

    async def perform(self, key: Key) -> None:
        """Run the action of a row, in the other pane if it belongs there."""
        if self.session.cursor and key.context is _OTHER_PANE.get(self.context):
            self.session.pane = Pane(key.context.value)
        await super().perform(key)

    def compose(self) -> ComposeResult:
        """Yield the frame."""
        yield ThreadFrame(self.session, self.setup, self._opened.entry)

    def on_mount(self) -> None:
        """Lay out, show the first message, and start autosave and background work."""
        frame = self.query_one(ThreadFrame)
        # A hint is as long as there is room.
        self.session.arrange((self.app.size.width, self.app.size.height))
        # What is found is said in place of a hint.
        frame.message = self._opened.message or ("" if self._results else self._opened.hint)
        frame.fit(self.app.size.width, self.app.size.height)
        if self._opened.visit:
            self.session.revisit(self._opened.visit)
            self.show(frame.message)
        if self._results:
            self.show(search_actions.open_at_hit(self.session, self._results))
        self.call_every(_DWELLING_INTERVAL, frame.notice_dwelling)
        self.call_every(_SAVE_INTERVAL, self.save_when_idle)
        self.call_after_refresh(self._start_background_work)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for another size; Textual reports each one twice."""
        if event.size != self.session.terminal:
            self.query_one(ThreadFrame).fit(event.size.width, event.size.height)

    def on_screen_suspend(self) -> None:
        """Save what was done until now: nothing is while another screen is over this one."""
        self.save_when_idle()

    def on_unmount(self) -> None:
        """Save preferences and progress."""
        remember_layout(self.session, self.setup.preferences)
        self._autosave.save_on_exit()

    async def leave(self, answer: int) -> None:
        """Save the progress, and go back, or quit."""
        self._autosave.save_on_exit()
        if len(self.app.screen_stack) <= 1:
            self.app.exit()
            return
        batch = ExitStack()
        if answer:
            batch.enter_context(self.app.batch_update())
        await self.dismiss(answer)
        # The library gets the answer next, and then opens the other thread: until that is there nothing is drawn.
        self.app.call_later(self.app.call_later, _draw_again, self.app, batch)

    def show(self, message: str = "") -> None:
        """Redraw, with a message in the status line; start counting the matches of a new search."""
        self.query_one(ThreadFrame).show(message or self._opened.hint)
        search = self.session.active_search and self.session.active_search.search
        if search and not search.is_counted:
            self.run_worker(self.count_matches(search), group="count", exclusive=True)

    def show_message(self, message: str) -> None:
        """Show the message of a key or of background work, unless the screen is gone."""
        if self.is_attached:
            self.show(message)

    def answer(self, pressed: KeyPress) -> str:
        """Run an action of the session, and its effects."""
        from threadreader.session.actions import act

        action = pressed.key.act
        assert not isinstance(action, Command | LibraryAction), "those are the screen's, or the library's"
        if isinstance(action, RunCommand):
            return self._run_named(action.name)
        if isinstance(action, LetterAction):
            return self._run_effects(action.act(self.session, pressed.letter))
        message = act(self.session, action, pressed.count)
        if self.session.ended:
            asked = self._next.ask(pressed.key.id, self.key_labels(pressed.key.id), message)
            if asked is None:
                return self._leave_for_next()
            message = self.offer_done(asked)
        beyond = self.session.active_search and self.session.active_search.other_threads
        if beyond and beyond.turned:
            self.app.call_later(self.leave, beyond.turned)
        return self._run_effects(message)

    def _run_effects(self, message: str) -> str:
        from threadreader.tui.terminal import run_effects

        return run_effects(
            self.session,
            self.app,
            self.show_message,
            self._show_pictures,
            message,
            pipe=self._pipe,
            keep=self._keep,
            saves=self._of_saves,
            open_other=self._open_other,
        )

    def _of_saves(self, effect: "OfSaves") -> None:
        """Do what the list of saves asks for."""
        from threadreader.tui.screens.views import run_effect, show_save

        if isinstance(effect, ShowSave):
            self.load_screen(partial(show_save, self, effect.save))
        else:
            self.run_worker(run_effect(self, effect))

    def _open_other(self, effect: "ToOther") -> str:
        """Open another thread in place of this one, or all discussions over it; returns why that cannot be done."""
        if isinstance(effect, ShowJoined):
            from threadreader.tui.screens.views import show_joined

            self.load_screen(partial(show_joined, self, effect.numbers))
            return self.session.keys.add_to("joining them…", LOADING)
        try:
            opened = open_other(self.library, self.config, self.setup, self._opened, effect)
        except ThreadreaderError as problem:
            return problem.trouble
        self.is_closed = True
        self.elsewhere = opened
        if len(self.app.screen_stack) > 1:
            self.app.call_later(self.leave, ELSEWHERE)
        else:
            self.app.post_message(self.ThreadOpened(opened))
        return ""

    def _pipe(self, effect: "Pipe") -> None:
        """Ask for a command, and hand it words."""
        from threadreader.tui.screens.output import ask_command

        self._piped = effect
        ask_command(self.query_one(Prompt), effect, self.setup.commands)

    def _run_command(self, typed: str) -> str:
        from threadreader.tui.screens.output import run_asked

        assert self._piped is not None, "it was asked for"
        return run_asked(self, self._piped, typed, self._note_output if self._piped.takes_note else None)

    def _run_named(self, name: str) -> str:
        """Run a command of the settings with what it gets here."""
        from threadreader.tui.screens.output import words_for

        try:
            words = words_for(self.library, self.number, self.session, self.setup.commands[name])
        except ThreadreaderError as problem:
            return problem.trouble
        if isinstance(words, str):
            return words
        self._piped = words
        return self._run_command(name)

    def _note_output(self, printed: str) -> None:
        """Note what a command printed on the words that it got."""
        from threadreader.session.actions import selecting

        if self.session.selection or selecting.begin_whole(self.session):
            self.show_message(self._write_note("", printed))

    def _keep(self) -> str:
        """Save what was highlighted or noted; returns why it is not."""
        return self.library.notice if self.library.read_only else self._autosave.try_save()[0]

    def _toggle_tag(self, tag: str, key: str) -> str:
        from threadreader.tui.tagging import toggle_tag

        return toggle_tag(self.library, self.number, tag, key, self.session.keys)

    def _ask_tags(self) -> str:
        from threadreader.tui.tagging import HINT

        self.query_one(Prompt).ask(Purpose.TAG, hint=HINT)
        return ""

    def offer_done(self, message: str) -> str:
        """A message at the end of the thread, with the key that puts it away."""
        return self.session.keys.add_to(message, ("keep.done", "done"))

    def _select(self) -> str:
        """Begin a selection, with what the mouse selected."""
        from threadreader.session.actions import selecting

        for pane in self.query(ThreadPane):
            if selected := pane.selected():
                self.clear_selection()
                return selecting.take(self.session, pane.pane, selected)
        return selecting.begin(self.session, None)

    def _note(self) -> str:
        """Open the prompt for a note, or the editor for one of several lines."""
        from threadreader.session.actions import annotating

        self._noted, note = annotating.noted(self.session)
        if "\n" in note:
            return self._edit_note()
        editor = self.key_labels("select.edit")
        self.query_one(Prompt).ask(Purpose.NOTE, note, hint=f"a line; {editor} in place of it opens the editor")
        return ""

    def _edit_note(self) -> str:
        """Edit a note in the editor of the user."""
        from threadreader.session.actions import annotating
        from threadreader.tui.editor import edit_text

        name, note = annotating.noted(self.session)
        try:
            with self.app.suspend():
                edited = edit_text(note)
        except SuspendNotSupported:
            return "the editor needs a terminal"
        if edited.text is None:
            return edited.reason
        message = self._write_note(name, edited.text)
        edited.file.unlink(missing_ok=True)
        return message

    def _write_note(self, name: str, text: str) -> str:
        from threadreader.session.actions import annotating

        return self._run_effects(annotating.write(self.session, name, text))

    @property
    def following(self) -> "Entry | None":
        """The thread to go on to, once that was asked for."""
        return self._next.entry

    def _leave_for_next(self) -> str:
        if len(self.app.screen_stack) > 1:
            return self._leave_for(NEXT_UNREAD)
        self.is_closed = True
        if self.following:
            self.app.post_message(self.ThreadRequested(self.following.number))
        return ""

    def take_others(self) -> None:
        """Take what a screen over this one has kept in the thread."""
        try:
            self._autosave.take_others()
        except ThreadreaderError as problem:
            self.show_message(problem.trouble)

    def open_again(self, greeting: str) -> None:
        """Open the thread anew, as it is stored by now, where it is read."""
        self._autosave.save_on_exit()
        self.greeting = greeting
        if len(self.app.screen_stack) > 1:
            self._leave_for(AGAIN)
        else:
            self.is_closed = True
            self.app.post_message(self.ThreadRequested(self.number, greeting))

    def _go_to_library(self) -> str:
        if len(self.app.screen_stack) > 1:
            return self._leave_for(0)
        self.is_closed = True
        self.app.post_message(self.LibraryRequested(self.number))
        return ""

    def argument_choices(self, key: Key) -> Sequence[tuple[str, str]]:
        """Marks that are set, for the action that goes to one."""
        from threadreader.session.actions import unread

        return unread.list_marks(self.session) if key.id == _GO_TO_MARK else ()

    def _do(self, pressed: KeyPress) -> str:
        self._next.begin(pressed.key.id)
        ended = self._opened.press(pressed.key.id, in_layer=self.session.has_layer)
        return ended or super()._do(pressed)

    def _quit(self) -> str:
        from threadreader.session.actions import leaving

        while leaving.close_top_layer(self.session):
            pass
        return super()._quit()

    def _explain_unbound(self, unknown: UnboundKey) -> str:
        if unknown.other_pane is Context.REPLIES and self.session.cursor is None:
            return NO_REPLIES
        return super()._explain_unbound(unknown)

    def on_wheel_widget_scrolled(self, event: WheelWidget.Scrolled) -> None:
        """Scroll the pane under the wheel, or move in the list."""
        from threadreader.session.actions import lists, mouse

        if isinstance(event.pane, ListPane):
            (lists.down if event.rows > 0 else lists.up)(self.session, abs(event.rows))
        else:
            pane = Pane.ARTICLE if event.pane.id == Pane.ARTICLE else Pane.REPLIES
            mouse.scroll(self.session, pane, event.rows)
        self.show()

    def on_lines_view_clicked(self, event: LinesView.Clicked) -> None:
        """Go to the clicked line."""
        from threadreader.session.actions import mouse

        if self.session.selection:
            pane = Pane(event.view.id or Pane.REPLIES)
            self.show(mouse.extend_selection(self.session, pane, event.item, event.line, event.column))
        elif event.view.id == Pane.ARTICLE:
            self.show(mouse.click_article(self.session, event.item, event.line, event.column))
        else:
            self.show(mouse.click_reply(self.session, event.item, event.line, event.column))

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        """Resize the panes."""
        from threadreader.session.actions import arranging

        self.show(arranging.put_divider(self.session, event.column))

    def on_reply_tree_ancestor_clicked(self, event: ReplyTree.AncestorClicked) -> None:
        """Go to the clicked ancestor."""
        from threadreader.session.actions import mouse

        self.show(mouse.click_ancestors(self.session, event.higher))

    def on_list_widget_clicked(self, event: ListPane.Clicked) -> None:
        """Select the clicked row, or choose it, unless the list was closed by a key before."""
        from threadreader.session.actions import lists

        if self.session.open_list:
            self.show(lists.go_to_row(self.session, event.number))

    def typing(self, event: events.Key) -> None:
        """Resend a key meant for the prompt."""
        self.query_one(Prompt).resend(event)

    async def when_idle(self, steps: Iterator[None]) -> None:
        """Run a generator between keys."""
        await work_when_idle(steps, lambda: self.pressed_at)

    async def count_matches(self, search: "Search") -> None:
        """Count the matches between keys, and show the number."""
        await self.when_idle(search.count())
        if (finding := self.session.active_search) and finding.search is search:
            counted = search_actions.number(self.session)
            if finding.typing:
                self.query_one(Prompt).show_status(counted)
            self.show(self.query_one(ThreadFrame).message.replace(search_actions.COUNTING, counted))

    def _search(self) -> str:
        """Open the prompt for a search, or for a name in the list of people."""
        if self.context is Context.PEOPLE:
            self.query_one(Prompt).ask(Purpose.NAME)
            return ""
        search_actions.stop(self.session)
        last = self.session.last_needle
        self.query_one(Prompt).ask(Purpose.SEARCH, hint=f"enter looks for “{last}”" if last else "")
        return ""

    def _filter(self) -> str:
        """Open the prompt for a filter."""
        if self.session.cursor is None:
            return NO_REPLIES
        self.query_one(Prompt).ask(Purpose.FILTER, hint=filtering.HINT)
        return ""

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Search or filter as the query is typed."""
        self.pressed_at = time.monotonic()
        if event.purpose in TYPED and type(event) is Prompt.Typed:
            message = TYPED[event.purpose](self.session, event.text)
            self.query_one(Prompt).show_status(message if event.text.strip() else "")
            self.show()

    def on_prompt_tabbed(self, event: Prompt.Tabbed) -> None:
        """Complete the query as far as it is unambiguous, and apply it."""
        if event.purpose is Purpose.COMMAND:
            from threadreader.tui.screens.output import complete_command

            self.query_one(Prompt).complete(*complete_command(self.setup.commands, event.text))
        if event.purpose is Purpose.TAG:
            from threadreader.tui.tagging import complete_tag

            self.query_one(Prompt).complete(*complete_tag(event.text, self.library.entries.tags()))
        if event.purpose not in COMPLETED:
            return
        text, names = COMPLETED[event.purpose](self.session, event.text)
        message = TYPED[event.purpose](self.session, text)
        self.query_one(Prompt).complete(text, " ".join(names) if len(names) > 1 else message)
        self.show()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Confirm the search or filter."""
        if event.purpose is Purpose.NOTE:
            self.show(self._write_note(self._noted, event.text))
        elif event.purpose is Purpose.TAG:
            from threadreader.tui.tagging import TagChange, change_tags

            self.show(change_tags(self.library, self.number, TagChange.typed(event.text)))
        elif event.purpose is Purpose.COMMAND:
            self.show(self._run_command(event.text))
        else:
            self.show(ENTERED[event.purpose](self.session, event.text))

    def on_prompt_given_up(self, event: Prompt.GivenUp) -> None:
        """Cancel the search or filter."""
        self.show(GIVEN_UP[event.purpose](self.session) if event.purpose in GIVEN_UP else "")

    def save(self) -> None:
        """Save the progress, or show that it could not be saved; redraw what other windows changed."""
        remember_layout(self.session, self.setup.preferences)
        self.setup.preferences.save()
        message, joined = self._autosave.try_save()
        if (message or joined) and self.is_attached and self.is_current:
            self.show(message or self.query_one(ThreadFrame).message)

    def save_when_idle(self) -> None:
        """Save between keys, since writing to the disk may take long."""
        if self._saving is None or self._saving.is_finished:
            # A coroutine that is made here would never be awaited where the program ends before the worker begins.
            self._saving = self.run_worker(partial(self.when_idle, self._save_steps()))

    def _save_steps(self) -> Iterator[None]:
        self.save()
        yield

    def _start_background_work(self) -> None:
        """Start what the first frame does not wait for: preloading, pinning, rereading."""
        self.run_worker(preload(self.session, lambda: self.pressed_at))
        if not self._outdated:
            self.set_timer(_PIN_DELAY, lambda: self.run_worker(self.when_idle(self._autosave.pin())))
        if self._outdated or self.library.needs_links(self.number):
            self.run_worker(self._bring_up_to_date())
        else:
            self._up_to_date.set()

    async def _bring_up_to_date(self) -> None:
        from threadreader.tui.background import run_worker_process

        try:
            done = await run_worker_process("bring_up_to_date", self.library.file, str(self.number))
        finally:
            self._up_to_date.set()
        if self._outdated:
            self.show_message(_REREAD if done else _NOT_REREAD)
        elif not done:
            self.show_message("the quotations could not be linked")
        else:
            await self.when_idle(self._autosave.take_quotes())
            if self.is_attached:
                self.show(self.query_one(ThreadFrame).message)

    def _leave(self) -> str:
        from threadreader.session.actions import leaving

        return "" if leaving.close_top_layer(self.session) else self._leave_for(0)

    def _leave_for(self, result: int) -> str:
        self.is_closed = True
        self.app.call_later(self.leave, result)
        return ""

    def _show_pictures(self, effect: "ShowPictures") -> None:
        from threadreader.library.images import PILLOW_MISSING, can_draw
        from threadreader.tui.screens.pictures import show_pictures

        if not can_draw():
            self.call_later(self.show_message, PILLOW_MISSING)
            return
        show_pictures(self.app, self.setup, self.library, self.number, effect)

    def _export(self) -> str:
        from threadreader.tui.screens.export import form_of

        form = form_of(self.session, self.setup, self.library.export_name(self.number))
        self.open_screen(form, self._on_export_chosen)
        return ""

    def _on_export_chosen(self, request: "Request | None") -> None:
        if request:
            self.setup.preferences.export = request.choice.to_dict()
            self.show("exporting…")
            self.run_worker(self._export_to_file(request))

    async def _export_to_file(self, request: "Request") -> None:
        """Export, once a pending update of the thread is done."""
        from threadreader.tui.screens.export import write

        await self._up_to_date.wait()
        self.show_message(self._run_effects(write(self.library, self.number, self.session, request)))


TYPED = {
    Purpose.SEARCH: search_actions.search,
    Purpose.FILTER: filtering.show_matching,
    Purpose.NAME: people.find,
}
ENTERED = {
    Purpose.SEARCH: search_actions.enter,
    Purpose.FILTER: filtering.accept_matching,
    Purpose.NAME: people.find,
}
COMPLETED = {Purpose.FILTER: complete_query}
GIVEN_UP = {
    Purpose.SEARCH: search_actions.cancel,
    Purpose.FILTER: filtering.cancel_matching,
    Purpose.NAME: people.find_nobody,
}


def _draw_again(app: App[Any], batch: ExitStack) -> None:
    batch.close()
    app.screen.refresh()
