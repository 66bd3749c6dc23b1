"""One thread in two windows, and an import of a newer save of its page meanwhile."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from blog import blog_page
from screens import lines, press, session
from shelf import visit
from threadreader.config import Config
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.session import Session
from threadreader.store.connection import open_database
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.open_thread import Autosave, open_first
from threadreader.tui.screens import reader
from threadreader.tui.screens.reader import ReaderScreen
from threadreader.tui.theme import make_setup

OLD, NEW = 60, 3
SIZE = (140, 24)


def _save(folder: Path, name: str, replies: int) -> Path:
    page = folder / name
    page.write_bytes(blog_page(*(f"Reply {number}" for number in range(1, replies + 1))))
    return page


async def test_marks_of_both_are_kept_and_both_read_on_while_a_newer_save_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each step is taken here, and none by a clock.
    monkeypatch.setattr(reader, "_SAVE_INTERVAL", 9999)
    with Library.open(find_paths()) as theirs, Library.open(find_paths()) as importer:
        importer.import_page(_save(tmp_path, "old.html", OLD))
        visit(importer, 1)
        app = ThreadreaderApp(Library.open(find_paths()), Config(), number=1)
        async with app.run_test(size=SIZE) as pilot:
            await press(pilot, "asterisk")
            other = Session(theirs.open_thread(1), progress=theirs.load_progress(1))
            keeper = Autosave(theirs, 1, other)
            assert list(other.opened.pin())
            other.read_state.mark_seen([9])
            screen = app.screen
            assert isinstance(screen, ReaderScreen)
            screen.save()
            assert list(screen.session.opened.pin())
            assert importer.import_page(_save(tmp_path, "new.html", OLD + NEW)).changes.new
            said = "this thread changed in the library: open it again to see the changes"
            assert keeper.try_save() == (said, True)
            assert keeper.try_save() == ("", False)
            assert other.read_state.starred == {"comment-1"}
            # What no window had shown before is read on, too.
            await press(pilot, "G", "asterisk")
            assert "Reply 60" in "\n".join(lines(app))
            screen.save()
            assert "this thread changed in the library" in lines(app)[-1]
            assert "comment-10" in session(app).read_state.seen
            assert other.opened.comment(OLD - 1).text == "Reply 60"
            keeper.save()
        progress = theirs.load_progress(1)
        assert progress.starred == {"comment-1", f"comment-{OLD}"}
        assert "comment-10" in progress.seen
        (entry,) = theirs.threads()
        assert (entry.comments, entry.starred, entry.seen) == (OLD + NEW, 2, len(progress.seen))
        assert [CommentId(f"comment-{OLD + 1}") in theirs.open_thread(1).changes.new] == [True]


async def test_what_is_done_elsewhere_while_the_program_is_loaded_is_taken_over(tmp_path: Path) -> None:
    with Library.open(find_paths()) as theirs, Library.open(find_paths()) as library:
        theirs.import_page(_save(tmp_path, "old.html", OLD))
        visit(theirs, 1)
        setup, _ = make_setup(Config())
        opened = open_first(library, setup, 1)
        before = theirs.load_progress(1)
        theirs.save_progress(1, replace(before, starred=frozenset({CommentId("comment-3")})), before)
        app = ThreadreaderApp(library, Config(), setup, number=1, opened=opened)
        async with app.run_test(size=SIZE) as pilot:
            await press(pilot, "asterisk")
            screen = app.screen
            assert isinstance(screen, ReaderScreen)
            screen.save()
            assert session(app).read_state.starred == {"comment-1", "comment-3"}


async def test_what_is_done_in_another_window_is_shown_before_the_next_key(tmp_path: Path) -> None:
    with Library.open(find_paths()) as theirs:
        theirs.import_page(_save(tmp_path, "old.html", OLD))
        visit(theirs, 1)
        app = ThreadreaderApp(Library.open(find_paths()), Config(), number=1)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            before = theirs.load_progress(1)
            seen = frozenset(CommentId(f"comment-{number}") for number in range(1, 11))
            theirs.save_progress(1, replace(before, seen=seen), before)
            screen = app.screen
            assert isinstance(screen, ReaderScreen)
            shown = "\n".join(lines(app))
            screen.save()
            await pilot.pause()
            assert (f"{OLD} unread" in shown, f"{OLD - 10} unread" in "\n".join(lines(app))) == (True, True)


async def test_a_thread_that_is_forgotten_in_another_window_is_read_on_and_what_is_done_is_kept(tmp_path: Path) -> None:
    page = _save(tmp_path, "old.html", OLD)
    with Library.open(find_paths()) as theirs:
        theirs.import_page(page)
        visit(theirs, 1)
        app = ThreadreaderApp(Library.open(find_paths()), Config(), number=1)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            assert list(session(app).opened.pin())
            theirs.forget(1)
            await press(pilot, "G", "asterisk")
            assert "Reply 60" in "\n".join(lines(app))
            await press(pilot, "q")
        again = theirs.import_page(page).entry
        assert (again.number, again.starred) == (2, 1)


@pytest.mark.parametrize("number", [1, None])
async def test_where_nothing_is_kept_the_thread_and_the_list_say_so(tmp_path: Path, number: int | None) -> None:
    with Library.open(find_paths()) as library:
        library.import_page(_save(tmp_path, "old.html", 3))
    with open_database(find_paths().library) as database:
        database.read_only = True
        app = ThreadreaderApp(Library(database), Config(), number=number)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            assert "read-only: changes are not saved" in "\n".join(lines(app))
            await press(pilot, "enter" if number is None else "asterisk")
    with Library.open(find_paths()) as library:
        assert not library.load_progress(1).starred
