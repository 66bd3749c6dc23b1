"""Command `doctor`: versions, the layers of the sandbox, the library, and what is wrong with any of them."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from threadreader.cli.output import print_json, print_line
from threadreader.cli.page_argument import resolve_paths
from threadreader.errors import ConfigError, ThreadreaderError
from threadreader.model.text import clean_line
from threadreader.paths import Paths, find_paths

if TYPE_CHECKING:
    from threadreader.library.doctor import Diagnosis, LibraryState


def show_state(arguments: argparse.Namespace) -> int:
    """Print the state of the installation; exit code 1 if something is wrong."""
    from threadreader.library.doctor import diagnose

    diagnosis = diagnose(*_settings())
    if arguments.json:
        print_json(_to_plain(diagnosis), arguments.json)
    else:
        for line in _draw(diagnosis):
            print_line(line)
    return 1 if diagnosis.problems else 0


def _settings() -> tuple[Paths, list[ThreadreaderError]]:
    """The folders in use, and what is wrong with the settings."""
    from threadreader.config import load_config

    try:
        paths = resolve_paths()
    except ConfigError as problem:
        return find_paths(), [problem]
    return paths, list(load_config(paths.config_file).problems)


def _draw(diagnosis: "Diagnosis") -> Iterator[str]:
    yield ", ".join(f"{name} {version}" for name, version in diagnosis.versions.items())
    installed = [f"{package.name} {package.version}" for package in diagnosis.packages if package.version]
    if installed:
        yield f"packages: {', '.join(dict.fromkeys(installed))}"
    for package in diagnosis.packages:
        if package.extra and not package.version:
            yield f"  {package.name} is not installed; pip install threadreader[{package.extra}] brings it"
    yield "sandbox"
    for layer in diagnosis.layers:
        state = f"off ({layer.reason})" if layer.reason else "on"
        yield f"  {layer.name:9}{state}: {layer.effect}"
    yield "library"
    yield f"  {clean_line(str(diagnosis.library.file))}: {_describe(diagnosis.library)}"
    if diagnosis.problems:
        yield "what is wrong"
        for problem in diagnosis.problems:
            yield f"  {clean_line(str(problem))}"
    else:
        yield "nothing is wrong"


def _describe(state: "LibraryState") -> str:
    if not state.exists:
        return "there is none yet; the first page that is opened makes it"
    if state.threads is None:
        return "it cannot be read"
    threads = "1 thread" if state.threads == 1 else f"{state.threads:,} threads"
    return f"{threads}, journal {state.journal}{', read-only' if state.read_only else ''}"


def _to_plain(diagnosis: "Diagnosis") -> dict[str, Any]:
    library = diagnosis.library
    return {
        "versions": diagnosis.versions,
        "packages": [asdict(package) for package in diagnosis.packages],
        "layers": [{**asdict(layer), "on": not layer.reason} for layer in diagnosis.layers],
        "library": {**asdict(library), "file": str(library.file)},
        "problems": [
            {"subject": problem.subject, "trouble": problem.trouble, "cure": problem.cure}
            for problem in diagnosis.problems
        ],
    }
