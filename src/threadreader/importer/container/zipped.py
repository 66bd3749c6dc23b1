"""Zip files: what is in them, read within bounds and never written to the disk."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from threadreader.errors import PageError
from threadreader.importer.container.source import LARGEST, Source

_MOST_MEMBERS = 20_000
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
    NotImplementedError,
)


class ZipReader:
    """The members of an open zip file by their names, each read once asked for.

    What is read in all is bounded, whatever sizes the members claim.
    """

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file = file
        self._name = name
        self._room = LARGEST
        self._infos: Mapping[str, zipfile.ZipInfo] = MappingProxyType(
            {info.filename.replace("\\", "/"): info for info in file.infolist() if not info.is_dir()}
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each member that is no folder, in the order of the file."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def size(self, name: str) -> int:
        """How many bytes a member says that it has."""
        return self._infos[name].file_size

    def read(self, name: str) -> bytes | None:
        """A member, None where there is none of that name. Raises PageError where it cannot be read."""
        info = self._infos.get(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise PageError(self._name, "is a zip archive with a password", "unpack it first")
        try:
            with self._file.open(info) as member:
                content = member.read(self._room + 1)
        except RuntimeError as problem:
            raise PageError(self._name, f"is a zip archive packed in a way that is not read ({problem})") from problem
        except _DAMAGED as problem:
            raise PageError(self._name, f"is a damaged zip archive ({problem})", "save the page again") from problem
        self._room -= len(content)
        if self._room < 0:
            raise PageError(self._name, "unpacks to more than any page holds")
        return content


@contextmanager
def open_zip(source: Source) -> Iterator[ZipReader]:
    """A zip file, also one that begins with something else. Raises PageError where it is damaged."""
    with source.open() as file:
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGED as problem:
            trouble = f"is a damaged zip archive, or one that ends too early ({problem})"
            raise PageError(source.name, trouble, "save the page again") from problem
        with archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise PageError(source.name, f"holds more than {_MOST_MEMBERS:,} files, which no page does")
            yield ZipReader(archive, source.name)
