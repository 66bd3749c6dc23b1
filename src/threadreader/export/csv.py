"""Export as CSV: a row a comment, of which spreadsheets compute nothing."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from threadreader.export import NO_LABELS, Exporter, Labels
from threadreader.export.table import COLUMNS, THREAD, cell, rows, rows_together
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean


def export_csv(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the comments as a table."""
    return _write(COLUMNS, rows(exported))


def export_together(pages: Iterable[ParsedPage]) -> str:
    """Write the comments of several threads as one table."""
    return _write((THREAD, *COLUMNS), rows_together(pages))


def _write(columns: Sequence[str], table: Iterable[Mapping[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row.values()] for row in table)
    return clean(written.getvalue())


EXPORTER = Exporter("csv", ".csv", export_csv, export_together)
