"""Work in processes of the program's own, which are started anew, not forked: isolated interpreters.

A program with threads has pages read in one, since a forked process would lack the threads, and whatever they held
locked would stay so; and the screen, so that keys go on. Work is a function of a module, or a part of one, and goes
there by pickle, as its answers come back: both ends are this program. Untrusted pages are read in workers that such a
process forks (`sandbox`), and those are never believed so.
"""

import gc
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import subprocess
    from asyncio.subprocess import Process

T = TypeVar("T")

_PACKAGES = Path(__file__).parents[2]
"""Parent folder of the package."""

_SET_PATH = """
import sys
end = 2 + int(sys.argv[1])
sys.path[:] = sys.argv[2:end]
del sys.argv[1:end]
"""

_RUN = """
from threadreader.library import processes
processes.run()
"""

_FOR_SCREEN, _FOR_NOBODY = 10, 15
"""Niceness of work for a screen, where the keys of who is reading go first, and of work that nobody waits for."""

_SIZE_BYTES = 8  # before each answer, which says how long it is


class EndedError(Exception):
    """A process that ended without an answer, with its exit code, negative for a signal."""


def isolated_command(code: str, *arguments: str) -> list[str]:
    """Command that runs code in an isolated interpreter with this one's import path, without the current folder.

    Left to itself, Python imports from there first, and a folder that pages were unpacked in may hold a `json.py`.
    """
    # Isolated mode ignores environment variables and user site: the import path (the package may come from PYTHONPATH
    # or an editable install) and the UTF-8 mode are passed on.
    path = _search_path()
    options = ("-I", "-X", f"utf8={sys.flags.utf8_mode}")
    return [sys.executable, *options, "-c", _SET_PATH + code, str(len(path)), *path, *arguments]


def _search_path() -> list[str]:
    """Import path without the current folder, unless the program itself is installed there."""
    return [each for each in sys.path if Path(each) == _PACKAGES or (Path(each).is_absolute() and not _is_here(each))]


def _is_here(folder: str) -> bool:
    try:
        return Path(folder).samefile(os.curdir)
    except OSError:
        return False


class Processes:
    """Processes that are running, and can be killed together with any that are started later."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_over = False

    def ask(self, work: Callable[[], T]) -> T:
        """The result of work in a process of its own, which ends with this one. Raises what it raised, EndedError."""
        import subprocess

        with _start(stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            self._running.add(process)
            if self._is_over:
                process.kill()
            try:
                answer = process.communicate(_request(work, parent=os.getpid()))[0]
            finally:
                process.kill()
                self._running.discard(process)
        if process.returncode or not answer:
            raise EndedError(process.returncode)
        result, problem = _decode(answer[_SIZE_BYTES:])
        if problem:
            raise problem
        return result  # type: ignore[no-any-return] # it is that of the work

    def kill(self) -> None:
        """Kill all."""
        self._is_over = True
        for process in tuple(self._running):
            process.kill()


def start_detached(work: Callable[[], object], patience: float) -> object:
    """Start work that outlives this program, and wait until it writes something, for so many seconds at most.

    Returns the process, None where the system has no room for it.
    """
    import select
    import subprocess

    try:
        process = _start(stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    except OSError:
        return None
    assert process.stdin, "it has a pipe"
    assert process.stdout, "it has a pipe"
    with process.stdout:
        with suppress(BrokenPipeError), process.stdin as asked:
            asked.write(_request(work, niceness=_FOR_NOBODY))
        if sys.platform != "win32":
            select.select([process.stdout], [], [], patience)
    return process


async def run_for_screen(work: Callable[[], object], on_answer: Callable[[Any], object] = lambda _: None) -> bool:
    """Run work in a child process, and hand on each answer as it comes; True if it succeeded.

    Cancelling terminates the process.
    """
    import asyncio
    from asyncio.subprocess import DEVNULL, PIPE

    process = await start_python(_RUN, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    assert process.stdin, "it has a pipe"
    assert process.stdout, "it has a pipe"
    problem = None
    try:
        process.stdin.write(_request(work, niceness=_FOR_SCREEN))
        process.stdin.close()
        with suppress(asyncio.IncompleteReadError):
            while not problem:
                size = int.from_bytes(await process.stdout.readexactly(_SIZE_BYTES))
                answer, problem = _decode(await process.stdout.readexactly(size))
                if not problem:
                    on_answer(answer)
        return await process.wait() == 0 and not problem
    finally:
        if process.returncode is None:
            process.terminate()
            await _wait_until_ended(process)


async def _wait_until_ended(process: "Process") -> None:
    """Wait for a terminated process, also when cancelled again: the event loop may be closed next."""
    import asyncio

    while True:
        with suppress(asyncio.CancelledError):
            await process.communicate()
            return


async def start_python(code: str, *arguments: str, **options: Any) -> "Process":
    """Start code in an isolated interpreter, with the options of asyncio's `create_subprocess_exec`."""
    import asyncio

    return await asyncio.create_subprocess_exec(*isolated_command(code, *arguments), **options)


def _start(**options: Any) -> "subprocess.Popen[bytes]":
    import subprocess

    return subprocess.Popen(isolated_command(_RUN), stderr=subprocess.DEVNULL, **options)  # noqa: S603 - it is Python


def _request(work: Callable[[], object], *, parent: int = 0, niceness: int = 0) -> bytes:
    """What a process is to do, the process that it ends with, and how far it stands back behind others."""
    return pickle.dumps((work, parent, niceness))


def _decode(answer: bytes) -> tuple[Any, Exception | None]:
    """A result, or the error in its place."""
    return pickle.loads(answer)  # type: ignore[no-any-return] # noqa: S301 - of this program, see above


def run() -> None:
    """Do what the starting process asks for; each answer of a generator is sent as it comes."""
    work, parent, niceness = pickle.load(sys.stdin.buffer)  # noqa: S301 - of this program
    gc.set_threshold(100_000, 50, 100)  # what it makes of a thread is in use until it ends
    if parent:
        from threadreader.library.sandbox import die_with_parent

        die_with_parent(parent)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    try:
        answers = work()
        for answer in answers if isinstance(answers, Iterator) else [answers]:
            _send(answer)
    except Exception as problem:  # noqa: BLE001 - it is raised where the work was asked for
        problem.add_note(traceback.format_exc())
        _send(None, problem)


def _send(answer: object, problem: Exception | None = None) -> None:
    content = pickle.dumps((answer, problem))
    unsent = memoryview(len(content).to_bytes(_SIZE_BYTES) + content)
    # Nobody may listen any more.
    with suppress(BrokenPipeError):
        while unsent:
            unsent = unsent[os.write(1, unsent) :]
