"""From thread to thread: by links into what is stored, by those that link here, to other discussions, and back."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from reading import index
from screens import lines, press, session, until
from shelf import shelve, visit
from sketch import sketch
from threadreader.config import Config
from threadreader.errors import DamageError
from threadreader.library.library import Library
from threadreader.model.thread import Article
from threadreader.paths import find_paths
from threadreader.session import Pane
from threadreader.store import addresses
from threadreader.store.addresses import Reference
from threadreader.tui.app import ThreadreaderApp
from threadreader.tui.screens.library import LibraryScreen
from threadreader.tui.screens.reader import ReaderScreen
from threadreader.tui.widgets import KeyContinuations

KETTLE, TEAPOT, STORY = (f"https://{name}.example.org/" for name in ("kettle", "teapot", "story"))
ONE = f"""
# On kettles

It whistles.

ann: Nothing.
bob: Nothing either.
carl: See [what dora wrote]({TEAPOT}#c2) and [the web](https://nowhere.example.org/).
"""
OTHER = f"""
# On teapots

It pours.

cleo: It does.
dora: As [kettles]({KETTLE}) do.
"""
WIDE = (120, 30)


def stored() -> Library:
    library = Library.open(find_paths())
    story = replace(sketch("erik: Tea!\n"), article=Article("A story", link=KETTLE))
    for number, (thread, url) in enumerate(((sketch(ONE), KETTLE), (sketch(OTHER), TEAPOT), (story, STORY)), 1):
        shelve(library, thread, url=url)
        visit(library, number)
    return library


def reading(number: int = 1, config: Config | None = None) -> ThreadreaderApp:
    return ThreadreaderApp(stored(), config or Config(), number=number)


def shown(app: ThreadreaderApp) -> tuple[str, str | None]:
    """Title of the thread that is read, and the id of the reply under the cursor."""
    return session(app).opened.article.title, session(app).cursor


@pytest.mark.way
async def test_a_link_opens_what_is_stored_at_its_comment_and_back_comes_to_the_same_line() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "G")
        assert "See ⌂\N{NO-BREAK SPACE}what dora wrote and the web." in "\n".join(lines(app))
        before = lines(app)[:-1]
        await press(pilot, "o")
        assert shown(app) == ("On teapots", "c2")
        assert "^o back" in lines(app)[-1]
        await press(pilot, "ctrl+o")
        assert shown(app) == ("On kettles", "c3")
        assert [line.replace("●", " ") for line in lines(app)[:-1]] == [line.replace("●", " ") for line in before]
        await press(pilot, "right_parenthesis")
        assert shown(app) == ("On teapots", "c2")


async def test_a_circle_of_links_is_gone_back_link_by_link() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "G", "o", "o", "g", "g", "G", "o")
        assert shown(app) == ("On teapots", "c2")
        await press(pilot, "ctrl+o")
        assert shown(app) == ("On kettles", "c3")
        await press(pilot, "ctrl+o")
        assert shown(app) == ("On kettles", "c1")
        await press(pilot, "ctrl+o", "ctrl+o")
        assert shown(app) == ("On teapots", "c2")
        await press(pilot, "ctrl+o", "ctrl+o")
        assert shown(app) == ("On kettles", "c1")
        await press(pilot, "ctrl+o")
        assert "no earlier jump" in lines(app)[-1]


async def test_a_label_opens_a_stored_thread_too() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "G", "f", "f")
        assert shown(app) == ("On teapots", "c2")


async def test_what_links_here_is_listed_and_opened_at_the_link() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "less_than_sign")
        listed = "\n".join(lines(app))
        assert "Links here: 2" in listed
        assert "As kettles do." in listed
        await press(pilot, "enter")
        assert shown(app) == ("On teapots", "c2")
        await press(pilot, "g", "less_than_sign", "enter")
        assert shown(app) == ("On kettles", "c3")


def _nothing(*_: object) -> Sequence[Reference]:
    return ()


def _damaged(*_: object) -> Sequence[Reference]:
    raise DamageError(Path("library.db"), "is damaged")


@pytest.mark.parametrize("shown_first", [False, True], ids=["at once", "after its continuations"])
@pytest.mark.parametrize(
    ("find", "said"),
    [
        (_nothing, "no thread in the library links here"),
        (_damaged, "is damaged"),
        (addresses.find_linking, "Links here: 2"),
    ],
)
async def test_what_links_here_is_answered_however_late_the_library_answers(
    find: Callable[..., Sequence[Reference]], said: str, shown_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    def find_late(*asked: Any) -> Sequence[Reference]:
        is_asked.set()
        may_answer.wait(60)
        return find(*asked)

    def answer() -> None:
        is_asked.wait(60)
        may_answer.set()

    monkeypatch.setattr("threadreader.store.addresses.find_linking", find_late)
    monkeypatch.setattr("threadreader.tui.screens.base._HINTS_AFTER", 0.001 if shown_first else 600.0)
    answering = threading.Thread(target=answer)
    answering.start()
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g")
        await until(pilot, lambda: bool(app.screen.query(KeyContinuations)) == shown_first)
        await press(pilot, "less_than_sign")
        assert any(said in line for line in lines(app))
        assert not app.screen.query(KeyContinuations)
    answering.join()


async def test_a_thread_that_was_removed_meanwhile_is_asked_about_or_said_to_be_gone() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "less_than_sign")
        with Library.open(find_paths()) as other:
            other.forget(2)
        await press(pilot, "enter")
        assert shown(app)[0] == "On kettles"
        assert "has no thread 2" in lines(app)[-1]
        await press(pilot, "G", "o")
        assert "enter opens teapot.example.org" in lines(app)[-1]


async def test_back_into_a_thread_that_was_removed_meanwhile_stays_here() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "G", "o")
        with Library.open(find_paths()) as other:
            other.forget(1)
        await press(pilot, "ctrl+o")
        assert shown(app)[0] == "On teapots"
        assert "has no thread 1" in lines(app)[-1]


async def test_the_head_names_the_other_discussions_and_a_key_goes_there() -> None:
    app = reading()
    async with app.run_test(size=WIDE) as pilot:
        assert "also: drawn.example 1" in "\n".join(lines(app))
        await press(pilot, "g", "greater_than_sign")
        assert shown(app)[0] == "A story"
        assert KETTLE in "\n".join(lines(app))
        await press(pilot, "ctrl+o", "2", "g", "greater_than_sign")
        assert "no discussion 2: only 1" in lines(app)[-1]


async def test_another_discussion_opens_at_the_passage_that_is_read_or_quoted() -> None:
    library = Library.open(find_paths())
    words = "# On kettles\n\nFirst words.\n\nA kettle whistles in the night.\n\n"
    article = sketch(f"{words}ann: > A kettle whistles\n\n     True.\n")
    story = sketch("erik: Tea!\n\nfay: > A kettle whistles in the night.\n\n     It does.\n")
    story = replace(story, article=Article("A story", link=KETTLE))
    shelve(library, article, index(article, [("c1", "A kettle whistles", "")]), url=KETTLE)
    shelve(library, story, index(story, [("c2", "A kettle whistles in the night.", None)]), url=STORY)
    for number in (1, 2):
        visit(library, number)
    app = ThreadreaderApp(library, Config(), number=1)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "g", "greater_than_sign")
        assert shown(app) == ("A story", "c2")
        await press(pilot, "escape", "g", "greater_than_sign")
        assert shown(app)[0] == "On kettles"
        assert session(app).pane is Pane.ARTICLE
        assert session(app).active_search


async def test_marked_threads_are_joined_and_parted_in_the_library() -> None:
    app = ThreadreaderApp(stored(), Config())
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "equals_sign")
        assert "select two or more threads" in lines(app)[-1]
        await press(pilot, "T", "equals_sign")
        assert "= again links them · esc cancels: 3 threads" in lines(app)[-1]
        await press(pilot, "escape", "equals_sign")
        assert not app.library.related(2).discussions
        assert "= again links them" in lines(app)[-1]
        await press(pilot, "equals_sign")
        assert "3 threads: linked as one article" in lines(app)[-1]
        assert len(app.library.related(2).discussions) == 2
        await press(pilot, "T", "equals_sign", "equals_sign")
        assert "3 threads: unlinked" in lines(app)[-1]
        assert app.library.related(1).discussions == []
        await press(pilot, "u")
        assert "linked again: 3 threads" in lines(app)[-1]
        assert len(app.library.related(2).discussions) == 2


async def test_from_the_library_a_link_leads_on_and_leaving_leads_back_to_it() -> None:
    app = ThreadreaderApp(stored(), Config())
    async with app.run_test(size=WIDE) as pilot:
        assert isinstance(app.screen, LibraryScreen)
        app.screen.session.threads.go_to(1)
        await press(pilot, "enter", "G", "o")
        assert isinstance(app.screen, ReaderScreen)
        assert shown(app) == ("On teapots", "c2")
        await press(pilot, "ctrl+o")
        assert shown(app) == ("On kettles", "c3")
        await press(pilot, "right_parenthesis", "q")
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.session.here
        assert app.screen.session.here.number == 2


@pytest.mark.parametrize(("signs", "sign"), [("ascii", "&"), ("none", "stored:")])
async def test_other_signs_say_which_links_are_stored(signs: str, sign: str) -> None:
    app = reading(config=Config(signs=signs))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "G")
        assert f"See {sign} what dora wrote" in "\n".join(lines(app)).replace("\N{NO-BREAK SPACE}", " ")
