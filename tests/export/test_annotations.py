"""Quoted passages and labelled comments, as annotations of the W3C and as the table of Readwise."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from export_sample import SAMPLE
from strategies import quote_indexes, threads
from threadreader.export import select_comments
from threadreader.export.annotations import Passages, export_annotations, export_readwise
from threadreader.model.annotation import Annotation, Located, Range
from threadreader.model.page import Page, PageId
from threadreader.model.save import AnnotatedPage, ParsedPage
from threadreader.model.text import clean
from threadreader.model.thread import CommentId

PAGE = Page(PageId("https://example.org/"), "Title", "https://example.org/")


def test_a_quotation_is_a_reply_to_the_passage_that_it_quotes() -> None:
    page = json.loads(export_annotations(SAMPLE))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert [item["motivation"] for item in page["items"]] == ["replying"] * len(SAMPLE.quotes.links)
    first = page["items"][0]
    assert first["creator"]["name"] == "Bo"
    quote, position = first["target"]["selector"]
    text = SAMPLE.thread.article.text
    assert text[position["start"] : position["end"]] == quote["exact"]


def test_what_was_labelled_is_a_bookmark() -> None:
    chosen = SAMPLE.thread.comments[1]
    item = json.loads(export_annotations(SAMPLE, labels={chosen.id: ["starred"]}))["items"][-1]
    assert (item["motivation"], item["target"]) == ("bookmarking", chosen.permalink)
    assert [tag["value"] for tag in item["body"]] == ["starred"]
    row = list(csv.DictReader(io.StringIO(export_readwise(SAMPLE, labels={chosen.id: ["starred"]}))))[-1]
    assert (row["Highlight"], row["Note"]) == (chosen.text, ".starred")


def test_highlights_and_notes_are_annotations_and_rows_also_of_passages_that_are_gone() -> None:
    comment = SAMPLE.thread.comments[1]
    one = Annotation.of(comment.id, comment.text, 0, 4, "green").with_note("=why?\nso")
    one = replace(one, made_at="2024-05-03T14:02:00+00:00")
    gone = Annotation(CommentId("nobody"), 3, 8, "words", "no ", " here", "pink")
    annotations = Located("a", one, Range(2, 6, edited=True)), Located("b", gone)
    page = AnnotatedPage(SAMPLE.page, SAMPLE.thread, SAMPLE.quotes, annotations=annotations)
    first, second = json.loads(export_annotations(page))["items"][-2:]
    assert (first["motivation"], first["created"]) == ("commenting", one.made_at)
    assert [body["value"] for body in first["body"]] == ["=why?\nso", "green"]
    assert first["target"]["selector"][0]["exact"] == comment.text[2:6]
    assert (second["motivation"], second["target"]["source"][-7:]) == ("highlighting", "#nobody")
    assert second["target"]["selector"] == [
        {"type": "TextQuoteSelector", "exact": "words", "prefix": "no ", "suffix": " here"},
        {"type": "TextPositionSelector", "start": 3, "end": 8},
    ]
    *_, row, lost = csv.DictReader(io.StringIO(export_readwise(page)))
    assert (row["Highlight"], row["Note"], row["Date"]) == (comment.text[2:6], "'=why?\nso .green", one.made_at)
    assert (lost["Highlight"], lost["Note"], lost["Author"]) == ("words", ".pink", "")
    chosen = select_comments(page, [comment.id], context=False)
    assert isinstance(chosen, AnnotatedPage)
    assert chosen.annotations == annotations[:1]


@pytest.mark.slow
@given(st.data())
def test_every_selector_finds_its_passage(data: st.DataObject) -> None:
    thread = data.draw(threads(6))
    page = ParsedPage(PAGE, thread, data.draw(quote_indexes(thread)))
    passages = [passage for passage, _ in Passages(page).quoted()]
    assert len(json.loads(export_annotations(page))["items"]) == len(passages)
    for passage in passages:
        body = thread.article if passage.owner is None else thread.comments[thread.position[passage.owner]]
        assert body.text[passage.start : passage.end] == passage.text
        assert f"{passage.before}{passage.text}{passage.behind}" in body.text


@pytest.mark.slow
@given(st.data())
def test_each_passage_is_one_row_however_many_quote_it(data: st.DataObject) -> None:
    thread = data.draw(threads(6))
    page = ParsedPage(PAGE, thread, data.draw(quote_indexes(thread)))
    rows = list(csv.DictReader(io.StringIO(export_readwise(page), newline="")))
    quoted = {(passage.owner, passage.text) for passage, _ in Passages(page).quoted()}
    assert sorted(row["Highlight"].removeprefix("'") for row in rows) == sorted(clean(text) for _, text in quoted)
