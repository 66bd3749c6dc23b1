"""Google Groups, since 2020."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="googlegroups",
    tells={"section.BkrUxb h3.s1f8Zd": 60, "section.BkrUxb .ptW7te": 30, "html-blob": 10},
    comment="section.BkrUxb",
    key=Pattern("data-doc-id"),
    author="h3.s1f8Zd",
    when=".zX2W9c",
    body=".ptW7te",
    opening=True,
    article=ArticleRecipe(title="h1[jsname=GNEpNe], h1.KPwZRb, h1"),
)
