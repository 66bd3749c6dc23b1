import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from export_sample import SAMPLE
from sketch import chain, row, sketch
from strategies import quote_indexes, threads
from threadreader.export.epub import export_epub
from threadreader.model.blocks import Paragraph, Span
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.text import REPLACEMENT
from threadreader.model.thread import Article, Thread

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/", language="en")
XHTML = "{http://www.w3.org/1999/xhtml}"


def parts(page: ParsedPage) -> dict[str, bytes]:
    """The members of a book."""
    with zipfile.ZipFile(io.BytesIO(export_epub(page))) as book:
        return {name: book.read(name) for name in book.namelist()}


def trees(page: ParsedPage) -> dict[str, etree._Element]:
    """The parts of a book that are XML; not one of them is not well-formed."""
    return {
        name.removeprefix("EPUB/"): etree.fromstring(part)
        for name, part in parts(page).items()
        if name.endswith((".xhtml", ".opf", ".xml"))
    }


def test_a_book_begins_with_its_type_as_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(export_epub(SAMPLE))) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert book.read("mimetype") == b"application/epub+zip"


def test_metadata_is_that_of_the_page() -> None:
    package = trees(SAMPLE)["package.opf"]
    metadata = [(etree.QName(each).localname, each.text) for each in package[0]]
    assert metadata == [
        ("identifier", "https://blog.example/2024/05/bridge/"),
        ("title", "Why the Bridge Held"),
        ("language", "en"),
        ("meta", "2024-05-04T08:00:00Z"),
        ("creator", "Ann Smith"),
        ("creator", "Cy"),
        ("date", "2024-05-03T14:02:00+00:00"),
        ("publisher", "Blog Example"),
        ("source", "https://blog.example/2024/05/bridge/"),
    ]


@pytest.mark.slow
@given(st.data())
def test_every_part_is_xml_and_every_link_leads_somewhere(data: st.DataObject) -> None:
    thread = data.draw(threads(6))
    found = trees(ParsedPage(PAGE, thread, data.draw(quote_indexes(thread))))
    targets = {f"{name}#{each.get('id')}" for name, tree in found.items() for each in tree.iter() if each.get("id")}
    targets |= found.keys() | {"style.css"}
    links = [
        (name, href) for name, tree in found.items() for link in tree.iter(f"{XHTML}a") if (href := link.get("href"))
    ]
    inner = {
        href if href[0] != "#" else f"{name}{href}" for name, href in links if not re.match("https?:|mailto:", href)
    }
    assert inner <= targets
    replies = [each.get("id") for tree in found.values() for each in tree.iter(f"{XHTML}article")]
    assert replies == ["article", *(f"reply-{number}" for number in range(1, len(thread.comments) + 1))]


def test_quotations_are_linked_both_ways() -> None:
    found = trees(SAMPLE)
    leads = [
        each[0].get("href") for each in found["replies-1.xhtml"].iter(f"{XHTML}p") if each.get("class") == "source"
    ]
    assert leads == ["article.xhtml#article-0", "article.xhtml#article-0", "replies-1.xhtml#reply-1-1"]
    back = [
        each[0].get("href") for each in found["article.xhtml"].iter(f"{XHTML}p") if each.get("class") == "quoted-by"
    ]
    assert back == ["replies-1.xhtml#reply-1-0-0"]


def test_chapters_are_of_whole_branches_and_none_is_endless() -> None:
    def sizes(thread: Thread) -> list[int]:
        found = trees(ParsedPage(PAGE, thread))
        return [len(list(found[name].iter(f"{XHTML}h2"))) for name in found if name.startswith("replies-")]

    assert sizes(row(250)) == [100, 100, 50]
    assert sizes(chain(700)) == [300, 300, 100]


def test_a_book_of_words_from_right_to_left_turns_that_way() -> None:
    found = trees(ParsedPage(PAGE, sketch("# \u05e9\u05dc\u05d5\u05dd\n\nann: \u05e9\u05dc\u05d5\u05dd")))
    assert [each.get("page-progression-direction") for each in found["package.opf"].iter("{*}spine")] == ["rtl"]
    assert found["article.xhtml"].get("dir") == "rtl"


def test_what_no_xml_may_hold_is_replaced() -> None:
    article = trees(ParsedPage(PAGE, Thread(Article("T", (Paragraph((Span("x\ufffe"),)),)), ())))["article.xhtml"]
    assert [str(each.text) for each in article.iter(f"{XHTML}p")][-1] == f"x{REPLACEMENT}"
