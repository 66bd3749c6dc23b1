"""Threads that are shown otherwise than stored, one save among them; and what is asked of saves: load, show, drop."""

import asyncio
from collections.abc import Sequence
from functools import partial

from threadreader.errors import ThreadreaderError
from threadreader.library.library import Library
from threadreader.library.processes import run_for_screen
from threadreader.library.views import DiscussionsView, SaveView
from threadreader.model.page import Save
from threadreader.model.stored_thread import Start
from threadreader.render.dates import short_save
from threadreader.session import Pane
from threadreader.session.actions import moving
from threadreader.session.state import DropSave, Effect, Load, ShowSave, ToOther
from threadreader.tui.keys import Action, KeyPress
from threadreader.tui.open_thread import OpenSession, open_session
from threadreader.tui.screens.reader import ReaderScreen
from threadreader.tui.theme import Setup
from threadreader.tui.widgets.frames import ThreadFrame

_KEEPING = frozenset(
    {
        *("keep.read", "keep.read-branch", "keep.read-all", "keep.unread-from", "keep.unread-all"),
        *("keep.star", "keep.mute", "keep.mark", "saves.drop", "keep.done", "keep.queue", "keep.tag"),
        *("select.mark", "select.note", "select.edit", "notes.note", "notes.edit", "notes.color", "notes.remove"),
    }
)
"""Keys of what is kept, which has no place in a save as it was."""

_OF_REPLIES = frozenset({"keep.read", "keep.star", "keep.mute", "select.mark", "select.note", "select.edit"})
"""Keys of what is kept of replies; the root of a discussion is in no thread, so that it would be kept nowhere."""

_IS_ROOT = "a whole discussion: only its replies can be marked, starred, muted or noted"
_NO_OTHER = "no other thread opens from here"


class ViewScreen(ReaderScreen):
    """A thread that is not stored as it is shown, over the stored one; escape goes back to that."""

    without: frozenset[str] = frozenset()
    """Ids of keys that do nothing in it, since `why`."""
    why = ""

    def __init__(self, library: Library, setup: Setup, opened: OpenSession) -> None:
        super().__init__(library, setup, opened)
        self._next.leads_on = self.leads_to_library = False
        self.commands["library"] = self._to_library

    def answer(self, pressed: KeyPress, action: Action) -> str:
        """Run an action; without a layer to close, escape goes back to the thread."""
        if action is moving.back_out and not self.session.has_layer:
            return self._leave()
        return super().answer(pressed, action)

    def _do(self, pressed: KeyPress) -> str:
        return self._refuse(self.why) if pressed.key.id in self.without else super()._do(pressed)

    def run_effect(self, effect: Effect, message: str) -> str:
        return self._refuse(_NO_OTHER) if isinstance(effect, ToOther) else super().run_effect(effect, message)

    def offer_done(self, message: str) -> str:
        """Offer nothing: it is not a thread of the library."""
        return message

    def _refuse(self, why: str) -> str:
        return self.session.keys.add_to(why, ("app.back-out", "goes back to the thread"))

    def _to_library(self) -> str:
        self.leads_to_library = True
        return self._leave_for(0)


class SavedScreen(ViewScreen):
    """A save being read as it was; `wanted` is another one that was asked for from its list."""

    without = _KEEPING
    why = "a save cannot be changed"

    def __init__(self, library: Library, setup: Setup, opened: OpenSession) -> None:
        super().__init__(library, setup, opened)
        self.wanted: Save | None = None

    def run_effect(self, effect: Effect, message: str) -> str:
        if not isinstance(effect, ShowSave):
            return super().run_effect(effect, message)
        self.wanted = effect.save
        self._leave_for(0)
        return message


class DiscussionsScreen(ViewScreen):
    """The discussions of an article as one thread; what is done in it is kept in each of them."""

    without = frozenset({"keep.mark", "find.saves", "keep.done", "keep.queue", "keep.tag"})
    why = "not in merged discussions"

    def _do(self, pressed: KeyPress) -> str:
        session = self.session
        at_root = session.pane is Pane.REPLIES and session.index in session.opened.skeleton.roots
        return _IS_ROOT if at_root and pressed.key.id in _OF_REPLIES else super()._do(pressed)


