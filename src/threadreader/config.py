"""The reader's settings, from one TOML file; what is wrong in it is said, and stays as it is by default."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from threadreader.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting with its default; a string under a field says what it does."""

    theme: str = "dark"
    """The colours: `dark`, `light`, `terminal` (the terminal's own 16), `contrast` or `mono`; `F2` shows the next."""

    signs: str = "lines"
    """What lines and marks are drawn with: `lines`, `ascii`, or `none` (words and the cursor, for a screen reader)."""

    article_width: int = 72
    """The widest the article's text gets, in columns (50 to 100)."""

    reply_width: int = 72
    """The widest a reply's text gets, in columns (36 to 100)."""

    indent: int = 2
    """The columns that each level of replies is indented by (1 to 4)."""

    bars: str = "depth"
    """What the colour of the bar beside a reply says: its `depth`, or its `author`."""

    opens: str = "all"
    """What is open of a thread: `all`; the `top` level alone, the first time; or the branches with something `new`."""

    library: str = ""
    """The folder that the library is in, such as `~/Sync/threadreader`; where this is empty, the one of your system."""

    pictures: str = "auto"
    """How the terminal takes pictures: `kitty`, `sixel`, `blocks` of two colours, or `auto`, as it says of itself."""

    preset: str = "vi"
    """In `[keys]`: the keys to begin with, `vi`, or `arrows`, which needs no letters."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """In `[keys]`: a key or a list of keys for an id of the table of keys, such as `go.back = "ctrl+o"`."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and what is wrong with those in the file that are left as by default.

    `named` are those that the file has, also where it has the default.
    """

    config: Config = field(default_factory=Config)
    problems: tuple[ConfigError, ...] = ()
    named: frozenset[str] = field(default=frozenset(), compare=False)


KEYS, LIBRARY = "keys", "library"
_PRESET = "preset"
_CHOICES = {
    "theme": ("dark", "light", "terminal", "contrast", "mono"),
    "signs": ("lines", "ascii", "none"),
    "bars": ("depth", "author"),
    "opens": ("all", "top", "new"),
    "pictures": ("auto", "kitty", "sixel", "blocks"),
    _PRESET: ("vi", "arrows"),
}
_RANGES = {"article_width": (50, 100), "reply_width": (36, 100), "indent": (1, 4)}
_TOP = tuple(setting.name for setting in fields(Config) if setting.name != _PRESET)
_NO_TOML = "cannot be read as TOML"
_NAMES_LIBRARY = re.compile(rb"^\s*library\s*=", re.MULTILINE)
_Problem = tuple[str, str]
"""What is wrong, and what to do."""


def load_config(path: Path) -> Loaded:
    """The settings in a file, the defaults where there is none or where something is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
        # Most readers have no such file.
        import tomllib

        settings = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return Loaded()
    except OSError as problem:
        return Loaded(problems=(ConfigError(path, f"cannot be read ({problem.strerror})"),))
    except ValueError as problem:
        return Loaded(problems=(ConfigError(path, f"{_NO_TOML} ({problem})"),))
    good: dict[str, Any] = {}
    problems = [ConfigError(path, *problem) for problem in _take(settings, good)]
    return Loaded(Config(**good), tuple(problems), frozenset(good))


def library_folder(path: Path) -> Path | None:
    """The folder that the settings in a file say the library is in; None where they do not say.

    Raises ConfigError where what they say is wrong: another library would look as if everything was lost.
    """
    loaded = load_config(path)
    if loaded.config.library:
        return Path(loaded.config.library).expanduser()
    for problem in loaded.problems:
        if problem.trouble.startswith((f"{LIBRARY} ", _NO_TOML)) and _NAMES_LIBRARY.search(path.read_bytes()):
            raise problem
    return None


def nearest(word: str, known: Mapping[str, Any] | tuple[str, ...], all_of_them: str = "") -> str:
    """The cure for a word that is not known: the nearest that is, or else all of them."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else all_of_them


def _take(settings: Mapping[str, Any], good: dict[str, Any]) -> Iterator[_Problem]:
    """Put the settings that are right into `good`, and say what is wrong with the others."""
    for name, value in settings.items():
        if name not in _TOP:
            yield f"there is no setting {name!r}", nearest(name, _TOP, f"the settings are {', '.join(_TOP)}")
        elif name == KEYS and isinstance(value, dict):
            yield from _take_keys(value, good)
        elif trouble := _trouble(name, value):
            yield trouble, ""
        else:
            good[name] = value


def _take_keys(table: Mapping[str, Any], good: dict[str, Any]) -> Iterator[_Problem]:
    bound: dict[str, tuple[str, ...]] = {}
    for name, value in _flat(table):
        keys = [value] if isinstance(value, str) else value
        if name == _PRESET:
            if trouble := _trouble(name, value):
                yield f"{KEYS}.{trouble}", ""
            else:
                good[name] = value
        elif isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            bound[name] = tuple(keys)
        else:
            yield f"{KEYS}.{name} is a key or a list of keys, not {_as_typed(value)}", ""
    good[KEYS] = bound


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The entries of a table; `reply.next = "n"` is a table in it, and means the id with the dot."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{under}", of_it) for under, of_it in value.items())
        else:
            yield name, value


def _trouble(name: str, value: Any) -> str:
    """What is wrong with a value, "" where nothing is."""
    if name in _CHOICES and value not in _CHOICES[name]:
        return f"{name} is one of {', '.join(_CHOICES[name])}, not {_as_typed(value)}{_meant(name, value)}"
    if name in _RANGES:
        low, high = _RANGES[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            return f"{name} is a number from {low} to {high}, not {_as_typed(value)}"
    if name == LIBRARY and not _is_folder(value):
        return f"{name} is a folder, written from `/` or `~` on, not {_as_typed(value)}"
    if name == KEYS:
        return f"{KEYS} is a table of keys, not {_as_typed(value)}"
    return ""


def _is_folder(value: Any) -> bool:
    """Whether something names the same folder wherever the program is started."""
    if not isinstance(value, str):
        return False
    try:
        return not value or Path(value).expanduser().is_absolute()
    except RuntimeError:
        # There is nobody of that name.
        return False


def _meant(name: str, value: Any) -> str:
    near = nearest(value, _CHOICES[name]) if isinstance(value, str) else ""
    return f"; {near}" if near else ""


def _as_typed(value: Any) -> str:
    """A value as TOML has it; JSON writes all that somebody is likely to try the same way."""
    return json.dumps(value, ensure_ascii=False, default=str)
