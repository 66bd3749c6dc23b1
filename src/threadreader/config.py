"""The reader's settings, from one TOML file."""

import difflib
import json
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from threadreader.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting with its default; a string under a field says what it does."""

    theme: str = "dark"
    """The colours: `dark` or `light`."""

    article_width: int = 72
    """The widest the article's text gets, in columns (50 to 100)."""

    reply_width: int = 72
    """The widest a reply's text gets, in columns (36 to 100)."""

    indent: int = 2
    """The columns that each level of replies is indented by (1 to 4)."""


_CHOICES = {"theme": ("dark", "light")}
_RANGES = {"article_width": (50, 100), "reply_width": (36, 100), "indent": (1, 4)}


def load_config(path: Path) -> Config:
    """The settings in a file, the defaults where there is none.

    Raises ConfigError naming the file, the key and the nearest right one.
    """
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except OSError as problem:
        raise ConfigError(path, f"cannot be read ({problem.strerror})") from problem
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigError(path, f"cannot be read as TOML ({problem})") from problem
    for key, value in settings.items():
        _check(path, key, value)
    return Config(**settings)


def _check(path: Path, key: str, value: Any) -> None:
    known = {field.name: field.type for field in fields(Config)}
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        cure = f"did you mean {near[0]!r}?" if near else f"the settings are {', '.join(known)}"
        raise ConfigError(path, f"there is no setting {key!r}", cure)
    if key in _CHOICES and value not in _CHOICES[key]:
        raise ConfigError(path, f"{key} is one of {', '.join(_CHOICES[key])}, not {_as_typed(value)}")
    if key in _RANGES:
        low, high = _RANGES[key]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ConfigError(path, f"{key} is a number from {low} to {high}, not {_as_typed(value)}")


def _as_typed(value: Any) -> str:
    """A value as TOML has it; JSON writes all that somebody is likely to try the same way."""
    return json.dumps(value, ensure_ascii=False, default=str)
