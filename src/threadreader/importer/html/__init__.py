"""Parsing of HTML, selectors, and the regions of a page.

Beautiful Soup is imported here without its CSS engine, soupsieve, which takes longer to import than all the rest of it.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_CSS_ENGINE = "soupsieve"


class _LazyModule(ModuleType):
    """Stand-in for a module that is imported on the first access to one of its attributes."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def import_beautiful_soup() -> None:
    """Import bs4 without soupsieve; plug-in adapters that choose by CSS import it when they do."""
    if "bs4" in sys.modules or _CSS_ENGINE in sys.modules:
        return
    sys.modules[_CSS_ENGINE] = _LazyModule(_CSS_ENGINE)
    try:
        import_module("bs4")
    finally:
        del sys.modules[_CSS_ENGINE]


@contextmanager
def gc_paused() -> Iterator[bool]:
    """Pause garbage collection while a large page is built: its millions of objects are all in use.

    Yields whether collection goes on afterwards: a process that ends before need not free anything.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield was_enabled
    finally:
        if was_enabled:
            gc.enable()
