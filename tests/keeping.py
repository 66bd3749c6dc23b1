"""Threads as the library takes them in, without a page file behind them."""

import hashlib
from datetime import UTC, datetime

from threadreader.model.page import Note, Page, PageId, Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.thread import Thread
from threadreader.store.connection import Database
from threadreader.store.encoding import pack_original
from threadreader.store.writing import ImportStatus, add_save, pack_thread

VERSIONS = Versions(extractor=1, linker=1)
IMPORTED = datetime(2024, 5, 3, 14, 2, tzinfo=UTC)


def parse_save(
    thread: Thread,
    original: bytes = b"page",
    *,
    url: str | None = None,
    saved_at: datetime | None = None,
    quotes: QuoteIndex | None = None,
    notes: tuple[Note, ...] = (),
) -> ParsedPage:
    """What an import gives for a page file with these bytes."""
    digest = hashlib.sha256(original).hexdigest()
    save = Save(digest, "page.html", "html", "wordpress", saved_at, IMPORTED)
    page = Page(PageId(url or digest), thread.article.title, url, "Blog", "en", len(thread.comments), (save,))
    return ParsedPage(page, thread, quotes or QuoteIndex(), notes, VERSIONS)


def keep(
    database: Database,
    thread: Thread,
    original: bytes = b"page",
    *,
    url: str | None = None,
    saved_at: datetime | None = None,
    quotes: QuoteIndex | None = None,
) -> tuple[ImportStatus, int]:
    """Put a thread in the library as if it had been read from these bytes."""
    return keep_read(database, parse_save(thread, original, url=url, saved_at=saved_at, quotes=quotes), original)


def keep_read(database: Database, read: ParsedPage, original: bytes) -> tuple[ImportStatus, int]:
    """Put in the library what was read from these bytes."""
    return add_save(database, pack_thread(read), pack_original(original))
