from pathlib import Path

import pytest
from textual.pilot import Pilot

from blog import blog_page
from screens import lines, press, session, turn_wheel
from shelf import shelve
from sketch import sketch
from threadreader.config import Config
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.model.page import DONE
from threadreader.model.query import Order
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.preferences import Preferences
from threadreader.session import Pane
from threadreader.tui import library_actions
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens.library import LibraryScreen
from threadreader.tui.screens.reader import ReaderScreen
from threadreader.tui.theme import make_setup
from threadreader.tui.widgets.panes import CountsPane, LibraryPane

TALK = "# {title}\n\nAbout {title}.\n\nann: The registry of {title}\n  bob: No registry\ncarl: What then?"


def library(*titles: str) -> Library:
    stored = Library.open(find_paths())
    for title in titles:
        shelve(stored, sketch(TALK.format(title=title)))
    return stored


def listed(*titles: str) -> ThreadreaderApp:
    return ThreadreaderApp(library(*titles), Config())


def screen(app: ThreadreaderApp) -> LibraryScreen:
    assert isinstance(app.screen, LibraryScreen)
    return app.screen


async def open_first(pilot: Pilot[None], *keys: str) -> None:
    await pilot.pause()
    await press(pilot, *keys)


def titles(app: ThreadreaderApp) -> list[str]:
    return [entry.page.title for entry in screen(app).session.threads.shown]


async def test_threads_stand_beside_the_digest_of_the_one_in_focus() -> None:
    app = listed("Bread", "Gardens")
    async with app.run_test(size=(160, 45)) as pilot:
        await open_first(pilot, "j")
        shown = lines(app)
        assert "2 threads, 2 with unread" in shown[0]
        assert "Gardens" in shown[2]
        assert "3 replies" in shown[2]
        assert not any("●" in line for line in shown)
        assert shown[3].count("Bread") == 1
        assert shown[2].rstrip().endswith("Bread")
        assert any("3 replies, 3 people, depth 1, 1 min" in line for line in shown)
        assert any("About Gardens." in line for line in shown) != any("About Bread." in line for line in shown)
        assert "enter open" in shown[-1]


@pytest.mark.way
async def test_a_thread_is_opened_and_what_was_read_shows_on_coming_back() -> None:
    app = listed("Bread", "Gardens")
    async with app.run_test(size=(160, 45)) as pilot:
        await open_first(pilot, "j", "enter")
        assert session(app).opened.article.title == "Bread"
        await press(pilot, "tab", "j", "r", "*", "q")
        assert screen(app).session.here is not None
        assert titles(app)[screen(app).session.position.at] == "Bread"
        assert any("★ 1" in line and "2 unread" in line for line in lines(app))
        await press(pilot, "v")
        assert any("3 replies · 2 unread · 33 %" in line and "★ 1" in line for line in lines(app))
        await press(pilot, "v")
        assert any("★ 1" in line and "2 unread" in line for line in lines(app))
        assert any("last at #2 bob" in line for line in lines(app))
        await press(pilot, "q")
        assert app.return_value is None
        assert not app.is_running


async def test_n_opens_at_the_first_reply_that_is_unread() -> None:
    stored = library("Bread")
    stored.save_progress(1, Progress(seen=frozenset({CommentId("c1"), CommentId("c2")})), Progress())
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "n")
        assert session(app).cursor == "c3"


async def test_a_narrow_title_says_at_least_how_many_threads_there_are() -> None:
    app = listed("Bread", "Gardens", "Ash")
    async with app.run_test(size=(40, 12)) as pilot:
        await open_first(pilot)
        assert lines(app)[0].rstrip().endswith(" 3 threads")
        await press(pilot, "T")
        assert "3 selected: keys act on all of them" in lines(app)[-1]
        await press(pilot, "ampersand", *"site:example.org is:unread", "enter")
        assert "0 of 3 · & site:" in lines(app)[0]


