"""Model of the library screen: thread list and search results over a library; actions return a status message."""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Self

from msgspec import Struct

from threadreader.errors import SearchError, StoreError, ThreadreaderError
from threadreader.library.library import Library
from threadreader.model.blocks import Blocks
from threadreader.model.page import DONE, QUEUE, Entry, Group, PageId, parse_tags
from threadreader.model.query import EVERY, Order, Query, Tagged, Wanted, parse_query
from threadreader.model.text import clean_line
from threadreader.model.thread import CommentId
from threadreader.paths import find_downloads, find_saved_pages
from threadreader.session.library import NO_THREAD, LibrarySession, done_to, named
from threadreader.session.library.thread_list import ThreadList
from threadreader.session.library.thread_rows import Beginning, SearchResults, described
from threadreader.session.state import KeyHints
from threadreader.tui.theme import Setup

HINT = "cooking later, -later removes it; tab completes"
"""What the line for tags says before something is typed."""

NO_TAG = "no tag typed"
READ_ONLY = "the library is read-only: nothing can be saved"

_MESSAGES: Mapping[tuple[str, bool], tuple[str, str]] = {
    (DONE, True): ("archived", "unarchived"),
    (DONE, False): ("unarchived", "archived again"),
    (QUEUE, True): ("added to queue", "removed from queue"),
    (QUEUE, False): ("removed from queue", "added to queue again"),
}
"""Messages on tags of the program that were given and taken away, and on undoing that."""


class TagChange(Struct, frozen=True):
    """Tags to give and to take away, with the messages on that and on undoing it."""

    added: Collection[str]
    removed: Collection[str]
    message: str
    undone: str

    @classmethod
    def toggling(cls, entries: Iterable[Entry], tag: str) -> Self:
        """Give threads a tag of the program; take it away if all have it."""
        has_all = all(tag in entry.tags for entry in entries)
        added, removed = ((), (tag,)) if has_all else ((tag,), ())
        return cls(added, removed, *_MESSAGES[tag, not has_all])

    @classmethod
    def typed(cls, line: str) -> Self | None:
        """The tags of a typed line, and those behind a minus; None without any."""
        added, removed = parse_tags(line)
        given, taken = (" ".join(f"#{tag}" for tag in sorted(tags)) for tags in (added, removed))
        message = ", ".join(filter(None, (given, taken and f"without {taken}")))
        undone = ", ".join(filter(None, (given and f"{given} removed", taken and f"{taken} restored")))
        return cls(added, removed, message, undone) if message else None

    def by_page(self, entries: Iterable[Entry]) -> dict[PageId, tuple[set[str], set[str]]]:
        """What changes of each page."""
        return {each.page.id: ({*self.added} - {*each.tags}, {*self.removed} & {*each.tags}) for each in entries}


def complete_tag(typed: str, tags: Sequence[str]) -> tuple[str, str]:
    """A typed line with its last tag completed as far as that is certain, and the tags that begin so."""
    head, _, begun = typed.rpartition(" ")
    sign, word = ("-", begun[1:]) if begun.startswith("-") else ("", begun)
    fitting = [tag for tag in tags if tag.startswith(word.lower())]
    common = os.path.commonprefix(fitting) or word  # noqa: RUF071 - of words, none of which is a path
    line = f"{head} {sign}{common}".lstrip() + " " * (len(fitting) == 1)
    return line, " ".join(fitting) if len(fitting) != 1 else ""


def toggle_tag(library: Library, number: int, tag: str, key: str, keys: KeyHints) -> str:
    """Give a thread a tag of the program, or take it away; returns a message with the key that takes that back."""
    try:
        change = TagChange.toggling([library.find(str(number))], tag)
    except ThreadreaderError as problem:
        return problem.trouble
    message = change_tags(library, number, change)
    return keys.add_to(message, (key, "undoes")) if message == change.message else message


def change_tags(library: Library, number: int, change: TagChange | None) -> str:
    """Change the tags of a thread; returns a message."""
    if change is None or library.read_only:
        return NO_TAG if change is None else READ_ONLY
    try:
        library.change_tags(change.by_page([library.find(str(number))]))
    except ThreadreaderError as problem:
        return problem.trouble
    return change.message


