"""Who wrote a comment, told from what else stands where names do."""

import pytest

from structure import NAMES, WORDS, comments_in, day, page, words_of


def names_in(head: str, count: int = 5) -> list[str | None]:
    """The names that are found in comments with some lines over their words."""
    return [
        each.author
        for each in comments_in(
            page(
                *(
                    f"<div class='comment' id='comment-{n}'>{head.format(n=n, name=NAMES[n], day=day(n))}"
                    f"<p>{WORDS[n]}</p></div>"
                    for n in range(count)
                ),
                around="<div id='comments' class='comments'>{}</div>",
            )
        )
    ]


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize(
    "head",
    [
        "<div class='author'><b class='fn'>{name}</b> on <a href='#comment-{n}'><i>{day}</i></a> said:</div>",
        "<div class='author'><b class='fn'>{name}</b> said on <a href='#comment-{n}'><i>{day}</i></a>:</div>",
        "<div class='author'><a href='/{n}'>{name}</a> <i>{day}</i> <a class='reply-link' href='#form'>Reply</a></div>",
        "<div class='by'>Posted by: <a href='/{n}'>{name}</a> 發表於 {day}</div>",
        "<div class='by'>由 <b>{name}</b> 發表於 {day}</div>",
        "<div class='by'>Added on {day} by {name}</div>",
        "<div class='by'>Napsal uživatel {name} (bez ověření) dne {day}</div>",
        "<div class='by'>{day} poslal {name} (bez overenia).</div>",
    ],
)
def test_what_is_said_of_a_name_is_no_part_of_it(head: str, count: int) -> None:
    assert names_in(head, count) == list(NAMES[:count])


def test_what_stands_at_the_time_is_the_name_and_not_the_first_of_the_facts_below() -> None:
    towns = ("Overwater", "Kirchzarten", "Nether Wallop", "Saint-Cyprien", "Great Missenden", "Lower Meadows")
    shown = page(
        *(
            f"<div class='post'><div class='head'><span class='number'>#{n + 1}</span> {NAMES[n]} · {day(n)}</div>"
            f"<div class='body'><p>{WORDS[n]}</p></div><div class='foot'>Town: {towns[n]} | Here for: {n + 2} weeks | "
            f"Posts: {n + 7}</div></div>"
            for n in range(6)
        )
    )
    assert [each.author for each in comments_in(shown)] == list(NAMES)


@pytest.mark.parametrize("said", ["replied to", "in reply to", "\u56de\u590d", "antwortet auf"])
@pytest.mark.parametrize("post", ["<p class='by'>{names}</p>{words}{day}", "{names}{day}{words}"])
def test_of_two_in_a_line_the_one_who_answers_wrote_it(post: str, said: str) -> None:
    shown = page(
        *(
            "<div class='post'>"
            + post.format(
                names=f"<a href='/{n}'>{NAMES[n]}</a>"
                + (f" {said} <a href='/{n - 1}'>{NAMES[n - 1]}</a>" if n % 2 else ""),
                words=f"<div class='said'>{WORDS[n]}</div>",
                day=f"<i>{day(n)}</i>",
            )
            + "</div>"
            for n in range(6)
        )
    )
    assert [each.author for each in comments_in(shown)] == list(NAMES)


def test_names_and_words_in_tags_of_no_class_are_told_by_their_places() -> None:
    bare = page(
        *(
            f"<li id='comment-{n}'><div><div><div><img></div></div><div><div>{NAMES[n]}</div>"
            f"<div><div><time><a href='#comment-{n}'>{day(n)}</a></time></div></div>"
            f"<div>{f'<p>{WORDS[n]}</p>' * 3}</div>"
            f"<div><a href='?replytocom={n}#respond'>Reply</a></div></div></div></li>"
            for n in range(5)
        ),
        around="<h3>Comments</h3><ol>{}</ol>",
    )
    found = comments_in(bare)
    assert [(each.author, words_of(each)) for each in found] == [(NAMES[n], " ".join([WORDS[n]] * 3)) for n in range(5)]


def test_a_number_of_posts_is_nobodys_name() -> None:
    head = "<font class='n'><b>{name}</b></font><font class='n'>Posts: {n}</font><i>{day}</i>"
    assert names_in(head) == list(NAMES[:5])


def test_when_somebody_joined_is_nobodys_name() -> None:
    head = (
        "<b class='postauthor'>{name}</b><i>{day}</i>"
        "<div class='profile'><span class='details'>Joined: March 1{n}, 2012 3:4{n} pm<br>Posts: {n}</span></div>"
    )
    assert names_in(head) == list(NAMES[:5])


