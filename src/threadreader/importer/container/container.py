"""The page in a file, whatever kind of file it is, with what belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from threadreader.importer.container.addresses import candidates


@dataclass(frozen=True, slots=True)
class Part:
    """A resource that a page shows inside it: a document in a frame, or a picture.

    `media_type` is empty where nothing says it, `charset` what a transport header says.
    """

    content: bytes = field(repr=False)
    media_type: str = ""
    charset: str | None = None


Parts = Mapping[str, Part]
"""The parts of a page by their addresses: absolute, `cid:`, or a path from the folder that the page is in."""


@dataclass(frozen=True, slots=True)
class Container:
    """A page taken out of its file.

    `charset` is what a transport header in the container says, `saved_at` and `url` what the container states;
    `parts` are the other resources of the page that it holds. `name` is what the page is called in a file of
    several, mostly its address, and empty where it is the only one. `address` is what the references in the page
    are relative to: its own place among the parts. `lacking` says what the file should hold and does not.
    `file` are the bytes of the file where they are this page and nothing else: see `pack_page`.
    """

    kind: str
    html: bytes = field(repr=False)
    charset: str | None = None
    url: str | None = None
    saved_at: datetime | None = None
    parts: Parts = field(default_factory=lambda: MappingProxyType({}))
    name: str = ""
    address: str = ""
    lacking: tuple[str, ...] = ()
    file: bytes | None = field(default=None, compare=False, repr=False)

    def find_part(self, reference: str, around: str | None = None) -> tuple[str, Part] | None:
        """What a frame or picture refers to, with its address; `around` is that of the document the reference is in.

        Without `around` that is the page itself.
        """
        for address in candidates(reference, self.address if around is None else around):
            if address in self.parts:
                return address, self.parts[address]
        return None
