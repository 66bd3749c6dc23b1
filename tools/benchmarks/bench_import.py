"""What importing a page costs, beside programs that do a part of it, each in a fresh process of the same run.

`python -m benchmarks.bench_import [--python PYTHON] [--rounds N] [COUNT|PAGE ...]` makes a page of so
many comments, or takes one; it may be in gzip. PYTHON is one that the program is installed for, compiled as users have
it; otherwise it is the one that runs this. Programs that are not installed are left out.

Every program runs once in each round, so that what else the machine does is the same for all. The last columns say how
many times as long as lynx and as trafilatura it takes: the median over the rounds, each compared within itself.
"""

import argparse
import ctypes
import gzip
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.made_page import made_page

_ROUNDS = 5
_PR_SET_CHILD_SUBREAPER = 36  # the number of the option in Linux's `prctl.h`
_MEASURES = ("lynx -dump", "trafilatura")
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


def main(wanted: Sequence[str], python: str, rounds: int) -> None:
    """Print what each program takes for each page."""
    _adopt_orphans()
    against = "".join(f"{f'/ {name}':>15}" for name in _MEASURES)
    print(f"{'':>28}{'s':>8}{'cpu s':>8}{'peak MB':>10}{against}")
    for each in wanted:
        with tempfile.TemporaryDirectory() as folder:
            page = _page(each, Path(folder))
            print(f"{int(each):,} comments" if each.isdecimal() else page.name)
            _compare(page, Path(folder), python, rounds)


def _page(wanted: str, folder: Path) -> Path:
    """The page that is named, or one that is made; unpacked, since not every program here can do that."""
    if wanted.isdecimal():
        content, name = made_page(int(wanted)), "made.html"
    elif wanted.endswith(".gz"):
        content, name = gzip.decompress(Path(wanted).read_bytes()), Path(wanted).stem
    else:
        return Path(wanted)
    page = folder / name
    page.write_bytes(content)
    return page


def _compare(page: Path, folder: Path, python: str, rounds: int) -> None:
    costs: dict[str, list[Cost]] = {}
    for number in range(rounds):
        for program in _programs(folder / f"home{number}", python):
            costs.setdefault(program.name, []).append(_run([*program.command, str(page)], program.variables))
    for name, each in costs.items():
        seconds, cpu, peak = (median(getattr(cost, part) for cost in each) for part in Cost.__slots__)
        ratios = (_ratio(each, costs[measure]) for measure in _MEASURES if measure in costs)
        print(f"{name:>28}{seconds:8.2f}{cpu:8.2f}{peak:10.0f}{''.join(f'{ratio:15.2f}' for ratio in ratios)}")


def _ratio(costs: Sequence[Cost], others: Sequence[Cost]) -> float:
    return median(cost.seconds / other.seconds for cost, other in zip(costs, others, strict=True))


def _programs(home: Path, python: str) -> list[Program]:
    variables = {"THREADREADER_HOME": str(home)}
    found = [
        Program("threadreader import", [python, "-m", "threadreader", "import"], variables),
        Program("threadreader export", [python, "-m", "threadreader", "export"], variables),
        Program("reading alone", [python, "-c", _READ]),
        Program("BeautifulSoup(page, lxml)", [python, "-c", _PARSE]),
    ]
    if not subprocess.run([python, "-c", "import trafilatura"], check=False, capture_output=True).returncode:
        found.append(Program("trafilatura", [python, "-c", _EXTRACT]))
    lynx = shutil.which("lynx")
    return [*found, Program("lynx -dump", [lynx, "-dump", "-force_html"])] if lynx else found


def _run(command: Sequence[str], variables: Mapping[str, str]) -> Cost:
    started = time.perf_counter()
    silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(command[0], list(command), {**os.environ, **variables}, file_actions=silence)
    _, status, used = os.wait4(pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    all_used = [used, *_orphans()]
    cpu = sum(each.ru_utime + each.ru_stime for each in all_used)
    return Cost(seconds, cpu, max(each.ru_maxrss for each in all_used) / 1024)


def _orphans() -> Iterator[resource.struct_rusage]:
    """What the processes took that a program has left to end by themselves."""
    with suppress(ChildProcessError):
        while True:
            yield os.wait4(-1, 0)[2]


def _adopt_orphans() -> None:
    """Become the parent of processes that a program leaves (Linux): of a large page a part is read by one of these."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", default=["1000", "10000"], metavar="COUNT|PAGE")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    arguments = parser.parse_args()
    main(arguments.pages, arguments.python, arguments.rounds)
