"""Parsing of HTML, selectors, and the regions of a page.

Beautiful Soup is imported here without its CSS engine, soupsieve, and the parsers that it knows: these take several
times as long to import as all the rest of it.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, cast

_CSS_ENGINE = "soupsieve"
_PARSERS = ("html5lib", "lxml")


class _LazyModule(ModuleType):
    """Stand-in for a module that is imported on the first access to one of its attributes."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def import_beautiful_soup() -> None:
    """Import bs4 without parsers and soupsieve; plug-in adapters that choose by CSS import that when they do."""
    if "bs4" in sys.modules or _CSS_ENGINE in sys.modules:
        return
    absent = [name for name in _PARSERS if name not in sys.modules]
    sys.modules[_CSS_ENGINE] = _LazyModule(_CSS_ENGINE)
    # None stands for a module that is not there.
    cast("dict[str, Any]", sys.modules).update(dict.fromkeys(absent))
    try:
        import_module("bs4")
    finally:
        for name in (_CSS_ENGINE, *absent):
            del sys.modules[name]


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
