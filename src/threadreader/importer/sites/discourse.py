"""Discourse, as its script shows a topic."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="discourse",
    tells={
        "meta[name=generator][content^=Discourse]": 50,
        ".topic-post": 50,
        ".cooked": 30,
        "#topic-title": 20,
        "#data-discourse-setup": 20,
    },
    comment="article[data-post-id]",
    key=Pattern("id", r"^(post_\d+)$"),
    author=".names .first a, .names .first, .names .username, .names .full-name, .names a,"
    "[data-user-card] @data-user-card",
    author_link=".names a, a[data-user-card]",
    when=".post-date .relative-date @data-time, .relative-date @data-time, .post-date @title, time @datetime",
    permalink="a.post-date, .post-date a",
    number="article[data-post-id] @id",
    score=".like-count, .double-button .button-count",
    body=".cooked",
    leave_out=".cooked-selection-barrier, .post-notice, .badge-notification, .lightbox-wrapper .meta, .elided summary,"
    ".quote-controls",
    nested=False,
    opening=True,
    article=ArticleRecipe(title="#topic-title .fancy-title, h1 .fancy-title, #topic-title h1, h1"),
)
