"""Backups that the program makes by itself: what they hold, which are kept, and what stops them."""

import gzip
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.errors import DamageError, StoreError
from threadreader.library import backups, processes
from threadreader.library.backups import DailyBackup, make_backups
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.library.maintenance import check_library, each_backup, restore
from threadreader.library.read_state import dump, load
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store.files import backup_folder, backup_lock, copy_file, dump_file, find_backups, how_to_restore

Capture = pytest.CaptureFixture[str]

TODAY = date(2024, 5, 3)
RUN = "from threadreader.library.backups import *; make_backups(Path({!r}), date(2024, 5, 3))"
NOW = datetime(2024, 5, 3, 9, 30, tzinfo=UTC)
STARRED = Progress(starred=frozenset({CommentId("comment-2")}))
START = backups.start  # no test before this line has taken its place


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of a page, a comment of which is starred."""
    (tmp_path / "bread.html").write_bytes(blog_page("First", "Second", title="Bread"))
    with Library.open(find_paths()) as opened:
        opened.import_page(tmp_path / "bread.html")
        opened.save_progress(1, STARRED, Progress())
    return find_paths().library


def _star(comment: str) -> None:
    with Library.open(find_paths(), lambda: NOW) as opened:
        opened.save_progress(1, Progress(starred=frozenset({CommentId(comment)})), Progress())


def _starred() -> frozenset[CommentId]:
    with Library.open(find_paths()) as opened:
        return opened.load_progress(1).starred


def _files(library: Path) -> set[str]:
    return {file.name for file in backup_folder(library).iterdir()} - {".lock"}


MADE = {f"dump-{TODAY}.jsonl.gz", f"library-{TODAY}.db"}


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """The processes that make backups, which are started here as in the program."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(library: Path, today: date) -> object:
        process = START(library, today)
        assert isinstance(process, subprocess.Popen)
        processes.append(process)
        return process

    monkeypatch.setattr(backups, "_MAX_WAIT", 60)
    monkeypatch.setattr(backups, "start", start)
    yield processes
    for process in processes:
        process.wait()


def test_they_have_what_was_there_before_the_first_write_of_a_day(
    library: Path, started: list["subprocess.Popen[bytes]"]
) -> None:
    with Library.open(find_paths()) as opened:
        before = dump(opened)
    _star("comment-1")
    (process,) = started
    assert process.wait() == 0
    _star("comment-2")
    assert started == [process]
    assert _files(library) == MADE
    assert gzip.decompress(dump_file(library, TODAY).read_bytes()).decode() == before
    assert '"comment-1"' not in before
    assert _starred() == {"comment-1", "comment-2"}
    assert {file.stat().st_mode & 0o077 for file in backup_folder(library).iterdir()} == {0}


def test_nothing_is_made_where_nothing_is_written(library: Path, started: list["subprocess.Popen[bytes]"]) -> None:
    with Library.open(find_paths(), lambda: NOW) as opened:
        opened.threads()
        opened.search("first")
        opened.exported(1)
    assert started == []
    assert not backup_folder(library).exists()


