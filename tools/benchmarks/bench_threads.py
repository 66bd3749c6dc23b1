"""A library of 100,000 threads beside one of 1,000: commands, the library screen, and its keys.

`python -m benchmarks.bench_threads [FEW MANY [FOLDER]]`; libraries in FOLDER are made once. All times
are of a processor, the least of several runs, since what else the machine does tells little about a library.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.made_library import COMMON, RARE, make_library
from benchmarks.made_page import ADDRESS, TITLE, made_page
from terminal import Terminal
from threadreader.library.library import Library
from threadreader.paths import find_paths

_RUNS = 5
_READER = [sys.executable, "-m", "threadreader"]
_COMMANDS = {
    "--version": ("--version",),
    "list --limit 50": ("list", "--limit", "50"),
    "list": ("list",),
    "list --json": ("list", "--json"),
    "list is:unread": ("list", "is:unread"),
    "search, a common word": ("search", COMMON),
    "search, a rare word": ("search", RARE),
    "search, two words": ("search", f"{COMMON} {RARE}"),
    "search, an author": ("search", "author:Ba"),
    "search, nothing": ("search", "nowhere"),
    "search, a tag and a word": ("search", f"tag:bread {COMMON}"),
    "search, is:starred": ("search", "is:starred"),
    "stats 1": ("stats", "1"),
    "import, a page that is there": ("import", "{known}"),
}
_KEYS = {
    "j": ("j",),
    "space": (" ",),
    "G": ("G", "gg"),
    "S, the next order": ("S",),
    "& a title, each letter": ("&", *"baba", "\x1b"),
    "& site:, each letter": ("&", *"site:bac", "\x1b"),
    "& tag:, each letter": ("&", *"tag:bread", "\x1b"),
    "& after:, each letter": ("&", *"after:2015", "\x1b"),
    "& tag: completed": ("&", *"tag:", "\t", "\x1b"),
    "& site: completed": ("&", *"site:", "\t", "\x1b"),
    "/ a word, each letter": ("/", *"station", "\x1b"),
    "x": ("x", "u"),
    "a thread": ("\r", "q"),
}


def main(sizes: Sequence[int], folder: Path) -> None:
    """Make the libraries where there are none, and print the table."""
    measured = []
    for size in sizes:
        home = folder / str(size)
        if not find_paths(str(home)).library.exists():
            make_library(home, size)
        measured.append(dict(_measure(home)))
    print(f"{'milliseconds of a processor':34}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>9}")
    for name, first in measured[0].items():
        times = [each[name] for each in measured]
        print(f"{name:34}" + "".join(f"{each:>12,.1f}" for each in times) + f"{times[-1] / max(first, 0.1):>9.2f}")


def _measure(home: Path) -> Iterator[tuple[str, float]]:
    # With its modules compiled, as an installed program has them.
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
    variables = {"THREADREADER_HOME": str(home), **bytecode}
    known = home / "known.html"
    known.write_bytes(made_page(20))
    subprocess.run([*_READER, "import", str(known)], env=os.environ | variables, check=True, capture_output=True)
    for name, command in _COMMANDS.items():
        words = [*_READER, *(word.format(known=known) for word in command)]
        yield name, min(_run(words, variables)[0] for _ in range(_RUNS))
    yield "list, MB", _run([*_READER, "list"], variables)[1]
    yield from _imports(home, variables)
    with Library.open(find_paths(str(home))) as library:
        entry = library.threads(1, newest=True)[0]
        yield "find a title", _least(lambda: library.find(entry.page.title))
        yield "find an address", _least(lambda: library.find(entry.page.url or ""))
    yield from _screen(variables)


def _imports(home: Path, variables: dict[str, str]) -> Iterator[tuple[str, float]]:
    page, times = home / "more.html", list[float]()
    for number in range(_RUNS):
        address = f"{ADDRESS}{number}/".encode()
        page.write_bytes(made_page(20).replace(ADDRESS.encode(), address).replace(TITLE.encode(), b"More%d" % number))
        times.append(_run([*_READER, "import", str(page)], variables)[0])
    with Library.open(find_paths(str(home))) as library:
        for number in range(_RUNS):
            library.forget(library.find(f"{ADDRESS}{number}/").number)
    yield "import, one more", min(times)


def _run(command: Sequence[str], variables: dict[str, str]) -> tuple[float, float]:
    """What a program took of a processor, in milliseconds, and of memory at most, in MB."""
    with subprocess.Popen(
        command, env=os.environ | variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        _, status, usage = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
    return 1e3 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024


def _least(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_RUNS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return 1e3 * min(times)


def _screen(variables: dict[str, str]) -> Iterator[tuple[str, float]]:
    times = []
    for _ in range(_RUNS):
        with Terminal(_READER, environment=variables) as terminal:
            terminal.wait_for("thread 1 of")
            times.append(terminal.processor_time())
    yield "first screen", 1e3 * min(times)
    with Terminal(_READER, environment=variables) as terminal:
        terminal.wait_for("thread 1 of")
        terminal.settle(2.0)
        for name, keys in _KEYS.items():
            steps = [list[float]() for _ in keys]
            for _ in range(_RUNS):
                for key, taken in zip(keys, steps, strict=True):
                    taken.append(_press(terminal, key))
            each = [min(taken) for taken in steps]
            if "each" in name:
                yield name, max(each[1:-1])
            elif len(keys) == 2:  # there and back
                yield name, each[0]
                yield f"{name} and back", each[1]
            else:
                yield name, each[-2] if "completed" in name else each[0]
        yield "memory, MB", terminal.memory()[0]


def _press(terminal: Terminal, key: str) -> float:
    """What the program takes of a processor until it is quiet after a key, in milliseconds."""
    before = terminal.processor_time()
    terminal.press(key)
    terminal.settle(0.15)
    return 1e3 * (terminal.processor_time() - before)


if __name__ == "__main__":
    few, many = map(int, sys.argv[1:3] if len(sys.argv) > 2 else (1_000, 100_000))
    if len(sys.argv) > 3:
        main((few, many), Path(sys.argv[3]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main((few, many), Path(made))
