"""Preferences are saved, merged with those of other processes, and never fail to load."""

import json
from pathlib import Path

import pytest

from threadreader.preferences import HINT_LIMIT, Preferences


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "choices.json"


def test_what_was_chosen_is_there_the_next_time(file: Path) -> None:
    preferences = Preferences.load(file)
    preferences.theme = "light"
    preferences.article_share = 0.3
    preferences.export = {"format": "json", "width": 0, "article": False}
    preferences.save()
    assert Preferences.load(file) == preferences
    assert preferences.export == {"format": "json", "width": 0, "article": False}
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_nothing_is_written_where_nothing_was_chosen(file: Path) -> None:
    Preferences.load(file).save()
    assert not file.parent.exists()


def test_two_windows_keep_what_was_chosen_in_the_other(file: Path) -> None:
    one, other = Preferences.load(file), Preferences.load(file)
    one.theme = "light"
    other.strip = True
    for preferences, action in ((one, "reply.next"), (other, "reply.parent")):
        preferences.count_use(action)
        preferences.save()
    assert (
        Preferences.load(file).to_dict()
        == Preferences(theme="light", strip=True, used={"reply.next": 1, "reply.parent": 1}).to_dict()
    )


def test_what_one_window_has_from_before_does_not_undo_what_was_chosen_in_the_other(file: Path) -> None:
    one, other = Preferences.load(file), Preferences.load(file)
    other.article_share = 0.6
    other.save()
    one.count_use("reply.next")
    one.save()
    one.article_share = 0.0
    one.strip = True
    one.save()
    assert (
        Preferences.load(file).to_dict() == Preferences(article_share=0.6, strip=True, used={"reply.next": 1}).to_dict()
    )


def test_half_a_character_in_the_file_is_no_trouble(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(json.dumps({"theme": "\ud800"}))
    preferences = Preferences.load(file)
    preferences.strip = True
    preferences.save()
    assert Preferences.load(file).to_dict() == Preferences(theme="\ud800", strip=True).to_dict()


def test_nobody_else_can_read_it(file: Path) -> None:
    preferences = Preferences.load(file)
    preferences.strip = True
    preferences.save()
    assert file.stat().st_mode & 0o777 == 0o600


def test_uses_are_counted_until_they_are_enough() -> None:
    preferences = Preferences()
    for _ in range(HINT_LIMIT - 1):
        preferences.count_use("reply.next")
    assert not preferences.is_learned("reply.next")
    for _ in range(5):
        preferences.count_use("reply.next")
    assert preferences.is_learned("reply.next")
    assert preferences.used == {"reply.next": HINT_LIMIT}


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
    assert Preferences.load(file).to_dict() == Preferences().to_dict()


def test_a_file_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    preferences = Preferences.load(tmp_path / "file" / "choices.json")
    preferences.theme = "light"
    preferences.save()
    assert preferences.theme == "light"
