from dataclasses import replace
from pathlib import Path

import pytest

from export_sample import SAMPLE
from sketch import outline, sketch
from threadreader.importer.container.markdown import is_note
from threadreader.library.exporting import load_for_export, render_export, render_file
from threadreader.model.quote import QuoteIndex
from threadreader.model.save import ParsedPage
from threadreader.model.thread import Author, Comment, Kind, Status, Thread


def reopened(name: str, folder: Path, page: ParsedPage = SAMPLE) -> ParsedPage:
    file = folder / "export"
    export = render_file(page, name, 0)
    file.write_bytes(export if isinstance(export, bytes) else export.encode())
    return load_for_export([file])


def words(text: str) -> list[str]:
    """Words of a text; a line that begins with ">" is read as a quotation."""
    return [word for word in text.split() if word != ">"]


def facts(comment: Comment) -> tuple[object, ...]:
    # "2 days ago" is certain, once the time of saving is known.
    time = comment.posted_at and comment.posted_at.at if comment.kind is Kind.COMMENT else None
    return comment.id, comment.parent_id, comment.author, time, comment.permalink, words(comment.text)


def test_a_book_is_opened_as_the_same_thread_with_its_quotations(tmp_path: Path) -> None:
    again = reopened("epub", tmp_path)
    assert again.thread == SAMPLE.thread
    assert [link.target for link in again.quotes.links] == [link.target for link in SAMPLE.quotes.links]
    assert replace(again.page, title=SAMPLE.page.title, saves=()) == replace(SAMPLE.page, saves=())


def test_a_mailbox_is_opened_as_the_same_thread(tmp_path: Path) -> None:
    again = reopened("mbox", tmp_path)
    # What is not in the page is a mail without words.
    comments = SAMPLE.thread.comments
    before = [replace(comment, author=comment.author and Author(comment.author.name)) for comment in comments]
    assert list(map(facts, again.thread.comments)) == list(map(facts, before))
    article, was = again.thread.article, SAMPLE.thread.article
    assert (article.title, article.authors[0].name, article.published_at) == (was.title, "Ann Smith", was.published_at)
    assert article.text.split() == was.text.split()
    assert again.page.url == SAMPLE.page.url
    assert len(again.quotes.links) == len(SAMPLE.quotes.links)


def test_the_tree_of_a_mailbox_has_those_without_words(tmp_path: Path) -> None:
    drawn = sketch("ann: 1\n  bob: 2\n    carl: 3")
    comments = tuple(replace(comment, body=() if comment.id == "c2" else comment.body) for comment in drawn.comments)
    again = reopened("mbox", tmp_path, replace(SAMPLE, thread=Thread(drawn.article, comments), quotes=QuoteIndex()))
    assert outline(again.thread) == "c1\n  c2\n    c3"
    assert again.thread.article.title == drawn.article.title


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_html_and_markdown_are_opened_as_the_same_thread(name: str, tmp_path: Path) -> None:
    again = reopened(name, tmp_path)
    # A comment that is not in the page comes back where others answer it.
    comments = [comment for comment in SAMPLE.thread.comments if comment.status is not Status.MISSING]
    assert list(map(facts, again.thread.comments)) == list(map(facts, comments))
    kinds = [(comment.kind, comment.by_op, comment.score) for comment in again.thread.comments]
    assert kinds == [(comment.kind, comment.by_op, comment.score) for comment in comments]
    article, before = again.thread.article, SAMPLE.thread.article
    assert (article.title, article.authors, article.published_at) == (before.title, before.authors, before.published_at)
    assert article.text.split() == before.text.split()
    assert len(again.quotes.links) == len(SAMPLE.quotes.links)
    page, was = again.page, SAMPLE.page
    assert (page.url, page.site, page.language) == (was.url, was.site, was.language)
    assert (page.declared_count, again.save.adapter) == (was.declared_count, "threadreader")
    assert again.save.saved_at == SAMPLE.save.saved_at


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
