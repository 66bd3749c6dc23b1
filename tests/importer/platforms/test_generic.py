"""What is the article of a page of no platform: what stands before its comments, or the first of its posts."""

import pytest

from structure import NAMES, WORDS, day, draft_of, page, plain, told

CARD = (
    "<article class='posting' id='a{n}'><div class='user'><b class='author'>{name}</b></div>"
    "<p class='text'>{words}</p><footer><i>{day}</i><a href='#r{n}'>Report</a></footer></article>"
)
OTHERS = "".join(f"<p>{words} {words} <a href='/t{number}'>read on</a></p>" for number, words in enumerate(WORDS))


def cards(template: str = CARD) -> list[str]:
    return [
        template.format(n=number + 10, name=name, words=words, day=day(number))
        for number, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    ]


def test_a_post_that_stands_alone_with_the_heading_of_the_page_is_the_article() -> None:
    question, *answers = cards()
    html = page(
        *answers,
        article=f"<section><header><h1>Which kettle?</h1></header>{question}</section>",
        around=f"<section id='answers'>{{}}</section><section><h3>More questions</h3>{OTHERS}</section>",
    )
    draft = draft_of(html)
    assert draft.article.title == "Which kettle?"
    assert [name for name, _ in draft.article.authors] == [NAMES[0]]
    assert [comment.author for comment in draft.comments] == list(NAMES[1:])


@pytest.mark.parametrize("article", ["<img src='kettle.jpg'>", "<p>Look at it.</p>", f"<p>{WORDS[0]} {WORDS[1]}</p>"])
def test_the_first_comment_on_a_short_article_is_no_article(article: str) -> None:
    html = page(
        *map(plain, range(3)),
        article=f"<h1>My kettle</h1><div>{article}</div>",
        around="<section id='comments'><h2>3 comments</h2>{}</section>",
    )
    draft = draft_of(html)
    assert not draft.opened
    assert [comment.author for comment in draft.comments] == list(NAMES[:3])


def test_the_first_comment_is_no_article_under_an_article_of_any_heading() -> None:
    html = page(
        *cards(),
        article=f"<h2>My kettle</h2><div><p>{' '.join(WORDS)}</p></div>",
        around="<h3>6 replies</h3><section class='posts'>{}</section>",
    )
    assert not draft_of(html).opened


def test_what_is_asked_between_the_heading_and_the_posts_is_the_article() -> None:
    html = page(
        *cards(),
        article=f"<h1>Which kettle?</h1><div class='card'><p>{' '.join(WORDS)}</p></div>",
        around="<section class='posts'>{}</section>",
    )
    draft = draft_of(html)
    assert not draft.opened
    assert len(draft.comments) == len(NAMES)


def test_comments_in_lists_that_stand_in_each_other_are_one_each() -> None:
    inner = ""
    for number in reversed(range(6)):
        inner = (
            f"<ul class='comments-list'><li><div class='head'><a href='/user?id={NAMES[number]}'>{NAMES[number]}</a> "
            f"<a href='/item?id={number}'>{number + 2} days ago</a></div><div>{WORDS[number]}</div>{inner}</li></ul>"
        )
    comments = draft_of(page(inner, around="{}")).comments
    assert [who for who, *_ in told(comments)] == list(NAMES)


def test_a_comment_of_another_class_has_its_own_words() -> None:
    long, short = f"{WORDS[0]} " * 12, WORDS[1]
    comments = draft_of(
        page(
            *(
                f"<div class='comment' id='c{number}'><table><tr><td class='rest'><div class='meta'><b class='author'>"
                f"{name}</b> <i>{day(number)}</i></div><div class='body {size}'><p>{words}</p></div></td></tr></table>"
                f"<div class='more'><a href='/c/{number}'>{number + 1} replies</a></div></div>"
                for number, (name, size, words) in enumerate((("Ann", "long", long), ("Bob", "", short)))
            )
        )
    ).comments
    assert [words for *_, words in told(comments)] == [long.strip(), short]


def test_what_a_post_answers_is_not_its_words_where_these_are_marked() -> None:
    template = (
        "<li class='post' id='p{n}'><div class='preview'><a class='user' href='/u/Zoe'>Zoe</a><div class='bit'>"
        + "".join(f"<p>{words}</p>" for words in WORDS)
        + "</div></div><a class='author' href='/u/{name}'>{name}</a> <i>{day}</i>"
        "<div itemprop='text'>{words}</div></li>"
    )
    comments = draft_of(page(*cards(template), around="<ul class='posts'>{}</ul>")).comments
    assert [words for *_, words in told(comments)] == list(WORDS[1:])


def test_an_article_in_letters_that_say_more_is_as_long_as_one_in_others() -> None:
    replies = (
        "日曜に犬と渡りましたが、どちらも落ちませんでした。そんなに悪くないと思います。",
        "祖父が最初の橋を手伝いました。綱を見たら大笑いしたことでしょう。",
        "板の代金は誰が払ったのですか。議事録には何も書いてありません。",
    )
    comments = [
        f"<div class='comment'><p><b class='author'>{name}</b> <time>{day(number)}</time></p><p>{words}</p></div>"
        for number, (name, words) in enumerate(zip(NAMES, replies, strict=False))
    ]
    sentence = "水車のそばの古い橋は十一年間も閉じられたままだったが、ようやく議会が再建を決めた。"
    html = page(*comments, article=f"<h1>橋</h1><div>{f'<p>{sentence}</p>' * 3}</div>", around="<div>{}</div>")
    draft = draft_of(html)
    assert not draft.opened
    assert [comment.author for comment in draft.comments] == list(NAMES[:3])
