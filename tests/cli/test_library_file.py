from pathlib import Path

import pytest

from blog import blog_page
from threadreader.cli import main
from threadreader.library.library import Library
from threadreader.paths import find_paths

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def stored(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First", "Second"))
    assert main(["import", str(page)]) == 0
    capsys.readouterr()


def test_a_library_in_order_is_one_line(capsys: Capture) -> None:
    assert main(["check", "--deep"]) == 0
    output = capsys.readouterr().out
    assert output.startswith(f"{find_paths().library}: 1 thread, all can be read; journal ")
    assert output.count("\n") == 1


def test_what_is_mended_and_what_is_not_is_said(capsys: Capture) -> None:
    with Library.open(find_paths()) as library, library.database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = X'00'")
    assert main(["check"]) == 0
    assert "it was read again from its page\n" in capsys.readouterr().out
    with Library.open(find_paths()) as library, library.database.writing() as connection:
        connection.execute("DELETE FROM piece WHERE id & 1 = 0")
        connection.execute("UPDATE save SET parity = X''")
    assert main(["check", "--deep"]) == 1
    assert "(not mended)\n" in capsys.readouterr().out


def test_a_library_is_copied_and_put_back(tmp_path: Path, capsys: Capture) -> None:
    backup = tmp_path / "copy.db"
    assert main(["backup", str(backup)]) == 0
    assert capsys.readouterr().out.startswith(f"{backup}: 1 thread, ")
    assert main(["backup", str(backup)]) == 1
    assert main(["forget", "1"]) == 0
    capsys.readouterr()
    assert main(["restore", str(backup)]) == 0
    assert capsys.readouterr().out.startswith("restored: 1 thread; what was there is kept as ")
    with Library.open(find_paths()) as library:
        assert list(library.open_thread(1).texts()) == ["First", "Second"]
