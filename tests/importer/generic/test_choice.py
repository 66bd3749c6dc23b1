"""Which groups of a page are taken, and what they are rounded to."""

from structure import ARTICLE, NAMES, WORDS, comments_in, day, page, parents_of, plain, told, words_of
from threadreader.importer import import_bytes
from threadreader.importer.generic.detect import merge, parts_in


def starts(html: str) -> list[list[str]]:
    """The classes of the first tag of each record."""
    return [list(comment.element.get("class") or []) for comment in comments_in(html)]


def test_of_tags_around_each_other_the_outermost_is_the_record() -> None:
    wrapped = [f"<li class='entry-{n}'><div class='wrap'>{plain(n)}</div></li>" for n in range(5)]
    assert starts(page(*wrapped, around="<ol id='comments'>{}</ol>")) == [[f"entry-{n}"] for n in range(5)]


def test_parts_that_each_record_has_are_no_records() -> None:
    rows = [
        f"<li class='post' id='p{n}'><div class='user'><a href='/u/{n}'>{NAMES[n]}</a> <span>"
        f"Joined: May {n + 1}, 2001</span> Stoves</div>"
        f"<div class='main'><a href='/u/{n}'>{NAMES[n]}</a> <i>{day(n)}</i><p class='body'>{WORDS[n]}</p></div></li>"
        for n in range(6)
    ]
    assert starts(page(*rows, around="<ol class='posts'>{}</ol>")) == [["post"]] * 6


def test_boxes_of_an_article_and_of_its_comments_are_no_records() -> None:
    rows = "".join(
        f"<div class='row8'><div class='pic'><a href='/u/{n}'><img src='a.png'></a></div>"
        f"<div class='font'><p class='p5'><span><a href='/u/{n}'>{NAMES[n]}</a></span>2011-04-13 2{n}:2{n}:48</p>"
        f"<p class='p6'>{' '.join(WORDS[n].split()[:7])}</p>"
        "<div class='div1'><a href='javascript:;'>Reply</a></div></div></div>"
        for n in range(4)
    )
    prose = "".join(f"<p>{words} {words}</p>" for words in WORDS)
    html = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Kettles of tin</title></head><body><div class='right'>"
        "<div class='box1 box11'><div class='tit'><a href='/uid-1.html'>Kettles of tin</a>"
        " <em>2011-03-30 22:49:30</em></div>"
        f"<div class='wz'>{prose}</div><div>Read (2977) | Comments (4)</div></div>"
        f"<div class='box7' id='replyList'><div class='tit3'>Leave some words for the keeper!</div>{rows}"
        "</div></div></body></html>"
    )
    comments = import_bytes(html.encode(), "kettles.html").thread.comments
    assert [each.author and each.author.name for each in comments] == [*NAMES[:4]]


def test_what_is_called_otherwise_among_comments_is_left_out() -> None:
    odd = (
        f"<div class='note' id='note-1'><a class='author' href='/u/1'>Moderator</a> <i>{day(1)}"
        f"</i> <p>{WORDS[0]}</p></div>"
    )
    html = page(*(plain(n % 6) for n in range(20)), odd).replace("id='comment-", "id='c")
    assert all("comment" in classes for classes in starts(html))


def test_a_link_to_more_comments_is_no_comment() -> None:
    rows = [
        f"<tr id='r{n}'><td><a href='/user/{n}'>{NAMES[n]}</a> {day(n)}<div>{WORDS[n]}</div></td></tr>"
        for n in range(6)
    ]
    html = page(*rows, "<tr><td><a href='?page=2'>More</a></td></tr>", around="<table id='comments'>{}</table>")
    assert [each.author for each in comments_in(html)] == list(NAMES)


def test_a_reply_of_another_class_is_found_in_the_comment_it_answers() -> None:
    def answered(number: int) -> str:
        reply = (
            f"<div class='owner-reply'><b class='author'>Owner</b> <i>{day(number + 1)}</i><p>"
            f"{WORDS[-number]} Or so we hear.</p></div>"
        )
        return plain(number, inside=reply if number % 2 else "")

    comments = comments_in(page(*map(answered, range(6))))
    assert parents_of(comments) == [None, None, 1, None, None, 4, None, None, 7]


def test_the_words_of_a_post_are_no_post_although_they_say_when_they_were_edited() -> None:
    rows = [
        f"<div class='post_block' id='post_{n}'><h3><a class='author' href='/u/{n}'>{NAMES[n]}"
        f"</a></h3> <abbr title='2019-03-0{n + 1}'>{day(n)}</abbr>"
        f"<div class='post' itemprop='commentText'>{WORDS[n]}<p class='edit'>Edited {day(n + 1)}</p></div></div>"
        for n in range(5)
    ]
    assert [each.author for each in comments_in(page(*rows, around="<div id='comments'>{}</div>"))] == list(NAMES[:5])


def test_previews_of_what_is_answered_are_no_comments() -> None:
    preview = f"<div class='before'><b class='author'>Ann</b> <i>{day(0)}</i> <p>{WORDS[0]}</p></div>"
    rows = [
        f"<li id='post-{n}' class='post'>{preview if n else ''}<div class='own'><b class='author'>{NAMES[n]}</b> "
        f"<i>{day(n)}</i> <p>{WORDS[n]}</p></div></li>"
        for n in range(6)
    ]
    comments = comments_in(page(*rows, around="<ul id='comments'>{}</ul>"))
    assert [each.key for each in comments] == [f"post-{n}" for n in range(6)]


def test_lists_of_spans_merge_where_they_nest() -> None:
    assert merge([(1, 9), (10, 12)], [(2, 4), (5, 9)]) == [(1, 9), (2, 4), (5, 9), (10, 12)]


def test_spans_that_begin_together_or_overlap_do_not_merge() -> None:
    assert merge([(1, 9)], [(1, 4)]) is None
    assert merge([(1, 9)], [(5, 12)]) is None


def test_a_page_without_comments_has_no_groups() -> None:
    assert list(comments_in(page())) == []


def test_a_table_around_all_comments_is_none_of_them() -> None:
    rows = "".join(
        f"<table><tr><td><a name='{n}'></a><b>Kettles</b><br>by <a href='/user/{name}'>{name}</a> on {day(n)}</td></tr>"
        f"<tr><td><font><p>{WORDS[n]}</p></font></td></tr></table><br>"
        for n, name in enumerate(NAMES)
    )
    found = comments_in(f"<body><table><tr><td>{ARTICLE}{rows}</td></tr></table></body>")
    assert [(who, when) for who, when, _ in told(found)] == [(name, day(n)) for n, name in enumerate(NAMES)]
    assert all(WORDS[n] in words_of(each) for n, each in enumerate(found))


def test_of_records_nested_very_deep_only_a_few_parts_are_looked_at() -> None:
    depth = 500
    outer = [(3 * n, 3 * depth) for n in range(depth)]
    inner = [(3 * n + at, 3 * n + at + 1) for n in range(depth) for at in (1, 2)]
    parts = list(parts_in(outer, inner, ["one", "two"] * depth))
    assert len(parts) == depth
    assert {len(part) for part in parts[:-1]} == {3}
    assert parts[-1] == ("one", "two")
