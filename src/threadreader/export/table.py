"""Comments as rows of a table, one each, for spreadsheets (CSV), as JSON lines, and for data frames (Parquet)."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

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
    """The table with typed columns. Raises ExportError without pyarrow, which is an extra."""
    pa, parquet = import_pyarrow()
    written = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(table), pa.schema(column_types(pa, columns).items())), written)
    return written.getvalue()


def import_pyarrow() -> tuple[ModuleType, ModuleType]:
    """Import what writes tables. Raises ExportError where it is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as problem:
        cure = f"{install_command('parquet')} brings it; or take csv or jsonl"
        raise ExportError("parquet", "needs pyarrow, which is not installed", cure) from problem
    return pa, parquet


def column_types(pa: ModuleType, columns: Sequence[str]) -> Mapping[str, Any]:
    """The types of the columns of a table of comments."""
    types = dict.fromkeys(columns, pa.string())
    return types | {"depth": pa.int32(), "votes": pa.int64(), "quotes": pa.list_(pa.string())}


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
