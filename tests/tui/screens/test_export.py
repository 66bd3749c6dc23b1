"""The form that asks what is exported, how, and to which file."""

import re
from pathlib import Path

import pytest
from textual.widgets import Input

from screens import lines, press
from shelf import reading
from threadreader.config import Config
from threadreader.library.exporting import export_formats
from threadreader.session.actions.copying import ExportChoice, Scope

TALK = """
# On slow clocks

The clock is three minutes slow.

ann: I like it so.
  bob: Fine.
    carl: Very.
eve: Elsewhere.
"""
WIDE = (140, 30)


@pytest.fixture(autouse=True)
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the usual name means here."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "notes-on-clocks").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here" / "on-slow-clocks.txt"


def words(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


async def test_every_choice_and_the_first_lines_are_on_one_screen(written: Path) -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s")
        shown = "\n".join(lines(app))
        assert "(•) thread  ( ) this branch  ( ) unread  ( ) starred  ( ) shown" in shown
        assert "4 replies" in shown
        assert "#1 ann" in shown
        assert "on-slow-clocks.txt" in shown
        await press(pilot, "j", "l")
        assert "on-slow-clocks.md" in "\n".join(lines(app))
        assert "### " in "\n".join(lines(app))
        await press(pilot, "escape")
        assert not words(written)


@pytest.mark.way
async def test_a_branch_is_written_and_the_choice_is_remembered(written: Path) -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "2", "G", "s", "l", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "saved as on-slow-clocks.txt" in lines(app)[-1]
        assert "#1 bob\n" in words(written)
        assert "#2 carl" in words(written)
        assert "ann" not in words(written)
        assert ExportChoice.from_dict(app.setup.preferences.export) == ExportChoice(Scope.BRANCH)
        await press(pilot, "s")
        assert "(•) this branch" in "\n".join(lines(app))


async def test_what_is_starred_comes_with_what_it_answers() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "3", "G", "*", "s", "l", "l", "l", "y")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "sent to the terminal as text" in lines(app)[-1]
        assert [name for name in ("ann", "bob", "carl", "eve") if name in app.clipboard] == ["ann", "bob", "carl"]


async def test_nothing_starred_is_nothing_to_export() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s", "l", "l", "l", "enter")
        assert "no starred replies" in "\n".join(lines(app))


@pytest.fixture
def old(written: Path) -> Path:
    """The same file, where there is something in it."""
    written.write_text("old")
    return written


async def test_a_file_that_is_there_is_only_replaced_when_asked_for_twice(old: Path) -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s", "enter")
        assert "exists: enter again replaces it" in "\n".join(lines(app))
        assert words(old) == "old"
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        assert words(old) != "old"


async def test_the_name_is_completed() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s", "up", "ctrl+u", *"not", "tab")
        assert app.screen.query_one(Input).value == "notes-on-clocks/"


async def test_the_keys_of_every_screen_work_in_the_form() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s")
        assert "h l change · enter write · y copy · esc close · ? help" in "\n".join(lines(app))
        theme = app.theme
        await press(pilot, "f2")
        assert app.theme != theme
        assert "theme: " in "\n".join(lines(app))
        await press(pilot, "?")
        assert "╭─ Keys" in "\n".join(lines(app))
        await press(pilot, "escape", "X")
        assert "X does nothing here" in "\n".join(lines(app))
        await press(pilot, "tab", "shift+tab", "G", "tab", "l")
        assert "(•) this branch" in "\n".join(lines(app)), "the rows go round"
        await press(pilot, "G", "x")
        assert "─ enter write · esc close ─" in "\n".join(lines(app)), "other keys are typed there"
        assert app.screen.query_one(Input).value.endswith("x")


async def test_the_form_has_the_keys_that_the_reader_chose() -> None:
    app = reading(TALK, config=Config(keys={"export.copy": ("c",), "export.next": ("n",)}))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s", "n")
        assert "enter write · c copy" in "\n".join(lines(app))
        assert "(•) this branch" in "\n".join(lines(app))


async def test_what_is_said_beside_the_replies_is_chosen(written: Path) -> None:
    said = "The clock is three minutes slow."
    app = reading(f"{TALK}  finn: > {said}", (("c5", said, ""),))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "1", "G", "*", "s", "j", "j", "j")
        assert "[x] article first  [x] quote sources  [ ] read marks" in "\n".join(lines(app))
        await press(pilot, "space", "l", "space", "l", "space")
        assert "[ ] article first  [ ] quote sources  [x] read marks" in "\n".join(lines(app))
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "#1 ann, unread, starred\n" in words(written)
        assert "\nThe clock is three minutes slow." not in words(written)
        assert "↑" not in words(written)


async def test_json_has_everything_always() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s", "j", *("l" * list(export_formats()).index("json")))
        assert "< json >" in "\n".join(lines(app))
        assert "always everything" in "\n".join(lines(app))


async def test_the_size_is_that_of_the_file(written: Path) -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s")
        (size,) = re.findall(r"4 replies, (\S+) kB", "\n".join(lines(app)))
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        assert size == f"{len(words(written).encode()) / 1000:.1f}"


async def test_the_size_of_many_replies_is_about_that_of_the_file(written: Path) -> None:
    app = reading(TALK + "\n".join(f"gus: {'word ' * (n % 40)} {n}" for n in range(500)))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s")
        (size,) = re.findall(r"504 replies, about (\S+) kB", "\n".join(lines(app)))
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        assert abs(int(size) - len(words(written).encode()) / 1000) < 0.1 * int(size)


async def test_the_preview_is_of_a_reply_with_its_source() -> None:
    said = ("c5", "The clock is three minutes slow.", "")
    app = reading(TALK.replace("ann: I like it so.", "ann: > The clock is three minutes slow."), (("c1", *said[1:]),))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "s")
        shown = "\n".join(lines(app))
        assert "1 reply" not in shown
        assert "> ↑ article" in shown


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (100, 30), (160, 45)])
async def test_the_keys_under_the_form_are_whole(size: tuple[int, int]) -> None:
    app = reading(TALK)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "s")
        (below,) = [line for line in lines(app) if "╰─" in line]
        assert "enter write" in below
        assert "…" not in below
