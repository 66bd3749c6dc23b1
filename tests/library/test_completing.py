from pathlib import Path

import pytest

from threadreader.library.files import complete_path


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bread.html", "bread-2.html", "ash.html", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "saved" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)


def test_as_much_is_typed_as_is_certain() -> None:
    assert complete_path("br") == ("bread", ["bread-2.html", "bread.html"])
    assert complete_path("bread.") == ("bread.html", ["bread.html"])
    assert complete_path("sa") == ("saved/", ["saved/"])
    assert complete_path("saved/d") == ("saved/deep/", ["deep/"])


def test_hidden_files_are_only_meant_where_the_dot_is_typed() -> None:
    assert complete_path("")[1] == ["ash.html", "bread-2.html", "bread.html", "saved/"]
    assert complete_path(".h") == (".hidden", [".hidden"])


def test_a_home_folder_stays_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert complete_path("~/as") == ("~/ash.html", ["ash.html"])


@pytest.mark.parametrize("typed", ["nowhere/x", "zzz", "~nobody-of-that-name/x", "ash.html/", "\0/x"])
def test_what_is_nowhere_stays_as_it_is(typed: str) -> None:
    assert complete_path(typed) == (typed, ())
