"""What a library of many threads takes, in steps of SQLite's machine: what is not to grow, as many as one of few."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from benchmarks.made_library import COMMON, RARE, made_thread, make_library
from keeping import keep_read
from threadreader.library.library import Library
from threadreader.library.maintenance import is_outdated
from threadreader.model.entry_query import Order, Wanted
from threadreader.paths import find_paths
from threadreader.store.parts import find_unjoined

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


@pytest.mark.parametrize(
    "work",
    [
        lambda library: [library.entries.numbers(order, Wanted(), 20) for order in Order],
        lambda library: library.entries.load([1, 2, 3]),
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


@pytest.mark.parametrize("words", ["tag:none", "site:nowhere", "thread:nowhere", "note:nowhere", "replies:>999"])
def test_of_threads_that_cannot_match_none_is_read(libraries: tuple[Library, Library], words: str) -> None:
    library, read = libraries[1], [0]
    rows = library.database.rows

    def counted(statement: str, *values: object) -> list[tuple[object, ...]]:
        found = rows(statement, *values)
        read[0] += len(found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library.database, "rows", counted)
        assert library.search(words) == ([], False)
    assert read[0] < 3
