from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace

from export_sample import SAMPLE
from golden import compare
from sketch import chain, paragraph, sketch
from strategies import threads
from threadreader.export.text import write_text
from threadreader.model.blocks import BlockQuote, Blocks, CodeBlock, Span, Table
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Author, Thread
from threadreader.render.width import cell_width

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


def lines(thread: Thread, width: int = 72) -> list[str]:
    return write_text(ParsedPage(PAGE, thread), width).splitlines()


@pytest.mark.parametrize("width", [0, 40, 72, 80])
def test_the_sample_page(width: int) -> None:
    compare(Path(__file__).parent / "golden" / f"sample-{width}.txt", write_text(SAMPLE, width))


def test_a_page_without_comments() -> None:
    assert lines(sketch("# Alone\n\nWords.")) == [
        "threadreader text",
        "Title: Alone",
        "Address: https://example.org/",
        "",
        "Words.",
    ]


def test_replies_name_their_parent_and_are_not_indented_further() -> None:
    written = lines(chain(2001))
    assert written[-5:] == [
        "#2000 ann, re #1999",
        "  Words of c2000.",
        "",
        "#2001 ann, re #2000",
        "  Words of c2001.",
    ]


def test_prose_is_wrapped_and_code_is_not() -> None:
    thread = sketch("ann: Hello")
    body: Blocks = (paragraph("日本語の文章 " + "word " * 30 + "end"), CodeBlock("x = " + "1 + " * 40 + "1"))
    written = lines(replace(thread, comments=(replace(thread.comments[0], body=body),)), 30)
    prose = [line for line in written if line.startswith("  ") and "x =" not in line]
    assert len(prose) > 3
    assert max(map(cell_width, prose)) <= 30
    assert f"      x = {'1 + ' * 40}1" in written


def test_deep_quotations_keep_readable_lines() -> None:
    thread = sketch("ann: Hello")
    body: Blocks = (paragraph("one two three four five"),)
    for _ in range(32):
        body = (BlockQuote(body),)
    written = lines(replace(thread, comments=(replace(thread.comments[0], body=body),)), 40)
    assert written[-2:] == ["  " + "> " * 32 + "one two three four", "  " + "> " * 32 + "five"]


@pytest.mark.slow
@given(threads(3))
def test_nothing_a_terminal_would_obey_is_written(thread: Thread) -> None:
    hostile = replace(thread, article=replace(thread.article, title="\x1b]0;x\x07\u202e", authors=(Author("a\x9bb"),)))
    written = write_text(ParsedPage(PAGE, hostile), 72)
    assert all(character >= " " or character in "\n\t" for character in written)
    assert not set("\x7f\x9b\u202e\u2028") & set(written)


def test_a_line_of_the_article_is_no_first_line_of_a_comment() -> None:
    assert lines(sketch("#1 Bo, 2024-05-03\n\nann: Hello"))[-4:] == [" #1 Bo, 2024-05-03", "", "#1 ann", "  Hello"]


def test_columns_stand_below_one_another_where_they_have_room() -> None:
    rows = (((Span("Pier"),), (Span("Load"),)), ((Span("north"),), (Span("31"),)), ((Span("橋"),),))
    thread = replace(sketch("Words."), article=replace(sketch("Words.").article, body=(Table(rows),)))
    assert lines(thread)[-3:] == ["Pier  | Load", "north | 31", "橋"]
    assert lines(thread, 10)[-3:] == lines(thread, 0)[-3:] == ["Pier | Load", "north | 31", "橋"]


def test_a_word_that_is_wider_than_the_line_is_not_broken() -> None:
    address = "https://example.org/" + "way/" * 20
    thread = sketch("x")
    thread = replace(thread, article=replace(thread.article, body=(paragraph(f"see {address} there"),)))
    assert lines(thread, 30)[-3:] == ["see", address, "there"]
