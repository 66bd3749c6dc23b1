"""A program in a pseudo-terminal, and what the terminal shows once the program has nothing more to do."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import pyte

_QUESTION, _ANSWER = "\x1b[?2026$p", b"\x1b[?2026;2$y"
"""Whether the terminal knows whole frames, which Textual asks when it takes the terminal over; and that it does."""

_OTHER_SCREEN = 1049
_FAINT, _PLAIN, _BLINKING, _STEADY, _COLORS = 2, 22, 5, 25, (38, 48)
_COPIED = re.compile(r"\x1b\]52;[^;]*;([^\x07\x1b]*)(?:\x07|\x1b\\)")
_STRANGE = re.compile(r"\x1b[P_].*?\x1b\\|\x1b\[[<=>][\d;:]*[a-zA-Z]", re.DOTALL)
"""What pyte would take for words: strings for the terminal, pictures among them, and questions about its keyboard."""

_LOOK = 0.02
"""Seconds between two looks whether the program is at rest."""

_LIMIT = 120
"""Seconds in which it has to come to rest."""


class _Screen(pyte.Screen):
    """A screen that is empty when it is changed to, and that shows as blinking what pyte does not know: faint."""

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private") and _OTHER_SCREEN in modes:
            self.erase_in_display(2)

    def select_graphic_rendition(self, *attrs: int) -> None:
        super().select_graphic_rendition(*_with_faint(attrs))


def _with_faint(attributes: Sequence[int]) -> Iterator[int]:
    rest = iter(attributes)
    for attribute in rest:
        if attribute in _COLORS:
            kind = next(rest, 0)
            yield from (attribute, kind, *(next(rest, 0) for _ in range(3 if kind == _FAINT else 1)))
        elif attribute == _PLAIN:
            yield from (_PLAIN, _STEADY)
        else:
            yield _BLINKING if attribute == _FAINT else attribute


class Shown:
    """A running program; a context manager, which ends it."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int], variables: Mapping[str, str], folder: Path
    ) -> None:
        self.first = ""
        """What was shown before the program took the terminal over for good."""
        self._screen = _Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._unread = ""
        self._copied: list[str] = []
        self._taken_over = self._ended = False
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            self._set_size(0, *size)
            os.execvpe(command[0], list(command), dict(variables))
        self._set_size(self._file, *size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._file)

    def press(self, keys: str) -> None:
        """Write keys; do not wait."""
        os.write(self._file, keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        """Change the size; do not wait."""
        self._screen.resize(lines, columns)
        self._set_size(self._file, columns, lines)

    def rest(self, quiet: float) -> str:
        """What is shown when the program was at rest for so many seconds, or ended.

        It is at rest when it writes nothing and has nothing to do; not before it took the terminal over.
        """
        since = began = time.monotonic()
        while not self._ended and (time.monotonic() - since < quiet or not self._taken_over):
            if time.monotonic() - began > _LIMIT:
                raise TimeoutError(f"no rest in {_LIMIT} s:\n{self.draw()}")
            if self._read(_LOOK) or not _is_asleep(self._pid):
                since = time.monotonic()
        return self.draw()

    def draw(self) -> str:
        """The words on the screen, line by line, then what was copied, the cursor, and where which style is."""
        screen = self._screen
        cells = [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]
        lines = ["".join(cell.data for cell in row).rstrip() for row in cells]
        cursor = "hidden" if screen.cursor.hidden else f"{screen.cursor.x}, {screen.cursor.y}"
        styles = [f"{y:3} {' '.join(_styles(row))}" for y, row in enumerate(cells)]
        copied = [f"copied: {words!r}" for words in self._copied]
        return "\n".join([*lines, "", *copied, f"cursor: {cursor}", *styles, ""])

    def _read(self, timeout: float) -> bool:
        if not select.select([self._file], [], [], timeout)[0]:
            return False
        try:
            self._feed(self._decoder.decode(os.read(self._file, 1 << 20)))
        except OSError:
            # So a terminal says that nobody writes to it any more.
            self._ended = True
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
        return True

    def _feed(self, written: str) -> None:
        """Take what was written; a sequence that is not whole waits for its end."""
        unread = self._unread + written
        start = unread.rfind("\x1b")
        whole = start < 0 or re.match(
            r"\x1b(\[[^@-~]*[@-~]|[\]P_].*?(\x07|\x1b\\)|[^\[\]P_])", unread[start:], re.DOTALL
        )
        end = len(unread) if whole else start
        written, self._unread = unread[:end], unread[end:]
        if not self._taken_over and _QUESTION in written:
            before, _, written = written.partition(_QUESTION)
            self._show(before)
            self.first, self._taken_over = self.draw(), True
            os.write(self._file, _ANSWER)
        self._show(written)

    def _show(self, written: str) -> None:
        self._copied += [b64decode(words).decode(errors="replace") for words in _COPIED.findall(written)]
        self._stream.feed(_STRANGE.sub("", written))

    @staticmethod
    def _set_size(file: int, columns: int, lines: int) -> None:
        fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _styles(row: Sequence[pyte.screens.Char]) -> Iterator[str]:
    """Each style of a row, with the column that it begins at; a default one is not told."""
    column = 0
    for style, cells in groupby(row, key=lambda cell: cell[1:]):
        front, back, *flags = style
        names = "".join(name for name, is_set in zip("biusrf", flags, strict=True) if is_set)
        if (front, back, names) != ("default", "default", ""):
            yield f"{column}:{front}/{back}{'+' if names else ''}{names}"
        column += len(list(cells))


def _is_asleep(pid: int) -> bool:
    """Whether no thread of a process and of those that it began has anything to do; True where that cannot be told."""
    for task in Path(f"/proc/{pid}/task").glob("*"):
        # It may end at any moment.
        with suppress(OSError):
            if (task / "stat").read_text().rpartition(")")[2].split()[0] not in "SZ":
                return False
            if not all(map(_is_asleep, map(int, (task / "children").read_text().split()))):
                return False
    return True