async def run_effect(screen: ReaderScreen, effect: Load | DropSave) -> None:
    match effect:
        case Load():
            pressed_at = screen.pressed_at
            message = await _load(screen, effect)
            if screen.is_read:
                # A key that was pressed meanwhile has said what it did.
                is_kept = not message and screen.pressed_at != pressed_at
                screen.show_message(screen.query_one(ThreadFrame).message if is_kept else message)
        case DropSave(save):
            await _drop(screen, save)


async def _load(screen: ReaderScreen, effect: Load) -> str:
    """Load in a thread, so that keys go on; what is damaged is parsed again first. Returns a message."""
    try:
        return effect.done(await asyncio.to_thread(effect.load))
    except ThreadreaderError:
        from threadreader.library.worker import restore_saves

        lines: list[str] = []
        await run_for_screen(partial(restore_saves, screen.library.file, screen.number), lines.append)
    try:
        return effect.done(await asyncio.to_thread(effect.load))
    except ThreadreaderError as problem:
        return next(iter(lines), problem.trouble)


async def show_save(screen: ReaderScreen, save: Save | None) -> None:
    """Show a save as it was, at the reply under the cursor, and come back to that which is read last."""
    if save is None:
        return
    session = screen.session
    here = session.cursor if session.pane is Pane.REPLIES else None

    def view() -> SaveView:
        return SaveView(screen.library, screen.number, session.load_save(save))

    def done(opened: SaveView) -> str:
        if not screen.is_read:
            return ""
        start = Start(here) if here and opened.has(here) else None
        reading = open_session(opened, screen.setup, screen.number, start=start, save=save)
        reading.session.pane = session.pane if start or session.pane is Pane.ARTICLE else reading.session.pane
        saved = SavedScreen(opened, screen.setup, reading)
        screen.open_screen(saved, lambda _: _come_back(screen, saved))
        return ""

    if trouble := await _load(screen, Load(view, done)):
        screen.report(trouble)


def _come_back(screen: ReaderScreen, saved: SavedScreen) -> None:
    """Go to the reply that was read last in a save, and on to the next one that is wanted."""
    session, there = screen.session, saved.session
    if there.pane is Pane.ARTICLE:
        session.pane = Pane.ARTICLE
    elif there.cursor is not None and (index := session.opened.skeleton.position.get(there.cursor)) is not None:
        session.show_reply(index)
    screen.show_message("")
    _go_on(screen, saved)
    if saved.wanted:
        screen.load_screen(partial(show_save, screen, saved.wanted))


def _go_on(screen: ReaderScreen, view: ViewScreen) -> None:
    """Go on to the library, if that was asked for over the thread, once it is read again."""
    if view.leads_to_library:
        screen.app.call_later(lambda: screen.show_message(screen.commands["library"]()))


async def _drop(screen: ReaderScreen, save: Save) -> None:
    if screen.library.read_only:
        screen.show_message(screen.library.notice)
        return

    from threadreader.library.worker import drop_save_of

    lines: list[str] = []
    work = partial(drop_save_of, screen.library.file, screen.number, save.digest)
    done = await run_for_screen(work, lines.append)
    if lines or not done:
        screen.report(next(iter(lines), "cannot delete it"))
    elif screen.is_read:
        screen.open_again(f"deleted: the save of {short_save(save)}")


async def show_joined(screen: ReaderScreen, numbers: Sequence[int]) -> None:
    """Show a thread with others as one, and come back to it, with what was done in it meanwhile."""
    screen.save_when_idle()
    try:
        view = await asyncio.to_thread(DiscussionsView, screen.library, (screen.number, *numbers))
        if not screen.is_read:
            return
        reading = open_session(view, screen.setup, screen.number)
    except ThreadreaderError as problem:
        screen.report(problem.trouble)
        return
    joined = DiscussionsScreen(view, screen.setup, reading)
    screen.open_screen(joined, lambda _: _come_back_from_all(screen, view, joined))


def _come_back_from_all(screen: ReaderScreen, view: DiscussionsView, joined: DiscussionsScreen) -> None:
    """Go to the reply that was read last, if it is in this discussion, with what was done meanwhile."""
    screen.take_others()
    cursor = view.own_comment(screen.number, joined.session.cursor)
    index = screen.session.opened.skeleton.position.get(cursor) if cursor else None
    if index is not None:
        screen.session.show_reply(index)
    screen.show_message("")
    _go_on(screen, joined)
