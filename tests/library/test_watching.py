"""A watched folder: what is new and whole is imported once, whatever happens to the files and the folder."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.errors import PageError, StoreError
from threadreader.library import watching
from threadreader.library.importing import ImportFailure, ImportResult, Outcome
from threadreader.library.library import Library
from threadreader.library.watching import Ticks, WatchedFolder, watch_folders
from threadreader.paths import find_paths


@pytest.fixture(autouse=True)
def _looks_are_not_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine a look takes long, and is followed by none for longer."""
    monkeypatch.setattr(watching, "MAX_SHARE", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    return folder


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.open(find_paths()) as library:
        yield library


def watched(folder: Path) -> WatchedFolder:
    return WatchedFolder(folder, folder.parent / "memory")


def names(paths: object) -> list[str]:
    assert isinstance(paths, list)
    return [Path(path).name for path in paths]


def imported(watch: WatchedFolder, library: Library, now: float) -> list[Outcome]:
    return list(watch.import_files(library, watch.look(now), now))


def test_a_file_is_read_when_it_has_not_changed_for_a_while(folder: Path) -> None:
    (folder / "old.html").write_bytes(blog_page("Old"))
    watch = watched(folder)
    page = folder / "bread.html"
    page.write_bytes(b"")
    assert watch.look(10) == [] == watch.look(20), "an empty file is one that is being written"
    page.write_bytes(blog_page("One")[:300])
    assert watch.look(30) == []
    page.write_bytes(blog_page("One"))
    assert watch.look(31) == [] == watch.look(32.4)
    assert names(watch.look(32.5)) == ["bread.html"]


def test_a_page_is_whole_when_the_folder_beside_it_is(folder: Path) -> None:
    watch = watched(folder)
    (folder / "bread.html").write_bytes(blog_page("One"))
    assert watch.look(10) == []
    (folder / "bread_files" / "inner").mkdir(parents=True)
    (folder / "bread_files" / "inner" / "a.png").write_bytes(b"a")
    assert watch.look(12) == []
    (folder / "bread_files" / "style.css").write_bytes(b"b")
    assert watch.look(14) == []
    assert names(watch.look(16)) == ["bread.html"]


def test_what_is_being_downloaded_is_not_looked_at(folder: Path) -> None:
    watch = watched(folder)
    for name in ("bread.html.part", "Unconfirmed 1.crdownload", ".hidden.html"):
        (folder / name).write_bytes(blog_page("One"))
    assert watch.look(10) == [] == watch.look(20)
    (folder / "bread.html.part").rename(folder / "bread.html")
    assert watch.look(30) == []
    assert names(watch.look(40)) == ["bread.html"]


def test_each_page_is_in_the_library_once_and_nothing_else(folder: Path, library: Library) -> None:
    watch = watched(folder)
    (folder / "bread.html").write_bytes(blog_page("One"))
    (folder / "bread (1).html").write_bytes(blog_page("One"))
    (folder / "paper.pdf").write_bytes(b"%PDF-1.4")
    watch.look(10)
    assert [outcome.status for outcome in imported(watch, library, 20) if isinstance(outcome, ImportResult)] == [
        "new",
        "known",
    ]
    assert imported(watch, library, 30) == []
    (folder / "bread.html").write_bytes(blog_page("One", "Two"))
    watch.look(40)
    (more, _) = imported(watch, library, 50)
    assert isinstance(more, ImportResult)
    assert (more.status, len(library.threads())) == ("more", 1)


def test_a_link_to_nowhere_is_told_once(folder: Path, library: Library) -> None:
    watch = watched(folder)
    (folder / "bread.html").symlink_to("nowhere.html")
    watch.look(10)
    (failure,) = imported(watch, library, 20)
    assert isinstance(failure, ImportFailure)
    assert failure.error.trouble == "no such file"
    assert watch.look(30) == [] == watch.look(100)


@pytest.mark.process
def test_a_page_that_the_library_cannot_take_is_told_once_and_tried_again(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError(library.file, "cannot be written (no space left on device)", "free some")

    watch = watched(folder)
    (folder / "bread.html").write_bytes(blog_page("One"))
    watch.look(10)
    with monkeypatch.context() as full:
        full.setattr("threadreader.library.importing.add_save", refuse)
        (failure,) = imported(watch, library, 20)
        assert isinstance(failure, ImportFailure)
        assert imported(watch, library, 30) == []
        assert imported(watch, library, 85) == [], "it is tried, and told no more"
        watch.remember()
    (result,) = imported(watch, library, 150)
    assert isinstance(result, ImportResult)
    assert result.status == "new"


def test_a_library_that_fails_altogether_fails_the_pages(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError(library.file, "is locked")

    monkeypatch.setattr(library, "import_pages", refuse)
    watch = watched(folder)
    (folder / "bread.html").write_bytes(blog_page("One"))
    watch.look(10)
    (failure,) = imported(watch, library, 20)
    assert isinstance(failure, ImportFailure)
    assert failure.error.trouble == "is locked"


def test_a_folder_that_vanishes_is_waited_for(folder: Path, library: Library) -> None:
    watch = watched(folder)
    (folder / "bread.html").write_bytes(blog_page("One"))
    watch.look(10)
    imported(watch, library, 20)
    away = folder.with_name("away")
    folder.rename(away)
    assert (watch.look(30), watch.is_there) == ([], False)
    away.rename(folder)
    assert (watch.look(40), watch.is_there) == ([], True), "what was read is known again"
    (folder / "rye.html").write_bytes(blog_page("Two"))
    watch.look(50)
    assert names(watch.look(60)) == ["rye.html"]


def test_a_file_that_goes_away_before_it_is_read_is_not_told(folder: Path, library: Library) -> None:
    watch = watched(folder)
    (folder / "bread.html").write_bytes(blog_page("One"))
    watch.look(10)
    settled = watch.look(20)
    (folder / "bread.html").unlink()
    assert list(watch.import_files(library, settled, 20)) == []


def test_a_folder_is_looked_at_when_something_changed_or_after_an_interval(folder: Path) -> None:
    watch = watched(folder)
    watch.look(10, 5)
    shutil.rmtree(folder)
    watch.look(14, 5, changed=False)
    assert watch.is_there, "nothing says that it changed"
    watch.look(15, 5, changed=False)
    assert not watch.is_there


def test_a_large_folder_is_looked_at_for_a_small_share_of_the_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = watched(folder)
    monkeypatch.setattr(watching, "MAX_SHARE", 20)
    with monkeypatch.context() as slow:
        slow.setattr(time, "thread_time", iter([100.0, 102.0]).__next__)
        watch.look(10)
    monkeypatch.setattr(watching, "MAX_SHARE", 0)
    (folder / "bread.html").write_bytes(blog_page("One"))
    watch.look(49.9)
    assert not watch.look(52), "it looks for the first time since the folder was slow"
    assert names(watch.look(60)) == ["bread.html"]


def test_what_is_saved_between_two_watches_is_read_by_the_second(folder: Path, library: Library) -> None:
    (folder / "old.html").write_bytes(blog_page("Old"))
    first = watched(folder)
    assert (first.is_new, len(first.known)) == (True, 1)
    (folder / "bread.html").write_bytes(blog_page("One"))
    first.look(10)
    imported(first, library, 20)
    (folder / "late.html").write_bytes(blog_page("Late"))
    first.look(30)
    first.remember()
    second = watched(folder)
    assert (second.is_new, len(second.known)) == (False, 2)
    second.look(40)
    assert names(second.look(50)) == ["late.html"]


def test_folders_are_watched_once_each_and_by_one_program(folder: Path) -> None:
    (folder / "inner").mkdir()
    cache = find_paths().cache
    same = os.path.relpath(folder)
    with watch_folders([folder, Path(same), folder / "inner"], cache) as folders:
        assert [each.path for each in folders] == [folder.resolve()]
        with (
            pytest.raises(PageError, match="is already watched by another threadreader"),
            watch_folders([folder], cache),
        ):
            pass
    with watch_folders([folder], cache) as folders:
        assert not folders[0].is_new


@pytest.mark.parametrize(("name", "trouble"), [("gone", "no such folder"), ("file", "is not a folder")])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str, trouble: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PageError, match=trouble), watch_folders([tmp_path / name], find_paths().cache):
        pass


def test_without_watchfiles_folders_are_looked_at_more_often(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Ticks([watched(folder)]).interval == 10
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ticks = Ticks([watched(folder)])
    assert (ticks.interval, next(iter(ticks))) == (2, False)


def test_a_system_without_events_is_looked_at_more_often(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    ticks = Ticks([watched(folder)])
    assert (next(iter(ticks)), ticks.interval) == (False, 2)


def test_a_change_is_noticed(folder: Path) -> None:
    ticks = iter(Ticks([watched(folder)]))
    assert not next(ticks), "a first pause, in which nothing happens"
    (folder / "bread.html").write_bytes(b"x")
    assert any(next(ticks) for _ in range(100))
