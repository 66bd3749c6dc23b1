"""Flarum, as a browser shows it."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="flarum",
    tells={
        ".PostStream": 50,
        ".PostStream-item": 20,
        ".CommentPost": 20,
        "#flarum-content": 10,
    },
    comment=".PostStream-item[data-type=comment]",
    key=Pattern("data-id", r"^(\d+)$", "post-"),
    author=".PostUser-name .username, .PostUser-name, .PostUser .username",
    author_link=".PostUser-name a, .PostUser a",
    when=".PostMeta time @datetime",
    permalink=".PostMeta-permalink",
    number=".PostStream-item @data-number",
    body=".Post-body",
    leave_out=".Post-actions, .Post-footer",
    nested=False,
    opening=True,
    article=ArticleRecipe(title=".DiscussionHero-title, h1"),
)
