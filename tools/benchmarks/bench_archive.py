"""What importing a web archive takes: time and memory for 100 and for 1,000 pages, and how it goes on after a kill.

`python -m benchmarks.bench_archive [PAGES ...]`; the memory is that of all processes together, where
shared pages count once (PSS), and that of the largest alone. Linux only.
"""

import contextlib
import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from archives import record, response
from benchmarks.made_page import ADDRESS, TITLE, made_page
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.store.connection import open_database

_COMMENTS = 30
_LOOK_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """What one import took."""

    seconds: float
    all_megabytes: float
    largest_megabytes: float
    status: int


def main(wanted: Sequence[int]) -> None:
    """Print the figures."""
    print(f"{'':>34}{'s':>8}{'all MB':>9}{'one MB':>9}")
    peaks: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        archives = [write_archive(Path(folder, f"{pages}.warc.gz"), pages) for pages in wanted]
        for pages, archive in zip(wanted, archives, strict=True):
            home = Path(folder, f"home{pages}")
            cost = run(archive, home)
            peaks.append(cost.all_megabytes)
            _print(f"{pages:,} pages", cost)
            _print("again, all there already", run(archive, home))
        print(f"peak of the last to that of the first: {peaks[-1] / peaks[0]:.2f}")
        _kill_and_go_on(archives[0], Path(folder, "killed"), wanted[0])
        _at_once(archives[0], Path(folder, "shared"), wanted[0])


def write_archive(path: Path, pages: int) -> Path:
    """A WARC file of pages with different addresses, each record compressed by itself; never in memory as a whole."""
    page = made_page(_COMMENTS)
    with path.open("wb") as file:
        file.write(gzip.compress(record("warcinfo", {"Content-Type": "application/warc-fields"}, b"software: x\r\n")))
        for number in range(pages):
            address = f"{ADDRESS}{number}/"
            html = page.replace(ADDRESS.encode(), address.encode()).replace(
                TITLE.encode(), f"{TITLE} {number}".encode()
            )
            file.write(gzip.compress(response(address, html)))
    return path


def run(archive: Path, home: Path, kill_after: float | None = None) -> Cost:
    """Import an archive into the library of a home, and look at the memory all the while."""
    started = time.perf_counter()
    importing = _begin(archive, home)
    together = largest = 0.0
    while importing.poll() is None:
        sizes = list(_sizes(importing.pid))
        together, largest = max(together, sum(sizes)), max(largest, max(sizes, default=0))
        if kill_after is not None and time.perf_counter() - started > kill_after:
            importing.kill()
        time.sleep(_LOOK_EVERY)
    return Cost(time.perf_counter() - started, together, largest, importing.returncode)


def _begin(archive: Path, home: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "threadreader", "import", str(archive)]
    variables = os.environ | {"THREADREADER_HOME": str(home)}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env=variables)


def _kill_and_go_on(archive: Path, home: Path, pages: int) -> None:
    """Kill the import again and again, each time later, until it comes to its end."""
    for kills in count():
        cost = run(archive, home, 1.0 + 2 * kills)
        if cost.status >= 0:
            print(f"killed {kills} times, then to the end: {_state(home, pages)}")
            return


def _at_once(archive: Path, home: Path, pages: int) -> None:
    both = [_begin(archive, home) for _ in range(2)]
    statuses = [importing.wait() for importing in both]
    print(f"two at once, exit codes {statuses}: {_state(home, pages)}")


def _state(home: Path, pages: int) -> str:
    paths = find_paths(str(home))
    with open_database(paths.library) as database:
        whole = database.rows("PRAGMA integrity_check") == [("ok",)]
        ((saves, different),) = database.rows("SELECT count(*), count(DISTINCT digest) FROM save")
    with Library.open(paths) as library:
        entries = library.threads()
    counts = all(entry.comments == _COMMENTS for entry in entries)
    right = whole and counts and saves == different == pages == len(entries)
    return f"{len(entries):,} threads of {pages:,}, {saves - different} twice, {'whole' if right else 'NOT WHOLE'}"


def _sizes(pid: int) -> Iterator[float]:
    """The memory of a process and of its children, in megabytes."""
    for each in [pid, *_children(pid)]:
        # It may have ended.
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    yield int(line.split()[1]) / 1024


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _print(name: str, cost: Cost) -> None:
    print(f"{name:>34}{cost.seconds:8.1f}{cost.all_megabytes:9.0f}{cost.largest_megabytes:9.0f}")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [100, 1000])
