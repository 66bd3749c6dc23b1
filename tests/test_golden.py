from pathlib import Path

import pytest

from golden import compare, first_difference


@pytest.fixture(autouse=True)
def _comparing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UPDATE_GOLDEN", raising=False)


def test_a_missing_golden_fails_and_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"there is no .*pytest --update-golden"):
        compare(tmp_path / "new.txt", "words")


def test_the_first_difference_is_shown_with_the_lines_before_it() -> None:
    assert first_difference("a\nb\nc\n", "a\nb\nd\n").splitlines() == [
        "line 3 differs",
        "    'a\\n'",
        "    'b\\n'",
        "  - 'c\\n'",
        "  + 'd\\n'",
    ]
    assert first_difference("a\n", "a\nb\n").splitlines()[-2:] == ["  - (the end)", "  + 'b\\n'"]


def test_updating_writes_what_is_then_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = tmp_path / "folder" / "new.txt"
    with monkeypatch.context() as updating:
        updating.setenv("UPDATE_GOLDEN", "1")
        compare(golden, "one\r\ntwo ✓\n")
    compare(golden, "one\r\ntwo ✓\n")
    with pytest.raises(pytest.fail.Exception, match="line 1 differs"):
        compare(golden, "one\ntwo ✓\n")