@pytest.mark.parametrize("label", ["Member since", "Last visit"])
def test_the_label_of_when_somebody_joined_or_was_here_is_nobodys_name(label: str) -> None:
    user = f"<div class='data'><div class='user-member'><strong>{label}:</strong><br> 28 May 2005</div></div>"
    names = ("<a href='/user/8' title='View'>ann</a>", "bob (bez overenia)", "<a href='/user/8' title='View'>ann</a>")
    some = page(
        *(
            f"<a id='comment-{n}'></a><div class='comment clear'><div class='head'><div class='submitted'>{day(n)} "
            f"poslal {name}.</div></div>{user if n != 1 else ''}<div class='main'><div class='content'>"
            f"<p>{WORDS[n]}</p></div></div></div>"
            for n, name in enumerate(names)
        ),
        around="<div id='comments'>{}</div>",
    )
    assert [each.author for each in comments_in(some)] == ["ann", "bob", "ann"]


@pytest.mark.parametrize("link", ["View profile", "查看个人资料", "Profil anzeigen"])
def test_a_link_to_a_profile_is_nobodys_name(link: str) -> None:
    head = (
        f"<div class='top'><span class='of'>{{name}}</span> <a href='/profile?u={{n}}'>{link}</a> <i>{{day}}</i></div>"
    )
    assert names_in(head, 2) == ["Ann", "Bob"]


UNUSUAL = ("Candice", "Dawn | Kitchen", "12_0_13", "pat@example.org", "Ravi (71)")
"""Names that look like more than a name: "dice" is "says" in Spanish."""


@pytest.mark.parametrize("unusual", UNUSUAL)
def test_nothing_is_cut_from_a_name_that_stands_alone_as_most_do(unusual: str) -> None:
    names = [*NAMES[:4], unusual]
    written = [
        f"<div class='comment' id='comment-{n}'><a class='nick' href='/people/{n}'>{name}</a> <i>{day(n)}</i>"
        f"<p>{WORDS[n]}</p></div>"
        for n, name in enumerate(names)
    ]
    assert [each.author for each in comments_in(page(*written, around="<div class='comments'>{}</div>"))] == names


@pytest.mark.parametrize("unusual", ["pat@example.org", "12_0_13"])
def test_what_looks_like_no_name_is_one_where_the_others_have_theirs_beside_the_time(unusual: str) -> None:
    names = [*NAMES[:4], unusual]
    written = [
        f"<div class='comment' id='comment-{n}'><div class='submitted'>Posted by {name} on {day(n)}.</div>"
        f"<p>{WORDS[n]}</p></div>"
        for n, name in enumerate(names)
    ]
    assert [each.author for each in comments_in(page(*written, around="<div class='comments'>{}</div>"))] == names


@pytest.mark.parametrize("said", ["Rédigé par : ", "Publicado por: ", "Posted by: "])
def test_what_was_done_and_by_whom_is_no_part_of_a_name_under_the_words(said: str) -> None:
    written = [
        f"<div class='comment' id='comment-{n}'><div class='comment-content'><p>{WORDS[n]}</p></div>"
        f"<p class='comment-footer'>{said}{name} | <a href='#comment-{n}'>0{n + 1}/04/2009 à 22:33</a></p></div>"
        for n, name in enumerate(NAMES)
    ]
    assert [each.author for each in comments_in(page(*written, around="<div id='comments'>{}</div>"))] == [*NAMES]


def test_figures_at_the_end_of_a_name_are_no_hour_of_the_day_behind_it() -> None:
    head = "<span class='by'>geschrieben von {name}2012 am 2{n}. Jan. 2015, 19:04</span>"
    assert names_in(head) == [f"{name}2012" for name in NAMES[:5]]


def test_a_name_is_read_in_the_address_of_a_profile_where_no_text_names_anybody() -> None:
    head = "<a href='/user/{name}/'><img src='a.png'></a> <span>level {n}</span> <i>{day}</i>"
    assert names_in(head) == list(NAMES[:5])


def test_a_subject_that_few_change_is_nobodys_name() -> None:
    subjects = ("The lock", "Re: The lock", "Oars...", "Re: Oars...", *["The lock"] * 5)
    subject = "<div class='subject'><a href='#{n}'>%s</a></div><div class='meta'>Posted on {day} by {name}</div>"
    shown = page(
        *(
            f"<div class='post' id='post-{n}'>{(subject % said).format(n=n, day=day(n), name=NAMES[n % 3])}"
            f"<div class='body'>{n} {WORDS[n % 5]}</div></div>"
            for n, said in enumerate(subjects)
        ),
        around="<div id='content'>{}</div>",
    )
    assert [each.author for each in comments_in(shown)] == list(NAMES[:3]) * 3