@pytest.mark.way
async def test_the_list_is_sorted_and_filtered() -> None:
    app = listed("Bread", "Gardens", "Ash")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "S", "S", "S")
        assert titles(app) == ["Ash", "Bread", "Gardens"]
        assert "sort: title" in lines(app)[0]
        await press(pilot, "ampersand", *"gar")
        assert titles(app) == ["Gardens"]
        await press(pilot, "enter")
        assert "1 of 3 threads" in lines(app)[0]
        assert "esc show all" in lines(app)[-1]
        await press(pilot, "escape")
        assert len(titles(app)) == 3
        assert "& filter" in lines(app)[-1]
        await press(pilot, "ampersand", *"size:3", "enter")
        assert "size: unknown field; did you mean site:?" in lines(app)[-1]
        assert len(titles(app)) == 3
        await press(pilot, "ampersand", *"zzz")
        assert any('No title, site or author matches "zzz"' in line for line in lines(app))


async def test_the_page_of_a_thread_is_opened_once_it_was_asked_and_its_address_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "there here")
    stored = library("Bread")
    for title, url in (("Talk", "https://blog.example/talk"), ("Trap", "file:///etc/passwd")):
        shelve(stored, sketch(TALK.format(title=title)), url=url)
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(120, 30)) as pilot:
        await open_first(pilot, "o")
        assert "not opened, neither a web nor a mail address: file:///etc/passwd" in lines(app)[-1]
        await press(pilot, "j", "O")
        assert "o again opens blog.example · esc cancel: Talk" in lines(app)[-1]
        await press(pilot, "j", "k", "y", "l")
        assert app.clipboard == "https://blog.example/talk"
        app.copy_to_clipboard("")
        await press(pilot, "o")
        assert app.clipboard == ""
        await press(pilot, "o")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.clipboard == "https://blog.example/talk"
        assert "no browser here, sent to the terminal: https://blog.example/talk" in lines(app)[-1]
        await press(pilot, "j", "o")
        assert "no address known for this page" in lines(app)[-1]
        await press(pilot, "y", "l")
        assert "no address known for this page" in lines(app)[-1]


async def test_a_filter_is_saved_in_the_sidebar_under_a_name_and_deleted_there() -> None:
    stored, preferences = library("Bread", "Gardens", "Ash"), Preferences.load(find_paths().preferences_file)
    preferences.filters = {"not a query": "is:red"}
    app = ThreadreaderApp(stored, Config(), make_setup(Config(), preferences=preferences)[0])
    async with app.run_test(size=(160, 45)) as pilot:
        await open_first(pilot, "g", "&")
        assert "no filter to save · & filter" in lines(app)[-1]
        await press(pilot, "&", *"-bread", "enter", "g", "&", *"others", "enter")
        assert "saved: others · tab sidebar" in lines(app)[-1]
        await press(pilot, "escape")
        assert [line[:21].split() for line in lines(app)[2:5]] == [["all", "3"], [], ["others", "2"]]
        await press(pilot, "tab", "j", "enter")
        assert sorted(titles(app)) == ["Ash", "Gardens"]
        assert "2 of 3 threads, 3 with unread · others" in lines(app)[0]
        await press(pilot, "&", *"ash", "enter")
        assert titles(app) == ["Ash"]
        await press(pilot, "escape", "e", "e")
        assert titles(app) == []
        assert "2 of 3 " not in lines(app)[0]
        await press(pilot, "g", "&")
        assert "deleted: others" in lines(app)[-1]
        assert titles(app) == ["Bread"]
    assert preferences.filters == {"not a query": "is:red"}


async def test_on_coming_back_to_the_library_the_queue_is_in_view_where_there_is_room() -> None:
    stored = library(*(f"Bread {number}" for number in range(6)))
    stored.change_tags({stored.find("1").page.id: (["queue"], [])})
    app = ThreadreaderApp(stored, Config(), number=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "g", "l")
        assert titles(app)[screen(app).session.position.at] == "Bread 2"
        assert screen(app).session.threads.position.top == 0


