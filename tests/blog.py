"""Small pages of a blog, in the markup of WordPress."""

from collections.abc import Sequence
from html import escape

ADDRESS = "https://blog.example.org/bread/"


def blog_page(
    *comments: str, title: str = "Bread", address: str | None = ADDRESS, words: str = "It rises.", first: int = 1
) -> bytes:
    """A page with an article and a root for each of the comments; `first` is the number of the first one."""
    canonical = f'<link rel="canonical" href="{address}">' if address else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="generator" content="WordPress 6.5">'
        f"<title>{escape(title)}</title>{canonical}</head>"
        f'<body class="single"><article class="post"><h1 class="entry-title">{escape(title)}</h1>'
        f'<div class="entry-content"><p>{escape(words)}</p></div></article>'
        f'<div id="comments" class="comments-area"><h2 class="comments-title">{len(comments)} thoughts</h2>'
        f'<ol class="comment-list">{"".join(_items(comments, first))}</ol></div></body></html>'
    ).encode()


def _items(comments: Sequence[str], first: int) -> list[str]:
    return [
        f'<li id="comment-{number}" class="comment depth-1"><article id="div-comment-{number}" class="comment-body">'
        f'<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">ann</b></div>'
        f'<div class="comment-metadata"><a href="{ADDRESS}#comment-{number}">'
        f'<time datetime="2024-05-{number % 28 + 1:02}T10:00:00+00:00">May {number % 28 + 1}, 2024</time></a></div>'
        f'</footer><div class="comment-content"><p>{escape(words)}</p></div></article></li>'
        for number, words in enumerate(comments, first)
    ]
