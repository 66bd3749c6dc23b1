"""Model of the library screen: thread list and search results over a library; actions return a status message."""

import contextlib
import os
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from threadreader.errors import StoreError, ThreadreaderError
from threadreader.library.library import Library
from threadreader.model.blocks import Blocks
from threadreader.model.page import DONE, QUEUE, Entry, Group, parse_tags
from threadreader.model.thread import CommentId
from threadreader.paths import find_downloads, find_saved_pages
from threadreader.session.library import NO_THREAD, LibrarySession, done_to, named
from threadreader.session.library.beginning import Beginning
from threadreader.session.library.results import SearchResults, described
from threadreader.session.library.thread_list import Order, ThreadList
from threadreader.session.state import KeyHints
from threadreader.tui.settings import Setup

# Nobody reads through more, and they are counted while a query is typed; a long thread hides no other.
_MAX_HITS, _MAX_HITS_OF_THREAD = 500, 100
_MESSAGES: Mapping[tuple[str, bool], str] = {
    (DONE, True): "done",
    (DONE, False): "not done",
    (QUEUE, True): "in the queue",
    (QUEUE, False): "out of the queue",
}
"""Messages on tags of the program that were given and taken away."""

_STARRED, _NOTED = "is:starred", "is:noted"
_LAST_WORD = re.compile(r"(?:^|\s)\w{2,}$")
"""Last word of a query, searched as a prefix; one letter has too many matches."""


