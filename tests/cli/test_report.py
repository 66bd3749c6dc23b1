from pathlib import Path

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.importer import import_bytes

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "bread.html"
    file.write_bytes(blog_page("Crisp zwieback", "Soft rusk"))
    return file


def test_it_writes_a_page_beside_and_says_what_it_holds(page: Path, capsys: Capture) -> None:
    assert main(["report", str(page)]) == 0
    out, err = capsys.readouterr()
    assert out == (
        "bread-report.html: 2 comments, 2 names, 2 times, 0 replies, read by wordpress; every word is another one, "
        "no script or image is left\n"
    )
    assert err == ""
    written = (page.parent / "bread-report.html").read_bytes()
    assert b"zwieback" not in written
    assert len(import_bytes(written, "x.html").thread.comments) == 2


@pytest.mark.process
def test_an_existing_file_is_replaced_only_by_force(page: Path, capsys: Capture) -> None:
    assert main(["report", str(page), "-o", "out.html"]) == 0
    assert main(["report", str(page), "--output", "out.html"]) == 1
    assert "out.html: is there already" in capsys.readouterr().err
    assert main(["report", str(page), "-o", "out.html", "--force"]) == 0


def test_it_prints_a_page(page: Path, capsys: Capture) -> None:
    assert main(["report", str(page), "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!-- Page disguised by threadreader")


def test_it_warns_where_the_page_is_read_otherwise(
    page: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threadreader.importer.disguise.differences", lambda *_: ["2 names otherwise"])
    assert main(["report", str(page)]) == 0
    assert capsys.readouterr().err == "threadreader: the page is read otherwise in disguise: 2 names otherwise\n"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nosuch.html", None, "is no page file"),
        ("mails.txt", "\n".join(["words of a mail"] * 40), "cannot be disguised"),
    ],
)
def test_what_is_no_page_in_html_is_an_error(
    page: Path, capsys: Capture, name: str, content: str | None, message: str
) -> None:
    if content:
        (page.parent / name).write_text(content)
    assert main(["report", name]) == 1
    assert message in capsys.readouterr().err
