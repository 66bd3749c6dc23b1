"""Sandbox for untrusted pages: forked workers with limits of CPU time and memory, and parallel parts of them.

A worker gives up the rest of the system (`layers`), gets open files and answers with records (`answers`), one after the
other. One that takes too long or crashes fails its page only. Workers are killed when their parent dies
(PR_SET_PDEATHSIG): otherwise they would go on with all of a processor for nobody.
"""

import gc
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, suppress
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import IO, Generic, NoReturn, Self, TypeVar

from msgspec import Struct

from threadreader.errors import LimitError, PageError
from threadreader.library.answers import AnswerError, decode, decode_error, encode, encode_error
from threadreader.library.layers import program_paths, restrict

try:
    import resource
except ImportError:
    _CAN_LIMIT = False
else:
    _CAN_LIMIT = hasattr(os, "fork")

T = TypeVar("T")

_Message = tuple[bytes, bytes]  # its kind and its content
_Messages = Callable[[], Iterator[_Message]]

_MEGABYTE = 1 << 20  # bytes
MAX_PAGE_BYTES = 256 * _MEGABYTE  # as much as the importer takes for a page

# Processes for the parts of one page: with more, the serial rest is most of the time.
_MAX_PARALLEL = 4

# Seconds of CPU time between SIGXCPU and SIGKILL.
_GRACE_SECONDS = 5

# A page, what belongs to it, and what is made of both.
_MAX_ANSWER_BYTES = 1 << 30

_MAX_DESCRIPTOR = 1 << 16  # Linux closes a range at once; elsewhere processes may open fewer

# Kinds of messages, by their first byte; the last is of work that left no memory for an answer, with the limit in MB.
_ANSWER, _ERROR, _END, _NO_MEMORY = b"A", b"E", b"Z", b"M"


class Limits(Struct, frozen=True):
    """Limits of a worker: CPU time in seconds, and memory in bytes."""

    seconds: int = 30
    memory: int = 2048 * _MEGABYTE

    @classmethod
    def for_page(cls, size: int) -> Self:
        """The limits for a page of so many bytes: several times what large pages take that are harmless."""
        megabytes = size // _MEGABYTE
        minimum = cls()
        return cls(minimum.seconds + 2 * megabytes, minimum.memory + 64 * megabytes * _MEGABYTE)

    @classmethod
    def for_file(cls, size: int) -> Self:
        """The limits for a file, which may be an archive of many pages: time for all of them, memory for one."""
        return cls(cls.for_page(size).seconds, cls.for_page(min(size, MAX_PAGE_BYTES)).memory)


class Access(Struct, frozen=True):
    """Files that a worker may read: open ones that it is handed, which are closed with it, and those in folders."""

    files: Collection[IO[bytes]] = ()
    folders: Collection[str] = ()


NO_ACCESS = Access()


class _Process(Struct):
    """This process, if it is a worker: the message of one that is out of memory, made before it is needed.

    `inherited` is the address space in bytes that it has of its parent. It is not its own doing, and may be large: a
    library for tables reserves some gigabytes.

    `exiting` are workers of this one that gave their answers: it reaps them after giving its own.
    """

    is_worker: bool = False
    inherited: int = 0
    no_memory: bytes = b""
    exiting: list[int] = []


_process = _Process()


def once(work: Callable[[], T]) -> Callable[[], Iterator[T]]:
    """Work that gives one answer, as work that gives several."""

    def answers() -> Iterator[T]:
        yield work()

    return answers


def run_sandboxed(subject: str, work: Callable[[], T], limits: Limits, form: object, access: Access = NO_ACCESS) -> T:
    """Run `work` in a worker; `subject` is the page's name in errors. Raises what it raises, and PageError."""
    with SandboxedWorker(subject, once(work), limits, form, access) as worker:
        return worker.result()


def map_in_parallel(
    subject: str,
    limits: Limits,
    count: int,
    step: int,
    work: Callable[[int, int], T],
    *,
    form: object,
    concurrent: int = 0,
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
            forked.enter_context(
                SandboxedWorker(subject, once(partial(work, start, start + size)), limits, form, leads=False)
            )
            for start in range(size, count, size)
        ]
        return [work(0, size), *(each.result() for each in rest)]


def lacks_fork() -> bool:
    """True if a fork of this process would lack some of its threads, where there is a sandbox otherwise."""
    return _CAN_LIMIT and threading.active_count() > 1


