"""Times and memory, as the benchmarks say them; they differ from run to run, and are only shown."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

Figures = dict[str, list[str]]
"""The lines that each benchmark printed."""

_TOOLS = Path(__file__).parents[1]
_PATH = (str(_TOOLS), str(_TOOLS.with_name("tests")))
_BENCHMARKS = {"bench_reader": ("10000", "50000"), "bench_import": (), "bench_library": ("100",)}
_GAP = re.compile(r"\s{2,}")


def take_figures(*, fast: bool) -> Figures:
    """Run each benchmark, the fast ones alone or all."""
    figures: Figures = {}
    for name, arguments in _BENCHMARKS.items():
        if fast and name != "bench_reader":
            continue
        ran = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *(arguments[:1] if fast else arguments)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (*_PATH, os.environ.get("PYTHONPATH"))))},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        figures[name] = ran.stdout.splitlines()
    return figures


def beside(before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """The lines, each with what it was before below it; lines of one name are told apart by their order."""
    known = dict(_named(before))
    for name, line in _named(now):
        yield line
        if known.get(name, line) != line:
            yield known[name].replace(name[0], f"{'before':{len(name[0])}}", 1)


def _named(lines: Sequence[str]) -> Iterator[tuple[tuple[str, int], str]]:
    seen: Counter[str] = Counter()
    for line in lines:
        name = _GAP.split(line.strip())[0]
        yield (name, seen[name]), line
        seen[name] += 1
