from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from blog import blog_page
from threadreader.errors import StoreError
from threadreader.library import refresh, versions, worker
from threadreader.library.backups import make_backups
from threadreader.library.library import Library
from threadreader.library.maintenance import Finding, check_library, is_outdated, restore
from threadreader.library.read_state import first_unread, mark_all
from threadreader.model.merge import merge_saves
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store import writing
from threadreader.store.threads import load_thread_id, load_versions


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


@pytest.mark.process
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
    assert [finding.mended for finding in found if finding.message.startswith("thread")] == [True, True]
    assert all(finding.mended for finding in found)
    assert _check(now) == []
    assert (_texts(1), _texts(2)) == (["First", "Second"], ["First", "Second"])
    assert stored.exists()


def test_a_damaged_index_is_made_again_and_that_is_said(stored: Path, now: datetime) -> None:
    _change("UPDATE word_index_data SET block = X'00FF00' WHERE id > 10")
    (found,) = _check(now)
    assert found.mended
    assert found.message.startswith("an index was damaged (")
    assert _check(now) == []
    with Library.open(find_paths()) as library:
        hits, _ = library.search("first")
        assert {hit.number for hit in hits} == {1, 2}
    assert stored.exists()


def test_a_page_that_is_lost_is_said_until_its_file_is_imported_again(
    stored: Path, tmp_path: Path, now: datetime
) -> None:
    _change("DELETE FROM original WHERE save = 1")
    (found,) = _check(now)
    assert found == Finding(
        "the page 1.html of thread 1 differs from the imported page: import that file again", mended=False
    )
    assert _check(now, deep=False) == []
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "1.html")
    assert _check(now) == []
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
    assert found[0].message.startswith("the file is damaged")
    kept = stored.with_name("library-damaged-20240503-140200.db")
    assert kept.read_bytes() == bytes(content)
    assert [finding for finding in _check(now) if "the file is damaged" in finding.message] == []


def test_of_a_library_whose_beginning_is_lost_a_backup_is_named(stored: Path, now: datetime) -> None:
    make_backups(stored, date(2024, 5, 2))
    content = bytes(4096) + stored.read_bytes()[4096:]
    stored.write_bytes(content)
    with pytest.raises(StoreError, match="or run threadreader check to recover saved pages"):
        Library.open(find_paths())
    with pytest.raises(StoreError, match=r"no page in it can be read; threadreader restore .* returns to 2024-05-02"):
        _check(now)
    assert stored.read_bytes() == content
    restore(find_paths(), stored.parent / "backups" / "library-2024-05-02.db", now)
    assert _texts(2) == ["First", "Second"]


def test_a_summary_that_is_lost_is_made_again(stored: Path, now: datetime) -> None:
    _change("UPDATE entry SET summary = NULL, most_quoted = '{'")
    found = _check(now)
    assert [finding.message for finding in found if "has no summary" in finding.message] != []
    assert all(finding.mended for finding in found)
    assert _check(now) == []
    assert stored.exists()


@pytest.mark.process
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
    with pytest.raises(StoreError, match="no page in it can be read; move it away, then use threadreader restore"):
        _check(now)
    assert stored.read_bytes() == b"<html>" * 4000
    assert [path.name for path in stored.parent.glob("library*.db")] == ["library.db"]


def test_threads_of_an_older_version_are_made_again_and_what_was_done_in_them_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(find_paths()) as library:
        for name in ("one", "two"):
            (tmp_path / f"{name}.html").write_bytes(blog_page(name, "Second", words=name))
            library.import_page(tmp_path / f"{name}.html")
        count = len(library.threads())
        seen = Progress(seen=frozenset({CommentId("comment-1")}), starred=frozenset({CommentId("comment-2")}))
        library.save_progress(1, seen, Progress())
        assert not is_outdated(library)
        newer = Versions(versions.VERSIONS.extractor + 1, versions.VERSIONS.linker + 1)
        monkeypatch.setattr(versions, "VERSIONS", newer)
        assert is_outdated(library)
        lines = list(worker.upgrade_threads(library.file))
        assert len(lines) == count
        assert not is_outdated(library)
        assert load_versions(library.database, 1) == newer
        assert library.load_progress(1).starred == seen.starred
        assert library.threads()[0].seen == 1


