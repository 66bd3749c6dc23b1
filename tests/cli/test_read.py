"""The command `read`: pages and stored threads, parts of them, and the pager of the user."""

import json
import sys
from pathlib import Path

import pytest

from blog import blog_page
from terminal import Terminal
from threadreader.cli import main


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "bread.html"
    file.write_bytes(blog_page("First", "Second"))
    return file


@pytest.mark.process
def test_a_page_and_its_stored_thread_are_printed_alike(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(page)]) == 0
    printed = capsys.readouterr().out
    assert main(["import", str(page)]) == 0
    capsys.readouterr()
    assert main(["read", "1"]) == 0
    assert capsys.readouterr().out == printed
    assert [line[:3] for line in printed.splitlines() if line.startswith("#")] == ["#1 ", "#2 "]


def test_a_page_is_not_stored(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(page)]) == 0
    capsys.readouterr()
    assert main(["list", "--json"]) == 0
    assert '"threads": []' in capsys.readouterr().out


def test_it_begins_at_the_comment_that_is_named(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", f"{page}#comment-2"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("#2 ")


@pytest.mark.parametrize("fragment", [":~:text=Second", "comments:~:text=second", "comment-2:~:text=nowhere"])
def test_it_begins_at_the_words_that_are_named(page: Path, fragment: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", f"{page}#{fragment}"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("#2 ")


def test_an_address_with_words_leads_to_them_in_what_is_stored(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(page)]) == 0
    address = json.loads(_json_of_list(capsys))["threads"][0]["url"]
    assert main(["read", f"{address}#:~:text=Second"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("#2 ")


def _json_of_list(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["list", "--json"]) == 0
    return capsys.readouterr().out


def test_a_comment_that_is_not_there_is_one_line(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", f"{page}#nosuch"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "nosuch: no such comment on the page" in captured.err


@pytest.mark.process
@pytest.mark.parametrize(
    ("pager", "expected"), [("cat -n", b"1\tBread"), ("nosuchpager", b"Bread"), ("head -1", b"Bread")]
)
def test_a_terminal_gets_the_pager_of_the_user(page: Path, pager: str, expected: bytes) -> None:
    command = [sys.executable, "-m", "threadreader", "read", str(page)]
    with Terminal(command, rows=30, columns=60, environment={"PAGER": pager}) as terminal:
        status = terminal.wait_to_end()
    assert status == 0
    assert expected in terminal.output
