"""A day's reading: 10,000 keys on 50 threads in one run of the program, and its memory after every five threads.

`python -m benchmarks.measure_day [COMMENTS]`. The threads have 400 comments each, or so many. They are
opened from the list one after the other, twice; what the second time takes in addition would be lost memory.
"""

import os
import random
import sys
import tempfile

from shelf import shelve
from sketch import sketch
from terminal import Terminal
from threadreader.library.library import Library
from threadreader.paths import find_paths

_THREADS = 50
_KEYS = 100
"""A thread, each time."""

_TURNS = ("j", "j", "j", " ", "n", "N", "k", "}", "{", "\x06", "\x02", "G", "gg", "za", "zM", "zR", "*", "p", "\r")


def main(comments: int) -> None:
    """Print the memory by keys."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["THREADREADER_HOME"] = home
        with Library.open(find_paths()) as library:
            for number in range(_THREADS):
                shelve(library, sketch(_drawing(number, comments)))
        with Terminal([sys.executable, "-m", "threadreader"]) as terminal:
            terminal.wait_for_frame()
            terminal.settle()
            pressed = 0
            print(f"{'keys':>7} {'MB':>7} {'peak':>7}")
            for thread in range(2 * _THREADS):
                dice = random.Random(thread % _THREADS)
                keys = [dice.choice(_TURNS) for _ in range(_KEYS - 2)]
                for key in ("\r", *keys):
                    terminal.write(key)
                    terminal.settle(_BETWEEN)
                _leave(terminal)
                pressed += _KEYS
                if thread % _THREADS == _THREADS - 1:
                    terminal.write("gg")
                if thread % 5 == 4:
                    terminal.settle(_IDLE)
                    print("{:7,} {:7.1f} {:7.1f}".format(pressed, *terminal.memory()), flush=True)


def _leave(terminal: Terminal) -> None:
    """Leave what is open, up to the list, and go to its next thread."""
    for _ in range(_MOST_OPEN):
        terminal.press(_REDRAW)
        for _ in range(_LOOKS):
            terminal.settle()
            if f"{_THREADS} threads".encode() in terminal.output:
                terminal.write("j")
                return
        terminal.write("q")
    raise TimeoutError("the list did not come back")


_REDRAW = "\x0c"

_LOOKS = 6
"""For the list, before another key may end the program: it may be slow to come on a busy machine."""

_MOST_OPEN = 9
"""A thread, and what may be open over it."""

_BETWEEN = 0.02
"""Seconds of quiet after a key."""

_IDLE = 2.5
"""Seconds in which the program collects what it left."""


def _drawing(number: int, comments: int) -> str:
    dice = random.Random(number)
    words = [f"{dice.random()}"[2:9] for _ in range(200)]
    replies = (
        f"{'  ' * (index % 6)}p{dice.randrange(40)}: {' '.join(dice.choices(words, k=30))}" for index in range(comments)
    )
    return f"# Thread {number}\n\nWords.\n\n" + "\n".join(replies)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 400)
