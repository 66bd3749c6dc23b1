"""Lists that are not comments, whatever they have in common with them."""

import pytest

from structure import NAMES, WORDS, comments_in, day, index_of, page, plain
from threadreader.importer.generic.groups import Groups
from threadreader.importer.generic.scoring import judge


def items(template: str, count: int = 5) -> str:
    return "".join(template.format(n=n, name=NAMES[n], words=WORDS[n], day=day(n)) for n in range(count))


RECENT = "<aside id='sidebar'><h3>Recent comments</h3><ul class='recent-comments'>{}</ul></aside>"
CASES = {
    "recent comments": RECENT.format(
        items(
            "<li class='recentcomments' id='rc{n}'><span class='author'>{name}</span> on "
            "<a href='/p{n}'>Kettles {n}</a> {day}</li>"
        )
    ),
    "articles": items(
        "<article class='post' id='post-{n}'><h2><a href='/kettles-{n}'>More of kettles {n} here</a></h2>"
        "<p class='author'>{name}</p><time datetime='2019-03-0{n}'>{day}</time><p>{words} {words}</p></article>"
    ),
    "boards": items(
        "<li class='row'><dl class='icon'><dt><a href='/f{n}' class='forumtitle'>Tea {n}</a><br>{words}</dt>"
        "<dd class='topics'>{n}9 <dfn>Topics</dfn></dd><dd class='posts'>{n}13 <dfn>Posts</dfn></dd>"
        "<dd class='lastpost'>Last post by <a href='/u{n}'>{name}</a><br>Mar 0{n}, 2018 4:3{n} pm</dd></dl></li>"
    ),
    "boards in boxes": items(
        "<li class='node forum level_2 node_{n}'><div class='nodeInfo forumNodeInfo'><h3 class='nodeTitle'>"
        "<a href='forums/{n}'>Tea</a></h3><blockquote class='nodeDescription'>{words}</blockquote>"
        "<dl><dt>Messages:</dt><dd>{n}13</dd></dl><div class='nodeLastPost'><a href='posts/{n}'>{words}</a> "
        "<a class='username' href='members/{n}'>{name}</a> {day}</div></div></li>"
    ),
    "boards in a table": "<table class='tborder'>"
    + items(
        "<tr><td class='trow1'><img src='on.png' id='mark_{n}'></td><td class='trow1'><b><a href='forum-{n}.html'>"
        "Tea {name}s</a></b><div>{words} {words}</div></td><td class='trow1'><span>{n}9</span> threads<br>"
        "<span>{n}13</span> posts</td><td class='trow1'><table><tr><td><a href='thread-{n}.html'>{words}</a><br>{day} "
        "by <a class='username' href='user-{n}.html'>{name}</a></td></tr></table></td></tr>"
    )
    + "</table>",
    "a month of articles": items(
        "<h2 class='date'>{day}</h2><div class='blogbody'><a name='00{n}'></a><h3 class='title'>{name} on tea</h3>"
        "<p>{words}</p><p>{words} {words}</p><div class='posted'>Posted by Ann</div>"
        "</div>"
    ),
    "articles with titles in one word": items(
        "<article id='post-{n}' class='post-{n} post type-post hentry'><time datetime='2019-03-0{n}T10:13'>{day}</time>"
        "<h2><a href='/k{n}'>Kettles</a></h2><p class='author'>{name}</p><p>{words} {words}</p></article>"
    ),
    "articles with comments of their own": items(
        "<div class='post' id='p{n}'><h3>Kettles</h3><p>{words} {words}</p><p>by <a href='/user/{n}'>{name}</a> {day} "
        "| <a href='/k{n}.html#comments'>{n} comments</a></p></div>"
    ),
    "articles nobody may comment on": items(
        "<div class='post' id='p{n}'><h3>Kettles</h3><p>{words} {words}</p><p>by <a href='/user/{n}'>{name}</a> {day} "
        "<span class='comments-link'>Comments Off</span></p></div>"
    ),
    "articles that go on elsewhere": items(
        "<h2 class='day'><a name='12{n}'>{day}</a></h2><h3 class='accent'>{name} in the kettle works</h3>{words} "
        "{words} <span class='seemore'><a href='/kettles/{n}.html' title='The whole article'>-&gt;&gt;</a></span>"
    ),
    "articles whose titles are called so": items(
        "<div class='post'><a name='{n}'></a><h3 class='post-title'>Kettles</h3><div class='post-body'>{words} {words}"
        "</div><p class='post-footer'>posted by <a href='/user/{n}'>{name}</a> at {day}</p></div>"
    ),
    "articles as machines are told of them": items(
        "<div itemscope itemtype='https://schema.org/BlogPosting' class='post' id='p{n}'><b>Kettles</b><p>{words}</p>"
        "<p>by <a href='/user/{n}'>{name}</a>, {day}</p></div>"
    ),
    "related posts": "<div class='related-posts'>"
    + items(
        "<div class='related-item'><a href='/k{n}'>{words}</a> <span class='author'>{name}</span> <i>{day}</i></div>"
    )
    + "</div>",
    "navigation": "<nav>"
    + items("<li id='menu-item-{n}'><a href='/u/{name}'>{name}</a> {day} {words}</li>")
    + "</nav>",
    "a form": (
        "<div id='respond' class='comment-respond'><form><p class='comment-form-author'><label>Name</label><input></p>"
        "<p class='comment-form-comment'><textarea></textarea></p></form></div>"
    ),
    "references": "<ol class='references'>"
    + items("<li id='cite_note-{n}'><cite>{name}</cite> ({day}). <a href='https://example.org/{n}'>{words}</a></li>")
    + "</ol>",
    "quoted posts": items(
        "<blockquote class='tweet'><p>{words}</p>{name} (<a href='/user/{n}'>@{name}</a>) {day}</blockquote>", 2
    ),
    "topics of a forum": "<table class='forum'>"
    + items(
        "<tr class='topic' id='t{n}'><td><a href='/t/{n}'>{words}</a><br>by <a class='user' href='/u/{n}'>{name}</a>"
        " » {day}</td><td>12</td><td>last post by <a class='username' href='/u/{n}'>{name}</a> {day}</td></tr>"
    )
    + "</table>",
    "topics with a count of replies": items(
        "<li class='discussion' id='d{n}'><a href='/d/{n}'>{words}</a> <span><b>{n}3</b> replies</span> "
        "<span>Most recent by <a class='author' href='/u/{n}'>{name}</a> {day}</span></li>"
    ),
    "bookmarks": items(
        "<li class='post' id='l{n}'><h4><a href='https://e.org/{n}' data-date='2024-09-2{n}T22:46:42'>{words}</a></h4>"
        "<p>{words} {words}</p><i>{day}</i> by <a href='/user/{n}'>{name}</a></li>"
    ),
    "topics with an excerpt": "<h3>Discussions</h3><ul>"
    + items(
        "<li><p><a href='/groups/tea/{n}'>On {name} and tea</a></p><div class='reply'><p>{words}</p>"
        "<p><span>{name}</span> <span>{day}</span> <span>{n}3 replies</span></p></div></li>"
    )
    + "</ul>",
    "topics that are all in a link": "<h3>Replies</h3><ul>"
    + items(
        "<li class='reply' id='d{n}'><a href='/d/{n}'><h4>On {name} and tea</h4><p><span class='author'>{name}</span> "
        "replied {day}</p><p>{words} {words} {words} {words}</p></a></li>"
    )
    + "</ul>",
    "news that go on elsewhere": "<h3>Comments</h3><div>"
    + items("<div class='item'><p>{words} {words}</p>{name} {day} <a href='https://e.org/{n}'>Read more</a></div>")
    + "</div>",
    "other articles": items(
        "<div class='item'><a href='/k{n}'>{words}</a><p>{words} {words}</p><span class='author'>{name}</span> "
        "<i>{day}</i></div>"
    ),
    "a table": "<table><tr><th>When</th><th>Who</th><th>What</th></tr>"
    + items("<tr><td>{day}</td><td>{name}</td><td>{words}</td></tr>").replace(":15", ":13")
    + "</table>",
    "a table with columns": f"<table><colgroup>{'<col>' * 4}</colgroup><tr><th>When</th><th>Who</th><th>What</th></tr>"
    + items("<tr><td>{day}</td><td>{name}</td><td>{words}</td></tr>").replace(":15", ":13")
    + "</table>",
    "a programme": items(
        "<div class='event' id='event-{n}'><b>{name}</b><i>{day}</i><p>{words}</p><a href='/book'>Book</a></div>"
    ).replace(":15", ":30"),
    "tables for small windows": items(
        "<div class='table-responsive' id='t{n}'><p>{name}: {words}</p><p>{day}</p>"
        "<a href='/{n}'>{words} {words}</a></div>"
    ),
    "what happened": items("<div class='update' id='u{n}'><i>{day}</i><p>{words}</p><p>{words}</p></div>"),
    "a heading over no comments": "<h3 id='comments'>No comments yet</h3><p class='author'>Ann</p>",
}


