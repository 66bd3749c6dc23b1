"""Posts of boards in markup that is easily mistaken: two rows each, advertisements, changes of fields."""

import pytest

from structure import NAMES, WORDS, comments_in, day, draft_of, page, told
from threadreader.importer.choice.quality import measure
from threadreader.importer.document import Document
from threadreader.importer.generic import ADAPTER
from threadreader.importer.generic.page import SurveyedPage
from threadreader.importer.html.parser import parse_html

POSTS = [(number, name, words) for number, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))]


def test_a_post_may_be_two_rows_that_are_called_alike() -> None:
    rows = "".join(
        f"<tr><td class='row1'><span class='name'><a name='{number + 70}'></a><b>{name}</b></span></td>"
        f"<td class='row1'><span class='details'>Posted: {day(number)}</span></td></tr>"
        f"<tr><td class='row1'><br><span class='details'>Member</span></td>"
        f"<td class='row1'><span class='postbody'>{words}</span></td></tr>"
        for number, name, words in POSTS
    )
    head = "<tr><td class='row6'><span>Author</span></td><td class='row6'><span>Message</span></td></tr>"
    found = told(comments_in(f"<body><table>{head}{rows}</table>"))
    assert [(author, words) for author, _, words in found] == list(zip(NAMES, WORDS, strict=True))


def post(number: int, name: str, words: str, *, head: str = "", part: str = "") -> str:
    return (
        f"<div class='post'><div class='left'><b class='s2'>{name}</b></div>"
        f"<div class='left'><i>{day(number)}</i>{head}</div>{part}<div class='text'>{words}</div></div>"
    )


def test_the_heads_of_columns_are_no_post() -> None:
    head = "<div class='replies-head'><div class='author'>Author</div><div class='title'>Discussion</div></div>"
    posts = (
        f"<div class='reply' id='m{again}{number}'><p class='author'>{name}</p><i>{day(number + 6 * again)}</i>"
        f"<a href='#'>Quote</a><div>{lead} {words}</div></div>"
        for again, lead in enumerate(("First of all:", "Then:", "And also:", "Last:"))
        for number, name, words in POSTS
    )
    html = f"<body><section class='posts'>{head}{''.join(posts)}</section>"
    assert [comment.author for comment in comments_in(html)] == [*NAMES] * 4


def entries(*between: str) -> str:
    """A list of comments with others in the midst."""
    items = [
        f"<li class='comment'><b class='author'>{name}</b> <i>{day(number)}</i><p>{words}</p></li>"
        for number, name, words in POSTS
    ]
    return f"<body><ol class='comments'>{''.join([*items[:3], *between, *items[3:]])}</ol>"


@pytest.mark.parametrize("name", ["Publicité", "Sponsored links"])
def test_an_advertisement_in_the_markup_of_posts_is_none(name: str) -> None:
    advertisement = f"<li class='comment'><b class='author'>{name}</b> <i>{day(0)}</i><p></p></li>"
    assert [comment.author for comment in comments_in(entries(advertisement))] == list(NAMES)


def test_the_words_are_in_the_column_where_they_mostly_are_however_short() -> None:
    posts = (
        f"<table class='post'><tr><td class='c1'><div class='right'><a href='#t{number}'>#</a></div>"
        f"<div><b>{name}</b></div></td><td class='c2'><div class='bar'>Posted {day(number)}</div>"
        f"<div><p>{'Hm' if number == 3 else words}</p></div></td></tr></table>"
        for number, name, words in POSTS
    )
    found = told(comments_in(page(*posts)))
    assert (found[3][0], found[3][2]) == (NAMES[3], "Hm")


def test_a_change_of_fields_without_words_is_no_comment() -> None:
    changes = "<ul class='details'><li>Status changed from <i>New</i> to <i>Closed</i></li></ul>"
    entries = [
        f"<div class='journal' id='change-{number}'><h4>Updated by <a class='user'>{name}</a> <i>{day(number)}</i></h4>"
        f"{changes if number % 2 else ''}"
        f"{'' if number == 5 else f'<div class=notes><p>{words}</p></div>'}</div>"
        for number, name, words in POSTS
    ]
    assert [comment.author for comment in comments_in(page(*entries))] == list(NAMES[:5])


def test_what_begins_with_a_link_is_not_named_by_it_where_nobody_is_named() -> None:
    posts = [
        f"<div class='post' id='post-{number}'><div class='body'><div class='info'><p>{day(number)}</p>"
        f"{'' if number == 4 else f'<p><a href=/users/{number}/>{name}</a></p>'}</div>"
        f"<p><a href='https://{name}.example.org'>Ask{'Larch' if number < 2 else name}</a>: {words}</p></div></div>"
        for number, name, words in POSTS
    ]
    found = told(comments_in(page(*posts)))
    assert [author for author, *_ in found] == [*NAMES[:4], None, NAMES[5]]
    assert found[4][2] == f"AskEmil : {WORDS[4]}"


