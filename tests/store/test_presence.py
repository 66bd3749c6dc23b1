import sys
from pathlib import Path

import pytest

from threadreader.store.locks import alone, be_one_of_many

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")


def test_nobody_has_a_library_alone_that_others_have_open(tmp_path: Path) -> None:
    leave, leave_too = be_one_of_many(tmp_path / "library.db"), be_one_of_many(tmp_path / "library.db")
    leave()
    with alone(tmp_path / "library.db") as is_alone:
        assert not is_alone
    leave_too()
    with alone(tmp_path / "library.db") as is_alone:
        assert is_alone
        with alone(tmp_path / "library.db") as other:
            assert not other


def test_where_nothing_can_be_written_nobody_is_told(tmp_path: Path) -> None:
    be_one_of_many(tmp_path / "no" / "library.db")()
    with alone(tmp_path / "no" / "library.db") as is_alone:
        assert is_alone
