"""Highlights and notes on the screen: selected with keys and the mouse, typed, edited, listed; what goes wrong."""

from pathlib import Path

import pytest
from textual.app import App
from textual.events import Paste
from textual.widgets import Input

from screens import lines, press, session
from shelf import reading
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.model.annotation import Annotation
from threadreader.paths import find_paths
from threadreader.tui.screens.reader import ReaderScreen

TALK = """
# On slow clocks

The clock is three minutes slow, and nobody minds.

ann: I like it so. It is a good clock.
  bob: Fine.
"""
WIDE = (140, 24)


def stored() -> list[Annotation]:
    """What another program reads from the library at this moment."""
    with Library.open(find_paths()) as library:
        return list(library.load_progress(1).annotations.values())


async def test_a_passage_is_selected_highlighted_and_kept_when_it_is_said() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "right_parenthesis")
        assert "y copy" in lines(app)[-1]
        await press(pilot, "c", "enter")
        assert "highlighted, green" in lines(app)[-1]
        (one,) = stored()
        assert (one.owner, one.exact, one.color) == ("c1", "I like it so.", "green")
        assert any(line.rstrip(" ▐").endswith(" g") for line in lines(app))


async def test_a_narrow_terminal_says_which_key_ends_a_selection() -> None:
    app = reading(TALK)
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "v")
        assert "yellow · enter highlights · n notes" in lines(app)[-1]
        await press(pilot, "w")
        assert "selecting · enter highlights" in lines(app)[-1]
        await press(pilot, "escape")
        assert "selecting" not in lines(app)[-1]


@pytest.mark.way
async def test_a_note_is_typed_and_listed() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "e", "n", *"why?", "enter")
        assert "noted, yellow" in lines(app)[-1]
        assert [each.note for each in stored()] == ["why?"]
        await press(pilot, "V")
        assert "why? · “I like”" in "\n".join(lines(app))
        await press(pilot, "n", *" so", "enter")
        assert [each.note for each in stored()] == ["why? so"]
        assert "why? so · “I like”" in "\n".join(lines(app))
        await press(pilot, "D", "escape")
        assert stored() == []


async def test_who_gives_up_a_note_keeps_the_selection() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "e", "n", *"why?", "escape")
        assert session(app).selection is not None
        assert stored() == []


async def test_all_lines_that_are_pasted_come_into_a_note() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "n")
        app.screen.query_one(Input).post_message(Paste("one\ntwo\nthree"))
        await press(pilot, "enter")
        assert [each.note for each in stored()] == ["one two three"]


async def test_what_the_mouse_selected_is_taken() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        row = next(number for number, line in enumerate(lines(app)) if "I like it so." in line)
        column = lines(app)[row].index("like")
        await pilot.mouse_down(offset=(column, row))
        await pilot.hover(offset=(column + 7, row))
        await pilot.mouse_up(offset=(column + 7, row))
        await press(pilot, "v", "enter")
        assert [each.exact for each in stored()] == ["like it"]


async def test_a_click_moves_the_end_of_a_selection() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        row = next(number for number, line in enumerate(lines(app)) if "I like it so." in line)
        await press(pilot, "v")
        await pilot.click(offset=(lines(app)[row].index("like") + 3, row))
        assert session(app).selection
        await press(pilot, "enter")
        assert [each.exact for each in stored()] == ["I like"]


def use_editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> Path:
    """An editor that is a script, in a terminal of its own as the tests have none; the folder of what it was given."""
    editor, folder = tmp_path / "editor", tmp_path / "notes"
    folder.mkdir()
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(App, "suspend", _not_suspended)
    return folder


class _not_suspended:  # noqa: N801 - it takes the place of a method
    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


async def test_a_note_of_any_length_comes_from_the_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'head -c 1000000 /dev/zero | tr "\\0" x > "$1"; printf "\\n\\033[2Jend" >> "$1"'
    folder = use_editor(monkeypatch, tmp_path, script)
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "e", "E")
        assert "noted, yellow" in lines(app)[-1]
        (one,) = stored()
        assert len(one.note) == 1_000_000 + len("\n?[2Jend")
        assert one.note.endswith("x\n\u241b[2Jend")
        assert list(folder.iterdir()) == []
        # One of several lines is not changed on one line.
        use_again = tmp_path / "editor"
        use_again.write_text('#!/bin/sh\nprintf "short" > "$1"\n')
        await press(pilot, "V", "n")
        assert [each.note for each in stored()] == ["short"]


@pytest.mark.parametrize(
    ("script", "said", "left"),
    [
        ('echo written > "$1"; exit 3', "the editor: exit code 3; its text is in ", "written\n"),
        ("exit 3", "the editor: exit code 3: note unchanged", None),
        ('rm "$1"', "the editor left no file (No such file or directory): note unchanged", None),
        (': > "$1"', "nothing written: note unchanged", None),
        ("true", "nothing written: note unchanged", None),
        ('head -c 2000001 /dev/zero | tr "\\0" x > "$1"', "longer than 2,000,000 characters: kept in ", "xx"),
    ],
)
async def test_an_editor_that_fails_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str, left: str | None
) -> None:
    folder = use_editor(monkeypatch, tmp_path, script)
    app = reading(TALK)
    async with app.run_test(size=(200, 24)) as pilot:
        await press(pilot, "v", "e", "n", *"old", "enter", "V", "E")
        assert said in " ".join(lines(app)[-1].split())
        assert [each.note for each in stored()] == ["old"]
        assert [file.read_text()[: len(left or "")] for file in folder.iterdir()] == ([left] if left else [])


async def test_an_editor_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_editor(monkeypatch, tmp_path, "")
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "e", "E")
        assert "cannot start the editor (No such file or directory): set EDITOR" in lines(app)[-1]
        assert session(app).selection is not None
        monkeypatch.setenv("VISUAL", '"unclosed')
        await press(pilot, "E")
        assert "cannot start the editor" in lines(app)[-1]


async def test_a_note_that_cannot_be_kept_is_told_and_kept_later(monkeypatch: pytest.MonkeyPatch) -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        with monkeypatch.context() as full:

            def refuse(*_: object, **__: object) -> None:
                raise StoreError("library", "the disk is full", "free some space")

            full.setattr(Library, "save_progress", refuse)
            await press(pilot, "v", "e", "enter")
            assert "not saved: the disk is full" in lines(app)[-1]
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        screen.save()
        assert [each.exact for each in stored()] == ["I like"]


async def test_notes_of_all_threads_are_listed_in_the_library_and_lead_there() -> None:
    app = reading(TALK)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "v", "right_parenthesis", "n", *"why?", "enter", "g", "l")
        shown = "\n".join(lines(app))
        assert "✎ 1" in shown
        await press(pilot, "V")
        shown = "\n".join(lines(app))
        assert "why? · I like it so." in shown
        await press(pilot, "enter")
        assert session(app).cursor == "c1"
        assert "is:noted · match 1 of 1" in lines(app)[-1]
