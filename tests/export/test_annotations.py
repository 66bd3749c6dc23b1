"""Quoted passages and labelled comments, as annotations of the W3C and as the table of Readwise."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from export_sample import SAMPLE
from strategies import quote_indexes, threads
from threadreader.export.annotations import export_annotations
from threadreader.export.passages import Passages
from threadreader.export.readwise import export_readwise
from threadreader.model.page import Page, PageId
from threadreader.model.save import ParsedPage
from threadreader.model.text import clean

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


@given(st.data())
def test_each_passage_is_one_row_however_many_quote_it(data: st.DataObject) -> None:
    thread = data.draw(threads(6))
    page = ParsedPage(PAGE, thread, data.draw(quote_indexes(thread)))
    rows = list(csv.DictReader(io.StringIO(export_readwise(page), newline="")))
    quoted = {(passage.owner, passage.text) for passage, _ in Passages(page).quoted()}
    assert sorted(row["Highlight"].removeprefix("'") for row in rows) == sorted(clean(text) for _, text in quoted)