def test_what_is_the_same_everywhere_names_nobody_where_one_has_no_name() -> None:
    names = [*NAMES[:4], "https://fay.example.org/"]
    shown = page(
        *(
            f"<div class='comment' id='comment-{n}'><div class='head'><a href='#comment-{n}'>Link to this comment</a>"
            f"</div><div class='meta'>{name} said at {day(n)}:</div><p>{WORDS[n]}</p></div>"
            for n, name in enumerate(names)
        ),
        around="<div id='comments' class='comments'>{}</div>",
    )
    assert [each.author for each in comments_in(shown)][:4] == list(NAMES[:4])
    assert comments_in(shown)[4].author != "Link to this comment"


def test_a_name_may_be_long() -> None:
    names = [f"{name} Featherington Lindenau-Okonkwo of the Lower Meadows near {name}ville" for name in NAMES[:5]]
    html = page(
        *(
            f"<div class='comment' id='comment-{n}'><a href='/{n}'>{name}</a> <i>{day(n)}</i><p>{WORDS[n]}</p></div>"
            for n, name in enumerate(names)
        )
    )
    assert [each.author for each in comments_in(html)] == names


def test_the_title_of_each_post_of_one_writer_is_no_name() -> None:
    head = (
        "<h3 class='subject user-offline'><a href='?t=4#p{n}'>Kettle {name}</a></h3><i>{day}</i>"
        "<div class='side'><span class='username'>Weir</span></div>"
    )
    assert names_in(head) == ["Weir"] * 5


def test_what_tells_machines_who_wrote_is_the_name_without_what_people_read_around_it() -> None:
    head = (
        "<h4 class='who'><a class='author' href='/u/{n}'><span itemprop='author'>{name}</span>'s</a> "
        "<a class='author' href='/reviews/{n}'>review</a></h4><i>{day}</i>"
    )
    assert names_in(head) == list(NAMES[:5])


def test_the_code_of_an_unnamed_writer_is_no_name() -> None:
    writers = ("Nobody", "Nobody", "Ann", *(["Nobody"] * 21))
    shown = page(
        *(
            f"<li class='comment-set'><ul class='comment-info'><li class='comment-author'>{n}. <b>{who}</b></li>"
            f"<li class='comment-date'>{day(n)}</li><i>ID:{who[::-1]}{chr(97 + n)}{chr(120 - n)}0</i>"
            f"<li class='comment-body'>{n} {WORDS[n % len(WORDS)]}</li></ul></li>"
            for n, who in enumerate(writers)
        ),
        around="<ul class='comments'>{}</ul>",
    )
    assert [each.author for each in comments_in(shown)] == list(writers)


def test_one_of_two_writers_is_named_though_half_of_the_posts_say_so_alike_and_the_short_ones_in_a_line() -> None:
    def post(name: str, number: int, words: str) -> str:
        return (
            f"<div class='post'><div class='rhs'>1{number} Oct&nbsp;07:0{number}</div><span>by {name}</span>"
            f"<div class='body'><p>{words}</p></div></div>"
        )

    long = [" ".join(WORDS[n:] + WORDS[:n]) for n in range(4)]
    writers = ("Rob", "Cleo", "Rob", "Cleo", "Rob", "Cleo", "Rob")
    texts = (*long, "It is logged.", "Nice.", "It is mended.")
    opening = (
        "<div class='topic'><div class='rhs'><span>by Cleo </span>10 Oct&nbsp;20:41</div><div class='body'>"
        f"<p>{WORDS[5]}</p></div></div>"
    )
    posts = [post(name, number, words) for number, (name, words) in enumerate(zip(writers, texts, strict=True))]
    found = comments_in(page(opening, *posts, around="<div class='topics'>{}</div>"))
    assert [each.author for each in found][-7:] == list(writers)


def test_initials_in_place_of_a_picture_are_nobodys_name() -> None:
    names = ("Ann Lee", "Bob Cole", "Cleo", "Dora", "Emil")
    written = [
        f"<div class='comment' id='comment-{n}'><div class='user-avatar'>{name[:2]}</div>"
        f"<span class='nick'>{name}</span> <i>{day(n)}</i><p>{WORDS[n]}</p></div>"
        for n, name in enumerate(names)
    ]
    assert [each.author for each in comments_in(page(*written, around="<div class='comments'>{}</div>"))] == [*names]


