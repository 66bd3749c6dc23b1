"""All discussions of an article, read as one thread."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from discussed import ARTICLE, NEWS, WORDS, article, lobsters, news, reddit
from screens import lines, press, session, until
from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.library.views import DiscussionsView
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens.library import LibraryScreen
from threadreader.tui.screens.reader import ReaderScreen
from threadreader.tui.screens.views import DiscussionsScreen, ViewScreen

WIDE = (120, 40)


def stored() -> Library:
    library = Library.open(find_paths())
    quoted = "It is the hole, I think, that decides what the steam of a kettle does."
    pages = (
        article(quoted),
        news(bodies=(f"&gt; {WORDS}<p>Mine too.", "At three.")),
        reddit(bodies=("No idea.", "Steam.")),
        lobsters(bodies=(f"<blockquote><p>{quoted}</p></blockquote><p>Physics.</p>",)),
    )
    for number, page in enumerate(pages):
        library.import_page(FileSource(Path(f"{number}.html"), content=page))
    return library


async def show_all(app: ThreadreaderApp, pilot: Pilot[None]) -> DiscussionsScreen:
    """Show all discussions, which are loaded in a thread."""
    await press(pilot, "g", "m")
    await until(pilot, lambda: isinstance(app.screen, DiscussionsScreen))
    await press(pilot)
    assert isinstance(app.screen, DiscussionsScreen)
    return app.screen


def go(app: ThreadreaderApp, comment: str) -> None:
    session(app).show_reply(session(app).opened.skeleton.position[CommentId(comment)])


def reading(number: int = 1) -> ThreadreaderApp:
    return ThreadreaderApp(stored(), Config(), number=number)


@pytest.mark.way
async def test_all_discussions_are_one_thread_with_a_branch_for_each() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        roots = [session(app).opened.comment(at).author for at in session(app).opened.skeleton.roots]
        assert [root.name if root else "" for root in roots] == [
            "blog.example.org",
            "news.example.org",
            "reddit.example.org",
            "lobsters.example.org",
        ]
        assert len(session(app).opened.skeleton) == 4 + 6
        await press(pilot, "escape")
        assert not isinstance(app.screen, DiscussionsScreen)
        assert session(app).opened.page.url == ARTICLE


async def test_a_quotation_leads_from_one_discussion_into_another_and_to_the_article() -> None:
    app = reading(2)
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        await press(pilot, "g", "a", "tab", "G", "greater_than_sign")
        assert session(app).cursor == "1:comment-1"
        await press(pilot, "ctrl+o")
        assert str(session(app).cursor).startswith("4:")


async def test_what_is_starred_and_read_is_kept_in_its_own_thread() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        await press(pilot, "g", "a", "tab", "G", "asterisk", "escape")
        starred = [app.library.load_progress(number).starred for number in (1, 2, 3, 4)]
        assert [len(each) for each in starred] == [0, 0, 0, 1]
        await show_all(app, pilot)
        await press(pilot, "g", "a", "tab", "G")
        assert session(app).progress.starred == {"4:c_b1"}
        await press(pilot, "asterisk", "escape")
        assert not app.library.load_progress(4).starred


async def test_a_star_of_the_thread_below_is_there_when_its_reader_comes_back() -> None:
    app = reading(2)
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        go(app, "2:902")
        await press(pilot, "asterisk", "escape")
        assert session(app).opened.page.url == f"{NEWS}/item?id=900"
        assert session(app).progress.starred == {"902"}
        assert session(app).cursor == "902"


async def test_a_search_looks_in_all_and_a_bookmark_belongs_to_one() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        await press(pilot, "slash", *"physics", "enter")
        assert str(session(app).cursor).startswith("4:")
        await press(pilot, "g", "m")
        assert "no other thread opens from here" in lines(app)[-1]
        await press(pilot, "m", "a")
        assert "not in merged discussions" in lines(app)[-1]


@pytest.mark.parametrize("keys", [("g", "m"), ("g", "S", "j", "enter")])
async def test_escape_comes_back_to_the_thread_and_a_key_leads_on_to_the_library(keys: tuple[str, ...]) -> None:
    library = stored()
    library.import_page(FileSource(Path("later.html"), content=article("It is the hole.", "It is the lid.")))
    app = ThreadreaderApp(library, Config(), number=1)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, *keys)
        assert isinstance(app.screen, ViewScreen)
        await press(pilot, "escape", "j")
        assert type(app.screen) is ReaderScreen
        assert not app.screen.is_late
        await press(pilot, *keys, "g", "l")
        assert isinstance(app.screen, LibraryScreen)
        assert not app.screen.is_late


@pytest.fixture
def joining(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """What all discussions are joined after, which takes seconds where they are long."""
    may_join = threading.Event()

    def join(*arguments: Any) -> DiscussionsView:
        may_join.wait(60)
        return DiscussionsView(*arguments)

    monkeypatch.setattr("threadreader.tui.screens.views.DiscussionsView", join)
    yield may_join
    may_join.set()


async def test_keys_that_are_typed_while_they_are_joined_wait_for_them(joining: threading.Event) -> None:
    app = reading(2)
    async with app.run_test(size=WIDE) as pilot:
        before = app.screen
        await press(pilot, "g", "m", "g", "a", "tab", "G", "asterisk")
        assert app.screen is before
        assert session(app).cursor == "901"
        assert not session(app).progress.starred
        assert "merging… · esc cancels" in lines(app)[-1]
        joining.set()
        await until(pilot, lambda: isinstance(app.screen, DiscussionsScreen))
        await until(pilot, lambda: bool(session(app).progress.starred))
        assert session(app).progress.starred == {"4:c_b1"}
        await press(pilot, "escape")
        assert not session(app).progress.starred


async def test_while_they_are_joined_one_key_gives_that_up_and_one_ends_the_program(joining: threading.Event) -> None:
    app = reading(2)
    async with app.run_test(size=WIDE) as pilot:
        before = app.screen
        await press(pilot, "g", "m", "G", "escape")
        assert "cancelled" in lines(app)[-1]
        await press(pilot, "asterisk")
        assert session(app).progress.starred == {"901"}
        joining.set()
        await press(pilot, "j", "k")
        assert app.screen is before
        joining.clear()
        await press(pilot, "g", "m", "j", "Q")
        assert app._exit


async def test_without_another_discussion_that_is_said() -> None:
    library = Library.open(find_paths())
    library.import_page(FileSource(Path("1.html"), content=article()))
    app = ThreadreaderApp(library, Config(), number=1)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "m")
        assert "no other discussion of this article in the library" in lines(app)[-1]


async def test_what_belongs_to_no_discussion_is_refused_with_a_reason() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        go(app, "3")
        for keys in (("asterisk",), ("r",), ("g", "x"), ("v", "enter")):
            await press(pilot, *keys)
            assert "only its replies can be marked, starred, muted or noted" in lines(app)[-1]
        await press(pilot, "escape")
        assert not session(app).progress.starred
        await press(pilot, "g", "S")
        assert session(app).open_list is None
        assert "not in merged discussions" in lines(app)[-1]


async def test_a_branch_muted_in_it_is_not_counted_as_unread_in_the_library() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        go(app, "3:t1_a1")
        await press(pilot, "g", "x", "escape")
        assert (app.library.find("3").muted_unread, app.library.find("3").unread) == (1, 1)
        await show_all(app, pilot)
        go(app, "3:t1_a1")
        await press(pilot, "g", "x", "escape")
        assert (app.library.find("3").muted_unread, app.library.find("3").unread) == (0, 2)


async def test_one_of_the_discussions_is_removed_meanwhile_and_the_others_keep_what_is_done() -> None:
    app = reading(2)
    async with app.run_test(size=WIDE) as pilot:
        await show_all(app, pilot)
        with Library.open(find_paths()) as other:
            other.forget(3)
        for comment in ("1:comment-1", "3:t1_a1", "4:c_b1"):
            go(app, comment)
            await press(pilot, "asterisk")
        await press(pilot, "escape")
        assert [len(app.library.load_progress(number).starred) for number in (1, 2, 4)] == [1, 0, 1]


@pytest.mark.parametrize("form", ["json", "html"])
def test_an_export_of_all_is_a_thread_of_its_own(form: str, tmp_path: Path) -> None:
    with stored() as library:
        before = library.threads()
        exported = DiscussionsView(library, [entry.number for entry in before]).export_file(1, form)
        file = tmp_path / f"all.{form}"
        file.write_text(str(exported), encoding="utf-8")
        imported = library.import_page(file)
        assert imported.entry.number not in {entry.number for entry in before}
        assert library.threads()[: len(before)] == before
        assert len(library.open_thread(imported.entry.number).skeleton) == 10


def test_its_facts_are_those_of_all_discussions() -> None:
    with stored() as library:
        view = DiscussionsView(library, [entry.number for entry in library.threads()])
        entry = view.find("1")
        assert entry.number == 1
        assert (entry.comments, entry.people) == (6, 3)
        assert entry.summary
        assert (entry.summary.depth, entry.summary.first, entry.summary.last) == (0, "2023-03-01", "2024-05-02")
        assert entry.quoted