def available_cpus() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class SandboxedWorker(Generic[T]):
    """A function that runs in a forked process with limits; a context manager, which kills the process at the end.

    The function gives answers of the type `form`. It goes on while an answer is not asked for, up to its next one.
    A worker that leads has a process group: it is killed together with the workers that it forked, which do not lead.
    Where the system has no fork, or threads run in this process (they would be missing in a fork), the function runs
    here, without limits, when its answers are asked for; so does one that does not lead where fork fails. Raises
    PageError if fork fails for a worker that leads.
    """

    def __init__(
        self,
        subject: str,
        work: Callable[[], Iterator[T]],
        limits: Limits,
        form: object,
        access: Access = NO_ACCESS,
        *,
        leads: bool = True,
    ) -> None:
        self._subject = subject
        self._form = form
        self._access = access
        is_forked = _CAN_LIMIT and not lacks_fork()
        self._child = self._fork(work, limits, leads=leads) if is_forked else None
        self._answers = self._read(self._child) if self._child else work()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child:
            self._child.end()
        self._close_files()

    def _close_files(self) -> None:
        for file in self._access.files:
            file.close()

    def __iter__(self) -> Iterator[T]:
        """The answers as they come. Raises what the function raised, and PageError if the process was killed."""
        return self._answers

    def result(self) -> T:
        """Wait for the next answer, which there must be. Raises as the iteration."""
        return next(self._answers)

    def _read(self, child: "_Child") -> Iterator[T]:
        while message := child.receive():
            kind, content = message[:1], memoryview(message)[1:]
            if kind == _END:
                return
            try:
                if kind == _ANSWER:
                    answer: T = decode(content, self._form)
                else:
                    raise self._error(kind, content)
            except AnswerError as problem:
                trouble = f"makes the parser give a wrong answer ({problem})"
                raise PageError(self._subject, trouble, "please report it, with the page") from problem
            yield answer
        raise _explain(self._subject, *child.reap())

    def _error(self, kind: bytes, content: memoryview) -> Exception:
        if kind == _NO_MEMORY:
            return LimitError(self._subject, f"cannot be read with {decode(content, int):,} MB of memory")
        return decode_error(content)

    def _fork(self, work: Callable[[], Iterator[T]], limits: Limits, *, leads: bool) -> "_Child | None":
        try:
            return _Child(partial(_encoded, work), limits, self._access, leads=leads)
        except OSError as problem:
            # One that does not lead is in a sandbox also here; untrusted pages are never parsed outside of one.
            if not leads:
                return None
            self._close_files()
            trouble = f"cannot be read in a separate process ({problem.strerror})"
            raise PageError(self._subject, trouble, "close other programs and try again") from problem


def _explain(subject: str, status: int, seconds: float) -> PageError:
    """Error of a process by its exit code, negative for a signal, and its seconds of processor time."""
    if status >= 0:
        trouble = "was read, but could not be saved"
        return PageError(subject, trouble, "free some disk space")
    if -status == signal.SIGXCPU:
        return LimitError(subject, f"took longer than {round(seconds):,} seconds")
    if -status == signal.SIGKILL:
        trouble = "could not be read: the system ended its process"
        return LimitError(subject, trouble, "there may be too little memory")
    trouble = f"crashes the parser ({signal.Signals(-status).name})"
    return PageError(subject, trouble, "please report it, with the page")


def _encoded(work: Callable[[], Iterator[object]]) -> Iterator[_Message]:
    """The answers of work as messages, and a last one that says how it ended."""
    # Without memory Python may raise SystemError too.
    with suppress(MemoryError, SystemError):
        try:
            for answer in work():
                yield _ANSWER, encode(answer)
            yield _END, b""
        except Exception as problem:
            if isinstance(problem, MemoryError):
                raise
            from traceback import format_exc

            yield _ERROR, encode_error(problem, format_exc())
        return
    yield _NO_MEMORY, _process.no_memory


class _Child:
    """A forked process that leaves one message at a time in an anonymous file, and the next when that was read."""

    def __init__(self, answers: _Messages, limits: Limits, access: Access, *, leads: bool) -> None:
        """Fork. Raises OSError if the system has no room for another process."""
        parent = os.getpid()
        # Before the fork, so that each worker need not find them.
        _find_prctl()
        program_paths()
        with ExitStack() as opened:
            self._file = opened.enter_context(_anonymous_file())
            self._signals, child_signals = _pipe(opened)
            child_asked, self._asked = _pipe(opened)
            self._leads = leads
            self._messages = 0
            self._pid = os.fork()
            opened.pop_all()
        if leads:
            # In both processes, since either may come to it first; the child may have exited by then.
            with suppress(OSError):
                os.setpgid(self._pid, 0)
        if not self._pid:
            _run_child(answers, limits, _Post(self._file, child_signals, child_asked), access, parent)
        os.close(child_signals)
        os.close(child_asked)

    def receive(self) -> bytes:
        """Ask for the next message and wait for it; empty where the process ended without one."""
        if self._messages:
            with suppress(BrokenPipeError):
                os.write(self._asked, b".")
        # The end of the process is not waited for, since freeing its memory takes a while.
        if not os.read(self._signals, 1):
            return b""
        self._messages += 1
        self._file.seek(0)
        return self._file.read(os.fstat(self._file.fileno()).st_size)

    def end(self) -> None:
        """Kill the process, if it has not exited, and close its files."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            if self._leads or not self._messages:
                self.reap()
            else:
                # Not now: freeing its memory takes a while.
                _process.exiting.append(self._pid)
        os.close(self._signals)
        os.close(self._asked)
        self._file.close()

    def reap(self) -> tuple[int, float]:
        """Wait for the end of the process: the exit code, negative for a signal, and seconds of processor time."""
        if self._leads:
            # Before the process is reaped: until then the number of its group is nobody else's.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        _, status, usage = os.wait4(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime


def _pipe(opened: ExitStack) -> tuple[int, int]:
    """A pipe that is closed if the stack is unwound."""
    pipe = os.pipe()
    for end in pipe:
        opened.callback(os.close, end)
    return pipe


def _anonymous_file() -> IO[bytes]:
    """A file without a name, in memory if the system can, so that pages are parsed also if the disk is full."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("threadreader"), "w+b", buffering=0)
    import tempfile

    return tempfile.TemporaryFile(buffering=0)


