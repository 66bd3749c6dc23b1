import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_sample import SAMPLE
from sketch import outline, sketch
from strategies import quote_indexes, threads
from threadreader.export import FORMATS, TextOffsets, select_comments, without_article
from threadreader.export.html import export_html
from threadreader.export.markdown import export_markdown
from threadreader.export.text import write_text
from threadreader.model.page import Page, PageId
from threadreader.model.quote import Anchor
from threadreader.model.save import ParsedPage
from threadreader.model.thread import CommentId


def test_every_format_is_found() -> None:
    assert {name: exporter.suffix for name, exporter in FORMATS.items()} == {
        "annotations": ".jsonld",
        "convokit": ".convokit.zip",
        "csv": ".csv",
        "epub": ".epub",
        "html": ".html",
        "json": ".json",
        "jsonl": ".jsonl",
        "markdown": ".md",
        "mbox": ".mbox",
        "parquet": ".parquet",
        "readwise": ".csv",
        "text": ".txt",
    }


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_page_gives_the_same_bytes(name: str) -> None:
    exporter = FORMATS[name]
    assert exporter.export(SAMPLE, 72, {}) == exporter.export(SAMPLE, 72, {})


@pytest.mark.parametrize("name", FORMATS.keys() - {"convokit", "epub", "parquet"})
def test_an_export_ends_with_one_newline(name: str) -> None:
    written = FORMATS[name].export(SAMPLE, 72, {})
    assert isinstance(written, str)
    assert written.endswith("\n")
    assert not written.endswith("\n\n")


PAGE = Page(PageId("page"), "Page")
TALK = sketch("ann: 1\n  bob: 2\n    carl: 3\n  dora: 4\neve: 5")


def part(*chosen: str, context: bool) -> str:
    return outline(select_comments(ParsedPage(PAGE, TALK), list(map(CommentId, chosen)), context=context).thread)


def test_what_is_answered_comes_along() -> None:
    assert part("c3", "c5", context=True) == "c1\n  c2\n    c3\nc5"


def test_without_it_a_branch_begins_at_its_first_comment() -> None:
    assert part("c2", "c3", context=False) == "c2\n  c3"


def test_a_link_into_what_is_left_out_is_left_out() -> None:
    assert SAMPLE.quotes.links
    chosen = select_comments(SAMPLE, [SAMPLE.thread.comments[1].id], context=False)
    assert {link.target.owner for link in chosen.quotes.links} <= {None}


@pytest.mark.slow
@given(st.data())
def test_any_part_is_a_thread(data: st.DataObject) -> None:
    thread = data.draw(threads(8))
    exported = ParsedPage(PAGE, thread, data.draw(quote_indexes(thread)))
    ids = [comment.id for comment in thread.comments]
    chosen = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    whole = select_comments(exported, chosen, context=True)
    assert chosen <= {comment.id for comment in whole.thread.comments}
    kept = {None, *(comment.id for comment in whole.thread.comments)}
    assert {link.target.owner for link in whole.quotes.links} <= kept
    alone = select_comments(exported, chosen, context=False)
    assert [c.id for c in alone.thread.comments] == [one for one in ids if one in chosen]


def test_without_the_article_what_leads_into_it_is_left_out() -> None:
    bare = without_article(SAMPLE)
    assert bare.thread.article.body == ()
    assert bare.thread.article.title == SAMPLE.thread.article.title
    assert bare.thread.comments == SAMPLE.thread.comments
    assert {link.target.owner for link in bare.quotes.links} == {CommentId("comment-7")}


def test_what_answers_one_that_is_left_out_stands_under_the_next_above() -> None:
    assert part("c1", "c3", "c4", context=False) == "c1\n  c3\n  c4"


THREAD = sketch(
    """
    Title words.

    ann: First.

         > Quoted words.

         Last.
    """
)
ANN = CommentId("c1")


def test_an_anchor_has_offsets_in_the_whole_text_and_back() -> None:
    offsets = TextOffsets(THREAD)
    anchor = Anchor(ANN, (1, 0), 7, 12)
    start, end = offsets.offsets(anchor)
    assert THREAD.comments[0].text[start:end] == "words"
    assert offsets.anchor(ANN, start, end) == anchor
    assert offsets.leaf(anchor).text == "Quoted words."


def test_the_article_has_no_owner() -> None:
    assert TextOffsets(THREAD).anchor(None, 0, 5) == Anchor(None, (0,), 0, 5)


@pytest.mark.parametrize(("start", "end"), [(0, 8), (30, 40), (7, 9)])
def test_what_is_not_in_one_block_has_no_anchor(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no block of c1"):
        TextOffsets(THREAD).anchor(ANN, start, end)


LABELS = {CommentId("comment-8"): ("unread", "starred")}


def test_they_stand_with_the_comment_in_every_form_for_people() -> None:
    assert ", -3 votes, unread, starred\n" in write_text(SAMPLE, labels=LABELS)
    assert " · unread · starred" in export_markdown(SAMPLE, labels=LABELS)
    assert " · <bdi>unread</bdi> · <bdi>starred</bdi>" in export_html(SAMPLE, labels=LABELS)


def test_only_what_holds_everything_has_no_choice() -> None:
    assert [name for name, exporter in FORMATS.items() if exporter.lossless] == ["json"]
