"""The command `extract`, in programs that are killed, and on a cluster."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archives import record, response
from blog import blog_page
from executors import Here
from threadreader.cli import main
from threadreader.corpus import extract_many

PAGES = 16
SHARD_BYTES = 1_400
Capture = pytest.CaptureFixture[str]


def address(number: int) -> str:
    return f"https://blog.example/{number}/"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive, in which the command is given."""
    (tmp_path / "crawl").mkdir()
    pages = (
        response(address(n), blog_page(f"Comment {n}", title=f"Page {n}", address=address(n))) for n in range(PAGES)
    )
    archive = b"".join(map(gzip.compress, [record("warcinfo", {}, b"x"), *pages]))
    (tmp_path / "crawl" / "a.warc.gz").write_bytes(archive)
    monkeypatch.chdir(tmp_path)
    return tmp_path


_RUN = """
import sys
from contextlib import nullcontext
from threadreader.corpus import cluster_executor, extract_many
from threadreader.errors import ThreadreaderError

output, jobs, scheduler, size = sys.argv[1:]
try:
    with cluster_executor(scheduler) if scheduler else nullcontext() as executor:
        extract_many(["crawl"], output, executor=executor, jobs=int(jobs), shard_bytes=int(size), warn=print)
except ThreadreaderError as problem:
    sys.exit(str(problem))
"""


def start(output: str, jobs: int = 1, scheduler: str = "", program: str = _RUN) -> "subprocess.Popen[str]":
    """Start a program that makes a corpus in small shards."""
    run = [sys.executable, "-c", program, output, str(jobs), scheduler, str(SHARD_BYTES)]
    return subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait for the end: exit code, and what was said."""
    out, errors = process.communicate(timeout=240)
    return process.returncode, out + errors


def contents(output: Path) -> dict[str, bytes]:
    """All that is in a corpus."""
    files = (file for file in output.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {str(file.relative_to(output)): file.read_bytes() for file in files}


def wait_for(happened: Callable[[], bool], process: "subprocess.Popen[Any]") -> None:
    """Wait until something has happened, or a process has ended."""
    deadline = time.monotonic() + 240
    while process.poll() is None and not happened():
        assert time.monotonic() < deadline, "it has not happened"
        time.sleep(0.05)


def wait_for_shards(output: Path, count: int, process: "subprocess.Popen[str]") -> None:
    """Wait until so many shards are whole."""
    wait_for(lambda: len(list((output / "shards").glob("*.json"))) >= count, process)


def children(process: int) -> list[int]:
    """The processes that the threads of a process have started."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


