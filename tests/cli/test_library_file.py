import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from blog import blog_page
from threadreader.cli import main
from threadreader.library.library import Library
from threadreader.model.thread import CommentId
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
    assert output.startswith(f"{find_paths().library}: 1 thread, no problems\n")
    assert output.count("\n") == 1


@pytest.mark.process
def test_what_is_mended_and_what_is_not_is_said(capsys: Capture) -> None:
    with Library.open(find_paths()) as library, library.database.writing() as connection:
        connection.execute("UPDATE bodies SET comments = X'00'")
    assert main(["check"]) == 0
    assert "repaired from its page\n" in capsys.readouterr().out
    with Library.open(find_paths()) as library, library.database.writing() as connection:
        connection.execute("DELETE FROM original")
    assert main(["check", "--deep"]) == 1
    assert "(not repaired)\n" in capsys.readouterr().out


def test_a_library_is_copied_and_put_back(tmp_path: Path, capsys: Capture) -> None:
    backup = tmp_path / "copy.db"
    assert main(["backup", str(backup)]) == 0
    assert capsys.readouterr().out.startswith(f"{backup}: 1 thread, ")
    assert main(["backup", str(backup)]) == 1
    assert main(["forget", "1"]) == 0
    capsys.readouterr()
    assert main(["restore", str(backup)]) == 0
    assert capsys.readouterr().out.startswith("restored: 1 thread; the old library is kept as ")
    with Library.open(find_paths()) as library:
        assert list(library.open_thread(1).texts()) == ["First", "Second"]


def _star(number: int = 1) -> None:
    with Library.open(find_paths()) as library:
        before = library.load_progress(number)
        library.save_progress(number, replace(before, starred=frozenset({CommentId("comment-1")})), before)


@pytest.mark.process
def test_what_was_done_goes_to_another_machine(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = tmp_path / "marks.jsonl"
    _star()
    assert main(["dump", str(marks)]) == 0
    assert capsys.readouterr().out == f"{marks}: 2 entries\n"
    assert main(["dump", "-"]) == 0
    assert capsys.readouterr().out == marks.read_text(encoding="utf-8")
    assert main(["dump", str(marks)]) == 1
    assert "already exists" in capsys.readouterr().err
    assert main(["dump", str(marks), "--force", "--quiet"]) == 0
    monkeypatch.setenv("THREADREADER_HOME", str(tmp_path / "other"))
    assert main(["load", str(marks)]) == 0
    waiting = "kept until you import their pages: 1 thread, https://blog.example.org/bread/"
    assert capsys.readouterr().out == f"{marks}: 2 new entries; {waiting}\n"
    assert main(["import", str(tmp_path / "bread.html")]) == 0
    capsys.readouterr()
    assert main(["load", str(marks)]) == 0
    assert capsys.readouterr().out == f"{marks}: 0 new entries\n"
    with Library.open(find_paths()) as library:
        assert library.find("1").starred == 1


def test_a_dump_comes_from_a_pipe(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = b'["threadreader dump", 1]\n' + b"".join(b'["//%d", "tag", "a"]\n' % number for number in range(5))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped)))
    assert main(["load", "-"]) == 0
    assert capsys.readouterr().out.endswith("5 threads, //0, //1, //2 and 2 more\n")


def test_what_cannot_be_loaded_is_named(tmp_path: Path, capsys: Capture) -> None:
    marks = tmp_path / "marks.jsonl"
    marks.write_text('["threadreader dump", 1]\n["//a", "liked", "c1"]\n', encoding="utf-8")
    assert main(["load", str(marks)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"threadreader: {marks}: line 2 is not from a dump; ")
    assert error.count("\n") == 1
    marks.write_text('["threadreader dump", 2]\n["//a", "liked", "c1"]\n["//a", "tag", "a"]\n', encoding="utf-8")
    assert main(["load", str(marks), "--quiet"]) == 1
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert "1 entry from a newer version of threadreader skipped" in output.err
    for name in (tmp_path / "none.jsonl", tmp_path, tmp_path / "bread.html"):
        assert main(["load", str(name)]) == 1
        assert capsys.readouterr().err.count("\n") == 1
