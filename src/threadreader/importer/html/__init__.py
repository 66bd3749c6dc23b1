"""Beautiful Soup without what finds tags by CSS, which takes longer to import than all the rest of it.

The collector of garbage, kept from a large page.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_LATER = "soupsieve"


class _Later(ModuleType):
    """Stands for a module, which is imported as soon as anything of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def import_beautiful_soup() -> None:
    """Import it; adapters of others that choose by CSS import the rest when they do, and nothing here does."""
    if "bs4" in sys.modules or _LATER in sys.modules:
        return
    sys.modules[_LATER] = _Later(_LATER)
    try:
        import_module("bs4")
    finally:
        del sys.modules[_LATER]


@contextmanager
def no_collection() -> Iterator[bool]:
    """A large page is millions of objects that are all in use: looking for garbage would double the time.

    Gives whether it is looked for afterwards: in a process that ends before, nothing need be given back.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield was_on
    finally:
        if was_on:
            gc.enable()
