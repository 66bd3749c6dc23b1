"""Completions of shells and the manual page: up to date, and right in the real programs."""

import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from blog import blog_page
from terminal import Terminal
from threadreader.cli import main
from threadreader.cli.commands import COMMANDS

SHELL = Path(__file__).parents[2] / "src" / "threadreader" / "shell"
SCRIPT = Path(__file__).parents[2] / "scripts" / "shell"


def _needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that writes the files."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("COLUMNS", "80")
    loader = SourceFileLoader("shell_script", str(SCRIPT))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`threadreader` as a command of the shell, with a stored thread."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "threadreader"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m threadreader "$@"\n')
    command.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First"))
    assert main(["import", "--quiet", str(page)]) == 0
    monkeypatch.chdir(folder)


def test_the_files_are_what_the_commands_declare(script: ModuleType) -> None:
    cure = "scripts/shell writes them again"
    for shell in ("bash", "zsh", "fish"):
        assert (SHELL / script._FILES[shell]).read_text("utf-8") == script.completion(shell), cure
    assert (SHELL / "threadreader.1").read_text("utf-8") == script.man_page(), cure


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["export", "--format", "m"], {"markdown", "mbox"}),
        (["export", "--for"], {"--format", "--force"}),
        (["dem"], {"demo"}),
        (["forget", ""], {"1"}),
        (["open", "t"], {"threadreader"}),
        (["inspect", "--without", "wordp"], {"wordpress"}),
    ],
)
@pytest.mark.parametrize("shell", ["bash", pytest.param("fish", marks=_needs("fish"))])
def test_words_are_completed(shell: str, typed: list[str], expected: set[str]) -> None:
    if shell == "fish":
        line = " ".join(["threadreader", *typed])
        shown = _run("fish", "--no-config", "-c", f"source {SHELL / 'threadreader.fish'}; complete -C '{line}'")
    else:
        words = " ".join(f"'{word}'" for word in ("threadreader", *typed))
        shown = _run(
            *("bash", "--norc", "-c"),
            f"source {SHELL / 'threadreader.bash'}; COMP_WORDS=({words}); COMP_CWORD={len(typed)}; "
            "_shtab_threadreader; printf '%s\\n' \"${COMPREPLY[@]}\"",
        )
    assert {line.split("\t")[0] for line in shown.splitlines() if line} == expected


@pytest.mark.parametrize("shell", ["bash", pytest.param("fish", marks=_needs("fish"))])
def test_without_the_program_nothing_is_completed_and_nothing_said(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    if shell == "fish":
        command = ["--no-config", "-c", f"source {SHELL / 'threadreader.fish'}; complete -C 'threadreader forget '"]
    else:
        words = "COMP_WORDS=(threadreader forget ''); COMP_CWORD=2; _shtab_threadreader"
        command = ["--norc", "-c", f"source {SHELL / 'threadreader.bash'}; {words}; printf '%s' \"${{COMPREPLY[@]}}\""]
    done = subprocess.run([shell, *command], capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")


@_needs("zsh")
@pytest.mark.usefixtures("program")
def test_words_are_completed_by_zsh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PS1", "> ")
    with Terminal(["zsh", "-f", "-i"], rows=24, columns=80) as terminal:
        terminal.write(f"fpath=({SHELL} $fpath); autoload -Uz compinit; compinit -u -D; print -P %%ready\n")
        terminal.wait_for("%ready")
        terminal.write("threadreader export --format markd\t")
        terminal.wait_for("markdown")
        terminal.write("\x15threadreader forget \t")
        terminal.wait_for("forget 1")


@_needs("man")
@_needs("groff")
def test_the_manual_page_is_without_faults_and_has_every_command() -> None:
    page = str(SHELL / "threadreader.1")
    done = subprocess.run(["groff", "-ww", "-man", "-Tutf8", page], check=True, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    shown = _run("man", "-l", page)
    for command in COMMANDS:
        assert f"threadreader {command.name}" in shown


def test_shells_and_man_get_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    for shell, file in (("bash", "threadreader.bash"), ("zsh", "_threadreader"), ("fish", "threadreader.fish")):
        assert main(["completion", shell]) == 0
        assert capsys.readouterr().out == (SHELL / file).read_text("utf-8")
    assert main(["man"]) == 0
    assert capsys.readouterr().out == (SHELL / "threadreader.1").read_text("utf-8")


def test_threads_are_listed_for_completions_without_making_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "threads"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["where"]) == 0
    assert not Path(capsys.readouterr().out.split()[1]).exists()
