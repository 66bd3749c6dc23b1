"""Sandbox for parsing untrusted pages: forked workers with limits of CPU time and memory, and parallel parts of them.

A worker that takes too long or crashes fails its page only. Workers are killed when their parent dies
(PR_SET_PDEATHSIG): otherwise they would go on with all of a processor for nobody.
"""

import gc
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import IO, Any, Generic, NoReturn, Self, TypeVar

from threadreader.errors import PageError, ThreadreaderError

try:
    import resource
except ImportError:
    _CAN_LIMIT = False
else:
    _CAN_LIMIT = hasattr(os, "fork")

T = TypeVar("T")

_MEGABYTE = 1 << 20  # bytes

# Processes for the parts of one page: with more, the serial rest is most of the time.
_MAX_PARALLEL = 4

# Seconds of CPU time between SIGXCPU and SIGKILL.
_GRACE_SECONDS = 5

# The pickled result of work that left no memory to pickle one.
_NO_MEMORY = pickle.dumps((True, MemoryError()))

# The pipe on which this process, if it is a worker, signals its result; closed in workers of its own, since their crash
# would not be noticed while the pipe is open elsewhere.
_own_signal_pipe: list[int] = []

# Workers of this worker that gave their results: it reaps them after giving its own.
_exiting_pids: list[int] = []


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a worker: CPU time in seconds, and memory in bytes."""

    seconds: int = 30
    memory: int = 2048 * _MEGABYTE

    @classmethod
    def for_page(cls, size: int) -> Self:
        """The limits for a page of so many bytes: several times what large pages take that are harmless."""
        megabytes = size // _MEGABYTE
        minimum = cls()
        return cls(minimum.seconds + 2 * megabytes, minimum.memory + 64 * megabytes * _MEGABYTE)


def run_sandboxed(subject: str, work: Callable[[], T], limits: Limits) -> T:
    """Run `work` in a worker; `subject` is the page's name in errors. Raises what it raises, and PageError."""
    with SandboxedWorker(subject, work, limits) as worker:
        return worker.result()


