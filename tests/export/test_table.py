import csv
import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from export_sample import SAMPLE
from sketch import paragraph
from strategies import quote_indexes, threads
from threadreader.errors import ExportError
from threadreader.export.csv import export_csv
from threadreader.export.jsonl import export_jsonl
from threadreader.export.parquet import export_parquet
from threadreader.export.table import COLUMNS, rows
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


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


@given(st.data())
def test_every_comment_is_a_row_in_both_forms(data: st.DataObject) -> None:
    thread = data.draw(threads(6))
    page = ParsedPage(PAGE, thread, data.draw(quote_indexes(thread)))
    read = list(csv.DictReader(io.StringIO(export_csv(page), newline="")))
    records = [json.loads(line) for line in export_jsonl(page).split("\n")[:-1]]
    assert records == list(rows(page))
    assert [row["id"].removeprefix("'") for row in read] == [clean(comment.id) for comment in thread.comments]
    assert all(tuple(row) == COLUMNS for row in read)


@pytest.mark.parametrize("words", ["=cmd|'/c calc'!A0", "+1", "-1", "@SUM(1)", " =1", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula(words: str) -> None:
    comment = Comment(CommentId(words), None, Author(words.strip()), (paragraph(words),), score=-3)
    (row,) = csv.DictReader(io.StringIO(export_csv(ParsedPage(PAGE, Thread(Article("T"), (comment,))))))
    assert (row["id"], row["author"], row["text"]) == (f"'{words}", f"'{words.strip()}", f"'{words}")
    assert row["votes"] == "-3"


def test_programs_for_tables_read_the_same_from_parquet() -> None:
    table = parquet.read_table(io.BytesIO(export_parquet(SAMPLE)))
    assert table.to_pylist() == list(rows(SAMPLE))
    assert str(table.schema.field("quotes").type) == "list<element: string>"


def test_without_what_writes_parquet_the_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError) as raised:
        export_parquet(SAMPLE)
    assert str(raised.value) == (
        "parquet: needs pyarrow, which is not installed; install threadreader[parquet], or take csv or jsonl"
    )
