import gc
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from archives import response, zipped
from blog import ADDRESS, blog_page
from threadreader import __version__
from threadreader.cli import main
from threadreader.cli.commands import COMMANDS
from threadreader.library.files import InnerPage
from threadreader.library.library import Library
from threadreader.model.stored_thread import Progress
from threadreader.model.thread import CommentId
from threadreader.paths import find_paths
from threadreader.tui.app import ThreadreaderApp

Capture = pytest.CaptureFixture[str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

HOSTILE = "\x1b]52;c;eHg=\x07\x9b31m\u202e"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return _write(tmp_path / "bread.html", blog_page("First", "Second"))


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int | str | None, ...]]:
    """What the screen was asked to show, where it would be shown."""
    asked: list[tuple[int | str | None, ...]] = []

    def run(app: ThreadreaderApp) -> None:
        assert app.library.threads() is not None
        greeting = app._greeting if app._greeting.startswith("same") else ""
        start = app._start.comment if app._start else None
        asked.append((app._number, start, greeting) if greeting else (app._number, start))

    monkeypatch.setattr("threadreader.tui.app.run", run)
    monkeypatch.setattr("threadreader.cli.open._in_terminal", lambda: True)
    return asked


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _program(*arguments: str | Path, **more: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "threadreader", *arguments]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, **more)


def _in_shell(words: str) -> "subprocess.CompletedProcess[str]":
    command = f"exec {shlex.quote(sys.executable)} -m threadreader {words}"
    return subprocess.run(["sh", "-c", command], check=False, capture_output=True, encoding="utf-8", timeout=60)


def _one_line(capsys: Capture) -> str:
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.startswith("threadreader: ")
    return err.removeprefix("threadreader: ").removesuffix("\n")


