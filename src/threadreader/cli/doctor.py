"""Command `doctor`: versions, the layers of the sandbox, the library, and what is wrong with any of them."""

import argparse
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from threadreader.cli.output import print_json, print_line
from threadreader.cli.page_argument import resolve_paths
from threadreader.errors import ConfigError, ThreadreaderError
from threadreader.model.text import clean_line, counted
from threadreader.paths import Paths, find_paths, install_command

if TYPE_CHECKING:
    from threadreader.library.doctor import Diagnosis, LibraryState

_EMOJI = ("\U0001f44d\U0001f3fd", "\U0001f469\u200d\U0001f680", "\u2764\ufe0f", "\U0001f1eb\U0001f1ee")
"""A thumb with a colour of the skin, an astronaut, a red heart, a flag: of several code points, which terminals count
differently."""


def show_state(arguments: argparse.Namespace) -> int:
    """Print the state of the installation; exit code 1 if something is wrong."""
    from threadreader.library.doctor import diagnose

    diagnosis = diagnose(*_settings())
    terminal = _terminal()
    if arguments.json:
        print_json({**_to_plain(diagnosis), "terminal": terminal}, arguments.json)
    else:
        for line in _draw(diagnosis, terminal):
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


def _terminal() -> dict[str, str]:
    """Abilities of the terminal, as its environment tells them, and the width of emoji, as it draws them."""
    from threadreader.library.images import can_draw
    from threadreader.tui.drawing.rows import color_system
    from threadreader.tui.terminal import clipboard_program, detect_protocol, has_browser

    name, colors = os.environ.get("TERM") or "not named", color_system(os.environ).name.lower()
    named = {"standard": "16", "eight_bit": "256", "truecolor": "16 million"}
    copied_by = next(iter(clipboard_program(os.environ)), "the terminal itself (OSC 52), if it does")
    return {
        "kind": name if "NO_COLOR" not in os.environ else f"{name}, NO_COLOR",
        "colors": named.get(colors, colors),
        "emoji": _compare_widths(),
        "copies": f"by {copied_by}",
        "pictures": f"as {detect_protocol('auto')}" if can_draw() else "not without Pillow",
        "links": "opened in a browser" if has_browser(os.environ) else "copied: there is no browser here",
    }


def _compare_widths() -> str:
    from threadreader.cli.startup import measure_texts
    from threadreader.render.width import cell_width

    measured = measure_texts(_EMOJI)
    wrong = [
        f"{emoji} {drawn} columns wide in place of {cell_width(emoji)}"
        for emoji, drawn in zip(_EMOJI, measured, strict=False)
        if drawn != cell_width(emoji)
    ]
    if not measured:
        return "not measured: the terminal does not say how wide they are"
    return f"{', '.join(wrong)}: lines with such may look shifted" if wrong else "as wide as they are counted"


def _draw(diagnosis: "Diagnosis", terminal: dict[str, str]) -> Iterator[str]:
    yield ", ".join(f"{name} {version}" for name, version in diagnosis.versions.items())
    installed = [f"{package.name} {package.version}" for package in diagnosis.packages if package.version]
    if installed:
        yield f"packages: {', '.join(dict.fromkeys(installed))}"
    if lacking := [package for package in diagnosis.packages if package.extra and not package.version]:
        yield f"  not installed: {', '.join(f'{package.name} ({package.extra})' for package in lacking)}"
        yield f"  {clean_line(install_command(lacking[-1].extra))} brings {lacking[-1].name}; so for the others"
    if diagnosis.sqlite_bug:
        yield f"SQLite {diagnosis.versions['SQLite']}: {diagnosis.sqlite_bug}; so the journal is another one here"
    yield "sandbox"
    for layer in diagnosis.layers:
        state = f"off ({layer.reason})" if layer.reason else "on"
        yield f"  {layer.name:9}{state}: {layer.effect}"
    yield "terminal"
    for aspect, state in terminal.items():
        yield f"  {aspect:9}{clean_line(state)}"
    yield "library"
    yield f"  {clean_line(str(diagnosis.library.file))}: {_describe(diagnosis.library)}"
    yield from _backups(diagnosis.library)
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
    return f"{counted(state.threads, 'thread')}, journal {state.journal}{', read-only' if state.read_only else ''}"


def _backups(state: "LibraryState") -> Iterator[str]:
    for kind, files in (("what you did", state.dumps), ("all of it", state.copies)):
        if files:
            others = f", and {len(files) - 1} older" if files[1:] else ""
            yield f"  backup of {kind}: {clean_line(str(files[0]))}{others}"


def _to_plain(diagnosis: "Diagnosis") -> dict[str, Any]:
    return {
        **asdict(diagnosis),
        "layers": [{**asdict(layer), "on": not layer.reason} for layer in diagnosis.layers],
        "problems": [
            {"subject": problem.subject, "trouble": problem.trouble, "cure": problem.cure}
            for problem in diagnosis.problems
        ],
    }
