"""Export as CSV: a row a comment, of which spreadsheets compute nothing."""

from threadreader.export.table import csv_text, table_exporter

EXPORTER = table_exporter("csv", ".csv", lambda columns, table: csv_text(columns, (row.values() for row in table)))
