"""The library that a page is put in before it is shown; where that takes none, another for as long as it is read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from threadreader.cli.references import open_library
from threadreader.cli.speech import complain
from threadreader.errors import ConfigError, StoreError
from threadreader.paths import find_paths

if TYPE_CHECKING:
    from threadreader.library.library import Library

T = TypeVar("T")

_MEMORY = "/dev/shm"  # noqa: S108 - in a folder of its own there
"""A folder that is on no disk, on systems that have one."""


@contextmanager
def holding(put: "Callable[[Library], T]") -> "Iterator[tuple[Library, T]]":
    """The library that took something, and what that gave; where it takes nothing, another that is gone afterwards."""
    with ExitStack() as left:
        try:
            library = left.enter_context(open_library())
            given = put(library)
        except (StoreError, ConfigError) as problem:
            cure = "; ".join(filter(None, (problem.cure, "until then a page is shown, and nothing of it is kept")))
            complain(StoreError(problem.subject, problem.trouble, cure), debug=False)
            library, given = _put_elsewhere(left, put)
            library.notice = f"nothing is kept: the library {problem.trouble}"
        yield library, given


def _put_elsewhere(left: ExitStack, put: "Callable[[Library], T]") -> "tuple[Library, T]":
    """A library that is gone afterwards, and what it gave; in memory where the disk takes none."""
    import tempfile

    from threadreader.library.library import Library

    def try_to_put(place: str | None) -> "tuple[Library, T]":
        folder = tempfile.TemporaryDirectory(prefix="threadreader-", dir=place, ignore_cleanup_errors=True)
        library = left.enter_context(Library.open(find_paths(left.enter_context(folder))))
        return library, put(library)

    try:
        return try_to_put(None)
    except (StoreError, OSError):
        if not Path(_MEMORY).is_dir():
            raise
        return try_to_put(_MEMORY)
