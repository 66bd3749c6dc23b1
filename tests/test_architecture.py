import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from threadreader.library.library import Library
from threadreader.paths import find_paths

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "threadreader").rglob("*.py"))
MODULES = {
    ".".join(source.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__"): source
    for source in SOURCES
    if source.name != "__main__.py"
}
BUDGET = ROOT / "tests" / "lines.toml"
FORBIDDEN = {"utils", "helpers", "manager", "handler", "process", "data", "info"}


@cache
def _tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


def _definitions(kind: type[ast.stmt]) -> Iterator[tuple[str, int]]:
    for source in SOURCES:
        for node in ast.walk(_tree(source)):
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


def test_processes_are_started_in_few_places() -> None:
    # Those that start Python keep the current folder out of what it imports; one starts programs of the user alone.
    starts = re.compile(
        r"sys\.executable|create_subprocess|(?:import|from) (?:concurrent|multiprocessing|pty|subprocess)\b"
        r"|\bos\.(?:exec|popen|posix_spawn|spawn|startfile|system)"
    )
    starting = [source for source in SOURCES if starts.search(source.read_text(encoding="utf-8"))]
    # `run.py` of a corpus has threads that wait for what `processes.py` starts; `paths.py` only names the interpreter.
    assert {source.name for source in starting} == {
        *("processes.py", "terminal.py", "output.py", "integration.py"),
        *("run.py", "paths.py"),
    }
    pythons = {source.name for source in starting if "sys.executable" in source.read_text("utf-8")}
    assert pythons == {"processes.py", "integration.py", "paths.py"}


def test_no_folder_holds_more_than_can_be_seen_at_once() -> None:
    modules = Counter(source.parent for source in SOURCES)
    assert {folder.name: count for folder, count in modules.items() if count > 20} == {}


def test_no_package_has_more_lines_than_its_budget() -> None:
    budget = tomllib.loads(BUDGET.read_text(encoding="utf-8"))
    lines: Counter[str] = Counter()
    for source in SOURCES:
        lines[_package(source)] += len(source.read_text(encoding="utf-8").splitlines())
    over = {
        name: f"{count:,} of {budget.get(name, 0):,}" for name, count in lines.items() if count > budget.get(name, 0)
    }
    assert over == {}, f"{over}: the head of {BUDGET.name} says what to do"
    assert budget.keys() == lines.keys()


def _package(source: Path) -> str:
    """The row of a module: its package, of the importer that below it, or "root"."""
    package = source.relative_to(ROOT / "src" / "threadreader").parent.parts
    return "/".join(package[: 2 if package[:1] == ("importer",) else 1]) or "root"


def test_no_module_is_a_fragment_of_another() -> None:
    # What is small and has one importer belongs into it; adapters are found by their names, and imported by none.
    importers = defaultdict(set)
    for module, source in MODULES.items():
        for node in ast.walk(_tree(source)):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in node.names:
                    whole = f"{node.module}.{name.name}"
                    importers[whole if whole in MODULES else node.module].add(module)
    lengths = {module: len(source.read_text(encoding="utf-8").splitlines()) for module, source in MODULES.items()}
    modules = (name for name, source in MODULES.items() if source.name != "__init__.py")
    assert [name for name in modules if lengths[name] < 60 and len(importers[name]) == 1] == []


def test_no_name_of_a_module_stands_three_times_in_a_package() -> None:
    names = Counter((module.split(".")[1], module.rsplit(".")[-1]) for module in MODULES if "." in module)
    assert [name for name, count in names.items() if count > 2] == []


def test_modules_import_each_other_in_no_circle() -> None:
    # At import, that is: what a function imports, or a type checker, stands in no circle that is run.
    graph = {
        module: {
            whole if (whole := f"{node.module}.{name.name}") in MODULES else node.module
            for node in _tree(source).body
            if isinstance(node, ast.ImportFrom) and node.module
            for name in node.names
        }
        & MODULES.keys() - {module}
        for module, source in MODULES.items()
    }
    assert [*TopologicalSorter(graph).static_order()]


def test_identifiers_are_in_the_words_of_the_field() -> None:
    # `tells` is a key of recipes and of plug-ins.
    private = re.compile(r"(?:^|_)(?:around|beside|letters|places?|said|says?|theirs|told)(?:_|$)")
    found = {
        (module, name)
        for module, source in MODULES.items()
        for name in _identifiers(_tree(source))
        if private.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    }
    assert found == set()


def _identifiers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case _:
                pass


_PRIVATE = re.compile(r"_[^_]")
_INTERNALS = {"internals.py"}
"""The module that may name what is private to Textual, each with its reason."""


def test_only_one_module_names_what_is_private_to_another_package() -> None:
    # `os._exit` is public; argparse shows what a parser has nowhere else.
    own = {name for source in SOURCES for name in _names_defined(_tree(source))} | {"_exit"}
    naming = {source.name for source in SOURCES if _names_used(_tree(source)) - own}
    assert naming == _INTERNALS | {"commands.py"}


def _names_defined(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def _names_used(tree: ast.Module) -> set[str]:
    """Private attributes that a module names, and private modules and names that it imports."""
    names = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name):
                names.add(name)
            case ast.ImportFrom(module=module):
                names |= {*(module or "").split("."), *(each.name for each in node.names)}
            case ast.Import():
                names |= {part for each in node.names for part in each.name.split(".")}
            case _:
                pass
    return set(filter(_PRIVATE.match, names))


def test_only_one_module_overrides_what_is_private_to_textual() -> None:
    modules = (import_module(name) for name in MODULES if name.startswith("threadreader.tui."))
    classes = [(module, each) for module in modules for each in vars(module).values() if inspect.isclass(each)]
    overriding = {
        Path(module.__file__ or "").name
        for module, each in classes
        if each.__module__ == module.__name__
        for name in filter(_PRIVATE.match, {name for name, member in vars(each).items() if inspect.isfunction(member)})
        if any(name in vars(base) for base in each.__mro__ if base.__module__.startswith("textual"))
    }
    assert overriding == _INTERNALS


def test_most_functions_are_short() -> None:
    lengths = sorted(length for _, length in _definitions(ast.FunctionDef))
    assert lengths[len(lengths) * 9 // 10] < 30


def test_no_function_is_long() -> None:
    assert [name for name, length in _definitions(ast.FunctionDef) if length > 60] == []


def test_every_module_says_what_it_owns() -> None:
    silent = [source.name for source in SOURCES if not ast.get_docstring(_tree(source))]
    assert silent == []


def test_modules_are_named_after_what_they_hold() -> None:
    assert [source.stem for source in SOURCES if FORBIDDEN & set(source.stem.split("_"))] == []


# What only who imports, parses or writes a page needs.
_FOR_PAGES = {
    *("dataclasses", "email.utils", "logging", "zipfile"),
    *("ctypes", "hashlib", "secrets", "threadreader.library.reading", "threadreader.library.sandbox"),
    *("concurrent.futures", "distributed", "threadreader.corpus", "urllib.request"),
}
# What only who opens a thread needs, or its notes and quotations.
_FOR_NOTES = {*(f"threadreader.model.{each}" for each in ("annotation", "quote", "renames", "save"))}
_FOR_THREADS = {*_FOR_NOTES, *(f"threadreader.model.{each}" for each in ("blocks", "wire", "stored_thread", "thread"))}


# Those that the page is not exported to.
_OTHER_FORMATS = {f"threadreader.export.{each}" for each in ("epub", "html", "markdown", "mbox")}


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        (["--help"], {"bs4", "lxml", "rich", "sqlite3", "textual", "threadreader.model.blocks", "tomllib"}),
        (["--version"], {"argparse", "dataclasses", "threadreader.cli"}),
        (["list"], {"bs4", "lxml", "pickle", "rich", "textual", "threadreader.config", *_FOR_PAGES, *_FOR_THREADS}),
        (["list", "is:unread"], {"bs4", "lxml", "pickle", "rich", "textual", "tomllib", *_FOR_PAGES, *_FOR_THREADS}),
        (["search", "words"], {"bs4", "lxml", "pickle", "rich", "textual", "tomllib", *_FOR_PAGES, *_FOR_NOTES}),
        (["where"], {"bs4", "lxml", "rich", "sqlite3", "textual", "threadreader.model.blocks", "tomllib"}),
        (["export", str(ROOT / "src" / "threadreader" / "sample" / "sample.html")], {"textual", *_OTHER_FORMATS}),
    ],
)
def test_a_command_loads_only_what_it_uses(command: list[str], unwanted: set[str]) -> None:
    # To make a library takes more.
    with Library.open(find_paths()):
        pass
    script = (
        "import sys\n"
        "from threadreader.__main__ import run\n"
        "try:\n"
        "    run()\n"
        "finally:\n"
        "    print(*sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True)
    assert unwanted & set(ran.stderr.split()) == set()


@pytest.mark.parametrize(
    ("drawing", "other"),
    [
        ("thread", {"threadreader.session.library", "threadreader.tui.library_actions"}),
        ("library", {"threadreader.session.context", "threadreader.tui.drawing.replies"}),
    ],
)
def test_a_first_frame_is_drawn_without_actions_and_other_screens(drawing: str, other: set[str]) -> None:
    script = (
        "import sys\n"
        "import threadreader.cli.startup, threadreader.library.read_state, threadreader.tui.open_thread\n"
        f"import threadreader.tui.drawing.{drawing}\n"
        "print(*sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    unwanted = {*_FOR_PAGES, *other, "threadreader.library.maintenance", "threadreader.session.actions"}
    assert {*unwanted, "threadreader.store.backup"} & set(ran.stdout.split()) == set()
