"""Threads of a library as its list has them, without a library."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from threadreader.model.page import Entry, Page, PageId, Save

NOW = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


def entry(number: int, title: str = "", *, hours: int | None = None, **facts: Any) -> Entry:
    """A thread that was imported on the day of its number, and read some hours ago; `site` is the page's."""
    imported = datetime(2024, 4, number, tzinfo=UTC)
    save = Save(f"{number:064}", "page.html", "html", "drawn", imported_at=imported)
    page = Page(PageId(str(number)), title or f"Page {number}", site=facts.pop("site", None), saves=(save,))
    read_at = None if hours is None else NOW - timedelta(hours=hours)
    return replace(Entry(number, page, comments=10, people=4, read_at=read_at), **facts)
