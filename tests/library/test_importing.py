"""Many pages at once: parsed in parallel, stored one after the other."""

import errno
import importlib
import itertools
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from archives import response
from blog import blog_page
from threadreader.importer.container import Container, Source, open_containers
from threadreader.library import importing, reading
from threadreader.library.files import FileSource, OpenSource
from threadreader.library.importing import ImportFailure, ImportProgress, ImportResult
from threadreader.library.library import Library
from threadreader.library.reading import OpenedPage
from threadreader.library.sandbox import SandboxedWorker
from threadreader.paths import find_paths
from threadreader.store.writing import PackedThread


@pytest.fixture
def library(now: datetime) -> Iterator[Library]:
    with Library.open(find_paths(), clock=lambda: now) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of four pages of different threads, of which the second cannot be read."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in "abcd":
        content = blog_page(name, title=name.upper(), address=f"https://blog.example.org/{name}/")
        (folder / f"{name}.html").write_bytes(b"PK\x03\x04" if name == "b" else content)
    return folder


def worker_events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is begun to be read, waited for, and no longer needed, as it happens."""
    events: list[str] = []

    class Recorded(SandboxedWorker[Any]):
        def __init__(self, subject: str, *arguments: Any) -> None:
            super().__init__(subject, *arguments)
            self._record("begin")

        def _record(self, event: str) -> None:
            # Not of the one that tells pages from other files.
            if self._form is not bool:
                events.append(f"{event} {Path(self._subject).stem}")

        def result(self) -> Any:
            self._record("wait")
            return super().result()

        def __exit__(self, *_: object) -> None:
            self._record("leave")
            super().__exit__()

    monkeypatch.setattr(reading, "SandboxedWorker", Recorded)
    return events


def outcomes_of(outcomes: Any) -> list[str]:
    return [f"{Path(each.name).stem} {type(each).__name__}" for each in outcomes]


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_pages_are_told_in_the_order_of_their_names_however_many_are_read_at_once(
    library: Library, folder: Path, jobs: int
) -> None:
    outcomes = outcomes_of(library.import_pages([folder], jobs=jobs))
    assert outcomes == ["a ImportResult", "b ImportFailure", "c ImportResult", "d ImportResult"]
    assert [(entry.number, entry.page.title) for entry in library.threads()] == [(1, "A"), (2, "C"), (3, "D")]


def test_as_many_are_read_at_once_as_there_are_jobs(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b.html").unlink()
    events = worker_events(monkeypatch)
    assert len(list(library.import_pages([folder], jobs=2))) == 3
    assert [each for each in events if "leave" not in each] == [
        *("begin a", "begin c", "wait a"),
        *("begin d", "wait c", "wait d"),
    ]


def test_a_page_is_shared_among_the_processors_that_others_leave(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b.html").unlink()
    begin, events = reading.start_reading, list[tuple[str, int]]()

    def start_reading(
        file: FileSource, parse: "partial[PackedThread]", form: type[PackedThread]
    ) -> SandboxedWorker[OpenedPage | PackedThread]:
        events.append((file.path.stem, parse.keywords["concurrent"]))
        return begin(file, parse, form)

    monkeypatch.setattr(importing, "start_reading", start_reading)
    list(library.import_pages([folder], jobs=2))
    assert events == [("a", 0), ("c", 1), ("d", 1)]


@pytest.mark.process
def test_a_stopped_import_keeps_what_it_told_and_goes_on_from_there(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = worker_events(monkeypatch)
    assert outcomes_of(islice(library.import_pages([folder], jobs=3), 1)) == ["a ImportResult"]
    assert events == ["begin a", "begin b", "leave b", "begin c", "wait a", "leave a", "leave c"]
    assert [entry.page.title for entry in library.threads()] == ["A"]
    again = list(library.import_pages([folder], jobs=3))
    assert [each.status for each in again if isinstance(each, ImportResult)] == ["known", "new", "new"]


def test_whoever_watches_is_told_of_each_page_as_it_begins(library: Library, folder: Path) -> None:
    seen: list[ImportProgress] = []
    list(library.import_pages([folder, folder / "a.html"], watch=seen.append))
    assert [(Path(each.name).stem, each.done, each.files) for each in dict.fromkeys(seen)] == [
        ("a", 0, 5),
        ("b", 1, 5),
        ("c", 2, 5),
        ("d", 3, 5),
        ("a", 4, 5),
    ]


def test_pages_of_a_file_of_several_are_counted(library: Library, tmp_path: Path) -> None:
    urls = [f"https://blog.example.org/{name}/" for name in "abc"]
    (tmp_path / "x.warc").write_bytes(b"".join(response(url, blog_page("One", title=url, address=url)) for url in urls))
    seen: list[ImportProgress] = []
    assert len(list(library.import_pages([tmp_path / "x.warc"], watch=seen.append))) == 3
    assert [(each.page, each.done, each.files) for each in seen] == [(0, 0, 1), (1, 0, 1), (2, 0, 1), (3, 0, 1)]


@pytest.mark.process
def test_what_reads_pages_is_imported_for_many_at_most_once(folder: Path) -> None:
    for name in "efgh":
        # An unknown site, in a language that is not English: it takes all there is.
        content = blog_page("e", title=name, address=f"https://blog.example.org/{name}/").replace(b"class=", b"id=")
        (folder / f"{name}.html").write_bytes(content.replace(b"<html", b"<html lang=pt", 1))
    command = [sys.executable, "-X", "importtime", "-m", "threadreader", "import", "--jobs=1", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert "7 imported" in done.stdout
    modules = Counter(line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line)
    # Once for the first page, and once for all that follow.
    assert {name: times for name, times in modules.items() if times > 2 and name.startswith("threadreader.")} == {}


def test_a_folder_without_a_page_is_told(library: Library, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(90))
    *others, outcome = library.import_pages([tmp_path])
    assert all(isinstance(each, ImportFailure) and each.is_passed_over for each in others)
    assert isinstance(outcome, ImportFailure)
    assert str(outcome.error).endswith("is a folder without pages; name the page files")


BUG = RuntimeError("a mistake")
FAULTS = {
    "a name of it is looked up": "threadreader.library.importing.find_page_files",
    "it is packed": "threadreader.library.importing.pack_original",
    "it is begun to be read": "threadreader.library.importing.start_reading",
    "it is put in the library": "threadreader.library.importing.add_save",
    "it is put together with others": "threadreader.library.importing.join_saves",
}
"""What raises an error that nobody thought of, when it is called for the second time."""


def fail_at_second(monkeypatch: pytest.MonkeyPatch, target: str, error: Exception) -> None:
    module, _, name = target.rpartition(".")
    really_do, calls = getattr(importlib.import_module(module), name), itertools.count(1)

    def do(*arguments: Any, **named: Any) -> Any:
        if next(calls) == 2:
            raise error
        return really_do(*arguments, **named)

    monkeypatch.setattr(target, do)


@pytest.fixture
def three(folder: Path) -> list[Path]:
    """Pages of three threads, of which each has a later page in the same folder."""
    (folder / "b.html").unlink()
    for name in "acd":
        address = f"https://blog.example.org/{name}/comment-page-2/"
        later = blog_page(f"{name} two", title=name.upper(), address=address, first=2)
        (folder / f"{name}2.html").write_bytes(later)
    return sorted(folder.iterdir())


@pytest.mark.process
@pytest.mark.parametrize("when", FAULTS)
def test_a_bug_that_a_page_brings_out_is_that_pages_failure(
    library: Library, three: list[Path], monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    fail_at_second(monkeypatch, FAULTS[when], BUG)
    outcomes = list(library.import_pages(three, jobs=2))
    (failed,) = (each for each in outcomes if isinstance(each, ImportFailure))
    together = when == "it is put together with others"
    assert failed.name == ("thread 2" if together else str(three[1]))
    assert str(failed.error) == (
        f"{failed.name}: RuntimeError: a mistake; this is a bug; "
        "please report it, with the page and the output of --debug"
    )
    assert failed.error.__cause__ is BUG
    imported = [each.name for each in outcomes if isinstance(each, ImportResult)]
    assert imported == [str(page) for page in three if together or page != three[1]]


@pytest.mark.process
def test_a_bug_that_a_page_brings_out_where_it_is_read_is_that_pages_failure(
    library: Library, three: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_others(source: Source) -> Iterator[Container]:
        if source.name == str(three[1]):
            raise BUG
        return open_containers(source)

    monkeypatch.setattr("threadreader.importer.container.open_containers", open_others)
    (failed,) = (each for each in library.import_pages(three, jobs=2) if isinstance(each, ImportFailure))
    assert f"{three[1]}: RuntimeError: a mistake; this is a bug" in str(failed.error)
    assert failed.error.__cause__
    assert "in open_others" in failed.error.__cause__.__notes__[0]


def test_a_page_that_was_read_before_a_bug_in_its_file_is_imported(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_one(source: Source) -> Iterator[Container]:
        yield next(open_containers(source))
        if isinstance(source, OpenSource) and source.files:
            raise BUG

    monkeypatch.setattr("threadreader.importer.container.open_containers", open_one)
    (tmp_path / "a.html").write_bytes(blog_page("One"))
    assert outcomes_of(library.import_pages([tmp_path / "a.html"])) == ["a ImportResult", "a ImportFailure"]


@pytest.mark.process
def test_an_error_of_the_system_is_no_bug(library: Library, three: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    fail_at_second(monkeypatch, FAULTS["it is packed"], OSError(errno.EIO, "Input/output error"))
    (failed,) = (each for each in library.import_pages(three, jobs=1) if isinstance(each, ImportFailure))
    assert str(failed.error) == f"{three[1]}: cannot be imported (Input/output error)"


@pytest.mark.process
def test_a_name_that_the_system_refuses_is_told_and_the_rest_is_imported(library: Library, three: list[Path]) -> None:
    long = three[0].with_name("x" * 300)
    failed, *others = library.import_pages([long, *three], jobs=1)
    assert isinstance(failed, ImportFailure)
    assert str(failed.error) == f"{long}: cannot be read (File name too long)"
    assert sum(isinstance(each, ImportResult) for each in others) == len(three)


def test_an_interrupt_that_python_wraps_ends_an_import(
    library: Library, three: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = KeyboardInterrupt()
    fail_at_second(monkeypatch, FAULTS["it is put in the library"], wrapped)
    with pytest.raises(RuntimeError, match="__set_name__"):
        list(library.import_pages(three))
