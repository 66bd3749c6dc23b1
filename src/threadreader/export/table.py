"""Comments as rows of a table, one each, which CSV, JSON lines and Parquet write."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from threadreader.export import Exporter, sources_of
from threadreader.model.presentation import comment_rows
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean

COLUMNS = ("id", "parent", "depth", "author", "time", "text", "quotes", "votes", "status", "address")

THREAD = "thread"
"""The column before these in a table of several threads."""

ARTICLE = "article"
"""What `quotes` has for the article, beside the ids of comments."""


Writer = Callable[[Sequence[str], Iterable[Mapping[str, Any]]], str | bytes]
"""What writes a table of these columns and rows."""


def table_exporter(name: str, suffix: str, write: Writer) -> Exporter:
    """A format of tables; the rows of several threads begin with the id of their page."""

    def together(pages: Iterable[ParsedPage]) -> str | bytes:
        table = ({THREAD: exported.page.id, **row} for exported in pages for row in rows(exported))
        return write((THREAD, *COLUMNS), table)

    return Exporter(name, suffix, lambda exported, _width, _labels: write(COLUMNS, rows(exported)), together)


def rows(exported: ParsedPage) -> Iterator[Mapping[str, Any]]:
    """A row for each comment, None where the page says nothing; `quotes` are the ids of what it quotes, each once."""
    sources = sources_of(exported)
    for row in comment_rows(exported.thread):
        quoted = (source.owner for same_block in sources.get(row["id"], {}).values() for source in same_block)
        row["quotes"] = list(dict.fromkeys(ARTICLE if owner is None else owner for owner in quoted))
        yield {name: row[name] for name in COLUMNS}


# What begins a formula in spreadsheets, white space before it or not; with an apostrophe before it is text.
_FORMULA = re.compile(r"\s*[=+\-@]|[\t\n]")


def cell(value: Any) -> Any:
    """A value as the cell of a CSV file, of which spreadsheets compute nothing."""
    text = " ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and _FORMULA.match(text) else text


def csv_text(columns: Sequence[str], table: Iterable[Iterable[Any]]) -> str:
    """A CSV file of which spreadsheets compute nothing."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(cell, row) for row in table)
    return clean(written.getvalue())
