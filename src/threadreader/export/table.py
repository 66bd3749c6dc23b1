"""Comments as rows of a table, one each, as CSV and as JSON lines share them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from threadreader.export import sources_of
from threadreader.model.presentation import comment_rows
from threadreader.model.save import ParsedPage

COLUMNS = ("id", "parent", "depth", "author", "time", "text", "quotes", "votes", "status", "address")

THREAD = "thread"
"""The column before these in a table of several threads."""

ARTICLE = "article"
"""What `quotes` has for the article, beside the ids of comments."""


def rows_together(pages: Iterable[ParsedPage]) -> Iterator[Mapping[str, Any]]:
    """The rows of several threads, each beginning with the id of its page."""
    for exported in pages:
        yield from ({THREAD: exported.page.id, **row} for row in rows(exported))


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
