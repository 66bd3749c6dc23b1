"""Functions of the session that are named before their modules are loaded: `from …later import moving`.

The table of keys names every action, and the first frame needs none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Later:
    """A function of a module."""

    module: str
    name: str


class _Module:
    """A module of the session: what is asked of it is a `Later`."""

    def __init__(self, name: str) -> None:
        self._name = f"threadreader.session.{name}"

    def __getattr__(self, name: str) -> Later:
        return Later(self._name, name)


def __getattr__(name: str) -> _Module:
    if name.startswith("_"):
        raise AttributeError(name)
    return _Module(name)


def loaded(named: Any) -> Any:
    """What was named, its module loaded; anything else as it is."""
    return getattr(import_module(named.module), named.name) if isinstance(named, Later) else named


def load(named: Iterator[object]) -> Iterator[None]:
    """Load the modules of all that was named, one at each step."""
    for module in dict.fromkeys(one.module for one in named if isinstance(one, Later)):
        import_module(module)
        yield