async def test_what_is_removed_comes_back_until_the_program_ends() -> None:
    stored = library("Bread", "Gardens")
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "D")
        assert "D again deletes · esc cancels: Gardens" in lines(app)[-1]
        await press(pilot, "n", "q", "D")
        assert "D again deletes · esc cancels: Gardens" in lines(app)[-1]
        await press(pilot, "X", "D")
        assert titles(app) == ["Gardens", "Bread"]
        await press(pilot, "D")
        assert titles(app) == ["Bread"]
        assert len(stored.threads()) == 2
        await press(pilot, "u")
        assert titles(app) == ["Gardens", "Bread"]
        await press(pilot, "D", "D", "q")
    assert [entry.page.title for entry in stored.threads()] == ["Bread"]


async def test_a_thread_is_marked_as_read_and_unread_again() -> None:
    app = listed("Bread")
    async with app.run_test(size=(100, 40)) as pilot:
        await open_first(pilot, "r")
        assert any("3 replies · read" in line for line in lines(app))
        assert "3 marked read" in lines(app)[-1]
        await press(pilot, "u")
        assert any("3 replies · 3 unread" in line for line in lines(app))
        assert "unread again: Bread" in lines(app)[-1]
        await press(pilot, "r", "r")
        assert "3 marked unread · u undoes: Bread" in lines(app)[-1]
        await press(pilot, "r", "r", "u")
        assert any("3 replies · read" in line for line in lines(app))


async def test_an_article_without_replies_is_read_at_its_end_and_unread_again_by_a_key() -> None:
    stored = library()
    shelve(stored, sketch("# Alone\n\n" + "\n\n".join(f"Paragraph {number}." for number in range(40))))
    app = ThreadreaderApp(stored, Config())

    def is_unread() -> bool:
        (entry,) = screen(app).session.threads.shown
        return entry.is_unread

    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "enter", "q")
        assert is_unread()
        await press(pilot, "enter", "space", "q")
        assert is_unread()
        assert any("last at article, " in line for line in lines(app))
        await press(pilot, "enter", "G", "q")
        assert not is_unread()
        await press(pilot, "r")
        assert "marked unread · u undoes: Alone" in lines(app)[-1]
        assert is_unread()
        await press(pilot, "u")
        assert not is_unread()
        await press(pilot, "enter", "g", "U")
        assert "article marked unread · gU undoes" in lines(app)[-1]
        await press(pilot, "q")
        assert is_unread()
        await press(pilot, "r", "u")
        assert is_unread()


@pytest.mark.way
async def test_everything_is_searched_and_a_hit_opens_at_its_reply() -> None:
    app = listed("Bread", "Gardens")
    async with app.run_test(size=(160, 45)) as pilot:
        await open_first(pilot, "slash", *"registry")
        shown = lines(app)
        assert "4 in 2 threads" in shown[0]
        assert "Gardens" in shown[2]
        assert "2 matches" in shown[2]
        await press(pilot, "enter", "}")
        assert "match 3 of 4" in lines(app)[-1]
        assert "} { next thread" in lines(app)[-1]
        await press(pilot, "{", "n", "n", "n")
        assert "match 4 of 4" in lines(app)[-1]
        await press(pilot, "enter")
        assert (session(app).opened.article.title, session(app).cursor) == ("Bread", "c2")
        assert "registry · match 4 of 4" in lines(app)[-1]
        await press(pilot, "q", "q")
        assert "4 in 2 threads" in lines(app)[0]
        await press(pilot, "escape")
        assert "2 threads" in lines(app)[0]


