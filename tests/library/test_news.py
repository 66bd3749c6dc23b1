"""The news that are told of a newer save of a page, in whatever way it was made, and the true ones."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from threadreader.library.library import Library
from threadreader.model.page import Changes
from threadreader.paths import find_paths

_ADDRESS = "https://blog.example.org/bread/"
_ARTICLE = [
    "It rises for a night, and is baked in the morning before anybody is up.",
    "The oven is hot by then, so that it is the first to get up, and the last to go to bed.",
    "Whoever wants a crust puts a bowl of water under it and waits for half an hour.",
]
_COMMENTS = [
    ("ann", "The crust was as hard as a board this time, whatever I did with the oven."),
    ("bob", "Put a bowl of water under it, and wait for half an hour: it is soft then."),
    ("cid", "Rye needs twice the time, and no one says so in any recipe that I know of."),
    ("dora", "Does anybody bake it without a tin? Mine runs all over the stone, every time."),
    ("eve", "I do, and I turn it once when it has a colour. A little less water helps too."),
    ("fay", "The bowl of water did it: soft crust, and the children ate it all at once."),
]
_LINK = ("Links for a Sunday « The Crumb Diary", "[…] bread that rises for a night, for whoever gets up late […]")


def _page(
    comments: Sequence[tuple[str, str]] = _COMMENTS,
    *,
    link: str = "whole",
    logged_in: bool = False,
    pages: int = 1,
    count: int | None = None,
) -> bytes:
    """A page of a WordPress blog; themes show of a link from another blog all, its title, or nothing."""
    edit = '<a class="comment-edit-link" href="/wp-admin/">(Edit)</a>' if logged_in else ""
    items = "".join(
        f'<li id="comment-{number}" class="comment depth-1"><article id="div-comment-{number}" class="comment-body">'
        f'<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{name}</b></div>'
        f'<div class="comment-metadata"><a href="{_ADDRESS}#comment-{number}"><time datetime="2024-05-{number:02}'
        f'T10:00:00+00:00">May {number}, 2024</time></a> {edit}</div></footer><div class="comment-content">'
        f'<p>{words}</p></div><div class="reply"><a class="comment-reply-link" href="#respond">Reply</a></div>'
        "</article></li>"
        for number, (name, words) in enumerate(comments, 1)
    )
    title, words = _LINK
    if link == "bare":
        items += f'<li class="post pingback"><p>Pingback: <a href="https://crumb.example/">{title}</a></p></li>'
    elif link:
        items += (
            '<li id="comment-90" class="pingback depth-1"><div id="div-comment-90" class="comment-body">'
            f'<div class="comment-author vcard"><cite class="fn"><a href="https://crumb.example/">{title}</a></cite>'
            f'</div><div class="comment-meta"><a href="{_ADDRESS}#comment-90">May 30, 2024 at 9:00 am</a></div>'
            f"<p>{words}</p></div></li>"
        )
    links = "".join(
        f'<a class="page-numbers" href="{_ADDRESS}comment-page-{number}/#comments">{number}</a>'
        for number in range(2, pages + 1)
    )
    count = len(comments) + bool(link) if count is None else count
    bar = '<p class="logged-in-as">Logged in as ann. <a href="/wp-login.php?action=logout">Log out?</a></p>'
    article = "".join(f"<p>{words}</p>" for words in _ARTICLE)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="generator" content="WordPress 6.5">'
        f'<title>Bread</title><link rel="canonical" href="{_ADDRESS}"></head><body class="single">'
        f'<article class="post"><h1 class="entry-title">Bread</h1><div class="entry-content">{article}</div></article>'
        f'<div id="comments" class="comments-area"><h2 class="comments-title">{count} thoughts on “Bread”</h2>'
        f'<ol class="comment-list">{items}</ol>{links}<div id="respond">{bar if logged_in else ""}</div></div>'
        "</body></html>"
    ).encode()


def _mhtml(page: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = _ADDRESS
    message["Subject"] = "Bread"
    message["MIME-Version"] = "1.0"
    message.add_related(page.decode(), subtype="html", headers=[f"Content-Location: {_ADDRESS}"])
    return message.as_bytes()


def _dump(comments: Sequence[tuple[str, str]]) -> bytes:
    """The page as a text browser writes it."""
    said = "".join(
        f" {number}. {name}\n    [{number + 1}]May {number}, 2024 at 10:00 am\n\n    {words}\n\n    [9]Reply\n\n"
        for number, (name, words) in enumerate(comments, 1)
    )
    links = "".join(f"   {number + 1}. {_ADDRESS}#comment-{number}\n" for number in range(1, len(comments) + 1))
    article = "\n\n".join(f"   {words}" for words in _ARTICLE)
    return (
        f"   #[1]Bread\n\n                             Bread\n\n{article}\n\n{len(comments)} thoughts on “Bread”\n\n"
        f"{said}References\n\n   1. {_ADDRESS}\n{links}"
    ).encode()


def _imported(folder: Path, *saves: tuple[str, bytes]) -> tuple[list[Changes], Library]:
    """The news of each save, taken a month after the one before, and the library."""
    library = Library.open(find_paths(), lambda: datetime(2024, 6, 1, tzinfo=UTC) + timedelta(30 * len(news)))
    news: list[Changes] = []
    for name, data in saves:
        (folder / name).write_bytes(data)
        news.append(library.import_page(folder / name).changes)
    return news, library


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


_LATER = [*_COMMENTS[:1], ("bob", "Put a bowl of ice under it, and wait for half an hour."), *_COMMENTS[2:]]
_WHOLE, _CHANGED = _page(), _page(_LATER)


@pytest.mark.parametrize(
    ("name", "newer"),
    [
        ("cut.html", _WHOLE[: len(_WHOLE) // 2]),
        ("torn.html", _WHOLE[: _WHOLE.index(b"no one says so")]),
        ("head.html", _WHOLE[: _WHOLE.index(b"The oven")]),
        ("body.html", _WHOLE[: _WHOLE.index(b"single")]),
        ("title.html", _WHOLE[: _WHOLE.index(b"</head>")]),
        ("theme.html", _page(link="bare")),
        ("container.mhtml", _mhtml(_WHOLE)),
        ("paged.html", _page(_COMMENTS[:3], link="", pages=3, count=7)),
        ("logged-in.html", _page(logged_in=True)),
    ],
    ids=_name,
)
def test_a_save_of_what_did_not_change_is_no_news_and_takes_nothing_away(
    tmp_path: Path, name: str, newer: bytes
) -> None:
    news, library = _imported(tmp_path, ("page.html", _WHOLE), (name, newer))
    with library:
        assert news == [Changes(), Changes()]
        assert library.find("1").comments == 7
        thread = library.exported(1).thread
        assert [comment.text for comment in thread.comments] == [*(words for _, words in _COMMENTS), _LINK[1]]
        assert thread.article.text.split() == " ".join(_ARTICLE).split()


@pytest.mark.parametrize("first", ["page.html", "dump.txt"])
def test_a_dump_of_the_text_of_what_did_not_change_is_no_news(tmp_path: Path, first: str) -> None:
    saves = [("page.html", _page(link="")), ("dump.txt", _dump(_COMMENTS))]
    news, library = _imported(tmp_path, *sorted(saves, key=lambda save: save[0] != first))
    with library:
        assert news == [Changes(), Changes()]
        assert [entry.comments for entry in library.threads()] == [6]


@pytest.mark.parametrize(
    ("name", "older"),
    [
        ("cut.html", _WHOLE[: len(_WHOLE) // 2]),
        ("theme.html", _page(link="bare")),
        ("container.mhtml", _mhtml(_WHOLE)),
        ("paged.html", _page(_COMMENTS[:3], link="", pages=3, count=7)),
        ("logged-in.html", _page(logged_in=True)),
    ],
    ids=_name,
)
def test_a_save_that_shows_more_than_the_one_before_tells_nothing_that_was_there(
    tmp_path: Path, name: str, older: bytes
) -> None:
    news, library = _imported(tmp_path, (name, older), ("page.html", _WHOLE))
    with library:
        assert news == [Changes(), Changes()]
        assert library.exported(1).thread.article.text.split() == " ".join(_ARTICLE).split()


@pytest.mark.parametrize(
    ("name", "newer"),
    [
        ("theme.html", _page(_LATER, link="bare")),
        ("container.mhtml", _mhtml(_CHANGED)),
        ("logged-in.html", _page(_LATER, logged_in=True)),
    ],
    ids=_name,
)
def test_what_did_change_is_told_in_any_view(tmp_path: Path, name: str, newer: bytes) -> None:
    news, library = _imported(tmp_path, ("page.html", _WHOLE), (name, newer))
    with library:
        assert str(news[1]) == "1 edited"


def test_what_is_gone_and_new_is_told_of_whole_saves(tmp_path: Path) -> None:
    later = [*_COMMENTS[:5], ("gil", "I still wait for mine, and it does not rise at all.")]
    page = _page(later).replace(b"comment-6", b"comment-7").replace(b"2024-05-06T10", b"2024-06-06T10")
    news, library = _imported(tmp_path, ("page.html", _WHOLE), ("later.html", page))
    with library:
        assert str(news[1]) == "1 new, 1 gone"
