import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from msgspec.structs import replace

from export_sample import SAMPLE
from golden import compare
from sketch import chain, paragraph
from strategies import threads
from threadreader.export.markdown import export_markdown
from threadreader.model.blocks import (
    LINE_BREAK,
    Block,
    BlockQuote,
    CodeBlock,
    Heading,
    Image,
    ListBlock,
    Marks,
    Paragraph,
    Span,
    Table,
    merge,
)
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import Article, Thread

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


def written_of(*blocks: Block) -> str:
    """The Markdown of an article."""
    return export_markdown(ParsedPage(PAGE, Thread(Article("Title", blocks))))


def shown(*blocks: Block) -> html.HtmlElement:
    """What a page says that is made of the Markdown of an article."""
    written = written_of(*blocks)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return html.fragment_fromstring(
        parser.render(written.partition("<https://example.org/>\n\n")[2]), create_parent="div"
    )


def test_the_sample_is_written_as_it_was() -> None:
    compare(Path(__file__).parent / "golden" / "sample.md", export_markdown(SAMPLE))


@pytest.mark.parametrize(
    "words",
    [
        "# no heading",
        "- no item",
        "1. no item",
        "1) no item",
        "=== no underline",
        "> no quotation",
        "a * b * c and _d_ and `e`",
        "<b>no tag</b> &amp; no entity",
        "[no](link) ![no](picture)",
        "| no | table |",
        "~~~ no fence",
        "a\\b",
        "+ plus",
        "12 apples",
    ],
)
def test_words_that_look_like_markup_are_words(words: str) -> None:
    (block,) = shown(paragraph(words))
    assert block.tag == "p"
    assert block.text_content() == words


@example("\U000e01f0")
@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Zs"]), min_size=1, max_size=40))
def test_any_word_comes_back(word: str) -> None:
    assert shown(paragraph(word))[0].text_content() == clean_line(word)


def test_marks_and_links_are_what_they_were() -> None:
    spans = (
        Span("very ", Marks.STRONG),
        Span("a`b", Marks.CODE),
        Span(" and "),
        Span("here", Marks.EMPHASIS, "https://example.org/a>b"),
    )
    (block,) = shown(Paragraph(spans))
    assert block.findtext("strong") == "very"
    assert block.findtext("code") == "a`b"
    (link,) = block.iter("a")
    assert link.get("href") == "https://example.org/a%3Eb"
    assert link.findtext("em") == "here"


_SIGNS = st.text(st.sampled_from('ab *_~`|!<>&\\"=#-1.'), min_size=1, max_size=5)
_MARKS = st.sampled_from([*(Marks(0), Marks.STRONG, Marks.EMPHASIS, Marks.CODE, Marks.STRIKE, Marks.BREAK)])
_ADDRESSES = st.sampled_from([None, "https://example.org/&copy;|"])


@st.composite
def runs(draw: st.DrawFn) -> tuple[Span, ...]:
    marks = draw(_MARKS) | draw(_MARKS)
    return (LINE_BREAK,) if Marks.BREAK in marks else (Span(draw(_SIGNS), marks, draw(_ADDRESSES)),)


@given(st.lists(runs(), min_size=1, max_size=5))
def test_words_are_what_they_were_whatever_the_marks_beside_them(spans: list[tuple[Span, ...]]) -> None:
    merged = merge(span for run in spans for span in run)
    words = "".join(span.text for span in merged).split()
    assume(words)
    blocks: Sequence[Block] = (
        Paragraph(merged),
        Heading(2, merged),
        Table(((merged, merged),)),
        ListBlock(((Paragraph(merged),),)),
    )
    for block, times in zip(blocks, (1, 1, 2, 1), strict=True):
        text = " ".join(" ".join(each.itertext()) for each in shown(block))
        assert "".join(text.split()).replace("\u2060", "") == "".join(words) * times


def test_an_address_from_the_page_it_stands_on_is_no_link() -> None:
    (block,) = shown(Paragraph((Span("there", Marks.NONE, "/t/5"),)))
    assert (block.text, list(block)) == ("there", [])


def test_the_address_of_the_page_is_shown_as_people_write_it() -> None:
    address = "https://blog.example/caf%C3%A9/%E2%80%AE(1)"
    page = replace(SAMPLE.page, url=address)
    written = export_markdown(replace(SAMPLE, page=page))
    (found,) = html.document_fromstring(MarkdownIt("commonmark").render(written)).xpath(f'//a[@href="{address}"]')
    assert found.text_content() == "https://blog.example/café/(1)"


