"""Commands on the installation: `config`, `keys`, `adapters`, `where` and `doctor`.

They show the settings, the keys with them, what reads pages, the folders, and versions, the layers of the sandbox, the
library, and what is wrong with any of them.
"""

import argparse
import json
import os
import re
import sys
import textwrap
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from threadreader.cli.output import page_lines, print_json, print_line
from threadreader.cli.page_argument import resolve_paths
from threadreader.config import ALLOWED_VALUES, COMMAND_VALUES, RANGES, Config, descriptions, load_config, to_toml
from threadreader.errors import ConfigError, ThreadreaderError
from threadreader.model.text import clean_line, counted
from threadreader.paths import Paths, find_paths, install_command

if TYPE_CHECKING:
    from threadreader.config import LoadedConfig
    from threadreader.library.doctor import Diagnosis, LibraryState
    from threadreader.tui.keys import Keymap

_comment = partial(textwrap.wrap, width=100, initial_indent="# ", subsequent_indent="# ")
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_SETTING = re.compile(r"""\s*["']?([\w.-]+)["']?\s*=""")
_IN_KEYS = ("preset", "keys")
_IN_TABLES = (*_IN_KEYS, "commands")


def configure(arguments: argparse.Namespace) -> int:
    """Print, check or edit the settings."""
    actions = {"print": _print, "check": _check, "schema": _print_schema, "edit": _edit, "path": _print_path}
    return actions[arguments.action](find_paths().config_file)


def _print(file: Path) -> int:
    """Print all settings as a file that is loaded unchanged, each under what it does."""
    for line in _settings_file(load_config(file)):
        print_line(line)
    return 0


def _settings_file(loaded: "LoadedConfig") -> Iterator[str]:
    config, described = loaded.config, descriptions()
    for name in (each for each in Config.__struct_fields__ if each not in _IN_TABLES):
        yield from _comment(described[name])
        yield f"{name} = {to_toml(getattr(config, name))}"
        yield ""
    yield "[keys]"
    for name in _IN_KEYS:
        yield from _comment(described[name])
        if name == "preset":
            yield f"preset = {to_toml(config.preset)}"
    yield from (f"{name} = {to_toml(keys)}" for name, keys in config.keys.items())
    yield ""
    yield "[commands]"
    yield from _comment(described["commands"])
    for name, command in config.commands.items():
        yield f"[commands.{to_toml(name)}]"
        yield from (f"{setting} = {to_toml(value)}" for setting, value in asdict(command).items())


def _print_path(file: Path) -> int:
    print_line(str(file))
    return 0


def _check(file: Path) -> int:
    """Print what is wrong with the settings, with the line of each; exit code 1 if anything is."""
    loaded = load_config(file)
    problems = [*loaded.problems, *(ConfigError(file, trouble) for trouble in _keymap(loaded)[1])]
    for problem in problems:
        line = _line_of(file, problem.trouble)
        where = f"{problem.subject}:{line}" if line else problem.subject
        print_line(clean_line(str(ConfigError(where, problem.trouble, problem.cure))))
    if not problems:
        print_line(f"{file}: no problems" if file.exists() else f"{file}: no such file; using the defaults")
    return 1 if problems else 0


def _line_of(file: Path, trouble: str) -> int:
    """The number of the line that sets what a message is about, 0 where no line does."""
    in_toml = re.search(r"at line (\d+)", trouble)
    if in_toml:
        return int(in_toml[1])
    named = re.match(r"(?:unknown setting |keys: (?:there is no|unknown) action )'(.+?)'|(?:keys\.)?([\w.-]+)", trouble)
    name = (named[1] or named[2]) if named else ""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return 0
    table = ""
    for number, line in enumerate(lines, 1):
        if found := _HEADER.match(line):
            table = found[1].replace('"', "").replace("'", "").replace(" ", "")
            set_here = table
        elif found := _SETTING.match(line):
            set_here = f"{table}.{found[1]}"
        else:
            continue
        if name and f".{set_here}".endswith(f".{name}"):
            return number
    return 0


