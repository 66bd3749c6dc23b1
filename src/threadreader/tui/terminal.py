"""The terminal beside the screen: pasted text, clipboard (OSC 52), web browser, editor, programs, pictures.

Pasted text comes between two sequences (bracketed paste). Textual takes sequences in it for keys, and not every
terminal takes them out, so that is done here.

A text is copied by a program where there is one for it, and by OSC 52, which no terminal answers: whether that copied
cannot be told. OSC 52 passes tmux and GNU screen wrapped in a DCS; tmux needs `allow-passthrough` for that, and takes
the plain sequence where `set-clipboard` is on. Screen truncates long strings and shows the rest as text: they go in
pieces.
"""

import array
import asyncio
import base64
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from asyncio import SubprocessTransport
from asyncio.subprocess import DEVNULL, PIPE, Process, SubprocessStreamProtocol
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from threadreader.library.images import GraphicsProtocol
from threadreader.library.processes import start_python
from threadreader.model.annotation import MAX_NOTE_CHARS

if TYPE_CHECKING:
    from textual.app import App

_PASTE_START, _PASTE_END = "\x1b[200~", "\x1b[201~"
_ESCAPE, _ESCAPE_PICTURE = "\x1b", "\N{SYMBOL FOR ESCAPE}"


# Answers to OSC 11 and DA1 (xterm), and the beginning of one at the end of what was read.
_ANSWER = re.compile(r"\x1b\]11;[^\x07\x1b]{0,60}(?:\x07|\x1b\\)|\x1b\[\?[\d;]*c")
_BEGUN_ANSWER = re.compile(r"(?:\x1b\](?:1(?:1(?:;[^\x07\x1b]{0,60}\x1b?)?)?)?|\x1b\[\?[\d;]*)\Z")


class InputFilter:
    """Input of a terminal with pictures for the escapes in pasted text, whichever way it is cut into reads.

    Answers that come late are left out: their characters are no keys. One that is cut behind its first escape or `[` is
    taken for the key, which cannot wait.
    """

    expects_answer = False

    def __init__(self) -> None:
        self._in_paste = False
        self._read = ""
        """Last characters before a paste: it may begin in them."""
        self._held = ""
        """What may be the beginning of the end of a paste."""

    def filter(self, data: str) -> str:
        """Filter what was read; the rest of it comes with the next."""
        parts: list[str] = []
        rest, self._held = self._held + data, ""
        if self.expects_answer and not self._in_paste:
            rest = _ANSWER.sub("", rest)
            begun = _BEGUN_ANSWER.search(rest)
            if begun:
                rest, self._held = rest[: begun.start()], begun[0]
        while rest:
            part, rest = self._pasted(rest) if self._in_paste else self._typed(rest)
            parts.append(part)
        return "".join(parts)

    def _typed(self, data: str) -> tuple[str, str]:
        before, self._read = self._read, (self._read + data)[1 - len(_PASTE_START) :]
        start = (before + data).find(_PASTE_START)
        if start < 0:
            return data, ""
        self._in_paste, self._read = True, ""
        end = start + len(_PASTE_START) - len(before)
        return data[:end], data[end:]

    def _pasted(self, data: str) -> tuple[str, str]:
        text, end, rest = data.partition(_PASTE_END)
        self._in_paste = not end
        if not end:
            lengths = range(min(len(text), len(_PASTE_END) - 1), 0, -1)
            held = next((length for length in lengths if _PASTE_END.startswith(text[-length:])), 0)
            text, self._held = text[: len(text) - held], text[len(text) - held :]
        return text.replace(_ESCAPE, _ESCAPE_PICTURE) + end, rest


_OPENED, _CLOSED = "\x1bP", "\x1b\\"
_SCREEN_MAX_CHARS = 240
"""Longest string, in characters, that every version of GNU screen takes."""


