"""What is remembered of choices from one time to the next."""

import json
from pathlib import Path

import pytest

from threadreader.preferences import ENOUGH, Choices, Memory, load_choices


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "choices.json"


def test_what_was_chosen_is_there_the_next_time(file: Path) -> None:
    memory = Memory(file)
    memory.choose(theme="light", article_share=0.3, export={"format": "json", "width": 0, "article": False})
    memory.keep()
    assert Memory(file).choices == memory.choices
    assert memory.choices.export == {"format": "json", "width": 0, "article": False}
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_nothing_is_written_where_nothing_was_chosen(file: Path) -> None:
    Memory(file).keep()
    assert not file.parent.exists()


def test_two_windows_keep_what_was_chosen_in_the_other(file: Path) -> None:
    one, other = Memory(file), Memory(file)
    one.choose(theme="light")
    other.choose(strip=True)
    for memory, action in ((one, "reply.next"), (other, "reply.parent")):
        memory.use(action)
        memory.keep()
    assert load_choices(file) == Choices(theme="light", strip=True, used={"reply.next": 1, "reply.parent": 1})


def test_what_one_window_has_from_before_does_not_undo_what_was_chosen_in_the_other(file: Path) -> None:
    one, other = Memory(file), Memory(file)
    other.choose(article_share=0.6)
    other.keep()
    one.use("reply.next")
    one.keep()
    one.choose(article_share=0.0, strip=True)
    one.keep()
    assert load_choices(file) == Choices(article_share=0.6, strip=True, used={"reply.next": 1})


def test_half_a_character_in_the_file_is_no_trouble(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(json.dumps({"theme": "\ud800"}))
    memory = Memory(file)
    memory.choose(strip=True)
    memory.keep()
    assert load_choices(file) == Choices(theme="\ud800", strip=True)


def test_nobody_else_can_read_it(file: Path) -> None:
    memory = Memory(file)
    memory.choose(strip=True)
    memory.keep()
    assert file.stat().st_mode & 0o777 == 0o600


def test_uses_are_counted_until_they_are_enough() -> None:
    memory = Memory()
    for _ in range(ENOUGH - 1):
        memory.use("reply.next")
    assert not memory.knows("reply.next")
    for _ in range(5):
        memory.use("reply.next")
    assert memory.knows("reply.next")
    assert memory.choices.used == {"reply.next": ENOUGH}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        "\udc80",
        json.dumps({"theme": 3, "strip": 1, "article_share": "0.5", "ancestors": None, "gone": 1}),
        json.dumps({"used": {"a": "b"}, "export": {"format": None}}),
        json.dumps({"used": [], "export": "text"}),
    ],
)
def test_what_is_wrong_in_the_file_was_never_chosen(file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert load_choices(file) == Choices()


def test_a_file_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    memory = Memory(tmp_path / "file" / "choices.json")
    memory.choose(theme="light")
    memory.keep()
    assert memory.choices.theme == "light"
