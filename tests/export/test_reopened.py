from dataclasses import replace
from pathlib import Path

import pytest

from export_sample import SAMPLE
from sketch import outline, sketch
from threadreader.importer.container.markdown import is_note
from threadreader.library.exporting import load_for_export, render_export, render_file
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


def test_the_tree_of_a_mailbox_has_those_without_words(tmp_path: Path) -> None:
    drawn = sketch("ann: 1\n  bob: 2\n    carl: 3")
    comments = tuple(replace(comment, body=() if comment.id == "c2" else comment.body) for comment in drawn.comments)
    again = reopened("mbox", tmp_path, replace(SAMPLE, thread=Thread(drawn.article, comments), quotes=QuoteIndex()))
    assert outline(again.thread) == "c1\n  c2\n    c3"
    assert again.thread.article.title == drawn.article.title


@pytest.mark.parametrize("name", ["html", "markdown", "epub", "mbox"])
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


def test_a_note_whose_front_matter_was_written_anew_is_the_same_thread(tmp_path: Path) -> None:
    written = render_export(SAMPLE, "markdown", 0)
    _, front, body = written.split("---\n", 2)
    members = sorted(line.replace('"', "'") for line in front.splitlines())
    file = tmp_path / "note.md"
    file.write_text("\n".join(["---", "aliases: [a]", *members, "---", body]), newline="\r\n")
    assert sketch_of(load_for_export([file])) == sketch_of(reopened("markdown", tmp_path))


def sketch_of(page: ParsedPage) -> tuple[object, ...]:
    return page.page.url, page.thread.article.title, page.thread.comments


@pytest.mark.parametrize("front", ["title: 'threadreader'", "generator: other", "---\n\ngenerator: threadreader"])
def test_a_note_of_somebody_else_is_none_of_ours(front: str) -> None:
    assert not is_note(f"---\n{front}\n---\n\n# T\n".encode())


@pytest.mark.parametrize("name", ["html", "markdown", "epub", "mbox"])
def test_a_language_that_is_not_known_is_none_again(name: str, tmp_path: Path) -> None:
    page = replace(SAMPLE, page=replace(SAMPLE.page, language=None))
    assert reopened(name, tmp_path, page).page.language is None
    if name == "html":
        assert '<html lang="und"' in render_export(page, "html", 0)


def test_an_address_in_a_mail_may_end_in_a_sign(tmp_path: Path) -> None:
    page = replace(SAMPLE, page=replace(SAMPLE.page, url="https://blog.example/bridge-."))
    assert reopened("mbox", tmp_path, page).page.url == "https://blog.example/bridge-."
