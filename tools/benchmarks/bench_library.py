"""A library of many threads: imports as it grows, its size, its screen, its search, beside the smallest Textual app.

`python -m benchmarks.bench_library [THREADS [FOLDER]]`; a library in FOLDER is made once.
"""

import gzip
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.made_page import ADDRESS, TITLE, made_page
from benchmarks.minimal_app import READY
from terminal import Terminal
from threadreader.errors import ThreadreaderError
from threadreader.library.library import Library
from threadreader.paths import find_paths

_COMMENTS = 1_000
_KINDS = 50
_RUNS = 9
_BASELINE = [sys.executable, str(Path(__file__).with_name("minimal_app.py"))]
_READER = [sys.executable, "-m", "threadreader"]
_QUERIES = {
    "rare": "marker7",
    "common": "station",
    "two common": "station window",
    "phrase": '"station window"',
    "prefix": "stat*",
    "by author": "station author:above",
    "nothing": "nowhere",
}


def main(threads: int, folder: Path) -> None:
    """Make the library where there is none, and print the table."""
    paths = find_paths(str(folder))
    if not paths.library.exists():
        _make(threads, folder)
    _search(folder)
    _paint(folder)


def _make(threads: int, folder: Path) -> None:
    times, gzipped = [], 0
    with Library.open(find_paths(str(folder))) as library:
        for page in _pages(threads, folder):
            gzipped += len(gzip.compress(page.read_bytes()))
            started = _processor_time()
            try:
                library.import_page(page)
            except ThreadreaderError as problem:
                print(problem)
            times.append(_processor_time() - started)
        text = sum(len(text.encode()) for number in (1, 2, 3) for text in library.open_thread(number).texts()) / 3
    tenth = max(1, threads // 10)
    print(f"import, ms of processor a page: first tenth {1e3 * median(times[:tenth]):.0f},", end=" ")
    print(f"last tenth {1e3 * median(times[-tenth:]):.0f}")
    size = find_paths(str(folder)).library.stat().st_size
    whole = gzipped + text * threads
    print(f"size: {size / 1e6:,.0f} MB, {size / whole:.2f} of pages in gzip and text ({whole / 1e6:,.0f} MB)")


def _processor_time() -> float:
    """What this process has taken and those that it began, since each page is read in one of its own."""
    return sum(os.times()[:4])


def _pages(threads: int, folder: Path) -> Iterator[Path]:
    """Pages that differ in their address, their title and a word that no other has."""
    kinds: dict[int, bytes] = {}
    path = folder / "made.html"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(threads):
        count = _COMMENTS - _KINDS // 2 + number % _KINDS
        made = kinds.setdefault(count, made_page(count))
        address = f"{ADDRESS}{number}/".encode()
        page = made.replace(ADDRESS.encode(), address).replace(TITLE.encode(), f"{TITLE}{number}".encode())
        path.write_bytes(page.replace(b"station", f"station marker{number}".encode(), 1))
        yield path
    path.unlink()


def _search(folder: Path) -> None:
    print(f"\n{'search, first 50 hits (ms)':34}{'first':>10}{'median':>10}")
    for name, query in _QUERIES.items():
        times = []
        with Library.open(find_paths(str(folder))) as library:
            for _ in range(_RUNS):
                started = time.perf_counter()
                library.search(query)
                times.append(time.perf_counter() - started)
        print(f"{name:34}{1e3 * times[0]:>10.1f}{1e3 * median(times):>10.1f}")


def _paint(folder: Path) -> None:
    variables = {"THREADREADER_HOME": str(folder)}
    rows = {
        "minimal app": (_BASELINE, READY),
        "library screen": (_READER, TITLE),
        "a thread": ([*_READER, "open", "5"], TITLE),
    }
    times: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(_RUNS):
        for name, (command, words) in rows.items():
            with Terminal(command, environment=variables) as terminal:
                times[name].append(terminal.wait_for(words))
    print(f"\n{'exec to first paint (ms)':34}{'median':>10}{'ratio':>10}")
    for name, measured in times.items():
        print(f"{name:34}{1e3 * median(measured):>10.0f}{_ratio(measured, times['minimal app']):>10.2f}")


def _ratio(one: Sequence[float], other: Sequence[float]) -> float:
    return median(one) / median(other)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(wanted, Path(made))
