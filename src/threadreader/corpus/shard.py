"""Extraction of a shard: its pages one after the other, their rows in files that are written whole or not at all."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec.json
from msgspec import Meta, Struct
from msgspec.structs import asdict

from threadreader.corpus.plan import Part, Shard, stamp_of
from threadreader.corpus.rows import (
    PageRow,
    PageRows,
    comment_columns,
    comment_lines,
    page_columns,
    page_line,
    read_rows,
)
from threadreader.errors import ExportError, LimitError, NoPageError, ShardError
from threadreader.library.files import FileSource, replaced
from threadreader.library.importing import ImportFailure, attempt, is_other_file, pages_in
from threadreader.library.processes import EndedError, Processes
from threadreader.library.reading import (
    OpenedPage,
    Parser,
    preload_for_many,
    sniffed,
    start_parsing,
    start_reading,
)
from threadreader.library.sandbox import SandboxedWorker, lacks_fork

COMMENTS, PAGES, RECORDS = "comments", "pages", "shards"
"""The folders of a corpus: rows of comments, rows of pages, and the records of the shards that are whole."""

SUFFIXES = {"jsonl": ".jsonl", "parquet": ".parquet"}

_BATCH = 10_000  # rows that are made into columns at a time

_Read = Iterator[tuple[str, PageRows | ImportFailure | None]]
"""Pages with their names; None for what is plainly no page, and was only found in a folder."""


_Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Counts(Struct, kw_only=True):
    """Counts of pages that were read, of those without a row (`passed_over`), and of what is in them.

    `failures` counts pages that could not be read by kind, `doubtful` those that may have been read wrongly.
    """

    pages: _Count = 0
    comments: _Count = 0
    doubtful: _Count = 0
    passed_over: _Count = 0
    adapters: dict[str, _Count] = {}
    failures: dict[str, _Count] = {}

    def add(self, other: "Counts") -> None:
        """Add other counts."""
        self.pages += other.pages
        self.comments += other.comments
        self.doubtful += other.doubtful
        self.passed_over += other.passed_over
        self.adapters = dict(Counter(self.adapters) + Counter(other.adapters))
        self.failures = dict(Counter(self.failures) + Counter(other.failures))


class Outcome(Counts):
    """Record of a shard that is whole: what its rows depend on, the bytes of its files, and counts."""

    stamp: str
    sizes: Mapping[str, _Count]


def shard_files(folder: Path, name: str, form: str) -> Mapping[str, Path]:
    """The files of a shard by the folders that they are in."""
    files = {each: folder / each / f"{name}{SUFFIXES[form]}" for each in (COMMENTS, PAGES)}
    return {**files, RECORDS: folder / RECORDS / f"{name}.json"}


def load_outcome(folder: Path, shard: Shard, form: str) -> Outcome | None:
    """The record of a shard, if it is whole and of the same inputs; None where it is to be made."""
    files = shard_files(folder, shard.name, form)
    try:
        outcome = msgspec.json.decode(files[RECORDS].read_bytes(), type=Outcome)
        sizes = {each: files[each].stat().st_size for each in (COMMENTS, PAGES)}
    except (OSError, ValueError, RecursionError):
        return None
    return outcome if outcome.stamp == shard.stamp and outcome.sizes == sizes else None


def extract(shard: Shard, folder: str, form: str) -> Outcome:
    """Extract a shard: here, or in a process of its own where a fork of this one would lack threads.

    Raises ExportError for files that cannot be written, and ShardError where that process was ended.
    """
    if lacks_fork():
        return extract_apart(shard, folder, form, Processes())
    try:
        return _extract(shard, Path(folder), form)
    except OSError as problem:
        cure = "make room or choose another place; the same command goes on from there"
        raise ExportError(folder, f"cannot be written ({problem.strerror or problem})", cure) from problem


def extract_apart(shard: Shard, folder: str, form: str, running: Processes) -> Outcome:
    """The same in a process of its own."""
    try:
        return running.ask(partial(extract, shard, folder, form))
    except EndedError as end:
        raise ShardError(shard.name, f"was not made, since its process ended ({end})") from end


def _extract(shard: Shard, folder: Path, form: str) -> Outcome:
    if stamp_of(shard.parts, form) != shard.stamp:
        trouble = "is not what it was when the work was planned, or not there on this machine"
        cure = "give the same command again; on a cluster, let all machines have the same files and versions"
        raise ShardError(shard.parts[0].path, trouble, cure)
    files = shard_files(folder, shard.name, form)
    counts = Counts()
    with _table(files[COMMENTS], form) as add_comment, _table(files[PAGES], form) as add_page:
        for source, found in _read(shard):
            counts.add(_counts_of(found))
            page = f"{shard.name}/{counts.pages}"
            if isinstance(found, ImportFailure):
                add_page(page_line(page, source, PageRow(), _kind(found), found.error.trouble))
            elif found:
                add_page(page_line(page, source, found.page))
                for line in comment_lines(page, found):
                    add_comment(line)
    sizes = {each: files[each].stat().st_size for each in (COMMENTS, PAGES)}
    outcome = Outcome(stamp=shard.stamp, sizes=sizes, **asdict(counts))
    with replaced(files[RECORDS]) as file:
        file.write(json.dumps(asdict(outcome), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
    return outcome


def _read(shard: Shard) -> _Read:
    """Read the pages of a shard."""
    preload_for_many()
    for folder, parts in groupby(shard.parts, key=lambda part: part.folder):
        listed = list(parts)
        answers = sniffed(Path(folder or ""), [part.source for part in listed])
        for part, (_, is_page) in zip(listed, answers, strict=True):
            if is_page:
                yield from _read_part(part)
            else:
                yield part.name, None


def _read_part(part: Part) -> _Read:
    parse: Parser[PageRows] = partial(read_rows, url=part.url, saved_at=part.saved_at)

    def start(source: FileSource) -> SandboxedWorker[OpenedPage | PageRows]:
        return start_reading(source, parse, PageRows, extent=part.extent)

    for found in pages_in(part.source, start):
        if isinstance(found, ImportFailure):
            yield part.name, None if is_other_file(part.source, found) else found
            continue
        # One of several in a file has an address of its own there.
        parse = read_rows if found.page.one_of_several else parse
        worker = found.worker or start_parsing(found.page, parse, PageRows)
        with worker:
            read = attempt(found.page.name, worker.result)
        assert not isinstance(read, OpenedPage)
        yield part.shown(found.page.name) if found.page.one_of_several else part.name, read


def _counts_of(found: PageRows | ImportFailure | None) -> Counts:
    if found is None:
        return Counts(passed_over=1)
    if isinstance(found, ImportFailure):
        return Counts(pages=1, failures={_kind(found): 1})
    page = found.page
    return Counts(pages=1, comments=page.comments, doubtful=bool(page.doubts), adapters={page.adapter: 1})


def _kind(failure: ImportFailure) -> str:
    """Kind of a failure, as statistics count them."""
    if isinstance(failure.error, LimitError):
        return "limit"
    if isinstance(failure.error, NoPageError):
        return "no page"
    return "bug" if failure.error.__cause__ and not isinstance(failure.error.__cause__, OSError) else "unreadable"


@contextmanager
def _table(target: Path, form: str) -> Iterator[Callable[[Mapping[str, Any]], object]]:
    """A file of rows, and what adds one: lines of JSON as they come, of which Parquet is made at the end."""
    with replaced(target) if form == "jsonl" else tempfile.TemporaryFile(dir=target.parent) as lines:
        yield lambda row: lines.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        if form == "parquet":
            lines.seek(0)
            _write_parquet(lines, target)


def _write_parquet(lines: IO[bytes], target: Path) -> None:
    from threadreader.export.table import import_pyarrow

    pa, parquet = import_pyarrow()
    columns = page_columns(pa) if target.parent.name == PAGES else comment_columns(pa)
    schema = pa.schema(columns.items())
    with replaced(target) as file, parquet.ParquetWriter(file, schema) as writer:
        while batch := list(map(json.loads, islice(lines, _BATCH))):
            writer.write_table(pa.Table.from_pylist(batch, schema))
