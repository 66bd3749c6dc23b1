"""Cleanup of drafts: numbers, removed comments, signatures and bylines."""

import pytest
from bs4 import Tag
from bs4.element import PageElement
from msgspec.structs import replace

from structure import ARTICLE, NAMES, WORDS, day, draft_of, words_of
from threadreader.importer.cleanup import (
    Byline,
    ParsedByline,
    mark_removed,
    parse_bylines,
    strip_numbers,
    strip_own_numbers,
)
from threadreader.importer.draft import CommentDraft
from threadreader.importer.html.parser import parse_html
from threadreader.model.thread import Kind, Status


def comment(key: str, author: str, html: str) -> CommentDraft:
    """A comment with this body."""
    body = parse_html(f"<div>{html}</div>").div
    assert isinstance(body, Tag)
    return CommentDraft(element=body, body=(body,), author=author, key=key)


def remaining_text(draft: CommentDraft) -> str:
    """The text of a comment without what is left out."""
    pieces: list[str] = []
    stack: list[PageElement] = [*reversed(draft.body)]
    while stack:
        node = stack.pop()
        if not isinstance(node, Tag):
            pieces.append(str(node))
        elif not (draft.leave_out and draft.leave_out(node)):
            stack.extend(reversed(node.contents))
    return " ".join("".join(pieces).split())


def unnumbered(*bodies: str) -> list[str]:
    """What is left of the words of comments."""
    drafts = strip_own_numbers([comment(str(at), "Ann", words) for at, words in enumerate(bodies)])
    return list(map(remaining_text, drafts))


@pytest.mark.parametrize("number", ["<span>{}:</span>", "<a href='#c{}'>#{}</a>", "<div><b>{}.</b></div>"])
def test_the_number_of_a_comment_on_its_page_is_none_of_its_words(number: str) -> None:
    bodies = [f"{number.format(at, at)}<p>{words}.</p>" for at, words in ((4, "Oak"), (6, "Ash"), (5, "Elm"))]
    assert unnumbered(*bodies) == ["Oak.", "Ash.", "Elm."]
    assert unnumbered(*bodies, "<p>Yew.</p>")[3] == "Yew."


def test_numbers_that_somebody_wrote_stay() -> None:
    same, lists = "<span>3:</span><p>Oak.</p>", "<p>1. Oak.</p>"
    few = [f"<span>{at}:</span><p>Oak.</p>" for at in (1, 2, 3)] + ["<p>Ash.</p>"] * 3
    alone = [f"<span>{at}</span>" for at in (1, 2, 3)]
    for bodies in ([same] * 3, [lists] * 3, few, alone):
        assert unnumbered(*bodies) == [
            remaining_text(comment(str(at), "Ann", words)) for at, words in enumerate(bodies)
        ]


def named(*names: str) -> list[str | None]:
    """What is left of the names of comments."""
    return [each.author for each in strip_numbers([comment(str(at), name, "Oak.") for at, name in enumerate(names)])]


def test_numbers_that_count_up_are_no_part_of_names() -> None:
    assert named("7. Ann", "8. Bob", "9. 3 Brothers") == ["Ann", "Bob", "3 Brothers"]


def test_numbers_that_count_down_are_no_part_of_names_of_the_newest_first() -> None:
    assert named("100 Ann", "99 Bob", "98 3 Brothers") == ["Ann", "Bob", "3 Brothers"]


def test_numbers_that_do_not_count_up_are_names() -> None:
    assert named("7 Dwarfs", "8 Ball", "10 Pin") == ["7 Dwarfs", "8 Ball", "10 Pin"]
    assert named("1. Ann", "2. Bob", "Carla") == ["1. Ann", "2. Bob", "Carla"]
    assert named("1. Ann", "2. Bob") == ["1. Ann", "2. Bob"]


def draft(html: str, author: str | None = None, key: str | None = "7") -> CommentDraft:
    """A comment with this body."""
    body = parse_html(f"<div>{html}</div>").div
    assert isinstance(body, Tag)
    return CommentDraft(element=body, body=(body,), author=author, key=key)


@pytest.mark.parametrize(
    "html",
    ["<p>[deleted]</p>", "This comment has been removed by the author.", "<p>(post deleted by author)</p>", " \n "],
)
def test_what_says_that_it_was_removed_holds_its_place(html: str) -> None:
    found = mark_removed(draft(html))
    assert found.status is Status.REMOVED
    assert not found.body


def test_who_wrote_a_removed_comment_is_kept_where_it_is_said() -> None:
    assert mark_removed(draft("[removed]", "Ann")).author == "Ann"
    assert mark_removed(draft("", "Deleted comment")).author is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>I deleted it.</p>",
        "<p>This comment was deleted yesterday, and I have written it again since it said how the saw is set.</p>",
        '<img src="https://example.org/saw.png">',
        f"<p>[deleted]</p>{'<p>Oak, larch and ash.</p>' * 20}",
    ],
)
def test_all_else_is_a_comment(html: str) -> None:
    whole = draft(html)
    assert mark_removed(whole) is whole


def test_what_a_writer_may_have_said_of_a_comment_is_kept() -> None:
    words = "Post deleted by mistake, sorry everyone!"
    for author in ("Ann", "[deleted]", None):
        assert mark_removed(draft(words, author)).status is Status.PRESENT


def test_one_with_a_name_and_no_words_is_not_known_to_be_removed() -> None:
    whole = draft("", "Ann")
    assert mark_removed(whole) is whole


