"""Export as JSON lines: a record a comment."""

import json

from threadreader.export import NO_LABELS, Exporter, Labels
from threadreader.export.table import rows
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean


def export_jsonl(exported: ParsedPage, _width: int = 0, _labels: Labels = NO_LABELS) -> str:
    """Write the comments as lines of JSON."""
    return clean("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(exported)))


EXPORTER = Exporter("jsonl", ".jsonl", export_jsonl)
