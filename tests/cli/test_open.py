import io
import os
import signal
import sys
import threading
import time

import pytest

from threadreader.cli.output import progress_line

SOON = 1e-4


class Screen(io.StringIO):
    """A terminal that keeps all that is written to it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    written = Screen()
    monkeypatch.setattr(sys, "__stderr__", written)
    monkeypatch.setenv("COLUMNS", "30")
    return written


def wait_for(screen: Screen) -> None:
    # A signal may come before what would wait for it, so nothing does. In Python 3.11 a thread that takes the lock of
    # the interpreter at that very moment can undo the mark of a signal: it is found when this one takes the lock again.
    deadline = time.monotonic() + 60
    while not screen.getvalue():
        assert time.monotonic() < deadline, "nothing is told"
        time.sleep(0)


def test_what_takes_long_is_told_until_it_is_done(screen: Screen) -> None:
    with progress_line("reading bread.html", after=SOON):
        wait_for(screen)
        assert screen.getvalue() == "\rreading bread.html"
    assert screen.getvalue() == "\rreading bread.html" + "\r" + " " * 18 + "\r"


def test_what_is_soon_done_is_not_told(screen: Screen) -> None:
    before = signal.getsignal(signal.SIGALRM)
    with progress_line("reading bread.html", after=3600):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) == before
    assert screen.getvalue() == ""


def test_a_failure_leaves_the_line_empty_for_the_words_about_it(screen: Screen) -> None:
    def fail() -> None:
        with progress_line("reading", after=SOON):
            wait_for(screen)
            raise ValueError("no page")

    with pytest.raises(ValueError, match="no page"):
        fail()
    assert screen.getvalue().endswith("\r       \r")


def test_a_name_is_made_harmless_and_fits_into_the_line(screen: Screen) -> None:
    with progress_line("reading \x1b]0;x\x07" + "長" * 40, after=SOON):
        wait_for(screen)
    before, shown, cleared, rest = screen.getvalue().split("\r")
    assert before == ""
    assert "\x1b" not in shown
    assert shown.endswith("…")
    assert len(cleared) <= 29
    assert rest == ""


@pytest.mark.usefixtures("screen")
def test_a_copy_of_the_process_says_nothing() -> None:
    with progress_line("reading", after=3600):
        child = os.fork()
        if not child:
            os._exit(signal.getitimer(signal.ITIMER_REAL)[0] != 0)
        assert os.waitpid(child, 0)[1] == 0


@pytest.mark.usefixtures("screen")
def test_nothing_is_said_where_nobody_looks_or_no_signal_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    timers: list[float] = []

    def look() -> None:
        with progress_line("reading", after=3600):
            timers.append(signal.getitimer(signal.ITIMER_REAL)[0])

    other = threading.Thread(target=look)
    other.start()
    other.join()
    monkeypatch.setattr(sys, "__stderr__", io.StringIO())
    look()
    assert timers == [0, 0]
