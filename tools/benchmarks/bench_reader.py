"""First paint, key to frame, resize and memory of a stored thread, beside the smallest Textual app in the same run.

`python -m benchmarks.bench_reader [COUNT ...]`; lynx and w3m are measured on the same page where they
are installed: from the key to the last byte of what they draw.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.made_page import TITLE, made_page
from benchmarks.minimal_app import READY
from terminal import Terminal

_ROWS, _COLUMNS = 40, 120
_STARTS = 9
_PRESSES = 200
_BRANCH = 2_000
_LONG_ARTICLE = 320
"""Paragraphs: about 20,000 words."""

_QUIET = 0.05
"""Seconds without a frame, after which the next one answers the next key: some keys are answered in several."""

_BASELINE = [sys.executable, str(Path(__file__).with_name("minimal_app.py"))]
_READER = [sys.executable, "-m", "threadreader"]
_F2 = "\x1bOQ"
_ARTICLE = ("ga",)
_REPLIES = ("ga", "\t")
"""Keys that lead there from either pane: a thread begins with its article, or where it was left."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """Keys that are pressed in turn, and how often."""

    name: str
    keys: Sequence[str]
    times: int = _PRESSES // 4


_IN_REPLIES = (
    _Measure("next, previous", ("j", "j", "j", "k"), _PRESSES),
    _Measure("page on, back", (" ", " ", "b")),
    _Measure("end, beginning", ("G", "gg")),
    _Measure("close, open a branch", ("h", "l")),
    _Measure("close, open all", ("zM", "zR")),
    _Measure("by time, tree", ("gt",), 20),
    _Measure("theme", (_F2,), 10),
)
_IN_BRANCH = (_Measure("close, open it", ("h", "l")),)
_IN_ARTICLE = (
    _Measure("line down, up", ("j", "j", "j", "k"), _PRESSES),
    _Measure("page on, back", (" ", " ", "b")),
    _Measure("end, beginning", ("G", "gg")),
)


def main(counts: Sequence[int]) -> None:
    """Print a table for each number of comments, and one for a long article."""
    for count in counts:
        with _stored(made_page(count)) as (page, variables):
            print(f"\n{count:,} comments (ms, p50 / p95)")
            _row("", "minimal app", "reader", "ratio")
            _first_paints(variables)
            with _both(variables) as (small, large):
                _focus(large, _REPLIES)
                _keys(small, large, _IN_REPLIES)
                _typing(large)
                _resizes(small, large)
                _row("memory now, peak (MB)", *("{:.0f}, {:.0f}".format(*one.memory()) for one in (small, large)), "")
            _others(page)
    with _stored(made_page(10_000, branch=_BRANCH)) as (page, variables), _both(variables) as (small, large):
        print(f"\na branch of {_BRANCH:,} of 10,000 comments (ms, p50 / p95)")
        _row("", "minimal app", "reader", "ratio")
        _focus(large, _REPLIES)
        _keys(small, large, _IN_BRANCH)
    with _stored(made_page(100, _LONG_ARTICLE)) as (page, variables), _both(variables) as (small, large):
        print("\nan article of 20,000 words (ms, p50 / p95)")
        _row("", "minimal app", "reader", "ratio")
        _focus(large, _ARTICLE)
        _keys(small, large, _IN_ARTICLE)
        _typing(large)
        _resizes(small, large)
        _others(page)


@contextmanager
def _stored(page: bytes) -> Iterator[tuple[Path, dict[str, str]]]:
    """A page in a file and in a library, and the variables that name that."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "made.html")
        file.write_bytes(page)
        variables = {"THREADREADER_HOME": str(Path(folder, "home"))}
        subprocess.run([*_READER, "import", str(file)], check=True, env=os.environ | variables, capture_output=True)
        yield file, variables


def _started(command: Sequence[str], variables: dict[str, str] | None = None) -> Terminal:
    return Terminal(command, rows=_ROWS, columns=_COLUMNS, environment=variables)


@contextmanager
def _both(variables: dict[str, str]) -> Iterator[tuple[Terminal, Terminal]]:
    """The minimal app and the reader, each with its first frame drawn."""
    with ExitStack() as stack:
        small = stack.enter_context(_started(_BASELINE))
        large = stack.enter_context(_started([*_READER, "open", "1"], variables))
        small.wait_for(READY)
        large.wait_for(TITLE)
        small.settle(0.5)
        large.settle(1.0)
        yield small, large


