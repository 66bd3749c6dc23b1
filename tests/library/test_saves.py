"""Saves of a stored thread: each as it was, and dropped, with what happens to what the reader did."""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from blog import ADDRESS, blog_page
from threadreader.errors import StoreError
from threadreader.library import refresh, versions
from threadreader.library.exporting import load_for_export
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.library.refresh import drop_save, restore_parts
from threadreader.library.views import SaveView
from threadreader.model.annotation import Annotation
from threadreader.model.page import EXPORT_ADAPTER, TEXT_EXPORT, Save
from threadreader.model.save import ParsedPage, Versions
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store import threads
from threadreader.store.connection import Database
from threadreader.store.encoding import pack, pack_original, unpack
from threadreader.store.writing import add_save, pack_thread

STARRED = Progress(
    starred=frozenset({CommentId("comment-2")}),
    annotations={"a": Annotation(CommentId("comment-2"), 0, 3, "Two", note="noted")},
)


def library_of(*pages: bytes) -> Library:
    """A library with saves of one thread."""
    library = Library.open(find_paths())
    for number, page in enumerate(pages):
        library.import_page(FileSource(Path(f"{number}.html"), content=page))
    return library


def saves(library: Library) -> Sequence[Save]:
    return library.find("1").page.saves


def texts(library: Library) -> Sequence[str]:
    return [comment.text for comment in library.exported(1).thread.comments]


def test_each_save_is_there_as_it_was() -> None:
    with library_of(blog_page("One", "Two"), blog_page("One", "Three"), blog_page("One", "Four")) as library:
        shown = [[c.text for c in library.load_save(1, save).thread.comments] for save in saves(library)]
    assert shown == [["One", "Two"], ["One", "Three"], ["One", "Four"]]


def test_the_only_save_is_the_thread() -> None:
    with library_of(blog_page("One", "Two")) as library:
        (save,) = saves(library)
        assert [comment.text for comment in library.load_save(1, save).thread.comments] == ["One", "Two"]
        with pytest.raises(StoreError, match="cannot delete the only save of a thread; delete the thread itself"):
            drop_save(library.database, 1, save.digest)
        assert len(saves(library)) == 1


def test_a_dropped_save_takes_its_replies_and_nothing_that_the_reader_did() -> None:
    old, new = blog_page("One", "Two"), blog_page("One")
    with library_of(old, new) as library:
        library.save_progress(1, STARRED, Progress())
        assert texts(library) == ["One", "Two"]
        first, second = saves(library)
        drop_save(library.database, 1, first.digest)
        assert (texts(library), saves(library)) == (["One"], (second,))
        assert library.find("1").starred == 0
        assert library.database.rows("SELECT count(*) FROM original WHERE save NOT IN (SELECT id FROM save)") == [(0,)]
        assert library.load_progress(1).starred == STARRED.starred
        assert library.load_progress(1).annotations == STARRED.annotations
        # Imported again it is as it was.
        library.import_page(FileSource(Path("again.html"), content=old))
        assert (texts(library), library.find("1").starred) == (["One", "Two"], 1)


def test_a_save_is_dropped_once_whoever_asks() -> None:
    with library_of(blog_page("One"), blog_page("One", "Two"), blog_page("Three", "Two", "One")) as library:
        digest = saves(library)[1].digest

        def drop() -> None:
            with Library.open(find_paths()) as other:
                drop_save(other.database, 1, digest)

        windows = [threading.Thread(target=drop) for _ in range(2)]
        for window in windows:
            window.start()
        for window in windows:
            window.join()
        drop_save(library.database, 1, digest)
        assert len(saves(library)) == 2
        assert texts(library) == ["Three", "Two", "One"]


def test_two_windows_that_drop_the_last_two_saves_leave_one() -> None:
    with library_of(blog_page("One"), blog_page("One", "Two")) as library:
        errors: list[str] = []

        def drop(digest: str) -> None:
            with Library.open(find_paths()) as other:
                try:
                    drop_save(other.database, 1, digest)
                except StoreError as problem:
                    errors.append(problem.trouble)

        windows = [threading.Thread(target=drop, args=(save.digest,)) for save in saves(library)]
        for window in windows:
            window.start()
        for window in windows:
            window.join()
        assert (len(saves(library)), errors) == (1, ["cannot delete the only save of a thread"])


def test_a_save_that_another_window_drops_before_it_is_read_is_not_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    load = threads.load_part

    def drop_and_load(database: Database, save: Save, extractor: int | None = None) -> ParsedPage | None:
        monkeypatch.setattr(refresh, "load_part", load)
        with Library.open(find_paths()) as other:
            drop_save(other.database, 1, save.digest)
        return load(database, save, extractor)

    with library_of(blog_page("One"), blog_page("One", "Two"), blog_page("One", "Three")) as library:
        _, second, third = saves(library)
        monkeypatch.setattr(refresh, "load_part", drop_and_load)
        drop_save(library.database, 1, third.digest)
        assert saves(library) == (second,)


