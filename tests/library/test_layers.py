"""A worker that is made to misbehave is stopped in each way that it tries, by each layer that is there."""

import ctypes
import errno
import fcntl
import os
import resource
import signal
import socket
import subprocess
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from threadreader.library import layers, sandbox
from threadreader.library.files import FileSource
from threadreader.library.layers import landlock, seccomp
from threadreader.library.reading import run_on_page
from threadreader.library.sandbox import Access, Limits, SandboxedWorker, once, run_sandboxed

LIMITS = Limits()
MACHINE = os.uname().machine
NO_LANDLOCK, NO_SECCOMP = layers._reason_against_landlock(), layers._reason_against_seccomp()

needs_landlock = pytest.mark.skipif(bool(NO_LANDLOCK), reason=NO_LANDLOCK)
needs_seccomp = pytest.mark.skipif(bool(NO_SECCOMP), reason=NO_SECCOMP)


@pytest.fixture
def landlock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "_reason_against_seccomp", lambda: "a test")


@pytest.fixture
def seccomp_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "_reason_against_landlock", lambda: "a test")


def error_of(work: Callable[[], object], *folders: Path) -> str:
    """The name of the error that the system answers a worker with, "" if it lets it."""

    def attempt() -> str:
        try:
            work()
        except OSError as problem:
            return errno.errorcode[problem.errno or 0]
        return ""

    return run_sandboxed("page", attempt, LIMITS, str, Access(folders=[str(each) for each in folders]))


