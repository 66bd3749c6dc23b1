"""Corpora from all kinds of sources, and whatever may go wrong with a run."""

import errno
import json
import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pandas as pd
import pytest

from archives import record, response
from blog import blog_page
from executors import Here
from threadreader.cli import main
from threadreader.corpus import ArchiveRecords, PageBytes, Progress, Statistics, extract_many, run, shard
from threadreader.corpus.shard import PageRows, read_rows
from threadreader.errors import ExportError, ShardError
from threadreader.importer.container import Container
from threadreader.library.files import claimed
from threadreader.library.sandbox import Limits

pytestmark = pytest.mark.process

PAGES = 8
QUOTING = "\u201cThe dough of it rises slowly\u201d you say."


def address(number: int) -> str:
    return f"https://blog.example/{number}/"


def page(number: int) -> bytes:
    words = "The dough of it rises slowly, as ever."
    return blog_page(f"Comment {number}", QUOTING, title=f"Page {number}", address=address(number), words=words)


def warc(count: int = PAGES) -> bytes:
    return record("warcinfo", {}, b"x") + b"".join(response(address(n), page(n)) for n in range(count))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(PAGES):
        (folder / f"{number}.html").write_bytes(page(number))
    return folder


def rows(output: Path, table: str) -> list[dict[str, Any]]:
    lines = [line for file in sorted((output / table).iterdir()) for line in file.read_bytes().splitlines()]
    return [json.loads(line) for line in lines]


def contents(output: Path) -> dict[str, bytes]:
    """All that is in a corpus."""
    return {str(file.relative_to(output)): file.read_bytes() for file in output.rglob("*") if file.is_file()}


def extracted(*sources: Any, output: Path, executor: Executor | None = None, **named: Any) -> Statistics:
    return extract_many(sources, output, executor=executor or Here(), **named)


