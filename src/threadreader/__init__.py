"""A terminal reader for offline comment threads.

::

    bytes ─▶ Container ─▶ Document ─▶ Draft ─▶ Thread ─▶ ParsedPage ─▶ store ─▶ OpenThread ─▶ session ─▶ tui
           open        parse      adapter   assemble   quotes        (keep it)             cursor, folds

`render` makes lines of text from blocks for `session` and `export`. Everything left of `store` is a pure function of
its input. Input and output happen in four packages: `cli`, `library`, `store` and `tui`; recipes and plug-ins alone
are read by `importer.platforms`, and `preferences` keeps its file. A saved page never causes a network request.

The names in `__all__` are for other programs (`docs/python.md`). Each is imported at its first use: the command line
needs few of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadreader.errors import ThreadreaderError as ThreadreaderError
    from threadreader.importer import Imported as Imported
    from threadreader.importer import import_bytes as import_bytes
    from threadreader.library.library import Library as Library
    from threadreader.library.library import open as open  # noqa: A004 - it is called threadreader.open
    from threadreader.model.quote import QuoteIndex as QuoteIndex
    from threadreader.model.thread import Article as Article
    from threadreader.model.thread import Author as Author
    from threadreader.model.thread import Comment as Comment
    from threadreader.model.thread import Thread as Thread
    from threadreader.model.wire import thread_from_plain as thread_from_plain
    from threadreader.model.wire import thread_to_plain as thread_to_plain
    from threadreader.paths import find_paths as find_paths
    from threadreader.quotes import link_quotes as link_quotes

__version__ = "0.2.0.dev0"

_MODULES = {
    "Article": "model.thread",
    "Author": "model.thread",
    "Comment": "model.thread",
    "Imported": "importer",
    "Library": "library.library",
    "QuoteIndex": "model.quote",
    "Thread": "model.thread",
    "ThreadreaderError": "errors",
    "find_paths": "paths",
    "import_bytes": "importer",
    "link_quotes": "quotes",
    "open": "library.library",
    "thread_from_plain": "model.wire",
    "thread_to_plain": "model.wire",
}
__all__ = ["__version__", *_MODULES]  # noqa: PLE0604 - they are names


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
