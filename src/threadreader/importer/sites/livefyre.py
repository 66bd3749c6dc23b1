"""Livefyre, which many newspapers had until 2021."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="livefyre",
    tells={".fyre-comment-article": 90, ".fyre-comment-wrapper": 30, ".fyre": 10},
    comment=".fyre-comment-article",
    key=Pattern("data-message-id", r"^(?:tweet-)?([\w-]+)"),
    author=".fyre-comment-username",
    author_link="a.fyre-comment-username, .fyre-comment-username a",
    when="time.fyre-comment-date @datetime, .fyre-comment-date @title, .fyre-comment-date",
    permalink="a.fyre-comment-date",
    score=".fyre-comment-like-count",
    body=".fyre-comment",
    by_op=".fyre-comment-author-tag",
    statuses={Status.REMOVED: ".fyre-comment-deleted"},
    leave_out=".fyre-comment-actions, .fyre-comment-footer",
    count=".fyre-stream-stats span, .fyre-comment-count span",
)
