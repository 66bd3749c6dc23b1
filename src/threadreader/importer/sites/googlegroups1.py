"""Google Groups, as it gave threads to programs without scripts until 2020."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="googlegroups1",
    tells={"td.subject > a[href*='groups.google.com/d/msg/']": 60, "td.snippet": 10, "td.lastPostDate": 20},
    comment="tr",
    holding="td.snippet",
    key=Pattern("href", r"/d/msg/[^/]+/[^/]+/([\w-]+)", inside="td.subject a"),
    author="td.author",
    when="td.lastPostDate",
    permalink="td.subject a",
    body="td.snippet",
    opening=True,
    article=ArticleRecipe(title="h2, td.subject"),
)
