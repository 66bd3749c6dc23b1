"""Layers of the sandbox beside its limits: what a worker gives up of the system before it reads a page.

A layer that the system lacks is left out: pages are read within the others.
"""

import os
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from msgspec import Struct

# Where the system's loader finds libraries in C, and Python time zones and kinds of files.
_SYSTEM_PATHS = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"),
    *("/etc/localtime", "/etc/mime.types", "/etc/zoneinfo"),
    *("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"),
)
_ELSEWHERE = "has no such layer"


class Layer(Struct, frozen=True):
    """A layer of the sandbox with what it takes from a worker; `reason` is why it is off, "" if it is on."""

    name: str
    effect: str
    reason: str = ""


def layers() -> tuple[Layer, ...]:
    """The layers, on and off."""
    return (
        Layer("process", "a crash affects one page only", _reason_against_fork()),
        Layer("limits", "bounds time, memory and output size", _reason_against_fork()),
        Layer("landlock", "reads only the program's files and the page's", _reason_against_landlock()),
        Layer("seccomp", "blocks network, other programs and changes to files", _reason_against_seccomp()),
    )


def restrict(readable: Iterable[str]) -> None:
    """Put on all layers that there are; only the program's files and these can then be read, and none written."""
    with suppress(RuntimeError):
        # The list of accounts, which says where a home is that no variable names, cannot be read any more then.
        os.environ.setdefault("HOME", str(Path.home()))
    with suppress(OSError, ImportError):
        if not _reason_against_landlock():
            from threadreader.library.layers import landlock

            landlock.restrict([*program_paths(), *readable])
    with suppress(OSError, ImportError):
        if not _reason_against_seccomp():
            from threadreader.library.layers import seccomp

            seccomp.restrict()


def _reason_against_fork() -> str:
    return "" if hasattr(os, "fork") else f"{sys.platform} has no fork, so pages are read in the main process"


@cache
def _reason_against_landlock() -> str:
    if sys.platform != "linux":
        return f"{sys.platform} {_ELSEWHERE}"
    try:
        from threadreader.library.layers import landlock
    except ImportError as problem:
        return str(problem)
    return "" if landlock.version() else "the kernel is older than 5.13 or has it disabled"


@cache
def _reason_against_seccomp() -> str:
    if sys.platform != "linux":
        return f"{sys.platform} {_ELSEWHERE}"
    try:
        from threadreader.library.layers import seccomp
    except ImportError as problem:
        return str(problem)
    return seccomp.reason_against()


@cache
def program_paths() -> tuple[str, ...]:
    """Files and folders that Python and this program may read in a worker: modules are imported when they are used."""
    home = Path.home()
    folders = [*sys.path, *sysconfig.get_paths().values(), str(Path(sys.base_prefix, "lib"))]
    # A script in the home folder has that for its modules: all files of the user are in it.
    modules = [each for each in folders if Path(each).is_absolute() and not home.is_relative_to(each)]
    package = Path(__file__).parents[1]
    return tuple(dict.fromkeys([str(package), *modules, *_SYSTEM_PATHS]))
