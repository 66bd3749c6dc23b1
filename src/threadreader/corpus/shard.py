"""Extraction of a shard: its pages one after the other, their rows in files that are written whole or not at all."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec.json
from msgspec import Meta, Struct
from msgspec.structs import asdict

from threadreader.corpus.plan import Part, Shard, stamp_of
from threadreader.errors import ExportError, LimitError, NoPageError, ShardError
from threadreader.export.table import COLUMNS, rows, write_parquet
from threadreader.library.files import FileSource, replaced
from threadreader.library.importing import ImportFailure, attempt, is_other_file, pages_in
from threadreader.library.processes import EndedError, Processes
from threadreader.library.reading import (
    OpenedPage,
    import_container,
    preload_for_many,
    sniffed,
    start_parsing,
    start_reading,
    with_quotes,
)
from threadreader.library.sandbox import SandboxedWorker, lacks_fork
from threadreader.model.blocks import Number
from threadreader.model.page import PAGE
from threadreader.model.text import clean

if TYPE_CHECKING:
    from threadreader.importer.container import Container

COMMENTS, PAGES, RECORDS = "comments", "pages", "shards"
"""The folders of a corpus: rows of comments, rows of pages, and the records of the shards that are whole."""

SUFFIXES = {"jsonl": ".jsonl", "parquet": ".parquet"}

_BATCH = 10_000  # rows that are made into columns at a time

_CommentRow = tuple[str, str | None, Number, str | None, str | None, str, list[str], Number | None, str, str | None]
"""The values of a comment in the order of `COLUMNS`."""


class PageRow(Struct, frozen=True):
    """The values of a page; `text` is that of the article, `doubts` are codes, `comments` and `declared` are counts."""

    url: str | None = None
    title: str = ""
    site: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    saved: str | None = None
    text: str = ""
    adapter: str = ""
    comments: Number = 0
    declared: Number | None = None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class PageRows(Struct, frozen=True, tag=True):
    """The rows of a page, as the worker that reads it makes them."""

    page: PageRow
    comments: tuple[_CommentRow, ...]


_COLUMNS = {
    COMMENTS: ("page", *COLUMNS),
    PAGES: ("page", "source", *PageRow.__struct_fields__, "failure", "error"),
}

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


def extract(shard: Shard, folder: str, form: str, running: Processes | None = None) -> Outcome:
    """Extract a shard, in a process of its own if it is to be among those that are running, or a fork lacks threads.

    Raises ExportError for files that cannot be written, and ShardError where that process was ended.
    """
    try:
        if running or lacks_fork():
            return (running or Processes()).ask(partial(extract, shard, folder, form))
        return _extract(shard, Path(folder), form)
    except EndedError as end:
        raise ShardError(shard.name, f"failed: its process ended ({end})") from end
    except OSError as problem:
        cure = "free some space or choose another place, then run the same command to continue"
        raise ExportError(folder, f"cannot be written ({problem.strerror or problem})", cure) from problem


def _extract(shard: Shard, folder: Path, form: str) -> Outcome:
    if stamp_of(shard.parts, form) != shard.stamp:
        trouble = "has changed since the work was planned, or is missing on this machine"
        cure = "run the same command again; on a cluster, all machines need the same files and versions"
        raise ShardError(shard.parts[0].path, trouble, cure)
    files = shard_files(folder, shard.name, form)
    counts = Counts()
    with _table(files[COMMENTS], form) as add_comment, _table(files[PAGES], form) as add_page:
        for source, found in _read(shard):
            counts.add(_counts_of(found))
            page = f"{shard.name}/{counts.pages}"
            if isinstance(found, ImportFailure):
                add_page((page, source, *asdict(PageRow()).values(), _kind(found), found.error.trouble))
            elif found:
                add_page((page, source, *asdict(found.page).values(), None, None))
                for values in found.comments:
                    add_comment((page, *values))
    sizes = {each: files[each].stat().st_size for each in (COMMENTS, PAGES)}
    outcome = Outcome(stamp=shard.stamp, sizes=sizes, **asdict(counts))
    with replaced(files[RECORDS]) as file:
        file.write(msgspec.json.format(msgspec.json.encode(outcome, order="sorted"), indent=1) + b"\n")
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
    parse = partial(read_rows, url=part.url, saved_at=part.saved_at)

    def start(source: FileSource) -> SandboxedWorker[OpenedPage | PageRows]:
        return start_reading(source, parse, PageRows, extent=part.extent)

    for found in pages_in(part.source, start):
        if isinstance(found, ImportFailure):
            yield part.name, None if is_other_file(part.source, found) else found
            continue
        # One of several in a file has an address of its own there.
        several = found.page.one_of_several
        worker = found.worker or start_parsing(found.page, read_rows if several else parse, PageRows)
        with worker:
            read = attempt(found.page.name, worker.result)
        assert not isinstance(read, OpenedPage)
        yield part.shown(found.page.name) if several else part.name, read


def read_rows(container: "Container", name: str, url: str | None = None, saved_at: datetime | None = None) -> PageRows:
    """Import a page, got from an address and at a time if these are known, and make its rows. Raises PageError."""
    imported = import_container(container.known_from(url, saved_at), name)
    parsed = with_quotes(imported.parsed)
    page, article = parsed.page, parsed.thread.article
    taken = parsed.save.saved_at
    published = article.published_at
    row = PageRow(
        url=page.url,
        title=article.title,
        site=page.site,
        language=page.language,
        authors=tuple(author.name for author in article.authors),
        published=(published.iso or published.text) if published else None,
        saved=taken.isoformat() if taken else None,
        text=article.text,
        adapter=parsed.save.adapter,
        comments=len(parsed.thread.comments),
        declared=page.declared_count,
        doubts=tuple(doubt.code.value for doubt in imported.doubts if doubt.is_noted),
        notes=tuple(note.message for note in parsed.notes if note.where == PAGE),
    )
    return PageRows(row, tuple(tuple(each.values()) for each in rows(parsed)))


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
def _table(target: Path, form: str) -> Iterator[Callable[[tuple[object, ...]], object]]:
    """A file of rows, and what adds one: lines of JSON as they come, of which Parquet is made at the end."""
    columns = _COLUMNS[target.parent.name]
    with replaced(target) if form == "jsonl" else tempfile.TemporaryFile(dir=target.parent) as lines:

        def add(values: tuple[object, ...]) -> None:
            row = dict(zip(columns, map(_clean, values), strict=True))
            lines.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

        yield add
        if form == "parquet":
            lines.seek(0)
            with replaced(target) as file:
                write_parquet(file, columns, iter(lambda: list(map(json.loads, islice(lines, _BATCH))), []))


def _clean(value: Any) -> Any:
    """A value without control characters: a worker may answer anything once a page has taken it over."""
    if isinstance(value, str):
        return clean(value)
    return [clean(each) for each in value] if isinstance(value, list | tuple) else value