def clipboard_sequence(text: str, variables: Mapping[str, str]) -> str:
    """Escape sequences that copy a text, for the terminal named by the environment."""
    plain = f"\x1b]52;c;{base64.b64encode(text.encode(errors='replace')).decode()}\a"
    term = variables.get("TERM", "")
    if variables.get("TMUX") or term.startswith("tmux"):
        escaped = plain.replace("\x1b", "\x1b\x1b")
        return f"{plain}{_OPENED}tmux;{escaped}{_CLOSED}"
    if variables.get("STY") or term.startswith("screen"):
        pieces = (plain[start : start + _SCREEN_MAX_CHARS] for start in range(0, len(plain), _SCREEN_MAX_CHARS))
        return "".join(f"{_OPENED}{piece}{_CLOSED}" for piece in pieces)
    return plain


def clipboard_program(variables: Mapping[str, str]) -> Sequence[str]:
    """Command that copies its input to a clipboard of this machine or of tmux; empty where there is none."""
    programs = (
        ("TMUX", ("tmux", "load-buffer", "-w", "-")),
        ("WAYLAND_DISPLAY", ("wl-copy",)),
        ("DISPLAY", ("xclip", "-selection", "clipboard")),
        ("DISPLAY", ("xsel", "--clipboard", "--input")),
    )
    if sys.platform == "darwin":
        programs = (*programs, ("HOME", ("pbcopy",)))
    found = (command for variable, command in programs if variables.get(variable) and shutil.which(command[0]))
    return next(found, ())


def copy_message(message: str, variables: Mapping[str, str]) -> str:
    """A message that something was copied, true where only the terminal could do so."""
    return message if clipboard_program(variables) else message.replace("copied", "sent to the terminal", 1)


_OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def has_browser(variables: Mapping[str, str]) -> bool:
    """True if BROWSER is set, or this machine's own display can open a browser (not over SSH)."""
    if variables.get("BROWSER"):
        return True
    if any(variables.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return any(variables.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"))


async def open_in_browser(address: str, in_terminal: Callable[[], AbstractContextManager[None]]) -> bool:
    """Open an address in the browser; True on success. A browser that needs the terminal gets it.

    It runs in a child process: its output must not end up on the screen.
    """
    if not has_browser(os.environ):
        return False
    import webbrowser

    try:
        chosen = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(chosen) is webbrowser.GenericBrowser:
        with in_terminal():
            return await (await start_python(_OPEN, address)).wait() == 0
    opening = await start_python(_OPEN, address, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
    return await opening.wait() == 0


async def browse(address: str, app: "App[Any]", report: Callable[[str], None]) -> None:
    """Open an address in the browser, or copy it where there is none."""
    if await open_in_browser(address, app.suspend):
        report(f"opened {address}")
        return
    app.copy_to_clipboard(address)
    why = "the browser did not open" if has_browser(os.environ) else "no browser here"
    report(f"{why}, {copy_message('copied', os.environ)}: {address}")


_DEFAULT_EDITOR = "vi"
_AS_IT_WAS = "note unchanged"


def edit_file(file: Path) -> int:
    """Open a file in the editor of the user; returns its exit code. Raises OSError if it cannot be started."""
    written = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _DEFAULT_EDITOR
    try:
        command = shlex.split(written)
    except ValueError as problem:
        raise OSError(0, f"{written}: {problem}") from problem
    return subprocess.run([*command, str(file)], check=False).returncode  # noqa: S603 - the user named it


class Edited(Struct, frozen=True):
    """A text as the editor left it in a file, None where it is not to be taken, with the reason."""

    file: Path
    text: str | None = None
    reason: str = ""


def edit_text(text: str) -> Edited:
    """Edit a text in the editor. Its file stays until what was written is kept; where that is not taken, for good."""
    handle, name = tempfile.mkstemp(prefix="note-", suffix=".txt")
    file = Path(name)
    os.close(handle)
    file.write_text(text, encoding="utf-8")
    try:
        status = edit_file(file)
    except OSError as problem:
        file.unlink()
        return Edited(file, reason=f"cannot start the editor ({problem.strerror}): set EDITOR")
    try:
        written = file.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        return Edited(file, reason=f"the editor left no file ({problem.strerror}): {_AS_IT_WAS}")
    if written == text or not written.strip():
        file.unlink()
        ended = f"the editor: exit code {status}" if status else "nothing written"
        return Edited(file, reason=f"{ended}: {_AS_IT_WAS}")
    if status:
        return Edited(file, reason=f"the editor: exit code {status}; its text is in {file}")
    if len(written) > MAX_NOTE_CHARS:
        return Edited(file, reason=f"longer than {MAX_NOTE_CHARS:,} characters: kept in {file}")
    return Edited(file, written)


_CHUNK = 4096  # characters; the most that kitty's protocol allows
_USUAL_CELL = (10, 20)  # pixels; a cell twice as high as wide, as most fonts have
_KITTY_TERMS = ("xterm-kitty", "xterm-ghostty")
_KITTY_PROGRAMS = {"kitty", "ghostty", "WezTerm"}
_KONSOLE_FROM = 220_400  # 22.04, the first with kitty's protocol
_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS = {"iTerm.app", "mintty"}

ERASE = "\x1b_Ga=d,d=A,q=2\x1b\\"
"""Deletes all pictures of kitty's protocol."""


def detect_protocol(setting: str, variables: Mapping[str, str] = os.environ) -> GraphicsProtocol:
    """Protocol of the setting, else that of the reader's terminal."""
    if setting in set(GraphicsProtocol):
        return GraphicsProtocol(setting)
    term, program = variables.get("TERM", ""), variables.get("TERM_PROGRAM", "")
    if variables.get("TMUX") or variables.get("STY") or term.startswith(("tmux", "screen")):
        return GraphicsProtocol.BLOCKS
    konsole = variables.get("KONSOLE_VERSION", "")
    is_konsole = konsole.isdecimal() and int(konsole) >= _KONSOLE_FROM
    if variables.get("KITTY_WINDOW_ID") or term in _KITTY_TERMS or program in _KITTY_PROGRAMS or is_konsole:
        return GraphicsProtocol.KITTY
    return (
        GraphicsProtocol.SIXEL
        if term.startswith(_SIXEL_TERMS) or program in _SIXEL_PROGRAMS
        else GraphicsProtocol.BLOCKS
    )


def cell_size() -> tuple[int, int]:
    """Width and height of a cell in pixels, as the terminal reports it, or 10 by 20."""
    try:
        import fcntl
        import termios

        sizes = array.array("H", [0] * 4)
        fcntl.ioctl(sys.__stderr__ or sys.stderr, termios.TIOCGWINSZ, sizes)
    except (ImportError, OSError, ValueError):
        return _USUAL_CELL
    rows, columns, width, height = sizes
    is_known = rows and columns and width >= columns and height >= rows
    return (width // columns, height // rows) if is_known else _USUAL_CELL


def display_sequence(form: GraphicsProtocol, content: bytes, at: tuple[int, int], cells: tuple[int, int]) -> str:
    """Escape sequence that draws a picture `at` a column and row, restoring the cursor."""
    if form is GraphicsProtocol.KITTY:
        encoded = b64encode(content).decode()
        pieces = [encoded[start : start + _CHUNK] for start in range(0, len(encoded), _CHUNK)]
        head = f"a=T,f=100,q=2,C=1,c={cells[0]},r={cells[1]},"
        parts = [
            f"\x1b_G{head if number == 0 else ''}m={int(number < len(pieces) - 1)};{piece}\x1b\\"
            for number, piece in enumerate(pieces)
        ]
        sequence = "".join(parts)
    else:
        sequence = content.decode("ascii")
    return f"\x1b7\x1b[{at[1] + 1};{at[0] + 1}H{sequence}\x1b8"


_PIPE_BYTES = 1 << 16  # read ahead, as by asyncio


async def start_program(command: Sequence[str], *, stdout: int, stderr: int) -> tuple[Process, SubprocessTransport]:
    """Start a program in a session of its own, apart from the terminal, with a pipe as its input. Raises OSError.

    The transport closes the pipes.
    """
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.subprocess_exec(
        lambda: SubprocessStreamProtocol(_PIPE_BYTES, loop),
        *command,
        stdin=PIPE,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    return Process(transport, protocol, loop), transport


async def pipe_to_program(command: Sequence[str], text: str) -> bool:
    """Run a program of the system with a text as its input; True if it succeeded. It may leave a process behind."""
    try:
        process, _ = await start_program(command, stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return False
    await process.communicate(text.encode(errors="replace"))
    return process.returncode == 0
