"""Every command line in the docs runs as it is written, in a folder with the files that the docs name."""

import gzip
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archives import response
from blog import blog_page
from terminal import Terminal

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")] + sorted((ROOT / "docs").glob("*.md"))

OTHERWISE = {
    r"uv |pipx |python3 -m venv ": "installs the program; .ci/run does so with the lines of the README",
    r"git ": "needs a repository that another machine shares",
    r"threadreader completion fish \|": "fish runs it; tests/cli/test_shell.py has fish do so",
    r"threadreader watch --(un)?install": "changes the services of the user who runs the tests",
}
"""Command lines that are not run, by kind, with the reason."""

WHOLE = {"corpora.md"}
"""Pages whose blocks tests/corpus/test_guide.py runs as wholes."""

DEVELOPING = {"CONTRIBUTING.md"}
"""Pages whose blocks are for those who change the program: only the lines within their text are run."""

SCREENS = {"open", "demo", "serve", "watch", ""}
"""Commands that wait for keys: they are run in a terminal, and ended as a user does."""

_WITHOUT_KEYS = {"watch": "saved here", "serve": "^c ends"}
"""Those that ^c ends, with what they say first."""


def _lines(page: Path) -> Iterator[str]:
    """The command lines of a page: of its blocks for a shell, and those in its text that have more than a name."""
    text = page.read_text(encoding="utf-8")
    for block, inline in re.findall(r"```(\w*\n.*?)```|`(threadreader [^`\n]+)`", text, re.DOTALL):
        if inline:
            line = inline.replace("\\|", "|")
            if len(line.split()) > 2 or line in {"threadreader doctor", "threadreader where"}:
                yield line
        elif block.startswith("sh\n") and not block.startswith("sh\n#!") and page.name not in WHOLE | DEVELOPING:
            yield from filter(None, block.splitlines()[1:])


LINES = {page.name: lines for page in PAGES if (lines := list(_lines(page)))}


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that the docs name, and a library."""
    folder = tmp_path_factory.mktemp("stocked")
    for name in ("saved", "Downloads"):
        (folder / name).mkdir()
    bread = blog_page("First", "The registry is a base rate", "Third", first=122).replace(b">ann<", b">carol<")
    pages = {
        "saved/bread.html": bread,
        "page.html": bread.replace(b"blog.example.org/bread", b"blog.example.org/page").replace(b"Bread", b"Page"),
        "Downloads/yeast.html": blog_page("One", title="Yeast", address="https://blog.example.org/yeast/"),
    }
    for number in (1, 2):
        part = blog_page(f"Words {number}", title="Long", address="https://blog.example.org/long/")
        pages |= {f"thread-page-{number}.html": part, f"page-{number}.html": part}
    for title in ("Rye", "Salt"):
        address = f"https://blog.example.org/{title}/"
        pages[f"saved/{title.lower()}.html"] = blog_page("One", "Two", title=title, words=title, address=address)
    archived = blog_page("One", "Two", "Three", title="Crumbs", address="https://blog.example/bread/")
    pages["crawl.warc.gz"] = gzip.compress(response("https://blog.example/bread/", archived))
    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    pages["marks.jsonl"] = re.findall(r"```\n(\[\"threadreader dump\".*?)```", manual, re.DOTALL)[0].encode()
    for name, content in pages.items():
        (folder / name).write_bytes(content)
    for line in ("import saved/ crawl.warc.gz", "load marks.jsonl", "backup copy.db"):
        _run(f"threadreader {line}", folder)
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "THREADREADER_HOME": str(folder / "home"),
        "XDG_DATA_HOME": str(folder / "data"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "EDITOR": "true",
    }


def _run(line: str, folder: Path) -> None:
    command = ["bash", "-o", "pipefail", "-c", line]
    environment = os.environ | _environment(folder)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def _show(line: str, folder: Path) -> None:
    """Run what waits for keys, and leave it."""
    command = ["bash", "-c", f"cd {shlex.quote(str(folder))} && exec {line}"]
    with Terminal(command, environment=_environment(folder)) as terminal:
        waits = next((words for name, words in _WITHOUT_KEYS.items() if line.startswith(f"threadreader {name}")), None)
        if waits:
            terminal.wait_for(waits)
            terminal.write("\x03")
        else:
            terminal.wait_for_frame()
            terminal.write("Q")
        assert terminal.wait_to_end() in {0, 130}, line


def _remove_output(words: list[str], folder: Path) -> None:
    """Remove the file that a command of the same page wrote before: none is replaced unasked."""
    named = [after for word, after in itertools.pairwise(words) if word in {"-o", "--output"}]
    for name in named + (words[2:3] if words[1:2] in (["backup"], ["dump"]) else []):
        if (folder / name).is_file():
            (folder / name).unlink()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the docs are for a shell")
@pytest.mark.parametrize("page", LINES)
def test_every_command_line_runs_as_it_is_written(page: str, stocked: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(stocked, folder)
    for line in LINES[page]:
        if any(re.match(kind, line) for kind in OTHERWISE):
            continue
        words = shlex.split(line, comments=True)
        _remove_output(words, folder)
        waits = words[0] == "threadreader" and (words[1] if len(words) > 1 else "") in SCREENS
        (_show if waits else _run)(line, folder)


def test_few_command_lines_are_not_run() -> None:
    lines = [line for each in LINES.values() for line in each]
    skipped = {line for line in lines if any(re.match(kind, line) for kind in OTHERWISE)}
    assert len(set(lines)) > 50
    assert len(skipped) <= 10
    assert all(any(re.match(kind, line) for line in lines) for kind in OTHERWISE), "a kind of which there is none"
