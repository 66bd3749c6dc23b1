"""What importing a page costs, beside `BeautifulSoup(page, "lxml")` alone, each in a fresh process of the same run.

`PYTHONPATH=tests python -m benchmarks.bench_import [COUNT ...]`
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.made_page import made_page

_RUNS = 5
_PARSE = "import pathlib, sys, bs4; bs4.BeautifulSoup(pathlib.Path(sys.argv[1]).read_bytes(), 'lxml')"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took."""

    seconds: float
    cpu: float
    megabytes: float


def main(counts: Sequence[int]) -> None:
    """Print both costs for each number of comments."""
    print("{:>10}{:>30}{:>30}".format("comments", "BeautifulSoup alone", "threadreader import"))
    print("{:>10}{:>30}{:>30}".format("", *["s, cpu s, peak MB"] * 2))
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "made.html")
            page.write_bytes(made_page(count))
            both = [(_parse(page), _import(page, Path(folder, f"home{run}"))) for run in range(_RUNS)]
            print(f"{count:>10,}" + "".join(f"{_middle([pair[side] for pair in both]):>30}" for side in (0, 1)))


def _parse(page: Path) -> Cost:
    return _run([sys.executable, "-c", _PARSE, str(page)], {})


def _import(page: Path, home: Path) -> Cost:
    return _run([sys.executable, "-m", "threadreader", "import", str(page)], {"THREADREADER_HOME": str(home)})


def _run(command: Sequence[str], variables: dict[str, str]) -> Cost:
    started = time.perf_counter()
    silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(command[0], list(command), os.environ | variables, file_actions=silence)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _middle(costs: Sequence[Cost]) -> str:
    seconds, cpu, peak = (median(getattr(cost, name) for cost in costs) for name in Cost.__slots__)
    return f"{seconds:.2f}, {cpu:.2f}, {peak:.0f}"


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [1_000, 10_000])
