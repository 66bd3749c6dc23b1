"""What the text form keeps: everything but marks, the page's words for certain times, saves, notes and quote links."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_sample import SAMPLE
from kept import kept_export
from sketch import chain, row
from strategies import bodies, pages, quote_indexes, threads
from threadreader.export.text import read_text, write_text
from threadreader.model.blocks import (
    LINE_BREAK,
    BlockQuote,
    Blocks,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Rule,
    Span,
    Table,
)
from threadreader.model.page import Page, PageId
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import Article, Author, Comment, CommentId, Thread

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")
widths = st.sampled_from([0, 1, 20, 40, 72])


@st.composite
def exports(draw: st.DrawFn) -> ParsedPage:
    thread = draw(threads(4))
    return ParsedPage(draw(pages), thread, draw(quote_indexes(thread)))


@given(bodies, widths)
def test_bodies_read_back(body: Blocks, width: int) -> None:
    comment = Comment(CommentId("c1"), None, None, body)
    exported = ParsedPage(PAGE, Thread(Article("Title", body), (comment,)))
    assert read_text(write_text(exported, width)) == kept_export(exported)


@given(exports(), widths)
def test_threads_read_back(exported: ParsedPage, width: int) -> None:
    assert read_text(write_text(exported, width)) == kept_export(exported)


@given(exports(), widths)
def test_writing_what_was_read_gives_the_same_text(exported: ParsedPage, width: int) -> None:
    written = write_text(replace(exported, quotes=QuoteIndex()), width)
    assert write_text(read_text(written), width) == written


def test_the_sample_reads_back() -> None:
    assert read_text(write_text(SAMPLE, 72)) == kept_export(SAMPLE)


@pytest.mark.parametrize("thread", [chain(3000), row(3000)], ids=["chain", "row"])
def test_threads_of_any_shape_read_back(thread: Thread) -> None:
    assert read_text(write_text(ParsedPage(PAGE, thread), 72)).thread == thread


_HOSTILE = [
    *(
        "#1 Bo, no time [x]",
        "#12",
        "> quoted?",
        "* item",
        "1. item",
        "12.",
        "-3. x",
        "| code",
        "|: x",
        "|| a |",
        "|= a |",
    ),
    *(
        "== Heading",
        "======= x",
        "=",
        "---",
        "![picture] <https://x.example/>",
        "↑ Ann · ¶1",
        "↑",
        "\\",
        "\\\\",
        "a \\",
        "\\_",
    ),
    *(
        "<https://x.example/>",
        "\\<https://x.example/>",
        "[a] <https://x.example/>",
        "[a] [b",
        "]",
        "] ",
        "[",
        "a < b <3",
    ),
    *(
        " a",
        "a ",
        "  ",
        "a  b",
        "\u3000a",
        "日本 語",
        "日本語" * 30,
        "日 本",
        "word " * 40,
        "w" * 100,
        "x" * 70 + " > y",
    ),
    *("Title: x", "(no name)", "threadreader text 1", "\\#1", "C:\\dir", "\\/", "a|b", "*", "*  two", "@ann, #3: yes"),
]


@pytest.mark.parametrize("width", [0, 20, 72])
@pytest.mark.parametrize("words", [words for words in _HOSTILE if words.strip()])
def test_words_that_look_like_the_grammar_read_back(words: str, width: int) -> None:
    spans = (
        Span(words),
        LINE_BREAK,
        Span(words),
        LINE_BREAK,
        Span(words, href="https://example.org/a|b\\c>d"),
        Span(words),
    )
    body: Blocks = (
        Paragraph(spans),
        Paragraph((Span(words),)),
        Heading(3, spans),
        BlockQuote((Paragraph(spans), BlockQuote((Paragraph(spans),))), clean_line(words), "https://e.org/<x>"),
        ListBlock(((Paragraph(spans), CodeBlock(words)), (Rule(), Paragraph(spans))), 9),
        Table(((spans, (Span(words),)), ((), ())), 1),
        Image(None, words, spans),
    )
    exported = ParsedPage(PAGE, Thread(Article("Title", body), (Comment(CommentId("c1"), None, None, body),)))
    assert read_text(write_text(exported, width)) == kept_export(exported)


@pytest.mark.parametrize(
    "name", [*(words.strip() for words in _HOSTILE if words.strip()), "Bo (OP)", "Bo, no time", "a <b>"]
)
def test_names_that_look_like_the_grammar_read_back(name: str) -> None:
    author = Author(clean_line(name), "https://example.org/(x)")
    for by_op in (False, True):
        comment = Comment(CommentId(clean_line(name)), None, author, (), by_op=by_op)
        exported = ParsedPage(PAGE, Thread(Article("Title", authors=(author,)), (comment,)))
        assert read_text(write_text(exported, 72)) == exported
