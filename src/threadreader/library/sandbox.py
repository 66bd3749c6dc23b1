"""Work on what others made, in a process of its own: where that takes too long or crashes, nothing else ends.

Ends copies of this process with it: what reads pages for nobody any more would go on with all of a processor.
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
from functools import partial
from typing import IO, Any, Generic, NoReturn, Self, TypeVar

from threadreader.errors import PageError, ThreadreaderError

try:
    import resource
except ImportError:
    _CAN_LIMIT = False
else:
    _CAN_LIMIT = hasattr(os, "fork")

T = TypeVar("T")

_MEGABYTE = 1 << 20
_MOST_SHARES = 4
"""Processes that share the work on one page: what all of them have to wait for is then most of it."""

_NO_MEMORY = pickle.dumps((True, MemoryError()))
"""The answer of work that left no memory to make one."""

_own_says: list[int] = []
"""Where this process, if it is a copy, says that it is done; a copy of it must not have that open when it crashes."""

_ending: list[int] = []
"""The shares that have answered: this process waits for their end when it has answered itself."""

_GRACE = 5
"""Seconds of a processor between being told to end, and being ended."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a page may take: seconds of a processor, and bytes of memory."""

    seconds: int = 30
    memory: int = 2048 * _MEGABYTE

    @classmethod
    def for_page(cls, size: int) -> Self:
        """The limits for a page of so many bytes: several times what pages take that are only large."""
        megabytes = size // _MEGABYTE
        least = cls()
        return cls(least.seconds + 2 * megabytes, least.memory + 64 * megabytes * _MEGABYTE)


def confined(subject: str, work: Callable[[], T], limits: Limits) -> T:
    """What `work` gives, done apart; `subject` is what errors call the page. Raises what it raises, and PageError."""
    with Confined(subject, work, limits) as apart:
        return apart.result()