async def test_keys_act_on_the_threads_of_hits() -> None:
    app = listed("Bread", "Gardens", "Ash")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "slash", *"registry", "enter", "plus", *"one", "enter")
        assert "#one · u undoes: Ash" in lines(app)[-1]
        await press(pilot, "t", "t", "t", "t")
        assert "match 5 of 6 · 2 selected" in lines(app)[-1]
        assert [line for line in lines(app)[2:10] if line.startswith("◆")] == [
            line for line in lines(app)[2:10] if "matches" in line and "Bread" not in line
        ]
        await press(pilot, "T", "D")
        assert "not in search results" in lines(app)[-1]
        await press(pilot, "+", *"all", "enter")
        assert "3 threads: #all · u undoes" in lines(app)[-1]
        await press(pilot, "e", "escape")
        assert titles(app) == ["Ash", "Gardens"]


async def test_a_long_thread_hides_no_other_that_has_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_actions, "_MAX_HITS", 50)
    monkeypatch.setattr(library_actions, "_MAX_HITS_OF_THREAD", 10)
    stored = library("Bread")
    shelve(stored, sketch("# Long\n\n" + "".join(f"ann: The registry, {number}.\n" for number in range(70))))
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "slash", *"registry", "enter")
        assert "12 and more in 2 threads" in lines(app)[0]
        assert lines(app)[2].endswith(" 10+ matches")
        assert any("Bread" in line and line.endswith(" 2 matches") for line in lines(app))
        await press(pilot, "G")
        assert "match 12 of 12+" in lines(app)[-1]


async def test_hits_and_their_numbers_are_the_same_at_the_end_of_the_list_as_at_its_beginning() -> None:
    stored = library("Bread")
    shelve(stored, sketch("# Long\n\n" + "".join(f"ann: The registry, {number}.\n" for number in range(170))))
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "slash", *"registry", "enter")
        first = lines(app)[:2]
        assert "172 in 2 threads" in first[0]
        for key in ("G", "j"):
            await press(pilot, key)
            assert "match 172 of 172" in lines(app)[-1]
            assert lines(app)[:2] == first


async def test_the_keys_of_a_search_go_on_through_threads() -> None:
    app = listed("Bread", "Gardens", "Ash")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "slash", *"registry", "enter", "enter")
        seen = []
        for key in ("n", "n", "n", "N", "N"):
            await press(pilot, key)
            await pilot.pause()
            seen.append((session(app).opened.article.title, session(app).cursor))
        assert seen == [("Ash", "c2"), ("Gardens", "c1"), ("Gardens", "c2"), ("Gardens", "c1"), ("Ash", "c2")]
        await press(pilot, "N", "N")
        assert "from the end" in lines(app)[-1], "there is no thread before"


async def test_where_nothing_is_found_no_key_is_offered_that_needs_a_hit() -> None:
    app = listed("Bread")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "slash", *"nothingofit", "enter")
        assert "/ search again  esc back  ? help" in lines(app)[-1]
        assert "open" not in lines(app)[-1]
        await press(pilot, "escape", "ampersand", *"nothingofit", "enter")
        assert "/ search all  esc show all  ? help" in lines(app)[-1]
        assert "open" not in lines(app)[-1]


async def test_of_a_thread_in_two_lines_both_are_shown_or_none() -> None:
    app = listed(*(f"Bread {number:02}" for number in range(20)))
    async with app.run_test(size=(80, 32)) as pilot:
        await open_first(pilot)
        height = screen(app).session.layout.list[1]
        assert height % 2
        assert lines(app)[1 + height].strip("▐ ") == ""


async def test_a_word_that_is_not_finished_finds_what_begins_so() -> None:
    app = listed("Bread", "Gardens")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "slash", *"regis")
        assert "/ regis*" in lines(app)[0]
        assert "in 2 threads" in lines(app)[0]
        await press(pilot, *"xyz")
        assert "/ regisxyz" in lines(app)[0]
        assert any("No matches for regisxyz" in line for line in lines(app))
        assert any("begin* finds words with this beginning" in line for line in lines(app))


async def test_a_search_that_is_given_up_leaves_what_was_there() -> None:
    app = listed("Bread")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "slash", *"registry", "enter", "slash", *"zzz", "escape")
        assert "/ registry" in lines(app)[0]
        await press(pilot, "escape", "slash", *"quoted:x")
        assert "quoted:x: is not a number" in lines(app)[-1]


