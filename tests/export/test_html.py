import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from lxml import html
from msgspec.structs import replace

from export_sample import SAMPLE
from golden import compare
from sketch import chain, sketch
from strategies import threads
from threadreader.export.html import MAX_NESTED, export_html
from threadreader.model.blocks import Heading, Image, Marks, Paragraph, Span
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Article, Author, Thread

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


def test_the_sample_is_written_as_it_was() -> None:
    compare(Path(__file__).parent / "golden" / "sample.html", export_html(SAMPLE))


def test_the_source_of_a_quotation_is_a_link_to_its_passage() -> None:
    document = html.document_fromstring(export_html(SAMPLE))
    leads = [link.get("href", "") for link in document.iter("a") if link.get("href", "").startswith("#")]
    assert any(lead.startswith("#article-") for lead in leads)
    assert all(document.get_element_by_id(lead[1:]) is not None for lead in leads)


@pytest.mark.slow
@given(threads(6))
def test_nothing_of_a_page_is_markup_or_is_fetched(thread: Thread) -> None:
    document = html.document_fromstring(export_html(ParsedPage(PAGE, thread)))
    elements = list(document.iter())
    assert not {"script", "img", "iframe", "base", "form"} & {element.tag for element in elements}
    assert [element.get("rel") for element in document.iter("link")] == ["canonical"]
    assert not any(
        name in {"src", "srcset", "background"} or str(name).startswith("on") for e in elements for name in e.attrib
    )
    assert all(re.match("#|https?:|mailto:", element.get("href", "")) for element in document.iter("a"))
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    assert max(ids.values(), default=1) == 1
    replies = document.find_class("reply")
    assert [reply.get("id") for reply in replies] == [f"reply-{n}" for n in range(1, len(thread.comments) + 1)]


def test_an_address_from_the_page_it_stands_on_is_told_and_leads_nowhere() -> None:
    link = Span("there", Marks.NONE, "/t/5")
    thread = Thread(Article("Title", (Paragraph((link,)),), (Author("Ann", "u/ann"),)), ())
    document = html.document_fromstring(export_html(ParsedPage(PAGE, thread)))
    assert [a.get("href") for a in document.iter("a")] == [PAGE.url]
    assert [(span.text_content(), span.get("title")) for span in document.iter("span") if span.get("title")] == [
        ("Ann", "u/ann"),
        ("there", "/t/5"),
    ]


def test_words_that_look_like_markup_are_words() -> None:
    thread = sketch(
        '# <b>Title</b> & more\n\n</style><script>alert(1)</script>\n\nann: "<img src=x onerror=y>" & so on'
    )
    document = html.document_fromstring(export_html(ParsedPage(PAGE, thread)))
    assert document.findtext(".//h1") == "<b>Title</b> & more"
    assert document.find_class("reply")[0].findtext("details/div/p") == '"<img src=x onerror=y>" & so on'


def test_a_reply_is_inside_the_one_that_it_answers() -> None:
    thread = sketch("ann: 1\n  bob: 2\n    carl: 3\n  dora: 4\neve: 5")
    document = html.document_fromstring(export_html(ParsedPage(PAGE, thread)))
    around = [
        [each.get("data-id") for each in reply.iterancestors("article")] for reply in document.find_class("reply")
    ]
    assert around == [[], ["c1"], ["c2", "c1"], ["c1"], []]
    assert [each.text_content() for each in document.xpath("//article//summary")] == [
        "3 replies",
        "1 reply",
        "no replies",
        "no replies",
        "no replies",
    ]


def test_a_quoted_block_leads_to_those_that_quote_it() -> None:
    document = html.document_fromstring(export_html(SAMPLE))
    quoted_by = [
        (*each.xpath("preceding-sibling::*[1]/@id"), each.text_content()) for each in document.find_class("quoted-by")
    ]
    assert quoted_by == [("article-0", "quoted by Bo #1, Ann Smith #2"), ("reply-1-1", "quoted by Ann Smith #2")]


