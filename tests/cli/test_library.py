import json
from pathlib import Path

import pytest

from blog import ADDRESS, blog_page
from threadreader.cli import main

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


def test_the_list_shows_what_matches(capsys: Capture) -> None:
    assert main(["list", "bread", "is:unread"]) == 0
    assert "Bread" in capsys.readouterr().out
    assert main(["list", "cake OR is:starred"]) == 1
    assert capsys.readouterr().out == "No thread matches.\n"
    assert main(["list", "autor:ann"]) == 1
    assert "did you mean author:?" in capsys.readouterr().err


def test_hits_stand_under_their_thread(capsys: Capture) -> None:
    assert main(["search", "the", "author:nobody"]) == 1
    capsys.readouterr()
    assert main(["search", "the"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1  Bread"
    assert [line.partition(":")[2] for line in lines[1:3]] == [" Second the water", " First the flour"]
    assert lines[-1] == "2 in 1 thread"


def test_what_is_not_found_is_said(capsys: Capture) -> None:
    assert main(["search", "sugar"]) == 1
    assert capsys.readouterr().out == "Nothing is found.\n"


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


def test_a_wrong_query_is_one_line(capsys: Capture) -> None:
    assert main(["search", "is:red"]) == 1
    message = "is:red: there is no such state; there are unread, read, starred, op, new, edited, gone, queued, done"
    assert capsys.readouterr().err == f"threadreader: {message}\n"


@pytest.mark.parametrize("limit", ["0", "-1", "many", "\u00b2", "9" * 12])
def test_a_wrong_limit_is_wrong_usage(limit: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["search", "the", f"--limit={limit}"])
    assert left.value.code == 2


def test_a_thread_is_forgotten_by_number_or_title(capsys: Capture) -> None:
    assert main(["forget", "bread"]) == 0
    assert capsys.readouterr().out == "forgotten: 1 Bread\n"
    assert main(["search", "flour"]) == 1
    assert main(["forget", "1"]) == 1