async def test_starred_replies_of_all_threads_are_listed() -> None:
    stored = library("Bread", "Gardens")
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "asterisk")
        assert "no starred replies" in lines(app)[-1]
        await press(pilot, "escape")
        stored.save_progress(1, Progress(starred=frozenset({CommentId("c3")})), Progress())
        await press(pilot, "asterisk", "enter")
        assert (session(app).opened.article.title, session(app).cursor) == ("Bread", "c3")


@pytest.mark.way
async def test_a_file_is_imported_from_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bread.html").write_bytes(blog_page("First", "Second"))
    monkeypatch.chdir(tmp_path)
    app = listed()
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot)
        assert any("import it" in line for line in lines(app))
        await press(pilot, "i", *"br", "tab", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "imported: Bread" in lines(app)[-1]
        assert titles(app) == ["Bread"]


async def test_a_thread_is_exported_by_the_form_that_a_thread_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = listed("Bread")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "s")
        assert any("Export" in line for line in lines(app))
        await press(pilot, "enter")
        await pilot.pause()
        assert "saved as bread.txt" in lines(app)[-1]
    assert (tmp_path / "bread.txt").read_text(encoding="utf-8")


async def test_after_an_import_the_reader_is_at_what_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soup.html").write_bytes(blog_page("First", "Second"))
    monkeypatch.chdir(tmp_path)
    heard: list[str] = []
    say = LibraryScreen.show_message

    def on_line(screen: LibraryScreen, said: str = "") -> None:
        heard.append(said)
        say(screen, said)

    monkeypatch.setattr(LibraryScreen, "show_message", on_line)
    app = listed("Kettles", "Pans")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "G", "i", *"soup.html", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "imported: Bread" in lines(app)[-1]
        here = screen(app).session.here
        assert here is not None
        assert here.page.title == "Bread"
    assert heard.index("importing…") < heard.index("imported: Bread")


async def test_an_empty_library_takes_every_key() -> None:
    app = listed()
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot, "j", "G", "ctrl+d", "space", "n", "D", "D", "u", "r", "S", "s", "x")
        assert "x does nothing here" in lines(app)[-1]


async def test_an_empty_library_says_what_it_is_and_opens_the_demo_with_a_tour() -> None:
    app = listed()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        shown = "\n".join(lines(app))
        assert "enter   opens the demo, with a tour" in shown
        assert "i       imports a page, or a folder" in shown
        await open_first(pilot, "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert session(app).pane is Pane.ARTICLE
        assert "space next page · tour 1/5 · esc ends it" in lines(app)[-1]


async def test_an_empty_library_offers_saved_pages_that_were_downloaded(tmp_path: Path) -> None:
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "bread.html").write_bytes(blog_page("First", "Second"))
    app = listed()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert any("bread.html" in line for line in lines(app))
        await open_first(pilot, "j", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert titles(app) == ["Bread"]


async def test_a_click_chooses_in_an_empty_library(tmp_path: Path) -> None:
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "bread.html").write_bytes(blog_page("First", "Second"))
    app = listed()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        rows = lines(app)
        page, demo = (next(y for y, line in enumerate(rows) if text in line) for text in ("bread.html", "the demo"))
        top = app.screen.query_one(LibraryPane).region.y
        await pilot.click(LibraryPane, offset=(5, page - top))
        await pilot.pause()
        assert screen(app).session.beginning.page == tmp_path / "downloads" / "bread.html"
        await pilot.click(LibraryPane, offset=(5, demo - top))
        await pilot.pause()
        assert screen(app).session.beginning.page is None
        await pilot.click(LibraryPane, offset=(5, demo - top))
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert session(app).pane is Pane.ARTICLE


async def test_keys_that_are_typed_while_the_demo_is_imported_do_nothing_else() -> None:
    app = listed()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("enter", "enter", "j")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert session(app).pane is Pane.ARTICLE


