from pathlib import Path

from blog import blog_page
from threadreader.library import worker
from threadreader.library.library import Library
from threadreader.paths import find_paths


def import_files(*named: Path) -> list[str]:
    with Library.open(find_paths()) as library:
        file = library.file
    return list(worker.import_files(file, *map(str, named)))


def test_a_folder_is_brought_in_page_by_page(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.html").write_bytes(blog_page(name, words=name))
    (folder / "notes.csv").write_text("1,2\n")
    summary = "2 imported · 1 of them newer saves"
    assert import_files(folder) == ["importing: 1 · Bread", "importing: 2 · Bread", summary]
    assert import_files(folder)[-1] == "0 imported · 2 already in the library"


def test_what_cannot_be_brought_in_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert import_files(tmp_path / "empty")[-1].startswith("empty: ")
    assert import_files(tmp_path / "nowhere.html")[-1] == "nowhere.html: no such file"
    both = import_files(tmp_path / "nowhere.html", tmp_path / "nor-here.html")[-1]
    assert both == "0 imported · 2 failed: nowhere.html: no such file"


def test_of_one_page_it_is_said_what_became_of_it(tmp_path: Path) -> None:
    page, newer = tmp_path / "page.html", tmp_path / "newer.html"
    page.write_bytes(blog_page("First", "Second"))
    newer.write_bytes(blog_page("First", "Second", "Third"))
    assert import_files(page)[-1] == "imported: Bread"
    assert import_files(page)[-1] == "already in the library:  Bread"
    assert import_files(newer)[-1] == "added to its thread: Bread"


def test_of_several_saves_of_a_page_it_is_said_that_they_are_of_one_thread(tmp_path: Path) -> None:
    pages = [tmp_path / "page.html", tmp_path / "newer.html"]
    pages[0].write_bytes(blog_page("First", "Second"))
    pages[1].write_bytes(blog_page("First", "Second", "Third"))
    assert import_files(*pages)[-1] == "2 imported · 1 of them newer saves"