@pytest.mark.parametrize(
    "words",
    [
        "This comment has been removed.",
        "Dieser Kommentar wurde gelöscht.",
        "Ce commentaire a été supprimé.",
        "Kommentaren har tagits bort",
        "Tämä kommentti on poistettu",
        "Цей коментар було видалено",
        "Bình luận này đã bị xóa",
        "このコメントは削除されました",
    ],
)
def test_the_notice_on_a_comment_of_somebody_stays_as_its_words(words: str) -> None:
    found = mark_removed(draft(words, "Ann"))
    assert (found.status, found.author, words_of(found)) == (Status.REMOVED, "Ann", words)


def test_a_notice_beside_a_picture_of_somebody_is_all_that_is_said() -> None:
    found = mark_removed(draft("<img src='ann.png'><p>This comment has been removed.</p>", "Ann"))
    assert (found.status, words_of(found)) == (Status.REMOVED, "This comment has been removed.")
    kept = draft("<img src='ann.png'><p>This comment has been removed.</p><p>Why?</p>", "Ann")
    assert mark_removed(kept) is kept


def test_a_notice_beside_an_empty_body_is_found_but_none_in_an_answer() -> None:
    html = "<p>Ann</p><div class='body'></div><div id='b'><i>This comment has been removed.</i></div>"
    whole = draft(html, "Ann")
    answer = whole.element.find(id="b")
    empty = replace(whole, body=())
    assert words_of(mark_removed(empty)) == "This comment has been removed."
    assert mark_removed(empty, {id(answer)}) is empty


def test_a_notice_in_place_of_a_name_is_nobody() -> None:
    gone = mark_removed(draft("level 1", "Comment deleted by user"))
    assert (gone.author, gone.status, gone.body) == (None, Status.REMOVED, ())
    kept = mark_removed(draft("Oak is best.", "[deleted]"))
    assert (kept.author, kept.status, words_of(kept)) == (None, Status.PRESENT, "Oak is best.")
    long = mark_removed(draft("Oak is the best of all.", "Comment deleted by user"))
    assert (long.author, long.status) == (None, Status.PRESENT)


def test_only_comments_are_removed() -> None:
    ping = CommentDraft(element=draft("").element, key="8", kind=Kind.PINGBACK)
    assert mark_removed(ping) is ping


LINE = "_" * 17


def posts(*ends: str) -> list[str]:
    """The words of posts that end in some way, as the fallback reads them."""
    html = "".join(
        f"<div class='comment' id='comment-{n}'><b class='author'>{NAMES[n]}</b> <i>{day(n)}</i>"
        f"<div class='words'>{WORDS[n]}{end}</div></div>"
        for n, end in enumerate(ends)
    )
    return [words_of(each) for each in draft_of(f"<body>{ARTICLE}<div id='comments'>{html}</div></body>").comments]


def test_what_stands_below_several_such_lines_is_left_out() -> None:
    signed = f"<br><br>{LINE}<br>Boil it twice."
    assert posts(signed, "", f"<div><span>{signed}</span></div>", "", signed) == [*WORDS[:5]]


def test_one_line_alone_was_drawn_by_who_wrote() -> None:
    drawn = f"<br>{LINE}<br>Yours, Bob"
    assert posts("", drawn, "", "", "")[1] == f"{WORDS[1]} {LINE} Yours, Bob"


def test_a_line_in_a_quotation_is_not_the_writers() -> None:
    quoted = f"<div class='quote'>Ours leaks. <br>{LINE}<br>Bob</div> It does."
    assert posts(quoted, quoted, "", "", "")[0].endswith("It does.")


def test_what_a_linked_name_shows_holds_for_names_without_a_link() -> None:
    lines = [
        Byline("Comment by Ann \u2014 March 1, 2012 @ 3:42 pm", "Ann"),
        Byline("Comment by T. - of the mill \u2014 March 2, 2012 @ 9:01 am"),
    ]
    assert [parted.name for parted in parse_bylines(lines)] == ["Ann", "T. - of the mill"]
    assert [parted.rest for parted in parse_bylines(lines)] == [
        "\u2014 March 1, 2012 @ 3:42 pm",
        "\u2014 March 2, 2012 @ 9:01 am",
    ]


def test_lines_of_several_kinds_have_leads_of_their_own() -> None:
    lines = [
        Byline("Comment by Ann \u2014 May 1", "Ann"),
        Byline("Pingback by The Log \u2014 May 2", "The Log"),
        Byline("Pingback by Other \u2014 May 3"),
    ]
    assert [(parted.lead, parted.name) for parted in parse_bylines(lines)] == [
        ("Comment by", "Ann"),
        ("Pingback by", "The Log"),
        ("Pingback by", "Other"),
    ]


def test_without_any_link_the_words_that_all_lines_begin_with_are_the_theme_s() -> None:
    lines = [Byline("Kommentar von Ann \u2014 1. Mai"), Byline("Kommentar von Anna Lee \u2014 2. Mai")]
    assert [parted.name for parted in parse_bylines(lines)] == ["Ann", "Anna Lee"]


def test_one_line_alone_is_parted_at_a_mark() -> None:
    assert parse_bylines([Byline("Ann | May 1")]) == [ParsedByline("", "Ann", "| May 1")]
    assert parse_bylines([Byline("Ann")]) == [ParsedByline("", "Ann", "")]


def test_words_between_name_and_time_do_not_hide_the_time() -> None:
    (parted,) = parse_bylines([Byline("By The Log on May 5, 2019", "The Log")])
    assert (parted.lead, parted.name, parted.rest) == ("By", "The Log", "on May 5, 2019")