def test_a_thread_that_cannot_be_made_again_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.html").write_bytes(blog_page("First", "Second"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "one.html")
        with library.database.writing() as connection:
            connection.execute("DELETE FROM original")
        monkeypatch.setattr(versions, "VERSIONS", Versions(versions.VERSIONS.extractor + 1, versions.VERSIONS.linker))
        assert list(worker.upgrade_threads(library.file)) == []
        (entry,) = library.threads()
        assert (entry.comments, entry.summary is not None) == (2, True)


def test_a_thread_of_an_older_version_is_read_on_while_it_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.html").write_bytes(blog_page("First", "Second"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "one.html")
        monkeypatch.setattr(versions, "VERSIONS", Versions(versions.VERSIONS.extractor + 1, versions.VERSIONS.linker))
        before = library.open_thread(1)
        assert library.is_outdated(1)
        assert list(worker.bring_up_to_date(library.file, 1)) == []
        assert not library.is_outdated(1)
        assert (before.comment(1).id, before.quotes.inside(before.comment(1).id)) == ("comment-2", ())
        assert list(before.texts()) == list(library.open_thread(1).texts())


def test_a_thread_that_two_programs_read_again_at_once_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.html").write_bytes(blog_page("First", "Second"))
    made: list[int] = []
    with Library.open(find_paths()) as library, Library.open(find_paths()) as other:
        library.import_page(tmp_path / "one.html")
        before = load_thread_id(library.database, 1)
        monkeypatch.setattr(
            versions, "VERSIONS", Versions(versions.VERSIONS.extractor + 1, versions.VERSIONS.linker + 1)
        )

        def let_the_other_be_before(reads: Sequence[ParsedPage]) -> ParsedPage:
            monkeypatch.setattr(refresh, "merge_saves", merge_saves)
            other.bring_up_to_date(1)
            made.append(load_thread_id(other.database, 1))
            return merge_saves(reads)

        monkeypatch.setattr(refresh, "merge_saves", let_the_other_be_before)
        library.bring_up_to_date(1)
        assert made != [before]
        assert made == [load_thread_id(library.database, 1)]
        assert not is_outdated(library)


def test_quotations_are_linked_in_the_thread_that_is_there_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["The oven has to be hot.", "“The oven has to be hot.” It has."]
    (tmp_path / "old.html").write_bytes(blog_page(*words[:1]))
    (tmp_path / "new.html").write_bytes(blog_page(*words))
    replace_quotes = writing.replace_quotes
    with Library.open(find_paths()) as library, Library.open(find_paths()) as other:
        library.import_page(tmp_path / "old.html")

        def let_a_newer_save_come_before(*arguments: Any) -> None:
            monkeypatch.setattr(writing, "replace_quotes", replace_quotes)
            other.import_page(tmp_path / "new.html")
            with other.database.writing() as connection:
                connection.execute("UPDATE thread SET linker = 0")
            replace_quotes(*arguments)

        with library.database.writing() as connection:
            connection.execute("UPDATE thread SET linker = 0")
        monkeypatch.setattr(writing, "replace_quotes", let_a_newer_save_come_before)
        library.bring_up_to_date(1)
        (link,) = library.exported(1).quotes.links
        assert (link.quote.at.owner, link.target.owner) == ("comment-2", "comment-1")


def test_a_thread_is_read_and_its_first_unread_comment_found_without_a_screen(tmp_path: Path) -> None:
    (tmp_path / "bread.html").write_bytes(blog_page("First", "Second", "Third"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "bread.html")
        assert first_unread(library, 1) == "comment-1"
        seen = Progress(seen=frozenset({CommentId("comment-1")}), muted=frozenset({CommentId("comment-2")}))
        library.save_progress(1, seen, Progress())
        assert first_unread(library, 1) == "comment-3"
        before, after = mark_all(library, library.find("1"), read=True)
        assert (before.seen, len(after.seen)) == (seen.seen, 3)
        assert first_unread(library, 1) is None
        assert library.threads()[0].unread == 0
        library.save_progress(1, before, after)
        assert first_unread(library, 1) == "comment-3"
        mark_all(library, library.find("1"), read=False)
        assert first_unread(library, 1) == "comment-1"
        assert library.threads()[0].unread == 2
