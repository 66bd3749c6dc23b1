import os
from pathlib import Path

import pytest

from threadreader.library.files import gather, is_page


def _touch(path: Path, content: bytes = b"<p>words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _named(folder: Path) -> list[str]:
    return [str(source.path.relative_to(folder)) for source in gather([folder])]


def test_a_file_is_itself_and_a_folder_what_is_in_it_by_name(tmp_path: Path) -> None:
    for name in ("b.html", "a.html", "deep/er/c.html"):
        _touch(tmp_path / "pages" / name)
    single = _touch(tmp_path / "single.html")
    found = list(gather([single, tmp_path / "pages"]))
    assert [source.path.name for source in found] == ["single.html", "a.html", "b.html", "c.html"]
    assert [source.folder for source in found] == [None, *[tmp_path / "pages"] * 3]


@pytest.mark.parametrize("folder", ["Bread_files", "bread_FILES", "Bread-Dateien", "Bread_fichiers"])
def test_what_was_saved_beside_a_page_is_no_page(tmp_path: Path, folder: str) -> None:
    _touch(tmp_path / "Bread.html")
    _touch(tmp_path / folder / "frame.html")
    assert _named(tmp_path) == ["Bread.html"]


def test_a_folder_that_only_is_called_so_is_looked_into(tmp_path: Path) -> None:
    _touch(tmp_path / "old_files" / "page.html")
    assert _named(tmp_path) == ["old_files/page.html"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    _touch(tmp_path / ".git" / "page.html")
    _touch(tmp_path / ".page.html")
    assert _named(tmp_path) == []


def test_a_ring_of_links_ends(tmp_path: Path) -> None:
    _touch(tmp_path / "in" / "page.html")
    (tmp_path / "in" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert _named(tmp_path) == ["in/page.html"]


def test_ten_thousand_files_of_other_kinds_hide_no_page(tmp_path: Path) -> None:
    for number in range(100):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        for each in range(100):
            (folder / f"{each:03}.c").touch()
        (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    _touch(tmp_path / "042" / "page.html")
    assert [source.path.name for source in gather([tmp_path]) if is_page(source)] == ["page.html"]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (source,) = gather([tmp_path])
    assert is_page(source)


@pytest.mark.parametrize(
    ("content", "page"),
    [
        (b"<html><p>words", True),
        (b"\x1f\x8b\x08rest", True),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"", False),
        (bytes(99), False),
    ],
)
def test_files_are_told_by_their_first_bytes(tmp_path: Path, content: bytes, page: bool) -> None:
    (source,) = gather([_touch(tmp_path / "file", content)])
    assert is_page(source) is page
