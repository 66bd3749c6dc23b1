import errno
import faulthandler
import mmap
import os
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pytest

from blog import blog_page
from threadreader import importer
from threadreader.errors import PageError
from threadreader.importer import CommentLoader
from threadreader.importer.container import Container
from threadreader.library import reading, sandbox
from threadreader.library.importing import ImportFailure, ImportResult
from threadreader.library.library import Library
from threadreader.library.sandbox import Access, Limits, SandboxedWorker, map_in_parallel, once, run_sandboxed
from threadreader.model.page import Note
from threadreader.model.save import ParsedPage
from threadreader.paths import find_paths

LIMITS = Limits.for_page(1_000)
NOTHING = type(None)
NUMBERS = tuple[int, list[int]]


def some_of_ten(start: int, end: int) -> tuple[int, list[int]]:
    """The process, and some of the numbers below ten."""
    return os.getpid(), list(range(10))[start:end]


def pipe() -> tuple[IO[bytes], IO[bytes]]:
    """The end of a pipe to read, and the one to write."""
    read_end, write_end = os.pipe()
    return os.fdopen(read_end, "rb", buffering=0), os.fdopen(write_end, "wb", buffering=0)


def pausing(*files: IO[bytes], leads: bool = False) -> SandboxedWorker[None]:
    """A worker that holds files open and does nothing until it is ended."""
    return SandboxedWorker("page", once(signal.pause), LIMITS, NOTHING, Access(files), leads=leads)


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
    pid, note = run_sandboxed("page", lambda: (os.getpid(), Note("page", "odd")), LIMITS, tuple[int, Note])
    assert pid != os.getpid()
    assert note == Note("page", "odd")


def test_errors_come_back_as_they_are() -> None:
    def fail() -> None:
        raise PageError("page.html", "is none", "take another")

    with pytest.raises(PageError, match=r"^page\.html: is none; take another$"):
        run_sandboxed("page", fail, LIMITS, NOTHING)


def test_bugs_say_where_they_are() -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there") as caught:
        run_sandboxed("page", fail, LIMITS, NOTHING)
    (origin,) = caught.value.__notes__
    assert "in fail" in origin


def test_a_crash_is_one_line() -> None:
    with pytest.raises(PageError, match=r"^a\.html: crashes the parser \(SIGSEGV\); please report"):
        run_sandboxed("a.html", lambda: _die(signal.SIGSEGV), LIMITS, NOTHING)
    with pytest.raises(PageError, match=r"^a\.html: could not be read: the system ended .*memory$"):
        run_sandboxed("a.html", lambda: _die(signal.SIGKILL), LIMITS, NOTHING)


@pytest.mark.process
def test_work_without_end_is_given_up() -> None:
    def never_end() -> None:
        # With a thread left by another test the work would be done in this process, and hang it.
        end = time.monotonic() + 60
        while time.monotonic() < end:
            pass

    with pytest.raises(PageError, match=r"^a\.html: took longer than 1 seconds$"):
        run_sandboxed("a.html", never_end, Limits(seconds=1), NOTHING)


def test_work_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(PageError, match=r"^a\.html: cannot be read with 2,048 MB of memory$"):
        run_sandboxed("a.html", lambda: bytes(bytearray(4 << 30)), Limits(memory=2 << 30), bytes)


