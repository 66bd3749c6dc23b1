"""Comments whose tags are called nothing that is known: some programs give each class and id a name of its own."""

from collections.abc import Iterable

import pytest

from structure import NAMES, WORDS, comments_in, day, draft_of, page, parents_of, told, words_of
from threadreader.model.thread import Kind

SHORT = [" ".join(words.split()[:5]) for words in WORDS]


def each(template: str, numbers: Iterable[int] = range(6)) -> str:
    return "".join(template.format(n=n, name=NAMES[n], words=WORDS[n], short=SHORT[n], day=day(n)) for n in numbers)


def test_answers_in_answers_are_comments() -> None:
    def comment(number: int, inside: str = "") -> str:
        head = f"<a class='x1' href='/user/{number}'>{NAMES[number]}</a> <i>{day(number)}</i>"
        return f"<li class='q{number}'>{head}<div class='x2'>{SHORT[number]}</div><ul class='x3'>{inside}</ul></li>"

    html = page(comment(0, comment(1, comment(2)) + comment(3)), comment(4), comment(5), around="<ul>{}</ul>")
    assert [each.author for each in comments_in(html)] == list(NAMES)
    assert parents_of(comments_in(html)) == [None, 0, 1, 0, None, None]


def test_a_wrapper_around_each_is_no_comment() -> None:
    rows = each(
        "<li class='x0'><div class='x1'><a href='/user/{n}'>{name}</a> <i>{day}</i></div><div class='x4'>"
        "<a href='/user/{n}'>{name}</a> <i>{day}</i><div class='x2'>{words} {words}</div></div></li>"
    )
    assert [each.author for each in comments_in(page(rows, around="<ul>{}</ul>"))] == list(NAMES)


LINKED = "<div class='x0'{id}><b>{{name}}</b> <a href='{address}'>{{day}}</a><div class='x2'>{{words}}</div></div>"


@pytest.mark.parametrize("address", ["#k{name}", "/kettles#k{name}", "/kettles?at={n}#k{name}"])
def test_what_has_a_link_to_itself_is_a_comment(address: str) -> None:
    html = each(LINKED.format(id=" id='k{name}'", address=address).replace("{{", "{").replace("}}", "}"))
    assert [each.author for each in comments_in(page(html, around="<div>{}</div>"))] == list(NAMES)


@pytest.mark.parametrize("address", ["/kettles{n}", "/kettles-{n}#top", "#x{n}"])
def test_a_link_elsewhere_makes_no_comment(address: str) -> None:
    html = each(LINKED.format(id="", address=address).replace("{{", "{").replace("}}", "}").replace(":15", ":10"))
    notes = each("<p id='x{n}'>{short}</p>")
    assert comments_in(page(notes, html, around="<div>{}</div>")) == ()


@pytest.mark.parametrize("over", ["6 comments", "Comments (6)", "Comments:", "6 Kommentare"])
def test_what_stands_under_a_number_of_comments_is_comments(over: str) -> None:
    html = each("<div class='x0'><b>{name}</b> <i>{day}</i><div class='x2'>{words}</div></div>").replace(":15", ":10")
    assert comments_in(page(html, around="<div>{}</div>")) == ()
    below = page(f"<div class='x9'>{over}</div><div class='x8'>Newest first</div>{html}", around="<div>{}</div>")
    assert [each.author for each in comments_in(below)] == list(NAMES)


@pytest.mark.parametrize(
    "over", ["<a href='#x'>6 comments</a>", "Commented parts", f"<p>Comments</p><p>{WORDS[0]}</p>"]
)
def test_words_about_comments_elsewhere_announce_none(over: str) -> None:
    html = each("<div class='x0'><b>{name}</b> <i>{day}</i><div class='x2'>{words}</div></div>").replace(":15", ":10")
    assert comments_in(page(f"<div>{over}</div>{html}", around="<div>{}</div>")) == ()


