"""Landlock: a process gives up the file system but for folders that it may read, and with that the network (Linux).

Bound by hand, since it is three system calls with the same numbers everywhere, and the bindings that exist are young.
See https://docs.kernel.org/userspace-api/landlock.html.
"""

import ctypes
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # the flag that asks for the version
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38

# Rights by their bits; each version of Landlock knows more.
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FILE_RIGHTS = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
_NETWORK_RIGHTS = ((4, 0b11),)  # to bind and to connect TCP
_SCOPES = ((6, 0b11),)  # abstract sockets, and signals to processes outside


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Rule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32))


@cache
def _system() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@cache
def version() -> int:
    """The version of Landlock that the system has, 0 for none."""
    try:
        found: int = _system().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    except (OSError, AttributeError, TypeError):
        return 0
    return max(found, 0)


def restrict(readable: Iterable[str]) -> None:
    """Leave this process nothing of the file system but to read files, and what is in folders. Raises OSError."""
    handled = _Ruleset(_known(_FILE_RIGHTS), _known(_NETWORK_RIGHTS), _known(_SCOPES))
    rules = _call(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(ctypes.sizeof(handled)), ctypes.c_uint32(0))
    try:
        for path in readable:
            # What is not there, or may not be read anyway, need not be allowed.
            with suppress(OSError):
                _allow(rules, path)
        if _system().prctl(_NO_NEW_PRIVILEGES, *(ctypes.c_ulong(value) for value in (1, 0, 0, 0))):
            raise _error()
        _call(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _known(rights: Iterable[tuple[int, int]]) -> int:
    return sum(bits for since, bits in rights if since <= version())


def _allow(rules: int, path: str) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        rule = _Rule(_READ_FILE | (_READ_FOLDER if is_folder else 0), descriptor)
        _call(_ADD_RULE, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    result: int = _system().syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise _error()
    return result


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
