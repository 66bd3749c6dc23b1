"""Comments as rows of a table, one each, for spreadsheets (CSV), as JSON lines, and for data frames (Parquet)."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from threadreader.errors import ExportError
from threadreader.export import NO_LABELS, Labels, sources_of
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean
from threadreader.paths import install_command

COLUMNS = ("id", "parent", "depth", "author", "time", "text", "quotes", "votes", "status", "address")

THREAD = "thread"
"""The column before these in a table of several threads."""

ARTICLE = "article"
"""What `quotes` has for the article, beside the ids of comments."""

Row = Mapping[str, Any]


def rows(exported: ParsedPage) -> Iterator[Row]:
    """A row for each comment, None where the page says nothing; `quotes` are the ids of what it quotes, each once."""
    sources = sources_of(exported)
    for row in exported.thread.rows():
        quoted = (source.owner for same_block in sources.get(row["id"], {}).values() for source in same_block)
        row["quotes"] = list(dict.fromkeys(ARTICLE if owner is None else owner for owner in quoted))
        yield {name: row[name] for name in COLUMNS}


# What begins a formula in spreadsheets, white space before it or not; with an apostrophe before it is text.
_FORMULA = re.compile(r"\s*[=+\-@]|[\t\n]")


def _cell(value: Any) -> Any:
    text = " ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and _FORMULA.match(text) else text


def csv_text(columns: Sequence[str], table: Iterable[Iterable[Any]]) -> str:
    """A CSV file of which spreadsheets compute nothing."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in table)
    return clean(written.getvalue())


def _csv(columns: Sequence[str], table: Iterable[Row]) -> str:
    return csv_text(columns, (row.values() for row in table))


def _jsonl(_: Sequence[str], table: Iterable[Row]) -> str:
    return clean("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table))


def _parquet(columns: Sequence[str], table: Iterable[Row]) -> bytes:
    written = io.BytesIO()
    write_parquet(written, columns, [list(table)])
    return written.getvalue()


_INTEGERS, _LISTS = ("depth", "votes", "comments", "declared"), ("quotes", "authors", "doubts", "notes")
"""Columns of tables of comments and of pages that are no text."""


def write_parquet(file: BinaryIO, columns: Sequence[str], batches: Iterable[list[Row]]) -> None:
    """Write a table of rows with typed columns. Raises ExportError without pyarrow, which is an extra."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as problem:
        cure = f"install it: {install_command('parquet')}; or use csv or jsonl"
        raise ExportError("parquet", "needs pyarrow, which is not installed", cure) from problem
    types = dict.fromkeys(columns, pa.string())
    for name in types:
        if name in _INTEGERS:
            types[name] = pa.int32() if name == "depth" else pa.int64()
        elif name in _LISTS:
            types[name] = pa.list_(pa.string())
    schema = pa.schema(types.items())
    with parquet.ParquetWriter(file, schema) as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_pylist(batch, schema))


One = Callable[[ParsedPage, int, Labels], str | bytes]
Several = Callable[[Iterable[ParsedPage]], str | bytes]


def _exporters(write: Callable[[Sequence[str], Iterable[Row]], str | bytes]) -> tuple[One, Several]:
    """What writes one thread, and what several, each row of which begins with the id of its page."""

    def one(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str | bytes:
        return write(COLUMNS, rows(exported))

    def several(pages: Iterable[ParsedPage]) -> str | bytes:
        table = ({THREAD: exported.page.id, **row} for exported in pages for row in rows(exported))
        return write((THREAD, *COLUMNS), table)

    return one, several


export_csv, csv_of_threads = _exporters(_csv)
export_jsonl, jsonl_of_threads = _exporters(_jsonl)
export_parquet, parquet_of_threads = _exporters(_parquet)
