from collections.abc import Iterator
from pathlib import Path

import pytest

from threadreader.store.connection import Database, open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty library."""
    with open_database(tmp_path / "library.db") as opened:
        yield opened
