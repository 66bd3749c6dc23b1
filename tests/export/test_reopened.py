import gzip
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from export_sample import SAMPLE
from sketch import outline, sketch
from threadreader.errors import NoPageError
from threadreader.library.exporting import load_for_export, render_file
from threadreader.library.files import FileSource
from threadreader.model.blocks import Image, walk
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage
from threadreader.model.text import Moment
from threadreader.model.thread import Comment, Status, Thread


def reopened(name: str, folder: Path, page: ParsedPage = SAMPLE) -> ParsedPage:
    file = folder / "export"
    export = render_file(page, name, 0)
    file.write_bytes(export if isinstance(export, bytes) else export.encode())
    return load_for_export([file])


def facts(comment: Comment) -> Comment:
    """A comment with its time as it is known, not as the page words it."""
    moment = comment.posted_at
    return replace(comment, posted_at=moment and Moment(moment.iso or moment.text, moment.at))


@pytest.mark.parametrize("name", ["html", "epub", "mbox"])
def test_a_link_post_says_what_it_is_about_and_is_opened_so(name: str, tmp_path: Path) -> None:
    about = "https://paper.example/report?p=a%20b&q=1"
    thread = replace(SAMPLE.thread, article=replace(SAMPLE.thread.article, link=about))
    page = replace(SAMPLE, thread=thread)
    assert reopened(name, tmp_path, page).thread.article.link == about
    assert f"\nAbout: {about}\n" in str(render_file(page, "text", 0))
    assert "· about [" in str(render_file(page, "markdown", 0))


def test_the_tree_of_a_mailbox_has_those_without_words(tmp_path: Path) -> None:
    drawn = sketch("ann: 1\n  bob: 2\n    carl: 3")
    comments = tuple(replace(comment, body=() if comment.id == "c2" else comment.body) for comment in drawn.comments)
    again = reopened("mbox", tmp_path, replace(SAMPLE, thread=Thread(drawn.article, comments), quotes=QuoteIndex()))
    assert outline(again.thread) == "c1\n  c2\n    c3"
    assert again.thread.article.title == drawn.article.title


@pytest.mark.parametrize("name", ["html", "epub", "mbox"])
def test_an_export_is_opened_as_the_same_thread(name: str, tmp_path: Path) -> None:
    again = reopened(name, tmp_path)
    # A comment that is not in the page comes back where others answer it.
    present = [comment for comment in SAMPLE.thread.comments if comment.status is not Status.MISSING]
    comments = [comment for comment in again.thread.comments if comment.status is not Status.MISSING]
    assert list(map(facts, comments)) == list(map(facts, present))
    article, before = again.thread.article, SAMPLE.thread.article
    assert (article.title, article.authors, article.published_at) == (before.title, before.authors, before.published_at)
    assert article.text == before.text
    assert [block for _, block in walk(article.body) if isinstance(block, Image)] == [
        block for _, block in walk(before.body) if isinstance(block, Image)
    ]
    assert len(again.quotes.links) == len(SAMPLE.quotes.links)
    page, was = again.page, SAMPLE.page
    assert (page.url, page.site, page.language) == (was.url, was.site, was.language)
    assert (page.declared_count, again.save.adapter) == (was.declared_count, "threadreader")
    assert again.save.saved_at == (SAMPLE.save.saved_at if name != "mbox" else None)


def refusal(content: bytes) -> str:
    with pytest.raises(NoPageError) as refused:
        load_for_export([FileSource(Path("export"), content=content)])
    return str(refused.value)


@pytest.mark.parametrize(("name", "form"), [("text", "text"), ("markdown", "Markdown")])
@pytest.mark.parametrize(
    "made",
    [
        bytes,
        gzip.compress,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"threadreader text", b"threadreader text 1"),
        lambda data: data.replace(b"---\ntitle", b"---\naliases: [a]\ntitle").replace(
            b": threadreader", b": 'threadreader'"
        ),
    ],
)
def test_text_and_markdown_are_refused_in_a_line_that_names_json(name: str, form: str, made: Any) -> None:
    told = refusal(made(str(render_file(SAMPLE, name, 72)).encode()))
    assert told == (
        f"export: is a thread exported as {form}, which is not supported; "
        "export JSON instead, which can be opened: threadreader export --format json"
    )


@pytest.mark.parametrize(
    "start", ["threadreader texts\n", "---\ntitle: 'threadreader'\n---\n", "---\n\n---\ngenerator: threadreader\n"]
)
def test_a_text_of_somebody_else_is_none_of_ours(start: str) -> None:
    words = start + "Words of somebody else, about this and that."
    assert (
        "Words of somebody" in load_for_export([FileSource(Path("note"), content=words.encode())]).thread.article.text
    )


@pytest.mark.parametrize("name", ["html", "epub", "mbox"])
def test_a_language_that_is_not_known_is_none_again(name: str, tmp_path: Path) -> None:
    page = replace(SAMPLE, page=replace(SAMPLE.page, language=None))
    assert reopened(name, tmp_path, page).page.language is None
    if name == "html":
        assert '<html lang="und"' in str(render_file(page, "html", 0))


def test_an_address_in_a_mail_may_end_in_a_sign(tmp_path: Path) -> None:
    page = replace(SAMPLE, page=replace(SAMPLE.page, url="https://blog.example/bridge-."))
    assert reopened("mbox", tmp_path, page).page.url == "https://blog.example/bridge-."
