"""Export as CSV: a row a comment, of which spreadsheets compute nothing."""

import csv
import io

from threadreader.export import NO_LABELS, Exporter, Labels
from threadreader.export.table import COLUMNS, cell, rows
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean


def export_csv(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the comments as a table."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in row.values()] for row in rows(exported))
    return clean(written.getvalue())


EXPORTER = Exporter("csv", ".csv", export_csv)
