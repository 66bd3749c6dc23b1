import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from keeping import keep
from sketch import row
from threadreader.errors import ThreadreaderError
from threadreader.model.annotation import Annotation
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.thread import CommentId
from threadreader.store.backup import rescue
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import load_saves, require_entry
from threadreader.store.progress import load_progress, save_progress
from threadreader.store.threads import load_original, pages_without_thread
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


def _saves(database: Database) -> int:
    return int(database.rows("SELECT count(*) FROM save WHERE page IN (SELECT number FROM page)")[0][0])


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


# Seed 10 hits the page of the file where the rows of all pages are.
@pytest.mark.parametrize("seed", [*range(10), 11, 12])
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


def test_of_a_save_whose_bytes_are_lost_the_name_is_said(tmp_path: Path, whole: bytes) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(whole)
    with closing(sqlite3.connect(damaged, isolation_level=None)) as connection:
        connection.execute("UPDATE original SET content = substr(content, 2) WHERE save = 5")
        connection.execute("VACUUM")
    assert rescue(damaged, tmp_path / "new.db") == (PAGES - 2, ["page.html"])


def test_a_page_that_is_imported_again_has_what_the_user_did_there(tmp_path: Path, whole: bytes) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(whole)
    with closing(sqlite3.connect(damaged, isolation_level=None)) as connection:
        connection.execute("DELETE FROM original WHERE save = 6")
    with open_database(_rescued(tmp_path, damaged.read_bytes())) as database:
        _, number = keep(database, row(3), random.Random(5).randbytes(9000), url="https://example.org/5")
        entry = require_entry(database, number)
        assert (number, len(load_progress(database, entry.page.id).seen)) == (6, 200)


def test_rows_with_numbers_far_apart_are_taken_along(tmp_path: Path, whole: bytes) -> None:
    damaged, far = tmp_path / "damaged.db", 1 << 39
    damaged.write_bytes(whole)
    with closing(sqlite3.connect(damaged, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE page SET number = ? WHERE number = 7", (far,))
        connection.execute("UPDATE save SET page = ? WHERE page = 7", (far,))
    with open_database(_rescued(tmp_path, damaged.read_bytes())) as database:
        assert set(pages_without_thread(database)) == {*range(1, PAGES), far} - {7}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, Progress]]:
    """A library in which much was read and starred, and what that was."""
    path = tmp_path_factory.mktemp("read") / "library.db"
    done = {}
    with open_database(path) as database:
        for number in range(30):
            url = f"https://example.org/{number}"
            keep(database, row(3), b"page %d" % number, url=url)
            ids = [CommentId(f"comment-{number}-{comment}") for comment in range(150)]
            marks = {"a": Bookmark(ids[number], 3, 2), "b": Bookmark(None, 1, number)}
            annotations = {
                f"{number}-{n}": Annotation(ids[n], n, n + 9, "the words", note="noted " * n * n * 9) for n in range(12)
            }
            progress = Progress(
                cursor=ids[9],
                seen=frozenset(ids),
                starred=frozenset(ids[::7]),
                marks=marks,
                annotations=annotations,
            )
            save_progress(database, PageId(url), progress, Progress())
            done[url] = progress
    return path.read_bytes(), done


@pytest.mark.parametrize("share", range(4))
def test_of_what_the_user_did_most_outlives_any_page_of_the_file(
    tmp_path: Path, read: tuple[bytes, dict[str, Progress]], share: int
) -> None:
    content, done = read
    pages = random.Random(share).sample(range(2, len(content) // PAGE + 1), 10)
    stars = sum(len(progress.starred) for progress in done.values())
    kept = list[int]()
    for page in pages:
        damaged = bytearray(content)
        lost = random.Random(page).randbytes(PAGE) if page % 2 else bytes(PAGE)
        damaged[(page - 1) * PAGE : page * PAGE] = lost
        folder = tmp_path / str(page)
        folder.mkdir()
        with open_database(_rescued(folder, bytes(damaged))) as database:
            assert database.rows("PRAGMA foreign_key_check") == []
            found = [load_progress(database, PageId(url)) for url in done]
            assert all(one.starred <= done[url].starred for one, url in zip(found, done, strict=True))
            kept.append(sum(len(one.starred) for one in found))
    assert sorted(kept)[len(kept) // 2] == stars


@pytest.mark.parametrize("lost", [100, PAGE])
def test_of_a_file_whose_beginning_is_lost_nothing_can_be_read(tmp_path: Path, whole: bytes, lost: int) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(bytes(lost) + whole[lost:])
    assert rescue(damaged, tmp_path / "new.db") == (0, [])


def test_of_a_file_that_is_cut_off_what_is_before_is_taken_along(tmp_path: Path, whole: bytes) -> None:
    with open_database(_rescued(tmp_path, whole[: len(whole) * 2 // 3 + 99])) as database:
        assert _saves(database) > PAGES // 4
        for (digest,) in database.rows("SELECT digest FROM save"):
            assert hashlib.sha256(load_original(database, digest)).hexdigest() == digest


def test_nothing_is_found_in_another_file(tmp_path: Path) -> None:
    for content in (b"", b"<html>" * 4096, random.Random(1).randbytes(40 * PAGE)):
        (tmp_path / "other").write_bytes(content)
        (tmp_path / "new.db").unlink(missing_ok=True)
        assert rescue(tmp_path / "other", tmp_path / "new.db") == (0, [])
