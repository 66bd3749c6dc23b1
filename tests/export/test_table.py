import csv
import io
import json
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from export_sample import SAMPLE
from sketch import paragraph
from strategies import quote_indexes, threads
from threadreader.errors import ExportError
from threadreader.export import FORMATS
from threadreader.export.table import COLUMNS, rows
from threadreader.library.exporting import render_file, render_together
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread
from threadreader.paths import install_command

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


def text_of(page: ParsedPage, name: str) -> str:
    """A table of a format that is text."""
    written = FORMATS[name].export(page, 0, {})
    assert isinstance(written, str)
    return written


def bytes_of(page: ParsedPage) -> bytes:
    """The same in Parquet."""
    written = FORMATS["parquet"].export(page, 0, {})
    assert isinstance(written, bytes)
    return written


def test_a_row_says_what_the_page_says_of_a_comment() -> None:
    row = list(rows(SAMPLE))[1]
    text = "Nobody had looked under it for nine years\n\nI counted ten.\n\nTen it is: https://ann.example/ten."
    assert row == {
        "id": "comment-8",
        "parent": "comment-7",
        "depth": 1,
        "author": "Ann Smith",
        "time": "2024-05-03T15:20:00+00:00",
        "text": text,
        "quotes": ["article", "comment-7"],
        "votes": -3,
        "status": "present",
        "address": "https://blog.example/2024/05/bridge/comment-page-2/#comment-8",
    }


@pytest.mark.slow
@given(st.data())
def test_every_comment_is_a_row_in_both_forms(data: st.DataObject) -> None:
    thread = data.draw(threads(6))
    page = ParsedPage(PAGE, thread, data.draw(quote_indexes(thread)))
    read = list(csv.DictReader(io.StringIO(text_of(page, "csv"), newline="")))
    records = [json.loads(line) for line in text_of(page, "jsonl").split("\n")[:-1]]
    assert records == list(rows(page))
    assert [row["id"].removeprefix("'") for row in read] == [clean(comment.id) for comment in thread.comments]
    assert all(tuple(row) == COLUMNS for row in read)


@pytest.mark.parametrize("words", ["=cmd|'/c calc'!A0", "+1", "-1", "@SUM(1)", " =1", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula(words: str) -> None:
    comment = Comment(CommentId(words), None, Author(words.strip()), (paragraph(words),), score=-3)
    (row,) = csv.DictReader(io.StringIO(text_of(ParsedPage(PAGE, Thread(Article("T"), (comment,))), "csv")))
    assert (row["id"], row["author"], row["text"]) == (f"'{words}", f"'{words.strip()}", f"'{words}")
    assert row["votes"] == "-3"


def test_programs_for_tables_read_the_same_from_parquet() -> None:
    table = parquet.read_table(io.BytesIO(bytes_of(SAMPLE)))
    assert table.to_pylist() == list(rows(SAMPLE))
    assert str(table.schema.field("quotes").type) == "list<element: string>"


def test_without_what_writes_parquet_the_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError) as raised:
        bytes_of(SAMPLE)
    cure = f"install it: {install_command('parquet')}; or use csv or jsonl"
    assert str(raised.value) == f"parquet: needs pyarrow, which is not installed; {cure}"


@pytest.mark.parametrize("format_name", ["csv", "jsonl", "parquet"])
def test_a_table_of_several_threads_says_which_each_comment_is_of(format_name: str) -> None:
    other = ParsedPage(PAGE, SAMPLE.thread, SAMPLE.quotes)
    written = render_together([SAMPLE, other], format_name)
    if format_name == "parquet":
        found = parquet.read_table(io.BytesIO(bytes(written))).to_pylist()  # type: ignore[arg-type]
    elif format_name == "csv":
        found = list(csv.DictReader(io.StringIO(str(written), newline="")))
    else:
        found = [json.loads(line) for line in str(written).splitlines()]
    count = len(SAMPLE.thread.comments)
    assert [row["thread"] for row in found] == [SAMPLE.page.id] * count + [PAGE.id] * count
    assert tuple(found[0]) == ("thread", *COLUMNS)
    assert render_together([SAMPLE], format_name) == render_file(SAMPLE, format_name, 0)


def test_programs_for_tables_read_what_is_written(tmp_path: Path) -> None:
    pandas, duckdb = pytest.importorskip("pandas"), pytest.importorskip("duckdb")
    names = ["id", "depth", "author", "votes", "text"]

    def tidy(found: Iterable[Iterable[Any]]) -> list[tuple[Any, ...]]:
        # In CSV no text is as good as none.
        return [tuple(None if each == "" or pandas.isna(each) else each for each in row) for row in found]

    wanted = tidy([row[name] for name in names] for row in rows(SAMPLE))
    readers = {"csv": pandas.read_csv, "jsonl": partial(pandas.read_json, lines=True), "parquet": pandas.read_parquet}
    functions = {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}
    for format_name, read in readers.items():
        file = tmp_path / f"table.{format_name}"
        written = render_file(SAMPLE, format_name, 0)
        file.write_bytes(written if isinstance(written, bytes) else written.encode())
        frame = read(file)[names].astype(object)
        assert tidy(frame.to_numpy()) == wanted, format_name
        query = f"SELECT {', '.join(names)} FROM {functions[format_name]}('{file}')"
        assert tidy(duckdb.sql(query).fetchall()) == wanted, format_name
