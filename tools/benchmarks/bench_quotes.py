"""What linking the quotations of a thread costs: CPU and memory, each size in a fresh process.

`python -m benchmarks.bench_quotes [COUNT | PAGE ...]`: made pages of so many comments, or saved pages.
"""

import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from statistics import median

from benchmarks.made_page import made_page
from threadreader.importer import import_bytes
from threadreader.quotes import link_quotes

_RUNS = 5


def main(wanted: list[str]) -> None:
    """Print a line for each page."""
    print(f"{'comments':>10}{'quotations':>12}{'linked':>10}{'cpu s':>8}{'s / 10,000 comments':>22}{'MB':>9}")
    for one in wanted:
        subprocess.run([sys.executable, "-m", "benchmarks.bench_quotes", "--one", one], check=True)


def measure(one: str) -> None:
    """Print the line of one page, the median of some runs; the memory is the most that linking has at one time."""
    page = made_page(int(one)) if one.isdecimal() else Path(one).read_bytes()
    thread = import_bytes(page, one).thread
    tracemalloc.start()
    index = link_quotes(thread)
    megabytes = tracemalloc.get_traced_memory()[1] / 1_000_000
    tracemalloc.stop()
    seconds: list[float] = []
    for _ in range(_RUNS):
        started = time.process_time()
        link_quotes(thread)
        seconds.append(time.process_time() - started)
    cpu, comments = median(seconds), len(thread.comments)
    counts = f"{comments:>10,}{len(index.quotes):>12,}{len(index.links):>10,}"
    print(f"{counts}{cpu:>8.2f}{cpu / (comments or 1) * 10_000:>22.2f}{megabytes:>9.0f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2])
    else:
        main(sys.argv[1:] or ["1000", "10000", "50000"])