def test_who_writes_without_a_profile_is_not_named_by_those_who_voted() -> None:
    posts = [
        f"<div class='answer' id='a{number}'><h3 class='writer'>"
        f"{'Anonymous' if number == 4 else f'<a href=/people/{name.lower()}>{name}</a>'}</h3>"
        f"<span class='voters'><span class='user-block'><a href='/people/x{number}'>{name[::-1]}</a></span>"
        f"<span class='user-block'><a href='/people/y{number}'>{name}son</a></span></span>"
        f"<div class='text'>{words}</div><i>{day(number)}</i></div>"
        for number, name, words in POSTS
    ]
    assert [comment.author for comment in comments_in(page(*posts))] == [*NAMES[:4], "Anonymous", NAMES[5]]


def test_a_post_over_the_heading_of_the_replies_opens_the_thread() -> None:
    first, *replies = (
        f"<div class='item'><div id='{'r' if number else 'op'}_{number}'><strong>{name}</strong> says: "
        f"<i>{day(number)}</i><p>{words}</p></div></div>"
        for number, name, words in POSTS
    )
    draft = draft_of(f"<body><h1>Which kettle?</h1>{first}<h3>5 replies</h3>{''.join(replies)}")
    assert draft.article.authors == [(NAMES[0], None)]
    assert [comment.author for comment in draft.comments] == list(NAMES[1:])


def test_one_who_writes_all_posts_is_named_by_the_link_to_the_profile() -> None:
    rows = "".join(
        f"<tr><td><img src='a.png'><a id='{number + 70}' href='/u/12/AnnOfWeir'>AnnOfWeir</a><div><hr>"
        f"<p><strong>{name} of Weir</strong></p><p>{words}</p><i>{day(number)}</i></div></td></tr>"
        for number, name, words in POSTS
    )
    assert {comment.author for comment in comments_in(f"<body><table>{rows}</table>")} == {"AnnOfWeir"}


@pytest.mark.parametrize(
    ("title", "is_search"),
    [
        ("Search - Weir forum", True),
        ("Weir forum » Suchergebnisse für Kessel", True),
        ("Поиск", True),
        ("検索結果", True),
        ("The search for a kettle - Weir forum", False),
        ("Research: kettles", False),
    ],
)
def test_results_of_a_search_are_told_by_the_title(title: str, *, is_search: bool) -> None:
    html = f"<title>{title}</title>{page(*(post(*each) for each in POSTS))}"
    surveyed = SurveyedPage(Document(parse_html(html)))
    proposal = next(ADAPTER.proposals(surveyed))
    terms = measure(proposal.comments, surveyed, known=0, points=proposal.points)
    assert bool(terms["searched for"]) is is_search


@pytest.mark.parametrize("label", ["加好友", "沙发#", "3楼"])
def test_what_is_done_to_a_writer_and_the_number_of_a_post_are_nobodys_name(label: str) -> None:
    posts = (
        f"<table class='post' id='pid{number}'><tr><td class='left'><a href='pm.php?ac=add&uid=7'>{label}</a></td>"
        f"<td><a href='space-uid-7.html'>Ann</a> <em>{day(number)}</em><div>{words}</div></td></tr></table>"
        for number, _, words in POSTS
    )
    assert {comment.author for comment in comments_in(page(*posts))} == {"Ann"}


def test_what_holds_all_comments_is_none_of_them() -> None:
    comments = "".join(
        f"<div><a name='c{number}'></a><dl><dt><b>{name}</b> <i>{day(number)}</i></dt><dd>{words}</dd></dl></div>"
        for number, name, words in POSTS
    )
    more = f"<p><a href='/news'>More news</a> <i>{day(9)}</i></p>"
    html = f"<body><div><a href='#add'>Add a comment</a><section class='comments'>{comments}</section>{more}</div>"
    assert [comment.author for comment in comments_in(html)] == list(NAMES)


@pytest.mark.parametrize("named", ["x-widget x-review-widget", "review-views xwidget"])
def test_reviews_in_the_widget_of_a_shop_are_comments(named: str) -> None:
    reviews = "".join(
        f"<div class='x-rev' data-review-id='{number}'><span class='x-author'>{name}</span> <i>{day(number)}</i>"
        f"<div class='x-body'><p>{words}</p></div></div>"
        for number, name, words in POSTS
    )
    html = f"<body><h1>Kettle</h1><p>{WORDS[0] * 9}</p><div class='{named}'>{reviews}</div>"
    assert [comment.author for comment in comments_in(html)] == list(NAMES)
