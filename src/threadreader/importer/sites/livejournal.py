"""LiveJournal since 2012."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="livejournal",
    tells={".b-tree-twig .b-leaf": 90, ".b-grove": 40, "#comments.b-grove": 20},
    comment=".b-tree-twig",
    holding=".b-leaf-inner",
    key=Pattern("data-tid", r"^(t\d+)$"),
    depth=Pattern("class", r"b-tree-twig-(\d+)"),
    author=".b-leaf-username-name b, .b-leaf-username-name, .b-leaf-username",
    author_link=".b-leaf-username a",
    when=".b-leaf-createdtime",
    permalink="a.b-leaf-permalink",
    body=".b-leaf-article",
    leave_out=".b-leaf-footer",
    nested=False,
    article=ArticleRecipe(
        title=".aentry-post__title-text, .b-singlepost-title, .entry-title, .asset-name, h1",
        body=".aentry-post__text, .b-singlepost-body, .entry-content, .asset-body",
        author=".aentry-head__username .ljuser b, .b-singlepost-author .ljuser b, .ljuser b",
        when=".aentry-head__date, .b-singlepost-author-date, .asset-entry-date abbr",
    ),
)
