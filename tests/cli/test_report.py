import os
import pty
import re
import subprocess
import sys
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
        "bread-report.html: 2 comments, 2 names, 2 times, 0 nested, read by wordpress; "
        "words masked, scripts and images removed\n"
    )
    assert err == ""
    written = (page.parent / "bread-report.html").read_bytes()
    assert b"zwieback" not in written
    assert len(import_bytes(written, "x.html").thread.comments) == 2


@pytest.mark.process
def test_an_existing_file_is_replaced_only_by_force(page: Path, capsys: Capture) -> None:
    assert main(["report", str(page), "-o", "out.html"]) == 0
    assert main(["report", str(page), "--output", "out.html"]) == 1
    assert "out.html: already exists" in capsys.readouterr().err
    assert main(["report", str(page), "-o", "out.html", "--force"]) == 0


def test_it_prints_a_page(page: Path, capsys: Capture) -> None:
    assert main(["report", str(page), "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!-- Page masked by threadreader")


def test_it_warns_where_the_page_is_read_otherwise(
    page: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threadreader.importer.mask.differences", lambda *_: ["2 names otherwise"])
    assert main(["report", str(page)]) == 0
    assert capsys.readouterr().err == "threadreader: the copy reads differently from the page: 2 names otherwise\n"


_FORMS = ("\x1b]0;12345\x07\x9b31m\u202e", "&#27;]52;;1234&#7;&#x9b;&#x202e;")


@pytest.mark.parametrize("form", _FORMS)
def test_nothing_in_it_commands_a_terminal(page: Path, form: str) -> None:
    shown = bytearray()

    def read(terminal: int) -> bytes:
        data = os.read(terminal, 4096)
        shown.extend(data)
        return data

    words = blog_page(form, title=form).decode().replace("<p>", f"<p title='{form}' class='{form}'>")
    page.write_text(f"{words}<script type='application/json'>[\"{form}\"]</script>")
    command = [sys.executable, "-m", "threadreader", "report", str(page)]
    assert subprocess.run([*command, "--quiet"], check=False).returncode == 0
    assert pty.spawn([*command, "-o", "-"], read) == 0
    for written in (bytes(shown).decode(), (page.parent / "bread-report.html").read_text()):
        assert "Page masked" in written
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", written)


def test_accounts_and_words_of_json_are_not_in_it(page: Path) -> None:
    record = '{"author": "Jane Roe <janeroe@corp.example>", "byUser": {"hansmeier": "<confidential>"}}'
    words = page.read_text().replace("<body", "<body class='author-karlheinz tag-layoffs'", 1)
    words = words.replace('class="fn"', 'class="fn comment-author-jsmith"')
    page.write_text(f"{words}<script type='application/ld+json'>{record}</script>")
    assert main(["report", "--quiet", str(page)]) == 0
    written = (page.parent / "bread-report.html").read_text()
    assert not re.search("karlheinz|layoffs|jsmith|janeroe|hansmeier|confidential", written)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nosuch.html", None, "is not a page file"),
        ("mails.txt", "\n".join(["words of a mail"] * 40), "cannot be masked"),
    ],
)
def test_what_is_no_page_in_html_is_an_error(
    page: Path, capsys: Capture, name: str, content: str | None, message: str
) -> None:
    if content:
        (page.parent / name).write_text(content)
    assert main(["report", name]) == 1
    assert message in capsys.readouterr().err