def test_a_few_people_who_write_again_and_again_are_writers() -> None:
    people = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay", "Gus")
    posts = "".join(
        f"<article class='x0' id='m{n}'><div><span>{people[n % 7]}</span> <i>{day(n % 6)}</i></div>"
        f"<div class='x2'>{WORDS[n % 6]} {WORDS[n % 5]}</div></article>"
        for n in range(30)
    )
    assert [each.author for each in comments_in(page(posts, around="<div>{}</div>"))][:8] == [*people, "Ann"]


def test_a_few_who_talk_are_writers_whose_names_stand_behind_a_picture() -> None:
    people = ("Ann", "Ann", "Bob", "Ann", "Cleo", "Bob")
    mention = "<span class='user-mention'>@Bob</span> "
    messages = "".join(
        f"<a name='{n}'></a><h4>\n<a href='/at/{n}'><img src='{n % 2}.png'></a>\n{people[n % 6]} "
        f"<a href='/topic#{n}'>({day(n % 6)})</a>:</h4><p>{'' if n % 6 else mention}{WORDS[n % 6]} {n}</p>"
        for n in range(12)
    )
    html = page(f"<h2>The lock</h2><hr>{messages}", around="<div>{}</div>")
    assert [each.author for each in comments_in(html)] == [*people] * 2


def test_a_name_stands_before_tags_that_say_what_somebody_is_and_when() -> None:
    html = each(
        "<li class='x0' id='m{n}'><h3>{name} <em>Beginner</em> <small>{day}</small></h3><div>{words} {words}</div></li>"
    )
    assert [each.author for each in comments_in(page(html, around="<ol>{}</ol>"))] == list(NAMES)


def test_no_paragraph_is_lost_where_no_two_comments_are_called_alike() -> None:
    rows = "".join(
        f"<dt class='of-{name}'><b class='author'>{name}</b> <i>{day(n)}</i></dt>"
        f"<dd class='by-{name}'><p>{SHORT[n]}</p><p>{WORDS[n]}</p><p>{SHORT[-n]}</p></dd>"
        for n, name in enumerate(NAMES)
    )
    comments = comments_in(page(rows, around="<dl class='comments'>{}</dl>"))
    assert [words_of(each) for each in comments] == [f"{SHORT[n]} {WORDS[n]} {SHORT[-n]}" for n in range(6)]


def test_empty_pictures_move_comments_in_behind_empty_rows() -> None:
    rows = "".join(
        "<tr><td><table><tr><td colspan='3'></td></tr>"
        f"<tr><td><img src='s.gif' width='{40 * depth}'></td><td id='up_4{n}'></td>"
        f"<td><a href='/user?id={n}'>{NAMES[n]}</a> {day(n)} | <a href='/item?id=4{n}'>link</a><br>{WORDS[n]}</td></tr>"
        "</table></td></tr>"
        for n, depth in enumerate((0, 1, 2, 1, 0, 0))
    )
    assert parents_of(comments_in(page(rows, around="<table>{}</table>"))) == [None, 0, 1, 0, None, None]


def test_wrappers_go_on_behind_the_answers_to_one() -> None:
    def comment(number: int) -> str:
        head = f"<b class='author'>{NAMES[number]}</b> <i>{day(number)}</i>"
        return f"<div class='comment' id='c{number}'>{head}<p>{WORDS[number]}</p></div>"

    def wrapped(number: int, inside: str = "") -> str:
        return f"<div>{comment(number)}</div><div class='replies'>{inside}</div>"

    html = page(wrapped(0), wrapped(1, f"<div>{comment(2)}</div>"), wrapped(3), wrapped(4), wrapped(5))
    assert parents_of(comments_in(html)) == [None, None, 1, None, None, None]


def test_a_link_from_another_site_is_told_by_its_words() -> None:
    link = "<a href='https://example.org/pans'>On pans | The Ladle</a>"
    ping = f"<li class='x0'><div class='x5'>Pingback: {link}</div> <i>{day(3)}</i></li>"
    row = "<li class='x0'><div class='x1'><cite>{name}</cite> <i>{day}</i></div><p>{words}</p></li>"
    around = "<h3>7 comments</h3><ol class='x7'>{}</ol>"
    comments = comments_in(page(each(row, range(3)), ping, each(row, range(3, 6)), around=around))
    assert [each.kind for each in comments] == [Kind.COMMENT] * 3 + [Kind.PINGBACK] + [Kind.COMMENT] * 3
    assert comments[3].author == "On pans | The Ladle"