@pytest.mark.parametrize("html", CASES.values(), ids=CASES)
def test_other_lists_are_no_comments(html: str) -> None:
    assert comments_in(page(html, around="{}")) == ()


@pytest.mark.parametrize("html", CASES.values(), ids=CASES)
def test_comments_are_found_beside_other_lists(html: str) -> None:
    whole = page(
        *map(plain, range(6)), around="<section id='comments'>{}</section>" + html.replace("{", "{{").replace("}", "}}")
    )
    assert [each.author for each in comments_in(whole)] == list(NAMES)


@pytest.mark.parametrize(
    ("attributes", "link"),
    [
        ("class='answer' id='a{n}'", "<a href='#a{n}'>2 comments</a>"),
        ("class='post' id='a{n}'", "<a href='bug.php?of=7#a{n}'>Comment {n}</a>"),
        ("class='answer' id='a{n}'", "<a class='comments-link' href='#'>2 more comments</a>"),
        ("class='post-{n} reply type-reply hentry' id='post-{n}'", ""),
    ],
)
def test_posts_that_can_be_commented_on_here_are_no_articles(attributes: str, link: str) -> None:
    post = f"<div {attributes}><p>{{words}}</p><a href='/user/{{n}}'>{{name}}</a> {{day}} {link}</div>"
    assert len(comments_in(page(items(post), around="<div id='thread'>{}</div>"))) == 5