@pytest.mark.process
def test_it_says_what_is_in_the_tables(folder: Path, capsys: Capture) -> None:
    (folder / "a.html").write_bytes(blog_page("One"))
    (folder / "b.html").write_bytes(b"%PDF-1.4")
    assert main(["extract", "a.html", "b.html", "--output", "out", "--jobs", "1"]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("2 pages with 1 comment in 1 shard (")
    assert rest == ["read by wordpress 1", "failed: no page 1"]
    assert main(["extract", "a.html", "b.html", "-o", "out", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["kept"], counts["pages"], counts["failures"]) == (1, 2, {"no page": 1})
    assert main(["extract", "a.html", "b.html", "-o", "out", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("folder")
def test_no_address_is_none_of_a_scheduler(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["extract", "crawl", "-o", "out", "--scheduler", ""])
    assert "a scheduler address, not ''" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--jobs", "2", "--scheduler", "x"], "--jobs: cannot be used with --scheduler"),
        (["--index", "none"], "none: cannot be read (No such file or directory); name the index of the crawl"),
        (["none.html"], "none.html: no such file or folder; name an existing one"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_done_is_named(capsys: Capture, options: list[str], error: str) -> None:
    assert main(["extract", "crawl", *options, "-o", "out"]) == 1
    assert capsys.readouterr().err.startswith(f"threadreader: {error}")


@pytest.mark.usefixtures("folder")
def test_a_cluster_needs_its_package(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["extract", "crawl", "-o", "out", "--scheduler", "tcp://127.0.0.1:1"]) == 1
    assert "needs distributed, which is not installed; " in capsys.readouterr().err


@pytest.mark.parametrize("table", ["comments", "pages"])
def test_a_table_of_which_the_end_is_missing_is_made_again(tmp_path: Path, table: str) -> None:
    page, output = tmp_path / "bread.html", tmp_path / "out"
    page.write_bytes(blog_page("First", "Second"))
    extract_many([page], output, executor=Here())
    whole = contents(output)
    (file,) = (output / table).iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    warned: list[str] = []
    assert extract_many([page], output, executor=Here(), warn=warned.append).kept == 0
    assert len(warned) == 1
    assert contents(output) == whole


@pytest.fixture
def serial(folder: Path) -> dict[str, bytes]:
    """The corpus as one process makes it without a stop."""
    extract_many(["crawl"], "serial", executor=Here(), shard_bytes=SHARD_BYTES)
    whole = contents(folder / "serial")
    assert len(whole) > 3 * 6
    return whole


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_goes_on_and_gives_the_same(
    folder: Path, serial: dict[str, bytes], stop: signal.Signals
) -> None:
    with start("out", jobs=2) as run:
        wait_for_shards(folder / "out", 2, run)
        run.send_signal(stop)
        run.wait()
    kept = len(list((folder / "out" / "shards").iterdir()))
    assert 2 <= kept < len(serial) // 3
    assert finish(start("out", jobs=2))[0] == 0
    assert contents(folder / "out") == serial


@needs_proc
@pytest.mark.slow
def test_a_worker_that_is_killed_costs_its_shard_alone(folder: Path, serial: dict[str, bytes]) -> None:
    with start("out", jobs=2) as run:
        for count in (1, 4):
            wait_for_shards(folder / "out", count, run)
            for child in children(run.pid)[:1]:
                os.kill(child, signal.SIGKILL)
        assert finish(run) == (0, "")
    assert contents(folder / "out") == serial


class Cluster:
    """A Dask cluster of this machine: a scheduler, and workers that do one shard at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = ""
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start a scheduler, at a port that is free, and two workers."""
        file = self._folder / "scheduler.json"
        file.unlink(missing_ok=True)
        told = ("--scheduler-file", str(file))
        self.scheduler = self._run("scheduler", "--host", "127.0.0.1", "--port", "0", *told)
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder / "scratch"))
        self.workers = [self._run("worker", *told, *options) for _ in range(2)]
        wait_for(lambda: file.exists() and file.read_bytes().endswith(b"}"), self.scheduler)
        self.address = json.loads(file.read_bytes())["address"]

    def stop(self) -> None:
        """Kill all."""
        for process in (*self.workers, *filter(None, [self.scheduler])):
            process.kill()
            process.wait()

    def _run(self, kind: str, *options: str) -> "subprocess.Popen[bytes]":
        program = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *options]
        # Elsewhere than the command: paths are those of the command all the same.
        log = (self._folder / f"{kind}.log").open("ab")
        with log:
            return subprocess.Popen(program, cwd=self._folder.parent, stdout=log, stderr=log)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    (folder / "cluster").mkdir()
    cluster = Cluster(folder / "cluster")
    cluster.start()
    yield cluster
    cluster.stop()


@needs_proc
@pytest.mark.slow
def test_a_worker_of_a_cluster_that_is_killed_costs_its_shard_alone(
    folder: Path, cluster: Cluster, serial: dict[str, bytes]
) -> None:
    with start("out", scheduler=cluster.address) as run:
        wait_for_shards(folder / "out", 3, run)
        cluster.workers[0].kill()
        assert finish(run) == (0, "")
    assert contents(folder / "out") == serial


@needs_proc
@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_named_and_the_same_command_goes_on(
    folder: Path, cluster: Cluster, serial: dict[str, bytes]
) -> None:
    with start("out", scheduler=cluster.address) as run:
        wait_for_shards(folder / "out", 3, run)
        cluster.stop()
        status, message = finish(run)
    assert status == 1
    gone = r"worker: is gone \(\w+\); start it again, then run the same command to continue\n"
    assert re.fullmatch(gone, message)
    cluster.start()
    assert finish(start("out", scheduler=cluster.address))[0] == 0
    assert contents(folder / "out") == serial


_IN_A_LOOP = """
import asyncio
import sys
from threadreader.corpus import cluster_executor

async def ask():
    with cluster_executor(sys.argv[3]) as executor:
        print(executor.submit(int, "7").result())

asyncio.run(ask())
"""


@needs_proc
@pytest.mark.slow
def test_a_program_with_a_loop_of_its_own_has_the_executor_of_a_cluster(cluster: Cluster) -> None:
    assert finish(start("out", scheduler=cluster.address, program=_IN_A_LOOP)) == (0, "7\n")


_NOBODY = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0))"
_SILENT = f"{_NOBODY}; s.listen()"
_WEB = "from http.server import *; s = HTTPServer(('127.0.0.1', 0), BaseHTTPRequestHandler).socket"


@pytest.mark.slow
@pytest.mark.parametrize("there", [_NOBODY, _SILENT, _WEB])
def test_where_no_scheduler_answers_is_named(folder: Path, there: str) -> None:
    program = f"{there}; print(s.getsockname()[1], flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        address = f"tcp://127.0.0.1:{int(other.stdout.readline())}"
        impatient = f"import threadreader.corpus.run as r; r._CONNECT_SECONDS = 1{_RUN}"
        status, message = finish(start("out", scheduler=address, program=impatient))
        other.communicate(b"\n")
    assert status == 1
    unanswered = rf"{address}: no scheduler answers there \(\w+\); start one and give its address\n"
    assert re.fullmatch(unanswered, message)
    assert not (folder / "out").exists()
