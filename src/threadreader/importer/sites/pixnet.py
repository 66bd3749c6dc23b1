"""Pixnet: each comment is a list, and in it the answer of the blog's owner."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="pixnet",
    tells={"#comment-text .single-post": 90, "link[href*='pixnet.net']": 40, "li.reply-text": 30},
    comment=".single-post, .reply-text",
    key=Pattern("name", r"^(comment-\d+)$", inside="a[name]"),
    author=".user-name a, .user-name, .reply-text > p a, .user-name @title",
    when=".post-time, .reply-text > p",
    when_words=r"(\d{4}/\d\d/\d\d \d\d:\d\d)",
    body=".post-text, .reply-text",
    statuses={Status.REMOVED: ".single-post.secret"},
    by_op=".reply-text",
    leave_out=".reply-text > p",
    article=ArticleRecipe(
        title=".title h2, h2", body=".article-content-inner, .article-content", when=".publish", author=".author"
    ),
)