async def test_a_thread_that_another_window_removed_cannot_be_opened_and_that_is_said() -> None:
    stored = library("Bread", "Gardens")
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot)
        stored.forget(2)
        await press(pilot, "enter")
        assert isinstance(app.screen, LibraryScreen)
        assert "has no thread 2" in lines(app)[-1]


async def test_the_wheel_goes_through_the_list() -> None:
    app = listed("One", "Two", "Three", "Four", "Five")
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        await turn_wheel(pilot, LibraryPane)
        assert screen(app).session.position.at == 3
        await turn_wheel(pilot, LibraryPane, up=True)
        assert screen(app).session.position.at == 0


async def test_a_click_goes_to_a_thread_and_a_second_one_opens_it() -> None:
    app = listed("Bread", "Gardens", "Ash")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_first(pilot)
        await pilot.click("#list", offset=(10, 2))
        assert screen(app).session.position.at == 2
        await pilot.click("#list", offset=(10, 2))
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)


async def test_titles_are_no_markup() -> None:
    app = listed("A title 漢字かな交じり文", "[/] [@click=app.quit]x[/]")
    async with app.run_test(size=(100, 30)) as pilot:
        for keys in ((), ("D",), ("slash", *"registry", "enter")):
            await open_first(pilot, *keys)
            assert any("[/] [@click=app.quit]x[/]" in line for line in lines(app))


async def test_a_thread_of_which_a_newer_save_came_says_so_and_opens_at_what_is_new(tmp_path: Path) -> None:
    stored = Library.open(find_paths())
    for name, words in (("old", ["First", "Second"]), ("new", ["First", "Second", "Third", "Fourth"])):
        (tmp_path / f"{name}.html").write_bytes(blog_page(*words))
        stored.import_page(tmp_path / f"{name}.html")
        if name == "old":
            stored.save_progress(1, Progress(cursor=CommentId("comment-1")), Progress())
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        assert "+2 new" in lines(app)[2]
        assert any("last save" in line or "in the last" in line for line in lines(app))
        await press(pilot, "enter")
        assert session(app).cursor == "comment-3"
        assert "newer save: 2 new" in lines(app)[-1]
        await press(pilot, "j", "q")
        assert "+2 new" not in lines(app)[2]
        await press(pilot, "k", "enter")
        assert session(app).cursor == "comment-4"


async def test_the_list_is_in_the_order_that_it_was_left_in() -> None:
    preferences = Preferences.load(find_paths().preferences_file)
    for order in (Order.UNREAD, Order.IMPORTED, Order.READ):
        app = ThreadreaderApp(library("Bread"), Config(), make_setup(Config(), preferences=preferences)[0])
        async with app.run_test(size=(160, 45)) as pilot:
            await pilot.pause()
            assert screen(app).session.threads.order is order
            assert f"sort: {order}" in lines(app)[0]
            await press(pilot, "S", "q")
        preferences = Preferences.load(find_paths().preferences_file)


async def test_a_library_that_cannot_be_read_or_written_for_a_while_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = listed("Bread", "Gardens")

    def refuse(*_: object, **__: object) -> None:
        raise StoreError("library.db", "is in use by another program")

    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        with monkeypatch.context() as patch:
            for name in ("changes", "threads", "save_progress"):
                patch.setattr(app.library, name, refuse)
            screen(app)._refresh_if_changed()
            await press(pilot, "r")
            assert "is in use by another program" in lines(app)[-1]
        await press(pilot, "r")
        assert "marked read" in lines(app)[-1]


