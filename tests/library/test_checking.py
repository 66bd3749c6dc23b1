from datetime import datetime
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.library.maintenance import Finding, check_library
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A library of two pages."""
    with Library.open(find_paths()) as library:
        for number, title in enumerate(("Bread", "Salt"), 1):
            page = tmp_path / f"{number}.html"
            page.write_bytes(blog_page("First", "Second", title=title, address=f"https://blog.example.org/{number}/"))
            library.import_page(page)
    return find_paths().library


def _check(now: datetime, *, deep: bool = True) -> list[Finding]:
    return list(check_library(find_paths(), now, deep=deep))


def _change(statement: str) -> None:
    with Library.open(find_paths()) as library, library.database.writing() as connection:
        connection.execute(statement)


def _texts(number: int) -> list[str]:
    with Library.open(find_paths()) as library:
        return list(library.open_thread(number).texts())


def test_nothing_is_said_of_a_library_that_is_in_order(stored: Path, now: datetime) -> None:
    before = stored.read_bytes()
    assert _check(now) == []
    assert stored.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE bodies SET comments = X'00'",
        "UPDATE thread SET skeleton = X'00'",
        "UPDATE thread SET article = X'00'",
        "UPDATE thread SET quotes = X'00'",
        "DELETE FROM bodies",
        "DELETE FROM thread",
    ],
)
def test_a_damaged_thread_is_read_again_from_its_page(stored: Path, now: datetime, damage: str) -> None:
    _change(damage)
    found = _check(now, deep=False)
    assert [finding.mended for finding in found if finding.said.startswith("thread")] == [True, True]
    assert all(finding.mended for finding in found)
    assert _check(now) == []
    assert (_texts(1), _texts(2)) == (["First", "Second"], ["First", "Second"])
    assert stored.exists()


def test_a_damaged_index_is_made_again_and_that_is_said(stored: Path, now: datetime) -> None:
    _change("UPDATE word_index_data SET block = X'00FF00' WHERE id > 10")
    (found,) = _check(now)
    assert found.mended
    assert found.said.startswith("an index was damaged (")
    assert _check(now) == []
    with Library.open(find_paths()) as library:
        hits, _ = library.search("first")
        assert {hit.number for hit in hits} == {1, 2}
    assert stored.exists()


def test_a_page_that_is_lost_is_said_and_stays_so(stored: Path, now: datetime) -> None:
    _change("UPDATE save SET original = X'00' WHERE page = 1")
    (found,) = _check(now)
    assert found == Finding(
        "the page 1.html of thread 1 is not what was imported: import that file again", mended=False
    )
    assert _check(now, deep=False) == []
    assert stored.exists()


def test_a_damaged_file_is_made_anew_and_the_old_one_is_kept(stored: Path, now: datetime) -> None:
    whole = stored.read_bytes()
    pages = len(whole) // 4096
    # The pages of the file that hold the rows of threads are somewhere in the middle.
    content = bytearray(whole)
    for number in range(pages // 2, pages // 2 + 3):
        content[number * 4096 : (number + 1) * 4096] = bytes(4096)
    stored.write_bytes(content)
    found = _check(now, deep=False)
    assert found
    assert found[0].said.startswith("the file is damaged")
    kept = stored.with_name("library-damaged-20240503-140200.db")
    assert kept.read_bytes() == bytes(content)
    assert [finding for finding in _check(now) if "the file is damaged" in finding.said] == []


def test_a_library_whose_beginning_is_lost_is_made_anew(stored: Path, now: datetime) -> None:
    stored.write_bytes(bytes(4096) + stored.read_bytes()[4096:])
    with pytest.raises(StoreError, match="or let threadreader check look for saved pages in it"):
        Library.open(find_paths())
    found = _check(now)
    assert found[0].said.startswith(
        "the file is damaged (is not a library of threadreader); a new one was made of the 2 saved pages in it"
    )
    assert all(finding.mended for finding in found)
    assert _texts(2) == ["First", "Second"]


def test_a_page_whose_name_is_lost_has_it_again_with_what_was_done_in_it(
    stored: Path, now: datetime, tmp_path: Path
) -> None:
    with Library.open(find_paths()) as library:
        library.save_progress(1, Progress(starred=frozenset({CommentId("comment-2")})), Progress())
    content = bytearray(stored.read_bytes())
    # The root of the table of pages, in which all of it is.
    content[4096:8192] = bytes(4096)
    stored.write_bytes(content)
    assert all(finding.mended for finding in _check(now))
    with Library.open(find_paths()) as library:
        assert library.load_progress(1).starred == {"comment-2"}
        newer = tmp_path / "newer.html"
        newer.write_bytes(blog_page("First", "Second", "Third", title="Bread", address="https://blog.example.org/1/"))
        assert library.import_page(newer).entry.number == 1
        assert library.threads()[0].starred == 1


def test_the_file_of_another_program_is_left_alone(stored: Path, now: datetime) -> None:
    stored.write_bytes(b"<html>" * 4000)
    with pytest.raises(StoreError, match="no page in it can be read; move it away: threadreader restore puts"):
        _check(now)
    assert stored.read_bytes() == b"<html>" * 4000
    assert [path.name for path in stored.parent.glob("library*.db")] == ["library.db"]
