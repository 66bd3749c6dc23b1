from pathlib import Path

import pytest

from blog import blog_page
from threadreader.library import Library, apart, is_outdated, reading
from threadreader.model.progress import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store.read_save import Versions
from threadreader.store.threads import load_versions


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
        said = list(apart.renew(str(library.file)))
        assert len(said) == count
        assert not is_outdated(library)
        assert load_versions(library._database, 1) == newer
        assert library.load_progress(1).starred == seen.starred
        assert library.threads()[0].seen == 1


def test_a_thread_that_cannot_be_made_again_stays_and_a_missing_digest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.html").write_bytes(blog_page("First", "Second"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "one.html")
        with library._database.writing() as connection:
            connection.execute("DELETE FROM digest")
            connection.execute("UPDATE save SET original = x'00'")
        monkeypatch.setattr(reading, "VERSIONS", Versions(reading.VERSIONS.reader + 1, reading.VERSIONS.linker))
        assert list(apart.renew(str(library.file))) == []
        (entry,) = library.threads()
        assert (entry.comments, entry.digest is not None) == (2, True)


def test_a_thread_of_an_older_version_is_read_on_while_it_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.html").write_bytes(blog_page("First", "Second"))
    with Library.open(find_paths()) as library:
        library.import_page(tmp_path / "one.html")
        monkeypatch.setattr(reading, "VERSIONS", Versions(reading.VERSIONS.reader + 1, reading.VERSIONS.linker))
        before = library.open_thread(1)
        assert library.is_outdated(1)
        assert list(apart.bring_up_to_date(str(library.file), "1")) == []
        assert not library.is_outdated(1)
        assert (before.comment(1).id, before.quotes.inside(before.comment(1).id)) == ("comment-2", ())
        assert before.texts() == library.open_thread(1).texts()