def _focus(reader: Terminal, keys: Sequence[str]) -> None:
    """Go to a pane."""
    for key in keys:
        reader.write(key)
        reader.settle(1.0)


def _first_paints(variables: dict[str, str]) -> None:
    """Of a thread that nobody has left yet, and then as somebody left it; and when a key is answered."""
    command = [*_READER, "open", "1"]
    _paints("exec to first paint", command, variables)
    _paints("exec to where keys are answered", command, variables, lambda terminal, _: terminal.wait_for_frame())
    with _started(command, variables) as reader:
        reader.wait_for(TITLE)
        reader.settle(0.5)
        reader.write("q")
        reader.wait_to_end()
    _paints("exec to first paint, left before", command, variables)


def _paints(
    name: str,
    command: Sequence[str],
    variables: dict[str, str],
    wait: Callable[[Terminal, str], float] = Terminal.wait_for,
) -> None:
    def first_paint(start: Callable[[], Terminal], words: str) -> float:
        with start() as terminal:
            return wait(terminal, words)

    pairs = [
        (first_paint(lambda: _started(_BASELINE), READY), first_paint(lambda: _started(command, variables), TITLE))
        for _ in range(_STARTS)
    ]
    _compare(name, *([pair[side] for pair in pairs] for side in (0, 1)))


def _keys(small: Terminal, large: Terminal, measures: Sequence[_Measure]) -> None:
    for measure in measures:
        times: list[float] = []
        scrolled: list[float] = []
        for turn in range(measure.times):
            times.append(large.press(measure.keys[turn % len(measure.keys)]))
            large.settle(_QUIET)
            scrolled.append(small.press("j"))
            small.settle(_QUIET)
        _compare(f"key to frame: {measure.name}", scrolled, times)


def _typing(large: Terminal) -> None:
    """A search and a filter, letter by letter; the first letter of the first search reads the whole thread."""
    for name, key in (("search", "/"), ("filter", "&")):
        first: list[float] = []
        later: list[float] = []
        for _ in range(4):
            large.press(key)
            large.settle(0.05)
            for number, letter in enumerate("bridge"):
                (later if number else first).append(large.press(letter))
                large.settle(0.05)
            large.press("\x1b")
            large.settle(0.2)
        _row(f"key to frame: {name}, a first letter", "", f"{first[0] * 1e3:.1f}, {median(first[1:]) * 1e3:.1f}", "")
        _row(f"key to frame: {name}, the others", "", _spread(later), "")


def _resizes(small: Terminal, large: Terminal) -> None:
    sizes = [(_ROWS, _COLUMNS - 20), (_ROWS, _COLUMNS)] * 4
    _compare("resize", [_resize(small, size) for size in sizes], [_resize(large, size) for size in sizes])


def _resize(program: Terminal, size: tuple[int, int]) -> float:
    """The time to the first frame; those that come after it are not taken for frames of the next size."""
    took = program.resize(*size)
    program.settle(0.2)
    return took


def _others(page: Path) -> None:
    """What browsers for the terminal take for a page, and for the end and the beginning."""
    for name, command, keys in (
        ("lynx", ["lynx", "-nopause", str(page)], (" ", "b")),
        ("w3m", ["w3m", "-T", "text/html", str(page)], (" ", "b")),
    ):
        if shutil.which(name) is None:
            _row(f"{name} is not installed", "", "", "")
            continue
        with _started(command) as browser:
            painted = browser.wait_for(TITLE, limit=300)
            browser.settle(1.0)
            _row(f"{name}: exec to first paint", "", f"{painted * 1e3:.0f}", "")
            times = []
            for turn in range(_PRESSES // 4):
                times.append(browser.press_plain(keys[turn % 2]))
                browser.settle(0.02)
            _row(f"{name}: page on, back", "", _spread(times), "")
            _row(f"{name}: memory now, peak (MB)", "", "{:.0f}, {:.0f}".format(*browser.memory()), "")


def _compare(name: str, base: Sequence[float], ours: Sequence[float]) -> None:
    _row(name, _spread(base), _spread(ours), f"{median(ours) / median(base):.2f}")


def _spread(times: Sequence[float]) -> str:
    return f"{median(times) * 1e3:.1f} / {quantiles(times, n=20)[-1] * 1e3:.1f}"


def _row(*cells: str) -> None:
    print("{:44}{:>16}{:>16}{:>8}".format(*cells))


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [1_000, 10_000, 50_000])
