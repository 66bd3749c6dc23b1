import errno
import faulthandler
import os
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from blog import blog_page
from threadreader import importer
from threadreader.errors import PageError
from threadreader.importer import CommentLoader
from threadreader.importer.container import Container
from threadreader.library import sandbox
from threadreader.library.importing import ImportFailure, ImportResult
from threadreader.library.library import Library
from threadreader.library.sandbox import Limits, SandboxedWorker, map_in_parallel, run_sandboxed
from threadreader.model.page import Note
from threadreader.model.save import ParsedPage
from threadreader.paths import find_paths

LIMITS = Limits.for_page(1_000)


@pytest.fixture
def library(now: datetime) -> Iterator[Library]:
    with Library.open(find_paths(), clock=lambda: now) as opened:
        yield opened


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "bread.html"
    path.write_bytes(blog_page("First", "Second"))
    return path


def _die(by: signal.Signals) -> None:
    faulthandler.disable()
    os.kill(os.getpid(), by)


def test_work_is_done_in_another_process_and_its_result_comes_back() -> None:
    pid, note = run_sandboxed("page", lambda: (os.getpid(), Note("page", "odd")), LIMITS)
    assert pid != os.getpid()
    assert note == Note("page", "odd")


def test_errors_come_back_as_they_are() -> None:
    def fail() -> None:
        raise PageError("page.html", "is none", "take another")

    with pytest.raises(PageError, match=r"^page\.html: is none; take another$"):
        run_sandboxed("page", fail, LIMITS)


def test_bugs_say_where_they_are() -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there") as caught:
        run_sandboxed("page", fail, LIMITS)
    (origin,) = caught.value.__notes__
    assert "in fail" in origin


def test_a_crash_is_one_line() -> None:
    with pytest.raises(PageError, match=r"^a\.html: makes what reads it crash \(SIGSEGV\); please report"):
        run_sandboxed("a.html", lambda: _die(signal.SIGSEGV), LIMITS)
    with pytest.raises(PageError, match=r"^a\.html: was given up, since the system ended .*memory$"):
        run_sandboxed("a.html", lambda: _die(signal.SIGKILL), LIMITS)


def test_work_without_end_is_given_up() -> None:
    def never_end() -> None:
        # With a thread left by another test the work would be done in this process, and hang it.
        end = time.monotonic() + 60
        while time.monotonic() < end:
            pass

    with pytest.raises(PageError, match=r"^a\.html: is not read after 1 seconds, and was given up$"):
        run_sandboxed("a.html", never_end, Limits(seconds=1))


def test_work_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(PageError, match=r"^a\.html: cannot be read with 2,048 MB of memory$"):
        run_sandboxed("a.html", lambda: bytearray(4 << 30), Limits(memory=2 << 30))


