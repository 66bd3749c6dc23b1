import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from keeping import keep, keep_read, parse_save
from sketch import row
from threadreader.errors import ThreadreaderError
from threadreader.model.annotation import Annotation
from threadreader.model.page import PageId, Paging
from threadreader.model.stored_thread import Bookmark, Progress
from threadreader.model.thread import CommentId
from threadreader.store.connection import Database, open_database
from threadreader.store.encoding import pack_original
from threadreader.store.entries import load_saves, require_entry
from threadreader.store.progress import load_progress, save_progress
from threadreader.store.rescuing import rescue
from threadreader.store.rescuing.leaves import SAVE_COPY, scan_leaf_pages
from threadreader.store.schema import MIGRATIONS, migrate
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


def _roots(content: bytes, tmp_path: Path) -> dict[str, int]:
    path = tmp_path / "roots.db"
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").fetchall())


def _without(content: bytes, *pages: int) -> bytes:
    """A file some of whose pages are lost."""
    damaged = bytearray(content)
    for page in pages:
        damaged[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    return bytes(damaged)


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


def test_whatever_root_is_lost_all_saves_are_taken_along(tmp_path: Path, whole: bytes) -> None:
    for number, (name, root) in enumerate(_roots(whole, tmp_path).items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        with open_database(_rescued(folder, _without(whole, root))) as database:
            assert _saves(database) == PAGES - 1, name
            assert database.rows("PRAGMA foreign_key_check") == []
            # Of what the user did there is a copy.
            assert len(load_progress(database, PageId("https://example.org/5")).seen) == 200, name


@pytest.mark.parametrize("share", range(4))
def test_no_save_is_lost_with_any_page_of_the_file(tmp_path: Path, whole: bytes, share: int) -> None:
    for page in random.Random(share).sample(range(1, len(whole) // PAGE + 1), 12):
        lost = random.Random(page).randbytes(PAGE) if page % 2 else bytes(PAGE)
        folder = tmp_path / str(page)
        folder.mkdir()
        content = whole[: (page - 1) * PAGE] + lost + whole[page * PAGE :]
        with open_database(_rescued(folder, content)) as database:
            for number in range(1, PAGES):
                (save,) = load_saves(database, number)
                assert load_original(database, save.digest) == random.Random(number - 1).randbytes(9000), page


def test_a_save_whose_row_was_changed_is_as_its_copy_has_it(tmp_path: Path, whole: bytes) -> None:
    digest = hashlib.sha256(random.Random(7).randbytes(9000)).hexdigest().encode()
    start = whole.index(digest)
    # There are three: in the row, in the copy, and in the index by hash.
    for _ in range(3):
        folder = tmp_path / str(start)
        folder.mkdir()
        with open_database(_rescued(folder, whole[:start] + b"5" * 16 + whole[start + 16 :])) as database:
            (save,) = load_saves(database, 8)
            assert load_original(database, save.digest) == random.Random(7).randbytes(9000)
        start = whole.find(digest, start + 1)


def test_of_a_save_of_which_too_much_is_lost_the_name_is_said(tmp_path: Path, whole: bytes) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(whole)
    with closing(sqlite3.connect(damaged, isolation_level=None)) as connection:
        connection.execute("DELETE FROM piece WHERE id IN (5 << 20, 5 << 20 | 1)")
        connection.execute("VACUUM")
    assert rescue(damaged, tmp_path / "new.db") == (PAGES - 2, ["page.html"])


def test_a_page_that_is_imported_again_has_what_the_user_did_there(tmp_path: Path, whole: bytes) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(whole)
    with closing(sqlite3.connect(damaged, isolation_level=None)) as connection:
        connection.execute("DELETE FROM piece WHERE id IN (6 << 20, 6 << 20 | 1)")
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


def test_of_a_library_of_an_earlier_version_all_readable_saves_are_taken_along(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    originals = {hashlib.sha256(content).hexdigest(): content for content in (b"<p>", random.Random(1).randbytes(9000))}
    with closing(sqlite3.connect(damaged)) as connection, connection:
        migrate(connection, MIGRATIONS[:7])
        connection.execute("INSERT INTO page VALUES (1, 'p', NULL)")
        for digest, content in originals.items():
            connection.execute(
                "INSERT INTO save (page, digest, name, container, adapter, original) VALUES (1, ?, 'n', 'c', 'a', ?)",
                (digest, pack_original(content)),
            )
    assert rescue(damaged, tmp_path / "new.db") == (2, [])
    with open_database(tmp_path / "new.db") as database:
        assert {save.digest: load_original(database, save.digest) for save in load_saves(database, 1)} == originals


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
def test_what_the_user_did_outlives_any_page_of_the_file(
    tmp_path: Path, read: tuple[bytes, dict[str, Progress]], share: int
) -> None:
    content, done = read
    pages = random.Random(share).sample(range(1, len(content) // PAGE + 1), 20)
    for page in pages:
        damaged = bytearray(content)
        lost = random.Random(page).randbytes(PAGE) if page % 2 else bytes(PAGE)
        damaged[(page - 1) * PAGE : page * PAGE] = lost
        folder = tmp_path / str(page)
        folder.mkdir()
        with open_database(_rescued(folder, bytes(damaged))) as database:
            for url, progress in done.items():
                assert load_progress(database, PageId(url)) == progress, page


@pytest.mark.parametrize("lost", [100, PAGE])
def test_a_file_whose_beginning_is_lost_has_all_the_rest(tmp_path: Path, whole: bytes, lost: int) -> None:
    with open_database(_rescued(tmp_path, bytes(lost) + whole[lost:])) as database:
        # That one of them was forgotten stood in what is lost.
        assert _saves(database) >= PAGES - 1
        for number in range(1, PAGES):
            (save,) = load_saves(database, number)
            assert load_original(database, save.digest) == random.Random(number - 1).randbytes(9000)
        assert len(load_progress(database, PageId("https://example.org/5")).seen) == 200


def test_of_a_file_that_is_cut_off_what_is_before_is_taken_along(tmp_path: Path, whole: bytes) -> None:
    with open_database(_rescued(tmp_path, whole[: len(whole) * 2 // 3 + 99])) as database:
        assert _saves(database) > PAGES // 3
        for (digest,) in database.rows("SELECT digest FROM save"):
            assert hashlib.sha256(load_original(database, digest)).hexdigest() == digest


def test_nothing_is_found_in_another_file(tmp_path: Path) -> None:
    for content in (b"", b"<html>" * 4096, random.Random(1).randbytes(40 * PAGE)):
        (tmp_path / "other").write_bytes(content)
        assert list(scan_leaf_pages(tmp_path / "other")) == []
        (tmp_path / "new.db").unlink(missing_ok=True)
        assert rescue(tmp_path / "other", tmp_path / "new.db") == (0, [])


def test_leaves_have_the_rows_that_are_in_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with open_database(path) as database:
        for number in range(1, 41):
            content, url = random.Random(number).randbytes(300 * number), f"https://example.org/{number}"
            read = parse_save(row(2), content, url=url)
            keep_read(database, replace(read, paging=Paging(url, number, 40)), content)
        many = frozenset(CommentId(f"a comment of number {number}") for number in range(2000))
        marks = {"a": Bookmark(CommentId("c1"), 3, 2), "b": Bookmark(None, 0, 1)}
        annotations = {"1": Annotation(CommentId("c1"), 3, 12, "the words"), "2": Annotation(None, 0, 4, "else")}
        done = replace(Progress(), seen=many, marks=marks, annotations=annotations)
        save_progress(database, PageId("https://example.org/1"), done, Progress())
        tables = ("page", "save", "piece", "paging", "reading", "touched", "mark", "annotation")
        wanted = {(table, row) for table in tables for row in database.rows(f"SELECT * FROM {table}")}
    assert {(table, row) for table, row in scan_leaf_pages(path) if table != SAVE_COPY} == wanted