def test_a_row_for_each_comment_is_that_of_an_export(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statistics = extracted(saved, output=tmp_path / "out")
    comments, pages = rows(tmp_path / "out", "comments"), rows(tmp_path / "out", "pages")
    assert (statistics.pages, statistics.comments, dict(statistics.adapters)) == (
        PAGES,
        2 * PAGES,
        {"wordpress": PAGES},
    )
    assert [each["title"] for each in pages] == [f"Page {number}" for number in range(PAGES)]
    assert [each["source"] for each in pages] == [str(saved / f"{number}.html") for number in range(PAGES)]
    assert main(["export", str(saved / "0.html"), "--format", "jsonl"]) == 0
    exported = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [{**each, "page": pages[0]["page"]} for each in exported] == comments[:2]
    assert comments[1]["quotes"] == ["article"]


def test_parquet_has_the_rows_of_json_lines(saved: Path, tmp_path: Path) -> None:
    (saved / "bad.html").write_bytes(b"%PDF-1.4")
    for form in ("jsonl", "parquet"):
        extract_many([saved, saved / "bad.html"], tmp_path / form, format=form, executor=Here())
    for table in ("comments", "pages"):
        frame = pd.read_parquet(tmp_path / "parquet" / table)
        lines = json.loads(frame.to_json(orient="records", lines=False))
        assert lines == rows(tmp_path / "jsonl", table)


def test_a_page_in_memory_has_the_address_and_time_that_it_was_got_at(tmp_path: Path) -> None:
    bare = blog_page("One", address=None)
    pages = (PageBytes(bare, f"{n}.html", address(n), datetime(2024, 5, n + 1, tzinfo=UTC)) for n in range(2))
    statistics = extract_many(pages, tmp_path / "out", executor=Here())
    assert statistics.pages == 2
    assert [(each["source"], each["url"], each["saved"]) for each in rows(tmp_path / "out", "pages")] == [
        (f"{n}.html", address(n), f"2024-05-0{n + 1}T00:00:00+00:00") for n in range(2)
    ]


def test_an_archive_in_shards_has_the_pages_of_the_whole(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(warc())
    extracted(tmp_path / "a.warc", output=tmp_path / "whole")
    extracted(tmp_path / "a.warc", output=tmp_path / "split", shard_bytes=1_000)
    whole, split = rows(tmp_path / "whole", "pages"), rows(tmp_path / "split", "pages")
    assert [each["url"] for each in split] == [each["url"] for each in whole] == [address(n) for n in range(PAGES)]
    assert len({each["page"].partition("/")[0] for each in split}) > 3


def test_records_of_an_index_are_read_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes(warc())
    starts = [at for at in range(len(warc())) if warc().startswith(b"WARC/1.0", at)]
    extracted(ArchiveRecords(file, [(starts[2], 1), (starts[5], 1), (starts[5] + 3, 1)]), output=tmp_path / "out")
    one, other, wrong = rows(tmp_path / "out", "pages")
    assert [one["url"], other["url"]] == [address(1), address(4)]
    assert f"no record begins at byte {starts[5] + 3:,}" in wrong["error"]


def test_what_is_no_page_is_a_row_where_it_was_named_and_passed_over_in_a_folder(saved: Path, tmp_path: Path) -> None:
    for name, content in (("a.pdf", b"%PDF-1.4"), ("b.png", b"\x89PNG\r\n\x1a\n"), ("c.html", b"")):
        (saved / name).write_bytes(content)
    named = tmp_path / "b.pdf"
    named.write_bytes(b"%PDF-1.4")
    statistics = extracted(saved, named, tmp_path / "saved" / "0.html", output=tmp_path / "out")
    assert (statistics.pages, dict(statistics.failures)) == (PAGES + 1, {"no page": 1})
    assert statistics.passed_over == 3
    failed = rows(tmp_path / "out", "pages")[-1]
    assert (failed["source"], failed["failure"]) == (str(named), "no page")
    assert failed["error"] == "is not a web page (it looks like a PDF document)"


@pytest.mark.parametrize(
    ("spoil", "failure", "error"),
    [
        (lambda: [None for _ in iter(int, 1)], "limit", "took longer than 1 seconds"),
        (lambda: bytes(4 << 30), "limit", "cannot be read with 2,048 MB of memory"),
        (lambda: os.kill(os.getpid(), 11), "unreadable", "crashes the parser (SIGSEGV)"),
        (lambda: int("x"), "bug", "ValueError: invalid literal for int() with base 10: 'x'; this is a bug"),
    ],
    ids=["endless", "memory", "crash", "bug"],
)
def test_a_page_that_cannot_be_read_is_a_row_that_says_why(  # noqa: PLR0917 - pytest gives them by name
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[], None], failure: str, error: str
) -> None:
    read = read_rows

    def read_or_fail(container: Container, name: str, *known: Any, **named: Any) -> PageRows:
        if name.endswith("3.html"):
            spoil()
        return read(container, name, *known, **named)

    monkeypatch.setattr(shard, "read_rows", read_or_fail)
    monkeypatch.setattr(Limits, "for_page", classmethod(lambda _cls, _size: Limits(seconds=1)))
    statistics = extracted(saved, output=tmp_path / "out")
    assert (statistics.pages, dict(statistics.failures)) == (PAGES, {failure: 1})
    pages = rows(tmp_path / "out", "pages")
    assert (pages[3]["failure"], pages[3]["error"]) == (failure, error)
    assert [each["title"] for each in pages if not each["failure"]] == [f"Page {n}" for n in range(PAGES) if n != 3]


def test_an_archive_that_is_cut_gives_what_is_before_the_cut_and_says_so(tmp_path: Path) -> None:
    whole = warc()
    (tmp_path / "a.warc").write_bytes(whole[: whole.index(b"Comment 5")])
    extracted(tmp_path / "a.warc", output=tmp_path / "out", shard_bytes=1_000)
    pages = rows(tmp_path / "out", "pages")
    assert [each["url"] for each in pages if each["url"]] == [address(n) for n in range(6)]
    assert "its file ends too early" in pages[5]["notes"]
    assert [each["error"] for each in pages if each["error"]] == [
        "is a web archive that is partly unreadable: it ends too early"
    ]


def test_a_run_goes_on_where_the_last_one_was_stopped(saved: Path, tmp_path: Path) -> None:
    def stop(number: int) -> None:
        if number == 3:
            raise BrokenExecutor

    extracted(saved, output=tmp_path / "whole", shard_bytes=100)
    with pytest.raises(ExportError, match=r"is gone \(BrokenExecutor\); start it again, then run the same command"):
        extracted(saved, output=tmp_path / "out", shard_bytes=100, executor=Here(stop))
    executor = Here()
    statistics = extracted(saved, output=tmp_path / "out", shard_bytes=100, executor=executor)
    assert (statistics.shards, statistics.kept, executor.submitted) == (PAGES, PAGES - executor.submitted, PAGES - 7)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.parametrize("broken", ["comments", "pages", "shards"])
def test_a_shard_that_somebody_has_half_written_is_named_and_made_again(
    saved: Path, tmp_path: Path, broken: str
) -> None:
    output = tmp_path / "out"
    extracted(saved, output=output, shard_bytes=100)
    whole = contents(output)
    file = sorted((output / broken).iterdir())[2]
    file.write_bytes(file.read_bytes()[:-9])
    warned: list[str] = []
    statistics = extracted(saved, output=output, shard_bytes=100, warn=warned.append)
    assert (statistics.kept, statistics.comments) == (PAGES - 1, 2 * PAGES)
    assert [line.partition(": ")[2] for line in warned] == [
        "shard incomplete or made from other input; making it again"
    ]
    assert contents(output) == whole


@pytest.mark.parametrize(
    "change",
    [
        {"pages": "x"},
        {"pages": None},
        {"comments": 10**30},
        {"comments": -1},
        {"doubtful": 1.5},
        {"stamp": 7},
        {"adapters": 3},
        {"failures": [1]},
        {"adapters": {"a": "b"}},
        {"sizes": 5},
    ],
    ids=str,
)
def test_a_record_of_a_shard_that_holds_anything_else_is_made_again(
    saved: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    output = tmp_path / "out"
    extracted(saved, output=output)
    whole = contents(output)
    (file,) = (output / "shards").iterdir()
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **change}))
    assert extracted(saved, output=output).kept == 0
    assert contents(output) == whole


