"""Pictures that were saved with a page can be had from the library, when the file is long gone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archives import FRAME, KINDS, PICTURE, PICTURE_URL, URL, page
from threadreader.library.images import Picture, find_image
from threadreader.library.library import Library
from threadreader.model.blocks import Image, walk
from threadreader.paths import find_paths


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.open(find_paths()) as opened:
        yield opened


def source(library: Library, number: int) -> str:
    """The address of the first picture in a thread's article."""
    body = library.open_thread(number).article.body
    found = next(block for _, block in walk(body) if isinstance(block, Image))
    assert found.alt == "A loaf"
    assert found.src is not None
    return found.src


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("monolith")])
def test_a_picture_is_kept_with_its_page(kind: str, library: Library, tmp_path: Path) -> None:
    file = tmp_path / "page"
    file.write_bytes(KINDS[kind]())
    number = library.import_page(file).entry.number
    file.unlink()
    assert find_image(library, number, source(library, number)) == Picture(PICTURE, "image/png")


def test_what_a_browser_put_beside_a_page_is_kept_too(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "Rye a_files"
    folder.mkdir()
    (folder / "thread.html").write_bytes(FRAME)
    (folder / "loaf.png").write_bytes(PICTURE)
    file = tmp_path / "Rye a.html"
    file.write_bytes(page("./Rye%20a_files/thread.html", "./Rye%20a_files/loaf.png"))
    number = library.import_page(file).entry.number
    file.unlink()
    shutil.rmtree(folder)
    assert find_image(library, number, source(library, number)) == Picture(PICTURE, "image/png")


def test_a_picture_that_only_an_older_save_has_is_found_there(library: Library, tmp_path: Path) -> None:
    (tmp_path / "old.mhtml").write_bytes(KINDS["mhtml"]())
    (tmp_path / "new.html").write_bytes(page(frame=""))
    number = library.import_page(tmp_path / "old.mhtml").entry.number
    library.import_page(tmp_path / "new.html")
    assert find_image(library, number, PICTURE_URL) == Picture(PICTURE, "image/png")


@pytest.mark.parametrize("src", ["https://other.example/x.png", f"{URL}x.png", "", "file:///etc/passwd", "../../x"])
def test_a_picture_that_was_not_saved_is_not_there(src: str, library: Library, tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    number = library.import_page(tmp_path / "page").entry.number
    assert find_image(library, number, src) is None
