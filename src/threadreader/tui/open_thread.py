"""A thread as a reader comes to it: where it was left, and as the reader wants it.

Keeps in the library what a reader does in a thread, beside what is done there in other windows.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from threadreader.config import Config
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.model.page import Entry
from threadreader.model.thread import CommentId
from threadreader.session import Session, Settings
from threadreader.session.restore import with_initial_folds
from threadreader.session.state import KeyHints
from threadreader.tui.settings import Setup, settings_of, wish_of

_CHANGED = "this thread has changed in the library: open it again to see how"


class Keeper:
    """What was kept of a session last, and what was in the library then."""

    def __init__(self, library: Library, number: int, session: Session, *, first_time: bool = False) -> None:
        self._library = library
        self._number = number
        self._session = session
        self._kept = session.progress
        self._is_first = first_time
        self._changes = library.changes()
        self._is_newest = session.opened.is_newest

    def keep(self) -> None:
        """Keep what was done since the last time, and take over what others did. Raises StoreError."""
        self._join_others()
        self._save()

    def keep_at_last(self) -> None:
        """Keep it before the reader leaves; the first time, too, that a thread was read in which nothing was done.

        Raises StoreError, which says what is lost, once.
        """
        first_time, self._is_first = self._is_first, False
        try:
            self.keep()
            if first_time:
                self._library.save_progress(self._number, self._kept, self._kept)
        except StoreError as problem:
            self._kept = self._session.progress
            cure = f"{problem.cure}; what you did last in this thread is not kept"
            raise StoreError(problem.subject, problem.trouble, cure.removeprefix("; ")) from problem

    def try_to_keep(self) -> tuple[str, bool]:
        """Keep it where that is soon possible; else it is all still here for the next time, and this says so.

        It says so too, once, when another window or an import has changed the thread itself. With it stands whether
        others did something in the thread, which is to be drawn.
        """
        joined = False
        try:
            joined = self._join_others()
            self._save(hurried=True)
            was_newest, self._is_newest = self._is_newest, self._session.opened.is_newest
        except StoreError as problem:
            return f"not kept yet: {problem.trouble}", joined
        return _CHANGED if was_newest and not self._is_newest else "", joined

    def hold(self) -> Iterator[None]:
        """Keep all of the thread as it is now in memory, where it is read on, in short steps."""
        # One that was changed meanwhile is read on as far as it was shown.
        with suppress(StoreError):
            yield from self._session.opened.pin()

    def take_quotes(self) -> Iterator[None]:
        """The same, and take over its quotations as they are linked now."""
        with suppress(StoreError):
            yield from self._session.opened.pin()
            yield from self._session.relink_quotes()

    def _save(self, *, hurried: bool = False) -> None:
        progress = self._session.progress
        if progress != self._kept:
            self._library.save_progress(self._number, progress, self._kept, hurried=hurried)
            self._kept = progress

    def _join_others(self) -> bool:
        """Take over what others did; whether that was anything."""
        changes = self._library.changes()
        if changes == self._changes:
            return False
        before, theirs = self._kept, self._library.load_progress(self._number)
        self._kept = self._session.read_state.merge(before, theirs)
        self._changes = changes
        return self._kept != before


@dataclass(frozen=True, slots=True)
class Reading:
    """A stored thread that is being read; `said` is what is to be said of it at first."""

    entry: Entry
    session: Session
    keeper: Keeper
    said: str = ""


def open_reading(
    library: Library,
    config: Config,
    setup: Setup,
    number: int,
    *,
    start: CommentId | None = None,
    greeting: str = "",
) -> Reading:
    """A thread of the library, at a comment or where the reader was. Raises StoreError."""
    choices, usual = setup.memory.choices, Settings(config.article_width, config.reply_width, config.indent)
    opened = library.open_thread(number)
    session = Session(
        opened,
        settings=settings_of(choices, usual, setup.named),
        progress=with_initial_folds(opened.skeleton, library.load_progress(number), config.opens),
        keys=KeyHints(setup.keymap.written),
    )
    session.default_settings, session.preferences = usual, wish_of(choices)
    entry = library.find(str(number))
    keeper = Keeper(library, number, session, first_time=entry.read_at is None)
    begun = session.start_at(start) if start else ""
    said = " · ".join(filter(None, (library.notice, greeting or begun or library.lacking(number))))
    return Reading(entry, session, keeper, said)