def test_a_program_that_goes_on_over_midnight_makes_those_of_each_day(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[date] = []
    monkeypatch.setattr(backups, "start", lambda _, today: days.append(today))
    clock = iter(NOW + timedelta(hours=hours) for hours in range(0, 72, 6))
    before_writing = DailyBackup(library, partial(next, clock))
    for _ in range(12):
        before_writing()
    assert days == [TODAY + timedelta(days=day) for day in range(4)]


def test_a_write_waits_only_for_a_moment(
    library: Path, monkeypatch: pytest.MonkeyPatch, started: list["subprocess.Popen[bytes]"]
) -> None:
    monkeypatch.setattr(backups, "_MAX_WAIT", 0.1)
    monkeypatch.setattr(processes, "_RUN", "import time; time.sleep(3)")
    begun = time.monotonic()
    process = START(library, TODAY)
    took = time.monotonic() - begun
    assert isinstance(process, subprocess.Popen)
    process.kill()
    process.wait()
    assert took < 2.5
    assert started == []


def test_what_was_lost_comes_back(library: Path, tmp_path: Path) -> None:
    make_backups(library, TODAY)
    with Library.open(find_paths()) as opened:
        before = dump(opened)
        opened.forget(1)
    assert find_backups(library).troubles == ()
    library.unlink()
    commands = dict(each_backup(find_paths()))
    assert commands == {"restore": copy_file(library, TODAY), "load": dump_file(library, TODAY)}
    restore(find_paths(), commands["restore"], NOW)
    with Library.open(find_paths()) as opened:
        assert dump(opened) == before
        assert [entry.page.title for entry in opened.threads()] == ["Bread"]
    library.unlink()
    with Library.open(find_paths()) as opened:
        assert load(opened, FileSource(commands["load"])).new == 2
        opened.import_page(tmp_path / "bread.html")
        assert (dump(opened), opened.load_progress(1).starred) == (before, STARRED.starred)


def test_seven_days_and_eight_weeks_are_kept_and_one_copy(library: Path) -> None:
    days = [TODAY - timedelta(days=day) for day in range(200)]
    for day in reversed(days):
        make_backups(library, day)
    kept = [dump.day for dump in find_backups(library).dumps]
    assert kept[:7] == days[:7]
    # The newest of each week: Sundays, but for that of today.
    assert kept[7:] == [day for day in days[7:] if day.isoweekday() == 7][:6]
    assert len({day.isocalendar()[:2] for day in kept}) == 8
    (copy,) = find_backups(library).copies
    assert 0 <= (TODAY - copy.day).days < 7


def test_of_a_library_that_is_seldom_used_as_many_are_kept(library: Path) -> None:
    days = [TODAY - timedelta(days=40 * step) for step in range(20)]
    for day in reversed(days):
        make_backups(library, day)
    assert [dump.day for dump in find_backups(library).dumps] == days[:8]


def test_where_the_clock_was_set_back_that_of_today_is_kept(library: Path) -> None:
    for step in range(20):
        make_backups(library, TODAY + timedelta(days=40 * step))
    make_backups(library, TODAY - timedelta(days=1))
    assert find_backups(library).dumps[-1].day == TODAY - timedelta(days=1)


def test_other_files_in_the_folder_are_left_alone(library: Path) -> None:
    backup_folder(library).mkdir()
    for name in ("dump-2001-99-99.jsonl.gz", "library-old.db", "notes.txt"):
        (backup_folder(library) / name).write_bytes(b"mine")
    make_backups(library, TODAY)
    assert len(_files(library)) == 5


def test_a_library_without_pages_is_not_copied_whole(home: Path) -> None:
    with Library.open(find_paths()):
        pass
    make_backups(home / "library.db", TODAY)
    assert _files(home / "library.db") == {f"dump-{TODAY}.jsonl.gz"}


def _describe(capsys: Capture) -> tuple[int, str]:
    code = main(["doctor"])
    return code, capsys.readouterr().out


def test_where_there_is_no_room_for_a_copy_doctor_says_so(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    make_backups(library, TODAY)
    usage = shutil.disk_usage(library)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100_000))
        make_backups(library, TODAY + timedelta(days=1))
        assert _describe(capsys)[0] == 0
        make_backups(library, TODAY + timedelta(days=7))
    assert find_backups(library).copies[0].day == TODAY
    code, out = _describe(capsys)
    assert code == 1
    assert re.search(r"2024-05-10: \S+: was not backed up: \d+ MB needed, 0 MB free; the l", out)
    assert f"  backup of the whole library: {copy_file(library, TODAY)}\n" in out
    make_backups(library, TODAY + timedelta(days=8))
    code, out = _describe(capsys)
    assert (code, "copied whole" in out) == (0, False)
    assert f"  backup of reading data: {dump_file(library, TODAY + timedelta(days=8))}, and 3 older\n" in out


