"""Processes that are started anew, not forked: isolated interpreters with this one's import path.

A program with threads imports a page in one, since a forked process would lack the threads, and whatever they held
locked would stay so.
"""

import os
import sys
import traceback
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.errors import PageError
from threadreader.model.page import Changes, Note
from threadreader.store.connection import Database
from threadreader.store.entries import require_entry
from threadreader.store.writing import ImportStatus

if TYPE_CHECKING:
    import subprocess

    from threadreader.library.files import PageFile
    from threadreader.library.importing import ImportResult

_PACKAGES = Path(__file__).parents[2]
"""Parent folder of the package."""

_SET_PATH = """
import sys
end = 2 + int(sys.argv[1])
sys.path[:] = sys.argv[2:end]
del sys.argv[1:end]
"""


def isolated_command(code: str, *arguments: str) -> list[str]:
    """Command that runs code in an isolated interpreter with this one's import path, without the current folder.

    Left to itself, Python imports from there first, and a folder that pages were unpacked in may hold a `json.py`.
    """
    # Isolated mode ignores environment variables and user site: the import path (the package may come from PYTHONPATH
    # or an editable install) and the UTF-8 mode are passed on.
    path = _search_path()
    options = ("-I", "-X", f"utf8={sys.flags.utf8_mode}")
    return [sys.executable, *options, "-c", _SET_PATH + code, str(len(path)), *path, *arguments]


def _search_path() -> list[str]:
    """Import path without the current folder, unless the program itself is installed there."""
    return [each for each in sys.path if Path(each) == _PACKAGES or (Path(each).is_absolute() and not _is_here(each))]


def _is_here(folder: str) -> bool:
    try:
        return Path(folder).samefile(os.curdir)
    except OSError:
        return False


_ANSWER = """
from threadreader.library import apart
apart.answer()
"""

_ANSWERED, _FAILED = b"A", b"F"


class Processes:
    """Processes that are running, and can be killed together with any that are started later."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_over = False

    def add(self, process: "subprocess.Popen[bytes]") -> None:
        self._running.add(process)
        if self._is_over:
            process.kill()

    def discard(self, process: "subprocess.Popen[bytes]") -> None:
        self._running.discard(process)

    def kill(self) -> None:
        """Kill all."""
        self._is_over = True
        for process in tuple(self._running):
            process.kill()


class EndedError(Exception):
    """A process that ended without an answer, with its exit code, negative for a signal."""


def ask(module: str, request: bytes, running: Processes | None = None) -> bytes:
    """Answer to a request, of the function `answer_request` of a module, in a process of its own.

    It ends with this process. Raises what the function raised, and EndedError.
    """
    import subprocess

    from threadreader.library.answers import decode_error

    running = running or Processes()
    with subprocess.Popen(  # noqa: S603 - of this interpreter
        isolated_command(_ANSWER, module, str(os.getpid())),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        running.add(process)
        try:
            answer = process.communicate(request)[0]
        finally:
            process.kill()
            running.discard(process)
    kind, content = answer[:1], answer[1:]
    if kind == _FAILED and not process.returncode:
        raise decode_error(content)
    if kind != _ANSWERED or process.returncode:
        raise EndedError(process.returncode)
    return content


def answer() -> None:
    """Answer the request of the starting process, the parent, and tell it the result."""
    from threadreader.library.answers import encode_error
    from threadreader.library.sandbox import die_with_parent

    module, parent = sys.argv[1:]
    die_with_parent(int(parent))
    try:
        result = _ANSWERED + import_module(module).answer_request(sys.stdin.buffer.read())
    except Exception as problem:  # noqa: BLE001 - it is raised where the answer was asked for
        result = _FAILED + encode_error(problem, traceback.format_exc())
    sys.stdout.buffer.write(result)


_Request = tuple[str, datetime, str, str | None, str | None, int | None, bytes | None]
"""The library's file and the time; then a source: path, folder, address, index, content."""

_Imported = tuple[str, str, int, tuple[Note, ...], Changes]
"""An `ImportResult`, with the number of the thread for its entry."""


def import_apart(database: Database, now: datetime, file: "PageFile") -> "ImportResult":
    """Import a page into a library in a process of its own. Raises PageError, StoreError."""
    from threadreader.library.answers import decode, encode
    from threadreader.library.files import as_source
    from threadreader.library.importing import ImportResult

    source = as_source(file)
    folder = None if source.folder is None else str(source.folder)
    request = (str(database.path), now, str(source.path), folder, source.url, source.index, source.content)
    try:
        imported = ask(__name__, encode(request, _Request))
    except EndedError as end:
        raise PageError(source.name, f"was given up, since what reads it ended ({end})") from end
    name, status, number, notes, changes = decode(imported, _Imported)
    return ImportResult(name, ImportStatus(status), require_entry(database, number), notes, changes)


def answer_request(request: bytes) -> bytes:
    """Import the page that the starting process asks for."""
    from threadreader.library.answers import decode, encode
    from threadreader.library.backups import open_backed_up
    from threadreader.library.files import FileSource
    from threadreader.library.importing import import_here

    library, now, path, folder, url, index, content = decode(request, _Request)
    source = FileSource(Path(path), Path(folder) if folder else None, url, index, content)
    with open_backed_up(Path(library)) as database:
        done = import_here(database, now, source)
    return encode((done.name, str(done.status), done.entry.number, done.notes, done.changes), _Imported)
