"""What is said on a terminal while something takes long, and taken back when it is done."""

import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadreader.model.text import clean_line

_LONG = 0.4
"""Seconds that nobody minds to look at nothing; what is shown for less than that flickers."""


@contextmanager
def say_meanwhile(said: str, *, after: float = _LONG) -> Iterator[None]:
    """A line on stderr as soon as what is done within takes longer than some seconds; none is left of it afterwards.

    It takes no thread, which a copy of this process would lack: a timer of the system interrupts what is done.
    """
    terminal = sys.__stderr__
    can_interrupt = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if terminal is None or not terminal.isatty() or not can_interrupt:
        yield
        return
    # Not when the time is over: something else may be half imported then.
    from threadreader.render.width import cell_width, fit

    written = ""

    def write(*_: object) -> None:
        nonlocal written
        shown = fit(clean_line(said), shutil.get_terminal_size().columns - 1)
        # What was typed before may stand there.
        terminal.write(f"\r{shown}")
        terminal.flush()
        written = " " * cell_width(shown)

    before = signal.signal(signal.SIGALRM, write)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if written:
            terminal.write(f"\r{written}\r")
            terminal.flush()
