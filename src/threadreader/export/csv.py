"""Export as CSV: a row a comment, of which spreadsheets compute nothing."""

import csv
import io
import re
from typing import Any

from threadreader.export import NO_LABELS, Exporter, Labels
from threadreader.export.table import COLUMNS, rows
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean

# What begins a formula in spreadsheets, white space before it or not; with an apostrophe before it is text.
_FORMULA = re.compile(r"\s*[=+\-@]|[\t\n]")


def export_csv(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the comments as a table."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in row.values()] for row in rows(exported))
    return clean(written.getvalue())


def _cell(value: Any) -> Any:
    text = " ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and _FORMULA.match(text) else text


EXPORTER = Exporter("csv", ".csv", export_csv)
