"""A library with drawn threads in it, and the program on one of them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from keeping import keep_read
from reading import Said, index
from sketch import sketch
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.library.versions import VERSIONS
from threadreader.model.page import Page, PageId, Save
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.stored_thread import Progress, Start
from threadreader.model.thread import CommentId, Thread
from threadreader.paths import find_paths
from threadreader.tui.app import ThreadreaderApp


def shelve(
    library: Library,
    thread: Thread,
    quotes: QuoteIndex | None = None,
    versions: Versions = VERSIONS,
    *,
    site: str = "drawn.example",
    url: str | None = None,
) -> int:
    """Put a thread in a library; its number."""
    original = repr(thread).encode()
    digest = hashlib.sha256(original).hexdigest()
    save = Save(digest, "page.html", "html", "drawn", imported_at=datetime(2024, 5, 3, tzinfo=UTC))
    page = Page(PageId(url or digest), thread.article.title, url, site, saves=(save,))
    read = ParsedPage(page, thread, quotes or QuoteIndex(), (), versions)
    return keep_read(library.database, read, original)[1]


def visit(library: Library, number: int) -> None:
    """Open a thread for the first time, and leave it at once: the next time its replies are shown."""
    library.save_progress(number, Progress(), Progress(), opened=library.open_thread(number))


def reading(
    drawing: str | Thread,
    quotations: Sequence[Said] = (),
    *,
    start: str | None = None,
    config: Config | None = None,
    new: bool = False,
) -> ThreadreaderApp:
    """The program with a drawn thread open, which is not `new` to the reader unless it is said."""
    thread = sketch(drawing) if isinstance(drawing, str) else drawing
    library = Library.open(find_paths())
    number = shelve(library, thread, index(thread, quotations))
    if not new:
        visit(library, number)
    return ThreadreaderApp(library, config or Config(), number=number, start=Start(CommentId(start)) if start else None)
