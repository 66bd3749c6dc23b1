"""Several programs that put pages in one library at once."""

import os
import subprocess
import sys
from pathlib import Path

from threadreader.store.connection import open_database
from threadreader.store.entries import list_entries

CHILD = """
import sys
from pathlib import Path
from keeping import keep
from sketch import row
from threadreader.store.connection import open_database

for number in range(20):
    with open_database(Path(sys.argv[1])) as database:
        keep(database, row(5), b"shared %d" % number, url=f"https://example.org/{number}")
        keep(database, row(5), b"%s %d" % (sys.argv[2].encode(), number), url=f"https://example.org/{sys.argv[2:]}{number}")
"""


def test_all_of_it_is_there_and_none_of_it_twice(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    children = [subprocess.Popen([sys.executable, "-c", CHILD, path, name], env=environment) for name in "abc"]
    assert [child.wait() for child in children] == [0, 0, 0]
    with open_database(path) as database:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        entries = list_entries(database)
        assert len(entries) == len({entry.page.id for entry in entries}) == 80
        assert database.rows("SELECT count(*) FROM bodies") == [(80,)]


def test_a_library_can_be_read_while_much_is_put_into_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with open_database(path) as database, open_database(path) as other, database.writing() as connection:
        connection.execute("CREATE TABLE much (content BLOB)")
        connection.executemany("INSERT INTO much VALUES (randomblob(?))", [(1 << 20,)] * 16)
        assert not list_entries(other)