@pytest.mark.parametrize("what", ["Author", "Autor", "Moderator", "OP", "via Facebook"])
def test_what_somebody_is_here_is_no_part_of_the_name(what: str) -> None:
    html = each(
        "<li class='x0'><div class='x1'>{name}</div><i>{day}</i><p>{words}</p><a href='#'>Reply</a></li>"
    ).replace("Bob</div>", f"Bob <span class='x6'>{what}</span></div>")
    comments = comments_in(page(html, around="<h3>6 comments</h3><ol class='x7'>{}</ol>"))
    assert [name for name, *_ in told(comments)] == list(NAMES)


def test_what_is_pressed_to_answer_is_nobody() -> None:
    html = each(
        "<div class='x0' id='c{n}'><div class='x3'><p>{words}</p></div><ul><li><a href='/reply/{n}'>reply</a></li>"
        "<li>{day}</li></ul></div>"
    )
    assert {each.author for each in comments_in(page(html, around="<h3>Comments</h3><div>{}</div>"))} == {None}


def test_a_number_that_several_tags_of_each_have_speaks_for_comments() -> None:
    row = "<li id='k-a-400{n}'><div id='k-b-400{n}'><cite{more}>{{name}}</cite></div><p>{{words}} {{words}}</p></li>"
    once = row.replace("id='k-b-400{n}'", "").replace("{more}", "").replace("{{", "{").replace("}}", "}")
    often = row.replace("{more}", " id='k-c-400{n}'").replace("{{", "{").replace("}}", "}")
    around = "<div class='post-form'></div><ul>{}</ul>"
    assert comments_in(page(each(once), around=around)) == ()
    assert [each.author for each in comments_in(page(each(often), around=around))] == list(NAMES)


def test_prose_ahead_of_comments_is_the_article_though_nothing_says_so() -> None:
    article = "<div class='y0'>On kettles</div><div class='y1'>" + f"<p>{' '.join(WORDS)}</p>" * 3 + "</div>"
    html = each("<div class='x0'><cite>{name}</cite> <i>{day}</i><div class='x2'>{words} {words}</div></div>")
    draft = draft_of(page(html, around="<div>{}</div>", article=article))
    assert [each.author for each in draft.comments] == list(NAMES)
    assert not draft.opened


def posts(words: Iterable[str], end: str) -> str:
    return "".join(
        f"<div class='x0' id='m{n}'><div><cite>{NAMES[n % 3]}</cite> <i>{day(n)}</i></div>"
        f"<div class='x2'><p>{each}</p><div class='x3'>{end.format(NAMES[n % 3])}</div></div></div>"
        for n, each in enumerate(words)
    )


def test_what_each_writes_under_all_of_theirs_is_a_signature() -> None:
    comments = comments_in(page(posts(WORDS, "{} mends kettles."), around="<div>{}</div>"))
    assert [words_of(each) for each in comments] == [*WORDS]


def test_what_all_of_somebody_are_is_no_signature() -> None:
    comments = comments_in(
        page(
            posts([""] * 6, "{} agrees with all of this, and has nothing more to say about it."),
            around="<h3>6 comments</h3>{}",
        )
    )
    assert all("agrees with all" in words_of(each) for each in comments)


def test_the_day_on_which_somebody_joined_is_not_that_of_a_comment() -> None:
    rows = each(
        "<li class='x0'><div class='x1'><a href='/user/{n}'>{name}</a><dl><dt>Joined:</dt><dd>Apr {n}1, 2008</dd>"
        "</dl><dl><dt>Location:</dt><dd>{short}</dd></dl></div><div class='x4'><div class='x2'>{words} {words}</div>"
        "<a href='/user/{n}'>{name}</a>, <i>{day}</i></div></li>"
    )
    comments = comments_in(page(rows, around="<h3>6 comments</h3><ul>{}</ul>"))
    assert [each.element.name for each in comments] == ["li"] * 6


