"""Model of the library screen: thread list and search results over a library; actions return a status message."""

import contextlib
import re
from collections.abc import Sequence

from threadreader.errors import StoreError, ThreadreaderError
from threadreader.library.library import Library
from threadreader.model.page import Entry
from threadreader.model.thread import CommentId
from threadreader.session.library import NO_THREAD, LibrarySession
from threadreader.session.library.results import SearchResults, described
from threadreader.session.library.thread_list import Order, ThreadList, title_of
from threadreader.session.state import KeyHints
from threadreader.tui.settings import Setup

_FIRST_LIMIT, _MAX_HITS = 50, 3_200  # a screen or two, doubled at the end of the list; nobody reads through more
_STARRED = "is:starred"
_LAST_WORD = re.compile(r"(?:^|\s)\w{2,}$")
"""Last word of a query, searched as a prefix; one letter has too many matches."""


class LibraryModel:
    """Thread list in step with the library; removed threads are deleted by `finish`."""

    def __init__(self, library: Library, setup: Setup, greeting: str = "") -> None:
        self.library = library
        self.greeting = greeting
        """First status message."""
        self.session = LibrarySession(ThreadList(library.threads()), keys=KeyHints(setup.keymap.labels))
        with contextlib.suppress(ValueError):
            self.session.threads.sort(Order(setup.preferences.order))
        self._changes = library.changes()

    def load(self) -> None:
        """Reload the list."""
        self._changes = self.library.changes()
        self.session.threads.load(self.library.threads())

    def theme(self) -> bool:
        """Reload if another process changed the library; True if the list was reloaded."""
        try:
            changed = self.library.changes() != self._changes
            if changed:
                self.load()
        except StoreError:
            return False
        return changed

    def thread_numbers(self) -> Sequence[int]:
        """Numbers of all threads, the selected one first."""
        here = self.session.threads.here
        return [*([here.number] if here else []), *(entry.number for entry in self.library.threads())]

    def go_to_new(self, before: Sequence[int]) -> bool:
        """Select the first new thread unless the selection was moved; True if there is one."""
        catalog = self.session.threads
        first_new = next((entry.number for entry in catalog.shown if entry.number not in before), None)
        stayed = catalog.here is None or catalog.here.number in {first_new, *before[:1]}
        if first_new is None or not stayed:
            return False
        catalog.go_to(first_new)
        return True

    def search(self, query: str, limit: int = _FIRST_LIMIT) -> str:
        """Search all threads; without hits, once more with the last word as a prefix."""
        try:
            hits, more = self.library.search(query, limit)
            if not hits and (wider := _as_prefix(query)):
                hits, more = self.library.search(wider, limit)
                query = wider if hits else query
        except ThreadreaderError as problem:
            return f"{problem.subject}: {problem.trouble}"
        before = self.session.results
        self.session.results = SearchResults(query, hits, more=more)
        if before and before.query == query:
            self.session.results.go_to(before.here)
        return described(self.session.results) if not hits else ""

    def show_stars(self) -> str:
        """Search the starred replies of all threads."""
        return self.search(_STARRED) and self.session.keys.add_to(
            "no reply is starred", ("keep.star", "stars one in a thread")
        )

    def next_thread(self, by: int) -> bool:
        """Select the first hit of the next thread, or of the previous one if negative; False without one."""
        results = self.session.results
        if results is None:
            return False
        if not results.turn(by):
            results.position.at = len(results.hits) - 1
            return (
                by > 0 and self.load_more_hits() and self.session.results is not None and self.session.results.turn(by)
            )
        return True

    def load_more_hits(self) -> bool:
        """Double the search limit at the last hit; False if there are no more."""
        results = self.session.results
        at_end = results and results.more and results.position.at == len(results.hits) - 1
        if not results or not at_end or len(results.hits) >= _MAX_HITS:
            return False
        self.search(results.query, 2 * len(results.hits))
        return True

    def first_unread(self, entry: Entry) -> CommentId | None:
        """First unread comment of a thread, to resume at."""
        from threadreader.library.read_state import first_unread

        return first_unread(self.library, entry.number)

    def first_new(self, entry: Entry) -> tuple[CommentId | None, str]:
        """First comment added by a newer save, and a message about it; None and "" without one."""
        from threadreader.library.read_state import first_new

        try:
            return first_new(self.library, entry.number) if entry.new else (None, "")
        except ThreadreaderError:
            # Opening the thread reports the error.
            return None, ""

    def mark_all_read(self) -> str:
        """Mark the selected thread as read."""
        from threadreader.library.read_state import mark_all_read

        entry = self.session.here
        if entry is None or self.library.read_only:
            return "nothing can be kept in a library that is read-only" if entry else NO_THREAD
        before, after = mark_all_read(self.library, entry.number)
        self.load()

        def unread_again() -> str:
            self.library.save_progress(entry.number, before, after)
            self.load()
            return f"as it was: {title_of(entry)}"

        self.session.undone.append(unread_again)
        marked = f"{len(after.seen - before.seen):,} marked as read"
        return self.session.keys.add_to(marked, ("library.undo", "undoes"))

    def export(self, entry: Entry, name: str) -> str:
        """Export a thread to a file."""
        from threadreader.library.files import export_target, write_export

        try:
            target = export_target(name)
            write_export(self.library.export_text(entry.number), target)
        except ThreadreaderError as problem:
            return f"{problem.subject}: {problem.trouble}"
        return f"saved as {target}"

    def finish(self) -> None:
        """Delete the removed threads."""
        for entry in self.session.threads.removed:
            self.library.forget(entry.number)
        self.session.threads.removed.clear()


def _as_prefix(query: str) -> str:
    """Query with its last word as a prefix, "" if it does not end in a word."""
    return f"{query}*" if query.count('"') % 2 == 0 and _LAST_WORD.search(query) else ""
