"""An import is whole or not there, wherever the program is killed."""

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from threadreader.store.connection import open_database
from threadreader.store.entries import list_entries
from threadreader.store.threads import find_page_number, load_original, open_stored

CHILD = """
import sys
from pathlib import Path
from keeping import keep
from sketch import row
from threadreader.store.connection import open_database

with open_database(Path(sys.argv[1])) as database:
    for number in range(int(sys.argv[2]), 10**6):
        keep(database, row(40), b"page %d" % number, url="https://example.org/")
        print(number, flush=True)
"""
KILLS = 10


@pytest.mark.process
def test_a_killed_import_leaves_the_library_whole(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    promised = 0
    for kill in range(KILLS):
        promised = _import_until_killed(path, promised + 1, 1 + 3 * kill % 7)
    with closing(open_database(path)) as database:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        assert database.rows("PRAGMA foreign_key_check") == []
        (entry,) = list_entries(database)
        assert len(entry.page.saves) >= promised
        for number in range(1, promised + 1):
            assert find_page_number(database, _digest(number)) == 1
            assert load_original(database, _digest(number)) == b"page %d" % number
        assert len(open_stored(database, entry).whole().comments) == 40
        assert database.rows("SELECT count(*) FROM bodies") == [(3,)]


def _import_until_killed(path: Path, first: int, lines: int) -> int:
    """Kill the child in the import after the one that it told of last; the number it told of."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, path, str(first)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout is not None
    with child:
        numbers = [int(child.stdout.readline()) for _ in range(lines)]
        child.kill()
        rest = child.stdout.read().splitlines()
    return int(rest[-1]) if rest else numbers[-1]


def _digest(number: int) -> str:
    return hashlib.sha256(b"page %d" % number).hexdigest()