def _print_schema(_: Path) -> int:
    """Print the JSON Schema of the settings, for editors."""
    described = descriptions()
    properties = {
        name: _property(name, default, described[name])
        for name, default in asdict(Config()).items()
        if name not in _IN_TABLES
    }
    keys = {"type": ["string", "array"], "items": {"type": "string"}}
    preset = _property("preset", Config().preset, described["preset"])
    properties["keys"] = {
        "type": "object",
        "description": described["keys"],
        "properties": {"preset": preset},
        "additionalProperties": {**keys, "type": ["string", "array", "object"]},
    }
    command = {
        **{name: {"type": "string", "enum": values} for name, values in COMMAND_VALUES.items()},
        "run": {"type": "string"},
        "key": keys,
    }
    properties["commands"] = {
        "type": "object",
        "description": described["commands"],
        "additionalProperties": {
            "type": ["string", "object"],
            "properties": command,
            "required": ["run"],
            "additionalProperties": False,
        },
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of threadreader",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    sys.stdout.write(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
    return 0


def _property(name: str, default: object, description: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "integer" if isinstance(default, int) else "string"}
    if name in ALLOWED_VALUES:
        shape["enum"] = ALLOWED_VALUES[name]
    if name in RANGES:
        shape["minimum"], shape["maximum"] = RANGES[name]
    return {**shape, "default": default, "description": description}


def _edit(file: Path) -> int:
    """Open the settings in the editor of the user, a new file with all defaults, and check what was written."""
    if not file.exists():
        from threadreader.preferences import write_atomically

        try:
            write_atomically(file, "".join(f"{line}\n" for line in _settings_file(load_config(file))))
        except OSError as problem:
            trouble = f"cannot be written ({problem.strerror})"
            raise ConfigError(file, trouble, "make its folder writable") from problem
    from threadreader.tui.terminal import edit_file

    try:
        status = edit_file(file)
    except OSError as problem:
        raise ConfigError(file, f"cannot be edited ({problem.strerror})", "set EDITOR to an editor") from problem
    return status or _check(file)


def _keymap(loaded: "LoadedConfig") -> "tuple[Keymap, tuple[str, ...]]":
    from threadreader.tui.keys import make_keymap

    return make_keymap(loaded.config.preset, loaded.config.keys, loaded.config.commands)


def list_keys(arguments: argparse.Namespace) -> int:
    """List the keys, as the settings have them."""
    from threadreader.tui.keys import format_keys

    keymap, _ = _keymap(load_config(find_paths().config_file))
    rows = [(" ".join(map(format_keys, row.keys)), row) for row in keymap.rows]
    if arguments.json:
        named = ("id", "keys", "help", "group", "context")
        plain = [
            {name: getattr(row, name) for name in named} | {"keys": list(map(format_keys, row.keys))} for _, row in rows
        ]
        print_json({"keys": plain}, arguments.json, "keys")
        return 0
    widest, ids = max(len(typed) for typed, _ in rows), max(len(row.id) for _, row in rows)
    page_lines(f"{typed:{widest}}  {row.id:{ids}}  {row.help}" for typed, row in rows)
    return 0


def list_adapters(arguments: argparse.Namespace) -> int:
    """List the adapters: whose each is, and the selectors that tell it its pages."""
    from threadreader.library.reading import list_adapters

    adapters, notes = list_adapters()
    if arguments.json:
        named = ("name", "origin", "selectors")
        plain = [dict(zip(named, adapter, strict=True)) for adapter in adapters]
        print_json({"adapters": plain}, arguments.json, "adapters")
    else:
        widest = max(len(name) for name, _, _ in adapters)
        page_lines(
            clean_line(f"{name:{widest}}  {f'{origin}: ' if origin else ''}{', '.join(selectors) or 'any page'}")
            for name, origin, selectors in adapters
        )
    for note in notes:
        sys.stderr.write(f"threadreader: {clean_line(f'{note.where}: {note.message}')}\n")
    return 1 if notes else 0


def list_folders(arguments: argparse.Namespace) -> int:
    """Print the folders of the library, its backups, the settings and the cache."""
    paths = resolve_paths()
    named = {"data": paths.data, "backups": paths.data / "backups", "config": paths.config, "cache": paths.cache}
    if arguments.json:
        print_json(named, arguments.json)
        return 0
    for name, path in named.items():
        print_line(f"{name:9}{clean_line(str(path))}")
    return 0


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
    copied_by = next(iter(clipboard_program(os.environ)), "the terminal (OSC 52), if supported")
    return {
        "kind": name if "NO_COLOR" not in os.environ else f"{name}, NO_COLOR",
        "colours": named.get(colors, colors),
        "emoji": _compare_widths(),
        "copies": f"by {copied_by}",
        "pictures": f"as {detect_protocol('auto')}" if can_draw() else "not shown: Pillow is not installed",
        "links": "open in a browser" if has_browser(os.environ) else "copied, because no browser was found",
    }


def _compare_widths() -> str:
    from threadreader.cli.startup import measure_texts
    from threadreader.render.width import cell_width

    measured = measure_texts(_EMOJI)
    wrong = [
        f"{emoji} {drawn} columns wide instead of {cell_width(emoji)}"
        for emoji, drawn in zip(_EMOJI, measured, strict=False)
        if drawn != cell_width(emoji)
    ]
    if not measured:
        return "unknown: the terminal does not report their width"
    return f"{', '.join(wrong)}; lines with these may look misaligned" if wrong else "as wide as expected"


def _draw(diagnosis: "Diagnosis", terminal: dict[str, str]) -> Iterator[str]:
    yield ", ".join(f"{name} {version}" for name, version in diagnosis.versions.items())
    installed = [f"{package.name} {package.version}" for package in diagnosis.packages if package.version]
    if installed:
        yield f"packages: {', '.join(dict.fromkeys(installed))}"
    if lacking := [package for package in diagnosis.packages if package.extra and not package.version]:
        yield f"  not installed: {', '.join(f'{package.name} ({package.extra})' for package in lacking)}"
        yield f"  {clean_line(install_command(lacking[-1].extra))} installs {lacking[-1].name}; the others the same way"
    if diagnosis.sqlite_bug:
        yield f"SQLite {diagnosis.versions['SQLite']} has a known bug ({diagnosis.sqlite_bug}); using a slower journal"
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
        yield "problems"
        for problem in diagnosis.problems:
            yield f"  {clean_line(str(problem))}"
    else:
        yield "no problems"


def _describe(state: "LibraryState") -> str:
    if not state.exists:
        return "none yet; created when you add the first page"
    if state.threads is None:
        return "cannot be read"
    return f"{counted(state.threads, 'thread')}, journal mode {state.journal}{', read-only' if state.read_only else ''}"


def _backups(state: "LibraryState") -> Iterator[str]:
    for kind, files in (("reading data", state.dumps), ("the whole library", state.copies)):
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
