import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from threadreader.errors import StoreError
from threadreader.store.connection import open_database
from threadreader.store.files import last_writer, lock_exclusive, lock_shared, writer_lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")

SIGN = """
import sys, os
from pathlib import Path
from threadreader.store.connection import open_database

database = open_database(Path(sys.argv[1]))
with database.writing():
    print(os.getpid(), flush=True)
    sys.stdin.read()
"""


def _is_taken(library: Path) -> bool:
    with writer_lock(library, monotonic()) as came:
        return not came


def _wait_until(comes: Callable[[], bool]) -> None:
    limit = monotonic() + 60
    while not comes():
        assert monotonic() < limit


def test_one_has_the_turn_and_others_come_after_it(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    with writer_lock(library, monotonic()) as came, writer_lock(library, monotonic()) as came_too:
        assert (came, came_too) == (True, False)
    assert last_writer(library) == os.getpid()


def test_who_waits_writes_before_one_who_comes_again(tmp_path: Path) -> None:
    path, order = tmp_path / "library.db", list[str]()
    with open_database(path) as often, open_database(path) as once:

        def write_once() -> None:
            with once.writing():
                order.append("waited")

        with often.writing():
            waiting = Thread(target=write_once)
            waiting.start()
            _wait_until(lambda: _is_taken(path))
            order.append("first")
        with often.writing():
            order.append("again")
        waiting.join()
    assert order == ["first", "waited", "again"]


def test_who_is_waited_for_in_vain_is_named(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", SIGN, str(path)]
    with (
        open_database(path) as database,
        subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other,
    ):
        assert other.stdout is not None
        number = other.stdout.readline().strip()
        with pytest.raises(StoreError, match=rf"is in use by another program \(process {number} wrote last\)"):
            database.writing(timeout=0).__enter__()
        other.communicate("")


def test_where_nothing_can_be_locked_the_turn_has_come(tmp_path: Path) -> None:
    with writer_lock(tmp_path / "no" / "library.db", monotonic()) as came:
        assert came
    assert last_writer(tmp_path / "no" / "library.db") is None


@pytest.mark.parametrize("written", [b"0004194305", b"99999999999999999999", b"nobody"])
def test_a_process_that_has_ended_is_not_named(tmp_path: Path, written: bytes) -> None:
    # The first is one more than the largest id that Linux gives.
    library = tmp_path / "library.db"
    library.with_name("library.db-turn").write_bytes(written)
    assert last_writer(library) is None


def test_nobody_has_a_library_alone_that_others_have_open(tmp_path: Path) -> None:
    leave, leave_too = lock_shared(tmp_path / "library.db"), lock_shared(tmp_path / "library.db")
    leave()
    with lock_exclusive(tmp_path / "library.db") as is_alone:
        assert not is_alone
    leave_too()
    with lock_exclusive(tmp_path / "library.db") as is_alone:
        assert is_alone
        with lock_exclusive(tmp_path / "library.db") as other:
            assert not other


def test_where_nothing_can_be_written_nobody_is_told(tmp_path: Path) -> None:
    lock_shared(tmp_path / "no" / "library.db")()
    with lock_exclusive(tmp_path / "no" / "library.db") as is_alone:
        assert is_alone
