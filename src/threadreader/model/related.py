"""What a library holds beside the thread that is open: targets of its links, threads that link to it, discussions."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from threadreader.model.stored_thread import Hits, Start


class Destination(Struct, frozen=True):
    """A stored thread to open, and where in it; without a start where its reader left it.

    `passage` are words to open at where they stand there.
    """

    number: int
    start: Start | None = None
    passage: str = ""


class Discussion(Struct, frozen=True):
    """Another stored thread about the same article: its number, the name of its site, its title and replies."""

    number: int
    site: str
    title: str
    replies: int


class Related(Protocol):
    """Looked up when it is first asked for; while a thread is read, nothing of it changes but what `find` finds."""

    @property
    def discussions(self) -> Sequence[Discussion]:
        """The other discussions of the article."""

    def is_stored(self, address: str) -> bool:
        """True if a link of the thread leads to another stored thread, to a comment or to the article of one."""

    def find(self, address: str) -> Destination | None:
        """What an address leads to, as the library is now."""

    def linking(self) -> tuple[Hits, bool]:
        """The replies and articles of other threads that link to this one, and True if there are more."""


class _Unrelated:
    """Nothing: a thread outside of a library."""

    discussions: Sequence[Discussion] = ()

    def is_stored(self, _address: str) -> bool:
        return False

    def find(self, _address: str) -> Destination | None:
        return None

    def linking(self) -> tuple[Hits, bool]:
        return Hits((), ().__getitem__), False


UNRELATED = _Unrelated()
