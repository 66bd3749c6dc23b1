"""Fuzz targets: each takes bytes, gives them to a part that strangers' bytes reach, and checks what comes out.

A target returns where the bytes are refused by one of the program's own errors; any other exception is a fault.
"""

import atexit
import contextlib
import io
import shutil
import sqlite3
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from threadreader.config import load_config
from threadreader.errors import ThreadreaderError
from threadreader.export import FORMATS
from threadreader.export.json import export_json, read_json
from threadreader.importer import Imported, import_bytes
from threadreader.importer.container import BytesSource, Extent, open_containers, open_extent, split_archive
from threadreader.importer.platforms.plugins import read_recipes
from threadreader.library.answers import AnswerError, decode, decode_error, encode
from threadreader.library.files import FileSource
from threadreader.library.images import EncodedImage
from threadreader.library.library import Library
from threadreader.library.maintenance import check_library
from threadreader.library.read_state import dump, load
from threadreader.library.reading import OpenedPage
from threadreader.model.query import parse_query
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean
from threadreader.paths import Paths
from threadreader.store.encoding import (
    DECODE_ERRORS,
    unpack_article,
    unpack_changes,
    unpack_chunk,
    unpack_notes,
    unpack_skeleton,
    unpack_texts,
)
from threadreader.store.entries import unpack_summary
from threadreader.store.quotes import PackedQuotes
from threadreader.store.writing import PackedThread

ROOT = Path(__file__).resolve().parent.parent
_MOST_PAGES = 20
_HEAD_BYTES = 4
"""Two choose a column, one the kind of its value, one the length of that."""
_PART_BYTES = 4
_WIDTH = 40
"""Narrow: lines of an export wrap, and are joined again where it is read."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target, the patterns of the files that it begins with, and the most bytes that it is given."""

    run: Callable[[bytes], None]
    seeds: tuple[str, ...]
    max_bytes: int = 20_000


def open_file(data: bytes) -> None:
    """Every container: sniffed, unpacked and its pages listed."""
    with contextlib.suppress(ThreadreaderError):
        for count, container in enumerate(open_containers(BytesSource(data, "page"))):
            assert container.html is not None
            if count == _MOST_PAGES:
                break


def read_page(data: bytes) -> None:
    """HTML to a thread, which every export can write, and which JSON brings back."""
    _read(data, "page.html")


def read_dump(data: bytes) -> None:
    """Text of a text browser, an extractor or a mail to a thread."""
    _read(data, "page.txt")


def _read(data: bytes, name: str) -> None:
    try:
        parsed = import_bytes(data, name).parsed
    except ThreadreaderError:
        return
    _check(parsed)


def _check(parsed: ParsedPage) -> None:
    seen: set[str] = set()
    for comment in parsed.thread.comments:
        assert comment.parent_id is None or comment.parent_id in seen
        assert comment.id not in seen
        seen.add(comment.id)
    for name, exporter in FORMATS.items():
        exported = exporter.export(parsed, _WIDTH, {})
        assert isinstance(exported, bytes) or clean(exported) == exported, name
    back = read_json(export_json(parsed))
    assert back.thread == parsed.thread


def read_json_export(data: bytes) -> None:
    """A file that says that it is a JSON export."""
    with contextlib.suppress(ThreadreaderError, ValueError):
        read_json(data.decode())


def library_dump(data: bytes) -> None:
    """A dump of somebody else's library, which changes nothing when it is loaded again, nor does its own dump."""
    file = FileSource(Path("marks.jsonl"), content=data)
    paths = Paths(*[_folder() / "joined"] * 3)
    shutil.rmtree(paths.data, ignore_errors=True)
    with Library.open(paths) as library, contextlib.suppress(ThreadreaderError):
        # The process that makes backups would find the next library under the same name.
        library.database.before_writing = None
        load(library, file)
        again = FileSource(file.path, content=dump(library).encode())
        for each in (file, again):
            assert load(library, each).new == 0


def query(data: bytes) -> None:
    """A query as typed, in a thread and in the library."""
    typed = data.decode(errors="replace")
    with contextlib.suppress(ThreadreaderError):
        parse_query(typed)
    with Library.open(_library()) as library, contextlib.suppress(ThreadreaderError):
        library.search(typed)


def recipe(data: bytes) -> None:
    """A user's own recipe, which then reads a page."""
    with contextlib.suppress(ThreadreaderError, ValueError):
        read_recipes(data.decode())


def settings(data: bytes) -> None:
    """A file of settings."""
    file = _folder() / "config.toml"
    file.write_bytes(data)
    load_config(file)


def stored_rows(data: bytes) -> None:
    """A library of somebody else: any value in any column, then read, searched, checked and read again."""
    paths = Paths(*[_folder() / "changed"] * 3)
    shutil.rmtree(paths.data, ignore_errors=True)
    paths.data.mkdir()
    shutil.copyfile(_library().library, paths.library)
    _change_rows(paths.library, io.BytesIO(data))
    _use(paths)
    with contextlib.suppress(ThreadreaderError), Library.open(paths) as library:
        for _ in check_library(paths, library.now(), deep=True):
            pass
    _use(paths)