SIGNED = each("<li class='x1'><cite>{name}</cite><p>{words} {words}</p></li>")


@pytest.mark.parametrize("beside", ["", "<div class='nav-main'></div>", "<div class='widget'></div>"])
def test_names_over_prose_are_enough_where_no_class_says_what_is_what(beside: str) -> None:
    assert [each.author for each in comments_in(beside + page(SIGNED, around="<ul>{}</ul>"))] == list(NAMES)


@pytest.mark.parametrize(
    "html",
    [
        "<div class='comment-count'></div>" + page(SIGNED, around="<ul>{}</ul>"),
        page(each("<li class='x1'><cite>{name}</cite><p>{short}</p></li>"), around="<ul>{}</ul>"),
        page(each("<li class='x1'><cite>{name}</cite><p>{words} {words}</p></li>", range(2)), around="<ul>{}</ul>"),
        page(each("<li class='x1'><cite>{name}</cite><a href='/{n}'>{words} {words}</a></li>"), around="<ul>{}</ul>"),
        page(each("<li class='x1'><cite>{name}</cite><p>{words} {words} {short}\u2026</p></li>"), around="<ul>{}</ul>"),
    ],
)
def test_names_over_words_are_not_where_classes_would_say_it_or_these_are_no_prose(html: str) -> None:
    assert comments_in(html) == ()


LONG = each("<div><div>{name}</div><div>{words} {words}</div></div>")
REPLY = "<div><div><p>{name}</p><p>{day}</p></div><div><p>{words} {words}</p></div>%s</div>"


def test_the_first_words_before_prose_are_names_where_tags_are_told_by_their_places_alone() -> None:
    comments = comments_in(page(LONG, around="<div>{}</div>"))
    assert told(comments) == [(name, None, f"{words} {words}") for name, words in zip(NAMES, WORDS, strict=True)]


@pytest.mark.parametrize(
    "html",
    [
        "<div class='post-list'></div>" + page(LONG, around="<div>{}</div>"),
        page(each("<details><summary><b>{name}</b></summary><p>{words} {words}</p></details>"), around="<div>{}</div>"),
        page(each("<table><tr><td>{name}</td><td>{words} {words}</td></tr></table>"), around="<div>{}</div>"),
    ],
)
def test_titles_and_facts_are_nobody(html: str) -> None:
    assert comments_in(html) == ()


def test_answers_are_told_by_where_their_times_stand() -> None:
    answered = each(REPLY % ("<div>" + each(REPLY % "", range(3, 4)) + "</div>"), range(1))
    comments = comments_in(page(answered, each(REPLY % "", range(1, 3)), around="<div>{}</div>"))
    assert [each.author for each in comments] == ["Ann", "Dora", "Bob", "Cleo"]
    assert parents_of(comments) == [None, 0, None, None]


REMARKS = each("<div><p><a href='/{n}'>{name}:</a> <i>{day}</i></p><div>{short}</div></div>")
MOST = REMARKS.replace(SHORT[0], f"{WORDS[0]} {WORDS[0]}")


@pytest.mark.parametrize(
    "html", [page(REMARKS, around="<h3>Comments</h3><div>{}</div>"), page(MOST, around="<div>{}</div>", article="")]
)
def test_short_remarks_under_a_heading_or_with_half_of_the_sentences_are_comments(html: str) -> None:
    assert [each.author for each in comments_in(html)] == list(NAMES)


BOARD = (
    "<div id='p{n}'><dl><dt><a href='./memberlist.php?u={u}'>{name}</a></dt><dd>Member</dd></dl><div>"
    "<h3><a href='./viewtopic.php?p={n}'>Re: Kettles</a></h3>"
    "<p>by <strong><a href='./memberlist.php?u={u}'>{name}</a></strong> » {day}</p>"
    "<div>{words}</div><div>{name} mends kettles, pans and whistles in the yard behind the mill, and on Mondays.</div>"
    "</div></div>"
)


