"""All discussions of an article, read as one thread."""

from pathlib import Path

from discussed import ARTICLE, NEWS, WORDS, article, lobsters, news, reddit
from screens import lines, press, session
from threadreader.config import Config
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens.views import DiscussionsScreen

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


def reading(number: int = 1) -> ThreadreaderApp:
    return ThreadreaderApp(stored(), Config(), number=number)


async def test_all_discussions_are_one_thread_with_a_branch_for_each() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "m")
        assert isinstance(app.screen, DiscussionsScreen)
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
        await press(pilot, "g", "m", "g", "a", "tab", "G", "greater_than_sign")
        assert session(app).cursor == "1:comment-1"
        await press(pilot, "ctrl+o")
        assert str(session(app).cursor).startswith("4:")


async def test_what_is_starred_and_read_is_kept_in_its_own_thread() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "m", "g", "a", "tab", "G", "asterisk", "escape")
        starred = [app.library.load_progress(number).starred for number in (1, 2, 3, 4)]
        assert [len(each) for each in starred] == [0, 0, 0, 1]
        await press(pilot, "g", "m", "g", "a", "tab", "G")
        assert session(app).progress.starred == {"4:c_b1"}
        await press(pilot, "asterisk", "escape")
        assert not app.library.load_progress(4).starred


async def test_a_star_of_the_thread_below_is_there_when_its_reader_comes_back() -> None:
    app = reading(2)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "m")
        assert isinstance(app.screen, DiscussionsScreen)
        app.screen.session.show_reply(app.screen.session.opened.skeleton.position[CommentId("2:902")])
        await press(pilot, "asterisk", "escape")
        assert session(app).opened.page.url == f"{NEWS}/item?id=900"
        assert session(app).progress.starred == {"902"}
        assert session(app).cursor == "902"


async def test_a_search_looks_in_all_and_a_bookmark_belongs_to_one() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "m", "slash", *"physics", "enter")
        assert str(session(app).cursor).startswith("4:")
        await press(pilot, "g", "m")
        assert "from here no other thread is opened" in lines(app)[-1]
        await press(pilot, "m", "a")
        assert "that is for each discussion alone" in lines(app)[-1]


async def test_without_another_discussion_that_is_said() -> None:
    library = Library.open(find_paths())
    library.import_page(FileSource(Path("1.html"), content=article()))
    app = ThreadreaderApp(library, Config(), number=1)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "m")
        assert "no other stored thread is known to be about this article" in lines(app)[-1]


async def test_they_are_exported_as_one_page_and_one_book() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "m")
        assert isinstance(app.screen, DiscussionsScreen)
        page = app.screen.library.export_file(1, "html")
        assert isinstance(page, str)
        assert all(word in page for word in (WORDS, "news.example.org", "Steam.", "Physics."))
        book = app.screen.library.export_file(1, "epub")
        assert isinstance(book, bytes)
        assert book[:2] == b"PK"