class _Post(Struct):
    """Messages of a worker to its parent; `asked` says that the last one was read."""

    file: IO[bytes]
    signals: int
    asked: int
    sent: int = 0

    def send(self, kind: bytes, content: bytes) -> None:
        """Leave a message when the last one was read, or exit where nobody wants another."""
        if self.sent and not os.read(self.asked, 1):
            os._exit(0)
        self.file.seek(0)
        self.file.truncate()
        for part in (kind, content):
            view = memoryview(part)
            while view:
                view = view[self.file.write(view) :]
        os.write(self.signals, b".")
        self.sent += 1


def _run_child(answers: _Messages, limits: Limits, post: _Post, access: Access, parent: int) -> NoReturn:
    """Give the answers in the forked process and exit, without the clean-up of the parent."""
    status = 1
    # The process exits before garbage collection would pay.
    gc.disable()
    try:
        die_with_parent(parent)
        _keep_only([post.signals, post.asked, *(file.fileno() for file in (post.file, *access.files))])
        _process.exiting.clear()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _set_limit(resource.RLIMIT_CORE, 0, 0)
        _set_limit(resource.RLIMIT_FSIZE, _MAX_ANSWER_BYTES, _MAX_ANSWER_BYTES)
        if not _process.is_worker:
            _process.inherited = _address_space()
        _set_limits(limits)
        if not _process.is_worker:
            # One of another worker has given up what there is.
            _close_standard_files()
            restrict(access.folders)
        _process.is_worker = True
        for kind, content in answers():
            post.send(kind, content)
            # A page, or all that was made of one: not kept while the next answer is made.
            del content
        while _process.exiting:
            os.waitpid(_process.exiting.pop(), 0)
        status = 0
    finally:
        os._exit(status)


def _close_standard_files() -> None:
    """Put nothing in place of the terminal: what takes a worker over could write to it, or type for the user."""
    # Not the null device, which is not there, or not for everybody, in some containers.
    nothing, other_end = os.pipe()
    os.close(other_end)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.close(nothing)


def _keep_only(descriptors: Collection[int]) -> None:
    """Close all files but these and the standard ones."""
    kept = sorted({2, *descriptors})
    for one, other in pairwise([*kept, _MAX_DESCRIPTOR]):
        os.closerange(one + 1, other)


def _set_limits(limits: Limits) -> None:
    """Set the limits of CPU time and memory; a worker may raise them to those of the largest page."""
    largest = Limits.for_page(MAX_PAGE_BYTES)
    _set_limit(resource.RLIMIT_CPU, limits.seconds, max(limits.seconds, largest.seconds) + _GRACE_SECONDS)
    inherited = _process.inherited
    _set_limit(resource.RLIMIT_AS, inherited + limits.memory, inherited + max(limits.memory, largest.memory))
    _process.no_memory = encode(limits.memory // _MEGABYTE)


def _address_space() -> int:
    """The address space of this process in bytes; 0 where the system does not tell."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    return 0


def limit_to_page(size: int) -> None:
    """Give a worker the limits for a page of so many bytes, which it has taken out of its file."""
    if _process.is_worker:
        _set_limits(Limits.for_page(size))


def _set_limit(kind: int, soft: int, hard: int) -> None:
    """Set a resource limit, unless it is lower already."""
    maximum = resource.getrlimit(kind)[1]
    if maximum != resource.RLIM_INFINITY:
        soft, hard = min(soft, maximum), min(hard, maximum)
    resource.setrlimit(kind, (soft, hard))


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


def die_with_parent(parent: int) -> None:
    """Have the system kill this process as soon as its parent has died, where it can (Linux)."""
    prctl = _find_prctl()
    if prctl:
        prctl()
    # The parent may have died before.
    if os.getppid() != parent:
        os._exit(1)
