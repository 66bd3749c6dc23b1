"""Export as Parquet, for the tables of pandas, DuckDB and others: a row a comment."""

import io

from threadreader.errors import ExportError
from threadreader.export import NO_LABELS, Exporter, Labels
from threadreader.export.table import COLUMNS, rows
from threadreader.model.save import ParsedPage


def export_parquet(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> bytes:
    """Write the comments as a table with typed columns. Raises ExportError without pyarrow, which is an extra."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as problem:
        cure = "install threadreader[parquet], or take csv or jsonl"
        raise ExportError("parquet", "needs pyarrow, which is not installed", cure) from problem
    types = dict.fromkeys(COLUMNS, pa.string())
    types |= {"depth": pa.int32(), "votes": pa.int64(), "quotes": pa.list_(pa.string())}
    written = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(rows(exported)), pa.schema(types.items())), written)
    return written.getvalue()


EXPORTER = Exporter("parquet", ".parquet", export_parquet)