def test_the_first_save_of_a_page_without_an_address_is_dropped_and_comes_again_as_another_page() -> None:
    with library_of(
        blog_page("One", "Two", "Three", address=None),
        blog_page("One", "Two", "Three", "Four", "Five", "Six", address=None),
        blog_page("Four", "Five", "Six", address=None, first=4),
    ) as library:
        assert len(saves(library)) == 3
        first, second, _ = saves(library)
        drop_save(library.database, 1, first.digest)
        drop_save(library.database, 1, second.digest)
        again = library.import_page(
            FileSource(Path("again.html"), content=blog_page("One", "Two", "Three", address=None))
        )
        assert (again.entry.number, again.entry.comments) == (2, 3)


def test_what_is_damaged_of_a_save_is_parsed_again() -> None:
    with library_of(blog_page("One"), blog_page("One", "Two")) as library:
        with library.database.writing() as connection:
            connection.execute("UPDATE part SET read = x'00'")
        first, second = saves(library)
        with pytest.raises(StoreError, match=r"lost the content of 0\.html"):
            library.load_save(1, first)
        restore_parts(library.database, 1)
        assert len(library.load_save(1, second).thread.comments) == 2


def test_what_an_earlier_extractor_made_of_a_save_is_shown() -> None:
    with library_of(blog_page("One"), blog_page("One", "Two")) as library:
        first, _ = saves(library)
        rows = library.database.rows("SELECT save, read FROM part")
        with library.database.writing() as connection:
            for save, read in rows:
                plain = unpack(read, dict[str, object])
                del plain["saved_url"]
                connection.execute("UPDATE part SET extractor = 12, read = ? WHERE save = ?", (pack(plain), save))
        assert library.load_save(1, first).versions.extractor == 12


def test_a_save_whose_original_is_lost_too_is_dropped_all_the_same() -> None:
    with library_of(blog_page("One"), blog_page("One", "Two")) as library:
        first, _ = saves(library)
        with library.database.writing() as connection:
            connection.execute(
                "DELETE FROM original WHERE save = (SELECT id FROM save WHERE digest = ?)", (first.digest,)
            )
            connection.execute("DELETE FROM part WHERE save = (SELECT id FROM save WHERE digest = ?)", (first.digest,))
        with pytest.raises(StoreError, match="damaged"):
            restore_parts(library.database, 1)
        drop_save(library.database, 1, first.digest)
        assert texts(library) == ["One", "Two"]


def test_without_what_the_other_saves_hold_nothing_is_dropped() -> None:
    with library_of(blog_page("One"), blog_page("One", "Two")) as library:
        first, second = saves(library)
        with library.database.writing() as connection:
            connection.execute("DELETE FROM original")
            connection.execute("DELETE FROM part")
        with pytest.raises(StoreError, match="damaged"):
            drop_save(library.database, 1, second.digest)
        assert saves(library) == (first, second)
        assert library.open_thread(1).comment(1).text == "Two"


def test_a_save_as_it_was_is_exported_as_that_and_nothing_is_kept_in_it() -> None:
    with library_of(blog_page("One", "Two"), blog_page("One")) as library:
        library.save_progress(1, STARRED, Progress())
        view = SaveView(library, 1, library.load_save(1, saves(library)[1]))
        assert (view.read_only, view.is_outdated(1), view.needs_links(1)) == (True, False, False)
        assert "changes are not kept" in view.notice
        assert list(view.open_thread(1).texts()) == ["One"]
        view.save_progress(1, Progress(), STARRED)
        assert library.load_progress(1).starred == STARRED.starred
        assert ADDRESS in str(view.export_file(1, "json"))


@pytest.mark.parametrize("start", [b"threadreader text 1\nTitle: Bread\n", b"---\ngenerator: threadreader\n---\n"])
def test_a_thread_that_was_read_from_what_opens_no_more_stays_as_it_was(
    start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = load_for_export([FileSource(Path("bread.html"), content=blog_page("One", "Two"))])
    save = Save(hashlib.sha256(start).hexdigest(), "bread.txt", TEXT_EXPORT, EXPORT_ADAPTER)
    older = replace(page.with_save(save), versions=Versions(extractor=1, linker=1))
    with library_of() as library:
        add_save(library.database, pack_thread(older), pack_original(start))
        library.save_progress(1, STARRED, Progress())
        before = library.exported(1).thread
        library.bring_up_to_date(1)
        assert not library.is_outdated(1)
        assert library.exported(1).thread == before == page.thread
        assert library.load_progress(1).starred == STARRED.starred
        library.import_page(FileSource(Path("newer.html"), content=blog_page("One", "Two", "Three")))
        newer = Versions(versions.VERSIONS.extractor + 1, versions.VERSIONS.linker)
        monkeypatch.setattr(versions, "VERSIONS", newer)
        library.bring_up_to_date(1)
        assert not library.is_outdated(1)
        assert texts(library) == ["One", "Two", "Three"]
        assert [comment.text for comment in library.load_save(1, save).thread.comments] == ["One", "Two"]
        assert library.load_progress(1).annotations == STARRED.annotations