def map_in_parallel(
    subject: str, limits: Limits, count: int, step: int, work: Callable[[int, int], T], *, concurrent: int = 0
) -> list[T]:
    """Split a range of items into batches, run `work` on the start and end of each in parallel; results in order.

    It is called in a worker, which does the first batch itself and forks workers for the others. The size of a batch is
    a multiple of `step`. `concurrent` is the number of other pages that are being parsed and get as many processors.
    Raises as `run_sandboxed`.
    """
    workers = min(max(1, available_cpus() // (concurrent + 1)), _MAX_PARALLEL)
    size = -(-count // (step * workers)) * step
    with ExitStack() as forked:
        rest = [
            forked.enter_context(SandboxedWorker(subject, partial(work, start, start + size), limits, leads=False))
            for start in range(size, count, size)
        ]
        return [work(0, size), *(each.result() for each in rest)]


def available_cpus() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class SandboxedWorker(Generic[T]):
    """A function that runs in a forked process with limits; a context manager, which kills the process at the end.

    A worker that leads has a process group: it is killed together with the workers that it forked, which do not lead.
    Where the system has no fork, or threads run in this process (they would be missing in a fork), the function runs
    here, without limits, when its result is asked for; so does one that does not lead where fork fails. Raises
    PageError if fork fails for a worker that leads.
    """

    def __init__(self, subject: str, work: Callable[[], T], limits: Limits, *, leads: bool = True) -> None:
        self._subject = subject
        self._work = work
        self._limits = limits
        self._child = self._fork(leads=leads) if _CAN_LIMIT and threading.active_count() == 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child:
            self._child.end()

    def result(self) -> T:
        """Wait for the result. Raises what the function raised, and PageError if the process was killed."""
        if self._child is None:
            return self._work()
        status = self._child.wait()
        if status:
            raise PageError(self._subject, *self._explain(-status))
        is_error, value = self._child.load_result()
        if isinstance(value, MemoryError):
            megabytes = self._limits.memory // _MEGABYTE
            raise PageError(self._subject, f"cannot be read with {megabytes:,} MB of memory")
        if is_error:
            raise value
        result: T = value
        return result

    def _fork(self, *, leads: bool) -> "_Child | None":
        try:
            return _Child(self._work, self._limits, leads=leads)
        except OSError as problem:
            # One that does not lead is in a sandbox also here; untrusted pages are never parsed outside of one.
            if not leads:
                return None
            trouble = f"cannot be read in a process of its own ({problem.strerror})"
            raise PageError(self._subject, trouble, "end other programs and try again") from problem

    def _explain(self, signal_number: int) -> tuple[str, str]:
        if signal_number < 0:
            return "was read, and what was read could not be kept for a moment", "make room on the disk"
        if signal_number == signal.SIGXCPU:
            return f"is not read after {self._limits.seconds:,} seconds, and was given up", ""
        if signal_number == signal.SIGKILL:
            return "was given up, since the system ended what read it", "there may be too little memory"
        return f"makes what reads it crash ({signal.Signals(signal_number).name})", "please report that, with the page"


class _Child:
    """A forked process that runs a function and leaves the pickled result in an anonymous file."""

    def __init__(self, work: Callable[[], object], limits: Limits, *, leads: bool) -> None:
        """Fork. Raises OSError if the system has no room for another process."""
        parent = os.getpid()
        # Before the fork, so that each worker need not load it.
        _find_prctl()
        with ExitStack() as opened:
            self._file = opened.enter_context(_anonymous_file())
            self._signal_read, signal_write = os.pipe()
            opened.callback(os.close, self._signal_read)
            opened.callback(os.close, signal_write)
            self._leads = leads
            self._has_result = False
            self._pid = os.fork()
            opened.pop_all()
        if leads:
            # In both processes, since either may come to it first; the child may have exited by then.
            with suppress(OSError):
                os.setpgid(self._pid, 0)
        if not self._pid:
            _run_child(work, limits, self._file, signal_write, partial(_kill_with_parent, parent))
        os.close(signal_write)

    def wait(self) -> int:
        """Wait for the result: 0 when it is there, otherwise the exit code, negative for a signal."""
        # The end of the process is not waited for, since freeing its memory takes a while.
        self._has_result = bool(os.read(self._signal_read, 1))
        return 0 if self._has_result else self._reap()

    def load_result(self) -> tuple[bool, Any]:
        """True and the exception that was raised, or False and the result."""
        self._file.seek(0)
        is_error, value = _ResultUnpickler(self._file).load()
        return is_error, value

    def end(self) -> None:
        """Kill the process, if it has not exited, and close its files."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            if self._leads or not self._has_result:
                self._reap()
            else:
                # Not now: freeing its memory takes a while.
                _exiting_pids.append(self._pid)
        os.close(self._signal_read)
        self._file.close()

    def _reap(self) -> int:
        if self._leads:
            # Before the process is reaped: until then the number of its group is nobody else's.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)


def _anonymous_file() -> IO[bytes]:
    """A file without a name, in memory if the system can, so that pages are parsed also if the disk is full."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("threadreader"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


def _run_child(
    work: Callable[[], object], limits: Limits, file: IO[bytes], signal_write: int, kill_with_parent: Callable[[], None]
) -> NoReturn:
    """Run the function in the forked process and exit, without the clean-up of the parent."""
    status = 1
    # The process exits before garbage collection would pay.
    gc.disable()
    try:
        kill_with_parent()
        while _own_signal_pipe:
            os.close(_own_signal_pipe.pop())
        _own_signal_pipe.append(signal_write)
        _exiting_pids.clear()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _set_limit(resource.RLIMIT_CORE, 0, 0)
        _set_limit(resource.RLIMIT_CPU, limits.seconds, limits.seconds + _GRACE_SECONDS)
        _set_limit(resource.RLIMIT_AS, limits.memory, limits.memory)
        file.write(_pickled_result(work))
        file.flush()
        os.write(signal_write, b".")
        while _exiting_pids:
            os.waitpid(_exiting_pids.pop(), 0)
        status = 0
    finally:
        os._exit(status)


def _set_limit(kind: int, soft: int, hard: int) -> None:
    """Set a resource limit, unless it is lower already."""
    maximum = resource.getrlimit(kind)[1]
    if maximum != resource.RLIM_INFINITY:
        soft, hard = min(soft, maximum), min(hard, maximum)
    resource.setrlimit(kind, (soft, hard))


def _pickled_result(work: Callable[[], object]) -> bytes:
    # Without memory Python may raise SystemError too.
    with suppress(MemoryError, SystemError):
        try:
            return pickle.dumps((False, work()), pickle.HIGHEST_PROTOCOL)
        except Exception as problem:  # noqa: BLE001 - it is raised again in the parent
            if not isinstance(problem, ThreadreaderError):
                problem.add_note(traceback.format_exc())
            return pickle.dumps((True, problem))
    return _NO_MEMORY


class _ResultUnpickler(pickle.Unpickler):
    """Unpickler of results: classes of this package, dates and exceptions only, since a worker may be taken over."""

    def find_class(self, module: str, name: str) -> Any:
        global_ = super().find_class(module, name)
        is_ours = module.startswith("threadreader.") or module == "datetime"
        if isinstance(global_, type) and (is_ours or issubclass(global_, Exception)):
            return global_
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")


_PR_SET_PDEATHSIG = 1  # the number of the option in Linux's `prctl.h`


@cache
def _find_prctl() -> Callable[[], int] | None:
    """The system call that has a process killed when its parent dies; an export of a stored thread does not load it."""
    try:
        import ctypes

        return partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    except (ImportError, OSError, AttributeError, TypeError):
        # Not Linux: a worker ends by its limits, or when nobody takes its result.
        return None


def _kill_with_parent(parent: int) -> None:
    """Have the system kill this process as soon as its parent has died, where it can (Linux)."""
    prctl = _find_prctl()
    if prctl:
        prctl()
    # The parent may have died before.
    if os.getppid() != parent:
        os._exit(1)
