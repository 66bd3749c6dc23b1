"""How the program is started."""

import subprocess
import sys
import types

import pytest

from threadreader.__main__ import run


def test_it_gives_the_exit_code_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["threadreader", "where"])
    assert run() == 0


def test_it_is_ended_without_a_word_while_it_is_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(types.ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "threadreader.cli", Interrupted("threadreader.cli"))
    assert run() == 130
    assert capsys.readouterr() == ("", "")


def test_it_runs_as_a_module() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "threadreader", "--version"], capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("threadreader ")
