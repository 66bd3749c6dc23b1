"""Mumsnet Talk: the page of 2021 and later, whose classes only lay it out, and the one before."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="mumsnet",
    tells={
        "meta[property='og:site_name'][content=Mumsnet]": 60,
        "[content*='mumsnet.com']": 30,
        ".talk-post": 60,
        ".prose-bullets-dark": 30,
    },
    comment="div",
    holding=".talk-post, .prose-bullets-dark",
    key=Pattern("id", r"^(\d+)$"),
    author=".nick, p.font-bold",
    author_words=r"^(.+?)(?:\s*\u00b7.*)?$",
    when=".post_time, p.font-bold span",
    body=".talk-post, .prose",
    leave_out=".post-links",
    nested=False,
    opening=True,
)
