"""Export as Parquet, for the tables of pandas, DuckDB and others: a row a comment."""

import io
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from threadreader.errors import ExportError
from threadreader.export.table import table_exporter
from threadreader.paths import install_command


def _write(columns: Sequence[str], table: Iterable[Mapping[str, Any]]) -> bytes:
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


EXPORTER = table_exporter("parquet", ".parquet", _write)
