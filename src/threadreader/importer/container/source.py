"""A file to look for pages in: its bytes, and what lies beside it. Whoever has one decides how to read it."""

import io
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from threadreader.errors import PageError

LARGEST = 256 * 1024 * 1024
"""Bytes; no page that somebody saved comes near, and reading more would fill the memory."""


class Source(Protocol):
    """What the importer needs of a file; `name` is what errors call it."""

    @property
    def name(self) -> str: ...

    def open(self) -> BinaryIO:
        """The file from its beginning: seekable, and closed by whoever asked for it. Raises PageError."""
        ...

    def beside(self, path: str) -> bytes | None:
        """A file by its path from the folder that this one is in, with `/`.

        None where there is none, or it is none that belongs to a page: outside that folder, too large, no file.
        """
        ...


@dataclass(frozen=True, slots=True)
class BytesSource:
    """A file that is in the memory; `packed` is the compressed one that it was in, and `around` where that lies."""

    data: bytes
    name: str = "page"
    packed: bytes | None = None
    around: Source | None = None

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)

    def beside(self, path: str) -> bytes | None:
        return self.around.beside(path) if self.around else None


def read_whole(source: Source) -> bytes:
    """All the bytes of a file. Raises PageError where they are more than any page has."""
    if isinstance(source, BytesSource):
        return source.data
    with source.open() as file:
        if file.seek(0, io.SEEK_END) > LARGEST:
            raise PageError(source.name, f"is larger than {LARGEST >> 20} MB, which no page is")
        file.seek(0)
        return file.read(LARGEST)


def original_bytes(source: Source, whole: bytes | None = None) -> bytes:
    """The bytes of a file as they came, compressed if they were; `whole` is what `read_whole` gave, where it was asked.

    Raises PageError as that does.
    """
    if isinstance(source, BytesSource) and source.packed is not None:
        return source.packed
    return read_whole(source) if whole is None else whole
