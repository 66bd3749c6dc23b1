"""Regular expressions that are kept compiled."""

import re
import sys
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from threadreader import lexicon, patterns
from threadreader.importer import prepare

KEYS = [(r"(?P<first>[a-zÀ-ž]+)|(\d)\2*+", int(re.IGNORECASE)), ("[^一-鿿]{2,3}?(?=x)", 0)]
TEXT = "Čau 117 x 一一"

prepare()


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    kept = dict(patterns._kept)
    patterns._kept.clear()
    file = Path(cache_from_source(patterns.__file__)).with_suffix(".kept")
    file.parent.mkdir(parents=True)
    yield file
    patterns._kept.clear()
    patterns._kept.update(kept)


def start_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a new process is that finds the file: nothing can be compiled."""
    patterns._kept.clear()
    patterns.keep_compiled(KEYS)
    monkeypatch.setattr(re, "compile", None)


def test_what_was_kept_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.keep_compiled(KEYS)
    expected = [re.compile(*key) for key in KEYS]
    start_again(monkeypatch)
    made = [patterns.compile_pattern(*key) for key in KEYS]
    assert made == expected
    for one, other in zip(made, expected, strict=True):
        assert [(each.groups(), each.lastgroup) for each in one.finditer(TEXT)] == [
            (each.groups(), each.lastgroup) for each in other.finditer(TEXT)
        ]
        assert (one.groupindex, one.groups, one.flags) == (other.groupindex, other.groups, other.flags)


def test_all_that_reading_a_page_takes_can_be_kept() -> None:
    lexicon.load_compiled()
    assert [key for key, parts in patterns._kept.items() if not parts] == []


def test_what_is_new_is_kept_beside_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.keep_compiled(KEYS[:1])
    patterns.keep_compiled(KEYS[1:])
    start_again(monkeypatch)
    assert patterns.compile_pattern(*KEYS[0]).groups == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:0],
        lambda content: content[:-9],
        lambda content: content[:-9] + b"\0" * 9,
        lambda content: content.replace(sys.version[:6].encode(), b"9.9.99", 1),
        lambda content: b"\xff" + content,
    ],
)
def test_a_damaged_file_and_that_of_another_python_are_made_anew(file: Path, damage: object) -> None:
    patterns.keep_compiled(KEYS)
    whole = file.read_bytes()
    assert callable(damage)
    file.write_bytes(damage(whole))
    assert file.read_bytes() != whole
    patterns._kept.clear()
    patterns.keep_compiled(KEYS)
    assert file.read_bytes() == whole


def test_a_pattern_is_compiled_where_python_has_other_insides(monkeypatch: pytest.MonkeyPatch) -> None:
    # `re` has these ready: it compiles none with the other insides, and so keeps none of those for later tests.
    expected = [re.compile(*key) for key in KEYS]
    monkeypatch.setattr("re._compiler._code", lambda *_: [1])
    patterns.keep_compiled(KEYS)
    monkeypatch.undo()
    assert set(patterns._kept.values()) == {()}
    assert [patterns.compile_pattern(*key) for key in KEYS] == expected


def test_a_pattern_that_is_wrong_is_said_to_be_so_when_it_is_used() -> None:
    patterns.keep_compiled([("a**", 0)])
    with pytest.raises(re.error, match="multiple repeat"):
        patterns.compile_pattern("a**", 0)


def test_nothing_is_kept_where_python_keeps_nothing(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    patterns.keep_compiled(KEYS)
    assert not file.exists()
    assert patterns._kept == {}


def test_what_no_version_has_any_more_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_MAX_KEPT", 1)
    patterns.keep_compiled(KEYS[:1])
    patterns.keep_compiled(KEYS[1:])
    assert list(patterns._kept) == KEYS[1:]
