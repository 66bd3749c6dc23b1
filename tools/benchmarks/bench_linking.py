"""Key to frame while the quotations of an open thread are linked, and after that: linking must not hold up a key.

A busy machine makes keys late that nothing here holds up; how long the steps take in which the links are taken over, in
CPU, tells whether these do.

`python -m benchmarks.bench_linking [COUNT ...]`: made pages of so many comments.
"""

import sys
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from time import thread_time

from benchmarks.made_page import TITLE, made_page
from terminal import Terminal
from threadreader.library.library import Library
from threadreader.paths import Paths
from threadreader.session import Session, Sizes

_AFTERWARDS = 200
_PAUSE = 0.02


def main(counts: Sequence[int]) -> None:
    """Print three lines for each number of comments."""
    print(f"{'comments':>10}  {'':16}{'keys':>6}{'p50 ms':>8}{'p95 ms':>8}{'most ms':>9}{'over 16 ms':>12}")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder, "home")
            page = Path(folder, "made.html")
            page.write_bytes(made_page(count))
            with Library.open(Paths(home, home, home)) as library:
                library.import_page(page)
                _measure(library, home, count)
                _print_steps(library, count)


def _measure(library: Library, home: Path, count: int) -> None:
    command = [sys.executable, "-m", "threadreader", "open", "1"]
    with Terminal(command, environment={"THREADREADER_HOME": str(home)}) as terminal:
        terminal.wait_for(TITLE)
        meanwhile: list[float] = []
        while library.needs_links(1):
            meanwhile.append(_press(terminal, len(meanwhile)))
        # The links are taken over in the second after they were written.
        meanwhile += [_press(terminal, turn) for turn in range(20)]
        _row(count, "while linking", meanwhile)
        _row(count, "after that", [_press(terminal, turn) for turn in range(_AFTERWARDS)])


def _print_steps(library: Library, count: int) -> None:
    session = Session(library.open_thread(1), Sizes((72, 48), (80, 48), both=True))
    began, taken = thread_time(), list[float]()
    for _ in chain(session.relink_quotes(), [None]):
        taken.append(thread_time() - began)
        began = thread_time()
    print(
        f"{count:>10,}  {'taking over':16}{len(taken):>6} steps, the longest {1e3 * max(taken):.1f} ms of CPU",
        flush=True,
    )


def _press(terminal: Terminal, turn: int) -> float:
    taken = terminal.press("j" if turn % 8 < 6 else "k")
    terminal.settle(_PAUSE)
    return taken


def _row(count: int, when: str, seconds: Sequence[float]) -> None:
    late = sum(taken > 0.016 for taken in seconds)
    middle, high, most = (1e3 * some for some in (median(seconds), quantiles(seconds, n=20)[-1], max(seconds)))
    print(f"{count:>10,}  {when:16}{len(seconds):>6}{middle:>8.1f}{high:>8.1f}{most:>9.1f}{late:>12}", flush=True)


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [10_000])
