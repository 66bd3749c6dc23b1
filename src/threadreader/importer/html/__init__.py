"""Parsing of HTML, selectors, and the regions of a page.

Beautiful Soup is imported here without its CSS engine, soupsieve, and the parsers that it knows, which take several
times as long to import as all the rest of it, and without what it takes for one warning and for types.
"""

import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any, cast

_CSS_ENGINE = "soupsieve"
_PARSERS = ("html5lib", "lxml")  # in the order in which bs4 registers them


class _LazyModule(ModuleType):
    """Stand-in for a module that is imported on the first access to one of its attributes."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def import_beautiful_soup() -> None:
    """Import bs4 without soupsieve and parsers; who chooses by CSS or names a parser imports them when they do."""
    if "bs4" in sys.modules:
        return
    import_with("bs4", {_CSS_ENGINE: _LazyModule(_CSS_ENGINE), **dict.fromkeys(_PARSERS)})
    from bs4 import builder

    known = builder.builder_registry

    def look_up(*features: str) -> Any:
        if features != ("html.parser",) and vars(known).pop("lookup", None):
            for name in _PARSERS:
                with suppress(ImportError):
                    builder.register_treebuilders_from(import_module(f"bs4.builder._{name}"))
        return type(known).lookup(known, *features)

    vars(known)["lookup"] = look_up


def import_with(name: str, stand_ins: Mapping[str, ModuleType | None]) -> None:
    """Import a module while others stand for those that it imports, where these are not there; None is for absent."""
    missing = stand_ins.keys() - sys.modules.keys()
    cast("dict[str, Any]", sys.modules).update((each, stand_ins[each]) for each in missing)
    try:
        import_module(name)
    finally:
        for each in missing:
            del sys.modules[each]
