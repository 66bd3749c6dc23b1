import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from export_sample import SAMPLE
from golden import compare
from sketch import chain, paragraph, row, sketch
from strategies import notes, pages, quote_indexes, threads
from threadreader.export.json import export_json, read_json
from threadreader.model.page import Page, PageId, Save
from threadreader.model.quote import Anchor, Method, Quote, QuoteIndex, QuoteLink
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean_line
from threadreader.model.thread import Author, CommentId

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


@st.composite
def exports(draw: st.DrawFn) -> ParsedPage:
    thread = draw(threads(5))
    return ParsedPage(draw(pages), thread, draw(quote_indexes(thread)), tuple(draw(st.lists(notes, max_size=2))))


def plain(exported: ParsedPage) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(export_json(exported))
    return loaded


def held(exported: ParsedPage) -> ParsedPage:
    """What JSON holds of an export."""
    page, index = exported.page, exported.quotes
    save = page.newest and replace(page.newest, digest="", name="", imported_at=None)
    links = tuple(replace(link, quote=replace(link.quote, attribution=None)) for link in index.links)
    quotes = tuple(replace(quote, attribution=None) for quote in index.quotes)
    return replace(exported, page=replace(page, saves=(save,) if save else ()), quotes=QuoteIndex(quotes, links))


def test_the_sample_page() -> None:
    compare(Path(__file__).parent / "golden" / "sample.json", export_json(SAMPLE))


@pytest.mark.parametrize("number", [10**9 + 1, -(10**40), 1e300, True, "7"])
def test_a_number_that_no_page_has_is_refused(number: object) -> None:
    exported = plain(SAMPLE)
    exported["page"]["declared_count"] = number
    with pytest.raises(ValueError, match="declared_count"):
        read_json(json.dumps(exported))


def test_keys_stand_in_the_order_of_the_format() -> None:
    exported = plain(SAMPLE)
    assert list(exported) == ["format", "version", "page", "article", "comments", "quotes", "notes"]
    assert " ".join(exported["page"]) == "id url title site saved_at container adapter language declared_count"
    assert " ".join(exported["article"]) == "title authors published_at text blocks"
    assert " ".join(exported["comments"][0]) == (
        "id parent_id author posted_at posted_text permalink kind status by_op score text blocks"
    )
    assert " ".join(exported["quotes"][0]) == "comment_id start end target method score"


@pytest.mark.slow
@given(exports())
def test_reading_gives_back_what_was_written(exported: ParsedPage) -> None:
    assert read_json(export_json(exported)) == held(exported)


@pytest.mark.slow
@given(exports())
def test_offsets_count_in_the_whole_text(exported: ParsedPage) -> None:
    written = plain(exported)
    texts = {comment["id"]: comment["text"] for comment in written["comments"]}
    for quote, one in zip(exported.quotes.quotes, written["quotes"], strict=True):
        assert texts[one["comment_id"]][one["start"] : one["end"]] == quote.text


def test_a_quotation_without_a_source() -> None:
    thread = sketch("ann: > no such words")
    quote = Quote(Anchor(CommentId("c1"), (0, 0), 0, 7), "no such")
    assert plain(ParsedPage(PAGE, thread, QuoteIndex((quote,))))["quotes"] == [
        {"comment_id": "c1", "start": 0, "end": 7, "target": None, "method": "none", "score": 0.0}
    ]


def test_a_source_in_the_article_has_no_comment() -> None:
    thread = sketch(
        """
        First paragraph.

        The bridge held.

        ann: Look:

             > The bridge held.
        """
    )
    quote = Quote(Anchor(CommentId("c1"), (1, 0), 0, 16), "The bridge held.")
    link = QuoteLink(quote, Anchor(None, (1,), 0, 16), Method.EXACT)
    assert plain(ParsedPage(PAGE, thread, QuoteIndex((quote,), (link,))))["quotes"] == [
        {
            "comment_id": "c1",
            "start": 7,
            "end": 23,
            "target": {"comment_id": None, "start": 18, "end": 34},
            "method": "exact",
            "score": 1.0,
        }
    ]


def test_the_save_is_the_newest() -> None:
    older = Save("1" * 64, "a.html", "html", "generic", datetime(2023, 1, 1, tzinfo=UTC))
    newer = Save("2" * 64, "b.mhtml", "mhtml", "wordpress", datetime(2024, 5, 3, 14, 2, tzinfo=UTC))
    page = plain(ParsedPage(replace(PAGE, saves=(older, newer)), sketch("ann: Hello")))["page"]
    assert (page["saved_at"], page["container"], page["adapter"]) == (
        "2024-05-03T14:02:00+00:00",
        "mhtml",
        "wordpress",
    )


def test_what_a_terminal_would_obey_is_escaped() -> None:
    thread = sketch("ann: Hello")
    hostile = "a\u009b31mb\u202ec\x1bd\u2028e\udc80"
    comment = replace(thread.comments[0], author=Author(hostile), body=(paragraph("\u202e"),))
    written = export_json(ParsedPage(PAGE, replace(thread, comments=(comment,))))
    assert not set("\x1b\u009b\u202e\u2028\udc80") & set(written)
    assert read_json(written).thread.comments[0].author == Author(clean_line(hostile))
    written.encode()


@pytest.mark.parametrize("thread", [chain(3000), row(3000)], ids=["chain", "row"])
def test_threads_of_any_shape(thread: Any) -> None:
    assert read_json(export_json(ParsedPage(PAGE, thread))).thread == thread


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"format": "threadreader", "version": 2}', '{"format": "threadreader", "version": 1}'],
)
def test_what_is_no_export_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


def test_a_quotation_outside_of_the_text_is_refused() -> None:
    written = plain(SAMPLE)
    written["quotes"][0]["end"] = 100_000
    with pytest.raises(ValueError, match="no block of"):
        read_json(json.dumps(written))