class LibraryModel:
    """Thread list in step with the library; removed threads are deleted by `finish`."""

    def __init__(self, library: Library, setup: Setup, greeting: str = "") -> None:
        self.library = library
        self.greeting = greeting
        """First status message."""
        self.session = LibrarySession(ThreadList(library.threads()), keys=KeyHints(setup.keymap.labels))
        self.session.load_article = self._load_article
        self.session.load_counts = self._load_counts
        self.session.whole_rows = setup.theme.signs.cursor
        if setup.preferences.rows:
            self.session.tall = setup.preferences.rows > 1
        if setup.preferences.counts:
            self.session.counted = setup.preferences.counts > 1
        if self.session.is_empty:
            self.session.beginning = Beginning(find_saved_pages(find_downloads()))
        with contextlib.suppress(ValueError):
            self.session.threads.sort(Order(setup.preferences.order))
        self._changes = library.changes()

    def load(self) -> None:
        """Reload the list."""
        self._changes = self.library.changes()
        self.session.threads.load(self.library.threads())
        self.session.forget_loaded()

    def _load_article(self, number: int) -> Blocks:
        try:
            article = self.library.article(number)
        except StoreError:
            # Opening the thread reports it.
            return ()
        return article.body if article else ()

    def _load_counts(self) -> Counter[Group]:
        try:
            return self.library.count_groups()
        except StoreError:
            return Counter()

    def reload_if_changed(self) -> bool:
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

    def search(self, query: str) -> str:
        """Search all threads; without hits, once more with the last word as a prefix."""
        limits = _MAX_HITS, _MAX_HITS_OF_THREAD
        try:
            hits, more = self.library.find_hits(query, *limits)
            if not hits and (wider := _as_prefix(query)):
                hits, more = self.library.find_hits(wider, *limits)
                query = wider if hits else query
        except ThreadreaderError as problem:
            return f"{problem.subject}: {problem.trouble}"
        each = _MAX_HITS_OF_THREAD if more else None
        results = self.session.results = SearchResults(query, hits, more=more, each=each)
        return "" if hits else described(results)

    def show_stars(self) -> str:
        """Search the starred replies of all threads."""
        return self.search(_STARRED) and self.session.keys.add_to(
            "no reply is starred", ("keep.star", "stars one in a thread")
        )

    def show_notes(self) -> str:
        """Search the highlights and notes of all threads."""
        return self.search(_NOTED) and self.session.keys.add_to(
            "nothing is highlighted or noted", ("select.begin", "selects words in a thread")
        )

    def next_thread(self, by: int) -> bool:
        """Select the first hit of the next thread, or the last of the previous one if negative; False without one."""
        return self.session.results is not None and self.session.results.turn(by)

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

    def mark_all_read(self, count: int | None) -> str:
        """Mark threads as read."""
        from threadreader.library.read_state import mark_all_read

        entries = self._take(count)
        if isinstance(entries, str):
            return entries
        states = [(entry.number, *mark_all_read(self.library, entry.number)) for entry in entries]
        self.load()

        def unread_again() -> str:
            for number, before, after in states:
                self.library.save_progress(number, before, after)
            self.load()
            return f"as it was: {named(entries)}"

        self.session.undone.append(unread_again)
        replies = sum(len(after.seen - before.seen) for _, before, after in states)
        marked = f"{replies:,} marked as read" if replies else f"marked as read: {named(entries)}"
        return self.session.keys.add_to(marked, ("library.undo", "undoes"))

    def toggle_tag(self, tag: str, count: int | None) -> str:
        """Give threads a tag; take it away if all have it."""
        entries = self._take(count)
        if isinstance(entries, str):
            return entries
        has_all = all(tag in entry.tags for entry in entries)
        message = _MESSAGES[tag, not has_all]
        return self._change_tags(entries, *(((), {tag}) if has_all else ({tag}, ())), message=message)

    def toggle_same_article(self, count: int | None) -> str:
        """Say that marked threads have one article; that they have not, if each is known to have it with the others."""
        if len(self.session.chosen(count)) < 2:  # noqa: PLR2004 - one alone is the same as nothing
            return self.session.keys.add_to("two threads or more are needed", ("library.mark", "marks one"))
        entries = self._take(count)
        if isinstance(entries, str):
            return entries
        numbers, pages = {entry.number for entry in entries}, [entry.page.id for entry in entries]
        known = {each.number for each in self.library.related(entries[0].number).discussions}
        same = not numbers <= {*known, entries[0].number}
        self.library.set_same_article(pages, same=same)

        def take_back() -> str:
            self.library.set_same_article(pages, same=not same)
            return f"as it was: {named(entries)}"

        self.session.undone.append(take_back)
        return done_to(entries, "the same article" if same else "not the same article", self.session.keys)

    def tag(self, typed: str, count: int | None) -> str:
        """Add the tags of a typed line, and take away those behind a minus."""
        added, removed = parse_tags(typed)
        if not added and not removed:
            return "no tag was typed"
        entries = self._take(count)
        if isinstance(entries, str):
            return entries
        message = " ".join([*(f"#{tag}" for tag in sorted(added)), *(f"without #{tag}" for tag in sorted(removed))])
        return self._change_tags(entries, added, removed, message=message)

    def complete_tag(self, typed: str) -> tuple[str, str]:
        """A typed line with its last tag completed as far as that is certain, and the tags that begin so."""
        head, _, begun = typed.rpartition(" ")
        sign, word = ("-", begun[1:]) if begun.startswith("-") else ("", begun)
        fitting = [tag for tag in self.session.threads.tags if tag.startswith(word.lower())]
        common = os.path.commonprefix(fitting) or word  # noqa: RUF071 - of words, none of which is a path
        line = f"{head} {sign}{common}".lstrip() + " " * (len(fitting) == 1)
        return line, " ".join(fitting) if len(fitting) != 1 else ""

    def _take(self, count: int | None) -> Sequence[Entry] | str:
        """The threads that a key acts on, which are marked no more; a message where nothing can be done."""
        entries = self.session.chosen(count)
        if not entries:
            return NO_THREAD
        if self.library.read_only:
            return "nothing can be kept in a library that is read-only"
        self.session.threads.marked.clear()
        return entries

    def _change_tags(
        self, entries: Sequence[Entry], added: Collection[str], removed: Collection[str], *, message: str
    ) -> str:
        change = {entry.page.id: (set(added) - set(entry.tags), set(removed) & set(entry.tags)) for entry in entries}
        self.library.change_tags(change)
        self.load()

        def take_back() -> str:
            self.library.change_tags({page: (out, into) for page, (into, out) in change.items()})
            self.load()
            self.session.threads.go_to(entries[0].number)
            return f"as it was: {named(entries)}"

        self.session.undone.append(take_back)
        return done_to(entries, message, self.session.keys)

    def finish(self) -> None:
        """Delete the removed threads."""
        for entry in self.session.threads.removed:
            self.library.forget(entry.number)
        self.session.threads.removed.clear()


def _as_prefix(query: str) -> str:
    """Query with its last word as a prefix, "" if it does not end in a word."""
    return f"{query}*" if query.count('"') % 2 == 0 and _LAST_WORD.search(query) else ""
