"""First paint, key to frame, resize and memory of a stored thread, beside the smallest Textual app in the same run.

`PYTHONPATH=tests python -m benchmarks.bench_reader [COUNT ...]`
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles

from benchmarks.made_page import TITLE, made_page
from benchmarks.minimal_app import READY
from benchmarks.terminal import Terminal

_STARTS = 9
_PRESSES = 200
_BASELINE = [sys.executable, str(Path(__file__).with_name("minimal_app.py"))]
_READER = [sys.executable, "-m", "threadreader"]
_KEYS = {
    "next, previous": ("j", "j", "j", "k"),
    "page on, back": (" ", " ", "b"),
    "end, beginning": ("G", "gg"),
    "close, open": ("h", "l"),
    "close, open all": ("zM", "zR"),
}


def main(counts: Sequence[int]) -> None:
    """Print a table for each number of comments."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder, "home")
            page = Path(folder, "made.html")
            page.write_bytes(made_page(count))
            variables = {"THREADREADER_HOME": str(home)}
            subprocess.run([*_READER, "import", str(page)], check=True, env=os.environ | variables, capture_output=True)
            print(f"\n{count:,} comments (ms)")
            _measure(variables)


def _measure(variables: dict[str, str]) -> None:
    def baseline() -> Terminal:
        return Terminal(_BASELINE)

    def reader() -> Terminal:
        return Terminal([*_READER, "open", "1"], environment=variables)

    _row("", "minimal app", "reader", "ratio")
    pairs = [(_first_paint(baseline, READY), _first_paint(reader, TITLE)) for _ in range(_STARTS)]
    _compare("exec to first paint", *([pair[side] for pair in pairs] for side in (0, 1)))
    with ExitStack() as stack:
        small, large = stack.enter_context(baseline()), stack.enter_context(reader())
        small.wait_for(READY)
        large.wait_for(TITLE)
        small.settle(0.5)
        large.settle(0.5)
        large.press("\t")
        _keys(small, large)
        sizes = [(45, 140), (45, 160)] * 4
        _compare("resize", [small.resize(*size) for size in sizes], [large.resize(*size) for size in sizes])
        _row("memory, peak (MB)", *("{:.0f}, {:.0f}".format(*one.memory()) for one in (small, large)), "")


def _first_paint(start: Callable[[], Terminal], words: str) -> float:
    with start() as terminal:
        return terminal.wait_for(words)


def _keys(small: Terminal, large: Terminal) -> None:
    for name, keys in _KEYS.items():
        times: list[float] = []
        scrolled: list[float] = []
        for turn in range(_PRESSES if name == "next, previous" else _PRESSES // 4):
            times.append(large.press(keys[turn % len(keys)]))
            large.settle(0.02)
            scrolled.append(small.press("j"))
            small.settle(0.02)
        _compare(f"key to frame: {name}", scrolled, times)


def _compare(name: str, base: Sequence[float], ours: Sequence[float]) -> None:
    ratio = median(ours) / median(base)
    _row(name, _spread(base), _spread(ours), f"{ratio:.2f}")


def _spread(times: Sequence[float]) -> str:
    return f"{median(times) * 1e3:.1f} / {quantiles(times, n=20)[-1] * 1e3:.1f}"


def _row(*cells: str) -> None:
    print("{:34}{:>16}{:>16}{:>8}".format(*cells))


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [1_000, 10_000])
