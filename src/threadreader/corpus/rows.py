"""Rows of a page: one of the page, one of each comment; made in the worker that reads it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

from threadreader.export.table import COLUMNS, column_types, rows
from threadreader.library.reading import import_container, with_quotes
from threadreader.model.blocks import Number
from threadreader.model.page import PAGE
from threadreader.model.text import clean

if TYPE_CHECKING:
    from threadreader.importer.container import Container

CommentRow = tuple[str, str | None, Number, str | None, str | None, str, list[str], Number | None, str, str | None]
"""The values of a comment in the order of `COLUMNS`."""


class PageRow(Struct, frozen=True):
    """The values of a page; `text` is that of the article, `doubts` are codes, `comments` and `declared` are counts."""

    url: str | None = None
    title: str = ""
    site: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    saved: str | None = None
    text: str = ""
    adapter: str = ""
    comments: Number = 0
    declared: Number | None = None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class PageRows(Struct, frozen=True, tag=True):
    """The rows of a page."""

    page: PageRow
    comments: tuple[CommentRow, ...]


def read_rows(container: "Container", name: str, url: str | None = None, saved_at: datetime | None = None) -> PageRows:
    """Import a page, got from an address and at a time if these are known, and make its rows. Raises PageError."""
    imported = import_container(container.known_from(url, saved_at), name)
    parsed = with_quotes(imported.parsed)
    page, article = parsed.page, parsed.thread.article
    taken = parsed.save.saved_at
    published = article.published_at
    row = PageRow(
        url=page.url,
        title=article.title,
        site=page.site,
        language=page.language,
        authors=tuple(author.name for author in article.authors),
        published=(published.iso or published.text) if published else None,
        saved=taken.isoformat() if taken else None,
        text=article.text,
        adapter=parsed.save.adapter,
        comments=len(parsed.thread.comments),
        declared=page.declared_count,
        doubts=tuple(doubt.code.value for doubt in imported.doubts if doubt.is_noted),
        notes=tuple(note.message for note in parsed.notes if note.where == PAGE),
    )
    return PageRows(row, tuple(tuple(each.values()) for each in rows(parsed)))


def page_line(number: str, source: str, row: PageRow, failure: str = "", error: str = "") -> Mapping[str, Any]:
    """The row of a page: its number in the corpus, where it comes from, and for one that failed the kind and why."""
    return _cleaned(
        {"page": number, "source": source, **asdict(row), "failure": failure or None, "error": error or None}
    )


def comment_lines(number: str, found: PageRows) -> Iterator[Mapping[str, Any]]:
    """The rows of the comments of a page, as exports have them, behind the number of the page."""
    for values in found.comments:
        yield _cleaned({"page": number, **dict(zip(COLUMNS, values, strict=True))})


def _cleaned(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row again without control characters: a worker may answer anything once a page has taken it over."""
    return {name: _clean(value) for name, value in row.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    return [clean(each) for each in value] if isinstance(value, list | tuple) else value


def comment_columns(pa: ModuleType) -> Mapping[str, Any]:
    """The types of the columns of a table of comments."""
    return column_types(pa, ("page", *COLUMNS))


def page_columns(pa: ModuleType) -> Mapping[str, Any]:
    """The types of the columns of a table of pages."""
    types = dict.fromkeys(page_line("", "", PageRow()), pa.string())
    lists = dict.fromkeys(("authors", "doubts", "notes"), pa.list_(pa.string()))
    return types | lists | dict.fromkeys(("comments", "declared"), pa.int64())
