"""The reader on the screen: what it shows, and that keys reach the session."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key as KeyEvent
from textual.widgets import Input

from blog import blog_page
from reading import Said
from screens import lines, press, session, strips, styled
from shelf import reading, shelve, visit
from sketch import sketch
from threadreader.config import Config
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.library.versions import VERSIONS
from threadreader.model.save import Versions
from threadreader.model.thread import Article, CommentId, Thread
from threadreader.paths import find_paths
from threadreader.session import Pane
from threadreader.session.state import Load
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.internals import handover_driver
from threadreader.tui.screens import reader
from threadreader.tui.screens.reader import ReaderScreen
from threadreader.tui.screens.views import run_effect
from threadreader.tui.theme import DARK

TALK = """
# On slow clocks

The clock is three minutes slow.

It was slow before I was given the key.

ann: I like it so.
  marta*: > I like it so.

          And I said that it was slow before I was given the key.
    bob: Fine.
eve: > The clock is three minutes slow.

     Good.
finn: > Words that are nowhere
"""
LONG = TALK.replace("the key.\n\nann", "the key." + "\n\nIt is so." * 6 + "\n\nann")
"""The same with an article that is no head above its replies."""
QUOTES: tuple[Said, ...] = (
    ("c2", "I like it so.", "c1"),
    ("c2", "it was slow before I was given the key", None),
    ("c4", "The clock is three minutes slow.", ""),
    ("c5", "Words that are nowhere", None),
)
WIDE, NARROW = (140, 24), (60, 20)


@pytest.mark.way
async def test_a_thread_that_was_never_opened_begins_with_its_article_and_says_what_waits() -> None:
    app = reading(LONG, QUOTES, new=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert session(app).pane is Pane.ARTICLE
        assert "Article" in lines(app)[1]
        assert lines(app)[1].endswith(" 5 of 5 unread ──")
        assert "The clock is three minutes slow." in "\n".join(lines(app))
        await press(pilot, "space")
        assert session(app).pane is Pane.REPLIES
        assert "ann" in lines(app)[3]
        assert "Replies" in lines(app)[1]


@pytest.mark.parametrize(
    ("drawing", "start"), [("ann: Words without an article above them", None), (TALK, "c2")], ids=["none", "comment"]
)
async def test_it_begins_with_the_replies_where_there_is_no_article_or_one_of_them_is_named(
    drawing: str, start: str | None
) -> None:
    app = reading(drawing, start=start, new=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert session(app).pane is Pane.REPLIES


async def test_the_focused_pane_is_told_by_its_title_and_thumb() -> None:
    app = reading(TALK + "\nfinn: More." * 30, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "alt+equals_sign")
        for title, key in (("Replies", "tab"), ("Article", "tab")):
            rule, first = strips(app)[1], strips(app)[2]
            bold = [segment.text.strip() for segment in rule if segment.style and segment.style.bold]
            assert bold == [title]
            thumb = [segment.style for segment in first if segment.text in "▐▝"]
            assert thumb == [DARK.style(DARK.bright if title == "Replies" else DARK.faint)]
            await press(pilot, key)


async def test_what_there_is_no_room_for_goes_in_whole_parts_but_an_address_stays() -> None:
    app = reading(TALK, QUOTES)
    address = "https://blog.example/a-key-that-i-was-given/"
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "g", "a", "h")
        assert "h works in the replies" in lines(app)[-1]
        assert isinstance(app.screen, ReaderScreen)
        session(app).asked = address
        app.screen.show(f"enter opens blog.example · {address} · y copies")
        await pilot.pause()
        assert "· https://b" in lines(app)[-1]


async def test_a_key_that_does_not_answer_the_question_about_a_link_cancels_it_and_does_its_own_work() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        pane = session(app).pane
        session(app).asked = "https://blog.example/"
        await press(pilot, "tab")
        assert session(app).asked is None
        assert session(app).pane is not pane
        for key in ("2", "j", "g"):
            session(app).asked = "https://blog.example/"
            await press(pilot, key)
            assert session(app).asked is None
        assert "does nothing here" not in lines(app)[-1]


async def test_a_key_that_is_said_already_is_not_said_again_beside_it() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "j", ">")
        assert lines(app)[-1].count("^o back") == 1
        await press(pilot, "g", "d")
        assert lines(app)[-1].count("^o back") == 1


async def test_the_list_of_people_says_what_can_be_done_with_them() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "at")
        assert "space select  & filter  esc close  enter go" in lines(app)[-1]
        await press(pilot, "escape", "t")
        assert "j k move  esc close  enter go" in lines(app)[-1]


async def test_what_a_filter_can_ask_for_is_said_until_something_is_typed_and_tab_goes_on() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "ampersand")
        assert "author:ann, is:unread, after:2024-05, -word, OR; tab completes" in lines(app)[-1]
        await press(pilot, *"au", "tab", "m", "tab")
        assert lines(app)[-1].startswith(" & author:marta")
        assert lines(app)[-1].endswith("1 reply")
        await press(pilot, "enter")
        assert session(app).replies.outline.choice is not None


async def test_backspace_leaves_an_empty_line() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "slash", "s", "l", "backspace", "backspace")
        assert lines(app)[-1].startswith(" /")
        await press(pilot, "backspace", "j")
        assert "2/5" in lines(app)[-1]
        assert session(app).active_search is None


@pytest.mark.way
async def test_the_thread_is_put_away_queued_and_tagged_where_it_is_read() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "e")
        assert "archived · ge undoes" in lines(app)[-1]
        await press(pilot, "g", "w", "g", "plus", *"cook", "enter")
        assert "#cook" in lines(app)[-1]
        assert app.library.threads()[0].tags == ("cook", "done", "queue")
        await press(pilot, "g", "e", "g", "plus", *"-co", "tab", "enter")
        assert "without #cook" in lines(app)[-1]
        await press(pilot, "g", "plus", "enter")
        assert "no tag typed" in lines(app)[-1]
        assert app.library.threads()[0].tags == ("queue",)


async def test_at_the_end_of_a_thread_the_key_that_puts_it_away_is_named() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "U")
        session(app).read_state.mark_seen(range(1, len(session(app).opened.skeleton)))
        await press(pilot, "G", "space")
        assert "1 unread above · N previous unread" in lines(app)[-1]


async def test_a_quotation_without_its_source_offers_to_look_for_its_words() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "G")
        assert "> search its words" in lines(app)[-1]
        assert "> source" not in lines(app)[-1]


async def test_the_key_of_shells_gives_a_line_up_too() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "slash", *"clock", "ctrl+g")
        assert not session(app).active_search
        assert "clock" not in lines(app)[-1]


async def test_what_was_entered_before_comes_back() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "slash", *"clock", "enter", "slash", *"slow", "enter", "slash")
        assert "enter searches for “slow”" in lines(app)[-1]
        await press(pilot, "x", "up", "up", "up")
        assert lines(app)[-1].startswith(" /clock")
        await press(pilot, "down")
        assert lines(app)[-1].startswith(" /slow")
        await press(pilot, "down", "down")
        assert lines(app)[-1].startswith(" /x")


@pytest.mark.parametrize("width", range(40, 48))
async def test_a_folded_line_says_at_any_width_that_there_is_more(width: int) -> None:
    app = reading(f"ann: {'word ' * 40}\n")
    async with app.run_test(size=(width, 12)) as pilot:
        await press(pilot, "enter")
        assert lines(app)[0].rstrip(" ▐▝▗·").endswith("…")


async def test_what_leads_to_a_reply_that_matches_shows_where_its_words_are_cut() -> None:
    app = reading("ann: Kettles.\n\n     And pans.\n  bob: Copper.\n")
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "ampersand", *"copper", "enter")
        assert any(line.strip().startswith("‹ ann: Kettles.…") for line in lines(app))  # noqa: RUF001


async def test_both_panes_stand_side_by_side_where_there_is_room() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        shown = "\n".join(lines(app))
        assert "On slow clocks" in lines(app)[0]
        assert "5 replies" in lines(app)[0]
        assert "¶1 The clock is three minutes slow." in shown
        assert "▾ ann" in shown
        assert "marta  OP" in shown
        assert "1/5" in lines(app)[-1]


@pytest.mark.parametrize("size", [WIDE, (100, 30), (60, 30)])
async def test_a_short_article_is_a_head_above_its_replies_at_any_width(size: tuple[int, int]) -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = " ".join(lines(app))
        rows = [screen.find(words) for words in ("─ Article", "It was slow before", "─ Replies", "I like it so")]
        assert -1 < rows[0] < rows[1] < rows[2] < rows[3]
        await press(pilot, "g", "a")
        assert session(app).pane is Pane.ARTICLE
        await press(pilot, "tab", "w")
        assert "layout: replies" in lines(app)[-1]
        assert not any("It was slow before" in line for line in lines(app))


async def test_one_pane_at_a_time_where_there_is_not() -> None:
    app = reading(LONG, QUOTES)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert not any("It was slow before" in line for line in lines(app))
        await press(pilot, "tab")
        assert any("It was slow before" in line for line in lines(app))
        assert not any("ann" in line for line in lines(app)[2:-1])


@pytest.mark.way
async def test_following_a_quotation_lights_its_source_and_back_restores_the_screen() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "4", "G")
        before = lines(app)[:-1]
        await press(pilot, "greater_than_sign")
        assert styled(app, bgcolor=DARK.highlight) == [
            "The clock is three minutes slow.",
            "The clock is three minutes slow.",
        ]
        assert "^o back" in lines(app)[-1]
        await press(pilot, "ctrl+o")
        assert lines(app)[:-1] == before
        assert styled(app, bgcolor=DARK.highlight) == []


async def test_who_quotes_a_passage_is_a_list_where_there_are_several() -> None:
    twice = TALK + "gus: > The clock is three minutes slow.\n"
    app = reading(twice, (*QUOTES, ("c6", "The clock is three minutes slow.", "")))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "tab")
        before = session(app).location()
        await press(pilot, "less_than_sign")
        shown = "\n".join(lines(app))
        assert "Quoted by 2" in shown
        assert any(
            line.split() == ["\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}", "eve", "#4", "Good."]
            for line in lines(app)
        )
        assert "The clock is three minutes slow." in styled(app, bgcolor=DARK.highlight), (
            "the quotation is shown already"
        )
        await press(pilot, "escape")
        assert session(app).location() == before
        await press(pilot, "less_than_sign", "j", "enter")
        assert session(app).cursor == "c6"
        await press(pilot, "ctrl+o")
        assert session(app).location() == before


@pytest.mark.way
async def test_searching_marks_matches_as_words_are_typed() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "slash", *"slow")
        assert "slow" in styled(app, bgcolor=DARK.accent)
        await press(pilot, "enter")
        assert "match 3 of 4" in lines(app)[-1]
        await press(pilot, "n", "n")
        assert "match 1 of 4 · from the top again" in lines(app)[-1]
        assert session(app).pane is Pane.ARTICLE
        await press(pilot, "escape")
        assert session(app).active_search is None


async def test_keys_typed_faster_than_the_screen_answers_are_not_lost() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        for character in "/fine":
            app.post_message(KeyEvent("slash" if character == "/" else character, character))
        app.post_message(KeyEvent("enter", "\r"))
        await pilot.pause()
        await pilot.pause()
        assert session(app).cursor == "c3"
        assert "match 1 of 1" in lines(app)[-1]


async def test_in_few_columns_a_list_says_its_keys_in_place_of_the_position() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "@")
        assert lines(app)[-1].endswith("esc close  enter go  ? keys")


async def test_an_unfinished_sequence_and_an_unknown_key_are_said() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "z")
        assert "z…" in lines(app)[-1]
        await press(pilot, "q")
        assert "zq does nothing here" in lines(app)[-1]


async def test_the_thread_is_saved_as_text_and_no_file_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = reading(TALK, QUOTES)
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "out.txt"
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s", "up", "ctrl+u", *target.name, "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "saved as" in lines(app)[-1]
        await press(pilot, "s", "up", "ctrl+u", *target.name, "enter")
        assert "exists: enter again replaces it" in "\n".join(lines(app))
        await press(pilot, "escape")
    assert target.read_text(encoding="utf-8").startswith("threadreader text\n")


async def test_what_cannot_be_saved_is_said_and_nothing_is_lost() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        for name in ("~nobody-of-that-name/x.txt", "x" * 300, "missing-folder/x.txt"):
            await press(pilot, "s")
            app.screen.query_one(Input).value = name
            await press(pilot, "enter")
            await app.workers.wait_for_complete()
            await pilot.pause()
            shown = "\n".join(lines(app))
            assert "saved" not in shown
            assert any(said in shown for said in ("is not known", "cannot be written", "cannot be the name"))
            await press(pilot, "escape")
        assert app.is_running


async def test_an_error_while_leaving_is_one_for_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    app = reading(TALK, QUOTES)

    with pytest.raises(StoreError, match="is locked; your last changes in this thread are lost"):  # noqa: PT012 - the program ends in its context manager
        async with app.run_test(size=WIDE) as pilot:
            await press(pilot, "j")
            monkeypatch.setattr(app.library, "save_progress", refuse)
            await press(pilot, "q")
    assert isinstance(app.failure, StoreError)


async def test_a_library_that_is_locked_while_leaving_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_SAVE_INTERVAL", 9999)
    app, waits = reading(TALK, QUOTES), list[object]()

    def wait_in_vain(*arguments: object) -> None:
        waits.append(arguments)
        refuse()

    with pytest.raises(StoreError, match="is locked"):  # noqa: PT012 - the program ends in its context manager
        async with app.run_test(size=WIDE) as pilot:
            await press(pilot, "j")
            monkeypatch.setattr(app.library, "changes", wait_in_vain)
            await press(pilot, "q")
    assert len(waits) == 1


async def test_the_place_is_kept_while_reading_not_only_at_the_end() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "4", "G")
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        screen.save()
        assert app.library.load_progress(1).cursor == "c4"


async def test_the_place_is_kept_when_no_key_is_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[Iterator[None]] = []

    async def wait(steps: Iterator[None], _last_key: Callable[[], float]) -> None:
        waiting.append(steps)

    monkeypatch.setattr(reader, "_SAVE_INTERVAL", 9999)
    monkeypatch.setattr("threadreader.tui.screens.base.work_when_idle", wait)
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "4", "G")
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        waiting.clear()
        screen.save_when_idle()
        await pilot.pause()
        assert app.library.load_progress(1).cursor != "c4"
        (steps,) = waiting
        assert list(steps)
        assert app.library.load_progress(1).cursor == "c4"


async def test_the_match_is_seen_above_the_line_that_is_typed_in() -> None:
    app = reading("\n".join(f"ann: reply number {number} of many" for number in range(40)))
    async with app.run_test(size=(100, 20)) as pilot:
        await press(pilot, "slash", *"number 9 ")
        assert styled(app, bgcolor=DARK.accent) == ["number 9"]
        assert sum("/" in line for line in lines(app)) == 1
        assert len(lines(app)) == 20


async def test_what_is_said_wins_over_hints_and_place_where_there_is_little_room() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "9", "9", "G")
        assert "no reply 99: only 5" in lines(app)[-1]
        await press(pilot, "x", "x", "x")
        await press(pilot, "G", "ctrl+o", "ctrl+o", "ctrl+o", "greater_than_sign")
        assert "…" not in lines(app)[-1]


async def test_a_thread_begins_at_the_comment_asked_for_and_where_it_was_left() -> None:
    app = reading(TALK, QUOTES, start="c4")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert session(app).cursor == "c4"
        await press(pilot, "G", "q")
    again = type(app)(app.library, app.setup.config, number=1)
    async with again.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert session(again).cursor == "c5"


async def test_a_page_without_replies_opens_at_its_article_and_says_so() -> None:
    app = reading(Thread(Article("Alone")))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "no replies" in lines(app)[0]
        assert any("No comments found." in line for line in lines(app))
        assert "no comments on this page" in lines(app)[-1]
        await press(pilot, "tab")
        assert "no replies on this page" in lines(app)[-1]


async def test_quotations_are_linked_while_the_thread_is_read() -> None:
    library = Library.open(find_paths())
    number = shelve(library, sketch(TALK), versions=Versions(VERSIONS.extractor, linker=0))
    app = ThreadreaderApp(library, Config(), number=number)
    assert library.open_thread(number).quotes.inside(CommentId("c4")) == ()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await press(pilot, "4", "G", "greater_than_sign")
        assert session(app).cursor == "c4"
        assert styled(app, bgcolor=DARK.highlight) == [
            "The clock is three minutes slow.",
            "The clock is three minutes slow.",
        ]
    assert not library.needs_links(number)


async def test_a_thread_of_an_older_version_is_shown_as_it_is_and_made_again_for_the_next_time(tmp_path: Path) -> None:
    library = Library.open(find_paths())
    (tmp_path / "page.html").write_bytes(blog_page("First", "Second"))
    number = library.import_page(tmp_path / "page.html").entry.number
    with library.database.writing() as connection:
        connection.execute("UPDATE thread SET extractor = 0, title = 'As read before'")
    app = ThreadreaderApp(library, Config(), number=number)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert session(app).opened.page.title == "As read before"
        await app.workers.wait_for_complete()
        await press(pilot, "tab", "j", "asterisk")
        assert "Second" in "\n".join(lines(app))
        assert session(app).opened.page.title == "As read before"
    assert library.open_thread(number).page.title != "As read before"
    assert library.load_progress(number).starred == {CommentId("comment-2")}


async def test_a_click_goes_to_a_reply_or_folds_it() -> None:
    app = reading(TALK, QUOTES)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        rows = {name: row for row, line in enumerate(lines(app)) for name in ("ann", "bob") if f" {name} ●" in line}
        await pilot.click(offset=(100, rows["bob"]))
        await pilot.pause()
        assert session(app).cursor == "c3"
        column = app.screen.query_one("#replies").region.x
        await pilot.click(offset=(column + 2, rows["ann"]))
        await pilot.pause()
        assert session(app).replies.outline.folded == {0}


def refuse(*_: object, **__: object) -> None:
    """In the place of what keeps things."""
    raise StoreError("library.db", "is locked")


async def test_what_a_key_says_stays_when_what_was_asked_for_before_it_is_loaded() -> None:
    app, gate = reading(TALK, QUOTES), Event()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        loading = asyncio.create_task(run_effect(screen, Load(gate.wait, lambda _: "")))
        await asyncio.sleep(0)
        await press(pilot, "g", "w")
        gate.set()
        await loading
        await pilot.pause()
        assert "added to queue" in "\n".join(lines(app))


async def test_what_became_of_replies_in_a_newer_save_is_marked(tmp_path: Path) -> None:
    library = Library.open(find_paths())
    for name, words in (("old", ("First", "Second", "Third")), ("new", ("First, edited", "Second"))):
        (tmp_path / name).write_bytes(blog_page(*words))
        library.import_page(tmp_path / name)
    (tmp_path / "newest").write_bytes(blog_page("First, edited again", "Second", first=1).replace(b"Second", b"2nd"))
    library.import_page(tmp_path / "newest")
    visit(library, 1)
    app = ThreadreaderApp(library, Config(), number=1)
    async with app.run_test(size=(120, 30)) as pilot:
        headers = [line for line in lines(app) if "#" in line and "ann" in line]
        assert [sign for line in headers for sign in ("new", "~", "✝") if f" {sign} " in line] == ["~", "~", "✝"]
        await press(pilot, "g", "d")
        assert any("First, edited {+again" in line for line in lines(app))
        await press(pilot, "escape", "&", *"is:edited", "enter")
        assert "esc all" in lines(app)[-1]
        await press(pilot, "g", "d")
        assert lines(app)[-1].count("esc") == 1


@pytest.mark.parametrize("pane", [(), ("tab",)])
async def test_longer_lines_are_shown_at_once(pane: Sequence[str]) -> None:
    app = reading(f"# On clocks\n\n{'word ' * 200}\n\nann: {'word ' * 200}\n")
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, *pane)
        before = lines(app)[8].count("word")
        await press(pilot, "+", "+")
        assert all(line.count("word") > before for line in lines(app)[8:12])


def test_the_other_screen_is_not_cleared_where_something_stands_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(LinuxDriver, "__init__", lambda *_: None)
    monkeypatch.setattr(LinuxDriver, "write", lambda _, data: written.append(data))
    release_terminal: list[str] = []
    driver_class = handover_driver(lambda: release_terminal.append("now"), b"")
    assert driver_class
    driver = driver_class(None)  # type: ignore[arg-type]
    for data in ("\x1b[?1049h", "words", "\x1b[?1049l", "\x1b[?1049h"):
        driver.write(data)
    assert written == ["words", "\x1b[?1049l", "\x1b[?1049h"]
    assert release_terminal == ["now"]


async def test_a_filter_that_is_not_understood_stays_to_be_corrected() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "tab", "ampersand", *"is:foo", "enter")
        assert "& is:foo" in lines(app)[-1]
        assert "is:foo: unknown state" in lines(app)[-1]
        await press(pilot, "backspace", "backspace", "backspace", *"read", "enter")
        assert not app.screen.query_one(Input).has_focus
