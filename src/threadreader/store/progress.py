"""The reader's own: where they were in each page, and what they folded, by the names that the page gives."""

from threadreader.model.page import PageId
from threadreader.model.progress import Progress
from threadreader.model.thread import CommentId
from threadreader.store.connection import Database


def load_progress(database: Database, page: PageId) -> Progress:
    """Where the reader was; the beginning of a page that was never read."""
    places = database.rows("SELECT cursor, line FROM place WHERE page = ?", page)
    folds = database.rows("SELECT comment FROM fold WHERE page = ?", page)
    cursor, line = places[0] if places else (None, 0)
    folded = frozenset(CommentId(comment) for (comment,) in folds)
    return Progress(None if cursor is None else CommentId(cursor), line, folded)


def save_progress(database: Database, page: PageId, progress: Progress) -> None:
    """Keep where the reader is."""
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?)", (page, progress.cursor, progress.line))
        connection.execute("DELETE FROM fold WHERE page = ?", (page,))
        folds = ((page, comment) for comment in sorted(progress.folded))
        connection.executemany("INSERT INTO fold VALUES (?, ?)", folds)