def _run_with_limit(library: Path, size: int) -> int:
    code = RUN.format(str(library))
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
    return subprocess.run([sys.executable, "-c", code], preexec_fn=limit, check=False).returncode


@pytest.mark.parametrize("size", [1, 50, 4096, 8192])
def test_what_a_full_disk_has_no_room_for_is_removed_again(library: Path, size: int, capsys: Capture) -> None:
    with Library.open(find_paths()) as opened:
        many = frozenset(CommentId(f"c{number * 7919**3 % 10**9:09}") for number in range(2000))
        opened.save_progress(1, Progress(seen=many), Progress())
    assert _run_with_limit(library, size) == 0
    assert _files(library) == {"troubles.txt"}
    code, out = _describe(capsys)
    assert code == 1
    assert "backup" in out
    make_backups(library, TODAY)
    assert _files(library) == MADE
    assert _describe(capsys)[0] == 0


def test_a_folder_that_cannot_be_made_stops_nothing(library: Path) -> None:
    backup_folder(library).write_text("a file")
    make_backups(library, TODAY)
    _star("comment-1")
    assert _starred() == {"comment-1", "comment-2"}


KILLED = """
import sys, time
from datetime import date
from pathlib import Path
from threadreader.library.backups import make_backups
from threadreader.store import backup, files

rename, left = backup.fsync_and_rename, [int(sys.argv[2])]

def stop(*arguments):
    if not left[0]:
        print("written", flush=True)
        time.sleep(60)
    left[0] -= 1
    rename(*arguments)

backup.fsync_and_rename = files.fsync_and_rename = stop
make_backups(Path(sys.argv[1]), date(2024, 5, 3))
"""


