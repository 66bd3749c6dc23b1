"""Ghost, whose comments are in a frame."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="ghost",
    tells={
        "[data-testid=comment-component] .gh-comment-content": 90,
        "meta[name=generator][content^=Ghost]": 50,
        ".gh-content": 30,
        ".gh-comments": 20,
    },
    comment="[data-testid=comment-component]",
    key=Pattern("id", r"^([0-9a-f]{24})$", inside="[id]"),
    author="h4, [data-testid=member-name]",
    when="a[data-testid=comment-permalink] @title, [data-testid=comment-date] @title, span[title] @title,"
    "[title] @title",
    score="[data-testid=like-button]",
    body="[data-testid=comment-content], .gh-comment-content",
    count="[data-testid=count]",
    article=ArticleRecipe(
        title=".gh-article-title, .article-title, .post-full-title, h1",
        body=".gh-content, .post-full-content, .post-content, .article-content",
        author=".gh-article-author-name a, .author-name a, .author-name",
        when="time.gh-article-meta-date, .gh-article-meta-date, time.post-full-meta-date, time",
    ),
)
