"""A kill, and a loss of power, after each single call that writes: the library is whole, and has all that was told."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from keeping import keep
from recording import STRACE, Files, State, record
from sketch import row
from threadreader.model.page import PageId
from threadreader.model.thread import CommentId
from threadreader.store.backup import back_up, check_originals
from threadreader.store.connection import Database, open_database
from threadreader.store.entries import list_entries
from threadreader.store.progress import load_facts, load_progress
from threadreader.store.schema import newest_version
from threadreader.store.threads import open_stored, pages_without_thread

pytestmark = [pytest.mark.skipif(STRACE is None, reason="no strace: nothing was recorded"), pytest.mark.slow]

URL = "https://example.org/1"
HEAD = """
from msgspec.structs import replace
from datetime import UTC, datetime
from pathlib import Path
from keeping import keep
from sketch import row
from threadreader.store import backup
from threadreader.store.connection import open_database
from threadreader.store.writing import forget
from threadreader.export.dump import join
from threadreader.store.progress import change_tags, join_facts, save_progress
from threadreader.model.annotation import Annotation
from threadreader.model.page import PageId
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
library = Path("library.db").absolute()
"""


@dataclass(frozen=True)
class Work:
    code: str
    """It prints a word for each promise."""
    holds: Callable[[Path, frozenset[str]], bool]
    """True if a folder has what was promised, and nothing by halves."""


def _pages(database: Database) -> list[str]:
    entries = list_entries(database)
    assert pages_without_thread(database) == ()
    for entry in entries:
        assert list(check_originals(database, entry)) == []
        assert len(open_stored(database, entry).whole().comments) == entry.comments
    return [entry.page.id for entry in entries]


def _imported(folder: Path, told: frozenset[str]) -> bool:
    with open_database(folder / "library.db") as database:
        pages = set(_pages(database))
    return {URL} | {f"https://example.org/{word}" for word in told} <= pages


def _read(folder: Path, told: frozenset[str]) -> bool:
    with open_database(folder / "library.db") as database:
        seen = load_progress(database, PageId(URL)).seen
    return {CommentId(f"c{word}") for word in told} <= seen


def _tagged(folder: Path, told: frozenset[str]) -> bool:
    with open_database(folder / "library.db") as database:
        (entry,) = list_entries(database)
    # Each transaction gives one tag and takes the one before away.
    number = max(map(int, told), default=0)
    return entry.tags in ((f"t{number}",) if number else (), (f"t{number + 1}",))


def _noted(folder: Path, told: frozenset[str]) -> bool:
    with open_database(folder / "library.db") as database:
        notes = {each.note for each in load_progress(database, PageId(URL)).annotations.values()}
    # Each transaction changes the first note and adds another, of several pages of the file.
    number = max(map(int, told), default=0)
    every = [{f"first {end}", *(f"{'more ' * 900}{one}" for one in range(1, end + 1))} for end in (number, number + 1)]
    return notes in every or (not told and not notes)


def _loaded(folder: Path, told: frozenset[str]) -> bool:
    with open_database(folder / "library.db") as database:
        facts = load_facts(database)
    # Each transaction adds fifteen facts to both of two pages.
    counts = {len(each) for each in facts.values()} or {0}
    number = max(map(int, told), default=0)
    return counts in ({15 * number}, {15 * (number + 1)})


def _forgotten(folder: Path, told: frozenset[str]) -> bool:
    with open_database(folder / "library.db") as database:
        return _pages(database) == ([] if told else [URL]) or _pages(database) == []


def _dropped(folder: Path, told: frozenset[str]) -> bool:
    with open_database(folder / "library.db") as database:
        assert _pages(database) == [URL]
        ((saves, comments),) = [(len(entry.page.saves), entry.comments) for entry in list_entries(database)]
        starred = load_progress(database, PageId(URL)).starred
    states = {(1, 20)} if "dropped" in told else {(2, 25), (1, 20)} if "two" in told else {(1, 20), (2, 20), (2, 25)}
    return (saves, comments) in states and (CommentId("c22") in starred or "starred" not in told)


def _backed_up(folder: Path, told: frozenset[str]) -> bool:
    if not (folder / "backup.db").exists():
        return False
    with open_database(folder / "library.db") as database, open_database(folder / "backup.db") as copy:
        return _pages(database) == [URL] and _pages(copy) in ([[URL]] if told else [[URL], []])


def _restored(folder: Path, told: frozenset[str]) -> bool:
    if not (folder / "library.db").exists():
        return False
    with open_database(folder / "library.db") as database:
        pages = _pages(database)
    kept = list(folder.glob("library-before-*.db"))
    if pages == []:
        with open_database(kept[0]) as old:
            return _pages(old) == [URL]
    return not told and pages == [URL]


def _migrated(folder: Path, told: frozenset[str]) -> bool:
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(page)")]
        if version == newest_version():
            return not told and "made" not in columns
        assert connection.execute("SELECT made FROM page").fetchall() == [("here",)]
        # To read the rest, this program takes it for one of its own.
        connection.execute("ALTER TABLE page DROP COLUMN made")
        connection.execute(f"PRAGMA user_version = {newest_version()}")
    with open_database(folder / "library.db") as database:
        return len(list_entries(database)) == 1


def _exported(folder: Path, told: frozenset[str]) -> bool:
    text = (folder / "a.txt").read_text(encoding="utf-8")
    return text == "new" * 9000 or (text == "old" and not told)


WORKS = {
    "import": Work(
        """
with open_database(library) as database:
    for number in (2, 3):
        keep(database, row(20), b"page %d" % number, url=f"https://example.org/{number}")
        print(number, flush=True)
""",
        _imported,
    ),
    "save of progress": Work(
        """
