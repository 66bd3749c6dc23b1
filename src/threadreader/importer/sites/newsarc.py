"""news.arc, the program behind Hacker News, as its fork Anarki has it."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="newsarc",
    tells={"ul.comments-list": 60, ".comments-list .comhead": 40},
    comment="li",
    holding="li > .comhead",
    key=Pattern("href", r"item\?id=(\d+)", inside=".comhead a[href*='item?id=']"),
    author=".comhead a[href*='user?id=']",
    when=".comhead a[href*='item?id=']",
    permalink=".comhead a[href*='item?id=']",
    score=".comment @data-score",
    body=".comment",
    leave_out=".comfoot",
    article=ArticleRecipe(
        title=".title a, .title, .comtitle a, .comtitle, .itemhead a",
        body=".itemtext, .storytext, .story-text, .item-text, .text",
        author=".subtext a[href*='user?id=']",
        when=".subtext a[href*='item?id=']",
        may_be_title=True,
    ),
)