@pytest.mark.parametrize("without_memory", [MemoryError, SystemError])
def test_work_that_leaves_no_memory_for_an_answer_is_given_up(
    without_memory: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise without_memory

    monkeypatch.setattr(traceback, "format_exc", fail)
    with pytest.raises(PageError, match=r"^a\.html: cannot be read with [\d,]+ MB of memory$"):
        run_sandboxed("a.html", lambda: 1 // 0, LIMITS)


@pytest.mark.parametrize("processes", [1, 2, 3, 20])
def test_work_that_is_shared_comes_back_in_order(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: processes)
    shares = map_in_parallel("page", LIMITS, 10, 4, lambda start, end: (os.getpid(), list(range(10))[start:end]))
    assert [number for _, numbers in shares for number in numbers] == list(range(10))
    assert len({pid for pid, _ in shares}) == min(processes, 3)
    assert all(len(numbers) % 4 == 0 for _, numbers in shares[:-1])


@pytest.mark.parametrize(("concurrent", "shares"), [(0, 4), (1, 2), (2, 1), (9, 1)])
def test_work_that_is_shared_leaves_processors_to_other_work(
    concurrent: int, shares: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: 4)
    assert len(map_in_parallel("page", LIMITS, 8, 1, lambda *_: None, concurrent=concurrent)) == shares


def test_a_crash_in_a_share_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: 2)
    with pytest.raises(PageError, match=r"^a\.html: makes what reads it crash \(SIGSEGV\)"):
        map_in_parallel("a.html", LIMITS, 2, 1, lambda start, _: _die(signal.SIGSEGV) if start else None)


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system makes no more processes; what was opened for one is closed when the test is over."""

    def fail() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", fail)
    before = sorted(Path("/dev/fd").iterdir())
    yield
    assert sorted(Path("/dev/fd").iterdir()) == before


@pytest.mark.usefixtures("no_room")
def test_a_share_that_there_is_no_process_for_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: 3)
    shares = map_in_parallel("page", LIMITS, 10, 4, lambda start, end: (os.getpid(), list(range(10))[start:end]))
    assert shares == [(os.getpid(), [0, 1, 2, 3]), (os.getpid(), [4, 5, 6, 7]), (os.getpid(), [8, 9])]


@pytest.mark.usefixtures("no_room")
def test_a_page_that_there_is_no_process_for_is_one_line() -> None:
    with pytest.raises(PageError, match=r"^a\.html: cannot be read in a process of its own \(.+\); end other programs"):
        run_sandboxed("a.html", os.getpid, LIMITS)


@pytest.mark.usefixtures("no_room")
def test_an_import_tells_of_each_page_that_there_is_no_process_for(page: Path, library: Library) -> None:
    outcomes = list(library.import_pages([page, page]))
    assert [type(each) for each in outcomes] == [ImportFailure, ImportFailure]


def test_work_that_is_not_waited_for_ends_with_those_who_share_it() -> None:
    read_end, write_end = os.pipe()

    def share_without_end() -> None:
        with SandboxedWorker("page", signal.pause, LIMITS, leads=False):
            os.write(write_end, b".")
            signal.pause()

    with SandboxedWorker("page", share_without_end, LIMITS):
        os.close(write_end)
        os.read(read_end, 1)
    # It ends when nobody is left who could write.
    assert os.read(read_end, 1) == b""
    os.close(read_end)


@pytest.fixture(params=["here", "elsewhere"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends processes with their parents where this one does, and one that does not."""
    if request.param == "elsewhere":
        monkeypatch.setattr(sandbox, "_find_prctl", lambda: None)


@pytest.mark.usefixtures("system")
def test_those_who_share_work_end_when_it_crashes() -> None:
    read_end, write_end = os.pipe()

    def share() -> None:
        os.write(write_end, b".")
        signal.pause()

    def crash() -> None:
        with SandboxedWorker("page", share, LIMITS, leads=False):
            os.read(read_end, 1)
            _die(signal.SIGSEGV)

    with SandboxedWorker("page", crash, LIMITS) as crashing:
        os.close(write_end)
        with pytest.raises(PageError, match="SIGSEGV"):
            crashing.result()
        # It ends when nobody is left who could write.
        assert os.read(read_end, 1) == b""
    os.close(read_end)


@pytest.mark.skipif(not sandbox._find_prctl(), reason="this system ends no process with another")
@pytest.mark.parametrize("by", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_work_ends_with_whoever_wanted_it(by: signal.Signals) -> None:
    read_end, write_end = os.pipe()

    def want_and_die() -> None:
        with SandboxedWorker("page", signal.pause, LIMITS):
            _die(by)

    with SandboxedWorker("page", want_and_die, LIMITS) as wanting:
        os.close(write_end)
        with pytest.raises(PageError):
            wanting.result()
        # It ends when nobody is left who could write.
        assert os.read(read_end, 1) == b""
    os.close(read_end)


def test_no_core_is_dumped() -> None:
    assert run_sandboxed("page", lambda: resource.getrlimit(resource.RLIMIT_CORE), LIMITS) == (0, 0)


def test_an_answer_that_cannot_be_kept_is_an_error() -> None:
    def leave_no_room() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        return "long " * 1_000

    with pytest.raises(PageError, match=r"^a\.html: was read, and .*; make room on the disk$"):
        run_sandboxed("a.html", leave_no_room, LIMITS)


def test_an_answer_is_made_of_nothing_but_records() -> None:
    with pytest.raises(Exception, match="no part of an answer"):
        run_sandboxed("page", lambda: os.system, LIMITS)


def test_work_that_nobody_waits_for_is_ended() -> None:
    reader, writer = os.pipe()

    def wait() -> bytes:
        os.close(writer)
        return os.read(reader, 1)

    def interrupted() -> None:
        with SandboxedWorker("page", wait, LIMITS):
            os.close(reader)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    # Nobody is left to read.
    with pytest.raises(BrokenPipeError):
        os.write(writer, b"x")
    os.close(writer)


def test_beside_other_threads_work_is_done_here() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert run_sandboxed("page", os.getpid, LIMITS) == os.getpid()
    finally:
        done.set()
        other.join()


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: _die(signal.SIGSEGV), "crash"),
        (lambda: bytearray(1 << 50), "memory"),
    ],
    ids=["crash", "memory"],
)
def test_a_page_that_cannot_be_borne_stops_no_import(
    page: Path, library: Library, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], message: str
) -> None:
    read = importer.import_lazily
    other = page.with_name("other.html")
    other.write_bytes(blog_page("Third"))

    def import_page(container: Container, **options: Any) -> tuple[ParsedPage, CommentLoader]:
        if b"Third" in container.html:
            work()
        return read(container, **options)

    monkeypatch.setattr(importer, "import_lazily", import_page)
    failed, imported = library.import_pages([other, page])
    assert isinstance(failed, ImportFailure)
    assert failed.name == str(other)
    assert message in failed.error.trouble
    assert isinstance(imported, ImportResult)
    assert [entry.number for entry in library.threads()] == [imported.entry.number]


def test_an_import_that_is_interrupted_leaves_no_process_behind(
    page: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = os.pipe()

    def wait(*_: object, **__: object) -> None:
        os.close(writer)
        os.read(reader, 1)

    def interrupt(_: bytes) -> bytes:
        os.close(reader)
        raise KeyboardInterrupt

    monkeypatch.setattr(importer, "import_lazily", wait)
    monkeypatch.setattr("threadreader.library.importing.pack_original", interrupt)
    with pytest.raises(KeyboardInterrupt):
        library.import_page(page)
    # Nobody is left to read.
    with pytest.raises(BrokenPipeError):
        os.write(writer, b"x")
    os.close(writer)