def test_headings_skip_no_level() -> None:
    levels = [3, 5, 5, 2, 6]
    thread = Thread(Article("Title", tuple(Heading(level, (Span("Words"),)) for level in levels)), chain(9).comments)
    document = html.document_fromstring(export_html(ParsedPage(PAGE, thread)))
    tags = [element.tag for element in document.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert tags == ["h1", "h2", "h3", "h3", "h2", "h3", "h2", "h3", "h4", "h5", *["h6"] * 6]


@pytest.mark.parametrize(("words", "direction"), [("\u05e9\u05dc\u05d5\u05dd, Ann!", "rtl"), ("Hello, Ann!", "ltr")])
def test_the_direction_is_that_of_most_letters(words: str, direction: str) -> None:
    document = html.document_fromstring(export_html(ParsedPage(PAGE, sketch(f"# {words}\n\nann: {words * 3}"))))
    assert document.get("dir") == direction


def test_a_long_chain_is_no_deep_nest() -> None:
    document = html.document_fromstring(export_html(ParsedPage(PAGE, chain(2_000))))
    assert len(document.find_class("reply")) == 2_000
    innermost = document.find_class("reply")[-1]
    assert len(list(innermost.iterancestors("article"))) == MAX_NESTED
    assert innermost.get("data-parent") == "c1999"


@pytest.mark.parametrize("quote", ['"', "'", '" onmouseover="x', "'onfocus='x"])
def test_no_quotation_mark_ends_an_attribute(quote: str) -> None:
    address = f"https://a.example/{quote}"
    link = Span("there", Marks.NONE, address)
    article = Article("Title", (Paragraph((link, Span("here", Marks.NONE, quote))),), (Author("Ann", address),))
    document = html.document_fromstring(export_html(ParsedPage(replace(PAGE, site=quote), Thread(article, ()))))
    names = {str(name) for element in document.iter() for name in element.attrib}
    assert not any(name.startswith("on") for name in names)
    written = address.replace('"', "%22").replace(" ", "%20")
    assert [a.get("href") for a in document.iter("a") if a.text == "there"] == [written]


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://a.example/\u6a4b [1]?q=\\int{x}#a#b%", "https://a.example/\u6a4b%20%5B1%5D?q=%5Cint%7Bx%7D#a%23b%25"),
        ("HTTP://B\u00fccher.example:80?%41", "HTTP://B\u00fccher.example:80?%41"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("mailto:ann@mail.example", "mailto:ann@mail.example"),
        ("https://a.example/\ufffd", "https://a.example/%EF%BF%BD"),
        ("https://:0", None),
        ("http://a.example:65536/", None),
        ("http:a.example", None),
        ("http://your-website...", None),
        ("http://a.example\uff09then.example", None),
        ("http://" + "a" * 64 + ".example/", None),
        ("http://bank.example@a.example/", None),
        ("http:\\\\a.example", None),
        ("foo:bar", None),
        ("/relative", None),
    ],
)
def test_addresses_are_links_that_lead_somewhere(address: str, written: str | None) -> None:
    article = Article("Title", (Paragraph((Span("there", Marks.NONE, address),)),))
    document = html.document_fromstring(export_html(ParsedPage(PAGE, Thread(article, ()))))
    found = [each for each in document.iter("a", "span") if each.text == "there"]
    assert [(each.get("href"), each.get("title")) for each in found] == [(written, None if written else address)]


def test_white_space_is_no_link() -> None:
    spans = Span("a", Marks.NONE, "https://a.example/"), Span(" ", Marks.NONE, "https://b.example/"), Span("b")
    document = html.document_fromstring(export_html(ParsedPage(PAGE, Thread(Article("Title", (Paragraph(spans),))))))
    assert [each.text_content() for each in document.iter("p")][-1] == "a b"
    assert not document.xpath("//a[@href='https://b.example/']")