@pytest.mark.parametrize("inside", [".", "tables", "a/b"])
def test_tables_in_a_folder_that_is_read_are_refused(saved: Path, inside: str) -> None:
    with pytest.raises(ExportError, match=r"is inside .*/saved, which is read; choose a folder elsewhere"):
        extracted(saved, output=saved / inside)
    assert len(list(saved.iterdir())) == PAGES


def test_two_runs_on_one_folder_are_refused(saved: Path, tmp_path: Path) -> None:
    with (
        claimed(tmp_path / "out", ["pages"]),
        pytest.raises(ExportError, match=r"out: is in use by another run; wait until it ends"),
    ):
        extracted(saved, output=tmp_path / "out")
    assert rows(tmp_path / "out", "pages") == []


def test_a_full_disk_stops_the_run_and_costs_nothing_that_is_finished(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, real = tmp_path / "out", os.fsync
    synced: list[int] = []

    def sync(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) > 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", sync)
        with pytest.raises(ExportError, match=r"out: cannot be written \(No space left on device\); free some space"):
            extracted(saved, output=output, shard_bytes=100)
    kept = len(list((output / "shards").iterdir()))
    assert kept
    assert [name for name in contents(output) if name.endswith(".tmp")] == []
    assert extracted(saved, output=output, shard_bytes=100).kept == kept
    assert len(rows(output, "comments")) == 2 * PAGES


def test_a_disk_that_is_full_at_the_beginning_is_named(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(ExportError, match=r"corpus.json: cannot be written \(No space left on device\)"):
        extracted(saved, output=tmp_path / "out")


def test_another_corpus_in_the_folder_is_refused(saved: Path, tmp_path: Path) -> None:
    extracted(saved, output=tmp_path / "out")
    before = contents(tmp_path / "out")
    with pytest.raises(ExportError, match="has output of a command with other sources; choose another folder"):
        extracted(saved / "0.html", output=tmp_path / "out")
    with pytest.raises(ExportError, match="other format"):
        extracted(saved, output=tmp_path / "out", format="parquet")
    with pytest.raises(ExportError, match="xml: is not a corpus format; use jsonl or parquet"):
        extracted(saved, output=tmp_path / "out", format="xml")
    assert contents(tmp_path / "out") == before


def test_a_folder_that_has_changed_is_read_again_and_nothing_is_there_twice(saved: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    extracted(saved, output=output, shard_bytes=4_000)
    (saved / "0.html").unlink()
    (saved / "9.html").write_bytes(page(9))
    extracted(saved, output=output, shard_bytes=4_000)
    assert [each["title"] for each in rows(output, "pages")] == [f"Page {n}" for n in (*range(1, PAGES), 9)]


def test_a_shard_whose_process_is_ended_is_made_again_three_times_at_most(saved: Path, tmp_path: Path) -> None:
    def end(numbers: set[int]) -> Callable[[int], None]:
        def spoil(number: int) -> None:
            if number in numbers:
                raise ShardError("a", "failed: its process ended (-9)")

        return spoil

    statistics = extracted(saved, output=tmp_path / "out", executor=Here(end({1, 2})))
    assert (statistics.pages, statistics.lost) == (PAGES, {})
    statistics = extracted(saved, output=tmp_path / "lost", executor=Here(end({1, 2, 3})))
    assert (statistics.pages, list(statistics.lost.values())) == (0, ["a: failed: its process ended (-9)"])
    assert rows(tmp_path / "lost", "pages") == []


def test_progress_knows_speed_and_time_left(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Progress] = []
    monkeypatch.setattr(run, "_AHEAD", 1)
    extract_many([saved], tmp_path / "out", executor=Here(), shard_bytes=100, watch=seen.append)
    assert seen[-1].done == seen[-1].total == sum(file.stat().st_size for file in saved.iterdir())
    assert seen[-1].seconds_left == 0
    assert seen[-1].pages_a_second > 0


def test_threads_have_the_work_done_in_processes(saved: Path, tmp_path: Path) -> None:
    extracted(saved, output=tmp_path / "here", shard_bytes=4_000)
    with ThreadPoolExecutor(2) as pool:
        extracted(saved, output=tmp_path / "there", shard_bytes=4_000, executor=pool)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
