"""Reader screen: one thread; keys, mouse and prompt go to the session, and background work runs between keys."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.message import Message
from textual.worker import Worker

from threadreader.errors import ThreadreaderError
from threadreader.library.images import PILLOW_MISSING, can_draw
from threadreader.library.library import Library
from threadreader.library.read_state import first_new
from threadreader.model.page import DONE, QUEUE
from threadreader.model.stored_thread import Start
from threadreader.session import Pane, Session, state
from threadreader.session.actions import act, annotating, finding, lists, mouse, moving, people, quotations, unread
from threadreader.session.actions.moving import NO_REPLIES
from threadreader.tui import keys
from threadreader.tui.library_actions import HINT, TagChange, change_tags, complete_tag, toggle_tag
from threadreader.tui.open_thread import NextThread, OpenSession, open_other, open_session
from threadreader.tui.screens.base import preload, start_worker
from threadreader.tui.screens.main import MainScreen, words_for
from threadreader.tui.screens.pictures import PictureScreen
from threadreader.tui.terminal import browse, edit_text
from threadreader.tui.theme import Setup, remember_layout
from threadreader.tui.widgets import Divider, WheelWidget
from threadreader.tui.widgets.frames import ThreadFrame
from threadreader.tui.widgets.panes import ListPane, ReplyTree, ThreadPane
from threadreader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from threadreader.session.library.thread_list import ThreadList
    from threadreader.session.library.thread_rows import SearchResults


_DWELLING_INTERVAL = 0.5
"""Seconds between checks for replies read by dwelling on them."""

_SAVE_INTERVAL = 2.0
"""Seconds between autosaves: a closed terminal loses no more than that."""

_PIN_DELAY = 0.3
"""Seconds until the whole thread is loaded into memory, so that it stays readable whatever happens to the library."""

_REREAD = "imported again by this version: shown when you next open it"
_ANSWERS = frozenset({"link.confirm", "link.copy", "app.back-out"})  # any other key cancels a question about a link
_NOT_REREAD = "this version could not import it again: shown as before"


class ReaderScreen(MainScreen[int | OpenSession]):
    """A thread being read; its result is 1 or -1 to go on to the next or previous thread with hits, else 0.

    It is another thread where that was opened to be read next. `results` is the library search that the thread was
    opened from, `threads` the list.
    """

    class Left(Message):
        """The only screen was left, at a thread: for another one, or for the library."""

        def __init__(self, number: int, opened: OpenSession | None) -> None:
            self.number = number
            self.opened = opened
            super().__init__()

    def __init__(
        self,
        library: Library,
        setup: Setup,
        opened: OpenSession,
        *,
        results: "SearchResults | None" = None,
        threads: "ThreadList | None" = None,
    ) -> None:
        super().__init__(library, setup)
        self.number = number = opened.entry.number
        self._next = NextThread(library, number, threads)
        self.session = opened.session
        self._opened = opened
        self._autosave = opened.autosave
        self._outdated = library.is_outdated(number)
        self._saving: Worker[None] | None = None
        self._results = results
        self.commands |= {
            "leave": self._leave,
            "search": self._search,
            "filter": self._filter,
            "export": lambda: self.export(self.number, self.session),
            "library": self._go_to_library,
            "select": self._select,
            "note": self._note,
            "edit_note": self._edit_note,
            "done": lambda: toggle_tag(library, number, DONE, "keep.done", self.session.keys),
            "queue": lambda: toggle_tag(library, number, QUEUE, "keep.queue", self.session.keys),
            "tag": self._ask_tags,
            **{f"command.{name}": partial(self._run_named, name) for name in setup.config.commands},
        }

    @property
    def context(self) -> keys.Context:
        return keys.current_context(self.session)

    @property
    def reachable_contexts(self) -> Sequence[keys.Context]:
        """Contexts of the session, and the other pane's: an action of that goes there first."""
        other = keys.OTHER_PANE.get(self.context) if self.session.cursor else None
        return [*keys.active_contexts(self.context), *([other] if other else [])]

    def fits(self, name: str) -> bool:
        session, index = self.session, self.session.replies.cursor
        if session.cursor is None:
            return True
        unread, sizes = session.read_state.unread_in(index), session.opened.skeleton.sizes
        needs = {
            "reply.next-unread": session.read_state.unread > session.read_state.is_unread(index),
            "keep.read-branch": unread,
            "reply.parent": session.opened.skeleton.parents[index] >= 0,
            "quote.follow": session.quoting.of(session.cursor),
            "fold.close": sizes[index] > 1 and not session.replies.outline.is_folded(index),
            "fold.open": session.replies.outline.is_folded(index),
        }
        return bool(needs.get(name, True))

    async def perform(self, key: keys.Key) -> None:
        """Run the action of a row, in the other pane if it belongs there."""
        if self.session.cursor and key.context is keys.OTHER_PANE.get(self.context):
            self.session.pane = Pane(key.context.value)
        await super().perform(key)

    def compose(self) -> ComposeResult:
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
            self.show(finding.open_at_hit(self.session, self._results))
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
        remember_layout(self.session, self.setup.preferences)
        self._autosave.save_on_exit()

    async def leave(self, answer: int | OpenSession) -> None:
        """Save the progress, and go back, or quit, or on to what was opened."""
        self._autosave.save_on_exit()
        if len(self.app.screen_stack) <= 1 and isinstance(answer, OpenSession):
            self.app.post_message(self.Left(self.number, answer))
            return
        if len(self.app.screen_stack) <= 1:
            self.app.exit()
            return
        batch = ExitStack()
        if answer:
            batch.enter_context(self.app.batch_update())
        await self.dismiss(answer)
        # The library gets the answer next, and then opens the other thread: until that is there nothing is drawn.
        self.app.call_later(self.app.call_later, _draw_again, self.app, batch)

    def on_text_selected(self) -> None:
        """Say what can be done with what the mouse selected."""
        self.show(
            self.session.keys.add_to("selected", ("copy.selected", "copies"), ("select.begin", "highlights or notes"))
        )

    def show(self, message: str = "") -> None:
        """Redraw, with a message in the status line."""
        self.query_one(ThreadFrame).show(message or self._opened.hint)

    def show_message(self, message: str) -> None:
        """Show the message of a key or of background work, unless the screen is gone."""
        if self.is_attached:
            self.show(message)

    def report(self, message: str) -> None:
        """Show a message of what was loaded, unless the screen was left meanwhile."""
        if self.is_read:
            self.show(message)

    @property
    def is_read(self) -> bool:
        """False once the screen was left, or another one is over it."""
        return self.is_attached and self.is_current and not self.is_late

    async def _take(self, name: str) -> None:
        if self.session.asked and _ANSWERS.isdisjoint(row.id for row in self.setup.keymap.rows if name in row.keys):
            self.session.asked = None
        await super()._take(name)

    def answer(self, pressed: keys.KeyPress, action: keys.Action) -> str:
        if pressed.letter:
            return self.run_effects(self.session, action(self.session, pressed.letter))
        message = act(self.session, action, pressed.count)
        if self.session.ended:
            asked = self._next.ask(pressed.key.id, self.key_labels(pressed.key.id), message)
            if asked is None:
                return self._go_on()
            home = () if self._next.entry else (("app.library", "library"),)
            message = self.offer_done(self.hints.add_to(asked, *home))
        beyond = self.session.active_search and self.session.active_search.other_threads
        if beyond and beyond.turned:
            self.app.call_later(self.leave, beyond.turned)
        return self.run_effects(self.session, message)

    def run_effect(self, effect: state.Effect, message: str) -> str:
        from threadreader.tui.screens import views

        match effect:
            case state.Browse(address):
                start_worker(self, partial(browse, address, self.app, self.show_message))
            case state.ShowPictures():
                if not can_draw():
                    return PILLOW_MISSING
                self.open_screen(PictureScreen(self.setup, self.library, self.number, effect))
            case state.Keep():
                why = self.library.notice if self.library.read_only else self._autosave.try_save()[0]
                return why or message
            case state.ShowSave(save):
                self.load_screen(partial(views.show_save, self, save))
            case state.Load() | state.DropSave():
                start_worker(self, partial(views.run_effect, self, effect))
            case state.ShowJoined(numbers):
                self.load_screen(partial(views.show_joined, self, numbers))
                return self.session.keys.add_to("merging…", state.LOADING)
            case state.OpenOther() | state.Revisit():
                return self._leave_for_opened(partial(open_other, self.library, self.setup, self._opened, effect))
            case _:
                return super().run_effect(effect, message)
        return message

    def _leave_for_opened(self, open_it: Callable[[], OpenSession]) -> str:
        """Open another thread in place of this one; returns why that cannot be done."""
        try:
            return self._leave_for(open_it())
        except ThreadreaderError as problem:
            return problem.trouble

    def _go_on(self) -> str:
        """Go on to the next thread, at what is new in it."""
        entry = self._next.entry
        assert entry, "it was asked about"

        def open_next() -> OpenSession:
            comment, greeting = first_new(self.library, entry.number)
            start = Start(comment) if comment else None
            return open_session(self.library, self.setup, entry.number, start=start, greeting=greeting)

        return self._leave_for_opened(open_next)

    def _run_named(self, name: str) -> str:
        try:
            words = words_for(self.library, self.number, self.session, self.setup.config.commands[name])
        except ThreadreaderError as problem:
            return problem.trouble
        return words if isinstance(words, str) else self.run_command(words, name)

    def note_output(self, printed: str) -> None:
        if self.session.selection or annotating.begin_whole(self.session):
            self.show_message(self._write_note("", printed))

    def _ask_tags(self) -> str:
        def complete(typed: str) -> tuple[str, str]:
            return complete_tag(typed, self.library.entries.tags())

        def change(typed: str) -> str:
            return change_tags(self.library, self.number, TagChange.typed(typed))

        return self.ask(Question("Tag: ", change, complete=complete, hint=HINT))

    def offer_done(self, message: str) -> str:
        """A message at the end of the thread, with the key that puts it away."""
        return self.session.keys.add_to(message, ("keep.done", "archives it"))

    def _select(self) -> str:
        """Begin a selection, with what the mouse selected."""
        for pane in self.query(ThreadPane):
            if selected := pane.selected():
                self.clear_selection()
                return annotating.take(self.session, pane.rows.pane, selected)
        return annotating.begin(self.session, None)

    def _note(self) -> str:
        """Open the prompt for a note, or the editor for one of several lines."""
        name, note = annotating.noted(self.session)
        if "\n" in note:
            return self._edit_note()
        hint = f"one line; for more, {self.key_labels('select.edit')} opens the editor"
        return self.ask(Question("Note: ", partial(self._write_note, name), hint=hint), note)

    def _edit_note(self) -> str:
        name, note = annotating.noted(self.session)
        try:
            with self.app.suspend():
                edited = edit_text(note)
        except SuspendNotSupported:
            return "no editor: this is not a terminal"
        if edited.text is None:
            return edited.reason
        message = self._write_note(name, edited.text)
        edited.file.unlink(missing_ok=True)
        return message

    def _write_note(self, name: str, text: str) -> str:
        """Write the note of an annotation, or of what is selected where the name is empty."""
        return self.run_effects(self.session, annotating.write(self.session, name, text))

    def take_others(self) -> None:
        """Take what a screen over this one has kept in the thread."""
        try:
            self._autosave.take_others()
        except ThreadreaderError as problem:
            self.show_message(problem.trouble)

    def open_again(self, greeting: str) -> None:
        """Open the thread anew, as it is stored by now, where it is read."""
        self._autosave.save_on_exit()
        open_it = partial(open_session, self.library, self.setup, self.number, greeting=greeting)
        self.show_message(self._leave_for_opened(open_it))

    def _go_to_library(self) -> str:
        if len(self.app.screen_stack) > 1:
            return self._leave_for(0)
        self.is_closed = True
        self.app.post_message(self.Left(self.number, None))
        return ""

    def argument_choices(self, key: keys.Key) -> Sequence[tuple[str, str]]:
        """Marks that are set, for the action that goes to one."""
        return unread.list_marks(self.session) if key.id == "keep.go-to-mark" else ()

    def _do(self, pressed: keys.KeyPress) -> str:
        self._next.begin(pressed.key.id)
        ended = self._opened.hints.press(pressed.key.id, self.session)
        return ended or super()._do(pressed)

    def _quit(self) -> str:
        while self.session.close_top_layer():
            pass
        return super()._quit()

    def _explain_unbound(self, unknown: keys.UnboundKey) -> str:
        if unknown.other_pane is keys.Context.REPLIES and self.session.cursor is None:
            return NO_REPLIES
        return super()._explain_unbound(unknown)

    def on_wheel_widget_scrolled(self, event: WheelWidget.Scrolled) -> None:
        if isinstance(event.pane, ListPane):
            (lists.down if event.rows > 0 else lists.up)(self.session, abs(event.rows))
        else:
            pane = Pane.ARTICLE if event.pane.id == Pane.ARTICLE else Pane.REPLIES
            mouse.scroll(self.session, pane, event.rows)
        self.show()

    def on_thread_pane_clicked(self, event: ThreadPane.Clicked) -> None:
        if self.session.selection:
            self.show(mouse.extend_selection(self.session, event.pane, event.item, event.line, event.column))
        elif event.pane is Pane.ARTICLE:
            self.show(mouse.click_article(self.session, event.item, event.line, event.column))
        else:
            self.show(mouse.click_reply(self.session, event.item, event.line, event.column))

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        self.show(moving.put_divider(self.session, event.column))

    def on_reply_tree_ancestor_clicked(self, event: ReplyTree.AncestorClicked) -> None:
        self.show(mouse.click_ancestors(self.session, event.higher))

    def on_list_widget_clicked(self, event: ListPane.Clicked) -> None:
        """Select the clicked row, or choose it, unless the list was closed by a key before."""
        if self.session.open_list:
            self.show(lists.go_to_row(self.session, event.number))

    def _search(self) -> str:
        """Open the prompt for a search, or for a name in the list of people."""
        if self.context is keys.Context.PEOPLE:
            return self._ask_live("Name: ", people.find, people.find, partial(people.find, typed=""))
        finding.stop_search(self.session)
        last = self.session.last_needle
        hint = f"enter searches for “{last}”" if last else ""
        return self._ask_live("/", finding.search, finding.enter_search, finding.cancel_search, hint=hint)

    def _filter(self) -> str:
        if self.session.cursor is None:
            return NO_REPLIES

        def complete(text: str) -> tuple[str, str]:
            text, names = finding.complete_query(self.session, text)
            message = finding.show_matching(self.session, text)
            return text, " ".join(names) if len(names) > 1 else message

        acts = finding.show_matching, finding.accept_matching, finding.cancel_matching
        return self._ask_live("& ", *acts, complete=complete, hint=finding.HINT)

    def _ask_live(
        self,
        label: str,
        typed: Callable[[Session, str], str],
        entered: Callable[[Session, str], str],
        given_up: Callable[[Session], str],
        *,
        complete: Callable[[str], tuple[str, str]] | None = None,
        hint: str = "",
    ) -> str:
        """Open the prompt for what the session shows as it is typed."""

        def show_typed(text: str) -> str:
            message = typed(self.session, text)
            return message if text.strip() else ""

        session = self.session
        return self.ask(
            Question(label, partial(entered, session), show_typed, complete, partial(given_up, session), hint)
        )

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
            self._saving = start_worker(self, partial(self.when_idle, self._save_steps()))

    def _save_steps(self) -> Iterator[None]:
        self.save()
        yield

    def _start_background_work(self) -> None:
        """Start what the first frame does not wait for: preloading, pinning, rereading."""
        start_worker(self, partial(preload, self.session, lambda: self.pressed_at))
        if not self._outdated:
            self.set_timer(_PIN_DELAY, lambda: start_worker(self, partial(self.when_idle, self._autosave.pin())))
        if self._outdated or self.library.needs_links(self.number):
            start_worker(self, self._bring_up_to_date)
        else:
            self.up_to_date.set()

    async def _bring_up_to_date(self) -> None:
        from threadreader.library.processes import run_for_screen
        from threadreader.library.worker import bring_up_to_date

        try:
            done = await run_for_screen(partial(bring_up_to_date, self.library.file, self.number))
        finally:
            self.up_to_date.set()
        if self._outdated:
            self.show_message(_REREAD if done else _NOT_REREAD)
        elif not done:
            self.show_message("cannot link the quotations")
        else:
            await self.when_idle(self._autosave.pin(relink=True))
            if self.is_attached:
                message = self.query_one(ThreadFrame).message
                self.show("" if message.startswith(quotations.LINKING) else message)

    def _leave(self) -> str:
        return "" if self.session.close_top_layer() else self._leave_for(0)

    def _leave_for(self, result: int | OpenSession) -> str:
        self.is_closed = True
        self.app.call_later(self.leave, result)
        return ""


def _draw_again(app: App[Any], batch: ExitStack) -> None:
    batch.close()
    app.screen.refresh()