def test_blocks_stand_in_blocks() -> None:
    code = CodeBlock("a\n```\nb", "python")
    nested = ListBlock(((paragraph("one"), BlockQuote((paragraph("quoted"), code))), (paragraph("two"),)), 3)
    (block,) = shown(nested)
    assert (block.tag, block.get("start")) == ("ol", "3")
    assert block.findtext(".//blockquote/p") == "quoted"
    assert block.findtext(".//blockquote/pre/code") == "a\n```\nb\n"


def test_a_table_has_all_its_cells() -> None:
    (block,) = shown(Table((((Span("Pier"),), (Span("Load"),)), ((Span("a|b"),), ()), ((Span("south"),),)), 1))
    rows = [[cell.text_content() for cell in row] for row in block.iter("tr")]
    assert rows == [["Pier", "Load"], ["a|b", ""], ["south", ""]]


@pytest.mark.slow
@given(threads(6))
def test_every_reply_has_a_heading_and_nothing_of_a_page_is_markup(thread: Thread) -> None:
    written = export_markdown(ParsedPage(PAGE, thread))
    rendered = MarkdownIt("commonmark").enable("table").render(written)
    document = html.fragment_fromstring(rendered, create_parent="div")
    anchors = [link.get("id") for link in document.iter("a") if link.get("id")]
    answered = sorted({parent + 1 for parent in thread.parents if parent >= 0})
    assert anchors == [f"^reply-{number}" for number in answered]
    assert not {"script", "img", "iframe"} & {element.tag for element in document.iter()}


def test_a_long_chain_is_written() -> None:
    headings = re.findall(r"^(#+) \\#\d+ ", export_markdown(ParsedPage(PAGE, chain(2_000))), re.MULTILINE)
    assert [len(heading) for heading in headings] == [3, 4, 5, *[6] * 1_997]


def test_a_quotation_leads_to_the_block_that_it_quotes() -> None:
    written = export_markdown(SAMPLE)
    leads = re.findall(r"\*↑ \[([^]]+)\]\(#(\^[\w-]+)\)", written)
    assert leads == [("Ann Smith · ¶1", "^article-0"), ("Ann Smith · ¶1", "^article-0"), ("Bo \\#1", "^reply-1-1")]
    assert all(f'<a id="{block_id}"></a>' in written and f" {block_id}\n" in written for _, block_id in leads)


@pytest.mark.slow
@given(threads(4))
def test_the_front_matter_is_strings_on_one_line(thread: Thread) -> None:
    page = replace(SAMPLE.page, site='a: [b] "c"\n---\nd: <% e %>', title="---")
    _, front, _ = export_markdown(ParsedPage(page, thread)).split("---\n", 2)
    members = dict(line.split(": ", 1) for line in front.splitlines())
    assert json.loads(members["title"]) == clean_line(thread.article.title or page.title)
    assert json.loads(members["site"]).replace("\u2060", "") == 'a: [b] "c" --- d: <% e %>'
    assert json.loads(members.get("author", "[]")) == [clean_line(author.name) for author in thread.article.authors]


@pytest.mark.parametrize("text", ["a #tag", "$x$", "==x==", "%%x%%", "a ^id", "key:: value"])
def test_what_programs_for_notes_mark_up_is_escaped(text: str) -> None:
    assert text not in written_of(paragraph(text))


@pytest.mark.parametrize(
    "language", ["dataviewjs", "dataview", "DataviewJS", "query", "tasks", "button", "templater", ""]
)
def test_a_fence_has_no_name_that_a_program_for_notes_runs(language: str) -> None:
    written = written_of(CodeBlock("dv.list()", language))
    assert "\n```\ndv.list()\n```\n" in written


@pytest.mark.parametrize("language", ["python", "c++", "js", "html"])
def test_a_fence_keeps_the_name_of_a_language(language: str) -> None:
    assert f"\n```{language}\ncode\n```\n" in written_of(CodeBlock("code", language))


@pytest.mark.parametrize("text", ["$= dv.current()", "= this.file", " $=x", "=1", "$=", "<% tp.x %>"])
def test_code_in_a_line_does_not_begin_as_a_query(text: str) -> None:
    written = written_of(Paragraph((Span("a "), Span(text, Marks.CODE))))
    assert not re.search(r"`\s*\$?=", written)
    assert "<%" not in written
    assert text.strip() in written.replace("\u2060", "")


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((Span("<% tp.system.prompt() %>"), Span("<%* x %>", href="https://a.example/<%x"))),
        CodeBlock("<%* tR += 1 %>", "html"),
        BlockQuote((Paragraph((Span("x"),)),), "<% who %>"),
        Image("https://a.example/x", "<% alt %>"),
        Table((((Span("<% cell %>"),),),)),
    ],
)
def test_no_template_is_written(block: Block) -> None:
    assert "<%" not in written_of(block)
