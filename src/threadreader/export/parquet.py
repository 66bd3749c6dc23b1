"""Export as Parquet, for the tables of pandas, DuckDB and others: a row a comment."""

import io
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from threadreader.errors import ExportError
from threadreader.export import NO_LABELS, Exporter, Labels
from threadreader.export.table import COLUMNS, THREAD, rows, rows_together
from threadreader.model.save import ParsedPage
from threadreader.paths import install_command


def export_parquet(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> bytes:
    """Write the comments as a table with typed columns. Raises ExportError without pyarrow, which is an extra."""
    return _write(COLUMNS, rows(exported))


def export_together(pages: Iterable[ParsedPage]) -> bytes:
    """Write the comments of several threads as one table. Raises ExportError without pyarrow."""
    return _write((THREAD, *COLUMNS), rows_together(pages))


def _write(columns: Sequence[str], table: Iterable[Mapping[str, Any]]) -> bytes:
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


EXPORTER = Exporter("parquet", ".parquet", export_parquet, export_together)
