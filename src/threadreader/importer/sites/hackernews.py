"""Hacker News since 2016."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="hackernews",
    tells={"tr.comtr": 90, "table#hnmain": 60, ".fatitem": 40, ".commtext": 40},
    comment="tr.comtr",
    depth=Pattern("width", inside="td.ind img, .ind img"),
    author=".comhead a.hnuser, .hnuser",
    author_link="a.hnuser",
    when=".age @title, .age",
    when_words=r"^([\dT:-]+|\d.*)",
    permalink=".age a",
    body=".commtext, .comment",
    leave_out=".reply, .navs, .comhead",
    count=".fatitem .subline > a[href^='item?id='], .fatitem .subtext > a[href*='item?id=']",
    article=ArticleRecipe(
        title=".fatitem .titleline a, .fatitem .titleline, .fatitem td.title a, .fatitem .storyon a,"
        ".fatitem .onstory a",
        body=".fatitem .toptext, .fatitem .commtext",
        author=".fatitem .hnuser",
        when=".fatitem .age",
        may_be_title=True,
    ),
)
