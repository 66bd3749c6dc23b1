"""Threads whose names, titles, ids and words look like what each format is made of."""

import csv
import io
import json
import re
import zipfile
from contextlib import closing
from mailbox import mbox
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt
from msgspec.structs import replace
from pyarrow import parquet

from export_sample import SAMPLE
from roundtrip import FORMATS as OPENED_AGAIN
from roundtrip import differences
from sketch import chain, paragraph
from threadreader.export import FORMATS
from threadreader.library.exporting import render_file
from threadreader.library.reading import with_quotes
from threadreader.model.blocks import (
    Block,
    BlockQuote,
    CodeBlock,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Rule,
    Span,
    Table,
)
from threadreader.model.page import Page, PageId
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment, clean, clean_line
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread

WORDS = (
    "<script>alert(1)</script>",
    "--- title: x",
    "From me to you",
    "]]> <!-- -->",
    "=cmd|' /C calc'!A0",
    '" onload="x" class="reply',
    "%%x%% <% tp %> $= dv [k:: v] ==x== ^reply-1",
    "#1 nobody, no time [#x]",
    "![x](http://x.example/) ~~a~~ **b** `c` a | b",
    clean_line("a\0b \u202egpj.exe"),
    "Bob (OP)",
    "&amp; &#35; \\& \\",
    "w" * 65_536,
)


def _comment(number: int, words: str, parent: int | None, space: str) -> Comment:
    name = f"A {words[:60]}".strip()  # without a letter of its own, the first line would be taken for the byline
    marked = (
        Span(words, Marks.STRONG),
        Span("a"),
        Span(words[:50], Marks.CODE),
        Span("b`", Marks.CODE | Marks.EMPHASIS),
    )
    blocks: tuple[Block, ...] = (
        paragraph(words),
        Paragraph(marked),
        ListBlock(((paragraph(words),), (Rule(), CodeBlock(words)))),
        ListBlock(((paragraph("b"),),)),
        BlockQuote((paragraph(words), BlockQuote((paragraph("in it"),)))),
        Table((((Span(words),), (Span("a|`b", Marks.CODE),)),)),
        Image(None),
    )
    above = None if parent is None else CommentId(f"a{space}{parent}%20")
    time = Moment(clean_line(words[:40]) or "then")
    return Comment(CommentId(f"a{space}{number}%20"), above, Author(name), blocks, time)


def hostile(*, article: bool = True, replies: bool = True, space: str = "-") -> ParsedPage:
    """A thread of all these words; in the ids of pages, what is a space is "-"."""
    title = " ".join(WORDS[:-1])
    comments = tuple(
        _comment(number, words, number - 1 if number % 3 else None, space) for number, words in enumerate(WORDS)
    )
    body = tuple(map(paragraph, WORDS)) if article else ()
    thread = Thread(Article(title, body, (Author(WORDS[0]),)), comments if replies else ())
    return with_quotes(ParsedPage(Page(PageId("https://x.example/"), title, "https://x.example/", WORDS[2]), thread))


PARTS: list[Any] = [{}, {"article": False}, {"replies": False}]


@pytest.mark.parametrize("part", PARTS, ids=["whole", "no article", "no replies"])
@pytest.mark.parametrize("name", OPENED_AGAIN)
def test_nothing_in_a_thread_is_taken_for_a_part_of_the_format(name: str, part: Any) -> None:
    page = hostile(**part)
    assert list(differences(page, name)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", OPENED_AGAIN)
def test_a_reply_below_two_thousand_others_comes_back(name: str) -> None:
    page = replace(SAMPLE, thread=chain(2_000), quotes=QuoteIndex())
    assert list(differences(page, name)) == []


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("part", PARTS, ids=["whole", "no article", "no replies"])
def test_every_file_is_valid(name: str, part: Any, tmp_path: Path) -> None:  # noqa: C901 - a case a format
    export = render_file(hostile(space=" ", **part), name, 72)
    count = len(WORDS) if part.get("replies", True) else 0
    if isinstance(export, str):
        assert clean(export) == export
        (tmp_path / "export").write_text(export)
    match name, export:
        case "html", str():
            root = html.document_fromstring(export)
            assert len(root.xpath("//article[@data-id]")) == count
            assert root.xpath("//script | //*[@onload]") == []
        case "epub", bytes():
            with zipfile.ZipFile(io.BytesIO(export)) as book:
                roots = [etree.fromstring(book.read(each)) for each in book.namelist() if each.endswith(".xhtml")]
            assert sum(len(root.xpath("//*[starts-with(@class, 'reply ')]")) for root in roots) == count
        case "convokit", bytes():
            with zipfile.ZipFile(io.BytesIO(export)) as corpus:
                utterances = corpus.read("corpus/utterances.jsonl").split(b"\n")
            assert len(list(map(json.loads, utterances))) == count + 1
        case "mbox", _:
            with closing(mbox(tmp_path / "export")) as mails:
                assert len(mails) == count + 1
        case (("csv" | "readwise"), str()):
            csv.field_size_limit(1 << 20)
            rows = list(csv.reader(io.StringIO(export)))
            assert len({len(row) for row in rows}) == 1
            assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "@", "\t"))]
        case (("jsonl" | "json" | "annotations"), str()):
            objects = [json.loads(line) for line in export.splitlines()] if name == "jsonl" else [json.loads(export)]
            assert len(objects) == (count if name == "jsonl" else 1)
        case "parquet", bytes():
            assert parquet.read_table(io.BytesIO(export)).num_rows == count
        case "markdown", str():
            note = export.split("---\n", 2)[2]
            root = html.document_fromstring(MarkdownIt("commonmark").enable("table").render(note))
            assert len(root.xpath("//*[self::h3 or self::h4 or self::h5][starts-with(., '#')]")) == count
            assert root.xpath("//script | //img | //*[@onload]") == []
        case "text", str():
            assert len(re.findall(r"(?m)^#\d+ A ", export)) == len(re.findall(r"(?m)^#\d", export)) == count
        case _:
            pytest.fail(f"nothing is asked of a file of the format {name}")