BESIDE = {
    # OSChina: by which program a comment came; others came by none.
    "a program": ("<div class='time'><b>{name}</b>{} 发表于 {day}</div>", " 来自 <a href='/mobile'>Phone</a>"),
    # Web mentions: what kind of link one is.
    "a kind": (
        "<div class='name-date'><a href='/{n}'><span class='author'>{name}</span>{}</a> <time>{day}</time></div>",
        "<svg></svg><span class='kind'>mentioned</span>",
    ),
    # Ning: a rank that is none of a link, as the name of a guest is not.
    "a rank": ("<div class='by'><b>{name}</b>{} <i>{day}</i></div>", "<span class='member-title'>Founder</span>"),
}


@pytest.mark.parametrize(("head", "rank"), BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("unusual", [0, 3])
def test_what_stands_beside_the_name_of_one_writer_alone_is_no_part_of_it(head: str, rank: str, unusual: int) -> None:
    posts = [
        f"<li class='comment' id='c{n}'>"
        + head.replace("{}", rank if n == unusual else "").format(name=NAMES[n], n=n, day=day(n))
        + f"<div class='detail'>{WORDS[n]}</div></li>"
        for n in range(6)
    ]
    assert [each.author for each in comments_in(page(*posts, around="<ul>{}</ul>"))] == list(NAMES)


def test_a_writer_who_is_called_otherwise_in_the_markup_is_named_without_the_words_in_the_line() -> None:
    writers = (*NAMES, NAMES[0], NAMES[0])
    answers = [
        f"<li class='answer' id='a{n}'><div class='line'><a class='at{' vip' if name == NAMES[0] else ''}' "
        f"href='/i/{n}'>{name}</a>: <span class='said'>{WORDS[n % 6]}</span></div><i>{day(n % 6)}</i></li>"
        for n, name in enumerate(writers)
    ]
    assert [each.author for each in comments_in(page(*answers, around="<ul>{}</ul>"))] == list(writers)


def test_writers_without_a_link_are_named_beside_those_with_one() -> None:
    # Movable Type: the name leads to the home page that few give, after "Posted by" and a picture, under the words.
    def line(n: int) -> str:
        name = f"<a title='http://{n}.example.org' href='/mt.cgi?id={n}'>{NAMES[n]}</a>" if n % 3 == 0 else NAMES[n]
        return f"<div class='signed'>Posted by: <img src='/{n}.png' alt=':)'>&nbsp;{name} at {day(n)}</div>"

    posts = [f"<div class='comment'><p>{WORDS[n]}</p>{line(n)}</div>" for n in range(6)]
    assert [each.author for each in comments_in(page(*posts))] == list(NAMES)


def test_who_answers_without_a_link_is_named_and_not_who_is_answered() -> None:
    # Movable Type: "Ann replied to comment from Bob", where guests have no link.
    def line(n: int) -> str:
        name = "Anon" if n > 3 else f"<a href='/cp.cgi?id={n}'>{NAMES[n]}</a>"
        answered = f" replied to <a href='/a.html#comment-{n - 1}'>comment from {NAMES[n - 1]}</a>" if n % 2 else ""
        number = (
            f"<span class='dot'>&bull;</span> <a href='/a.html#comment-{n}'>#{n}</a> <span class='dot'>&bull;</span>"
        )
        return f"<div class='head'><span>{name}\n{answered} {number} {day(n)}</span></div>"

    posts = [
        f"<div class='item' id='comment-{n}'>{line(n)}<div class='text'><p>{WORDS[n]}</p></div></div>" for n in range(6)
    ]
    assert [each.author for each in comments_in(page(*posts))] == [*NAMES[:4], "Anon", "Anon"]


@pytest.mark.parametrize("called", ["benutzer", "usuario", "utilisateur", "utente", "gebruiker"])
def test_a_class_of_another_language_names_the_writer_of_a_comment_alone(called: str) -> None:
    shown = page(
        f"<div class='kommentar-item'><a name='167407' id='167407'></a><div class='kommentar-info'>"
        f"<div class='{called}'>Ann</div><div class='datum'>{day(1)}</div></div><h5>So it is</h5>"
        f"<div class='kommentar-text'>{' '.join(WORDS)}</div><div class='vote'><a class='vote-login'>Login</a></div>"
        "</div>",
        around="<h1>A kettle</h1><div class='kommentare'><div class='rubrik'>Kommentare</div>{}</div>",
    )
    assert [each.author for each in comments_in(shown)] == ["Ann"]


def test_the_first_words_say_that_somebody_commented_and_are_no_name() -> None:
    assert names_in("<div class='tail'>Commented  by <a href='/{n}'><strong>{name}</strong></a> at {day}</div>", 1) == [
        NAMES[0]
    ]
