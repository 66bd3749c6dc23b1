"""A mail in an archive by Pipermail: it is the article of its page."""

from threadreader.importer.adapter import Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="pipermail",
    tells={
        "link[rel=Index][href='thread.html']": 40,
        "link[rel=Index][href='index.html']": 20,
        "link[rel=made][href*=In-Reply-To]": 60,
    },
    comment=".none",
    article=ArticleRecipe(title="body > h1, h1", body="body > pre, pre", author="body > b, b", when="body > i, i"),
)