with open_database(library) as database:
    before = Progress()
    for number in range(1, 4):
        now = Progress(cursor=CommentId("c1"), seen=before.seen | {CommentId(f"c{number}")})
        save_progress(database, PageId("https://example.org/1"), now, before)
        print(number, flush=True)
        before = now
""",
        _read,
    ),
    "notes": Work(
        """
with open_database(library) as database:
    before = Progress()
    one = Annotation(CommentId("c1"), 0, 4, "Word")
    for number in range(1, 4):
        new = {"a": replace(one, note=f"first {number}"), f"{number}": replace(one, note=f"{'more ' * 900}{number}")}
        now = replace(before, annotations={**before.annotations, **new})
        save_progress(database, PageId("https://example.org/1"), now, before)
        print(number, flush=True)
        before = now
""",
        _noted,
    ),
    "tags": Work(
        """
with open_database(library) as database:
    for number in range(1, 4):
        change_tags(database, {PageId("https://example.org/1"): ([f"t{number}"], [f"t{number - 1}"])})
        print(number, flush=True)
""",
        _tagged,
    ),
    "load": Work(
        """
with open_database(library) as database:
    for number in range(1, 4):
        facts = {("seen", f"c{n}") for n in range(15 * number)}
        join_facts(database, {PageId("https://example.org/1"): facts, PageId("https://example.org/2"): facts}, join)
        print(number, flush=True)
""",
        _loaded,
    ),
    "forget": Work(
        """
with open_database(library) as database:
    forget(database, 1)
    print("forgotten", flush=True)
""",
        _forgotten,
    ),
    "drop": Work(
        """
import hashlib
import keeping
from threadreader.library import refresh, versions
from threadreader.store.writing import store_part
versions.VERSIONS = keeping.VERSIONS
url = "https://example.org/1"
with open_database(library) as database:
    store_part(database, keeping.parse_save(row(20), b"page 1", url=url))
    keep(database, row(25), b"page 2", url=url)
    refresh.join_saves(database, 1)
    print("two", flush=True)
    save_progress(database, PageId(url), Progress(starred=frozenset({CommentId("c22")})), Progress())
    print("starred", flush=True)
    refresh.drop_save(database, 1, hashlib.sha256(b"page 2").hexdigest())
    print("dropped", flush=True)
""",
        _dropped,
    ),
    "backup": Work(
        """
with open_database(library) as database:
    backup.back_up(database, library.with_name("backup.db"), overwrite=True)
    print("copied", flush=True)
""",
        _backed_up,
    ),
    "restore": Work(
        """
backup.restore(library.with_name("backup.db"), library, datetime(2024, 5, 3, tzinfo=UTC))
print("restored", flush=True)
""",
        _restored,
    ),
    "migration": Work(
        """
from threadreader.store import schema
schema.STEPS = (*schema.STEPS, ("ALTER TABLE page ADD COLUMN made TEXT", "UPDATE page SET made = 'here'"))
open_database(library).close()
print("opened", flush=True)
""",
        _migrated,
    ),
    "export": Work(
        """
from threadreader.library.files import write_export
write_export("new" * 9000, library.with_name("a.txt"), overwrite=True)
print("written", flush=True)
""",
        _exported,
    ),
}


def _prepare(folder: Path) -> None:
    """A library of one page, an older backup without it, and an older export."""
    (folder / "a.txt").write_text("old", encoding="utf-8")
    with open_database(folder / "library.db") as database:
        back_up(database, folder / "backup.db")
        keep(database, row(20), b"page 1", url=URL)
    for lock in [*folder.glob("*-open"), *folder.glob("*-turn")]:
        lock.unlink()


def _amiss(work: Work, files: Files, told: frozenset[str], folder: Path) -> str:
    """What does not hold of the files, "" if all does."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        if (folder / "library.db").exists():
            with closing(sqlite3.connect(folder / "library.db")) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return "" if work.holds(folder, told) else f"a promise of {sorted(told)}"
    except Exception as problem:  # noqa: BLE001 - each is what is looked for
        return repr(problem)


def _variants(state: State) -> list[tuple[str, Files]]:
    return [("killed", state.killed), ("power lost", state.lost), ("power lost, some written", state.torn)]


@pytest.mark.parametrize("name", WORKS)
def test_a_kill_or_a_loss_of_power_at_any_call_loses_nothing_that_was_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is opened here need not be safe from a loss of power.
    work, home = WORKS[name], tmp_path / "home"
    home.mkdir()
    _prepare(home)
    states = list(record(home, HEAD + work.code, tmp_path / "log"))
    assert len(states) > 5
    assert states[-1].told
    monkeypatch.setattr("threadreader.store.connection.SYNCHRONOUS", "OFF")
    seen: set[tuple[object, ...]] = set()
    for number, state in enumerate(states):
        for variant, files in _variants(state):
            key = (state.told, tuple(sorted(files.items())))
            if key in seen:
                continue
            seen.add(key)
            amiss = _amiss(work, files, frozenset(state.told), tmp_path / f"{number}-{variant}")
            assert not amiss, f"{name}, {variant} after call {number}, {state.call}: {amiss}"


def test_what_was_synced_is_all_that_a_loss_of_power_leaves(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    code = """
import os
with open("a", "wb") as file:
    file.write(b"one"); file.flush(); os.fsync(file.fileno())
    file.write(b"two")
print("told", flush=True)
"""
    *_, last = record(tmp_path / "home", code, tmp_path / "log")
    assert (last.killed, last.lost, last.told) == ({"a": b"onetwo"}, {}, ("told",))
    assert last.torn in ({"a": b"one"}, {"a": b"onetwo"})
