"""Pictures that were saved with a page can be had from the library, when the file is long gone."""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html
from markdown_it import MarkdownIt

from archives import FRAME, KINDS, PICTURE, PICTURE_URL, URL, page
from threadreader.cli import main
from threadreader.errors import ExportError
from threadreader.library.exporting import Selection, load_for_export, render_file, write_file
from threadreader.library.images import find_images
from threadreader.library.library import Library
from threadreader.model.blocks import Image, walk
from threadreader.model.page import BOOK_ARTICLE, Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread
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
            (name,) = [name for name in archive.namelist() if "pictures" in name]
            assert archive.read(name) == whole
            shown = f'<img src="{name.removeprefix("EPUB/")}" alt="A loaf" data-src="{src}"/>'
            assert shown in archive.read(BOOK_ARTICLE).decode()
    (tmp_path / "book.epub").write_bytes(bytes(library.export_file(number, "epub")))  # type: ignore[arg-type]
    again = load_for_export([tmp_path / "book.epub"])
    assert [block.src for _, block in walk(again.thread.article.body) if isinstance(block, Image)] == [src]


def test_a_picture_that_is_cut_off_is_a_link_in_a_book(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    with zipfile.ZipFile(io.BytesIO(bytes(render_file(of_file(tmp_path / "page"), "epub", 0)))) as archive:  # type: ignore[arg-type]
        assert [name for name in archive.namelist() if "pictures" in name] == []
        assert "[image: A loaf]" in archive.read(BOOK_ARTICLE).decode()


WHOLE, OTHER = (b"\x89PNG\r\n\x1a\n" + words + b"IEND\xaeB`\x82" for words in (b"a loaf", b"a bun"))
ADDRESSES = ("https://a.example/loaf.png", "https://a.example/again.png", "https://a.example/bun.png")


def pictured(*alts: str) -> ParsedPage:
    """A page with two pictures of which one has two addresses, and one that was not saved."""
    images = tuple(Image(src, alt) for src, alt in zip((*ADDRESSES, "https://a.example/gone.png"), alts, strict=False))
    comment = Comment(CommentId("c1"), None, Author("Ann"), images[2:3])
    page = Page(PageId("https://a.example/"), "Bread", "https://a.example/")
    article = Article("Bread", images[:2] + images[3:])
    return ParsedPage(
        page, Thread(article, (comment,)), pictures=dict(zip(ADDRESSES, (WHOLE, WHOLE, OTHER), strict=True))
    )


def note(target: Path, page: ParsedPage | None = None, *, overwrite: bool = False, **part: Any) -> list[str]:
    """The lines with pictures of an exported note, with what an image is as the file that it leads to."""
    page = page or pictured("a loaf", "", "a bun", "gone")
    write_file(page, "markdown", target, Selection(**part), width=0, overwrite=overwrite)
    shown = html.document_fromstring(MarkdownIt().render(target.read_text(encoding="utf-8").split("---\n", 2)[2]))
    files = [target.parent / unquote(src) for src in shown.xpath("//a/img/@src")]
    assert len(files) == len(shown.xpath("//img"))
    return [file.read_bytes().decode("latin-1") for file in files]


def decoded(*pictures: bytes) -> list[str]:
    return [picture.decode("latin-1") for picture in pictures]


def test_a_note_has_the_saved_pictures_in_a_folder_beside_it(tmp_path: Path) -> None:
    assert note(tmp_path / "bread.md") == decoded(WHOLE, WHOLE, OTHER)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bread.md", "bread_pictures"]
    assert len([*(tmp_path / "bread_pictures").iterdir()]) == 2
    assert "\n\n[image: gone](<https://a.example/gone.png>)" in (tmp_path / "bread.md").read_text()


def test_a_note_of_a_branch_has_the_pictures_in_it_alone(tmp_path: Path) -> None:
    assert note(tmp_path / "bread.md", chosen=["c1"], article=False) == decoded(OTHER)
    assert len([*(tmp_path / "bread_pictures").iterdir()]) == 1


@pytest.mark.parametrize(
    "name", ["a (b) [c] <d>.md", "% 20 <%= x %>.md", "\u05d0\u202e`*_.md", "javascript:x.md", "..md"]
)
@pytest.mark.parametrize("alt", ["](x) <script>", "![", "<% x %>", "\\"])
def test_no_name_of_a_file_and_no_words_of_a_picture_are_markup(name: str, alt: str, tmp_path: Path) -> None:
    assert note(tmp_path / name, pictured(alt)) == decoded(WHOLE)
    assert "<%" not in (tmp_path / name).read_text(encoding="utf-8")


def test_a_picture_that_is_there_is_left(tmp_path: Path) -> None:
    note(tmp_path / "bread.md")
    files = [*(tmp_path / "bread_pictures").iterdir(), tmp_path / "bread_pictures" / "mine.png"]
    for file in files:
        file.write_bytes(b"mine")
    assert note(tmp_path / "bread.md", overwrite=True) == ["mine"] * 3
    assert [file.read_bytes() for file in files] == [b"mine"] * 3


def test_a_note_that_is_refused_or_fails_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bread.md").write_text("before")
    with pytest.raises(ExportError, match="already exists"):
        note(tmp_path / "bread.md")
    assert [each.name for each in tmp_path.iterdir()] == ["bread.md"]

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        note(tmp_path / "bread.md", overwrite=True)
    assert (tmp_path / "bread.md").read_text() == "before"
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [tmp_path / "bread.md"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "bread_pictures").write_text("a file of somebody")
    with pytest.raises(ExportError, match="cannot be written \\(File exists\\)"):
        note(tmp_path / "bread.md")
    assert [each.name for each in tmp_path.iterdir()] == ["bread_pictures"]


@pytest.mark.parametrize("arguments", [[], ["--output", "-"]])
def test_a_note_that_is_no_file_has_links_to_pictures(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archives.PICTURE", WHOLE)
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    assert main(["export", str(tmp_path / "page"), "--format", "markdown", *arguments]) == 0
    assert f"[image: A loaf](<{PICTURE_URL}>)" in capfd.readouterr().out


def test_nothing_is_written_beside_a_device(tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to(os.devnull)
    write_file(pictured("a loaf"), "markdown", tmp_path / "null", width=0, overwrite=False)
    assert [each.name for each in tmp_path.iterdir()] == ["null"]


def test_notes_of_pages_and_of_a_library_have_pictures(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archives.PICTURE", WHOLE)
    (tmp_path / "page").write_bytes(KINDS["mhtml"]())
    library.import_page(tmp_path / "page")
    for number, chosen in enumerate((str(tmp_path / "page"), "1")):
        output = ["--output", str(tmp_path / f"{number}.md")]
        assert main(["export", chosen, "--format", "markdown", *output]) == 0
    assert main(["export", "--all", str(tmp_path / "notes"), "--format", "markdown"]) == 0
    found = sorted(str(each.relative_to(tmp_path).parent) for each in tmp_path.rglob("*.png"))
    assert found == ["0_pictures", "1_pictures", "notes/rye_pictures"]


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")
def test_pandoc_finds_the_pictures(tmp_path: Path) -> None:
    note(tmp_path / "bread (1) \u05d0.md")
    command = ["pandoc", "-f", "gfm", "-t", "docx", "-o", "book.docx", "bread (1) \u05d0.md"]
    subprocess.run(command, cwd=tmp_path, check=True)
    with zipfile.ZipFile(tmp_path / "book.docx") as archive:
        kept = {archive.read(name) for name in archive.namelist() if "media" in name}
    assert kept == {WHOLE, OTHER}


@pytest.mark.parametrize("name", ["html", "epub"])
def test_an_export_with_pictures_is_opened_as_the_same_thread(name: str, tmp_path: Path) -> None:
    page = pictured("a loaf", "", "a bun", "gone")
    write_file(page, name, tmp_path / "export", width=0, overwrite=False)
    again = load_for_export([tmp_path / "export"]).thread
    assert again.article.body == page.thread.article.body
    assert [each.body for each in again.comments] == [each.body for each in page.thread.comments]
    assert [each.name for each in tmp_path.iterdir()] == ["export"]


def of_file(file: Path) -> ParsedPage:
    return load_for_export([file], pictures=True)
