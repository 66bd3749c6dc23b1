import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "threadreader").rglob("*.py"))
FORBIDDEN = {"utils", "helpers", "manager", "handler", "process", "data", "info"}


def _definitions(kind: type[ast.stmt]) -> Iterator[tuple[str, int]]:
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                name = getattr(node, "name", "")
                yield f"{source.relative_to(ROOT)}:{node.lineno} {name}", (node.end_lineno or 0) - node.lineno + 1


def test_packages_import_in_the_directions_agreed() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    report = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert report.returncode == 0, report.stdout + report.stderr


def test_nothing_opens_addresses() -> None:
    # A contract cannot tell urllib.request from urllib.parse, which only takes addresses apart.
    opened = re.compile(r"urllib\.(request|robotparser)|from urllib import .*request")
    assert [source.name for source in SOURCES if opened.search(source.read_text(encoding="utf-8"))] == []


def test_processes_are_started_in_one_place() -> None:
    # There the current folder is kept out of what a child imports.
    starts = re.compile(
        r"sys\.executable|create_subprocess|(?:import|from) (?:concurrent|multiprocessing|pty|subprocess)\b"
        r"|\bos\.(?:exec|popen|posix_spawn|spawn|startfile|system)"
    )
    assert [source.name for source in SOURCES if starts.search(source.read_text(encoding="utf-8"))] == ["background.py"]


def test_most_functions_are_short() -> None:
    lengths = sorted(length for _, length in _definitions(ast.FunctionDef))
    assert lengths[len(lengths) * 9 // 10] < 30


def test_no_function_is_long() -> None:
    assert [name for name, length in _definitions(ast.FunctionDef) if length > 60] == []


def test_every_module_says_what_it_owns() -> None:
    silent = [source.name for source in SOURCES if not ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))]
    assert silent == []


def test_modules_are_named_after_what_they_hold() -> None:
    assert [source.stem for source in SOURCES if FORBIDDEN & set(source.stem.split("_"))] == []


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        (["--help"], {"bs4", "lxml", "rich", "sqlite3", "textual"}),
        (["list"], {"bs4", "lxml", "textual"}),
        (["where"], {"bs4", "lxml", "rich", "sqlite3", "textual"}),
        (["export", str(ROOT / "src" / "threadreader" / "sample" / "sample.html")], {"textual"}),
    ],
)
def test_a_command_loads_only_what_it_uses(command: list[str], unwanted: set[str]) -> None:
    script = (
        "import sys\n"
        "from threadreader.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "finally:\n"
        "    print(*sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True)
    assert unwanted & set(ran.stderr.split()) == set()
