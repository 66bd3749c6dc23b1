"""Asgaros Forum, a plug-in of WordPress, which hides beside each post what is to be quoted of it."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="asgaros",
    tells={
        "#af-wrapper": 60,
        "#af-wrapper .post-element": 40,
    },
    comment=".post-element",
    key=Pattern("id", r"^(postid-\d+)$"),
    author=".post-username",
    author_link=".post-author a",
    when=".forum-post-date",
    permalink=".forum-post-date a",
    body=".post-message",
    leave_out="[id^=post-quote-container], .post-footer, .signature",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".main-title-topic, .main-title, h1"),
)
