"""The dumps of one page, by several browsers and an extractor, give the thread that the page has."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer import Imported, import_bytes
from threadreader.model.blocks import BlockQuote, Blocks, CodeBlock, ListBlock, Paragraph, leaves
from threadreader.model.thread import Kind

SPADE = Path(__file__).with_name("spade")
BROWSERS = ("w3m", "numbered", "lynx", "links", "elinks", "html2text")

Told = tuple[str | None, int | None, str]
"""Who wrote a comment, which comment it answers by its place, and its letters."""


def opened(name: str) -> Imported:
    return import_bytes((SPADE / name).read_bytes(), name)


def told(imported: Imported) -> list[Told]:
    places = {comment.id: place for place, comment in enumerate(imported.thread.comments)}
    return [
        (
            comment.author.name if comment.author else None,
            places[comment.parent_id] if comment.parent_id else None,
            re.sub(r"\W+", "", comment.text),
        )
        for comment in imported.thread.comments
    ]


def text(data: str) -> Imported:
    return import_bytes(data.encode(), "dump.txt")


@pytest.mark.parametrize("name", BROWSERS)
def test_a_browsers_dump_gives_the_thread_of_the_page(name: str) -> None:
    page, dump = opened("page.html"), opened(f"{name}.txt")
    assert told(dump) == told(page)
    assert [comment.posted_at and comment.posted_at.at for comment in dump.thread.comments] == [
        comment.posted_at and comment.posted_at.at for comment in page.thread.comments
    ]
    assert [comment.kind for comment in dump.thread.comments] == [comment.kind for comment in page.thread.comments]
    assert (dump.title, dump.declared_count) == (page.title, 7)
    assert (dump.container, dump.adapter) == ("text", "textdump")


@pytest.mark.parametrize("name", BROWSERS)
def test_a_browsers_dump_gives_the_article_of_the_page(name: str) -> None:
    page, dump = opened("page.html").thread.article, opened(f"{name}.txt").thread.article
    assert [leaf.text for leaf in leaves(dump.body)] == [leaf.text for leaf in leaves(page.body)]
    assert [author.name for author in dump.authors] == ["Ben Quill"]
    assert dump.published_at is not None
    assert dump.published_at.iso == "2021-03-06"


def test_a_copy_from_a_browser_has_the_same_comments_and_says_not_which_answers_which() -> None:
    copied = told(opened("copied.txt"))
    assert copied == [(author, None, words) for author, _, words in told(opened("page.html"))]


def test_what_an_extractor_left_of_a_list_is_a_tree_of_comments_without_names() -> None:
    extracted, page = opened("extracted.txt"), opened("page.html")
    assert told(extracted) == [(None, parent, words) for _, parent, words in told(page)]
    assert (extracted.title, extracted.declared_count) == (page.title, 7)


@pytest.mark.parametrize("name", ["lynx", "elinks", "numbered"])
def test_the_list_of_addresses_gives_links_names_and_permalinks_theirs(name: str) -> None:
    page, dump = opened("page.html"), opened(f"{name}.txt")
    assert [comment.permalink for comment in dump.thread.comments] == [
        comment.permalink if comment.kind is Kind.COMMENT else None for comment in page.thread.comments
    ]
    assert [comment.id for comment in dump.thread.comments if comment.kind is Kind.COMMENT] == [
        comment.id for comment in page.thread.comments if comment.kind is Kind.COMMENT
    ]
    assert dump.url == page.url
    assert links(dump.thread.comments[0].body) == [("right", "https://tools.example/files")]
    assert [comment.author and comment.author.url for comment in dump.thread.comments][:3] == [
        "https://odile.example/",
        None,
        "https://odile.example/",
    ]


def links(body: Blocks) -> list[tuple[str, str | None]]:
    paragraphs = [block for block in body if isinstance(block, Paragraph)]
    return [(span.text, span.href) for block in paragraphs for span in block.spans if span.href]


@pytest.mark.parametrize("name", ["w3m", "links", "lynx"])
def test_quotations_lists_and_typed_quotations_are_such(name: str) -> None:
    comments = opened(f"{name}.txt").thread.comments
    assert [type(comments[place].body[0]) for place in (1, 2)] == [BlockQuote, BlockQuote]
    assert any(isinstance(block, ListBlock) and len(block.items) == 2 for block in comments[3].body)


def test_a_text_without_comments_is_an_article() -> None:
    readme = text(
        "# A tool\n\nIt sharpens spades.\n\n## Changes\n\n* 2021-03-07 Ann: new file\n* 2021-03-06 Ben: oil\n"
    )
    assert readme.thread.comments == ()
    assert readme.title == "# A tool"
    assert "It sharpens spades." in readme.thread.article.text
    assert "new file" in readme.thread.article.text


def test_a_list_of_changes_is_no_thread() -> None:
    log = "".join(
        f"commit {n}\nAuthor: Ann Smith\nDate: March {n}, 2021 10:00\n\n    Change {n}\n\n" for n in range(1, 9)
    )
    assert text(log).thread.comments == ()


def test_mail_is_an_article() -> None:
    head = "From: ann@mail.example\nDate: Sun, 7 Mar 2021 10:00\nSubject: Spades\n\n"
    mail = f"{head}On March 6, 2021, Ben wrote:\n> Oil it.\n\nYes.\n"
    assert text(mail).thread.comments == ()


def test_code_in_a_comment_keeps_its_lines() -> None:
    dump = text(
        "2 responses to “Sums”\n\n 1. Ann says:\n    March 7, 2021 at 9:05 am\n\n    def turns(clay):\n"
        "        return clay * 3\n    print(turns(2))\n\n    Reply\n 2. Ben says:\n    March 8, 2021 at 9:05 am\n\n"
        "    Six.\n\n    Reply\n"
    )
    code = dump.thread.comments[0].body[0]
    assert isinstance(code, CodeBlock)
    assert code.text == "def turns(clay):\n    return clay * 3\nprint(turns(2))"


@given(st.text(alphabet="ab 12.•*>[]():\n\t-_,\u00a0…says2021March", max_size=400))
def test_any_text_opens(data: str) -> None:
    if data.strip(" \t\r\n\f\x00"):
        text(f"x {data}")
