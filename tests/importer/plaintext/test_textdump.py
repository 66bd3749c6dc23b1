"""The dumps of one page, by several browsers and an extractor, give the thread that the page has."""

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadreader.importer import Imported, import_bytes
from threadreader.model.blocks import BlockQuote, Blocks, CodeBlock, ListBlock, Paragraph, leaves
from threadreader.model.thread import Kind, Status

SPADE = Path(__file__).with_name("spade")
BROWSERS = ("w3m", "numbered", "lynx", "links", "elinks", "html2text")

Outline = tuple[str | None, int | None, str]
"""Who wrote a comment, which comment it answers by its place, and its letters."""


def opened(name: str) -> Imported:
    return import_bytes((SPADE / name).read_bytes(), name)


def outline(imported: Imported) -> list[Outline]:
    indices = {comment.id: index for index, comment in enumerate(imported.thread.comments)}
    return [
        (
            comment.author.name if comment.author else None,
            indices[comment.parent_id] if comment.parent_id else None,
            re.sub(r"\W+", "", comment.text),
        )
        for comment in imported.thread.comments
    ]


def text(data: str) -> Imported:
    return import_bytes(data.encode(), "dump.txt")


@pytest.mark.parametrize("name", BROWSERS)
def test_a_browsers_dump_gives_the_thread_of_the_page(name: str) -> None:
    page, dump = opened("page.html"), opened(f"{name}.txt")
    assert outline(dump) == outline(page)
    assert [comment.posted_at and comment.posted_at.at for comment in dump.thread.comments] == [
        comment.posted_at and comment.posted_at.at for comment in page.thread.comments
    ]
    assert [comment.kind for comment in dump.thread.comments] == [comment.kind for comment in page.thread.comments]
    assert (dump.parsed.page.title, dump.parsed.page.declared_count) == (page.parsed.page.title, 7)
    assert (dump.parsed.save.container, dump.parsed.save.adapter) == ("text", "textdump")


@pytest.mark.parametrize("name", BROWSERS)
def test_a_browsers_dump_gives_the_article_of_the_page(name: str) -> None:
    page, dump = opened("page.html").thread.article, opened(f"{name}.txt").thread.article
    assert [leaf.text for leaf in leaves(dump.body)] == [leaf.text for leaf in leaves(page.body)]
    assert [author.name for author in dump.authors] == ["Ben Quill"]
    assert dump.published_at is not None
    assert dump.published_at.iso == "2021-03-06"


def test_a_copy_from_a_browser_has_the_same_comments_and_says_not_which_answers_which() -> None:
    copied = outline(opened("copied.txt"))
    assert copied == [(author, None, words) for author, _, words in outline(opened("page.html"))]


def test_what_an_extractor_left_of_a_list_is_a_tree_of_comments_without_names() -> None:
    extracted, page = opened("extracted.txt"), opened("page.html")
    assert outline(extracted) == [(None, parent, words) for _, parent, words in outline(page)]
    assert (extracted.parsed.page.title, extracted.parsed.page.declared_count) == (page.parsed.page.title, 7)


@pytest.mark.parametrize("name", ["lynx", "elinks", "numbered"])
def test_the_list_of_addresses_gives_links_names_and_permalinks_theirs(name: str) -> None:
    page, dump = opened("page.html"), opened(f"{name}.txt")
    assert [comment.permalink for comment in dump.thread.comments] == [
        comment.permalink if comment.kind is Kind.COMMENT else None for comment in page.thread.comments
    ]
    assert [comment.id for comment in dump.thread.comments if comment.kind is Kind.COMMENT] == [
        comment.id for comment in page.thread.comments if comment.kind is Kind.COMMENT
    ]
    assert dump.parsed.page.url == page.parsed.page.url
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
    assert readme.parsed.page.title == "# A tool"
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


REPLIES = """3 comments

 1. {0}

    First words, of which there are some more to fill a line of the dump.

    Reply

 2. {1}

    Second words, of which there are some more to fill a line of the dump.

    Reply

 3. {2}

    Third words, of which there are some more to fill a line of the dump.

    Reply
"""


