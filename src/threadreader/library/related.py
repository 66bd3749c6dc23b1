"""What is stored beside a thread: targets of its links, threads that link to it, discussions of the same article."""

import contextlib
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import unquote, urlsplit

from threadreader.errors import StoreError
from threadreader.model.annotation import TextFragment
from threadreader.model.page import site_name
from threadreader.model.related import Destination, Discussion
from threadreader.model.stored_thread import Hit, Hits, Start
from threadreader.model.thread import CommentId
from threadreader.store import addresses, threads
from threadreader.store.addresses import PAGE, Reference, address_hash
from threadreader.store.connection import Database
from threadreader.store.entries import load_entry

_MAX_LINKING = 1_000
"""Replies that link to a thread, of which nobody reads more."""

_MAX_DISCUSSIONS = 100


class StoredRelated:
    """The `Related` of a stored thread, usable as long as the library is open."""

    def __init__(self, database: Database, number: int) -> None:
        self._database = database
        self._number = number

    @cached_property
    def discussions(self) -> Sequence[Discussion]:
        """The other discussions of the article, in the order in which they were stored."""
        try:
            numbers = addresses.find_discussions(self._database, self._number, _MAX_DISCUSSIONS)
            rows = threads.load_headings(self._database, numbers)
        except StoreError:
            # It is reported where the thread itself is opened.
            return ()
        return [Discussion(each.number, site_name(each.site, each.url), each.title, each.comments) for each in rows]

    @cached_property
    def _stored(self) -> frozenset[int]:
        with contextlib.suppress(StoreError):
            return addresses.find_stored_links(self._database, self._number)
        return frozenset()

    def is_stored(self, address: str) -> bool:
        """True if a link of the thread leads to another stored thread, to a comment or to the article of one."""
        if not self._stored:
            return False
        from threadreader.model.addresses import page_address

        page = page_address(address)
        return page is not None and address_hash(page) in self._stored

    def find(self, address: str) -> Destination | None:
        """What an address leads to, as the library is now, as far as that can be read."""
        from threadreader.model.addresses import page_address

        page = page_address(address)
        try:
            found = addresses.find_address(self._database, page) if page else None
        except StoreError:
            return None
        if found is None or found.number == self._number:
            return None
        if found.position != PAGE:
            hit = self._load(found)
            return Destination(found.number, Start(hit.comment) if hit.comment else None)
        return Destination(found.number, self._start(found.number, urlsplit(address).fragment))

    def linking(self) -> tuple[Hits, bool]:
        """The replies and articles of other threads that link to this one, and True if there are more."""
        found = addresses.find_linking(self._database, self._number, _MAX_LINKING + 1)
        shown = found[:_MAX_LINKING]
        return Hits([(each.number, each.position) for each in shown], lambda at: self._load(shown[at])), found != shown

    def _start(self, number: int, fragment: str) -> Start | None:
        """Where a fragment leads to in a thread: to a comment, to words, or to both."""
        name, words = TextFragment.parse(fragment)
        entry = load_entry(self._database, number) if name else None
        ids = threads.open_stored(self._database, entry).skeleton.position if entry else {}
        known = (CommentId(each) for each in (name, unquote(name), f"comment-{name}") if CommentId(each) in ids)
        comment = next(known, None)
        return Start(comment, words) if comment or words else None

    def _load(self, found: Reference) -> Hit:
        """A reply or an article, or what says why it cannot be read."""
        from threadreader.store.search import Match, load_hit

        hit, title, trouble = None, "", "no longer in the library"
        try:
            for each in threads.load_headings(self._database, [found.number]):
                title = " · ".join(filter(None, (site_name(each.site, each.url), each.title)))
                hit = load_hit(self._database, Match(found.number, each.thread_id, title, found.position))
        except StoreError as problem:
            trouble = problem.trouble
        return hit or Hit(found.number, title, found.position, None, "", None, trouble, ())