def test_what_stands_under_all_words_of_somebody_says_nothing_against_short_posts() -> None:
    said = [*SHORT, "Not mine, I think.", "Then ask the mill."]
    posts = "".join(
        BOARD.format(n=100 + n, u=n % 3, name=NAMES[n % 3], words=words, day=day(n)) for n, words in enumerate(said)
    )
    head = "<div><a href='./posting.php'>Post Reply</a> <a href='./faq.php'>Ann asks for patience</a> 8 posts</div>"
    foot = "<div><h3>Who is here</h3><p>Users browsing this forum: Bob and three guests who say nothing</p></div>"
    comments = comments_in(page(posts, around=f"<div>{head}{{}}{foot}</div>"))
    assert [each.author for each in comments] == [NAMES[n % 3] for n in range(len(said))]


def test_two_comments_are_found_where_no_class_says_what_is_what() -> None:
    rows = each(
        "<li id='x{n}'><div><div>{name}</div><a href='#x{n}'>{day}</a></div><p>{short}</p>"
        "<div><a href='?replytocom={n}#respond'>Reply</a></div></li>",
        range(2),
    )
    assert [each.author for each in comments_in(page(rows, around="<ol>{}</ol>"))] == ["Ann", "Bob"]


def test_three_are_enough_where_no_class_says_what_is_what() -> None:
    row = "<li><div><div><b>{name}</b> <i>{day}</i></div><p>{words} {words}</p></div></li>"
    assert [name for name, *_ in told(comments_in(page(each(row, range(3)), around="<ul>{}</ul>")))] == list(NAMES[:3])


def test_tags_are_alike_whose_ids_have_nothing_in_common() -> None:
    ids = ("q7z", "8vk2", "m44p", "9b", "z1z1z", "k0")
    inner = "<p id='c{id}'>{words}</p><a id='{id}d' href='/{n}'>{name}</a> {day}"
    row = f"<li id='{{id}}1'><div id='b{{id}}'>{inner}</div></li>"
    rows = "".join(row.format(id=ids[n], n=n, name=NAMES[n], words=WORDS[n], day=day(n)) for n in range(6))
    assert [name for name, *_ in told(comments_in(page(rows, around="<ul>{}</ul>")))] == list(NAMES)


def test_who_answers_everybody_is_a_writer_too() -> None:
    row = "<li><div><p>{name}</p><p>{short}</p><p>{day} <a href='#write'>Reply</a></p></div>{inside}</li>"
    rows = "".join(
        row.format(name=NAMES[n], short=SHORT[n], day=day(n), inside=f"<ul>{answer}</ul>")
        for n in range(6)
        for answer in [row.format(name="Walburga", short=SHORT[n - 1], day=day(n), inside="")]
    )
    comments = comments_in(page(rows, around="<h3>12 comments</h3><ul>{}</ul>"))
    assert [name for name, *_ in told(comments)] == [name for each in NAMES for name in (each, "Walburga")]
    assert words_of(comments[0]) == SHORT[0]


def test_all_that_a_tag_of_running_text_holds_is_the_words() -> None:
    row = (
        "<tr><td><div><a href='/user?id={n}'>{name}</a> {day}</div><br><span><font color='#000000'>{short}</font>"
        "<p><font color='#000000'>{words}</font></p></span></td></tr>"
    )
    rows = each(row, range(5)) + each(row.replace("<p><font color='#000000'>{words}</font></p>", ""), range(5, 6))
    comments = comments_in(page(rows, around="<table>{}</table>"))
    assert [words_of(each) for each in comments] == [*(f"{SHORT[n]} {WORDS[n]}" for n in range(5)), SHORT[5]]


def test_a_picture_beside_the_words_is_not_all_of_them() -> None:
    rows = "".join(
        f"<li class='x0' id='k{n}'><img src='face{n}.png'><div class='x1{' x2' if n % 2 else ''}'>"
        f"<p><b>{NAMES[n]}</b> <i>{day(n)}</i></p><p>{WORDS[n]}</p></div></li>"
        for n in range(6)
    )
    comments = comments_in(page(rows, around="<h3>6 comments</h3><ul>{}</ul>"))
    assert [words_of(each) for each in comments] == list(WORDS)
