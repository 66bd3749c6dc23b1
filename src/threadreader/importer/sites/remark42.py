"""Remark42."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="remark42",
    tells={"[id^=remark42__comment-]": 90, ".thread .comment__username": 40, "#remark42": 10},
    comment=".thread",
    holding=".comment",
    key=Pattern("id", r"^(remark42__comment-[\w-]+)$", inside="[id^=remark42__comment-]"),
    author=".comment__username",
    when="a.comment__time @title, .comment__time @title, .comment__time",
    permalink="a.comment__time",
    score=".comment__score-value, .comment__vote-count",
    body=".comment__text, .comment__body",
    statuses={Status.REMOVED: ".comment_deleted"},
    leave_out=".comment__actions",
    count=".root__comments-count",
)
