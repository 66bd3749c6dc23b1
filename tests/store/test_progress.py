from threadreader.model.page import PageId
from threadreader.model.progress import Progress
from threadreader.model.thread import CommentId
from threadreader.store.connection import Database
from threadreader.store.progress import load_progress, save_progress

PAGE = PageId("https://example.org/bread")


def test_a_page_that_was_never_read_is_at_its_beginning(database: Database) -> None:
    assert load_progress(database, PAGE) == Progress()


def test_the_last_place_is_kept(database: Database) -> None:
    first = Progress(CommentId("c7"), 3, frozenset({CommentId("c1"), CommentId("c2")}))
    second = Progress(CommentId("c9"), 0, frozenset({CommentId("c2")}))
    save_progress(database, PAGE, first)
    assert load_progress(database, PAGE) == first
    save_progress(database, PAGE, second)
    assert load_progress(database, PAGE) == second


def test_pages_do_not_share_their_places(database: Database) -> None:
    save_progress(database, PAGE, Progress(CommentId("c7"), 3, frozenset({CommentId("c1")})))
    assert load_progress(database, PageId("other")) == Progress()


def test_a_page_without_comments_has_a_place_too(database: Database) -> None:
    save_progress(database, PAGE, Progress())
    assert load_progress(database, PAGE) == Progress()