async def test_threads_are_tagged_queued_and_put_away_and_that_is_undone() -> None:
    app = listed("Ash", "Bread", "Gardens")
    async with app.run_test(size=(160, 45)) as pilot:
        await open_first(pilot, "t")
        assert "1 selected: keys act on all of them" in lines(app)[-1]
        assert "e archive  + tag  ? help" in lines(app)[-1]
        await press(pilot, "t")
        assert "2 selected " in lines(app)[-1]
        await press(pilot, "plus", *"cook later", "enter")
        assert "2 threads: #cook #later · u undoes" in lines(app)[-1]
        tagged = [entry.page.title for entry in screen(app).library.threads() if entry.tags == ("cook", "later")]
        assert len(tagged) == 2
        await press(pilot, "g", "g", "plus", *"-la", "tab", "enter")
        assert [entry.tags for entry in screen(app).library.threads()].count(("cook",)) == 1
        await press(pilot, "2", "e")
        assert "2 threads: archived · u undoes" in lines(app)[-1]
        assert len(titles(app)) == 1
        assert "1 thread, 1 with unread, 2 archived" in lines(app)[0]
        await press(pilot, "ampersand", *"is:archived", "enter")
        assert len(titles(app)) == 2
        await press(pilot, "e", "escape")
        assert len(titles(app)) == 2
        await press(pilot, "u", "u")
        assert len(titles(app)) == 3
        assert "unarchived: 2 threads" in lines(app)[-1]
        await press(pilot, "G", "w")
        last = screen(app).session.threads.here
        await press(pilot, "1", "S", "g", "g")
        assert screen(app).session.threads.here == last
        assert last is not None
        assert last.tags[-1] == "queue"


async def test_a_thread_that_another_program_adds_appears_without_a_key() -> None:
    app = ThreadreaderApp(library(), Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        with library("Bread"), library("Gardens"):
            pass
        while "2 threads" not in lines(app)[0]:
            await pilot.pause(0.05)
        assert sorted(titles(app)) == ["Bread", "Gardens"]


async def test_sites_and_tags_are_counted_beside_a_wide_list_and_choose_its_threads() -> None:
    stored = library("Ash", "Bread", "Gardens")
    ids = [entry.page.id for entry in stored.threads()]
    stored.change_tags({ids[0]: (["cook"], []), ids[1]: (["cook", "done"], [])})
    app = ThreadreaderApp(stored, Config())
    async with app.run_test(size=(160, 45)) as pilot:
        await open_first(pilot)
        column = [line[:21].split() for line in lines(app)[2:8]]
        assert column == [["all", "2"], ["archived", "1"], [], ["#cook", "1"], [], ["drawn.example", "2"]]
        await press(pilot, "tab", "j")
        assert lines(app)[3][1:].startswith("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}archived ")
        assert "1 of 3 threads, 2 with unread, 1 archived · archived" in lines(app)[0]
        assert titles(app) == ["Bread"]
        await press(pilot, "enter", "e")
        assert titles(app) == ["Gardens", "Bread", "Ash"]
        assert [line[:21].split() for line in lines(app)[2:5]] == [["all", "3"], [], ["#cook", "2"]]
        assert await pilot.click(CountsPane, offset=(5, 2))
        await pilot.pause()
        assert titles(app) == ["Bread", "Ash"]
        await press(pilot, "escape", "escape")
        assert len(titles(app)) == 3
        await press(pilot, "c")
        assert "drawn.example" not in lines(app)[6][:21]
        await pilot.resize_terminal(100, 30)
        await press(pilot, "tab")
        assert "the sidebar needs 120 columns" in lines(app)[-1]
    assert app.setup.preferences.counts == 1
    again = ThreadreaderApp(stored, Config(), app.setup)
    async with again.run_test(size=(160, 45)) as pilot:
        await open_first(pilot)
        assert "all" not in lines(again)[2][:21].split()


def test_nothing_is_kept_of_a_thread_that_cannot_be_read() -> None:
    stored = library("Bread")
    with stored.database.writing() as connection:
        connection.execute("UPDATE thread SET title = x'00'")
    model = library_actions.LibraryModel(stored, make_setup(Config())[0])
    assert "is damaged" in model.toggle_tag(DONE, None)
    assert "is damaged" in model.tag("tea", None)
    assert "is damaged" in model.toggle_read(None)
    assert stored.database.rows("SELECT page FROM reading") == []