def test_what_is_announced_as_comments_is_that_even_where_it_is_called_articles() -> None:
    posts = items("<div class='hentry' id='c{n}'><b class='author'>{name}</b> {day} <p>{words}</p></div>")
    assert len(comments_in(page(posts, around="<h3>5 Comments</h3><div>{}</div>"))) == 5


def test_a_link_to_answer_an_article_is_none_to_answer_a_comment() -> None:
    posts = items(
        "<div class='hentry post' id='post-{n}'><p>{words} {words}</p><p>by <a href='/user/{n}'>{name}</a> {day} "
        "<a href='/k{n}#respond'>Reply</a></p></div>"
    )
    assert comments_in(page(posts, around="<div>{}</div>")) == ()


@pytest.mark.parametrize("what", ["(registered)", "- Registered User -", "(joined)"])
def test_who_is_registered_has_written_at_the_time_behind_it(what: str) -> None:
    rows = items(f"<div class='r'><p><b>{{name}}</b> {what} <i>{{day}}</i></p><p>{{words}}</p></div>")
    found = comments_in(page(rows, around="<h3>Comments</h3><div>{}</div>"))
    assert [each.author for each in found] == list(NAMES[:5])


def test_one_comment_is_enough_where_it_is_called_one() -> None:
    assert [each.author for each in comments_in(page(plain(0)))] == ["Ann"]


def test_one_box_alone_is_no_comment() -> None:
    assert comments_in(page(plain(0).replace("comment", "box"), around="<div>{}</div>")) == ()


def test_a_judgement_says_why() -> None:
    found = index_of(page(*map(plain, range(6))))
    judgement = judge(found, Groups(found).all()[0])
    assert judgement.is_accepted
    assert judgement.is_named_comments
    assert {"named comments +3.0", "in a comments section +1.5", "with names and times +0.5"} <= set(judgement.reasons)