def _use(paths: Paths) -> None:
    with contextlib.suppress(ThreadreaderError), Library.open(paths) as library:
        for entry in library.threads():
            with contextlib.suppress(ThreadreaderError):
                opened = library.open_thread(entry.number)
                for index in range(len(opened.skeleton)):
                    opened.comment(index)
                library.load_progress(entry.number, opened)
                library.export_file(entry.number, "text")
        library.search("bread")


def _change_rows(file: Path, data: io.BytesIO) -> None:
    """One value for each four bytes and what follows them: which column, which kind of value, how long."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        columns = [
            (table, column[1])
            for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            if not table.startswith(("words", "sqlite_"))
            for column in connection.execute(f'PRAGMA table_info("{table}")')
        ]
        for head in iter(lambda: data.read(_HEAD_BYTES), b""):
            if len(head) < _HEAD_BYTES:
                break
            table, column = columns[(head[0] << 8 | head[1]) % len(columns)]
            value = _value(head[2], data.read(head[3]))
            with contextlib.suppress(sqlite3.Error):
                connection.execute(f'UPDATE "{table}" SET "{column}" = ?', (value,))
        connection.commit()


def _value(kind: int, raw: bytes) -> object:
    match kind % 6:
        case 0:
            return raw
        case 1:
            return raw.decode("latin-1")
        case 2:
            return int.from_bytes(raw[:8], signed=True) if raw else 0
        case 3:
            return None
        case 4:
            return f"\x1b]0;{raw.decode('latin-1')}\x07"
        case _:
            return float(len(raw)) / 3


def packed_thread(data: bytes) -> None:
    """What is packed in the rows of a library of somebody else, whose checksums are right."""
    packed = zlib.compress(data)
    for read in (_skeleton, unpack_chunk, unpack_texts, unpack_notes, unpack_changes, _article):
        with contextlib.suppress(*DECODE_ERRORS):
            read(packed)
    with contextlib.suppress(*DECODE_ERRORS):
        PackedQuotes(b"".join(map(zlib.compress, data.split(b"\n")))).whole()
    with contextlib.suppress(UnicodeDecodeError):
        unpack_summary(data.decode(), data.decode())


def _skeleton(packed: bytes) -> None:
    skeleton = unpack_skeleton(packed)
    assert len(skeleton.depths) == len(skeleton.sizes) == len(skeleton.parents_by_id) == len(skeleton)


def _article(packed: bytes) -> None:
    assert isinstance(unpack_article(packed).text, str)


def archive_part(data: bytes) -> None:
    """The parts of a web archive: the bytes of each and the offset of a record, two bytes each, then the file."""
    size, offset = struct.unpack(">2H", data[:_PART_BYTES].ljust(_PART_BYTES, b"\0"))
    source = BytesSource(data[_PART_BYTES:], "part.warc")
    parts = [Extent("", offset, offset + size, (offset, size))]
    with contextlib.suppress(ThreadreaderError):
        parts += islice(split_archive(source, max(size, 1)), _MOST_PAGES)
    for part in parts:
        with contextlib.suppress(ThreadreaderError):
            for container in islice(open_extent(source, part), _MOST_PAGES):
                assert container.html is not None


def answer(data: bytes) -> None:
    """An answer of a process that reads pages, as one that was taken over may give it."""
    form = _ANSWERS[data[0] % len(_ANSWERS)] if data else str
    with contextlib.suppress(AnswerError):
        value = decode(data[1:], form)
        assert decode(encode(value), form) == value
    with contextlib.suppress(AnswerError):
        assert isinstance(decode_error(data[1:]), Exception)


# By the first byte: a page, what is packed for the library, what is drawn.
_ANSWERS = (ParsedPage, OpenedPage | PackedThread, Mapping[str, bytes], EncodedImage, tuple[str, Imported, list[str]])


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="threadreader-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _library() -> Paths:
    """A library with one thread."""
    paths = Paths(*[_folder() / "library"] * 3)
    sample = ROOT / "src/threadreader/sample/sample.html"
    with Library.open(paths) as library:
        from threadreader.library.files import find_page_files

        for file in find_page_files([sample]):
            library.import_page(file)
    return paths


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "open-file": Target(open_file, ("fuzz/seeds/open-file/*",)),
        "read-page": Target(read_page, ("tests/importer/platforms/*/*/page.html",)),
        "read-dump": Target(read_dump, ("fuzz/seeds/read-dump/*", "tests/importer/plaintext/*/*.txt")),
        "json-export": Target(read_json_export, ("tests/export/golden/*.json",), 60_000),
        "library-dump": Target(library_dump, ("fuzz/seeds/library-dump/*",), 4_000),
        "query": Target(query, ("fuzz/seeds/query/*",), 400),
        "recipe": Target(recipe, ("src/threadreader/recipes/*.toml",)),
        "answer": Target(answer, ("fuzz/seeds/answer/*",)),
        "settings": Target(settings, ("fuzz/seeds/settings/*",), 4_000),
        "stored-rows": Target(stored_rows, ("fuzz/seeds/stored-rows/*",), 400),
        "packed-thread": Target(packed_thread, ("fuzz/seeds/packed-thread/*",), 4_000),
        "archive-part": Target(archive_part, ("fuzz/seeds/archive-part/*",)),
    }
)


def seeds(target: Target) -> Iterator[Path]:
    """Files that a target begins with, what once broke it first."""
    for pattern in target.seeds:
        yield from sorted(file for file in ROOT.glob(pattern) if file.stat().st_size <= target.max_bytes)
