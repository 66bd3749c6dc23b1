"""An article of a blog, and pages of three platforms on which it is discussed, in their markup."""

from collections.abc import Sequence
from html import escape

from blog import blog_page

ARTICLE = "https://blog.example.org/kettle/"
NEWS, REDDIT, LOBSTERS = "https://news.example.org", "https://reddit.example.org", "https://lobsters.example.org"
WORDS = "A kettle whistles when its steam is faster than the hole allows."
TITLE = "Why the kettle whistles"


def article(*comments: str, address: str = ARTICLE) -> bytes:
    """The article, with comments under it."""
    return blog_page(*(comments or ("It does.",)), title=TITLE, address=address, words=WORDS)


def news(
    number: int = 900, link: str = ARTICLE, bodies: Sequence[str] = ("Mine too.", "At three."), title: str = TITLE
) -> bytes:
    """A story of Hacker News that links to an article; its comments have the numbers after its own."""
    rows = "".join(
        f"<tr class='athing comtr' id='{number + at}'><td><table border='0'><tr><td class='ind' indent='0'>"
        f'<img src="s.gif" height="1" width="0"></td><td class="default"><div><span class="comhead">'
        f'<a href="user?id=ann" class="hnuser">ann</a> '
        f'<span class="age" title="2023-03-01T10:0{at % 10}:00 1677665100">'
        f'<a href="item?id={number + at}">2 years ago</a></span></span></div><br><div class="comment">'
        f'<div class="commtext c00">{body}</div></div></td></tr></table></td></tr>'
        for at, body in enumerate(bodies, 1)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | Hacker News</title>'
        f'<link rel="canonical" href="{NEWS}/item?id={number}"></head><body><center><table id="hnmain" border="0"><tr>'
        f'<td><table class="fatitem" border="0"><tr class=\'athing\' id=\'{number}\'><td class="title">'
        f'<span class="titleline"><a href="{escape(link)}">{escape(title)}</a></span></td></tr><tr><td class="subtext">'
        f'<span class="subline">by <a href="user?id=dora" class="hnuser">dora</a> '
        f'<span class="age" title="2023-03-01T10:00:00 1677664800"><a href="item?id={number}">2 years ago</a></span> | '
        f'<a href="item?id={number}">{len(bodies)}&nbsp;comments</a></span></td></tr></table>'
        f"<table border=\"0\" class='comment-tree'>{rows}</table></td></tr></table></center></body></html>"
    ).encode()


def reddit(link: str = ARTICLE, bodies: Sequence[str] = ("No idea.", "Steam.", "Tea.")) -> bytes:
    """A post of Reddit that links to an article."""
    comments = "".join(
        f'<shreddit-comment author="bob" thingid="t1_a{at}" depth="0" parentid="t3_77" score="2" postid="t3_77" '
        f'permalink="/r/tea/comments/77/comment/a{at}/" created="2024-03-0{at}T10:05:00.000000+0000">'
        f'<div slot="commentMeta"><a href="/user/bob/">bob</a><a href="/r/tea/comments/77/comment/a{at}/">'
        f'<faceplate-timeago ts="2024-03-0{at}T10:05:00.000000+0000"><time>1 yr. ago</time></faceplate-timeago></a>'
        "</div>"
        f'<div id="t1_a{at}-comment-rtjson-content" slot="comment"><p>{body}</p></div></shreddit-comment>'
        for at, body in enumerate(bodies, 1)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} : r/tea</title>'
        f'<link rel="canonical" href="{REDDIT}/r/tea/comments/77/"></head><body><shreddit-app><main>'
        f'<shreddit-post author="dora" comment-count="{len(bodies)}" '
        f'created-timestamp="2024-03-01T09:00:00.000000+0000">'
        f'<h1 slot="title">{TITLE}</h1>'
        f'<div slot="post-media-container"><a href="{escape(link)}">blog.example.org</a></div>'
        f'</shreddit-post><shreddit-comment-tree totalcomments="{len(bodies)}">'
        f"{comments}</shreddit-comment-tree></main></shreddit-app></body></html>"
    ).encode()


def lobsters(link: str = ARTICLE, bodies: Sequence[str] = ("Physics.",)) -> bytes:
    """A story of Lobsters that links to an article."""
    comments = "".join(
        f'<li class="comments_subtree"><div id="c_b{at}" data-shortid="b{at}" class="comment"><div class="voters">'
        f'<div class="score">4</div></div><div class="details"><div class="byline"><a name="c_b{at}"></a>'
        f'<a href="/~cleo">cleo</a> <span title="2023-03-0{at} 10:05:00 -0600">2 years ago</span> | '
        f'<a href="/s/55/kettle#c_b{at}">link</a></div><div class="comment_text"><p>{body}</p></div></div></div></li>'
        for at, body in enumerate(bodies, 1)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | Lobsters</title>'
        f'<link rel="canonical" href="{LOBSTERS}/s/55/kettle"></head><body><div id="inside"><ol class="stories">'
        f'<li id="story_55" class="story"><div class="details"><span class="link">'
        f'<a class="u-url" href="{escape(link)}">{TITLE}</a></span><div class="byline">'
        f'via <a class="u-author" href="/~dora">dora</a> '
        f'<span title="2023-03-01 09:00:00 -0600">2 years ago</span> | <span class="comments_label">'
        f'<a href="/s/55/kettle">{len(bodies)} comments</a></span></div></div></li></ol>'
        f'<ol class="comments comments1"><li class="comments_subtree"><ol class="comments">{comments}</ol></li></ol>'
        "</div></body></html>"
    ).encode()