# Nobody reads through more, and they are counted while a query is typed; a long thread hides no other.
_MAX_HITS, _MAX_HITS_OF_THREAD = 500, 100

_STARRED, _NOTED = "is:starred", "is:noted"
_LAST_WORD = re.compile(r"(?:^|\s)\w{2,}$")
"""Last word of a query, searched as a prefix; one letter has too many matches."""


class LibraryModel:
    """Thread list in step with the library; removed threads are deleted by `finish`."""

    def __init__(self, library: Library, setup: Setup, greeting: str = "") -> None:
        self.library = library
        self.greeting = greeting
        """First status message."""
        order = next((order for order in Order if order == setup.preferences.order), Order.UNREAD)
        threads = ThreadList(library.entries, order=order)
        self.session = LibrarySession(threads, keys=KeyHints(setup.keymap.labels))
        self.preferences = setup.preferences
        self._take_filters()
        self.session.load_article = self._load_article
        self.session.load_counts = self._load_counts
        self.session.whole_rows = setup.theme.signs.cursor
        if setup.preferences.rows:
            self.session.tall = setup.preferences.rows > 1
        if setup.preferences.counts:
            self.session.counted = setup.preferences.counts > 1
        if self.session.is_empty:
            self.session.beginning = Beginning(find_saved_pages(find_downloads()))
        self._changes = library.changes()

    def load(self) -> None:
        """Take what changed in the library."""
        self._changes = self.library.changes()
        self.session.threads.load()
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
            entries, counts = self.library.entries, self.library.entries.count_groups()
            for name, query in self.session.threads.saved.items():
                with_done = query.asks_for(Tagged(DONE))
                counts[Group("filter", name)] = len(entries.numbers(None, Wanted(query, with_done=with_done)))
        except StoreError:
            return Counter()
        return counts

    def _take_filters(self) -> None:
        """Take the saved filters; one that somebody else wrote may be no query."""
        saved: dict[str, Query] = {}
        for name, typed in self.preferences.filters.items():
            with suppress(SearchError):
                saved[clean_line(name)] = parse_query(typed)
        self.session.threads.saved = saved
        self.session.forget_loaded()

    def save_filter(self, name: str) -> str:
        """Save the filter of the list under a name."""
        threads = self.session.threads
        name = clean_line(name).strip() or threads.needle
        self.preferences.filters = {**self.preferences.filters, name: threads.needle}
        self._take_filters()
        return self.session.keys.add_to(f"saved: {name}", ("library.column", "sidebar"))

    def drop_filter(self) -> str:
        """Delete the saved filter that is chosen, "" without one."""
        group = self.session.threads.group
        if group.field != "filter":
            return ""
        self.preferences.filters = {n: typed for n, typed in self.preferences.filters.items() if n != group.value}
        self._take_filters()
        self.session.threads.choose(EVERY)
        return f"deleted: {group.value}"

    def reload_if_changed(self) -> bool:
        """Reload if another process changed the library; True if the list was reloaded."""
        try:
            changed = self.library.changes() != self._changes
            if changed:
                self.load()
        except StoreError:
            return False
        return changed

    def newest(self) -> tuple[int, int]:
        """The number of the selected thread, and that of the one that was added last; 0 without one."""
        here, newest = self.session.threads.here, self.library.threads(1, newest=True)
        return here.number if here else 0, newest[0].number if newest else 0

    def go_to_new(self, before: tuple[int, int]) -> bool:
        """Select the first new thread unless the selection was moved; True if there is one."""
        catalog, (selected, newest) = self.session.threads, before
        first_new = next((number for number in catalog.shown.numbers if number > newest), None)
        stayed = catalog.here is None or catalog.here.number in {first_new, selected}
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
        nothing = "no starred replies", ("keep.star", "in a thread stars one")
        return self.search(_STARRED) and self.session.keys.add_to(*nothing)

    def show_notes(self) -> str:
        """Search the highlights and notes of all threads."""
        nothing = "no highlights or notes", ("select.begin", "in a thread selects text")
        return self.search(_NOTED) and self.session.keys.add_to(*nothing)

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

    def toggle_read(self, count: int | None) -> str:
        """Mark threads as read; as unread if all are read."""
        from threadreader.library.read_state import mark_all

        entries = self._take(count)
        if isinstance(entries, str):
            return entries
        read = any(entry.is_unread for entry in entries)
        states = [(entry.number, *mark_all(self.library, entry, read=read)) for entry in entries]
        self.load()

        def take_back() -> str:
            for number, before, after in states:
                self.library.save_progress(number, before, after)
            self.load()
            return f"{'unread' if read else 'read'} again: {named(entries)}"

        self.session.undone.append(take_back)
        marked = f"marked {'read' if read else 'unread'}"
        replies = sum(len(after.seen ^ before.seen) for _, before, after in states)
        return done_to(entries, f"{replies:,} {marked}" if replies else marked, self.session.keys)

    def toggle_tag(self, tag: str, count: int | None) -> str:
        """Give threads a tag; take it away if all have it."""
        entries = self._take(count)
        return entries if isinstance(entries, str) else self._change_tags(entries, TagChange.toggling(entries, tag))

    def toggle_same_article(self, count: int | None) -> str:
        """Say that marked threads have one article; that they have not, if each is known to have it with the others."""
        chosen = self.session.chosen(count)
        if len(chosen) < 2:  # noqa: PLR2004 - one alone is the same as nothing
            return self.session.keys.add_to("select two or more threads", ("library.mark", "selects one"))
        numbers, pages = {entry.number for entry in chosen}, [entry.page.id for entry in chosen]
        known = {each.number for each in self.library.related(chosen[0].number).discussions}
        same = not numbers <= {*known, chosen[0].number}
        # Two were chosen one by one, and more perhaps for something else.
        question = len(chosen) > 2 and self.session.ask(  # noqa: PLR2004
            "library.article", "links them" if same else "unlinks them", "cancels", chosen
        )
        if question:
            return question
        entries = self._take(count)
        if isinstance(entries, str):
            return entries
        self.library.set_same_article(pages, same=same)

        def take_back() -> str:
            self.library.set_same_article(pages, same=not same)
            return f"{'unlinked' if same else 'linked'} again: {named(entries)}"

        self.session.undone.append(take_back)
        return done_to(entries, "linked as one article" if same else "unlinked", self.session.keys)

    def tag(self, typed: str, count: int | None) -> str:
        """Add the tags of a typed line, and take away those behind a minus."""
        change = TagChange.typed(typed)
        if change is None:
            return NO_TAG
        entries = self._take(count)
        return entries if isinstance(entries, str) else self._change_tags(entries, change)

    def _take(self, count: int | None) -> Sequence[Entry] | str:
        """The threads that a key acts on, which are marked no more; a message where nothing can be done."""
        entries = self.session.chosen(count)
        if not entries:
            return NO_THREAD
        if self.library.read_only:
            return READ_ONLY
        if unread := [entry for entry in entries if not entry.page.id]:
            # In place of the title stands why.
            return unread[0].page.title
        self.session.threads.marked.clear()
        return entries

    def _change_tags(self, entries: Sequence[Entry], change: TagChange) -> str:
        changed = change.by_page(entries)
        self.library.change_tags(changed)
        self.load()

        def take_back() -> str:
            self.library.change_tags({page: (out, into) for page, (into, out) in changed.items()})
            self.load()
            self.session.threads.go_to(entries[0].number)
            return f"{change.undone}: {named(entries)}"

        self.session.undone.append(take_back)
        return done_to(entries, change.message, self.session.keys)

    def finish(self) -> None:
        """Delete the removed threads."""
        for entry in self.session.threads.removed:
            self.library.forget(entry.number)
        self.session.threads.removed.clear()


def _as_prefix(query: str) -> str:
    """Query with its last word as a prefix, "" if it does not end in a word."""
    return f"{query}*" if query.count('"') % 2 == 0 and _LAST_WORD.search(query) else ""