@pytest.mark.parametrize("without_memory", [MemoryError, SystemError])
def test_work_that_leaves_no_memory_for_an_answer_is_given_up(
    without_memory: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise without_memory

    monkeypatch.setattr(traceback, "format_exc", fail)
    with pytest.raises(PageError, match=r"^a\.html: cannot be read with [\d,]+ MB of memory$"):
        run_sandboxed("a.html", lambda: 1 // 0, LIMITS, int)


@pytest.mark.parametrize("processes", [1, 2, 3, 20])
def test_work_that_is_shared_comes_back_in_order(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: processes)
    shares = map_in_parallel(
        "page", LIMITS, 10, 4, lambda start, end: (os.getpid(), list(range(10))[start:end]), form=NUMBERS
    )
    assert [number for _, numbers in shares for number in numbers] == list(range(10))
    assert len({pid for pid, _ in shares}) == min(processes, 3)
    assert all(len(numbers) % 4 == 0 for _, numbers in shares[:-1])


@pytest.mark.parametrize(("concurrent", "shares"), [(0, 4), (1, 2), (2, 1), (9, 1)])
def test_work_that_is_shared_leaves_processors_to_other_work(
    concurrent: int, shares: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: 4)
    assert len(map_in_parallel("page", LIMITS, 8, 1, lambda *_: None, form=NOTHING, concurrent=concurrent)) == shares


def test_a_crash_in_a_share_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: 2)
    with pytest.raises(PageError, match=r"^a\.html: crashes the parser \(SIGSEGV\)"):
        map_in_parallel("a.html", LIMITS, 2, 1, lambda start, _: _die(signal.SIGSEGV) if start else None, form=NOTHING)


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
    shares = map_in_parallel(
        "page", LIMITS, 10, 4, lambda start, end: (os.getpid(), list(range(10))[start:end]), form=NUMBERS
    )
    assert shares == [(os.getpid(), [0, 1, 2, 3]), (os.getpid(), [4, 5, 6, 7]), (os.getpid(), [8, 9])]


@pytest.mark.usefixtures("no_room")
def test_a_page_that_there_is_no_process_for_is_one_line() -> None:
    with pytest.raises(PageError, match=r"^a\.html: cannot be read in a separate process \(.+\); close other programs"):
        run_sandboxed("a.html", os.getpid, LIMITS, int)


@pytest.mark.usefixtures("no_room")
def test_an_import_tells_of_each_page_that_there_is_no_process_for(page: Path, library: Library) -> None:
    outcomes = list(library.import_pages([page, page]))
    assert [type(each) for each in outcomes] == [ImportFailure, ImportFailure]


def test_work_that_is_not_waited_for_ends_with_those_who_share_it() -> None:
    reader, writer = pipe()

    def share_without_end() -> None:
        with pausing(writer):
            writer.write(b".")
            signal.pause()

    with SandboxedWorker("page", once(share_without_end), LIMITS, NOTHING, Access([writer])):
        writer.close()
        reader.read(1)
    # It ends when nobody is left who could write.
    assert reader.read(1) == b""
    reader.close()


@pytest.fixture(params=["here", "elsewhere"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends processes with their parents where this one does, and one that does not."""
    if request.param == "elsewhere":
        monkeypatch.setattr(sandbox, "_find_prctl", lambda: None)


@pytest.mark.usefixtures("system")
def test_those_who_share_work_end_when_it_crashes() -> None:
    reader, writer = pipe()

    def share() -> None:
        writer.write(b".")
        signal.pause()

    def crash() -> None:
        with SandboxedWorker("page", once(share), LIMITS, NOTHING, Access([writer]), leads=False):
            reader.read(1)
            _die(signal.SIGSEGV)

    with SandboxedWorker("page", once(crash), LIMITS, NOTHING, Access([reader, writer])) as crashing:
        writer.close()
        with pytest.raises(PageError, match="SIGSEGV"):
            crashing.result()
        # It ends when nobody is left who could write.
        assert reader.read(1) == b""


@pytest.mark.skipif(not sandbox._find_prctl(), reason="this system ends no process with another")
@pytest.mark.parametrize("by", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_work_ends_with_whoever_wanted_it(by: signal.Signals) -> None:
    reader, writer = pipe()

    def want_and_die() -> None:
        with pausing(writer, leads=True):
            _die(by)

    with SandboxedWorker("page", once(want_and_die), LIMITS, NOTHING, Access([writer])) as wanting:
        writer.close()
        with pytest.raises(PageError):
            wanting.result()
        # It ends when nobody is left who could write.
        assert reader.read(1) == b""
    reader.close()


def test_no_core_is_dumped() -> None:
    form = tuple[int, int]
    assert run_sandboxed("page", lambda: resource.getrlimit(resource.RLIMIT_CORE), LIMITS, form) == (0, 0)


def test_an_answer_that_cannot_be_kept_is_an_error() -> None:
    def leave_no_room() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        return "long " * 1_000

    with pytest.raises(PageError, match=r"^a\.html: was read, but .*; free some disk space$"):
        run_sandboxed("a.html", leave_no_room, LIMITS, str)


def test_an_answer_of_another_type_is_an_error() -> None:
    wrong: Any = "words"
    with pytest.raises(
        PageError, match=r"^a\.html: makes the parser give a wrong answer \(Expected `bool`, got `str`\)"
    ):
        run_sandboxed("a.html", lambda: wrong, LIMITS, bool)


def test_answers_come_one_after_the_other_and_the_error_after_them() -> None:
    def answer() -> Iterator[int]:
        yield 1
        yield 2
        raise PageError("a.html", "is cut")

    given: list[int] = []
    with (
        SandboxedWorker("a.html", answer, LIMITS, int) as worker,
        pytest.raises(PageError, match=r"^a\.html: is cut$"),
    ):
        given.extend(worker)
    assert given == [1, 2]


def test_a_worker_has_no_file_but_those_that_it_is_handed(page: Path) -> None:
    def is_open(descriptor: int) -> bool:
        try:
            os.fstat(descriptor)
        except OSError:
            return False
        return True

    with page.open("rb") as other, page.open("rb") as handed:
        of_both = lambda: (is_open(other.fileno()), is_open(handed.fileno()), os.isatty(1))  # noqa: E731
        answer = run_sandboxed("page", of_both, LIMITS, tuple[bool, bool, bool], Access([handed]))
    assert answer == (False, True, False)


def test_no_null_device_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "devnull", "/nowhere/null")
    assert run_sandboxed("here", lambda: os.read(0, 1), Limits(), bytes) == b""


def test_work_that_nobody_waits_for_is_ended() -> None:
    reader, writer = pipe()

    def wait() -> bytes:
        writer.close()
        return reader.read(1)

    def interrupted() -> None:
        with SandboxedWorker("page", once(wait), LIMITS, bytes, Access([reader])):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    # Nobody is left to read.
    with pytest.raises(BrokenPipeError):
        writer.write(b"x")
    writer.close()


def test_beside_other_threads_work_is_done_here() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert run_sandboxed("page", os.getpid, LIMITS, int) == os.getpid()
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
    reader, writer = pipe()
    access = reading._access
    monkeypatch.setattr(reading, "_access", lambda opened: Access([*access(opened).files, reader]))

    def wait(*_: object, **__: object) -> None:
        reader.read(1)

    def interrupt(_: bytes) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(importer, "import_lazily", wait)
    monkeypatch.setattr("threadreader.library.importing.pack_original", interrupt)
    with pytest.raises(KeyboardInterrupt):
        library.import_page(page)
    # Nobody is left to read.
    with pytest.raises(BrokenPipeError):
        writer.write(b"x")
    writer.close()


def test_memory_that_a_program_has_reserved_before_is_not_that_of_the_page(page: Path) -> None:
    reserved = mmap.mmap(-1, 3 << 30)  # more than a page may take; none of it is used
    with reserved, Library.open(find_paths()) as library:
        assert library.import_page(page).entry.number == 1
