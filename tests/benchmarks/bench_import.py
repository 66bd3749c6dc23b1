"""What importing a page costs, beside programs that do a part of it, each in a fresh process of the same run.

`PYTHONPATH=tests python -m benchmarks.bench_import [COUNT|PAGE ...]` makes a page of so many comments, or takes one.
Programs that are not installed are left out.
"""

import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.made_page import made_page

_RUNS = 5
_PARSE = "import pathlib, sys, bs4; bs4.BeautifulSoup(pathlib.Path(sys.argv[1]).read_bytes(), 'lxml')"
_EXTRACT = "import pathlib, sys, trafilatura; trafilatura.extract(pathlib.Path(sys.argv[1]).read_bytes())"
_READ = "import pathlib, sys, threadreader.importer as i; i.import_bytes(pathlib.Path(sys.argv[1]).read_bytes(), '')"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took."""

    seconds: float
    cpu: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Program:
    """A command that is given the page last."""

    name: str
    command: Sequence[str]
    variables: Mapping[str, str] = field(default_factory=dict)


def main(wanted: Sequence[str]) -> None:
    """Print what each program takes for each page."""
    print(f"{'':>28}{'s':>8}{'cpu s':>8}{'peak MB':>10}")
    for each in wanted:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(each)
            if each.isdecimal():
                page = Path(folder, "made.html")
                page.write_bytes(made_page(int(each)))
            print(f"{int(each):,} comments" if each.isdecimal() else page.name)
            _compare(page, Path(folder))


def _compare(page: Path, folder: Path) -> None:
    """Every program runs once in each round, so that what else the machine does is the same for all."""
    costs: dict[str, list[Cost]] = {}
    for run in range(_RUNS):
        for program in _programs(folder / f"home{run}"):
            costs.setdefault(program.name, []).append(_run([*program.command, str(page)], program.variables))
    for name, each in costs.items():
        seconds, cpu, peak = (median(getattr(cost, part) for cost in each) for part in Cost.__slots__)
        print(f"{name:>28}{seconds:8.2f}{cpu:8.2f}{peak:10.0f}")


def _programs(home: Path) -> list[Program]:
    python = sys.executable
    found = [
        Program("threadreader import", [python, "-m", "threadreader", "import"], {"THREADREADER_HOME": str(home)}),
        Program("reading alone", [python, "-c", _READ]),
        Program("BeautifulSoup(page, lxml)", [python, "-c", _PARSE]),
    ]
    if importlib.util.find_spec("trafilatura"):
        found.append(Program("trafilatura", [python, "-c", _EXTRACT]))
    lynx = shutil.which("lynx")
    return [*found, Program("lynx -dump", [lynx, "-dump", "-force_html"])] if lynx else found


def _run(command: Sequence[str], variables: Mapping[str, str]) -> Cost:
    started = time.perf_counter()
    silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(command[0], list(command), {**os.environ, **variables}, file_actions=silence)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


if __name__ == "__main__":
    main(sys.argv[1:] or ["1000", "10000"])
