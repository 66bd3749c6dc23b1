from pathlib import Path

import pytest

from keeping import keep
from sketch import row
from threadreader.model.page import PageId, clean_tag, parse_tags
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.store.backup import back_up, rescue
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import list_entries
from threadreader.store.progress import change_tags, load_progress, save_progress
from threadreader.store.writing import forget

URL = PageId("https://example.org/1")


@pytest.fixture(autouse=True)
def stored(database: Database) -> None:
    keep(database, row(3), b"page", url=URL)
    keep(database, row(4), b"other", url="https://example.org/2")
    change_tags(database, {URL: (["cooking", "queue"], [])})


def _tags(database: Database) -> list[tuple[str, ...]]:
    return [entry.tags for entry in list_entries(database)]


def test_tags_are_added_and_taken_away_and_a_page_that_was_not_opened_stays_so(database: Database) -> None:
    assert _tags(database) == [("cooking", "queue"), ()]
    change_tags(database, {URL: (["later"], ["queue", "nothing"]), PageId("https://example.org/2"): (["done"], [])})
    assert _tags(database) == [("cooking", "later"), ("done",)]
    assert [entry.read_at for entry in list_entries(database)] == [None, None]
    assert load_progress(database, URL) == Progress()


def test_tags_stay_beside_what_is_read_and_with_newer_saves(database: Database) -> None:
    save_progress(database, URL, Progress(seen=frozenset({CommentId("c1")})), Progress())
    keep(database, row(3), b"page, newer", url=URL)
    assert _tags(database) == [("cooking", "queue"), ()]
    assert list_entries(database)[0].seen == 1


def test_tags_outlive_forgetting_a_backup_and_damage(database: Database, tmp_path: Path) -> None:
    forget(database, 1)
    keep(database, row(3), b"page", url=URL)
    assert _tags(database) == [(), ("cooking", "queue")]
    back_up(database, tmp_path / "backup.db")
    rescue(tmp_path / "backup.db", tmp_path / "rescued.db")
    for copy in ("backup.db", "rescued.db"):
        with open_database(tmp_path / copy) as opened:
            rows = opened.rows("SELECT value FROM fact WHERE kind = 'tag' ORDER BY value")
            assert rows == [("cooking",), ("queue",)]


def test_what_somebody_else_put_there_is_a_word_or_nothing(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO fact SELECT id, 'tag', ? FROM reading", ("\x1b[31m Red\u202e",))
        connection.execute("INSERT INTO fact SELECT id, 'tag', ? FROM reading", ('"',))
    assert all(tag.isprintable() and " " not in tag for tag in _tags(database)[0])
    assert len(_tags(database)[0]) == 3


def test_a_typed_line_is_tags_to_add_and_to_take_away() -> None:
    assert parse_tags("Cooking #later -queue  - ") == (frozenset({"cooking", "later"}), frozenset({"queue"}))
    assert clean_tag('a "b" c*') == "a-b-c"
    assert len(clean_tag("x" * 99)) == 40
