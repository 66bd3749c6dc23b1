"""Signs of the Times (sott.net)."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="sott",
    tells={"#article_comments .comment-title": 80, "[href*='sott.net']": 20},
    comment="#article_comments .comment",
    key=Pattern("id", r"^comment_(\d+)$", "comment"),
    author=".comment-title > a, .comment-title a",
    when=".comment-timestamp @title, .comment-timestamp",
    permalink=".comment-link a",
    body=".comment-content",
    leave_out=".comment-footer, .comment-actions",
)