def _begin(library: Path, renames: int) -> "subprocess.Popen[bytes]":
    """A process that stops with a backup written whole, before it has its name."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILLED, str(library), str(renames)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    return process


@pytest.mark.parametrize("renames", [0, 1])
def test_what_a_killed_program_left_is_removed_the_next_time(library: Path, renames: int) -> None:
    with _begin(library, renames) as process:
        process.send_signal(signal.SIGKILL)
    left = {name for name in _files(library) if name.endswith(".tmp")}
    assert len(left) == 1
    old = time.time() - 120
    os.utime(backup_folder(library) / left.pop(), (old, old))
    make_backups(library, TODAY + timedelta(days=1))
    names = _files(library)
    assert not [name for name in names if name.endswith(".tmp")]
    assert f"dump-{TODAY + timedelta(days=1)}.jsonl.gz" in names
    assert len(find_backups(library).copies) == 1


def test_of_two_programs_one_makes_them(library: Path) -> None:
    with _begin(library, 0) as process:
        make_backups(library, TODAY)
        assert not dump_file(library, TODAY).exists()
        process.send_signal(signal.SIGKILL)
    with backup_lock(library) as is_locked:
        assert is_locked
        make_backups(library, TODAY)
        assert not dump_file(library, TODAY).exists()
    code = RUN.format(str(library))
    processes = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    assert find_backups(library).troubles == ()
    assert {dump_file(library, TODAY), copy_file(library, TODAY)} == {file for _, file in each_backup(find_paths())}


@pytest.mark.parametrize("kind", ["file", "link to nothing", "not writable"])
def test_a_folder_in_which_no_backup_can_be_made_is_a_finding_of_doctor(
    kind: str, library: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = backup_folder(library)
    if kind == "file":
        folder.write_text("")
    elif kind == "link to nothing":
        folder.symlink_to(folder.parent / "gone")
    else:
        folder.mkdir()
        # Root may write into any folder.
        monkeypatch.setattr(os, "access", lambda path, *_, **__: path != folder)
    make_backups(library, TODAY)
    assert main(["doctor"]) == 1
    assert f"{folder}: no backup can be made: " in capsys.readouterr().out


def test_a_library_is_not_replaced_while_a_backup_is_made(library: Path) -> None:
    make_backups(library, TODAY - timedelta(days=1))
    with _begin(library, 0) as process:
        code = "import os, sys, time; time.sleep(1); os.kill(int(sys.argv[1]), 9)"
        with subprocess.Popen([sys.executable, "-c", code, str(process.pid)]):
            assert restore(find_paths(), copy_file(library, TODAY - timedelta(days=1)), NOW)[1] == 1


def test_what_is_not_as_it_was_written_is_not_kept(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compressed = gzip.open

    def failing(file: Path, mode: str = "rb") -> object:
        if mode == "rb":
            file.write_bytes(gzip.compress(b"another"))
        return compressed(file, mode)

    monkeypatch.setattr(gzip, "open", failing)
    make_backups(library, TODAY)
    (trouble,) = find_backups(library).troubles
    assert "was not written correctly" in trouble
    assert find_backups(library).dumps == []


def _damage(library: Path) -> None:
    content = bytearray(library.read_bytes())
    for page in range(4, len(content) // 4096):
        content[4096 * page : 4096 * page + 8] = bytes(8)
    library.write_bytes(content)


def test_a_damaged_library_takes_the_place_of_no_backup(library: Path) -> None:
    make_backups(library, TODAY)
    _damage(library)
    make_backups(library, TODAY + timedelta(days=30))
    found = find_backups(library)
    assert [backup.day for backup in (*found.dumps, *found.copies)][-1] == TODAY
    assert [backup.day for backup in found.copies] == [TODAY]
    assert "is damaged" in found.troubles[0]


def test_a_shell_takes_the_commands_that_bring_a_library_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Path, capsys: Capture
) -> None:
    folder = tmp_path / "Application Support, Ann's"
    folder.mkdir()
    monkeypatch.setenv("THREADREADER_HOME", str(folder))
    moved = library.rename(folder / library.name)
    make_backups(moved, TODAY)
    assert main(["restore"]) == 0
    commands = [shlex.split(line) for line in capsys.readouterr().out.splitlines()]
    copy, dump = str(copy_file(moved, TODAY)), str(dump_file(moved, TODAY))
    assert commands == [["threadreader", "restore", copy], ["threadreader", "load", dump]]
    assert shlex.split(how_to_restore(moved))[:3] == ["threadreader", "restore", copy]


def test_a_damaged_library_names_what_brings_it_back(library: Path, capsys: Capture) -> None:
    make_backups(library, TODAY)
    cure = (
        f"threadreader restore {copy_file(library, TODAY)} returns to {TODAY}, threadreader load"
        f" {dump_file(library, TODAY)} restores your reading data from before {TODAY}"
    )
    _damage(library)
    with pytest.raises(DamageError) as damaged, Library.open(find_paths()) as opened:
        opened.exported(1)
    assert damaged.value.cure == f"run threadreader check to repair it, {cure}"
    code, out = _describe(capsys)
    assert (code, cure in out) == (1, True)
    assert main(["restore"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"threadreader restore {copy_file(library, TODAY)}",
        f"threadreader load {dump_file(library, TODAY)}",
    ]
    try:
        message = next(check_library(find_paths(), NOW)).message
    except StoreError as problem:
        message = problem.cure
    assert message.endswith(cure)


def test_a_packed_dump_that_is_damaged_loads_nothing(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backups(library, TODAY)
    packed = dump_file(library, TODAY).read_bytes()
    file = tmp_path / "damaged.gz"
    with Library.open(find_paths()) as opened:
        before = dump(opened)
        for content in (packed[:-9], packed[:20], packed[:20] + b"\0" * 9 + packed[29:]):
            file.write_bytes(content)
            with pytest.raises(StoreError, match="is damaged and cannot be unpacked"):
                load(opened, FileSource(file))
        monkeypatch.setattr("threadreader.library.read_state._MAX_UNPACKED", 20)
        with pytest.raises(StoreError, match="holds more than"):
            load(opened, FileSource(dump_file(library, TODAY)))
        assert dump(opened) == before
