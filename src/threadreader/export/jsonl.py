"""Export as JSON lines: a record a comment."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from threadreader.export.table import table_exporter
from threadreader.model.text import clean


def _write(_columns: Sequence[str], table: Iterable[Mapping[str, Any]]) -> str:
    return clean("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table))


EXPORTER = table_exporter("jsonl", ".jsonl", _write)
