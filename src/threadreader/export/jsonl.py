"""Export as JSON lines: a record a comment."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from threadreader.export import NO_LABELS, Exporter, Labels
from threadreader.export.table import rows, rows_together
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean


def export_jsonl(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the comments as lines of JSON."""
    return _write(rows(exported))


def export_together(pages: Iterable[ParsedPage]) -> str:
    """Write the comments of several threads as lines of JSON."""
    return _write(rows_together(pages))


def _write(table: Iterable[Mapping[str, Any]]) -> str:
    return clean("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table))


EXPORTER = Exporter("jsonl", ".jsonl", export_jsonl, export_together)
