"""Imports of a program that has threads: in a process that is started for them."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blog import blog_page
from threadreader.errors import PageError
from threadreader.library import importing
from threadreader.library.files import FileSource
from threadreader.library.library import Library
from threadreader.paths import find_paths
from threadreader.store.writing import ImportStatus

NOW = datetime(2024, 5, 3, tzinfo=UTC)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library of a program with another thread, which must not read pages itself."""
    monkeypatch.setattr(importing, "import_here", None)
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        with Library.open(find_paths(), clock=lambda: NOW) as opened:
            yield opened
    finally:
        done.set()
        other.join()


@pytest.mark.process
def test_a_page_is_read_in_another_process(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(blog_page("First", "Second", title="Bread"))
    imported = library.import_page(page)
    assert (imported.status, imported.name) == (ImportStatus.NEW, str(page))
    assert imported.entry == library.find("Bread")
    assert [save.imported_at for save in imported.entry.page.saves] == [NOW]


@pytest.mark.process
def test_bytes_that_are_there_are_handed_over(library: Library) -> None:
    imported = library.import_page(FileSource(Path("none.html"), content=blog_page("First", title="Rye")))
    assert imported.entry.page.title == "Rye"


def test_its_errors_are_those_of_the_import(library: Library, tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"none\.html: no such file"):
        library.import_page(tmp_path / "none.html")
