import json
import zipfile
from pathlib import Path

import pytest

from blog import ADDRESS, blog_page
from threadreader.cli import main
from threadreader.cli.output import print_json
from threadreader.library.library import Library
from threadreader.paths import find_paths

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def stored(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "bread.html"
    page.write_bytes(blog_page("First the flour", "Second the water"))
    assert main(["import", str(page)]) == 0
    capsys.readouterr()


def _json(capsys: Capture) -> dict[str, object]:
    plain: dict[str, object] = json.loads(capsys.readouterr().out)
    return plain


def test_the_list_for_programs_has_all_that_is_known(capsys: Capture) -> None:
    assert main(["list", "--json"]) == 0
    plain = _json(capsys)
    (thread,) = plain["threads"] if isinstance(plain["threads"], list) else []
    assert plain["version"] == 1
    assert {key: thread[key] for key in ("number", "url", "title", "comments", "unread", "starred", "read_at")} == {
        "number": 1,
        "url": ADDRESS,
        "title": "Bread",
        "comments": 2,
        "unread": 2,
        "starred": 0,
        "read_at": None,
    }
    assert [save["name"] for save in thread["saves"]] == ["bread.html"]
    assert (thread["digest"]["depth"], thread["most_quoted"], thread["read_to"]) == (0, None, None)


def test_records_that_are_printed_as_they_come_are_the_same_as_all_at_once(capsys: Capture) -> None:
    records: list[dict[str, object]] = [
        {"title": "a\nb é", "saves": [{"name": "x", "at": []}], "none": None},
        {"title": ""},
    ]
    for some in ([], records[:1], records):
        for form in ("json", "jsonl"):
            print_json({"threads": some}, form, "threads")
            whole = capsys.readouterr().out
            print_json({"threads": iter(some)}, form, "threads")
            assert capsys.readouterr().out == whole


def test_the_list_shows_what_matches(capsys: Capture) -> None:
    assert main(["list", "bread", "is:unread"]) == 0
    assert "Bread" in capsys.readouterr().out
    assert main(["list", "cake OR is:starred"]) == 1
    assert capsys.readouterr() == ("", "No matches\n")
    assert main(["list", "autor:ann"]) == 1
    assert "did you mean author:?" in capsys.readouterr().err


def test_hits_stand_under_their_thread(capsys: Capture) -> None:
    assert main(["search", "the", "author:nobody"]) == 1
    capsys.readouterr()
    assert main(["search", "the"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1  Bread"
    assert [line.partition(":")[2] for line in lines[1:3]] == [" Second the water", " First the flour"]
    assert lines[-1] == "2 results in 1 thread"


def test_what_is_not_found_is_said(capsys: Capture) -> None:
    assert main(["search", "sugar"]) == 1
    assert capsys.readouterr() == ("", "No matches\n")


def test_hits_for_programs_have_offsets(capsys: Capture) -> None:
    assert main(["search", "flour", "--json", "--limit", "5"]) == 0
    plain = _json(capsys)
    assert (plain["query"], plain["more"]) == ("flour", False)
    assert plain["hits"] == [
        {
            "number": 1,
            "title": "Bread",
            "comment_id": "comment-1",
            "author": "ann",
            "posted_at": "2024-05-02T10:00:00+00:00",
            "text": "First the flour",
            "passages": [[10, 15]],
        }
    ]


@pytest.mark.parametrize("state", ["op", "edited", "gone"])
def test_a_list_of_threads_cannot_be_filtered_by_what_only_replies_are(capsys: Capture, state: str) -> None:
    assert main(["list", "bread", f"is:{state}"]) == 1
    assert capsys.readouterr().err == f"threadreader: is:{state}: filters replies, not threads; use it in a search\n"
    assert main(["list", "is:archived"]) == main(["list", "is:done"]) == 1
    assert capsys.readouterr().err == "No matches\n" * 2


def test_a_wrong_query_is_one_line(capsys: Capture) -> None:
    assert main(["search", "is:red"]) == 1
    states = "unread, read, starred, noted, op, new, edited, gone, queued, archived, done, partial"
    message = f"is:red: unknown state; use {states}"
    assert capsys.readouterr().err == f"threadreader: {message}\n"


@pytest.mark.parametrize("limit", ["0", "-1", "many", "\u00b2", "9" * 12])
def test_a_wrong_limit_is_wrong_usage(limit: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["search", "the", f"--limit={limit}"])
    assert left.value.code == 2


def test_a_thread_is_forgotten_by_number_or_title(capsys: Capture) -> None:
    assert main(["forget", "bread"]) == 0
    assert capsys.readouterr().out == "deleted: 1 Bread\n"
    assert main(["search", "flour"]) == 1
    assert main(["forget", "1"]) == 1


@pytest.mark.process
def test_what_is_done_quietly_is_done(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    copy, page = str(tmp_path / "copy.db"), str(tmp_path / "bread.html")
    for command in (
        ["backup", copy],
        ["forget", "1"],
        ["restore", copy],
        ["check"],
        ["import", page],
        ["report", page],
        ["export", "--all", "texts"],
        ["desktop", "--install"],
        ["desktop", "--uninstall"],
    ):
        assert main([*command, "--quiet"]) == 0
        assert capsys.readouterr() == ("", "")
    assert main(["list"]) == 0
    assert "Bread" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} >= {"copy.db", "bread-report.html", "texts"}
    assert main(["forget", "9", "--quiet"]) == 1
    assert "9" in capsys.readouterr().err


def _import_more(folder: Path) -> None:
    for number, title in enumerate(("Cake", "Apple pie"), 2):
        page = folder / f"{title}.html"
        page.write_bytes(blog_page(*["Word"] * number, title=title, address=f"https://www.cakes.example/{number}/"))
        assert main(["import", "--quiet", str(page)]) == 0


@pytest.mark.process
def test_the_list_is_sorted_and_cut(tmp_path: Path, capsys: Capture) -> None:
    _import_more(tmp_path)
    assert capsys.readouterr().out == ""
    assert main(["list", "--sort", "title"]) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split("  ")[-1].split(" ·")[0] for row in rows] == ["Apple pie", "Bread", "Cake"]
    assert main(["list", "--sort", "replies", "--limit", "1"]) == 0
    assert "Apple pie" in capsys.readouterr().out.splitlines()[1]
    assert main(["list", "--tag", "sweet"]) == 1
    with pytest.raises(SystemExit):
        main(["list", "--sort", "colour"])


@pytest.mark.process
@pytest.mark.parametrize("address", ["https://www.cakes.example/2/", "http://cakes.example/2#comment-1"])
def test_a_thread_is_found_by_its_address(tmp_path: Path, capsys: Capture, address: str) -> None:
    _import_more(tmp_path)
    assert main(["read", address]) == 0
    assert "#2 " in capsys.readouterr().out
    assert main(["read", "https://cakes.example/22/"]) == 1
    assert "no stored thread has this address; threadreader does not download" in capsys.readouterr().err


def test_folders_and_what_is_checked_are_there_for_programs(capsys: Capture) -> None:
    assert main(["where", "--json"]) == 0
    assert _json(capsys).keys() == {"version", "data", "backups", "config", "cache"}
    assert main(["check", "--json"]) == 0
    plain = _json(capsys)
    assert plain["findings"] == []
    assert isinstance(plain["library"], dict)
    assert plain["library"]["threads"] == 1


@pytest.mark.process
def test_other_files_of_a_folder_are_passed_over(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "cake.html").write_bytes(blog_page("Word", title="Cake", address="https://cakes.example/2/"))
    with zipfile.ZipFile(folder / "letter.docx", "w") as letter:
        letter.writestr("word/document.xml", "<document/>")
    with zipfile.ZipFile(folder / "novel.epub", "w") as novel:
        novel.writestr("mimetype", "application/epub+zip")
    (folder / "notes.txt").write_bytes(b"x")
    (folder / "print.pdf").write_bytes(b"%PDF-1.4")
    assert main(["import", str(folder)]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1:] == [
        "skipped: letter.docx, notes.txt, novel.epub and 1 more (--strict says why)",
        "1 imported, 0 already in the library, 4 other files skipped, 0 failed",
    ]
    assert captured.err == ""
    assert main(["import", "--strict", str(folder)]) == 1
    assert [line.split(": ")[1].rpartition("/")[2] for line in capsys.readouterr().err.splitlines()] == [
        "letter.docx",
        "notes.txt",
        "novel.epub",
        "print.pdf",
    ]
    assert main(["import", str(folder / "letter.docx")]) == 1


@pytest.mark.process
def test_an_import_is_told_to_programs(tmp_path: Path, capsys: Capture) -> None:
    good, bad = tmp_path / "cake.html", tmp_path / "bad.html"
    good.write_bytes(blog_page("Word", title="Cake \u9999", address="https://cakes.example/2/"))
    bad.write_bytes(b"")
    assert main(["import", "--json", str(good), str(bad)]) == 1
    captured = capsys.readouterr()
    outcomes = json.loads(captured.out)["outcomes"]
    assert [outcome["kind"] for outcome in outcomes] == ["new", "failed"]
    assert outcomes[0]["title"] == "Cake \u9999"
    assert "\u9999" in captured.out
    assert outcomes[1]["trouble"] == "is empty"


@pytest.mark.process
def test_threads_with_a_tag_are_exported(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "rye.html").write_bytes(blog_page("Rye", title="Rye", address="https://blog.example.org/rye/"))
    assert main(["import", str(tmp_path / "rye.html")]) == 0
    with Library.open(find_paths()) as library:
        library.change_tags({library.find("2").page.id: (["queue", "cooking"], [])})
    capsys.readouterr()
    assert main(["export", "--all", str(tmp_path / "later"), "--tag", "Queue", "--tag", "cooking"]) == 0
    assert [each.name for each in (tmp_path / "later").iterdir()] == ["rye.txt"]
    capsys.readouterr()
    assert main(["export", "--format", "csv", "--tag", "queue"]) == 0
    _, only = capsys.readouterr().out.splitlines()
    assert ",Rye," in only
    assert main(["export", "--jsonl", "--tag", "queue"]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    for wrong in (
        ["--jsonl", "--tag", "none"],
        ["--all", str(tmp_path / "none"), "--tag", "none"],
        ["2", "--tag", "queue"],
    ):
        assert main(["export", *wrong]) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_an_import_counts_pages_with_missing_comments(tmp_path: Path, capsys: Capture) -> None:
    page = blog_page("Word", title="Cake").replace(b"<ol", b"<h2 class='comments-title'>12 comments</h2><ol", 1)
    (tmp_path / "cake.html").write_bytes(page)
    assert main(["import", str(tmp_path)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "1 page with missing comments: threadreader list is:partial"
