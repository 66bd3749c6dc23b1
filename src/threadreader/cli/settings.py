"""Commands `config`, `keys` and `adapters`: the settings, the keys with them, and what reads pages."""

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from threadreader.cli.output import print_json, print_line
from threadreader.cli.programs import page_lines
from threadreader.config import ALLOWED_VALUES, COMMAND_VALUES, RANGES, Config, descriptions, load_config, to_toml
from threadreader.errors import ConfigError
from threadreader.model.text import clean_line
from threadreader.paths import find_paths

if TYPE_CHECKING:
    from threadreader.config import LoadedConfig
    from threadreader.tui.keys import Keymap

_COLUMNS = 100
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
    loaded = load_config(file)
    for line in _settings_file(loaded):
        print_line(line)
    return 0


def _settings_file(loaded: "LoadedConfig") -> Iterator[str]:
    config, described = loaded.config, descriptions()
    for name in (each for each in Config.__struct_fields__ if each not in _IN_TABLES):
        yield from textwrap.wrap(described[name], _COLUMNS, initial_indent="# ", subsequent_indent="# ")
        yield f"{name} = {to_toml(getattr(config, name))}"
        yield ""
    yield "[keys]"
    for name in _IN_KEYS:
        yield from textwrap.wrap(described[name], _COLUMNS, initial_indent="# ", subsequent_indent="# ")
        if name == "preset":
            yield f"preset = {to_toml(config.preset)}"
    yield from (f"{name} = {to_toml(keys)}" for name, keys in config.keys.items())
    yield ""
    yield "[commands]"
    yield from textwrap.wrap(described["commands"], _COLUMNS, initial_indent="# ", subsequent_indent="# ")
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
        print_line(
            f"{file}: nothing is wrong" if file.exists() else f"{file}: is not there; every setting has its default"
        )
    return 1 if problems else 0


def _line_of(file: Path, trouble: str) -> int:
    """The number of the line that sets what a message is about, 0 where no line does."""
    in_toml = re.search(r"at line (\d+)", trouble)
    if in_toml:
        return int(in_toml[1])
    named = re.match(r"(?:there is no setting |keys: there is no action )'(.+?)'|(?:keys\.)?([\w.-]+)", trouble)
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
        raise ConfigError(file, f"cannot be edited ({problem.strerror})", "name an editor in EDITOR") from problem
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
