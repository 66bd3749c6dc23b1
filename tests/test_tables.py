"""Tables in TOML that are parsed once."""

import os
import sys
import tomllib
from functools import partial
from pathlib import Path

import pytest

from threadreader.tables import read_tables


@pytest.fixture(autouse=True)
def _python_keeps_what_it_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "one.toml").write_text("[a]\nb = 'ü'\n", encoding="utf-8")
    (tmp_path / "two.toml").write_text("c = ['1', 2]\n", encoding="utf-8")
    return sorted(tmp_path.glob("*.toml"))


TABLES = [{"a": {"b": "ü"}}, {"c": ["1", 2]}]


def kept(files: list[Path]) -> list[Path]:
    return list((files[0].parent / "__pycache__").glob("*"))


def test_tables_are_parsed_once(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_tables(files) == TABLES
    monkeypatch.setattr(tomllib, "loads", None)
    assert read_tables(files) == TABLES
    assert len(kept(files)) == 1


def test_a_changed_file_is_parsed_anew_though_it_looks_as_old_and_large(files: list[Path]) -> None:
    read_tables(files)
    times = files[1].stat()
    files[1].write_text("c = ['1', 3]\n", encoding="utf-8")
    os.utime(files[1], ns=(times.st_atime_ns, times.st_mtime_ns))
    assert read_tables(files)[1] == {"c": ["1", 3]}


@pytest.mark.parametrize("damage", [b"", b"{}", None])
def test_what_was_kept_is_not_needed(files: list[Path], damage: bytes | None) -> None:
    read_tables(files)
    (file,) = kept(files)
    file.write_bytes(file.read_bytes()[:-5] if damage is None else damage)
    assert read_tables(files) == TABLES


def test_others_may_not_write_what_is_kept(files: list[Path], request: pytest.FixtureRequest) -> None:
    request.addfinalizer(partial(os.umask, os.umask(0)))
    read_tables(files)
    (file,) = kept(files)
    assert not file.stat().st_mode & 0o022


def test_nothing_is_kept_where_nothing_may_be(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    (files[0].parent / "__pycache__").write_text("a file")
    assert read_tables(files) == TABLES
    (files[0].parent / "__pycache__").unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert read_tables(files) == TABLES
    assert not kept(files)