class TestOpen:
    def test_of_several_pages_in_a_file_the_reader_chooses_one(
        self, tmp_path: Path, shown: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        saved = f"<!-- saved from url=({len(ADDRESS):04}){ADDRESS} -->".encode()
        pages = {f"{name}.html": saved + blog_page(name, title=name) for name in ("rye", "oats")}
        archive = _write(tmp_path / "two.zip", zipped(pages))
        offered: list[tuple[Sequence[InnerPage], str]] = []
        answers: list[int | None] = [1, None]

        def choose(pages: Sequence[InnerPage], name: str, *_: object) -> int | None:
            offered.append((pages, name))
            return answers.pop(0)

        monkeypatch.setattr("threadreader.tui.app.choose_page", choose)
        assert main(["open", str(archive)]) == 0
        assert main(["open", str(archive)]) == 0
        assert offered == [((InnerPage(ADDRESS, "rye"), InnerPage(ADDRESS, "oats")), "two.zip")] * 2
        assert shown == [(1, None)]
        with Library.open(find_paths()) as library:
            assert [entry.page.title for entry in library.threads()] == ["oats"]

    def test_without_a_terminal_the_pages_are_named_in_the_line(self, tmp_path: Path, capsys: Capture) -> None:
        pages = {f"{name}.html": blog_page(name, address=f"https://a.example/{name}") for name in ("rye", "oats")}
        archive = _write(tmp_path / "two.zip", zipped(pages))
        assert main(["open", str(archive)]) == 1
        assert _one_line(capsys) == (
            f"{archive}: contains several pages: rye.html, oats.html; choose one as {archive}!/ADDRESS or with --url"
        )

    def test_a_new_page_is_imported_and_shown(self, page: Path, shown: list[Any]) -> None:
        assert main(["open", str(page)]) == 0
        assert main(["open", str(page)]) == 0
        assert shown == [(1, None), (1, None)]

    def test_without_a_page_there_is_the_library_to_choose_from(self, shown: list[Any]) -> None:
        assert main(["open"]) == 0
        assert main([]) == 0
        assert shown == [(None, None), (None, None)]

    def test_a_file_in_the_place_of_a_command_is_opened(self, page: Path, shown: list[Any]) -> None:
        assert main([str(page)]) == 0
        assert main(["--debug", f"{page}#comment-2"]) == 0
        assert shown == [(1, None), (1, "comment-2")]

    @pytest.mark.parametrize("name", ["bred.html", "saved/bred"])
    def test_the_name_of_a_file_that_is_not_there_is_taken_for_no_command(self, name: str, capsys: Capture) -> None:
        assert main([name]) == 1
        assert capsys.readouterr().err.startswith(f"threadreader: {name}: no such file or stored thread")

    def test_a_command_that_does_not_exist_is_named_with_the_nearest(self, capsys: Capture) -> None:
        for typed, cure in (("opne", "did you mean 'open'?"), ("\x1bq", "the commands are open, read, serve, import")):
            with pytest.raises(SystemExit) as left:
                main([typed])
            assert left.value.code == 2
            output = capsys.readouterr().err
            assert cure in output
            assert "\x1b" not in output

    def test_a_stored_thread_is_shown_by_number_or_title(self, page: Path, shown: list[Any]) -> None:
        main(["import", str(page)])
        assert main(["open", "1"]) == 0
        assert main(["open", "brea"]) == 0
        assert main(["open", "1#comment-2"]) == 0
        assert main(["open", "Bread#comment-2"]) == 0
        assert main(["open", "brea#2"]) == 0
        assert shown == [(1, None), (1, None), *[(1, "comment-2")] * 3]

    def test_a_title_with_the_sign_wins(self, page: Path, tmp_path: Path, shown: list[Any]) -> None:
        sharp = _write(tmp_path / "sharp.html", blog_page("Other", title="Bread#2", address="https://example.org/"))
        main(["import", str(page), str(sharp)])
        assert main(["open", "bread#2"]) == 0
        assert main(["open", "bread#2#1"]) == 0
        assert shown == [(2, None), (2, "comment-1")]

    def test_a_file_wins_over_a_number(
        self, page: Path, shown: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        main(["import", str(page)])
        _write(tmp_path / "1", blog_page("Other", title="Other", address=None))
        assert main(["open", "1"]) == 0
        assert shown == [(2, None)]

    def test_what_follows_the_page_is_the_comment_to_begin_at(self, page: Path, shown: list[Any]) -> None:
        assert main(["open", f"{page}#comment-2"]) == 0
        assert main(["open", f"{page}#2"]) == 0
        assert main(["open", f"{page}#3"]) == 0
        assert shown == [(1, "comment-2"), (1, "comment-2"), (1, "3")]

    def test_a_file_with_the_sign_in_its_name_wins(self, page: Path, shown: list[Any], tmp_path: Path) -> None:
        named = _write(tmp_path / "bread.html#comment-2", blog_page("Other", title="Other", address=None))
        assert main(["open", str(page)]) == 0
        assert main(["open", str(named)]) == 0
        assert main(["open", f"{named}#comment-1"]) == 0
        assert shown == [(1, None), (2, None), (2, "comment-1")]

    def test_what_is_not_there_is_an_error(self, shown: list[Any], capsys: Capture) -> None:
        assert main(["open", "missing.html"]) == 1
        assert shown == []
        assert _one_line(capsys) == "missing.html: no such file or stored thread; see threadreader list"

    def test_without_a_terminal_export_is_named_and_nothing_stored(self, page: Path, home: Path) -> None:
        done = _program("open", page)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (f"threadreader: {page}: needs a terminal; threadreader read {page} prints it instead\n")
        assert not home.exists()

    def test_without_a_terminal_what_is_not_there_is_said_first(self) -> None:
        trouble = "nosuch: no such file or stored thread; see threadreader list"
        assert _program("open", "nosuch").stderr == f"threadreader: {trouble}\n"

    def test_without_a_terminal_and_a_page_the_list_is_named(self) -> None:
        assert _program("open").stderr == (
            "threadreader: library: needs a terminal; threadreader list prints it instead\n"
        )
        assert _program("demo").stderr == "threadreader: demo: needs a terminal\n"

    @pytest.mark.parametrize("command", [["open", "PAGE#comment-2"], ["demo"]])
    def test_where_nothing_can_be_kept_the_page_is_read(
        self, page: Path, home: Path, capsys: Capture, shown: list[Any], command: list[str]
    ) -> None:
        home.touch()
        assert main([argument.replace("PAGE", str(page)) for argument in command]) == 0
        assert shown == [(1, "comment-2" if command[0] == "open" else None)]
        line = _one_line(capsys)
        assert line.startswith(f"{home / 'library.db'}: cannot be created or opened (")
        assert line.endswith("; until then pages open, but changes are not saved")
        assert home.read_bytes() == b""

    def test_a_newer_save_begins_at_the_first_new_reply_and_says_what_came(
        self, page: Path, tmp_path: Path, shown: list[Any]
    ) -> None:
        newer = _write(tmp_path / "newer.html", blog_page("First", "Second, edited", "Third", "Fourth"))
        assert main(["open", str(page)]) == 0
        assert main(["open", str(newer)]) == 0
        assert main(["open", str(newer)]) == 0
        assert shown == [(1, None), (1, "comment-3", "same thread: 2 new, 1 edited"), (1, None)]

    def test_a_stored_thread_begins_at_what_came_since_the_reader_was_in_it(
        self, page: Path, tmp_path: Path, shown: list[Any]
    ) -> None:
        assert main(["import", str(page)]) == 0
        with Library.open(find_paths()) as library:
            library.save_progress(1, Progress(cursor=CommentId("comment-1")), Progress())
        newer = _write(tmp_path / "newer.html", blog_page("First", "Second", "Third", "Fourth"))
        assert main(["import", str(newer)]) == 0
        assert main(["open", "1"]) == 0
        assert main(["open", "1#comment-2"]) == 0
        assert shown == [(1, "comment-3"), (1, "comment-2")]

    def test_the_pages_of_a_thread_are_one(self, tmp_path: Path, shown: list[Any], capsys: Capture) -> None:
        folder = tmp_path / "thread"
        folder.mkdir()
        pages = [
            _write(folder / f"{n}.html", blog_page(f"{n}", address=f"{ADDRESS}comment-page-{n}/", first=n))
            for n in (1, 2, 3)
        ]
        assert main(["open", str(pages[1]), str(pages[0])]) == 0
        assert main(["open", str(folder)]) == 0
        assert shown == [(1, None), (1, None)]
        with Library.open(find_paths()) as library:
            assert list(library.open_thread(1).texts()) == ["1", "2", "3"]
        _write(folder / "other.html", blog_page("Other", title="Other", address=None))
        _write(folder / "empty.html", b"")
        assert main(["open", str(folder), str(folder / "empty.html")]) == 0
        assert shown[2:] == [(None, None)]
        assert _one_line(capsys) == f"{folder / 'empty.html'}: is empty; save the page again"

    def test_a_folder_without_a_page_is_an_error(self, tmp_path: Path, shown: list[Any], capsys: Capture) -> None:
        (tmp_path / "empty").mkdir()
        assert main(["open", str(tmp_path / "empty")]) == 1
        assert shown == []
        assert _one_line(capsys).endswith("empty: is a folder without pages; name the page files")

    def test_only_files_are_put_together(self, page: Path, shown: list[Any], capsys: Capture) -> None:
        assert main(["open", str(page), "1"]) == 1
        assert shown == []
        assert _one_line(capsys) == "1: is not a page file, and only files can be combined; open it by itself"

    def test_wrong_settings_are_named_and_the_page_is_shown(
        self, page: Path, home: Path, capsys: Capture, shown: list[Any]
    ) -> None:
        home.mkdir()
        (home / "config.toml").write_text('indent = 9\n[keys]\nreply.nxt = "n"\n')
        assert main(["open", str(page)]) == 0
        assert shown == [(1, None)]
        indent, key = capsys.readouterr().err.splitlines()
        assert indent == f"threadreader: {home / 'config.toml'}: indent must be a number from 1 to 4, not 9"
        assert key.endswith("keys: unknown action 'reply.nxt'; did you mean 'reply.next'?")

    def test_the_sample_is_put_in_the_library_once(self, shown: list[Any]) -> None:
        assert main(["demo"]) == 0
        assert main(["demo"]) == 0
        assert shown == [(1, None), (1, None)]
        with Library.open(find_paths()) as library:
            assert len(library.threads()) == 1


class TestPagesInFiles:
    @pytest.fixture
    def crawl(self, tmp_path: Path) -> Path:
        other = blog_page("Third").replace(ADDRESS.encode(), b"https://blog.example/cheese/")
        pages = (response(ADDRESS, blog_page("First", "Second")), response("https://blog.example/cheese/", other))
        return _write(tmp_path / "crawl.warc", b"".join(pages))

    def test_one_of_several_is_chosen_by_its_address(self, crawl: Path, capsys: Capture) -> None:
        for chosen in (
            [f"{crawl}!/https://blog.example/cheese/"],
            [str(crawl), "--url", "https://blog.example/cheese"],
        ):
            assert main(["export", *chosen]) == 0
            exported = capsys.readouterr().out
            assert "Third" in exported
            assert "Second" not in exported
        assert main(["inspect", f"{crawl}!/{ADDRESS}"]) == 0
        assert "container  warc, saved 2024-03-05 12:00+00:00" in capsys.readouterr().out

    def test_where_none_is_chosen_they_are_named(self, crawl: Path, capsys: Capture) -> None:
        assert main(["export", str(crawl)]) == 1
        assert _one_line(capsys) == (
            f"{crawl}: contains several pages: {ADDRESS}, https://blog.example/cheese/; "
            f"choose one as {crawl}!/ADDRESS or with --url"
        )
        assert main(["inspect", f"{crawl}!/https://blog.example/nosuch/"]) == 1
        assert "contains no page https://blog.example/nosuch/; it contains" in _one_line(capsys)

    def test_one_is_opened_at_a_comment_and_imported(self, crawl: Path, shown: list[Any], capsys: Capture) -> None:
        assert main(["open", f"{crawl}!/{ADDRESS}#comment-2"]) == 0
        assert shown == [(1, "comment-2")]
        assert main(["import", f"{crawl}!/{ADDRESS}"]) == 0
        assert "already in the library as 1" in capsys.readouterr().out

    def test_an_address_is_for_files(self, page: Path, capsys: Capture) -> None:
        assert main(["import", str(page)]) == 0
        capsys.readouterr()
        assert main(["export", "1", "--url", ADDRESS]) == 1
        assert "--url needs a page file" in _one_line(capsys)

    @pytest.mark.parametrize("command", ["export -", "inspect -", "export - --format json"])
    def test_a_page_is_piped_in(self, page: Path, command: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "threadreader", *command.split()],
            input=page.read_bytes(),
            check=False,
            capture_output=True,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"Second" in done.stdout or b"2 found" in done.stdout

    @pytest.mark.parametrize("command", ["export -", "open -", "-"])
    def test_nothing_piped_in_is_said(self, command: str) -> None:
        done = _program(*command.split())
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "threadreader: standard input: is empty; save the page again\n"


class TestImport:
    def test_each_file_says_what_became_of_it(self, page: Path, tmp_path: Path, capsys: Capture) -> None:
        newer = _write(tmp_path / "newer.html", blog_page("First", "Second", "Third"))
        assert main(["import", str(page), str(page), str(newer)]) == 0
        assert capsys.readouterr().out.splitlines() == [
            f"{page}: imported as 1, 2 comments: Bread",
            f"{page}: already in the library as 1: Bread",
            f"{newer}: same thread as 1: Bread",
            "1: 3 comments in 2 files; 1 new: Bread",
            "2 imported, 1 already in the library, 0 failed",
        ]

    def test_one_bad_file_never_stops_the_rest(self, page: Path, tmp_path: Path, capsys: Capture) -> None:
        empty = _write(tmp_path / "empty.html", b"")
        assert main(["import", str(tmp_path / "no.html"), str(empty), str(page)]) == 1
        captured = capsys.readouterr()
        assert captured.out.splitlines()[-1] == "1 imported, 0 already in the library, 2 failed"
        assert captured.err.splitlines() == [
            f"threadreader: {tmp_path / 'no.html'}: no such file",
            f"threadreader: {empty}: is empty; save the page again",
        ]
        with Library.open(find_paths()) as library:
            assert len(library.threads()) == 1

    def test_a_page_is_needed(self, capsys: Capture) -> None:
        with pytest.raises(SystemExit) as left:
            main(["import"])
        assert left.value.code == 2
        assert "PAGE" in capsys.readouterr().err


class TestList:
    def test_columns_stand_below_each_other(self, page: Path, tmp_path: Path, capsys: Capture) -> None:
        wide = _write(
            tmp_path / "wide.html", blog_page("First", title="日本語のタイトル", address="https://example.org/")
        )
        main(["import", str(page), str(wide)])
        capsys.readouterr()
        assert main(["list"]) == 0
        lines = [re.sub(r"\d{4}-\d\d-\d\d", "2024-05-03", line) for line in capsys.readouterr().out.splitlines()]
        assert lines == [
            "number  comments  people    imported  title",
            "     1         2       1  2024-05-03  Bread",
            "     2         1       1  2024-05-03  日本語のタイトル",
        ]

    @pytest.mark.parametrize("columns", [20, 45, 60, 100])
    def test_lines_fit_the_terminal(self, tmp_path: Path, columns: int) -> None:
        main(["import", str(_write(tmp_path / "wide.html", blog_page("First", title="日本語の長いタイトル" * 20)))])
        lines = _in_terminal(["list"], columns).splitlines()
        widths = [sum(1 + (ord(character) > 0x2FFF) for character in line) for line in lines]
        assert columns - 1 <= max(widths) <= columns
        assert lines[1].endswith("…")

    def test_an_empty_library_says_how_to_fill_it(self, capsys: Capture) -> None:
        assert main(["list"]) == 0
        assert "threadreader import PAGE" in capsys.readouterr().out


def _in_terminal(arguments: list[str], columns: int) -> str:
    """What a command writes to a terminal of that width."""
    leader, follower = pty.openpty()
    try:
        environment = os.environ | {"COLUMNS": str(columns)}
        command = [sys.executable, "-m", "threadreader", *arguments]
        with subprocess.Popen(command, stdout=follower, stderr=follower, env=environment) as child:
            os.close(follower)
            written = b""
            while chunk := _read(leader):
                written += chunk
        assert child.returncode == 0
    finally:
        os.close(leader)
    return written.decode().replace("\r\n", "\n")


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:
        # Linux says so where the other end was closed.
        return b""


def test_where_names_the_folders(home: Path, capsys: Capture) -> None:
    assert main(["where"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"data     {home}",
        f"backups  {home / 'backups'}",
        f"config   {home}",
        f"cache    {home / 'cache'}",
    ]
    assert not home.exists()


class TestRecords:
    @pytest.mark.parametrize(
        ("command", "records"),
        [
            (["list"], "threads"),
            (["search", "Über"], "hits"),
            (["check"], "findings"),
            (["adapters"], "adapters"),
            (["keys"], "keys"),
            (["inspect", "1", "--comments"], "thread"),
            (["where"], None),
            (["doctor"], None),
        ],
    )
    def test_each_is_on_a_line_as_it_is_in_the_whole(
        self, command: list[str], records: str | None, tmp_path: Path, capsys: Capture
    ) -> None:
        main(["import", str(_write(tmp_path / "page.html", blog_page("Über", title="日本語")))])
        capsys.readouterr()
        main([*command, "--json"])
        whole = json.loads(capsys.readouterr().out)
        main([*command, "--jsonl"])
        written = capsys.readouterr().out
        assert list(map(json.loads, written.splitlines())) == (whole[records] if records else [whole])
        assert "\\u" not in written


class TestInspect:
    def test_it_says_how_a_page_was_read(self, page: Path, capsys: Capture) -> None:
        assert main(["inspect", str(page)]) == 0
        file, *lines = capsys.readouterr().out.splitlines()
        assert file.startswith(f"file       {page}, changed 20")
        assert lines[:3] == ["container  html", "charset    utf-8: every byte fits", f"address    {ADDRESS}"]
        assert lines[3:5] == ["site       unknown", "language   en"]
        assert "comments   2 found, the page says 2" in lines
        adapters = [line.split() for line in lines if line.endswith("chosen") or line.startswith("generic")]
        assert adapters[0][0] == "wordpress"
        assert {adapter[0] for adapter in adapters[1:]} == {"generic"}

    def test_it_says_who_saved_a_page_where_and_when_and_when_its_file_changed(
        self, tmp_path: Path, capsys: Capture
    ) -> None:
        metadata = (
            "<!--\n Page saved with SingleFile \n url: {0} \n saved date: Tue Mar 05 2024 13:00:00 GMT+0100 (CET)\n-->"
        )
        saved = _write(tmp_path / "x.html", metadata.format(f"{ADDRESS}?from=feed").encode() + blog_page("First"))
        os.utime(saved, (1_500_000_000, 1_500_000_000))
        assert main(["inspect", str(saved)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[:2] == [
            f"file       {saved}, changed 2017-07-14 02:40+00:00 (not used for dates)",
            "container  html by SingleFile, saved 2024-03-05 13:00+01:00",
        ]
        assert f"saved from {ADDRESS}?from=feed" in lines
        assert main(["inspect", str(saved), "--json"]) == 0
        output = json.loads(capsys.readouterr().out)
        assert output["file"] == {"name": str(saved), "changed_at": "2017-07-14T02:40:00+00:00"}
        page_fields = {key: output["page"][key] for key in ("saver", "saved_at", "saved_from", "url")}
        assert page_fields == {
            "saver": "SingleFile",
            "saved_at": "2024-03-05T13:00:00+01:00",
            "saved_from": f"{ADDRESS}?from=feed",
            "url": ADDRESS,
        }

    def test_programs_are_told_the_same(self, page: Path, capsys: Capture) -> None:
        assert main(["inspect", str(page), "--json"]) == 0
        output = json.loads(capsys.readouterr().out)
        assert output["adapter"] == "wordpress"
        assert output["runner_up"] in {adapter["name"] for adapter in output["adapters"][1:]}
        assert (output["comments"]["found"], output["comments"]["authors"]) == (2, 2)
        assert output["adapters"][0]["tells"]

    def test_an_adapter_can_be_left_out(self, page: Path, capsys: Capture) -> None:
        for command in (["inspect", "--json"], ["export", "--format", "json"]):
            assert main([*command, str(page), "--without", "wordpress"]) == 0
            assert "wordpress" not in capsys.readouterr().out.partition('"notes"')[0]

    def test_without_any_adapter_a_page_is_an_article(self, page: Path, capsys: Capture) -> None:
        assert main(["inspect", str(page), "--json", "--without", "wordpress", "--without", "generic"]) == 0
        output = json.loads(capsys.readouterr().out)
        assert (output["adapter"], output["comments"]["found"]) == ("none", 0)
        assert output["article"]["characters"]

    def test_each_comment_is_listed_with_what_says_whom_it_answers(self, tmp_path: Path, capsys: Capture) -> None:
        page = _write(tmp_path / "page.html", blog_page("Rye wants a long and quiet night.", "@Ann 1: so it does."))
        assert main(["inspect", str(page), "--comments"]) == 0
        output = capsys.readouterr().out.partition("\ncomments\n")[2].splitlines()
        assert output[0].startswith("  #1 ")
        assert output[1].endswith("; names #1")
        assert main(["inspect", str(page), "--comments", "--json"]) == 0
        one, two = json.loads(capsys.readouterr().out)["thread"]
        assert (one["hints"], two["hints"]) == ([], [{"by": "name", "comment_id": one["id"]}])

    def test_a_stored_thread_is_read_again(self, page: Path, capsys: Capture) -> None:
        main(["import", str(page)])
        page.unlink()
        capsys.readouterr()
        assert main(["inspect", "1"]) == 0
        assert "2 found" in capsys.readouterr().out
        assert main(["export", "1", "--without", "wordpress"]) == 1
        assert _one_line(capsys) == "1: --without needs a page file; name the file of the page"

    def test_an_import_says_in_a_line_what_the_page_lacks(self, tmp_path: Path, capsys: Capture) -> None:
        page = _write(tmp_path / "x.html", b'<title>Rye</title><p>words</p><div id="disqus_thread"></div>')
        assert main(["import", str(page)]) == 0
        output = capsys.readouterr().out.splitlines()
        assert output[1:] == [
            "  page: its comments come from Disqus and were not saved",
            "1 imported, 0 already in the library, 0 failed",
        ]

    def test_an_import_says_in_a_line_that_a_page_is_a_list(self, tmp_path: Path, capsys: Capture) -> None:
        titles = ("A loaf of rye", "How long to wait", "Salt and water", "The oven is cold", "Old flour, new bread")
        rows = "".join(f"<li><a href='/thread/{number}'>{title}</a></li>" for number, title in enumerate(titles))
        page = _write(tmp_path / "x.html", f"<title>Rye</title><ul>{rows}</ul>".encode())
        assert main(["import", str(page)]) == 0
        assert capsys.readouterr().out.splitlines()[1] == "  page: is a list of 5 topics, not a thread"
        assert main(["inspect", str(page)]) == 0
        assert "\ndoubts\n  this page is a list of 5 topics, not a thread\n" in capsys.readouterr().out
        assert main(["inspect", str(page), "--json"]) == 0
        doubts = json.loads(capsys.readouterr().out)["doubts"]
        assert doubts == [{"code": "list", "message": "is a list of 5 topics, not a thread"}]

    def test_own_recipes_are_listed_and_broken_ones_said(self, page: Path, home: Path, capsys: Capture) -> None:
        (home / "sites").mkdir(parents=True)
        (home / "sites" / "mine.toml").write_text('name = "mine"\ncomment = "li"\n[tells]\n".mine" = 90\n')
        (home / "sites" / "broken.toml").write_text("name = 3\n")
        assert main(["inspect", str(page)]) == 0
        output = capsys.readouterr().out
        assert f"  mine: {home / 'sites' / 'mine.toml'}\n" in output
        said = "is not a recipe: Expected `str`, got `int` - at `$.name`"
        assert f"  {home / 'sites' / 'broken.toml'}: {said}\n" in output

    def test_words_of_the_page_cannot_command_the_terminal(self, tmp_path: Path, capsys: Capture) -> None:
        hostile = _write(tmp_path / "x.html", f"<title>{HOSTILE}</title><p>words</p>".encode())
        assert main(["inspect", str(hostile)]) == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", capsys.readouterr().out)


class TestExport:
    def test_a_page_needs_no_library(self, page: Path, home: Path, capsys: Capture) -> None:
        assert main(["export", str(page)]) == 0
        assert capsys.readouterr().out.startswith("threadreader text\n")
        assert not home.exists()

    def test_a_stored_thread_exports_as_its_page_does(self, page: Path, capsys: Capture) -> None:
        main(["import", str(page)])
        capsys.readouterr()
        for reference in ("1", "bread", str(page)):
            assert main(["export", reference, "--format", "json"]) == 0
        one, two, three = capsys.readouterr().out.split('{\n "format"')[1:]
        assert one == two == three
        assert json.loads('{"format"' + one)["page"]["id"] == ADDRESS

    def test_several_threads_are_lines_on_stdout(self, page: Path, tmp_path: Path, capsys: Capture) -> None:
        other = _write(tmp_path / "other.html", blog_page("Über", title="日本語", address="https://example.org/2"))
        main(["import", str(page), str(other)])
        capsys.readouterr()

        def titles(*arguments: str) -> list[str]:
            main(["export", "--jsonl", *arguments])
            lines = capsys.readouterr().out.splitlines()
            assert all(json.loads(line)["format"] == "threadreader" for line in lines)
            return [json.loads(line)["page"]["title"] for line in lines]

        assert titles() == titles("1", "2") == titles(str(page), str(other)) == ["Bread", "日本語"]
        assert titles("7", "2") == ["日本語"]
        target = tmp_path / "threads.jsonl"
        assert titles("--output", str(target)) == []
        assert [json.loads(line)["page"]["title"] for line in target.read_text().splitlines()] == ["Bread", "日本語"]

    def test_several_threads_are_one_table_or_one_corpus(self, page: Path, tmp_path: Path, capsys: Capture) -> None:
        other = _write(tmp_path / "other.html", blog_page("More", title="Rye", address="https://example.org/2"))
        main(["import", str(page), str(other)])
        capsys.readouterr()

        def threads(*arguments: str) -> list[str]:
            assert main(["export", *arguments, "--format", "csv"]) == 0
            return list(dict.fromkeys(row.partition(",")[0] for row in capsys.readouterr().out.splitlines()[1:]))

        both = [ADDRESS, "https://example.org/2"]
        assert threads() == threads("1", "2") == threads(str(page), str(other)) == both
        assert threads("2") == ["comment-1"]
        target = tmp_path / "both.zip"
        assert main(["export", "--format", "convokit", "--output", str(target)]) == 0
        with zipfile.ZipFile(target) as corpus:
            assert list(json.loads(corpus.read("corpus/conversations.json"))) == both
        assert main(["export", "1", "2", "--format", "csv", "--part", "starred"]) == 1
        assert "starred: works for one thread only" in capsys.readouterr().err

    def test_a_bar_says_how_many_threads_of_the_library_are_written(self, page: Path, tmp_path: Path) -> None:
        main(["import", str(page)])
        shown = _in_terminal(["export", "--all", str(tmp_path / "notes")], 80)
        assert "0/1" in shown
        assert "bread.txt" in shown

    def test_a_part_of_a_thread_is_written(self, tmp_path: Path, capsys: Capture) -> None:
        nested = _write(tmp_path / "page.html", blog_page("First", "Second", "Third"))
        main(["import", str(nested)])
        with Library.open(find_paths()) as library:
            library.save_progress(1, Progress(starred=frozenset([CommentId("comment-2")])), Progress())
        capsys.readouterr()

        def ids(*arguments: str) -> list[str]:
            assert main(["export", *arguments, "--format", "jsonl"]) == 0
            return [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]

        assert ids("1", "--part", "starred") == ["comment-2"]
        assert ids("1", "--part", "unread") == ids("1") == ["comment-1", "comment-2", "comment-3"]
        for page in ("1", str(nested)):
            assert ids(f"{page}#2", "--part", "branch") == ["comment-2"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["PAGE", "--part", "branch"], "branch: needs a comment to begin at; add it to the page"),
            (["PAGE#none", "--part", "branch"], "none: no such comment on the page; threadreader inspect --comments"),
            (["PAGE", "--part", "starred"], "starred: needs a stored thread; import the page"),
        ],
    )
    def test_a_part_that_is_not_there_is_said(
        self, arguments: list[str], message: str, page: Path, capsys: Capture
    ) -> None:
        assert main(["export", *(each.replace("PAGE", str(page)) for each in arguments)]) == 1
        assert message in _one_line(capsys)

    def test_all_threads_are_written_to_a_folder(self, page: Path, tmp_path: Path, capsys: Capture) -> None:
        other = _write(tmp_path / "other.html", page.read_bytes().replace(ADDRESS.encode(), b"https://other.example/"))
        main(["import", str(page), str(other)])
        folder = tmp_path / "all"
        capsys.readouterr()
        assert main(["export", "--all", str(folder), "--format", "markdown"]) == 0
        written = sorted(path.name for path in folder.iterdir())
        assert len(written) == 2
        assert all(name.endswith(".md") for name in written)
        assert capsys.readouterr().out == f"{folder}: 2 threads\n"
        assert main(["export", "--all", str(folder), "--format", "markdown"]) == 1
        assert capsys.readouterr().err.count("already exists") == 2
        assert main(["export", "--all", str(folder), "--format", "markdown", "--force"]) == 0

    @pytest.mark.parametrize("wrong", [[], ["PAGE", "--all", "x"], ["--all", "x", "--output", "y"]])
    def test_all_or_some_are_exported(self, page: Path, capsys: Capture, wrong: list[str]) -> None:
        assert main(["export", *(str(page) if each == "PAGE" else each for each in wrong)]) == 1
        assert "--all" in _one_line(capsys)

    def test_lines_wrap_where_asked(self, tmp_path: Path, capsys: Capture) -> None:
        page = _write(tmp_path / "long.html", blog_page("many words " * 30))
        longest = []
        for width in ("40", "72", "0"):
            assert main(["export", str(page), "--width", width]) == 0
            longest.append(max(map(len, capsys.readouterr().out.splitlines())))
        assert longest[0] <= 60
        assert longest[0] < longest[1] < longest[2]

    @pytest.mark.parametrize("wrong", [["--width", "-1"], ["--width", "x"], ["--format", "pdf\x1b[31m"]])
    def test_wrong_options_are_wrong_usage(self, page: Path, wrong: list[str], capsys: Capture) -> None:
        with pytest.raises(SystemExit) as left:
            main(["export", str(page), *wrong])
        assert left.value.code == 2
        assert "\x1b" not in capsys.readouterr().err

    def test_a_file_is_written_and_not_overwritten(self, page: Path, tmp_path: Path, capsys: Capture) -> None:
        target = tmp_path / "out.txt"
        assert main(["export", str(page), "--output", str(target)]) == 0
        written = target.read_bytes()
        assert written.startswith(b"threadreader text\n")
        assert main(["export", str(page), "--format", "json", "--output", str(target)]) == 1
        assert target.read_bytes() == written
        assert "already exists" in _one_line(capsys)
        assert main(["export", str(page), "--format", "json", "--output", str(target), "--force"]) == 0
        assert json.loads(target.read_text(encoding="utf-8"))["format"] == "threadreader"

    def test_a_line_is_stdout(
        self, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(["export", str(page), "--output", "-"]) == 0
        assert capsys.readouterr().out.startswith("threadreader text\n")
        assert not (tmp_path / "-").exists()

    @pytest.mark.parametrize("name", ["", ".", "/", "n" * 300])
    def test_what_is_no_name_of_a_file_is_one_line(self, page: Path, name: str, capsys: Capture) -> None:
        assert main(["export", str(page), "--output", name]) == 1
        assert not re.search("there already|a bug", _one_line(capsys))

    def test_the_whole_page_is_exported_where_a_comment_is_named(self, page: Path, capsys: Capture) -> None:
        main(["import", str(page)])
        capsys.readouterr()
        for reference in (str(page), f"{page}#comment-2", "1#comment-2", "bread#comment-2"):
            assert main(["export", reference]) == 0
        one, two, three, four = capsys.readouterr().out.split("threadreader text\n")[1:]
        assert one == two == three == four

    def test_an_adapter_that_does_not_exist_is_an_error(self, page: Path, capsys: Capture) -> None:
        for command in ("export", "inspect"):
            assert main([command, str(page), "--without", "nosuch"]) == 1
            assert re.match("nosuch: no adapter has this name; the adapters are .*wordpress", _one_line(capsys))

    def test_a_page_that_fails_leaves_no_file(self, tmp_path: Path) -> None:
        empty = _write(tmp_path / "empty.html", b"")
        assert main(["export", str(empty), "--output", str(tmp_path / "out.txt")]) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["empty.html"]

    @pytest.mark.parametrize("locale", ["C", "C.UTF-8", "de_DE.ISO-8859-1"])
    def test_output_is_utf_8_whatever_the_locale(self, tmp_path: Path, locale: str) -> None:
        page = _write(tmp_path / "page.html", blog_page("Brötchen 日本語 👍"))
        environment = os.environ | {"LANG": locale, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        done = _program("export", page, env=environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Brötchen 日本語 👍" in done.stdout

    def test_a_reader_that_stops_reading_is_no_error(self, page: Path) -> None:
        command = [sys.executable, "-m", "threadreader", "export", str(page), "--format", "json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stderr is not None
            child.stdout.close()
            assert child.stderr.read() == b""
        assert child.returncode == 0

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    def test_a_full_disk_behind_stdout_is_one_line(self, page: Path) -> None:
        command = [sys.executable, "-m", "threadreader", "export", str(page)]
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.stderr == "threadreader: output: No space left on device\n"
        assert done.returncode == 1


class TestHostilePages:
    def test_nothing_of_it_reaches_a_terminal(self, tmp_path: Path) -> None:
        words = HOSTILE + "&#27;]0;x&#7; [/] [@click=app.quit]x[/]"
        page = _write(tmp_path / "hostile.html", blog_page(words, words, title=words))
        named = page.rename(tmp_path / f"{HOSTILE}.html")
        for command in (["import", str(named), "no\x1b[31m\nno"], ["list"], ["export", str(named)], ["export", "1"]):
            done = _program(*command)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.stdout + done.stderr)
            assert "[/]" in done.stdout or command[0] == "import"

    def test_a_missing_file_is_named_on_one_line(self, capsys: Capture) -> None:
        assert main(["export", "no\x1b[31m\nsuch\x9b"]) == 1
        assert _one_line(capsys).startswith("no␛[31m such\N{REPLACEMENT CHARACTER}: ")


class TestErrors:
    def test_a_bug_is_one_line_and_with_debug_a_traceback(
        self, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
    ) -> None:
        monkeypatch.setattr("threadreader.library.exporting.parse_save", None)
        assert main(["export", str(page)]) == 1
        assert "this is a bug" in _one_line(capsys)
        for arguments in (["--debug", "export", str(page)], ["export", str(page), "--debug"]):
            assert main(arguments) == 1
            assert "Traceback" in capsys.readouterr().err

    def test_an_error_of_the_user_has_a_traceback_only_with_debug(self, capsys: Capture, tmp_path: Path) -> None:
        assert main(["import", str(tmp_path / "no.html")]) == 1
        assert "Traceback" not in capsys.readouterr().err
        assert main(["import", str(tmp_path / "no.html"), "--debug"]) == 1
        assert "Traceback" in capsys.readouterr().err

    @pytest.mark.parametrize("in_a_class", [False, True])
    def test_an_interrupt_is_quiet(
        self, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, *, in_a_class: bool
    ) -> None:
        def interrupt(*_: object, **__: object) -> None:
            if in_a_class:
                raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()
            raise KeyboardInterrupt

        monkeypatch.setattr("threadreader.library.exporting.parse_save", interrupt)
        assert main(["export", str(page)]) == 130
        assert capsys.readouterr().err == ""

    @pytest.mark.parametrize("command", ["list", "where", "import PAGE", "export PAGE", "inspect PAGE"])
    def test_a_closed_stdout_is_one_line(self, page: Path, command: str) -> None:
        done = _in_shell(f"{command.replace('PAGE', str(page))} >&-")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "threadreader: stdout: closed, so the output is lost\n"

    def test_a_closed_stdout_is_not_missed_where_nothing_is_said(self, page: Path, tmp_path: Path) -> None:
        done = _in_shell(f"export {page} --output {tmp_path / 'out.txt'} <&- >&-")
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "out.txt").exists()

    @pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-"])
    def test_closed_streams_are_no_terminal(self, page: Path, closed: str) -> None:
        done = _in_shell(f"open {page} {closed}")
        assert done.returncode == 1
        assert re.fullmatch(r"threadreader: [^\n]*: needs a terminal[^\n]*\n", done.stderr)

    def test_a_closed_stderr_hides_only_the_line(self) -> None:
        assert _in_shell("export missing.html 2>&-").returncode == 1
        assert _in_shell("list 2>&-").returncode == 0

    def test_a_library_that_cannot_be_opened_is_one_line(self, home: Path, capsys: Capture) -> None:
        home.mkdir()
        _write(home / "library.db", b"something else entirely" * 99)
        assert main(["list"]) == 1
        assert _one_line(capsys).startswith(f"{home / 'library.db'}: is not a library of threadreader; ")


class TestLibraries:
    def test_what_they_log_of_a_page_is_not_printed(self, tmp_path: Path) -> None:
        bare = _write(tmp_path / "bare.html", b"<p>")
        # The process that makes a backup goes on behind the program, and Python warns of that.
        warnings = {"PYTHONWARNINGS": "default,ignore::ResourceWarning"}
        for command in ("import", "inspect", "export"):
            assert _program(command, bare, env=os.environ | warnings).stderr == ""

    def test_what_they_warn_of_is_printed_only_for_who_asks(self) -> None:
        program = "import warnings; from threadreader.cli import main; main(['list']); warnings.warn('odd')"
        for asking, printed in ([], False), (["-W", "default"], True):
            done = subprocess.run([sys.executable, *asking, "-c", program], check=True, capture_output=True, text=True)
            assert ("UserWarning: odd" in done.stderr) == printed


def test_the_version_is_shown(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"threadreader {__version__}\n"


@pytest.mark.parametrize("command", ["open", "import", "list", "where", "export", "demo"])
def test_every_command_explains_itself_with_an_example(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"example: threadreader {command}" in capsys.readouterr().out


HEAVY = ("textual", "bs4", "lxml", "sqlite3")


def test_the_help_of_the_program_has_six_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert capsys.readouterr().out.partition("examples:")[2].count("  threadreader ") == 6


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], set()),
        (["where"], set()),
        (["list"], {"sqlite3"}),
        (["export", "PAGE"], {"bs4", "lxml", "sqlite3"}),
        (["import", "PAGE"], {"bs4", "lxml", "sqlite3"}),
    ],
)
def test_heavy_modules_load_only_where_they_are_used(page: Path, arguments: list[str], allowed: set[str]) -> None:
    given = [str(page) if argument == "PAGE" else argument for argument in arguments]
    program = (
        "import sys\nfrom threadreader.cli import main\n"
        f"try:\n    main({given!r})\nexcept SystemExit:\n    pass\n"
        f"print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert set(done.stderr.split()) <= allowed


def test_every_command_has_its_function() -> None:
    for command in COMMANDS:
        module, _, name = command.function.partition(".")
        assert callable(getattr(import_module(f"threadreader.cli.{module}"), name))


def test_garbage_is_collected_again_after_reading(page: Path, shown: list[tuple[int | str | None, ...]]) -> None:
    assert main(["open", str(page)]) == 0
    assert shown
    assert gc.isenabled()