def names_in(*heads: str) -> list[str | None]:
    return [comment.author.name if comment.author else None for comment in text(REPLIES.format(*heads)).thread.comments]


def test_the_day_of_the_week_is_no_part_of_a_name() -> None:
    assert names_in("Ann Smith on Saturday, May 4. 2019", "Ben, Sa 4. Mai 2019", "Cleo Wednesday, October 20 2010") == [
        "Ann Smith",
        "Ben",
        "Cleo",
    ]


def test_a_picture_without_a_name_is_passed_over() -> None:
    head = "[] November {}, 2016 at 6:28 pm {}"
    heads = head.format(1, "Ann"), head.format(2, "Ben"), head.format(3, "Cleo")
    assert names_in(*heads) == ["Ann", "Ben", "Cleo"]


def test_the_name_of_whom_each_answers_is_dropped_at_any_depth() -> None:
    dump = text(
        "4 Comments\n\n  • \n    Avatar\n    Ann10 months ago\n\n    One.\n\n      □ 5\n      □ Reply\n      □ \n"
        "        Avatar\n        Ben Quill Ann10 months ago\n\n        Two.\n\n          ☆ 6\n          ☆ Reply\n"
        "          ☆ \n            Avatar\n            Cleo Ben Quill10 months ago\n\n            Three.\n\n"
        "              ○ 0\n              ○ Reply\n              ○ \n                This comment was deleted.\n\n"
        "                  ■ \n                    Avatar\n                    Dot Anonymous10 months ago\n\n"
        "                    Four.\n\n                      ★ 4\n                      ★ Reply\n"
    )
    comments = dump.thread.comments
    assert [(c.author and c.author.name, c.text) for c in comments] == [
        *(("Ann", "One."), ("Ben Quill", "Two."), ("Cleo", "Three."), (None, ""), ("Dot", "Four.")),
    ]
    assert dump.thread.depths == (0, 1, 2, 3, 4)
    assert comments[3].status is Status.REMOVED


def test_names_over_short_words_are_over_them_also_without_links_to_answer() -> None:
    words = "This is the article, in a line that is long enough to be one of an article and not of a comment.\n\n"
    items = "     * ▲\n       ann 2756 days ago\n       Good.\n"
    items += "          * ▲\n            ben 2755 days ago\n            Very.\n"
    dump = text(f"   The bridge\n   3 points by ann 2761 days ago | 4 comments\n   {words}{items}{items}")
    assert [(c.author and c.author.name, c.text) for c in dump.thread.comments] == [
        *(("ann", "Good."), ("ben", "Very.")) * 2,
    ]


def test_numbers_that_a_writer_typed_are_text_and_those_of_a_list_are_not() -> None:
    typed = "Do this:\n\n    1. Measure.\n    2. Oil.\n\n    Then wait for as long as it takes the oil to dry."
    listed = "Do this:\n\n     1. Measure.\n     2. Oil.\n\n    Then wait for as long as it takes the oil to dry."
    dump = text(
        f"2 comments\n\n 1. Ann says:\n    March 7, 2021 at 9:05 am\n\n    {typed}\n\n    Reply\n"
        f" 2. Ben says:\n    March 8, 2021 at 9:05 am\n\n    {listed}\n\n    Reply\n"
    )
    first, second = dump.thread.comments
    assert "1. Measure.\n2. Oil." in first.text
    assert [type(block) for block in second.body] == [Paragraph, ListBlock, Paragraph]


def test_what_can_be_done_with_a_comment_may_stand_behind_its_time() -> None:
    links = "\n\n".join(f"   {name} 200 days ago | link\n\n   Words of {name}." for name in ("ann", "ben", "cleo"))
    dump = text(f"   A library (example.org)\n   48 points by ann 200 days ago | comments\n\n{links}\n")
    assert [c.author and c.author.name for c in dump.thread.comments] == ["ann", "ben", "cleo"]


