"""Hacker News before 2016, whose tables say nothing but how they look."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="hackernews1",
    tells={"td.default .comhead": 60, "td.default .comment": 20},
    comment="tr",
    holding="tr > td.default",
    key=Pattern("href", r"item\?id=(\d+)", inside=".comhead a[href*='item?id=']"),
    depth=Pattern("width", inside="td > img[height='1']"),
    author=".comhead a[href*='user?id=']",
    when=".comhead",
    when_words=r"(\d+ \w+ ago)",
    permalink=".comhead a[href*='item?id=']",
    body=".comment",
    leave_out="font[size='1']",
    count=".subtext a[href*='item?id=']",
    article=ArticleRecipe(
        author=".subtext a[href*='user?id=']",
        when=".subtext .age",
        leave_out=".subtext, .pagetop, .comhead, .yclinks, form",
    ),
)
