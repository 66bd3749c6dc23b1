"""Coral, by Vox Media."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="coral",
    tells={".coral-comment": 60, ".coral-comment-content": 60, ".coral-allComments": 30, "#coral-container": 10},
    comment=".coral-indent",
    key=Pattern("id", r"([\w-]{8,})$", inside="[id^=comment-]"),
    depth=Pattern("class", r"coral-indent-(\d+)"),
    author=".coral-comment-username, .coral-username",
    when="time.coral-comment-timestamp @datetime, .coral-comment-timestamp time @datetime,"
    ".coral-comment-timestamp @title, .coral-comment-timestamp",
    body=".coral-comment-content, .coral-content",
    statuses={Status.REMOVED: ".coral-deletedTombstone, .coral-rejectedTombstone, .coral-ignoredTombstone"},
    leave_out=".coral-comment-actionBar, .coral-comment-inReplyTo",
    nested=False,
    count=".coral-tabBar-comments .coral-counter, .coral-comments-count",
)