def test_a_list_of_recent_comments_is_not_the_thread() -> None:
    recent = "Recent comments\n\n" + "".join(
        f"  * {name}: Words on Spades March {n}th 2021\n" for n, name in enumerate("ABC", 4)
    )
    thread = "3 comments\n\n" + "".join(
        f" {n}. {name} says:\n    March {n}, 2021 at 9:05 am\n\n    Words of {name}.\n\n    Reply\n"
        for n, name in enumerate(("Ann", "Ben", "Cleo"), 1)
    )
    assert [c.author and c.author.name for c in text(recent + "\n" + thread).thread.comments] == ["Ann", "Ben", "Cleo"]


def wrapped(words: str, width: int = 78) -> str:
    return "\n".join(textwrap.wrap(words, width)) + "\n\n"


PROSE = "The blade is filed from one side only, and the burr that is left by the file is taken off on a stone. "


@pytest.mark.parametrize(
    "between",
    [
        "What came of it is this:",
        "It says there: look at it. And so did Ann and Ben, when they wrote the letter that I quote from:",
        "Ann Smith:",
        "She came on 26 October 2017 to the workshop, and left it on 3 March 2018 with a spade that was hers",
    ],
)
@pytest.mark.parametrize("search", ["", "[                    ][Search]\n"])
def test_an_article_with_colons_and_days_in_it_has_no_comments(between: str, search: str) -> None:
    page = "Spades\n\n" + "".join(wrapped(PROSE * 3 + between) + wrapped(PROSE * 2) for _ in range(5)) + search
    assert text(page).thread.comments == ()


def test_the_title_of_a_text_without_comments_is_under_the_menu_and_nothing_is_left_out() -> None:
    menu = "".join(f"  * {name}\n" for name in ("Home", "Garden", "Tools", "Contact"))
    page = text(f"The shed\n\n{menu}\nPutting an edge on a spade\n\n{wrapped(PROSE * 3)}")
    assert page.parsed.page.title == "Putting an edge on a spade"
    assert page.thread.article.text.startswith("The shed\n\nHome\nGarden\n")
    assert page.thread.comments == ()


def test_an_interview_is_no_thread() -> None:
    talk = "".join(f"{name}:\n{wrapped(PROSE)}" for name in ("Ann", "Ben") * 4)
    assert text(f"A talk\n\n{talk}").thread.comments == ()
    thread = f"A talk\n\n{wrapped(PROSE * 3)}8 comments\n\n{talk}Leave a reply\n"
    assert [c.author and c.author.name for c in text(thread).thread.comments] == ["Ann", "Ben"] * 4


def test_where_a_heading_counts_none_there_are_none() -> None:
    links = "".join(f"  * {words}\n" for words in ("Share this on a network of friends", "Send it to somebody else"))
    assert text(f"Spades\n\n{wrapped(PROSE * 3)}0 comments\n\n{links}\nLeave a reply\n").thread.comments == ()


def test_how_many_comments_other_pages_have_and_how_many_are_hidden_is_no_heading() -> None:
    others = "".join(f"THE SPADE OF {n} 7{n} Comments\n\n" for n in range(4)) + "show 3 more comments\n\n"
    links = "".join(f"  * {name}\n" for name in ("Index", "Companies", "Authors", "Jobs", "Help"))
    assert text(f"Spades\n\n{wrapped(PROSE * 3)}{others}{links}").thread.comments == ()


def test_titles_of_members_and_numbers_of_replies_are_no_names() -> None:
    titles = {"Ann": "Well", "Ben": "Well", "Cleo": "New", "Dora": "Well", "Emil": "New"}
    posts = "".join(
        f"{name}\n\n{name}\n\n{title} member\n\nMarch {n}, 2021\n\n{wrapped(PROSE)}Reply\n\n"
        for n, (name, title) in enumerate(titles.items(), 1)
    )
    assert [c.author and c.author.name for c in text(f"5 replies\n\n{posts}").thread.comments] == list(titles)
    numbered = "".join(
        f"{name}{name}\nReply #{n}\nMarch {n}, 2021 - 9:05 am\n\n{wrapped(PROSE)}Report abuse\n\n"
        for n, name in enumerate(("Anna", "Benno", "Cleo", "Dora", "Emil"), 1)
    )
    assert [c.author and c.author.name for c in text(f"5 replies\n\n{numbered}").thread.comments] == [
        *("Anna", "Benno", "Cleo", "Dora", "Emil"),
    ]


