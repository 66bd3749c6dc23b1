"""Compiled regular expressions, kept as Python keeps its compiled modules.

`re` compiles a pattern to a list of numbers, which takes fifty times as long as to make the pattern of that list again,
and has no way to keep it. So its inner functions are asked for the list. Nothing depends on them: only what is equal to
the pattern that `re` makes is kept, for this very build of Python, and what is not kept is compiled.
"""

import marshal
import os
import re
import sys
import zlib
from array import array
from collections.abc import Collection, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from threadreader.tables import write_kept

Key = tuple[str, int]
"""A pattern and its flags."""

_Parts = tuple[Any, ...]
"""What a pattern is made of beside its text; empty where it can only be compiled."""

# A program in development, whose patterns change, would keep ever more.
_MAX_KEPT = 4_000

_BUILD = f"{sys.version} {sys.byteorder}".replace("\n", " ").encode()

_kept: dict[Key, _Parts] = {}


def compile_pattern(pattern: str, flags: int) -> re.Pattern[str]:
    """Compile a regular expression, or make it of what was kept."""
    parts = _kept.get((pattern, flags))
    return _make(pattern, parts) if parts else re.compile(pattern, flags)


def keep_compiled(patterns: Collection[Key]) -> None:
    """Load what was kept of these, and keep the others for the next time where Python keeps its modules too."""
    from importlib.util import cache_from_source

    file = Path(cache_from_source(__file__)).with_suffix(".kept")
    if not _kept:
        _kept.update(_read(file))
    missing = [key for key in patterns if key not in _kept]
    if not missing or sys.dont_write_bytecode or not os.access(file.parent, os.W_OK):
        return
    if len(_kept) + len(missing) > _MAX_KEPT:
        _kept.clear()
        missing = list(patterns)
    _kept.update((key, _take_apart(*key)) for key in missing)
    content = marshal.dumps(_kept)
    write_kept(file, b"%d\n%b\n%b" % (zlib.crc32(content), _BUILD, content))


def _read(file: Path) -> Mapping[Key, _Parts]:
    """What is in a file; nothing where it is damaged, or of another build."""
    with suppress(OSError, ValueError):
        checksum, build, content = file.read_bytes().split(b"\n", 2)
        if build == _BUILD and int(checksum) == zlib.crc32(content):
            kept: Mapping[Key, _Parts] = marshal.loads(content)  # noqa: S302 - who can write there can change the program itself
            return kept
    return {}


def _take_apart(pattern: str, flags: int) -> _Parts:
    """The parts of a pattern as `re._compiler.compile` has them before it makes one."""
    # Other insides may do anything; and a pattern that is wrong is said to be so when it is used.
    with suppress(Exception):
        compiler = import_module("re._compiler")
        parsed = import_module("re._parser").parse(pattern, flags)
        code = array("I", compiler._code(parsed, flags)).tobytes()  # noqa: SLF001 - there is no other way
        state = parsed.state
        names = dict(state.groupdict)
        by_number = {number: name for name, number in names.items()}
        groups = tuple(by_number.get(number) for number in range(state.groups))
        parts = (int(flags | state.flags), code, state.groups - 1, names, groups)
        made, compiled = _make(pattern, parts), re.compile(pattern, flags)
        if made == compiled and made.groupindex == compiled.groupindex:
            return parts
    return ()


def _make(pattern: str, parts: _Parts) -> re.Pattern[str]:
    flags, code, *rest = parts
    made: re.Pattern[str] = import_module("_sre").compile(pattern, flags, array("I", code).tolist(), *rest)
    return made