@pytest.mark.parametrize(
    ("language", "written"),
    [("de-DE-formal", "de-DE"), ("zh-Hant-TW", "zh-Hant-TW"), ("es-419", "es-419"), ("esn-esp", "und"), (None, "und")],
)
def test_a_language_is_one_that_programs_know(language: str | None, written: str) -> None:
    page = ParsedPage(replace(PAGE, language=language), chain(1))
    assert html.document_fromstring(export_html(page)).get("lang") == written


def test_branches_and_people_are_listed_with_their_counts() -> None:
    thread = sketch('ann: First words\n  bob: 2\n    ann: 3\ncarl: "> quoted"')
    document = html.document_fromstring(export_html(ParsedPage(PAGE, thread)))
    people, branches = (
        [(row.find("a").get("href"), " ".join(row.text_content().split())) for row in rows]
        for rows in (document.xpath("//nav//ul/li"), document.xpath("//nav//ol/li"))
    )
    assert people == [("#reply-1", "ann 2"), ("#reply-2", "bob 1"), ("#reply-4", "carl 1")]
    assert branches == [("#reply-1", "ann First words 2"), ("#reply-4", 'carl "> quoted"')]


def test_of_many_branches_the_largest_are_listed() -> None:
    drawn = [f"p{number}: words\n" + "  q: words\n" * (number % 3 > 0) for number in range(300)]
    document = html.document_fromstring(export_html(ParsedPage(PAGE, sketch("".join(drawn)))))
    listed = document.xpath("//nav//ol/li")
    assert (len(listed), {row.find_class("size")[0].text for row in listed}) == (100, {"1"})
    assert [each.text_content() for each in document.xpath("//nav//summary")][1] == "Top-level replies 100 of 300"


def test_a_reply_below_the_nested_ones_says_whom_it_answers() -> None:
    thread = chain(MAX_NESTED + 3)
    named = Thread(thread.article, tuple(replace(each, author=Author(f"by {each.id}")) for each in thread.comments))
    document = html.document_fromstring(export_html(ParsedPage(PAGE, named)))
    answered = [re.sub(r".* re ", "", each.text_content()) for each in document.find_class("facts")[-3:]]
    assert answered == ["#24", "by c25 #25", "by c26 #26"]


def test_facts_and_dates_keep_their_order_in_words_from_right_to_left() -> None:
    thread = replace(SAMPLE.thread, article=replace(SAMPLE.thread.article, title="\u05e9\u05dc\u05d5\u05dd" * 200))
    document = html.document_fromstring(export_html(replace(SAMPLE, thread=thread)))
    for facts in document.find_class("facts"):
        assert not [each.tag for each in facts if each.tag != "bdi"]
        assert set("".join(facts.itertext())) > {"#"}
    assert document.get("dir") == "rtl"


def test_a_saved_picture_is_in_the_file_and_no_other() -> None:
    png = b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82"
    for content, shown in ((png, True), (b"<svg onload='x'/>", False), (png[:9], False)):
        page = replace(SAMPLE, pictures={"https://blog.example/bridge.jpg": content})
        pictures = html.document_fromstring(export_html(page)).findall(".//img")
        assert [each.get("src", "")[:22] for each in pictures] == ["data:image/png;base64,"] * shown


def test_pictures_are_in_the_file_up_to_a_size() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(10_000_000) + b"IEND\xaeB`\x82"
    image = Image("https://a.example/a.png", "big")
    page = ParsedPage(PAGE, Thread(Article("Title", (image, image)), ()), pictures={"https://a.example/a.png": png})
    document = html.document_fromstring(export_html(page), parser=html.HTMLParser(huge_tree=True))
    assert [len(document.xpath("//img")), len(document.find_class("image"))] == [1, 1]


def test_nothing_but_pictures_in_the_file_is_let_in_by_its_policy() -> None:
    (policy,) = html.document_fromstring(export_html(SAMPLE)).xpath("//meta[@http-equiv]/@content")
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|https?:", export_html(SAMPLE).partition("</style>")[0].partition("<style>")[2])
