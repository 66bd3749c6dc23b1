"""Shards of a corpus: what is in each, and its name."""

import os
from pathlib import Path

import pytest

from archives import packed_warc, wacz
from blog import blog_page
from threadreader.corpus import ArchiveRecords, PageBytes
from threadreader.corpus.plan import Shard, outermost, plan, read_index
from threadreader.errors import ExportError

SMALL = 300


def saved(folder: Path, count: int = 6) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.html").write_bytes(blog_page(f"Comment {number}", title=f"Page {number}"))
    return folder


def named(shards: list[Shard]) -> list[list[str]]:
    return [[Path(part.name).name for part in shard.parts] for shard in shards]


def test_small_files_share_a_shard_and_large_ones_have_their_own(tmp_path: Path) -> None:
    folder = saved(tmp_path / "saved")
    (folder / "3.html").write_bytes(blog_page("long " * 9_000))
    shards = list(plan([folder], "jsonl", 10_000))
    assert named(shards) == [["0.html", "1.html", "2.html", "3.html"], ["4.html", "5.html"]]
    assert sum(shard.size for shard in shards) == sum(file.stat().st_size for file in folder.iterdir())


def test_a_shard_has_a_name_by_its_input_and_a_stamp_of_all_that_its_rows_depend_on(tmp_path: Path) -> None:
    folder = saved(tmp_path / "saved", 1)
    (shard,) = plan([folder], "jsonl")
    assert list(plan([folder], "jsonl")) == [shard]
    (other,) = plan([folder], "parquet")
    os.utime(folder / "0.html", (1, 1))
    (changed,) = plan([folder], "jsonl")
    assert {shard.name, other.name, changed.name} == {shard.name}
    assert len({shard.stamp, other.stamp, changed.stamp}) == 3
    (elsewhere,) = plan([saved(tmp_path / "more", 1)], "jsonl")
    assert elsewhere.name != shard.name


@pytest.mark.parametrize(("name", "content"), [("a.warc.gz", packed_warc()), ("a.wacz", wacz())])
def test_a_large_web_archive_is_split(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    shards = list(plan([file], "jsonl", SMALL))
    extents = [part.extent for shard in shards for part in shard.parts]
    assert len(shards) == len({shard.name for shard in shards}) > 2
    assert all(extent and extent.size <= SMALL for extent in extents)


def test_pages_that_are_the_same_twice_are_two() -> None:
    pages = [PageBytes(blog_page("One"), "a.html")] * 3
    shards = list(plan(pages, "jsonl", 1))
    assert len({shard.name for shard in shards}) == 3


def test_what_is_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = saved(tmp_path / "saved")
    monkeypatch.chdir(tmp_path)
    assert outermost([folder / "1.html", folder, Path("saved")]) == [folder]
    with pytest.raises(ExportError, match=r"none: no such file or folder"):
        outermost([Path("none")])


def test_a_folder_in_memory_is_read() -> None:
    assert outermost([Path("/dev")]) == [Path("/dev")]


@pytest.mark.parametrize("path", ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_what_each_process_has_another_of_is_refused(path: str) -> None:
    with pytest.raises(ExportError, match=f"{path}: cannot be read by several processes; write the input"):
        outermost([Path(path)])


def test_an_index_lists_records_of_archives(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for file in ("a.warc.gz", "b/c.warc.gz"):
        (tmp_path / file).write_bytes(b"")
    index = tmp_path / "index.cdxj"
    index.write_text(
        'example,blog)/ 20240305 {"status": "200", "filename": "x/a.warc.gz", "offset": "9", "length": "2"}\n'
        '{"filename": "b/c.warc.gz", "offset": 5, "length": 7}\n\n'
        '{"filename": "x/a.warc.gz", "offset": 4, "length": 6}\n'
        '{"filename": "x/a.warc.gz", "offset": 4, "length": 5}\n'
    )
    found = read_index(index, [tmp_path])
    assert found == [
        ArchiveRecords(tmp_path / "a.warc.gz", [(4, 5), (9, 2)]),
        ArchiveRecords(tmp_path / "b" / "c.warc.gz", [(5, 7)]),
    ]
    (first, _, last) = plan(found, "jsonl", 5)
    assert [shard.parts[0].extent.offsets for shard in (first, last) if shard.parts[0].extent] == [(4,), (5,)]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("nothing", "line 1 needs filename, offset and length"),
        ('{"filename": "a.warc.gz", "offset": "x", "length": 1}', "line 1 needs filename"),
        ('{"filename": "a.warc.gz", "offset": -1, "length": 1}', "line 1 needs filename"),
        ('{"filename": "a.warc.gz", "offset": 1, "length": 1e400}', "line 1 needs filename"),
        ('{"filename": "a.warc.gz", "offset": 9223372036854775808, "length": 1}', "line 1 needs filename"),
        ('{"filename": "none.warc.gz", "offset": 1, "length": 1}', "lists none.warc.gz, which is in no named folder"),
        ('{"filename": "%s", "offset": 1, "length": 1}' % ("x" * 5000), "which is in no named folder"),
        (
            '{"filename": "../secret.warc", "offset": 1, "length": 1}',
            "lists ../secret.warc, which is in no named folder",
        ),
        ('{"filename": "..", "offset": 1, "length": 1}', "which is in no named folder"),
    ],
)
def test_a_wrong_index_is_named(tmp_path: Path, line: str, error: str) -> None:
    index = tmp_path / "index"
    index.write_text(line)
    (tmp_path / "secret.warc").write_bytes(b"")
    crawl = tmp_path / "crawl"
    crawl.mkdir()
    with pytest.raises(ExportError, match=error):
        read_index(index, [crawl])
    with pytest.raises(ExportError, match="cannot be read"):
        read_index(tmp_path / "none", [crawl])
