"""Seccomp: a process gives up system calls that nothing needs which reads pages (Linux on x86-64 and ARM64).

No socket, no other program, no other process, no change of a file: each fails as if it were not permitted. A filter is
a program of the Berkeley packet filter over the number and the arguments of a call; it is short, and the bindings that
exist are of libseccomp, a library in C. See https://docs.kernel.org/userspace-api/seccomp_filter.html.
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator, Mapping
from functools import cache

_SET_SECCOMP, _FILTER, _NO_NEW_PRIVILEGES = 22, 2, 38  # of `prctl`

# Instructions: load a word, compare with a constant, return.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in the data of a call
_X32 = 0x40000000  # numbers from here on are those of another interface

# By the name that the system gives its processor: its number, and that of each call there; None where there is none.
_MACHINES: Mapping[str, tuple[int, int]] = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_DENIED: Mapping[str, tuple[int | None, int | None]] = {
    # Sockets.
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    # Other programs and processes.
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    # Changes of files.
    "creat": (85, None),
    "open_by_handle_at": (304, 265),
    "truncate": (76, 45),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    # Ways around a filter, and what only the administrator may do, who may have started the program.
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
}
# Those whose arguments stand in memory, where no filter sees them; C libraries have a way without them.
_UNKNOWN: Mapping[str, tuple[int, int]] = {"openat2": (437, 437), "clone3": (435, 435)}

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | (getattr(os, "O_TMPFILE", 0) & 0o20000000)
_NEW_NAMESPACES = 0x7E020080
_TYPED_FOR_USER = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX put text into a terminal as if it had been typed


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def reason_against() -> str:
    """The reason why there is no filter here, "" if there can be one."""
    if sys.platform != "linux":
        return "the system is not Linux"
    if os.uname().machine not in _MACHINES or sys.byteorder != "little" or sys.maxsize < 1 << 32:
        return f"there is no filter for {os.uname().machine}"
    try:
        system = ctypes.CDLL(None, use_errno=True)
        # Without a program it fails, and says of what.
        system.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), None, ctypes.c_ulong(0), ctypes.c_ulong(0))
    except (OSError, AttributeError, TypeError) as problem:
        return f"the system cannot be asked ({problem})"
    return "" if ctypes.get_errno() in {errno.EFAULT, errno.EACCES} else "the kernel has no filters"


def restrict() -> None:
    """Install the filter for the rest of this process, and for those that it forks. Raises OSError."""
    system = ctypes.CDLL(None, use_errno=True)
    instructions = _assembled(os.uname().machine)
    program = _Program(len(instructions) // 8, instructions)
    zero, one = ctypes.c_ulong(0), ctypes.c_ulong(1)
    if system.prctl(_NO_NEW_PRIVILEGES, one, zero, zero, zero) or system.prctl(
        _SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program), zero, zero
    ):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


@cache
def _assembled(machine: str) -> bytes:
    """The program for a kind of processor: what is denied first, then calls that depend on an argument."""
    architecture, column = _MACHINES[machine]
    code = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUAL, architecture, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
        # On ARM64 no call has such a number.
        *_returning(_AT_LEAST, _X32, _ERROR | errno.ENOSYS),
    ]
    for number in (numbers[column] for numbers in _DENIED.values()):
        if number is not None:
            code += _returning(_EQUAL, number, _ERROR | errno.EPERM)
    for numbers in _UNKNOWN.values():
        code += _returning(_EQUAL, numbers[column], _ERROR | errno.ENOSYS)
    for number, argument, test, values in _by_argument(column):
        checks = [each for value in values for each in _returning(test, value, _ERROR | errno.EPERM)]
        code.append(_instruction(_EQUAL, number, 0, len(checks) + 2))
        code += [_instruction(_LOAD, _ARGUMENTS + 8 * argument), *checks, _instruction(_RETURN, _ALLOW)]
    return b"".join([*code, _instruction(_RETURN, _ALLOW)])


def _by_argument(column: int) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """The number of a call, of one of its arguments, the comparison and the values with which it is denied."""
    if column == 0:
        yield 2, 1, _ANY_BIT, (_WRITING,)  # open
    yield (257, 56)[column], 2, _ANY_BIT, (_WRITING,)  # openat
    yield (56, 220)[column], 0, _ANY_BIT, (_NEW_NAMESPACES,)  # clone
    yield (16, 29)[column], 1, _EQUAL, _TYPED_FOR_USER  # ioctl
    yield (302, 261)[column], 0, _ANY_BIT, (0xFFFFFFFF,)  # prlimit64 of another process


def _returning(test: int, value: int, result: int) -> list[bytes]:
    """Return a result if a comparison holds, else go on."""
    return [_instruction(test, value, 0, 1), _instruction(_RETURN, result)]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
