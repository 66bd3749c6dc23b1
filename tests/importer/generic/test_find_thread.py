"""Comments of pages in the markup of no platform."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from structure import ARTICLE, NAMES, WORDS, comments_in, day, draft_of, page, parents_of, plain, told, words_of
from threadreader.importer.draft import Evidence
from threadreader.model.thread import Kind

WHOLE = [(name, day(number), words) for number, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))]


def each(template: str) -> str:
    return "".join(
        template.format(n=n, name=name, words=words, day=day(n))
        for n, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    )


SHAPES = {
    "tags with a class": page(*map(plain, range(6))),
    "list items of one kind of id": page(
        each("<li id='c-{n}'><b class='author'>{name}</b> {day}<p>{words}</p></li>"), around="<ol>{}</ol>"
    ),
    "two rows each": page(
        each(
            "<tr><td class='post'><a name='p{n}'></a><a href='/user/{name}'>{name}</a> <i>{day}"
            "</i></td></tr><tr><td>{words}</td></tr>"
        ),
        around="<table id='comments'>{}</table>",
    ),
    "terms and definitions": page(
        each("<dt id='c{n}'><a href='/user/{name}'>{name}</a> said</dt><dd><p>{words}</p></dd><dd>{day}</dd>"),
        around="<dl class='comments'>{}</dl>",
    ),
    "the name after the words": page(
        each("<li class='comment' id='c{n}'><p>{words}</p><p>Comment by <cite>{name}</cite> — {day}</p></li>"),
        around="<ol id='comments'>{}</ol>",
    ),
    "words that are a quotation": page(
        each(
            "<div class='post' id='p{n}'><a href='/member.php?u={n}'>{name}</a> <i>{day}</i>"
            "<blockquote class='content'>{words}</blockquote></div>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "words beside name and time": page(
        each("<li class='comment' id='c{n}'><b class='author'>{name}</b> on <i>{day}</i> said:<br>{words}</li>"),
        around="<ol id='comments'>{}</ol>",
    ),
    "words shown without scripts": page(
        each("<div class='comment' id='c{n}'><b class='author'>{name}</b> <i>{day}</i><p>{words}</p></div>"),
        around="<noscript><div id='comments'>{}</div></noscript>",
    ),
    "classes of layout only": page(
        each(
            "<div class='p-4 border' id='{n}1'><div class='flex'><strong>{name}</strong>"
            "<span class='text-sm'>{day}</span></div><p class='py-2'>{words}</p><a href='#'>Quote"
            "</a></div>"
        ),
        around="<div class='mx-auto'>{}</div>",
    ),
    "the name behind a label, after the words": page(
        each("<div class='comment'><h4>A kettle</h4><p>{words}</p><p class='when'>Posted by: {name}, {day}</p></div>"),
        around="<div id='comments'>{}</div>",
    ),
    "a title that leads to the comment": page(
        each(
            "<article class='comment'><footer><h6>{name} | {day}</h6></footer><p class='field--name'>"
            "<a href='/c#c{n}'>Kettle {n}</a></p><div class='field'><p>{words}</p></div></article>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "a number beside the name": page(
        each(
            "<div class='comment' id='c{n}'><div class='author-name'><a href='/social/{name}?all'>{name}</a><div "
            "class='author-fans'><a class='author-fans-count' href='/social/{name}'>{n}9 Fans</a></div></div>"
            "<i>{day}</i><div class='text'><p>{words}</p></div></div>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "the first letter in the place of a picture": page(
        each(
            "<div class='comment' id='c{n}'><a href='/u/{n}'><span class='Avatar'>X</span><span>{name}</span></a>"
            "<time datetime='2019-03-0{n}'>{day}</time><div class='body'>{words}</div></div>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "a handle nearer to the time than the name": page(
        each(
            "<article data-testid='post'><div><div><a href='/{n}'>{name}</a></div><a href='/{n}'>@x{n}</a> <a href='/s"
            "/{n}'><time>{day}</time></a></div><div data-testid='text'>{words}</div><button>Reply</button></article>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "classes of layout under a heading": page(
        each(
            "<div class='flex gap-3'><img src='/{n}.png' alt='{name}'><div><div class='text-sm'><span "
            "class='bold'>{name}</span><span>{day}</span></div><p class='mt-1'>{words}</p><button>Reply</button></div>"
            "</div>"
        ),
        around="<div class='mt-8'><h2>6 replies</h2>{}</div>",
    ),
    "the name for machines": page(
        each(
            "<li class='message' id='p{n}' data-author='{name}'><h3 class='user'>{name}<em class='title'>Member"
            "</em></h3><i>{day}</i><div class='text'><p>{words}</p></div></li>"
        ),
        around="<ol id='comments'>{}</ol>",
    ),
    "an anchor that is never closed": page(
        each(
            "<li class='message' id='p{n}'><a name='post{n}'/><div class='user'><h3 class='author'>{name}</h3><small>"
            "{day}</small></div><div class='text'>{words}</div></li>"
        ),
        around="<ol class='messages'>{}</ol>",
    ),
    "a link to the time in the heading": page(
        each(
            "<div class='change'><h3 class='change'>Changed <a href='/timeline?{n}'><i>{day}</i></a> by <b class="
            "'author'>{name}</b></h3><div class='text'>{words}</div></div>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "what would be shared, in a hidden tag": page(
        each(
            "<div class='comment' id='c{n}'><a class='author' href='/u/{name}'>{name}</a><div class='words'><div class="
            "'time'>{day}</div>{words}</div><div class='below'><div class='hidden'>{name}: {words} http://example.org/"
            "a/b/c/{n}</div></div></div>"
        ),
        around="<div id='comments'>{}</div>",
    ),
    "a signature and links below": page(
        each(
            "<div class='message' id='m{n}'><a class='username' href='/u/{name}'>{name}</a> "
            "<time datetime='2019-03-0{n}'>{day}</time>"
            "<div class='body'>{words}</div><div class='signature'>Kettles for all, {name}</div>"
            "<a href='#r{n}'>Report</a></div>"
        ),
        around="<div id='comments'>{}</div>",
    ),
}


@pytest.mark.parametrize("html", SHAPES.values(), ids=SHAPES)
def test_who_wrote_what_and_when(html: str) -> None:
    assert told(comments_in(html)) == WHOLE


def test_names_without_a_time_are_enough() -> None:
    html = page(
        each(
            "<div class='comment'><div class='comment-author'>{name}</div><div class='comment-body'>{words}</div></div>"
        )
    )
    assert [(who, words) for who, _, words in told(comments_in(html))] == [(who, words) for who, _, words in WHOLE]


def test_names_in_any_language_stand_without_the_words_around_them() -> None:
    html = page(
        each(
            "<div class='comment' id='c{n}'><p class='autor'>{name} mówi:</p> <i>{day}</i>"
            "<p class='tresc'>{words}</p></div>"
        )
    )
    assert [who for who, *_ in told(comments_in(html, "pl"))] == list(NAMES)


def test_the_time_is_not_that_of_joining() -> None:
    html = page(
        each(
            "<div class='post' id='p{n}'><div><a class='username' href='/u{n}'>{name}</a> "
            "<span class='joined'>Joined: May 5, 2001</span></div>"
            "<p class='date'>{day}</p><div class='content'>{words}</div></div>"
        ),
        around="<div id='comments'>{}</div>",
    )
    assert [when for _, when, _ in told(comments_in(html))] == [day(number) for number in range(6)]


def test_all_blocks_beside_name_and_time_are_the_words() -> None:
    extra = "<blockquote><p>Quoted {n}.</p></blockquote><ul><li>One {n}</li></ul>"
    html = page(
        each(
            "<div class='comment' id='c{n}'><div class='author'>{name}</div><div class='date'>{day}</div><p>{words}</p>"
            + extra
            + "</div>"
        )
    )
    assert [words for *_, words in told(comments_in(html))] == [
        f"{words} Quoted {n}. One {n}" for n, words in enumerate(WORDS)
    ]


@pytest.mark.parametrize(
    ("ping", "kind", "author"),
    [
        ("<p>Pingback: <a href='https://example.org/weir'>The Weir</a></p>", Kind.PINGBACK, "The Weir"),
        ("<cite><a href='https://example.org/weir'>The Weir</a></cite> (trackback)", Kind.TRACKBACK, "The Weir"),
        (
            f"<i>{day(9)}</i> Pingback: <a href='https://example.org/weir'>6-29-10 &laquo; The Weir</a>",
            Kind.PINGBACK,
            "6-29-10 \u00ab The Weir",
        ),
    ],
)
def test_links_from_other_sites_are_told(ping: str, kind: Kind, author: str) -> None:
    ping = f"<li class='entry' id='comment-9'>{ping}</li>"
    comments = comments_in(
        page(*(plain(number, tag="li") for number in range(5)), ping, around="<ol id='comments'>{}</ol>")
    )
    assert [(c.kind, c.author, c.author_url, list(c.body)) for c in comments[5:]] == [
        (kind, author, "https://example.org/weir", [])
    ]


def test_comments_have_the_names_and_addresses_of_the_page() -> None:
    first = comments_in(
        page(
            *(plain(n).replace("<i>", f"<a href='/kettles#comment-{n + 1}'>").replace("</i>", "</a>") for n in range(3))
        )
    )[0]
    assert (first.key, first.permalink, first.author_url) == (
        "comment-1",
        "/kettles#comment-1",
        "https://example.org/Ann",
    )


CONTAINED = {
    "in the comment": page(plain(0, inside=plain(1, inside=plain(2)) + plain(3)), plain(4), plain(5)),
    "in a list in the item": page(
        (
            f"<li>{plain(0)}<ul class='children'><li>{plain(1)}<ul class='children'><li>{plain(2)}"
            f"</li></ul></li><li>{plain(3)}</li></ul></li>"
        ),
        f"<li>{plain(4)}</li><li>{plain(5)}</li>",
        around="<ul id='comments'>{}</ul>",
    ),
    "in a wrapper after the comment": page(
        plain(0),
        f"<div class='indented'>{plain(1)}<div class='indented'>{plain(2)}</div>{plain(3)}</div>",
        plain(4),
        plain(5),
    ),
}
TREE = [None, 0, 1, 0, None, None]
DEPTHS = [0, 1, 2, 1, 0, 0]


@pytest.mark.parametrize("html", CONTAINED.values(), ids=CONTAINED)
def test_a_reply_is_contained(html: str) -> None:
    comments = comments_in(html)
    assert parents_of(comments) == TREE
    assert {each.evidence for each in comments} == {None, Evidence.CONTAINED}


@pytest.mark.parametrize(
    ("template", "evidence"),
    [
        ("style='margin-left: {px}px'", Evidence.INDENTED),
        ("style='padding-left:{depth}.5em'", Evidence.INDENTED),
        ("style='margin:0 0 0 {px}px'", Evidence.INDENTED),
        ("data-depth='{depth}'", Evidence.NUMBERED),
        ("aria-level='{depth}'", Evidence.NUMBERED),
    ],
)
def test_a_reply_is_moved_in_or_numbered(template: str, evidence: Evidence) -> None:
    html = page(*(plain(n, attributes=template.format(px=20 * depth, depth=depth)) for n, depth in enumerate(DEPTHS)))
    comments = comments_in(html)
    assert parents_of(comments) == TREE
    assert {each.evidence for each in comments} == {None, evidence}


def test_a_class_may_give_the_depth() -> None:
    html = page(*(plain(n).replace("'comment'", f"'comment level-{depth}'") for n, depth in enumerate(DEPTHS)))
    assert parents_of(comments_in(html)) == TREE


def test_a_spacer_may_move_a_reply_in() -> None:
    spacers = [f"<td><img src='s.gif' width='{40 * depth}' height='1'></td>" for depth in DEPTHS]
    rows = [
        (
            f"<tr id='r{n}'>{spacers[n]}<td><a href='/user/{NAMES[n]}'>{NAMES[n]}</a> {day(n)}"
            f"<div class='words'>{WORDS[n]}</div></td></tr>"
        )
        for n in range(6)
    ]
    assert parents_of(comments_in(page(*rows, around="<table id='comments'>{}</table>"))) == TREE


@pytest.mark.parametrize(
    "said",
    [
        "<a href='#comment-{parent}'>In reply to an earlier comment</a>",
        "<a href='/kettles?c=1#comment-{parent}' title='parent'>up</a>",
        "<span data-parent-id='comment-{parent}'></span>",
        "<span reply_id='comment-{parent}'></span>",
    ],
)
def test_what_the_page_says_outright_counts_first(said: str) -> None:
    answers = {3: 1, 5: 4}
    html = page(
        *(
            plain(n).replace(
                "<div class='text'>",
                (said.format(parent=answers[n] + 1) if n in answers else "") + "<div class='text'>",
            )
            for n in range(6)
        )
    )
    comments = comments_in(html)
    assert parents_of(comments) == [None, None, None, 1, None, 4]
    assert {each.evidence for each in comments} == {None, Evidence.EXPLICIT}


def test_names_and_quotations_are_no_parents() -> None:
    html = page(*(plain(n).replace("<p>", f"<p>@{NAMES[n - 1]} <q>{WORDS[n - 1]}</q> ") for n in range(6)))
    assert parents_of(comments_in(html)) == [None] * 6


def test_widths_that_grow_at_random_are_no_depths() -> None:
    html = page(*(plain(n, attributes=f"style='margin-left: {px}px'") for n, px in enumerate((90, 10, 70, 0, 50, 20))))
    assert parents_of(comments_in(html)) == [None] * 6


def test_answers_hold_their_own_comments() -> None:
    def answer(number: int) -> str:
        inner = "".join(
            (
                f"<li class='comment' id='comment-{number}{n}'><span class='text'>{WORDS[n]}</span> "
                f"<a href='/user/{n}'>{NAMES[n]}</a> {day(n)}</li>"
            )
            for n in range(3)
        )
        return (
            f"<div class='answer' id='answer-{number}'><div class='post-text'><p>{WORDS[number]} {WORDS[0]}</p></div>"
            f"<div class='user'><a href='/users/{number}'>{NAMES[number]}</a> <i>{day(number)}</i>"
            f"</div><ul>{inner}</ul></div>"
        )

    comments = comments_in(page(*map(answer, range(4)), around="<div id='answers'>{}</div>"))
    assert parents_of(comments) == [None, 0, 0, 0, None, 4, 4, 4, None, 8, 8, 8, None, 12, 12, 12]


POST = (
    "<div class='post' id='p{n}'><a class='username' href='/u/{name}'>{name}</a> "
    "<time datetime='2019-03-0{n}'>{day}</time>"
    "<div class='content'>{words}</div></div>"
)


def test_the_opening_post_of_a_forum_is_the_article() -> None:
    draft = draft_of(page(each(POST), around="<div class='thread'>{}</div>", article="<h1>Kettles</h1>"))
    assert [name for name, _ in draft.article.authors] == ["Ann"]
    assert [comment.author for comment in draft.comments] == list(NAMES[1:])
    assert draft.opened


def test_the_first_post_is_the_article_where_it_alone_has_the_heading_that_the_page_is_titled_by() -> None:
    posts = [*map(plain, range(6))]
    posts[0] = posts[0].replace("<div class='text'>", "<h2>Copper or enamel?</h2><div class='text'>")
    around = "<h1>weir/kettles</h1><h2>5 comments</h2><ul class='comments'>{}</ul>"
    titled, other = (
        draft_of(f"<title>{title} · Issue · weir/kettles</title>" + page(*posts, around=around, article=""))
        for title in ("Copper or enamel?", "Tea")
    )
    assert [name for name, _ in titled.article.authors] == ["Ann"]
    assert not other.opened


def test_a_later_page_of_a_forum_has_no_article() -> None:
    html = page(each(POST), around="<div class='thread'>{}</div>", article="<h1>Kettles</h1>")
    draft = draft_of(html, "https://example.org/thread?page=3")
    assert (list(draft.article.body), [comment.author for comment in draft.comments]) == ([], list(NAMES))


def test_the_opening_post_is_the_article_where_posts_are_marked_as_comments_and_answer_each_other() -> None:
    posts = [plain(n, attributes=f"data-depth='{depth}'") for n, depth in enumerate((0, 0, 1, 2, 0, 1))]
    heading = "<h1>Kettles</h1>"
    draft = draft_of(page(*posts, around="<ul class='posts'>{}</ul>", article=heading))
    assert [name for name, _ in draft.article.authors] == ["Ann"]
    assert [comment.author for comment in draft.comments] == list(NAMES[1:])
    for around, article in (
        ("<ul class='posts comments'>{}</ul>", heading),
        ("<ul class='posts'>{}</ul>", ARTICLE),
        ("<h2>6 comments</h2><ul class='posts'>{}</ul>", heading),
    ):
        assert not draft_of(page(*posts, around=around, article=article)).opened


def test_a_later_page_has_the_opening_post_that_it_repeats_over_its_answers() -> None:
    posts = plain(0, inside="".join(map(plain, range(1, 6))))
    html = page(posts, around="<div class='posts'>{}</div>", article="<h1>Kettles</h1>")
    draft = draft_of(html, "https://example.org/thread?page=3")
    assert [name for name, _ in draft.article.authors] == ["Ann"]
    assert [comment.author for comment in draft.comments] == list(NAMES[1:])


def test_the_article_is_not_among_the_comments() -> None:
    draft = draft_of(page(*map(plain, range(6))))
    assert draft.article.title == "On kettles"
    assert [comment.author for comment in draft.comments] == list(NAMES)


@given(
    st.recursive(
        st.sampled_from(
            [
                *(f"<a href='/user/{name}'>{name}</a>" for name in NAMES),
                "March 1, 2019",
                "<br>",
                "<td>",
                "</div>",
                "<li>",
                "<form>",
                "\0&",
                *WORDS,
            ]
        ),
        lambda inner: st.tuples(
            st.sampled_from(["div", "li", "p", "tr", "dl", "dd", "blockquote", "noscript"]),
            st.sampled_from(
                [
                    "",
                    "class='comment'",
                    "id='c1'",
                    "id='c2' class='reply depth-2'",
                    "data-parent-id='c1'",
                    "style='margin-left:9px'",
                ]
            ),
            st.lists(inner, max_size=6),
        ).map(lambda parts: f"<{parts[0]} {parts[1]}>{''.join(parts[2])}</{parts[0]}>"),
        max_leaves=60,
    )
)
def test_any_page_gives_a_draft(html: str) -> None:
    draft = draft_of(f"<body>{html * 3}")
    elements = {id(comment.element) for comment in draft.comments}
    assert len(elements) == len(draft.comments)
    assert all(
        comment.parent_element is None or comment.parent_element is not comment.element for comment in draft.comments
    )
    assert all(isinstance(escape(words_of(comment)), str) for comment in draft.comments)


def test_the_name_of_somebody_who_wrote_most_is_a_name() -> None:
    names = ("Ann", "Ann", "Bob", "Ann", "Ann", "Ann")
    posts = [
        f"<div class='post' id='p{n}'><h2>{day(n)}</h2><dl><dt><strong>{name}</strong></dt><dd>Member</dd></dl>"
        f"<div class='text'><p>{words}</p></div></div>"
        for n, (name, words) in enumerate(zip(names, WORDS, strict=True))
    ]
    assert [comment.author for comment in comments_in(page(*posts, around="<div>{}</div>"))] == list(names)


def test_who_changed_a_text_is_not_who_wrote_it() -> None:
    edited = "<div class='info'>edited <i>June 1, 2020 at 1:00 pm</i> <a class='user' href='/users/9'>Quentin</a></div>"
    posts = each(
        "<div class='answer' id='a{n}'><div class='text'><p>{words}</p></div><!--{n}-->"
        "<div class='info'>answered <i>{day}</i> <a class='user' href='/users/{n}'>{name}</a></div></div>"
    ).replace("<!--2-->", edited)
    assert told(comments_in(page(posts, around="<div id='answers'>{}</div>"))) == WHOLE


def test_where_only_answers_stand_in_a_wrapper_the_words_of_all_are_found() -> None:
    first, *others = (
        f"<div class='item' id='c{n}'><div class='by'><a href='/user/{name}'>{name}</a></div><div class='main'>"
        f"<div class='time'>{day(n)}</div> {words}</div></div>"
        for n, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    )
    comments = page(first, *(f"<div class='answers'>{each}</div>" for each in others))
    assert told(comments_in(comments)) == WHOLE


def test_words_that_are_called_a_reply_are_words() -> None:
    posts = each("<li id='c{n}'><b class='author'>{name}</b> <i>{day}</i><p class='txt_reply'>{words}</p></li>")
    assert told(comments_in(page(posts, around="<ul class='comments'>{}</ul>"))) == WHOLE


def test_a_count_behind_a_name_is_no_part_of_it() -> None:
    posts = each("<li id='c{n}'><b class='author'>{name} <small>(6{n})</small></b> <i>{day}</i><p>{words}</p></li>")
    assert told(comments_in(page(posts, around="<ul class='comments'>{}</ul>"))) == WHOLE


@pytest.mark.parametrize("heading", ["Guestbook", "Gästebuch", "Livre d'or", "Гостевая книга"])
def test_a_guestbook_has_no_opening_post(heading: str) -> None:
    entries = each("<p><b>{name}</b> ({day}):<br>{words}</p>")
    draft = draft_of(f"<title>{heading}</title><body><h1>{heading}</h1>{entries}</body>")
    assert told(draft.comments) == WHOLE


def test_what_stands_before_the_first_rule_and_after_the_last_is_no_comment() -> None:
    ruled = each("<hr><p>{words}</p><p><i>{name}</i>, {day}</p>")
    html = f"<body>{ARTICLE}<h2>Comments</h2>{ruled}<hr><p>Sign <a href='/sign'>here</a> to write one.</p></body>"
    assert told(comments_in(html)) == WHOLE


def test_the_cell_of_several_rows_begins_a_post() -> None:
    rows = each(
        "<tr><td rowspan='2' class='cell'><b>{name}</b><br>Member</td><td class='cell'>{day}</td></tr>"
        "<tr><td class='cell'><div id='p{n}'>{words}</div></td></tr>"
    )
    assert told(comments_in(page(rows, around="<table><tr><td>Author</td><td>Post</td></tr>{}</table>"))) == WHOLE


@pytest.mark.parametrize(("pieces", "answers"), [(0, True), (12, False)])
def test_a_link_says_with_its_first_words_that_it_leads_to_the_parent(pieces: int, *, answers: bool) -> None:
    items = [
        f"<div class='remark' id='remark-{number}'><b class='author'>{name}</b> <i class='date'>{day(number)}</i>"
        f"<p class='words'>{words}</p><a href='#remark-1'><span>Up{'<i>*</i>' * pieces} in reply to</span></a></div>"
        for number, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    ]
    third = comments_in("".join(items))[2]
    assert (third.parent_key is not None or third.parent_element is not None) is answers


def test_the_opening_post_is_the_article_where_rules_and_blocks_in_turn_are_the_posts() -> None:
    posts = (
        f"<hr class='post-divider'><div id='{n}00a7'><div class='post-header'><a href='/{name}'>{name}</a>"
        f"<small>{day(n)}</small></div><div class='post-content'><p>{words} {words} {words}</p></div></div>"
        for n, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    )
    draft = draft_of(page(*posts, around="<div class='posts'>{}</div>", article="<h3>On kettles</h3>"))
    assert [name for name, _ in draft.article.authors] == ["Ann"]
    assert [comment.author for comment in draft.comments] == list(NAMES[1:])


def test_the_words_of_a_link_to_another_page_are_no_article() -> None:
    html = page(
        *(
            f"<div class='comment' id='c{n}'><b class='author'>{name}</b> {day(n)}<p>{WORDS[n]}</p></div>"
            for n, name in enumerate(NAMES)
        ),
        around="<h2>6 comments</h2><div id='comments' class='comments'>{}</div>",
        article="<div><h1>Kettles</h1><div class='story'>Who can mend one that leaks at the handle?</div></div>",
    )
    card = f"<a href='/9'><div>Pans</div><div>{WORDS[0] * 5}</div></a>"
    draft = draft_of(html.replace("</body>", f"{card}</body>"))
    assert [str(node.get_text()) for node in draft.article.body] == ["Who can mend one that leaks at the handle?"]


def test_what_only_its_class_calls_a_comment_is_one_where_the_page_has_no_others() -> None:
    letters = [f"{words} {words.lower()}" for words in WORDS]
    said = zip(NAMES, letters, strict=True)
    replies = [
        f"<tr><td class='reply'><div class='sms'><b>{name}</b><br>{words}</div></td></tr>" for name, words in said
    ]
    replies.append("<tr><td class='reply'><div class='sms'><b>Gil</b><br>Well met!</div></td></tr>")
    letter = f"<tr><td class='message'><div class='sms'><b>Gil</b><br>{WORDS[0]} {WORDS[1]}</div></td></tr>"
    comments = comments_in(page(letter, *replies, around="<table>{}</table>", article=""))
    assert [each.author for each in comments] == [*NAMES, "Gil"]
    assert all(words in words_of(each) for each, words in zip(comments, [*letters, "Well met!"], strict=True))


def test_answers_in_another_markup_than_the_comments_are_comments_under_them() -> None:
    def line(n: int, called: str) -> str:
        return f"<div class='{called}'><b class='nick'><a href='/user/{n}'>{NAMES[n % 6]}</a></b><i>{day(n)}</i></div>"

    def answer(n: int) -> str:
        said = f"<div class='said'><p>{n}: {WORDS[n % 6]}</p><a class='reply-link'>Reply</a></div>"
        return f"<li class='low'>{line(n, 'small-head')}{said}</li>"

    def entry(n: int, *inside: str) -> str:
        low = f"<ul class='reply'>{''.join(inside)}</ul>" if inside else ""
        return f"<li class='entry'>{line(n, 'head')}<p>{n}: {WORDS[n % 6]}</p><a class='reply-link'>Reply</a>{low}</li>"

    entries = [entry(0, *map(answer, range(1, 5))), *map(entry, range(5, 14))]
    comments = comments_in(page(*entries, around="<ul class='comment-list'>{}</ul>"))
    assert [each.author for each in comments] == [NAMES[n % 6] for n in range(14)]
    assert parents_of(comments) == [None, 0, 0, 0, 0, *[None] * 9]


@pytest.mark.parametrize("called", ["message", "message first"])
def test_the_first_reply_is_no_opening_post_where_the_like_of_its_words_stands_before_it(called: str) -> None:
    rows = [
        f"<li class='post'><div class='box'><b class='username'><a href='/user-{n}'>{NAMES[n]}</a></b> <i>{day(n)}</i>"
        f"<div class='message mt-1'>{WORDS[n]} {WORDS[n - 1]}</div></div></li>"
        for n in range(6)
    ]
    opening = f"<div class='card'><h4>On kettles</h4><div class='{called}'><p>{WORDS[0]}</p></div></div>"
    draft = draft_of(page(*rows, around=opening + "<ul class='postlist'>{}</ul>", article=""))
    assert [each.author for each in draft.comments] == list(NAMES)
    notice = "<div class='box'>No selling here.</div><h4>On kettles</h4>"
    assert draft_of(page(*rows, around=notice + "<ul class='postlist'>{}</ul>", article="")).opened
