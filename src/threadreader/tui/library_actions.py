"""Does in the library what a reader asks for in the list of its threads; each method gives what is to be said.

What the keys of all lists do in that of the threads.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence

from threadreader.errors import StoreError, ThreadreaderError
from threadreader.library.library import Library
from threadreader.model.page import Entry
from threadreader.model.thread import CommentId
from threadreader.session import library
from threadreader.session import library as library_session
from threadreader.session.actions import leaving, lists
from threadreader.session.library import LibraryCommand, LibrarySession
from threadreader.session.library.results import SearchResults, described
from threadreader.session.library.thread_list import Order, ThreadList, title_of
from threadreader.session.state import KeyHints
from threadreader.tui.settings import Setup

_FIRST_HITS, _MOST_HITS = 50, 3_200
_STARRED = "is:starred"
_LAST_WORD = re.compile(r"(?:^|\s)\w{2,}$")
"""Of one letter there are too many."""


class Librarian:
    """Keeps the list in step with the library. What was removed is only forgotten with `finish`."""

    def __init__(self, library: Library, setup: Setup, greeting: str = "") -> None:
        self.library = library
        self.greeting = greeting
        """What is to be said at first."""
        self.shelf = LibrarySession(ThreadList(library.threads()), keys=KeyHints(setup.keymap.written))
        with contextlib.suppress(ValueError):
            self.shelf.threads.sort(Order(setup.memory.choices.order))
        self._changes = library.changes()

    def load(self) -> None:
        """Take what is in the library now."""
        self._changes = self.library.changes()
        self.shelf.threads.load(self.library.threads())

    def look(self) -> bool:
        """Take over what other windows and programs did; whether there was anything that could be read."""
        try:
            changed = self.library.changes() != self._changes
            if changed:
                self.load()
        except StoreError:
            return False
        return changed

    def numbers(self) -> Sequence[int]:
        """The threads that are there, the one that the reader is at before the others."""
        here = self.shelf.threads.here
        return [*([here.number] if here else []), *(entry.number for entry in self.library.threads())]

    def go_to_new(self, before: Sequence[int]) -> bool:
        """Go to the first thread that was not there before, where the reader stayed; whether there is one."""
        catalog = self.shelf.threads
        new = next((entry.number for entry in catalog.shown if entry.number not in before), None)
        stayed = catalog.here is None or catalog.here.number in {new, *before[:1]}
        if new is None or not stayed:
            return False
        catalog.go_to(new)
        return True

    def search(self, query: str, limit: int = _FIRST_HITS) -> str:
        """Find something in all threads; where its last word is in none, what begins with that."""
        try:
            hits, more = self.library.search(query, limit)
            if not hits and (wider := _begun(query)):
                hits, more = self.library.search(wider, limit)
                query = wider if hits else query
        except ThreadreaderError as problem:
            return f"{problem.subject}: {problem.trouble}"
        before = self.shelf.results
        self.shelf.results = SearchResults(query, hits, more=more)
        if before and before.query == query:
            self.shelf.results.go_to(before.here)
        return described(self.shelf.results) if not hits else ""

    def show_stars(self) -> str:
        """Find the starred replies of all threads."""
        return self.search(_STARRED) and self.shelf.keys.add_to(
            "no reply is starred", ("keep.star", "stars one in a thread")
        )

    def turn(self, by: int) -> bool:
        """Go from the hits in one thread to those in the next, or in the one before where negative."""
        found = self.shelf.results
        if found is None:
            return False
        if not found.turn(by):
            found.position.at = len(found.hits) - 1
            return by > 0 and self.find_more() and self.shelf.results is not None and self.shelf.results.turn(by)
        return True

    def find_more(self) -> bool:
        """At the last of the hits, find as many again where there are more; whether there were."""
        found = self.shelf.results
        at_end = found and found.more and found.position.at == len(found.hits) - 1
        if not found or not at_end or len(found.hits) >= _MOST_HITS:
            return False
        self.search(found.query, 2 * len(found.hits))
        return True

    def unread(self, entry: Entry) -> CommentId | None:
        """Where a thread goes on that was not read to its end."""
        from threadreader.library.maintenance import first_unread

        return first_unread(self.library, entry.number)

    def new(self, entry: Entry) -> tuple[CommentId | None, str]:
        """Where a thread goes on that a newer save has more of, and what that is; None and "" where there is none."""
        from threadreader.library.maintenance import first_new

        try:
            return first_new(self.library, entry.number) if entry.new else (None, "")
        except ThreadreaderError:
            # Opening it says what is wrong.
            return None, ""

    def read_all(self) -> str:
        """Mark all of the thread as read."""
        from threadreader.library.maintenance import mark_all_read

        entry = self.shelf.here
        if entry is None or self.library.read_only:
            return "nothing can be kept in a library that is read-only" if entry else library_session.NO_THREAD
        before, after = mark_all_read(self.library, entry.number)
        self.load()

        def unread_again() -> str:
            self.library.save_progress(entry.number, before, after)
            self.load()
            return f"as it was: {title_of(entry)}"

        self.shelf.undone.append(unread_again)
        marked = f"{len(after.seen - before.seen):,} marked as read"
        return self.shelf.keys.add_to(marked, ("library.undo", "undoes"))

    def export(self, entry: Entry, name: str) -> str:
        """Write a thread to a file."""
        from threadreader.library.files import export_target, write_export

        try:
            target = export_target(name)
            write_export(self.library.export_text(entry.number), target)
        except ThreadreaderError as problem:
            return f"{problem.subject}: {problem.trouble}"
        return f"saved as {target}"

    def finish(self) -> None:
        """Forget what was removed."""
        for entry in self.shelf.threads.removed:
            self.library.forget(entry.number)
        self.shelf.threads.removed.clear()


def _begun(query: str) -> str:
    """A query whose last word may go on, "" where it does not end in a word."""
    return f"{query}*" if query.count('"') % 2 == 0 and _LAST_WORD.search(query) else ""


OPEN = lists.go
AS_IN_LISTS: Mapping[object, LibraryCommand] = {
    leaving.back_out: library.back,
    lists.down: library.down,
    lists.up: library.up,
    lists.page_down: library.page_down,
    lists.page_up: library.page_up,
    lists.half_down: library.half_down,
    lists.half_up: library.half_up,
    lists.first: library.first,
    lists.last: library.last,
}