def call(name: str, *arguments: int, offset: int = 0) -> None:
    """Make a system call by its name."""
    number = {**seccomp._DENIED, **seccomp._UNKNOWN, "clone": (56, 220)}[name][MACHINE == "aarch64"]
    system = ctypes.CDLL(None, use_errno=True)
    if system.syscall((number or 0) + offset, *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def fork_and_run() -> None:
    """Run a program in a forked process; raises the error of that."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.execv("/bin/true", ["true"])
        except OSError as problem:
            os.write(writer, bytes([problem.errno or 0]))
        os._exit(0)
    os.close(writer)
    answer = os.read(reader, 1)
    os.waitpid(pid, 0)
    if answer:
        raise OSError(answer[0], "refused")


@needs_landlock
@pytest.mark.usefixtures("landlock_alone")
def test_without_a_filter_no_file_is_read_but_those_of_the_page(tmp_path: Path) -> None:
    secret, picture = tmp_path / "secret.txt", tmp_path / "page_files" / "a.png"
    picture.parent.mkdir()
    secret.write_text("secret")
    picture.write_bytes(b"picture")
    link = picture.with_name("link")
    link.symlink_to(secret)
    assert error_of(picture.read_bytes, picture.parent) == ""
    assert error_of(Path(os.__file__).read_bytes) == ""
    for other in (secret, link, Path("/etc/passwd")):
        assert error_of(other.read_bytes, picture.parent) == "EACCES"
    assert error_of(lambda: list(tmp_path.iterdir()), picture.parent) == "EACCES"


@needs_landlock
@pytest.mark.usefixtures("landlock_alone")
def test_without_a_filter_nothing_is_written_or_run(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text("words")
    assert error_of(lambda: (tmp_path / "new").write_text("x"), tmp_path) == "EACCES"
    assert error_of(lambda: page.write_text("x"), tmp_path) == "EACCES"
    assert error_of(page.unlink, tmp_path) == "EACCES"
    assert error_of(fork_and_run) == "EACCES"
    assert page.read_text() == "words"


@needs_landlock
@pytest.mark.skipif(landlock.version() < 6, reason="Landlock knows no signals here")
@pytest.mark.usefixtures("landlock_alone")
def test_no_other_process_gets_a_signal() -> None:
    assert error_of(lambda: os.kill(os.getppid(), signal.SIGCONT)) == "EPERM"


MISDEEDS: dict[str, Callable[[], object]] = {
    "write": lambda: Path("/tmp/threadreader-x").write_text("x"),
    "open to write": lambda: os.open("/dev/null", os.O_WRONLY),
    "open to read and write": lambda: os.open("/dev/null", os.O_RDWR),
    "create": lambda: os.open("/tmp/threadreader-x", os.O_RDONLY | os.O_CREAT),
    "truncate": lambda: os.truncate("/dev/null", 0),
    "remove": lambda: Path("/nothing").unlink(),
    "rename": lambda: Path("/nothing").rename("/nothing-else"),
    "make a folder": lambda: Path("/nothing/x").mkdir(),
    "link": lambda: Path("/nothing/x").symlink_to("/etc/passwd"),
    "change rights": lambda: Path("/nothing").chmod(0o777),
    "socket": lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM),
    "socket of the machine": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "connect": lambda: call("connect", 0, 0, 0),
    "run": lambda: os.execv("/bin/true", ["true"]),
    "start": lambda: subprocess.run(["/bin/true"], check=False),
    "fork and run": fork_and_run,
    "trace": lambda: call("ptrace", 16, os.getppid(), 0, 0),
    "limit the parent": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0)),
    "type for the user": lambda: fcntl.ioctl(0, termios.TIOCSTI, b"x"),
    "leave the namespace": lambda: call("unshare", 1 << 28),
    "fork into a namespace": lambda: call("clone", (1 << 28) | signal.SIGCHLD, 0, 0, 0, 0),
}


@needs_seccomp
@pytest.mark.usefixtures("seccomp_alone")
@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_without_landlock_nothing_is_changed_run_or_sent(misdeed: str) -> None:
    assert error_of(MISDEEDS[misdeed]) == "EPERM"


@needs_seccomp
@needs_landlock
@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_with_all_layers_nothing_is_changed_run_or_sent(misdeed: str) -> None:
    assert error_of(MISDEEDS[misdeed]) in {"EPERM", "EACCES"}


@needs_seccomp
@pytest.mark.usefixtures("seccomp_alone")
def test_calls_that_a_filter_cannot_look_into_are_not_there() -> None:
    assert error_of(lambda: call("openat2", 0, 0, 0, 0)) == "ENOSYS"
    assert error_of(lambda: call("clone3", 0, 0)) == "ENOSYS"


@needs_seccomp
@pytest.mark.skipif(MACHINE != "x86_64", reason="no other processor has them")
@pytest.mark.usefixtures("seccomp_alone")
def test_calls_of_another_interface_are_not_there() -> None:
    assert error_of(lambda: call("socket", socket.AF_INET, socket.SOCK_STREAM, 0, offset=1 << 30)) == "ENOSYS"


def test_layers_that_the_system_lacks_are_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(layers, "_reason_against_landlock", lambda: "the kernel is older")
    monkeypatch.setattr(layers, "_reason_against_seccomp", lambda: "there is no filter")
    (tmp_path / "x").write_text("words")
    assert error_of((tmp_path / "x").read_bytes) == ""
    assert [layer.reason for layer in layers.layers()] == ["", "", "the kernel is older", "there is no filter"]


def test_a_layer_that_cannot_be_put_on_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(errno.EPERM, "not here")

    monkeypatch.setattr(landlock, "restrict", fail)
    monkeypatch.setattr(seccomp, "restrict", fail)
    assert error_of(lambda: os.open("/dev/null", os.O_WRONLY)) == ""


def test_a_system_without_layers_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    for reason in (layers._reason_against_landlock, layers._reason_against_seccomp):
        assert reason.__wrapped__() == "darwin has no such layer"


@pytest.mark.parametrize("machine", seccomp._MACHINES)
def test_no_jump_of_a_filter_leads_behind_its_end(machine: str) -> None:
    program = seccomp._assembled(machine)
    count = len(program) // 8
    assert count < 4096
    assert all(index + 1 + max(program[8 * index + 2], program[8 * index + 3]) < count for index in range(count - 1))


@needs_seccomp
def test_workers_of_a_worker_are_in_the_same_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "available_cpus", lambda: 2)

    def ask(*_: int) -> tuple[int, str]:
        try:
            os.open("/dev/null", os.O_WRONLY)
        except OSError as problem:
            return os.getpid(), errno.errorcode[problem.errno or 0]
        return os.getpid(), ""

    form = tuple[int, str]

    def share() -> list[tuple[int, str]]:
        return sandbox.map_in_parallel("page", LIMITS, 2, 1, ask, form=form)

    with SandboxedWorker("page", once(share), LIMITS, list[form]) as worker:
        answers = worker.result()
    assert len({pid for pid, _ in answers}) == 2
    assert {error for _, error in answers} <= {"EPERM", "EACCES"}


def test_what_belongs_to_a_page_is_read_in_a_mirror(tmp_path: Path) -> None:
    page, frame = tmp_path / "blog.example" / "a" / "page.html", tmp_path / "service.example" / "frame.html"
    for file in (page, frame):
        file.parent.mkdir(parents=True)
    page.write_bytes(b'<html><body><iframe src="../../service.example/frame.html"></iframe></body></html>')
    frame.write_bytes(b"<html><body><p>Words</p></body></html>")
    resources = run_on_page(page, lambda container, _: list(container.resources), list[str])
    assert resources == ["../../service.example/frame.html"]
    assert FileSource(page, content=b"").folders() == ()


def test_a_home_that_no_variable_names_is_known_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    home = str(Path.home())
    assert run_sandboxed("page", lambda: str(Path.home()), Limits(), str) == home
