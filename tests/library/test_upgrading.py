from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from blog import blog_page
from threadreader.library import reading, refresh, worker
from threadreader.library.library import Library
from threadreader.library.maintenance import is_outdated
from threadreader.library.refresh import join_reads
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store import writing
from threadreader.store.saves import ReadSave, Versions
from threadreader.store.threads import load_reading, load_versions


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
        newer = Versions(reading.VERSIONS.reader + 1, reading.VERSIONS.linker + 1)
        monkeypatch.setattr(reading, "VERSIONS", newer)
        assert is_outdated(library)
        said = list(worker.renew(str(library.file)))
        assert len(said) == count
        assert not is_outdated(library)
        assert load_versions(library.database, 1) == newer
        assert library.load_progress(1).starred == seen.starred
        assert library.threads()[0].seen == 1


def test_a_thread_that_cannot_be_made_again_stays_and_a_missing_digest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.html").write_bytes(blog_page("First", "Second"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "one.html")
        with library.database.writing() as connection:
            connection.execute("DELETE FROM digest")
            connection.execute("UPDATE save SET original = x'00'")
        monkeypatch.setattr(reading, "VERSIONS", Versions(reading.VERSIONS.reader + 1, reading.VERSIONS.linker))
        assert list(worker.renew(str(library.file))) == []
        (entry,) = library.threads()
        assert (entry.comments, entry.summary is not None) == (2, True)


def test_a_thread_of_an_older_version_is_read_on_while_it_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.html").write_bytes(blog_page("First", "Second"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "one.html")
        monkeypatch.setattr(reading, "VERSIONS", Versions(reading.VERSIONS.reader + 1, reading.VERSIONS.linker))
        before = library.open_thread(1)
        assert library.is_outdated(1)
        assert list(worker.bring_up_to_date(str(library.file), "1")) == []
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
        before = load_reading(library.database, 1)
        monkeypatch.setattr(reading, "VERSIONS", Versions(reading.VERSIONS.reader + 1, reading.VERSIONS.linker + 1))

        def let_the_other_be_before(reads: Sequence[ReadSave]) -> ReadSave:
            monkeypatch.setattr(refresh, "join_reads", join_reads)
            other.bring_up_to_date(1)
            made.append(load_reading(other.database, 1))
            return join_reads(reads)

        monkeypatch.setattr(refresh, "join_reads", let_the_other_be_before)
        library.bring_up_to_date(1)
        assert made != [before]
        assert made == [load_reading(library.database, 1)]
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
