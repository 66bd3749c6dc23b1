"""Dreamwidth."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="dreamwidth",
    tells={".dwexpcomment": 90, ".comment-thread > .dwexpcomment": 30, "link[href*='dreamwidth.org']": 20},
    comment=".comment-thread",
    holding=".dwexpcomment",
    key=Pattern("id", r"^(cmt\d+)$", inside=".dwexpcomment"),
    depth=Pattern("class", r"comment-depth-(\d+)"),
    author=".comment-poster .ljuser b, .poster .ljuser b, .ljuser b, .ljuser, .comment-poster",
    author_words=r"^(?:From:\s*)?(.+)$",
    when=".datetime",
    when_words=r"^(?:Date:\s*)?(.*\d.*?)(?:\s*\(.*)?$",
    permalink=".commentpermalink a, .comment-permalink a",
    body=".comment-content",
    nested=False,
    article=ArticleRecipe(
        title=".entry .entry-title, .entry-title",
        body=".entry-content",
        author=".entry .ljuser b",
        when=".entry .datetime",
    ),
)
