"""Shards of a corpus: which inputs each is made of, and the name that it has by them."""

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from threadreader.errors import ExportError, PageError
from threadreader.library.files import FileSource, find_page_files
from threadreader.library.versions import VERSIONS

if TYPE_CHECKING:
    from threadreader.importer.container import Extent

SHARD_BYTES = 16 << 20
"""Compressed bytes of a shard: some 500 pages of a crawl, a minute of a processor, which is what a kill can cost."""

_MAX_PAGES = 500  # files of a shard: of small pages as many as of large ones
_HTML_RATIO = 4  # bytes of a saved page for one of it in a crawl, packed
_MAX_SLUG_CHARS = 40
_MAX_FILE_BYTES = 1 << 50  # of an archive, to refuse what no file system holds and no record of a shard has room for
_OF_A_PROCESS = tuple(map(Path, ("-", "/dev/stdin", "/dev/fd", "/proc")))  # each process sees other files there
_DIGEST_CHARS = 12  # of SHA-256: two of ten million inputs are named alike once in five runs at most


class PageBytes(Struct, frozen=True):
    """A page that is in memory; `url` and `saved_at` are where and when it was got, `name` is for messages."""

    data: bytes
    name: str
    url: str | None = None
    saved_at: datetime | None = None


class ArchiveRecords(Struct, frozen=True):
    """Some records of a WARC file, each by its byte offset and length, as the index of a crawl has them."""

    path: Path
    records: Sequence[tuple[int, int]]


Input = str | Path | PageBytes | ArchiveRecords


class Part(Struct, frozen=True):
    """Part of a shard: a file, a part of a web archive, or bytes that are there.

    `path` is absolute, `name` as it was given, for messages; `folder` is where the file was found.
    """

    name: str
    path: str
    folder: str | None = None
    extent: "Extent | None" = None
    content: bytes | None = None
    url: str | None = None
    saved_at: datetime | None = None

    @property
    def source(self) -> FileSource:
        """The file, for what reads it."""
        return FileSource(Path(self.path), Path(self.folder) if self.folder else None, content=self.content)

    def shown(self, name: str) -> str:
        """The name of a page in the file as it was given."""
        return f"{self.name}{name.removeprefix(self.path)}" if name.startswith(self.path) else name


class Shard(Struct, frozen=True):
    """Unit of work: its name, by its first input; the SHA-256 of what its rows depend on; its size in input bytes."""

    name: str
    stamp: str
    size: int
    parts: tuple[Part, ...]


def plan(inputs: Iterable[Input], form: str, size: int = SHARD_BYTES) -> Iterator[Shard]:
    """Plan the shards of some inputs, each of about so many compressed bytes. Files in folders come in order of names.

    Raises ExportError for an input that is not there.
    """
    group = _Group(form, size)
    pages = 0
    for each in inputs:
        if isinstance(each, PageBytes):
            pages += 1
            part = Part(each.name, each.name, None, None, each.data, each.url, each.saved_at)
            yield from group.add(part, len(each.data), f"{each.name}\n{pages}")
        elif isinstance(each, ArchiveRecords):
            yield from group.flush()
            yield from _of_records(each, form, size)
        else:
            for source in find_page_files([Path(each)]):
                yield from _of_file(source, group, form, size)
    yield from group.flush()


def outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths, each once, without those in folders that are among them.

    Raises ExportError for one of no file, and for one that other processes cannot read.
    """
    resolved: dict[Path, Path] = {}
    for path in paths:
        if any(map(path.is_relative_to, _OF_A_PROCESS)):
            raise ExportError(path, "cannot be read by several processes", "write what comes from there to a file")
        try:
            resolved.setdefault(path.resolve(strict=True), path)
        except (OSError, ValueError) as problem:
            raise ExportError(path, "there is no such file or folder", "name one that is there") from problem
    return [path for whole, path in resolved.items() if resolved.keys().isdisjoint(whole.parents)]


def read_index(index: Path, folders: Collection[Path]) -> list[ArchiveRecords]:
    """The records that an index of a crawl lists: lines with JSON of `filename`, `offset` and `length`, as CDXJ has.

    A file is looked for below each folder by all of its name, and by the last part of it. What is listed twice is read
    once. Raises ExportError.
    """
    found: dict[str, dict[int, int]] = {}
    try:
        with index.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        record = json.loads(line[line.index("{") :])
                        offset, length = _byte_count(record["offset"]), _byte_count(record["length"])
                        found.setdefault(str(record["filename"]), {})[offset] = length
                    except (ValueError, KeyError, TypeError, RecursionError) as problem:
                        trouble = f"is no line of an index: line {number:,} has no filename, offset and length"
                        raise ExportError(index, trouble, "take the lines of a CDXJ index as they are") from problem
    except OSError as problem:
        raise ExportError(index, f"cannot be read ({problem.strerror})", "name the index of the crawl") from problem
    return [ArchiveRecords(_find(name, index, folders), sorted(records.items())) for name, records in found.items()]


def _byte_count(value: object) -> int:
    """A number of bytes, which some indexes have as a string. Raises ValueError."""
    count = int(str(value))
    if not 0 <= count <= _MAX_FILE_BYTES:
        raise ValueError(count)
    return count


def _find(name: str, index: Path, folders: Collection[Path]) -> Path:
    # An index comes from whoever made the crawl: no name in it leads out of the folders.
    parts = [part for part in name.split("/") if part.strip(".")]
    candidates = (Path(folder, *some) for folder in folders for some in (parts, parts[-1:]))
    # A Path raises an error for a name that is too long.
    path = next((each for each in candidates if os.path.isfile(each)), None)  # noqa: PTH113
    if path is None:
        raise ExportError(index, f"lists {name}, which is in no folder that is named", "name the folder that it is in")
    return path


class _Group:
    """Small inputs that share a shard."""

    def __init__(self, form: str, size: int) -> None:
        self._form = form
        self._limit = size
        self._parts: list[Part] = []
        self._identity = ""
        self._size = self._weight = 0

    def add(self, part: Part, size: int, identity: str) -> Iterator[Shard]:
        """Add an input, and yield the shard that it fills."""
        self._identity = self._identity or identity
        self._parts.append(part)
        self._size += size
        self._weight += max(size // _HTML_RATIO, self._limit // _MAX_PAGES)
        if self._weight >= self._limit:
            yield from self.flush()

    def flush(self) -> Iterator[Shard]:
        """Yield what there is as a shard."""
        if self._parts:
            yield _shard(self._identity, self._parts, self._size, self._form)
        self._parts, self._identity, self._size, self._weight = [], "", 0, 0


def _of_file(source: FileSource, group: _Group, form: str, size: int) -> Iterator[Shard]:
    """Shards of a file; a small one goes to the group. What cannot be read is left to who extracts it, and says so."""
    length = 0
    with suppress(OSError):
        length = source.path.stat().st_size
    whole = Part(source.name, _identity(source.path), _identity(source.folder) if source.folder else None)
    extents: Sequence[Extent] = ()
    if length > size:
        from threadreader.library.reading import split_archive

        with suppress(PageError):
            extents = split_archive(source, size)
    if not extents:
        yield from group.add(whole, length, whole.path)
        return
    yield from group.flush()
    for extent in extents:
        part = replace(whole, extent=extent)
        yield _shard(f"{whole.path}\n{extent.member}", [part], extent.size, form)


def _of_records(archive: ArchiveRecords, form: str, size: int) -> Iterator[Shard]:
    from threadreader.importer.container import Extent

    offsets: list[int] = []
    total = 0
    for number, (offset, length) in enumerate(archive.records, 1):
        offsets.append(offset)
        total += length
        if total >= size or number == len(archive.records):
            extent = Extent("", offsets[0], offsets[0] + total, tuple(offsets))
            part = Part(str(archive.path), _identity(archive.path), None, extent)
            yield _shard(f"{part.path}\nrecords", [part], total, form)
            offsets, total = [], 0


def _identity(path: Path) -> str:
    return str(path.absolute())


def _shard(identity: str, parts: Sequence[Part], size: int, form: str) -> Shard:
    first = parts[0]
    slug = re.sub(r"[^\w.]+", "-", Path(first.name).name, flags=re.ASCII)[:_MAX_SLUG_CHARS].strip("-.") or "page"
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
    begin = f"-{first.extent.start:012}" if first.extent else ""
    return Shard(f"{slug}-{digest}{begin}", stamp_of(parts, form), size, tuple(parts))


def stamp_of(parts: Sequence[Part], form: str) -> str:
    """SHA-256 of all that the rows of a shard depend on: the inputs, their times, and the versions of the program."""
    stamp = hashlib.sha256(repr((form, VERSIONS)).encode())
    for part in parts:
        if part.content is None:
            changed: object = None
            with suppress(OSError):
                status = Path(part.path).stat()
                changed = status.st_size, status.st_mtime_ns
        else:
            changed = hashlib.sha256(part.content).hexdigest(), part.url, part.saved_at
        stamp.update(repr((part.name, part.extent, changed)).encode("utf-8", "surrogatepass"))
    return stamp.hexdigest()
