"""What was read from a save, or put together from several: what the library takes in."""

from dataclasses import dataclass, replace

from threadreader.model.changes import NO_CHANGES, Changes
from threadreader.model.page import Note, Page, Paging, Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.saved import Identity, SavedThread, bare_address
from threadreader.model.thread import Thread
from threadreader.store.versions import Versions


@dataclass(frozen=True, slots=True)
class ReadSave:
    """A save, and what was read from it; saves of one page have the same `page.url`.

    `paging` and `opened` are as in `SavedThread`. A thread that was put together from several saves has them all in
    `page.saves`, and in `changes` what came with the newest.
    """

    page: Page
    save: Save
    thread: Thread
    quotes: QuoteIndex
    notes: tuple[Note, ...]
    versions: Versions
    paging: Paging | None = None
    opened: bool = False
    changes: Changes = NO_CHANGES

    @property
    def saved(self) -> SavedThread:
        """What can be joined with other saves of the page."""
        declared = self.page.declared_count
        return SavedThread(self.thread, self.save.taken_at, self.paging, declared, self.opened, self.notes)

    @property
    def identity(self) -> Identity:
        """What tells whether another save is of the same page."""
        parents = {comment.id: comment.parent_id for comment in self.thread.comments}
        numbers = frozenset({self.paging.number}) if self.paging else frozenset[int]()
        return Identity(self.address, self.page.title, parents, numbers)

    @property
    def address(self) -> str | None:
        """The address that saves of the page have in common."""
        address = self.page.url or (self.paging.address if self.paging else None)
        return address and bare_address(address)

    def of(self, save: Save) -> "ReadSave":
        """The same as what was read from a save that is stored."""
        return replace(self, save=save, page=replace(self.page, saves=(save,)))
