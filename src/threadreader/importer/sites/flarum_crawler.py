"""Flarum's view for those who run no scripts, who are told no times."""

from threadreader.importer.adapter import Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="flarum_crawler",
    tells={
        "#flarum-content": 50,
        "#flarum-loading": 10,
        "#flarum-content .PostUser-name": 30,
    },
    comment="#flarum-content article",
    author=".PostUser-name",
    body=".Post-body",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="#flarum-content h1"),
)