@pytest.mark.parametrize(("name", "counts"), [("<b>{name}</b>", True), ("<a class='author'>{name}</a>", False)])
def test_words_of_saying_count_only_where_no_name_is_marked(name: str, counts: bool) -> None:
    found = index_of(page(items(f"<p class='x'>{name} said <i>{{day}}</i> {{words}} {{words}}</p>"), article=""))
    group = next(group for group in Groups(found).all() if group.label == "p .x")
    assert any("says" in reason for reason in judge(found, group).reasons) is counts


@pytest.mark.parametrize(
    "button", ["<a href='#'>Reply</a>", "<button>Reply</button>", "<span role='button'>Reply</span>"]
)
def test_what_is_pressed_to_answer_speaks_for_comments(button: str) -> None:
    found = index_of(page(items(f"<p class='x'><a class='author'>{{name}}</a> {{words}} {button}</p>"), article=""))
    group = next(group for group in Groups(found).all() if group.label == "p .x")
    assert "with reply links +1.0" in judge(found, group).reasons


def test_titles_of_reports_and_answers_are_not_pressed_to_answer() -> None:
    title = "<a href='/r{n}'>Report on the kettles of the north and their lids</a>"
    found = index_of(page(items(f"<p class='x'>{title} <b class='author'>{{name}}</b> {{words}}</p>"), article=""))
    group = next(group for group in Groups(found).all() if group.label == "p .x")
    assert not any("with reply links" in reason for reason in judge(found, group).reasons)


@pytest.mark.parametrize("at", [":15", ":30", ":00"])
def test_what_can_be_answered_is_no_programme(at: str) -> None:
    answerable = items("<div class='item'><b>{name}</b> <i>{day}</i><p>{words}</p><a href='#r'>Reply</a></div>")
    assert len(comments_in(answerable.replace(":15", at))) == 5


def test_an_answer_in_what_it_answers_is_not_far_from_it_and_links_to_themselves_speak_for_both() -> None:
    def entry(n: int, answer: str = "") -> str:
        return f"<li class='x' id='k{n}'><b>{NAMES[n]}</b><a href='#k{n}'>{day(n)}</a><p>{WORDS[n]}</p>{answer}</li>"

    found = index_of(page(f"<ol>{entry(1, f'<ol>{entry(2)}</ol>')}</ol>"))
    reasons = next(judge(found, group).reasons for group in Groups(found).all() if group.label == "li .x")
    assert "with permalinks +1.0" in reasons
    assert not any(reason.startswith("far apart") for reason in reasons)


@pytest.mark.parametrize(("words", "is_accepted"), [("{words} {words}", True), (f"{WORDS[0]} {WORDS[1]}", False)])
def test_what_is_said_again_is_no_signed_prose_of_a_page_without_telling_classes(words: str, is_accepted: bool) -> None:
    rows = items(f"<p><b>{{name}}</b> <i>{{day}}</i> <span>{words}</span> <a href='?to={{n}}'>Reply</a></p>")
    found = index_of(f"<body><div>{rows}</div></body>")
    (whole,) = (group for group in Groups(found).all() if group.label.startswith("p in tag"))
    assert judge(found, whole).is_accepted is is_accepted


def test_the_cells_of_a_row_are_one_post() -> None:
    row = f"<tr><td class='who'>Ann {day(1)}</td><td class='post-content'>{WORDS[0]} Edited: {day(2)}</td></tr>"
    assert not comments_in(f"<body><table>{row}</table>")


def test_posts_of_another_site_that_an_article_shows_are_no_comments() -> None:
    shown = items(
        "<div id='k{n}aB{n}'><blockquote class='quoted-post'><p>{words}</p>&mdash; {name} (@{name}{n}) "
        "<a href='https://elsewhere.example.org/{name}/status/12{n}'>{day}</a></blockquote></div>",
        6,
    )
    assert not comments_in(page(f"<div class='entry-content'>{shown}</div>"))
