import random
from dataclasses import replace
from pathlib import Path

import pytest

from keeping import keep
from sketch import row
from threadreader.errors import ThreadreaderError
from threadreader.model.page import PageId
from threadreader.model.progress import Progress
from threadreader.model.thread import CommentId
from threadreader.store.connection import open_database
from threadreader.store.progress import load_progress, save_progress
from threadreader.store.rescuing import rescue
from threadreader.store.threads import load_original, load_saves, pages_without_thread
from threadreader.store.writing import forget

PAGES = 60
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A library of some pages, each with bytes that fill several pages of the file."""
    path = tmp_path_factory.mktemp("whole") / "library.db"
    seen = frozenset(CommentId(f"c{number}") for number in range(200))
    with open_database(path) as database:
        for number in range(PAGES):
            keep(database, row(3), random.Random(number).randbytes(9000), url=f"https://example.org/{number}")
        save_progress(database, PageId("https://example.org/5"), replace(Progress(), seen=seen), Progress())
        forget(database, PAGES)
    return path.read_bytes()


def _rescued(tmp_path: Path, content: bytes) -> Path:
    damaged, target = tmp_path / "damaged.db", tmp_path / "new.db"
    damaged.write_bytes(content)
    rescue(damaged, target)
    return target


def test_all_that_cannot_be_made_again_is_taken_along(tmp_path: Path, whole: bytes) -> None:
    with open_database(_rescued(tmp_path, whole)) as database:
        assert pages_without_thread(database) == tuple(range(1, PAGES))
        for number in range(1, PAGES):
            (save,) = load_saves(database, number)
            assert load_original(database, save.digest) == random.Random(number - 1).randbytes(9000)
        assert len(load_progress(database, PageId("https://example.org/5")).seen) == 200
        assert keep(database, row(1), b"new")[1] == PAGES + 1


@pytest.mark.parametrize("seed", range(12))
def test_of_a_file_with_damaged_pages_nearly_all_is_taken_along(tmp_path: Path, whole: bytes, seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray(whole)
    for _ in range(2):
        # The first page says what tables there are: without it nothing can be read.
        start = dice.randrange(1, len(whole) // PAGE) * PAGE
        content[start : start + PAGE] = bytes(PAGE) if seed % 2 else dice.randbytes(PAGE)
    try:
        target = _rescued(tmp_path, bytes(content))
    except ThreadreaderError:
        pytest.fail("nothing could be read")
    with open_database(target) as database:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        assert database.rows("PRAGMA foreign_key_check") == []
        saves = [save for number in pages_without_thread(database) for save in load_saves(database, number)]
        assert len(saves) >= (PAGES - 1) * 0.7
