"""Substack: the comments under a post, and its page of comments only."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="substack",
    tells={
        ".comment-list .comment-anchor": 80,
        "link[href*='substackcdn.com']": 40,
        "[src*='substackcdn.com']": 40,
        ".comment > .comment-content": 40,
    },
    comment="div.comment",
    key=Pattern("id", r"^(comment-\d+)$", inside=".comment-anchor"),
    author=".commenter-name a, .commenter-name, .comment-meta a[href*='/profile/'], .comment-meta a[href*='/@']",
    when=".comment-timestamp @title, .comment-timestamp, .comment-meta a[href*='/comment'], time @datetime",
    permalink=".comment-timestamp, .comment-meta a[href*='/comment']",
    body=".comment-body",
    score=".like-button-container .label, .comment-actions .label",
    statuses={Status.REMOVED: ".deleted-comment"},
    leave_out=".comment-actions, .comment-list-container, .comment-list, .show-all-toggle",
    count=".comments-heading, .post-ufi-comment-button .label, .comments-page-header",
    article=ArticleRecipe(
        title="h1.post-title, h1",
        body=".available-content .body, .body.markup, .available-content",
        when="time, .post-date",
    ),
)
