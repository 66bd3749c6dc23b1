"""Settings of the user, from one TOML file; a wrong setting is reported and keeps its default."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from threadreader.errors import ConfigError

AUTO_THEME = "auto"
"""The theme that is dark or light as the background is."""


class NamedCommand(Struct, frozen=True):
    """A command line of the settings that words are handed to: which, in which format, and the keys that do so."""

    run: str
    gets: str = "reply"
    format: str = "text"
    key: tuple[str, ...] = ()


class Config(Struct, frozen=True):
    """Every setting with its default; a string under a field says what it does."""

    theme: str = AUTO_THEME
    """Colours: `dark`, `light`, `terminal` (the terminal's own 16), `contrast`, `mono`, or `auto`: `light` if the
    terminal reports a light background, else `dark`. `F2` switches to the next."""

    signs: str = "lines"
    """Characters for lines and marks: `lines`, `ascii`, or `none` (words and the cursor, for screen readers)."""

    article_width: int = 72
    """Maximum width of the article's text, in columns (50 to 100)."""

    reply_width: int = 72
    """Maximum width of a reply's text, in columns (36 to 100)."""

    indent: int = 2
    """Indentation of each level of replies, in columns (1 to 4)."""

    bars: str = "depth"
    """What the colour of the bar beside a reply shows: its `depth` or its `author`."""

    opens: str = "all"
    """Replies that are expanded at first: `all`, only the `top` level, or the branches with `new` replies."""

    space: str = "page"
    """Where `space` goes among replies: to the next `page`, or to the next unread `reply`."""

    library: str = ""
    """Folder of the library, such as `~/Sync/threadreader`; if empty, the default folder of your system."""

    pictures: str = "auto"
    """Graphics protocol of the terminal: `kitty`, `sixel`, `blocks` of two colours, or `auto` to detect it."""

    commands: Mapping[str, NamedCommand] = {}
    """In `[commands]`: a command line for `|` by name, or a table with the command line in `run`, a `key` of its own,
    its input in `gets` (`reply` or the selected words, `selection`, `branch` or `thread`) and the `format` of that
    (`text`, `markdown` or `json`)."""

    preset: str = "vi"
    """In `[keys]`: the preset, `vi`, or `arrows`, which needs no letters."""

    keys: Mapping[str, tuple[str, ...]] = {}
    """In `[keys]`: a key or a list of keys for an action of the table of keys, such as `go.back = "ctrl+o"`."""


class LoadedConfig(Struct, frozen=True):
    """Settings, and errors of those in the file that keep their default.

    `named` are the settings that the file has, also those with the default as their value.
    """

    config: Config = field(default_factory=Config)
    problems: tuple[ConfigError, ...] = ()
    named: frozenset[str] = frozenset()


_KEYS, _COMMANDS, _LIBRARY, _PRESET = "keys", "commands", "library", "preset"
ALLOWED_VALUES = {
    "theme": (AUTO_THEME, "dark", "light", "terminal", "contrast", "mono"),
    "signs": ("lines", "ascii", "none"),
    "bars": ("depth", "author"),
    "opens": ("all", "top", "new"),
    "space": ("page", "reply"),
    "pictures": ("auto", "kitty", "sixel", "blocks"),
    _PRESET: ("vi", "arrows"),
}
"""The values of settings that are one of several."""

COMMAND_VALUES = {"gets": ("reply", "selection", "branch", "thread"), "format": ("text", "markdown", "json")}
"""The values of what a command of the settings gets."""

_VALUES = ALLOWED_VALUES | COMMAND_VALUES
_KEY_VALUES = "a key or a list of keys"
_COMMAND_SETTINGS = NamedCommand.__struct_fields__

# Columns: 36 is the least that replies are wrapped to anywhere, and lines over 100 are hard to follow.
RANGES = {"article_width": (50, 100), "reply_width": (36, 100), "indent": (1, 4)}
"""The least and the most of settings that are numbers."""

_TOP_LEVEL = tuple(name for name in Config.__struct_fields__ if name != _PRESET)
_UNREADABLE = "cannot be read"
_NO_TOML = "cannot be read as TOML"
_LIBRARY_LINE = re.compile(rb"^\s*library\s*=", re.MULTILINE)
# Error message and remedy.
_Problem = tuple[str, str]


def load_config(path: Path) -> LoadedConfig:
    """Load the settings; defaults for a missing file and for wrong settings."""
    try:
        text = path.read_text(encoding="utf-8")
        # Most users have no such file.
        import tomllib

        settings = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return LoadedConfig()
    except OSError as error:
        return LoadedConfig(problems=(ConfigError(path, f"{_UNREADABLE} ({error.strerror})"),))
    except ValueError as error:
        return LoadedConfig(problems=(ConfigError(path, f"{_NO_TOML} ({error})"),))
    except RecursionError:
        return LoadedConfig(problems=(ConfigError(path, f"{_NO_TOML} (nested too deep)"),))
    valid: dict[str, Any] = {}
    problems = [ConfigError(path, *problem) for problem in _validate(settings, valid)]
    return LoadedConfig(Config(**valid), tuple(problems), frozenset(valid))


def library_folder(path: Path) -> Path | None:
    """Folder of the library in a settings file, None if the file has none.

    Raises ConfigError for a wrong folder: another library would look as if everything was lost.
    """
    loaded = load_config(path)
    if loaded.config.library:
        return Path(loaded.config.library).expanduser()
    if _UNREADABLE in {problem.trouble.partition(" (")[0] for problem in loaded.problems}:
        raise loaded.problems[0]
    for problem in loaded.problems:
        if problem.trouble.startswith((f"{_LIBRARY} ", _NO_TOML)) and _LIBRARY_LINE.search(path.read_bytes()):
            raise problem
    return None


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Suggestion of the known word that is most similar to an unknown one, if any is similar."""
    matches = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {matches[0]!r}?" if matches else otherwise


def _validate(settings: Mapping[str, Any], valid: dict[str, Any]) -> Iterator[_Problem]:
    """Add the valid settings to `valid`, and yield the errors of the others."""
    for name, value in settings.items():
        if name not in _TOP_LEVEL:
            yield (
                f"unknown setting {name!r}",
                suggest(name, _TOP_LEVEL, f"the settings are {', '.join(_TOP_LEVEL)}"),
            )
        elif name == _KEYS and isinstance(value, dict):
            yield from _validate_keys(value, valid)
        elif name == _COMMANDS and isinstance(value, dict):
            valid[_COMMANDS] = commands = dict[str, NamedCommand]()
            for each, command in value.items():
                yield from _validate_command(each, command, commands)
        elif message := _trouble(name, value):
            yield message, ""
        else:
            valid[name] = value


def _validate_keys(table: Mapping[str, Any], valid: dict[str, Any]) -> Iterator[_Problem]:
    bound: dict[str, tuple[str, ...]] = {}
    for name, value in _flatten(table):
        keys = _keys(value)
        if name == _PRESET:
            if message := _trouble(name, value):
                yield f"{_KEYS}.{message}", ""
            else:
                valid[name] = value
        elif keys is None:
            yield f"{_KEYS}.{name} must be {_KEY_VALUES}, not {to_toml(value)}", ""
        else:
            bound[name] = keys
    valid[_KEYS] = bound


def _validate_command(name: str, value: Any, commands: dict[str, NamedCommand]) -> Iterator[_Problem]:
    """Add a command that is right, and yield what is wrong with another."""
    table = {"run": value} if isinstance(value, str) else value
    where = f"{_COMMANDS}.{name}"
    if not re.fullmatch(r"[\w-]+", name):
        yield f"names in {_COMMANDS} must have letters, digits, - and _ only, not {to_toml(name)}", ""
    elif not isinstance(table, dict) or not isinstance(table.get("run"), str) or not table["run"].strip():
        yield f"{where} must be a command line, or a table with one in `run`", ""
    else:
        unknown = [each for each in table if each not in _COMMAND_SETTINGS]
        wrong = [message for each in table if each not in unknown if (message := _trouble(each, table[each]))]
        if not wrong and table.get("gets") == "selection" and table.get("format", "text") != "text":
            wrong.append("format must be text for a selection")
        for each in unknown:
            known = f"the settings are {', '.join(_COMMAND_SETTINGS)}"
            yield f"unknown setting {f'{where}.{each}'!r}", suggest(each, _COMMAND_SETTINGS, known)
        yield from ((f"{where}.{message}", "") for message in wrong)
        if not unknown and not wrong:
            commands[name] = NamedCommand(**{**table, "key": _keys(table.get("key", [])) or ()})


def _keys(value: Any) -> tuple[str, ...] | None:
    """The keys of a key or a list of keys, None for anything else."""
    keys = [value] if isinstance(value, str) else value
    return tuple(keys) if isinstance(keys, list) and all(isinstance(key, str) for key in keys) else None


def _flatten(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Entries of a table with dotted names: TOML reads `reply.next = "n"` as a table in it."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", inner_value) for inner, inner_value in value.items())
        else:
            yield name, value


def _trouble(name: str, value: Any) -> str:
    """Error message for the value of a setting, or of one of a command, "" if it is valid."""
    expected = also = ""
    if name in _VALUES and value not in _VALUES[name]:
        expected = f"one of {', '.join(_VALUES[name])}"
        also = suggest(value, _VALUES[name]) if isinstance(value, str) else ""
    elif name in RANGES:
        low, high = RANGES[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            expected = f"a number from {low} to {high}"
    elif name == _LIBRARY and not _is_folder(value):
        expected = "an absolute path, beginning with `/` or `~`"
    elif name in {_KEYS, _COMMANDS}:
        # What is a table is validated entry by entry.
        expected = f"a table of {name}"
    elif name == "key" and _keys(value) is None:
        expected = _KEY_VALUES
    elif name == "run":
        import shlex

        try:
            shlex.split(value)
        except ValueError as problem:
            return f"{name}: {problem}"
    return "; ".join(filter(None, (f"{name} must be {expected}, not {to_toml(value)}", also))) if expected else ""


def _is_folder(value: Any) -> bool:
    """True for a folder that does not depend on the current one."""
    if not isinstance(value, str):
        return False
    try:
        return not value or Path(value).expanduser().is_absolute()
    except RuntimeError:
        # `~name` of an unknown user.
        return False


def to_toml(value: Any) -> str:
    """A value in TOML's notation, which is that of JSON for all that is likely here."""
    return json.dumps(value, ensure_ascii=False, default=str)


def descriptions() -> Mapping[str, str]:
    """The effect of each setting, in the words under its field."""
    import ast
    import inspect

    (declared,) = ast.parse(inspect.getsource(Config)).body
    assert isinstance(declared, ast.ClassDef)
    return {
        setting.target.id: " ".join(below.value.value.split())
        for setting, below in pairwise(declared.body)
        if isinstance(setting, ast.AnnAssign) and isinstance(setting.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
    }