def in_shares(
    subject: str, limits: Limits, count: int, step: int, work: Callable[[int, int], T], *, beside: int = 0
) -> list[T]:
    """What `work` gives for each share of so many things, in order; a share is several times `step`, but for the last.

    It is for work that is confined already: as many copies of this process as there are other processors do a share
    each, and end with it. They leave as many processors to each piece of other work that is done `beside` this.
    Raises as `confined`.
    """
    workers = min(max(1, processors() // (beside + 1)), _MOST_SHARES)
    size = -(-count // (step * workers)) * step
    with ExitStack() as others:
        rest = [
            others.enter_context(Confined(subject, partial(work, start, start + size), limits, leads=False))
            for start in range(size, count, size)
        ]
        return [work(0, size), *(each.result() for each in rest)]


def processors() -> int:
    """How many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Confined(Generic[T]):
    """Work that began in a copy of this process; a context manager, since it is ended when it is not waited for.

    It ends with this process, and all the copies of it that do not lead end with it.
    Where this system makes no copies, or one would lack the threads that run here, the work is done here and without
    limits when its result is asked for; so is a share that the system has no room for. Raises PageError where it has
    none for a copy that leads.
    """

    def __init__(self, subject: str, work: Callable[[], T], limits: Limits, *, leads: bool = True) -> None:
        self._subject = subject
        self._work = work
        self._limits = limits
        self._copy = self._begin(leads=leads) if _CAN_LIMIT and threading.active_count() == 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._copy:
            self._copy.end()

    def result(self) -> T:
        """What the work gave. Raises what it raised, and PageError where it was ended before."""
        if self._copy is None:
            return self._work()
        status = self._copy.wait()
        if status:
            raise PageError(self._subject, *self._explain(-status))
        raised, given = self._copy.answer()
        if isinstance(given, MemoryError):
            megabytes = self._limits.memory // _MEGABYTE
            raise PageError(self._subject, f"cannot be read with {megabytes:,} MB of memory")
        if raised:
            raise given
        result: T = given
        return result

    def _begin(self, *, leads: bool) -> "_Copy | None":
        try:
            return _Copy(self._work, self._limits, leads=leads)
        except OSError as problem:
            # A share is confined also here, and what others made is never read where it is not.
            if not leads:
                return None
            trouble = f"cannot be read in a process of its own ({problem.strerror})"
            raise PageError(self._subject, trouble, "end other programs and try again") from problem

    def _explain(self, ended_by: int) -> tuple[str, str]:
        if ended_by < 0:
            return "was read, and what was read could not be kept for a moment", "make room on the disk"
        if ended_by == signal.SIGXCPU:
            return f"is not read after {self._limits.seconds:,} seconds, and was given up", ""
        if ended_by == signal.SIGKILL:
            return "was given up, since the system ended what read it", "there may be too little memory"
        return f"makes what reads it crash ({signal.Signals(ended_by).name})", "please report that, with the page"


class _Copy:
    """A copy of this process that does something, and leaves the answer in a file that has no name."""

    def __init__(self, work: Callable[[], object], limits: Limits, *, leads: bool) -> None:
        """Begin; raises OSError where the system has no room for another process."""
        original = os.getpid()
        with ExitStack() as opened:
            self._file = opened.enter_context(_nameless_file())
            self._said, says = os.pipe()
            opened.callback(os.close, self._said)
            opened.callback(os.close, says)
            self._leads = leads
            self._has_answered = False
            self._pid = os.fork()
            opened.pop_all()
        if leads:
            # In both, since nobody knows which comes to it first; the copy may have ended by then.
            with suppress(OSError):
                os.setpgid(self._pid, 0)
        if not self._pid:
            _do(work, limits, self._file, says, partial(end_with, original))
        os.close(says)

    def wait(self) -> int:
        """0 when the answer is there; how it ended where it ended without one, negative where a signal did that."""
        # It is not waited for until it has ended, since it takes a while to give back its memory.
        self._has_answered = bool(os.read(self._said, 1))
        return 0 if self._has_answered else self._ended()

    def answer(self) -> tuple[bool, Any]:
        """Whether something was raised, and what was raised or given."""
        self._file.seek(0)
        raised, given = _Answers(self._file).load()
        return raised, given

    def end(self) -> None:
        """End it, if it has not ended by itself."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            if self._leads or not self._has_answered:
                self._ended()
            else:
                # Not now: it takes a while to give back its memory.
                _ending.append(self._pid)
        os.close(self._said)
        self._file.close()

    def _ended(self) -> int:
        if self._leads:
            # Before it is waited for: its group has its number as long as that is nobody else's.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)


def _nameless_file() -> IO[bytes]:
    """A file of nobody else; in memory where there can be one, so that a page is read also where the disk is full."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("threadreader"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


def _do(
    work: Callable[[], object], limits: Limits, file: IO[bytes], says: int, end_with_original: Callable[[], None]
) -> NoReturn:
    """What the copy does with its life; nothing that its original would do in the end is done twice."""
    status = 1
    # It ends before it would pay to look for garbage.
    gc.disable()
    try:
        end_with_original()
        while _own_says:
            os.close(_own_says.pop())
        _own_says.append(says)
        _ending.clear()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _limit(resource.RLIMIT_CORE, 0, 0)
        _limit(resource.RLIMIT_CPU, limits.seconds, limits.seconds + _GRACE)
        _limit(resource.RLIMIT_AS, limits.memory, limits.memory)
        file.write(_answer(work))
        file.flush()
        os.write(says, b".")
        while _ending:
            os.waitpid(_ending.pop(), 0)
        status = 0
    finally:
        os._exit(status)


def _limit(what: int, soft: int, hard: int) -> None:
    """Set a limit; one that is lower already stays."""
    most = resource.getrlimit(what)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(what, (soft, hard))


def _answer(work: Callable[[], object]) -> bytes:
    # Without memory Python also fails in ways of its own.
    with suppress(MemoryError, SystemError):
        try:
            return pickle.dumps((False, work()), pickle.HIGHEST_PROTOCOL)
        except Exception as problem:  # noqa: BLE001 - it is raised again where the answer is read
            if not isinstance(problem, ThreadreaderError):
                problem.add_note(traceback.format_exc())
            return pickle.dumps((True, problem))
    return _NO_MEMORY


class _Answers(pickle.Unpickler):
    """Reads answers: the classes of this package, dates and errors, and nothing that could be made to do more."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        is_ours = module.startswith("threadreader.") or module == "datetime"
        if isinstance(found, type) and (is_ours or issubclass(found, Exception)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")


_WHEN_PARENT_ENDS = 1
"""Linux calls it PR_SET_PDEATHSIG."""

_prctl: Callable[..., int] | None

try:
    import ctypes

    _prctl = ctypes.CDLL(None).prctl
except (ImportError, OSError, AttributeError, TypeError):
    # There is no such thing, and then a copy ends by its limits, or when it cannot give its answer to anybody.
    _prctl = None


def end_with(parent: int) -> None:
    """Let this process be ended as soon as its parent has ended, whatever ended that, where the system does such."""
    if _prctl:
        _prctl(_WHEN_PARENT_ENDS, ctypes.c_ulong(signal.SIGKILL))
    # It may have ended before that was asked for.
    if os.getppid() != parent:
        os._exit(1)