def test_a_link_to_this_comment_leads_to_the_one_that_is_answered() -> None:
    dump = text(
        f"2 comments\n\n1:\n\n{wrapped(PROSE)}[1]Ann | [2]March 7, 2021 9:05 | [3]Reply\n2:\n\n{wrapped(PROSE)}"
        "Ben replied to [4]this comment from Ann | [5]March 8, 2021 9:05 | [6]Reply\n\nLeave a comment\n\n"
        "References\n\n   1. https://ann.example/\n   2. https://blog.example/a.html#comment-11\n"
        "   3. https://blog.example/a.html#reply\n   4. https://blog.example/a.html#comment-11\n"
        "   5. https://blog.example/a.html#comment-12\n   6. https://blog.example/a.html#reply\n"
    )
    assert [(c.id, c.parent_id) for c in dump.thread.comments] == [("comment-11", None), ("comment-12", "comment-11")]


def test_spaces_that_html2text_underlines_are_spaces() -> None:
    thread = "".join(
        f"   {n}. Ann_Smith says:\n      March_{n},_2021_at_9:05_am\n      A {n}_a and snake_case.\n" for n in (1, 2)
    )
    comments = text(f"****** Spades ******\n{wrapped(PROSE)}***** 2 comments *****\n{thread}").thread.comments
    assert [(c.author and c.author.name, c.posted_at and c.posted_at.iso) for c in comments] == [
        ("Ann Smith", "2021-03-01T09:05:00"),
        ("Ann Smith", "2021-03-02T09:05:00"),
    ]
    assert all("snake_case" in comment.text for comment in comments)


def test_a_time_under_the_words_is_that_of_the_comment() -> None:
    said = "".join(
        f"{name} said...\n{wrapped(f'{name}: {PROSE}So {name}.')}March {n}, 2021 9:05 PM [bin]\n\n"
        for n, name in enumerate("ABCD", 1)
    )
    comments = text(f"4 comments:\n\n{said}Post a Comment\n").thread.comments
    assert [(c.author and c.author.name, c.posted_at and c.posted_at.iso) for c in comments] == [
        (name, f"2021-03-0{n}T21:05:00") for n, name in enumerate("ABCD", 1)
    ]
    assert [comment.text for comment in comments] == [f"{name}: {PROSE}So {name}." for name in "ABCD"]


def test_what_somebody_is_in_the_thread_is_no_part_of_the_name() -> None:
    heads = ("Ann\nAuthor", "Ben Author", "Cleo", "Dora\nPost author")
    thread = "".join(f"{head}\nMarch {n}, 2021 9:05\n\n{wrapped(PROSE)}Reply\n\n" for n, head in enumerate(heads, 1))
    names = [c.author and c.author.name for c in text(f"4 comments\n\n{thread}").thread.comments]
    assert names == ["Ann", "Ben", "Cleo", "Dora"]


def test_what_is_counted_in_a_sentence_is_no_heading() -> None:
    prose = wrapped(
        "We sent, all in all and over the whole of the year that lies behind us, 400,000 posts to a network. " * 2
    )
    thread = "".join(f"{name} 3 days ago | link\n\n{prose}reply\n\n" for name in ("ann", "ben", "cleo"))
    assert len(text(f"Spades\n\n{thread}").thread.comments) == 3


@given(st.text(alphabet="ab 12.•*>[]():\n\t-_,\u00a0…says2021March", max_size=400))
def test_any_text_opens(data: str) -> None:
    if data.strip(" \t\r\n\f\x00"):
        text(f"x {data}")
