"""The program killed in everything that writes: at random moments, and at each system call of imports that writes.

`python -m benchmarks.measure_kills [KILLS]`. After each kill the library has to pass its deep check,
hold all that was told of, and end as it should when the command is run again. Kills at system calls need strace.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from blog import blog_page
from threadreader.library.library import Library
from threadreader.library.maintenance import check_library
from threadreader.paths import Paths, find_paths
from threadreader.store import schema

_PAGES, _COMMENTS = 3, 30
_CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink")
_FILES = ("library.db", "library.db-journal", "library.db-wal", "library.db-shm")
_READ = """
import sys
from threadreader.library.library import Library
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths

with Library.open(find_paths()) as library:
    before = library.load_progress(1)
    print("begun", flush=True)
    for number in range(1, int(sys.argv[1]) + 1):
        comment = CommentId(f"comment-{number}")
        now = Progress(cursor=comment, seen=before.seen | {comment})
        library.save_progress(1, now, before)
        print(comment, flush=True)
        before = now
"""
_STEP = ("ALTER TABLE page ADD COLUMN made TEXT", "UPDATE page SET made = id")
_OPEN = f"""
from threadreader.paths import find_paths
from threadreader.store import schema
from threadreader.store.connection import open_database

schema.STEPS = (*schema.STEPS, {_STEP!r})
print("begun", flush=True)
open_database(find_paths().library).close()
print("opened", flush=True)
"""


@dataclass(frozen=True, slots=True)
class _Work:
    """A command that writes, in a home that is made ready for each round."""

    name: str
    command: Sequence[str]
    prepare: Callable[[Path], None]
    finish: Callable[[Path, Sequence[str]], str]
    """Runs it to its end after a kill; of the lines told before, what is amiss, "" where nothing is."""
    tells_when_begun: bool = True
    steps: tuple[tuple[schema.Step, ...], ...] = schema.STEPS
    """The steps of the version that is killed, which looks at what is left, too."""


def main(kills: int) -> None:
    """Print how many kills there were, where they fell, and all that was amiss after one."""
    with tempfile.TemporaryDirectory() as folder:
        saved = _write_pages(Path(folder, "saved"))
        once = _write_pages(Path(folder, "once"), 1)
        works = [_reading(once), _migration(saved), _import(saved)]
        # A third each for reading, migration and import.
        shares = [kills // 3, kills // 3]
        _say("what is killed", "where", "kills", "whole", "amiss")
        for work, share in zip(works, [*shares, kills - sum(shares)], strict=True):
            _kill_at_random(work, share, Path(folder, "home"))
        if shutil.which("strace"):
            for work in (_import(once), _import_of_newer(once, Path(folder, "newer"))):
                _kill_at_calls(work, Path(folder, "home"))
        else:
            print("no strace: NOT killed at system calls")


def _say(*cells: object) -> None:
    print("{:34} {:14} {:>6} {:>6}  {}".format(*cells), flush=True)


def _tell(work: _Work, where: str, found: Counter[str]) -> None:
    kills, whole = found.total(), found.pop("", 0)
    _say(work.name, where, kills, whole, dict(found) or "nothing")


def _kill_at_random(work: _Work, kills: int, home: Path) -> None:
    dice = random.Random(work.name)
    _anew(work, home)
    whole = _run(work, home, None)[2]
    found: Counter[str] = Counter()
    while found.total() < kills:
        _anew(work, home)
        status, told, _ = _run(work, home, dice.uniform(0, whole))
        # What was at its end before is no kill.
        if status < 0:
            found[_amiss(work, home, told)] += 1
    _tell(work, f"in {whole:.2f} s", found)


def _kill_at_calls(work: _Work, home: Path) -> None:
    for call in _CALLS:
        found: Counter[str] = Counter()
        while True:
            _anew(work, home)
            inject = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}"]
            # The folder is synced where a file in it comes or goes.
            inject += [part for path in (home, *map(home.joinpath, _FILES)) for part in ("-P", str(path))]
            inject += ["-e", f"inject={call}:signal=KILL:when={found.total() + 1}"]
            command = [*inject, *work.command]
            done = subprocess.run(command, env=_variables(home), capture_output=True, check=False, text=True)
            if not done.returncode:
                break
            if done.returncode != -signal.SIGKILL:
                raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
            found[_amiss(work, home, done.stdout.splitlines())] += 1
        _tell(work, f"each {call}", found)


def _run(work: _Work, home: Path, kill_after: float | None) -> tuple[int, list[str], float]:
    """The exit status, what was told, and the seconds that it took from when it began."""
    child = subprocess.Popen(
        work.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_variables(home)
    )
    assert child.stdout is not None
    with child:
        if work.tells_when_begun:
            child.stdout.readline()
        started = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            child.kill()
        told = child.stdout.read().splitlines()
        status = child.wait()
    return status, told, time.perf_counter() - started


def _amiss(work: _Work, home: Path, told: Sequence[str]) -> str:
    before, schema.STEPS = schema.STEPS, work.steps
    try:
        said = _check(find_paths(str(home)))
        return said or work.finish(home, told) or _check(find_paths(str(home)))
    finally:
        schema.STEPS = before


def _check(paths: Paths) -> str:
    return "; ".join(finding.message for finding in check_library(paths, datetime.now(UTC), deep=True))


def _anew(work: _Work, home: Path) -> None:
    # What a killed command had started, as a backup, may still write there.
    while home.exists():
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    work.prepare(home)


def _variables(home: Path) -> dict[str, str]:
    return os.environ | {"THREADREADER_HOME": str(home)}


def _import(folder: Path, before: int = 0) -> _Work:
    """An import of the pages in a folder, into a library that holds so many saves before."""
    pages = len(list(folder.iterdir()))
    command = [sys.executable, "-m", "threadreader", "import", "--jobs", "1", str(folder)]

    def finish(home: Path, told: Sequence[str]) -> str:
        promised = before + sum(": imported as " in line for line in told)
        with Library.open(find_paths(str(home))) as library:
            if sum(len(entry.page.saves) for entry in library.threads()) < promised:
                return "a page is missing that was told of"
        subprocess.run(command, env=_variables(home), check=True, stdout=subprocess.DEVNULL)
        with Library.open(find_paths(str(home))) as library:
            found = [(entry.comments, len(entry.page.saves)) for entry in library.threads()]
        right = found == [(_COMMENTS, before + 1)] * pages
        return "" if right else "another end than without the kill"

    return _Work(f"import of {pages} pages", command, lambda _: None, finish, tells_when_begun=False)


def _import_of_newer(older: Path, folder: Path) -> _Work:
    """An import of another save of a page that is in the library: a thread is put together from both."""
    folder.mkdir()
    (page,) = older.iterdir()
    (folder / page.name).write_bytes(page.read_bytes().replace(b"</body>", b"<p>Another day</p></body>"))
    newer = _import(folder, before=1)

    def prepare(home: Path) -> None:
        with Library.open(find_paths(str(home))) as library:
            library.import_page(page)

    return replace(newer, name="import of a newer save", prepare=prepare)


def _reading(folder: Path) -> _Work:
    command = [sys.executable, "-c", _READ, str(_COMMENTS)]

    def prepare(home: Path) -> None:
        with Library.open(find_paths(str(home))) as library:
            library.import_page(next(folder.iterdir()))

    def finish(home: Path, told: Sequence[str]) -> str:
        with Library.open(find_paths(str(home))) as library:
            if not library.load_progress(1).seen.issuperset(told):
                return "a mark is missing that was told of"
        subprocess.run(command, env=_variables(home), check=True, stdout=subprocess.DEVNULL)
        with Library.open(find_paths(str(home))) as library:
            right = len(library.load_progress(1).seen) == _COMMENTS and not library.threads()[0].unread
        return "" if right else "another end than without the kill"

    return _Work("reading", command, prepare, finish)


def _migration(folder: Path) -> _Work:
    def prepare(home: Path) -> None:
        with Library.open(find_paths(str(home))) as library:
            for page in folder.iterdir():
                library.import_page(page)

    def finish(home: Path, _: Sequence[str]) -> str:
        subprocess.run(command, env=_variables(home), check=True, stdout=subprocess.DEVNULL)
        with closing(sqlite3.connect(home / "library.db")) as connection:
            right = connection.execute("SELECT count(*) FROM page WHERE made = id").fetchone() == (_PAGES,)
        return "" if right else "another end than without the kill"

    command = [sys.executable, "-c", _OPEN]
    return _Work("migration", command, prepare, finish, steps=(*schema.STEPS, _STEP))


def _write_pages(folder: Path, pages: int = _PAGES) -> Path:
    folder.mkdir()
    for number in range(1, pages + 1):
        address = f"https://blog.example.org/{number}/"
        replies = [f"Reply {reply} on loaf {number}" for reply in range(_COMMENTS)]
        page = blog_page(*replies, title=f"Loaf {number}", address=address)
        (folder / f"{number:02}.html").write_bytes(page)
    return folder


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 200)
