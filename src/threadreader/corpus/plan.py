"""Shards of a corpus: which inputs each is made of, and the name that it has by them."""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec.json
from msgspec import Meta, Struct
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

    `path` is absolute, `name` as it was given, for messages; `identity` is what no other part has, `size` are its bytes
    of input; `folder` is where the file was found.
    """

    name: str
    path: str
    identity: str
    size: int
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
    group: list[Part] = []
    weight = 0
    for part in _parts(inputs, size):
        if group and (weight >= size or part.extent):
            yield _shard(group, form)
            group, weight = [], 0
        group.append(part)
        # A part of an archive is a shard by itself.
        weight += size if part.extent else max(part.size // _HTML_RATIO, size // _MAX_PAGES)
    if group:
        yield _shard(group, form)


def outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths, each once, without those in folders that are among them.

    Raises ExportError for one of no file, and for one that other processes cannot read.
    """
    resolved: dict[Path, Path] = {}
    for path in paths:
        if any(map(path.is_relative_to, _OF_A_PROCESS)):
            raise ExportError(path, "cannot be read by several processes", "write the input to a file")
        try:
            resolved.setdefault(path.resolve(strict=True), path)
        except (OSError, ValueError) as problem:
            raise ExportError(path, "no such file or folder", "name an existing one") from problem
    return [path for whole, path in resolved.items() if resolved.keys().isdisjoint(whole.parents)]


_Bytes = Annotated[int, Meta(ge=0, le=_MAX_FILE_BYTES)]


class _IndexLine(Struct):
    filename: str
    offset: _Bytes
    length: _Bytes


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
                        # Some have numbers as strings.
                        record = msgspec.json.decode(line[line.index("{") :], type=_IndexLine, strict=False)
                    except (ValueError, RecursionError) as problem:
                        trouble = f"is not an index: line {number:,} needs filename, offset and length"
                        raise ExportError(index, trouble, "use lines of a CDXJ index unchanged") from problem
                    found.setdefault(record.filename, {})[record.offset] = record.length
    except OSError as problem:
        raise ExportError(index, f"cannot be read ({problem.strerror})", "name the index of the crawl") from problem
    return [ArchiveRecords(_find(name, index, folders), sorted(records.items())) for name, records in found.items()]


def _find(name: str, index: Path, folders: Collection[Path]) -> Path:
    # An index comes from whoever made the crawl: no name in it leads out of the folders.
    parts = [part for part in name.split("/") if part.strip(".")]
    candidates = (Path(folder, *some) for folder in folders for some in (parts, parts[-1:]))
    # A Path raises an error for a name that is too long.
    path = next((each for each in candidates if os.path.isfile(each)), None)  # noqa: PTH113
    if path is None:
        raise ExportError(index, f"lists {name}, which is in no named folder", "name its folder")
    return path


def _parts(inputs: Iterable[Input], size: int) -> Iterator[Part]:
    """What the inputs are made of: bytes, files, and of a web archive the extents of it, each of about such a size."""
    pages = 0
    for each in inputs:
        if isinstance(each, PageBytes):
            pages += 1
            identity = f"{each.name}\n{pages}"
            yield Part(
                *(each.name, each.name, identity, len(each.data)),
                content=each.data,
                url=each.url,
                saved_at=each.saved_at,
            )
        elif isinstance(each, ArchiveRecords):
            yield from _parts_of_records(each, size)
        else:
            for source in find_page_files([Path(each)]):
                yield from _parts_of_file(source, size)


def _parts_of_file(source: FileSource, size: int) -> Iterator[Part]:
    """The file, or what it is split into. What cannot be read is left to who extracts it, and says so."""
    length, path = 0, str(source.path.absolute())
    with suppress(OSError):
        length = source.path.stat().st_size
    whole = Part(source.name, path, path, length, str(source.folder.absolute()) if source.folder else None)
    extents: Sequence[Extent] = ()
    if length > size:
        from threadreader.library.reading import split_archive

        with suppress(PageError):
            extents = split_archive(source, size)
    for extent in extents:
        yield replace(whole, identity=f"{path}\n{extent.member}", size=extent.size, extent=extent)
    if not extents:
        yield whole


def _parts_of_records(archive: ArchiveRecords, size: int) -> Iterator[Part]:
    from threadreader.importer.container import Extent

    path = str(archive.path.absolute())
    offsets: list[int] = []
    total = 0
    for number, (offset, length) in enumerate(archive.records, 1):
        offsets.append(offset)
        total += length
        if total >= size or number == len(archive.records):
            extent = Extent("", offsets[0], offsets[0] + total, tuple(offsets))
            yield Part(str(archive.path), path, f"{path}\nrecords", total, extent=extent)
            offsets, total = [], 0


def _shard(parts: Sequence[Part], form: str) -> Shard:
    first = parts[0]
    slug = re.sub(r"[^\w.]+", "-", Path(first.name).name, flags=re.ASCII)[:_MAX_SLUG_CHARS].strip("-.") or "page"
    digest = hashlib.sha256(first.identity.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
    begin = f"-{first.extent.start:012}" if first.extent else ""
    size = sum(part.size for part in parts)
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
