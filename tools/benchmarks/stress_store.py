"""Several programs that use one library at once, as many windows and imports would, only without a pause.

`python -m benchmarks.stress_store [SECONDS]`. Three import threads, small, large, and some that are
forgotten again; two keep marks in one thread as two windows do; one reads, one makes copies and checkpoints. At the end
all that was acknowledged has to be there, nobody may have given up, and the library has to be whole.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from keeping import keep
from sketch import row
from threadreader.errors import StoreError
from threadreader.library.library import Library
from threadreader.library.maintenance import back_up, check_library, journal_mode
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.store.threads import find_page_number

_REPLIES = 4_000
_GAVE_UP = "gave up: "
Told = Sequence[str]


def main(seconds: float) -> int:
    """Print how much each program did and how long it waited at most, and all that was amiss; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        paths = find_paths(folder)
        with Library.open(paths) as library:
            keep(library.database, row(_REPLIES), b"read by all", url="https://example.org/read")
        amiss: list[str] = []
        for name, told in _run(Path(folder), seconds).items():
            amiss += [line for line in told if line.startswith(_GAVE_UP)]
            with Library.open(paths) as library:
                lost = list(_STEPS[name][1](library, [line for line in told if not line.startswith(_GAVE_UP)]))
            amiss += [f"{name}: {len(lost):,} lost, {lost[0]} the first"] if lost else []
        amiss += [f"check: {finding.message}" for finding in check_library(paths, datetime.now(UTC), deep=True)]
        # `check` has mended what was wrong by now, and said so.
        with Library.open(paths) as library:
            amiss += [said for (said,) in library.database.rows("PRAGMA integrity_check") if said != "ok"]
            print(f"{len(library.threads()):,} threads, journal {journal_mode(library)}; amiss: {amiss or 'nothing'}")
    return bool(amiss)


def _run(home: Path, seconds: float) -> dict[str, Told]:
    """Let every program do its part; what each told of."""
    environment = os.environ | {"THREADREADER_HOME": str(home)}
    command = [sys.executable, "-m", "benchmarks.stress_store", str(seconds)]
    running = {}
    for name in _STEPS:
        with (home / name).open("w") as output:
            running[name] = subprocess.Popen([*command, name], env=environment, stdout=output)
    told: dict[str, Told] = {}
    for name, program in running.items():
        status = program.wait()
        *told[name], last = (home / name).read_text().splitlines() or [""]
        print(f"{name:8} {len(told[name]):6,} done, {last}{f', ENDED WITH {status}' if status else ''}", flush=True)
    return told


def _work(name: str, seconds: float) -> None:
    """Be one of the programs; tell of each step when it is done."""
    with Library.open(find_paths()) as library:
        longest, number, end = 0.0, 0, time.monotonic() + seconds
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                said = _STEPS[name][0](library, number)
            except StoreError as problem:
                said = f"{_GAVE_UP}{name}: {problem}"
            print(said, flush=True)
            longest, number = max(longest, time.monotonic() - begun), number + 1
    print(f"{longest:.2f} s at most")


def _import(replies: int) -> Callable[[Library, int], str]:
    def step(library: Library, number: int) -> str:
        name = f"{replies} {number}"
        keep(library.database, row(replies), name.encode(), url=f"https://example.org/{replies}/{number}")
        return name

    return step


def _not_there(library: Library, told: Told) -> Iterator[str]:
    digests = ((name, hashlib.sha256(name.encode()).hexdigest()) for name in told)
    return (name for name, digest in digests if find_page_number(library.database, digest) is None)


def _forget(library: Library, number: int) -> str:
    _, page = keep(library.database, row(20), b"forgotten %d" % number, url=f"https://example.org/forgotten/{number}")
    library.forget(page)
    return str(page)


def _still_there(library: Library, told: Told) -> Iterator[str]:
    there = {str(entry.number) for entry in library.threads()}
    return (number for number in told if number in there)


def _mark(first: int) -> Callable[[Library, int], str]:
    """Read every second reply, and star it."""

    def step(library: Library, number: int) -> str:
        before = library.load_progress(1)
        comment = CommentId(f"c{(2 * number + first) % _REPLIES + 1}")
        library.save_progress(1, Progress(seen=before.seen | {comment}, starred=before.starred | {comment}), before)
        return comment

    return step


def _unmarked(library: Library, told: Told) -> Iterator[str]:
    progress = library.load_progress(1)
    return (comment for comment in told if comment not in progress.seen & progress.starred)


def _read(library: Library, _: int) -> str:
    entries = library.threads()
    opened = library.open_thread(1)
    return f"{len(entries)} {sum(1 for _ in opened.texts())} {opened.comment(_REPLIES // 2).id}"


def _copy(library: Library, _: int) -> str:
    back_up(library, find_paths().data / "copy.db", overwrite=True)
    # It does nothing where the journal is no write-ahead log.
    return str(library.database.rows("PRAGMA wal_checkpoint (TRUNCATE)"))


def _nothing(_: Library, __: Told) -> Iterator[str]:
    return iter(())


_STEPS: dict[str, tuple[Callable[[Library, int], str], Callable[[Library, Told], Iterator[str]]]] = {
    "small": (_import(3), _not_there),
    "large": (_import(800), _not_there),
    "forget": (_forget, _still_there),
    "window 1": (_mark(0), _unmarked),
    "window 2": (_mark(1), _unmarked),
    "reads": (_read, _nothing),
    "copies": (_copy, _nothing),
}
"""What each program does again and again, telling of it, and what is amiss of all that it told of."""


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if len(arguments) > 1:
        _work(arguments[1], float(arguments[0]))
    else:
        sys.exit(main(float(arguments[0]) if arguments else 60))
