"""Processes that are started anew, not forked: isolated interpreters with this one's import path.

A program with threads imports a page in one, since a forked process would lack the threads, and whatever they held
locked would stay so.
"""

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from threadreader.errors import PageError
from threadreader.model.page import Changes, Note
from threadreader.store.connection import Database, open_database
from threadreader.store.threads import require_entry
from threadreader.store.writing import ImportStatus

if TYPE_CHECKING:
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


_IMPORT = """
from threadreader.library import apart
apart.answer_import()
"""

_Request = tuple[str, datetime, str, str | None, str | None, int | None, bytes | None]
"""The library's file and the time; then a source: path, folder, address, index, content."""

_Imported = tuple[str, str, int, tuple[Note, ...], Changes]
"""An `ImportResult`, with the number of the thread for its entry."""

_IMPORTED, _FAILED = b"I", b"F"


def import_apart(database: Database, now: datetime, file: "PageFile") -> "ImportResult":
    """Import a page into a library in a process of its own. Raises PageError, StoreError."""
    import subprocess

    from threadreader.library.answers import decode, decode_error, encode
    from threadreader.library.files import as_source
    from threadreader.library.importing import ImportResult

    source = as_source(file)
    folder = None if source.folder is None else str(source.folder)
    request = (str(database.path), now, str(source.path), folder, source.url, source.index, source.content)
    done = subprocess.run(  # noqa: S603 - of this interpreter
        isolated_command(_IMPORT),
        input=encode(request, _Request),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    kind, answer = done.stdout[:1], done.stdout[1:]
    if kind == _FAILED:
        raise decode_error(answer)
    if kind != _IMPORTED:
        raise PageError(source.name, f"was given up, since what reads it ended ({done.returncode})")
    name, status, number, notes, changes = decode(answer, _Imported)
    return ImportResult(name, ImportStatus(status), require_entry(database, number), notes, changes)


def answer_import() -> None:
    """Import the page that the starting process asks for, and tell it the result."""
    from threadreader.library.answers import decode, encode, encode_error
    from threadreader.library.files import FileSource
    from threadreader.library.importing import import_here

    library, now, path, folder, url, index, content = decode(sys.stdin.buffer.read(), _Request)
    source = FileSource(Path(path), Path(folder) if folder else None, url, index, content)
    try:
        with open_database(Path(library)) as database:
            done = import_here(database, now, source)
        result = (done.name, str(done.status), done.entry.number, done.notes, done.changes)
        answer = _IMPORTED + encode(result, _Imported)
    except Exception as problem:  # noqa: BLE001 - it is raised where the import was asked for
        answer = _FAILED + encode_error(problem, traceback.format_exc())
    sys.stdout.buffer.write(answer)
