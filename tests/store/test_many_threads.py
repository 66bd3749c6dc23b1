"""What a library of many threads takes, in steps of SQLite's machine: what is not to grow, as many as one of few."""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from benchmarks.made_library import COMMON, RARE, made_thread, make_library
from keeping import keep_read
from threadreader.cli import main
from threadreader.errors import ThreadNotFoundError
from threadreader.library.library import Library
from threadreader.library.maintenance import is_outdated
from threadreader.model.query import Order, Wanted
from threadreader.paths import find_paths
from threadreader.session.library import LibrarySession, mark
from threadreader.session.library.thread_list import ThreadList
from threadreader.store.threads import find_unjoined

FEW, MANY = 60, 900
_EACH = 10  # steps between two counts


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Library]]:
    with ExitStack() as opened:
        folders = [tmp_path_factory.mktemp(f"of-{count}") for count in (FEW, MANY)]
        for folder, count in zip(folders, (FEW, MANY), strict=True):
            make_library(folder, count)
        few, many = (opened.enter_context(Library.open(find_paths(str(folder)))) for folder in folders)
        yield few, many


def _steps(library: Library, work: Callable[[Library], object]) -> int:
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    connection = library.database._connection
    connection.set_progress_handler(count, _EACH)
    try:
        work(library)
    finally:
        connection.set_progress_handler(None, 0)
    return counted * _EACH


def _import(library: Library) -> None:
    read = made_thread(10_000, random.Random(1))
    keep_read(library.database, replace(read, page=replace(read.page, title="One more")), b"one more")


@pytest.mark.slow
@pytest.mark.parametrize(
    "work",
    [
        lambda library: [library.entries.numbers(order, Wanted(), 20) for order in Order],
        lambda library: library.entries.load([1, 2, 3]),
        lambda library: library.entries.counts(),
        lambda library: library.threads(5, newest=True),
        lambda library: library.search("nowhere"),
        lambda library: library.search(RARE),
        lambda library: library.search(COMMON, 5),
        lambda library: library.search("is:gone"),
        lambda library: library.search("is:unread", 5),
        lambda library: library.search(f"after:2001 {COMMON}", 5),
        is_outdated,
        lambda library: find_unjoined(library.database),
        _import,
    ],
)
def test_what_is_not_to_grow_takes_as_many_steps(
    libraries: tuple[Library, Library], work: Callable[[Library], object]
) -> None:
    few, many = (_steps(library, work) for library in libraries)
    assert many <= 1.5 * few + 200


@contextmanager
def _rows_read(library: Library) -> Iterator[list[int]]:
    """The number of rows that each statement gives meanwhile."""
    read: list[int] = []
    rows = library.database.rows

    def counted(statement: str, *values: object) -> list[tuple[object, ...]]:
        found = rows(statement, *values)
        read.append(len(found))
        return found

    with patch.object(library.database, "rows", counted):
        yield read


@pytest.mark.parametrize(
    "words",
    [
        *("tag:none", "site:nowhere", "thread:nowhere", "note:nowhere", "replies:>999", "after:2999", "is:gone"),
        *("quoted:>0", "tag:none OR after:2999", f"after:2999 {COMMON} tag:none"),
    ],
)
def test_of_threads_that_cannot_match_none_is_read(libraries: tuple[Library, Library], words: str) -> None:
    library = libraries[1]
    with _rows_read(library) as read:
        assert library.search(words) == ([], False)
    assert sum(read) < 3


def test_of_a_list_that_is_sorted_filtered_and_gone_through_only_what_is_shown_is_loaded(
    libraries: tuple[Library, Library],
) -> None:
    library = libraries[1]
    threads = ThreadList(library.entries)

    def look() -> None:
        threads.position.settle(30)
        assert all(entry.comments >= 0 for entry in threads.shown[threads.position.top : threads.position.top + 30])

    def go_to_end() -> None:
        threads.position.move(len(threads.shown))

    steps: list[Callable[[], object]] = [
        look,
        go_to_end,
        partial(threads.sort, Order.TITLE),
        partial(threads.filter, "ba"),
        go_to_end,
    ]
    steps += [partial(threads.filter, ""), partial(threads.sort, Order.DATE)]
    for step in steps:
        with _rows_read(library) as read:
            step()
            look()
        # Of the numbers all, once in order and once as they match; of each row on the screen the entry and its saves.
        assert sum(sorted(read)[:-2]) < 2 * 30 + 20
    assert threads.shown.numbers == library.entries.numbers(Order.DATE, Wanted())


def test_to_mark_a_thread_reads_no_other(libraries: tuple[Library, Library]) -> None:
    library = libraries[1]
    session = LibrarySession(ThreadList(library.entries))
    with _rows_read(library) as read:
        mark(session, 2)
    assert len(session.threads.marked) == 2
    assert sum(read) < 20


def test_a_thread_is_found_without_reading_the_others(libraries: tuple[Library, Library]) -> None:
    library = libraries[1]
    entry = library.find("700")
    address = f"http://{(entry.page.url or '').removeprefix('https://www.')}/#c1"
    with _rows_read(library) as read:
        assert library.find(entry.page.title.upper()) == entry
        assert library.find(address) == entry
    assert sum(read) < 20
    for none in ("https://", f"{address.partition('#')[0]}more"):
        with pytest.raises(ThreadNotFoundError):
            library.find(none)


@pytest.mark.parametrize("form", [[], ["--jsonl"]])  # --json is one document, written when all are read
def test_a_list_begins_before_all_of_it_is_read(
    libraries: tuple[Library, Library], form: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = libraries[1]
    begun, printed = list[int](), list[str]()
    monkeypatch.setattr("threadreader.cli.library.open_library", lambda: nullcontext(library))
    with _rows_read(library) as read:

        def write(text: str) -> None:
            printed.append(text)
            begun.append(len(read))

        def write_lines(lines: Iterable[str]) -> None:
            for line in lines:
                write(line)

        output = SimpleNamespace(write=write, writelines=write_lines, isatty=lambda: False, flush=lambda: None)
        with patch("sys.stdout", output):
            assert main(["list", *form]) == 0
    assert "".join(printed).count("\n") >= MANY
    assert begun[0] < begun[-1] == len(read)
    # Of the numbers all, which are small.
    assert max(read[1:]) <= 500
