"""Pictures that were saved with a page can be had from the library, when the file is long gone."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from archives import FRAME, KINDS, PICTURE, PICTURE_URL, URL, page
from threadreader.library.exporting import load_for_export, render_file
from threadreader.library.images import find_images
from threadreader.library.library import Library
from threadreader.model.blocks import Image, walk
from threadreader.model.page import BOOK_ARTICLE
from threadreader.model.save import ParsedPage
from threadreader.paths import find_paths


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.open(find_paths()) as opened:
        yield opened


def find_image(library: Library, number: int, src: str) -> bytes | None:
    page = library.find(str(number)).page
    return find_images(map(library.saved, reversed(page.saves)), [src], page.url).get(src)


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
    assert find_image(library, number, source(library, number)) == PICTURE


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
    assert find_image(library, number, source(library, number)) == PICTURE


def test_a_picture_that_only_an_older_save_has_is_found_there(library: Library, tmp_path: Path) -> None:
    (tmp_path / "old.mhtml").write_bytes(KINDS["mhtml"]())
    (tmp_path / "new.html").write_bytes(page(frame=""))
    number = library.import_page(tmp_path / "old.mhtml").entry.number
    library.import_page(tmp_path / "new.html")
    assert find_image(library, number, PICTURE_URL) == PICTURE


@pytest.mark.parametrize("src", ["https://other.example/x.png", f"{URL}x.png", "", "file:///etc/passwd", "../../x"])
def test_a_picture_that_was_not_saved_is_not_there(src: str, library: Library, tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    number = library.import_page(tmp_path / "page").entry.number
    assert find_image(library, number, src) is None


def test_a_book_holds_the_pictures_that_were_saved(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PICTURE + b"IEND\xaeB`\x82"
    monkeypatch.setattr("archives.PICTURE", whole)
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    number = library.import_page(tmp_path / "page").entry.number
    src = source(library, number)
    for book in (library.export_file(number, "epub"), render_file(of_file(tmp_path / "page"), "epub", 0)):
        with zipfile.ZipFile(io.BytesIO(bytes(book))) as archive:  # type: ignore[arg-type]
            assert archive.read("EPUB/pictures/1.png") == whole
            assert f'<img src="pictures/1.png" alt="A loaf" data-src="{src}"/>' in archive.read(BOOK_ARTICLE).decode()
    (tmp_path / "book.epub").write_bytes(bytes(library.export_file(number, "epub")))  # type: ignore[arg-type]
    again = load_for_export([tmp_path / "book.epub"])
    assert [block.src for _, block in walk(again.thread.article.body) if isinstance(block, Image)] == [src]


def test_a_picture_that_is_cut_off_is_a_link_in_a_book(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    with zipfile.ZipFile(io.BytesIO(bytes(render_file(of_file(tmp_path / "page"), "epub", 0)))) as archive:  # type: ignore[arg-type]
        assert [name for name in archive.namelist() if "pictures" in name] == []
        assert "[image: A loaf]" in archive.read(BOOK_ARTICLE).decode()


def of_file(file: Path) -> ParsedPage:
    return load_for_export([file], pictures=True)
