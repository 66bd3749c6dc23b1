"""Open a stored thread where the reader left it, autosave its read state with other windows', and go on from it.

Here too is the first frame, of a thread or of the library: it is drawn before Textual is imported, equal to Textual's.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.library.read_state import locate_annotation
from threadreader.model.page import Entry, Save
from threadreader.model.stored_thread import Progress, Start
from threadreader.render.width import fit
from threadreader.session import Session, Settings
from threadreader.session.state import BACK, FORWARD, KeyHints, OpenOther, Revisit, Visit, with_initial_folds
from threadreader.tui.drawing.rows import Row, color_system, to_ansi
from threadreader.tui.hints import StatusHints, is_demo
from threadreader.tui.theme import Setup, layout_preferences, text_settings

if TYPE_CHECKING:
    from threadreader.session.library.thread_list import ThreadList
    from threadreader.tui.library_actions import LibraryModel

    Opened: TypeAlias = "OpenSession | LibraryModel"
    """Thread or library opened before its screen exists."""


_CHANGED = "this thread changed in the library: open it again to see the changes"


class Autosave:
    """Saver of a session's progress; remembers the last saved state and the library's change counter."""

    def __init__(self, library: Library, number: int, session: Session, *, first_time: bool = False) -> None:
        self._library = library
        self._number = number
        self._session = session
        self._saved = session.progress
        self._lost: Progress | None = None
        self._is_first = first_time
        self._changes = library.changes()
        self._is_newest = session.opened.is_newest

    def save(self) -> None:
        """Save the progress, merged with that of other windows. Raises StoreError."""
        self._merge_others()
        self._save()

    def save_on_exit(self) -> None:
        """Save before the thread is left; a first visit is recorded though nothing was done in it.

        Raises StoreError about the loss, once.
        """
        if self._lost == self._session.progress:
            return
        first_time, self._is_first = self._is_first, False
        try:
            self.save()
            if first_time:
                self._library.save_progress(self._number, self._saved, self._saved, opened=self._session.opened)
        except StoreError as problem:
            self._lost = self._saved = self._session.progress
            cure = f"{problem.cure}; your last changes in this thread are lost"
            raise StoreError(problem.subject, problem.trouble, cure.removeprefix("; ")) from problem

    def try_save(self) -> tuple[str, bool]:
        """Save unless the library is locked; returns a warning and whether other windows' progress was merged.

        It also warns, once, when another window or an import has changed the thread itself.
        """
        joined = False
        try:
            joined = self._merge_others()
            self._save(hurried=True)
            was_newest, self._is_newest = self._is_newest, self._session.opened.is_newest
        except StoreError as problem:
            return f"not saved: {problem.trouble}", joined
        return _CHANGED if was_newest and not self._is_newest else "", joined

    def pin(self, *, relink: bool = False) -> Iterator[None]:
        """Load the whole thread into memory as it is now, in short steps, and perhaps its quotations anew."""
        # If it changed meanwhile, the part already loaded stays readable.
        with suppress(StoreError):
            yield from self._session.opened.pin()
            yield from self._session.relink_quotes() if relink else ()

    def _save(self, *, hurried: bool = False) -> None:
        progress = self._session.progress
        if progress != self._saved:
            opened = self._session.opened
            self._library.save_progress(self._number, progress, self._saved, opened=opened, hurried=hurried)
            self._saved = progress

    def take_others(self) -> bool:
        """Merge the progress saved elsewhere, also by another screen of this program; True if there was any."""
        before, stored = self._saved, self._library.load_progress(self._number, self._session.opened)
        self._saved = self._session.read_state.merge(before, stored)
        return self._saved != before

    def _merge_others(self) -> bool:
        """Merge the progress saved by other windows; True if there was any."""
        changes = self._library.changes()
        if changes == self._changes:
            return False
        joined = self.take_others()
        self._changes = changes
        return joined


class OpenSession(Struct, frozen=True):
    """A stored thread being read; `message` is its first status message, the others are those of `hints`.

    `visit` is set where its reader comes back to it from another thread.
    """

    entry: Entry
    session: Session
    autosave: Autosave
    hints: StatusHints
    message: str = ""
    visit: Visit | None = None

    @property
    def hint(self) -> str:
        """Hint of the status line where it has no message."""
        return self.hints.text(self.session)


def open_session(
    library: Library,
    setup: Setup,
    number: int,
    *,
    start: Start | None = None,
    greeting: str = "",
    save: Save | None = None,
) -> OpenSession:
    """Open a thread at a comment, or where the reader left it, or the first time at its article. Raises StoreError.

    `save` is the one that the library shows as it was.
    """
    preferences, config, signs = setup.preferences, setup.config, setup.theme.signs
    by_page = config.space == "page"
    defaults = Settings(config.article_width, config.reply_width, config.indent, by_page, signs.stored)
    opened = library.open_thread(number)
    session = Session(
        opened,
        settings=text_settings(preferences, defaults, setup.named),
        progress=with_initial_folds(opened.skeleton, library.load_progress(number, opened), config.opens),
        keys=KeyHints(setup.keymap.labels),
        locate=locate_annotation,
        load_save=partial(library.load_save, number),
        save=save,
        linking=library.needs_links(number) and not library.is_outdated(number),
        related=library.related(number),
    )
    session.default_settings = defaults
    session.preferences = replace(layout_preferences(preferences), whole_rows=signs.cursor)
    entry = library.find(str(number))
    session.saves = entry.page.saves
    if entry.read_at is None:
        # Before what is saved is remembered: that it was opened is saved when it is left.
        session.begin()
    autosave = Autosave(library, number, session, first_time=entry.read_at is None)
    start_message = _begin_at(session, start) if start else ""
    message = " · ".join(filter(None, (library.notice, greeting or start_message or library.lacking(number))))
    hints = StatusHints(setup.keymap, preferences, signs, is_demo(entry, preferences))
    return OpenSession(entry, session, autosave, hints, message)


def open_other(library: Library, setup: Setup, here: OpenSession, effect: OpenOther | Revisit) -> OpenSession:
    """Open the thread that a link leads to, or from which one led here. Raises StoreError."""
    visits, left = here.session.visits, here.session.visit(here.entry.number)
    if isinstance(effect, OpenOther):
        destination = effect.destination
        opened = open_session(library, setup, destination.number, start=destination.start)
        if destination.passage:
            from threadreader.session.actions.finding import open_at_passage

            message = open_at_passage(opened.session, destination.passage)
            opened = replace(opened, message=message or opened.message)
        visits.leave(left)
    else:
        visit = (visits.behind if effect.back else visits.ahead)[-1]
        opened = replace(open_session(library, setup, visit.number), visit=visit)
        visits.step(left, back=effect.back)
    opened.session.visits = visits
    hint = BACK if visits.behind else FORWARD
    return replace(opened, message=opened.session.keys.add_to(opened.message, hint))


def _begin_at(session: Session, start: Start) -> str:
    """Begin at a comment or at words; returns a message where they are not there."""
    message = session.start_at(start.comment) if start.comment else ""
    if start.words is None:
        return message
    from threadreader.session.actions.finding import open_at_words

    return open_at_words(session, start)


_READ_ON = frozenset({"read.on", "find.next", "reply.next-unread"})
"""Keys that go on to the next thread at the end of one."""


_TITLE_COLUMNS = 30  # of the next thread's title, which leave room for the rest of the message in 80 columns


class NextThread:
    """The thread that comes next in a list, or in the library where none is shown, with something unread."""

    def __init__(self, library: Library, number: int, threads: "ThreadList | None") -> None:
        self._library = library
        self._number = number
        self._threads = threads
        self._key = ""
        self.leads_on = True
        """False where no thread comes next."""
        self.entry: Entry | None = None
        """The thread, once it was said."""

    def begin(self, key: str) -> None:
        """Take a key; any but the one that was said ends the question."""
        if key != self._key:
            self._key, self.entry = "", None

    def ask(self, key: str, label: str, message: str) -> str | None:
        """The message of a key at the end of the thread, with the next one; None if that was said before by its key."""
        if key not in _READ_ON or not self.leads_on:
            return message
        if self.entry:
            return None
        from threadreader.session.library.thread_list import ThreadList
        from threadreader.session.library.thread_rows import title_of

        self.entry = (self._threads or ThreadList(self._library.entries)).next_unread(self._number)
        if self.entry is None:
            return message
        self._key = key
        # What the key does next comes first, and is short: nobody may miss it where there is little room.
        return f"{label} again opens {fit(title_of(self.entry), _TITLE_COLUMNS)} · {message}"


_CUSTOM_OUTPUT = ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS")


def open_first(
    library: Library, setup: Setup, number: int | None, *, start: Start | None = None, greeting: str = ""
) -> "Opened":
    """Open a thread, at a comment or where the reader left it; without a number the library. Raises StoreError."""
    if number is not None:
        return open_session(library, setup, number, start=start, greeting=greeting)
    from threadreader.tui.library_actions import LibraryModel

    return LibraryModel(library, setup, greeting)


def draw_first(opened: "Opened", setup: Setup, size: tuple[int, int]) -> str:
    """Escape sequences of the frame for columns and lines; "" under Textual's own variables for colours."""
    if any(name in os.environ for name in _CUSTOM_OUTPUT):
        return ""
    return to_ansi(map(setup.theme.signs.translate, first_frame_rows(opened, setup, size)), color_system(os.environ))


def first_frame_rows(opened: "Opened", setup: Setup, size: tuple[int, int]) -> list[Row]:
    """Rows of the screen; empty if it is too small."""
    if isinstance(opened, OpenSession):
        from threadreader.tui.drawing.thread import draw_thread

        return draw_thread(opened, setup, size)
    from threadreader.tui.drawing.library import draw_library

    return draw_library(opened, setup, size)
