"""A program in a real pseudo-terminal, and when each of its frames was whole.

The terminal says that it knows synchronized output (mode 2026); a program that uses it ends each frame with a
sequence of its own, and the arrival of that sequence is the time of the frame.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

_QUESTION, _ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_FRAME_END = b"\x1b[?2026l"
_QUIET = 0.5  # seconds after which nothing more is drawn by itself
_ASKED_OF_ITSELF = b"\x1b]11;?\x1b\\\x1b[c"


class Terminal:
    """A running program; times are in seconds."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        rows: int = 45,
        columns: int = 160,
        environment: Mapping[str, str] | None = None,
        background: str | None = "0000/0000/0000",
    ) -> None:
        """Start the program; without a background, nothing that the terminal is asked of itself is answered."""
        variables = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | dict(environment or {})
        variables.pop("NO_COLOR", None)
        self._output = bytearray()
        self._frames: list[float] = []
        self._scanned = 0
        self._answered = False
        self._background = background
        self._asked = 0
        self._quiet_since = time.perf_counter()
        self._has_frames = False
        self._ended = False
        self._started = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), variables)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._file)

    @property
    def output(self) -> bytes:
        """All that was written since the last key."""
        return bytes(self._output)

    def wait_to_end(self) -> int:
        """Wait until the program has ended; its exit code, or the signal that ended it, below zero."""
        with suppress(OSError):
            # So a terminal says that nobody writes to it any more.
            while True:
                self._read(1.0)
        return self._wait()

    def hang_up(self) -> int:
        """Close the terminal, as a lost connection does, and wait for the program to end; as `wait_to_end`."""
        os.close(self._file)
        self._file = os.open(os.devnull, os.O_RDONLY)
        return self._wait()

    def send(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self._pid, number)

    def wait_for(self, words: str, limit: float = 60) -> float:
        """The time from exec until the words were written; they must be in one run of one style."""
        wanted = words.encode()
        while wanted not in self._output:
            if time.perf_counter() - self._started > limit:
                raise TimeoutError(f"no {words!r} came; the last output was {bytes(self._output[-300:])!r}")
            try:
                self._read(0.05)
            except OSError as end:
                raise EOFError(f"ended before {words!r} came: {bytes(self._output[-3000:])!r}") from end
        return time.perf_counter() - self._started

    def wait_for_frame(self, limit: float = 60) -> float:
        """The time from exec to the end of the first frame, when the program is there itself."""
        return self._first_frame(limit) - self._started

    def settle(self, quiet: float = 0.3, limit: float = 60) -> None:
        """Read until nothing came for `quiet` seconds, or the program has ended; for at most `limit` seconds."""
        until = time.perf_counter() + limit
        with suppress(OSError):
            while self._read(quiet) and time.perf_counter() < until:
                pass

    def write(self, keys: str) -> None:
        """Write the keys, and wait for nothing."""
        os.write(self._file, keys.encode())

    def press(self, keys: str, limit: float = 60) -> float:
        """The time from writing the keys to the end of the first frame after them."""
        self._forget()
        pressed = time.perf_counter()
        os.write(self._file, keys.encode())
        return self._first_frame(limit) - pressed

    def press_plain(self, keys: str, quiet: float = 0.03) -> float:
        """The time from writing the keys to the last byte before the program is quiet, for one that ends no frames."""
        self._forget()
        pressed = last = time.perf_counter()
        os.write(self._file, keys.encode())
        wait = 1.0
        while self._read(wait):
            last, wait = time.perf_counter(), quiet
        return last - pressed

    def resize(self, rows: int, columns: int, limit: float = 60) -> float:
        """The time from a change of size to the end of the first frame after it."""
        self._forget()
        changed = time.perf_counter()
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        return self._first_frame(limit) - changed

    def memory(self) -> tuple[float, float]:
        """The resident memory now and at its peak, in MB."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        now, peak = (re.search(rf"{name}:\s+(\d+)", status) for name in ("VmRSS", "VmHWM"))
        assert now
        assert peak
        return int(now[1]) / 1024, int(peak[1]) / 1024

    def processor_time(self) -> float:
        """The seconds of a processor that the program itself has taken."""
        tasks = Path(f"/proc/{self._pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def threads(self) -> int:
        """The number of threads of the program."""
        return len([*Path(f"/proc/{self._pid}/task").iterdir()])

    def _wait(self) -> int:
        status = os.waitpid(self._pid, 0)[1]
        self._ended = True
        return os.waitstatus_to_exitcode(status)

    def _first_frame(self, limit: float) -> float:
        end = time.perf_counter() + limit
        while not self._frames:
            if time.perf_counter() > end:
                raise TimeoutError(f"no frame came in {limit} s")
            self._read(0.05)
        return self._frames[0]

    def _forget(self) -> None:
        self._output.clear()
        self._frames.clear()
        self._scanned = self._asked = 0

    def _read(self, timeout: float) -> bool:
        if not select.select([self._file], [], [], timeout)[0]:
            self._ask_for_a_frame()
            return False
        self._output += os.read(self._file, 1 << 20)
        self._quiet_since = arrived = time.perf_counter()
        while (found := self._output.find(_FRAME_END, self._scanned)) >= 0:
            self._frames.append(arrived)
            self._has_frames = True
            self._scanned = found + len(_FRAME_END)
        if not self._answered and _QUESTION in self._output:
            os.write(self._file, _ANSWER)
            self._answered = True
        if self._background and (found := self._output.find(_ASKED_OF_ITSELF, self._asked)) >= 0:
            os.write(self._file, f"\x1b]11;rgb:{self._background}\x1b\\\x1b[?62;22c".encode())
            self._asked = found + len(_ASKED_OF_ITSELF)
        return True

    def _ask_for_a_frame(self) -> None:
        """Redraw (^l) a program that drew all it has before it read that frames can be marked."""
        if self._answered and not self._has_frames and time.perf_counter() - self._quiet_since > _QUIET:
            os.write(self._file, b"\x0c")
            self._has_frames = True
