"""Blogger since 2011, whose comments are in threads."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="blogger",
    tells={
        "meta[name=generator][content=blogger]": 50,
        "link[href*='blogger.com/feeds']": 40,
        ".comment-thread .comment-block": 80,
        "#comment-holder": 60,
        ".comment-replies": 30,
    },
    comment="li.comment",
    holding=".comment-block, .comment-header, .comment-content",
    key=Pattern("id", r"^(c\d+)$"),
    author="cite.user, .comment-header .user, .comment-author",
    when=".datetime a, .datetime, .comment-timestamp",
    permalink=".datetime a, .comment-timestamp a",
    body=".comment-content, .comment-body",
    by_op=".blog-author",
    statuses={Status.REMOVED: ".deleted-comment"},
    leave_out=".deleted-comment, .comment-actions, .comment-replies, .comment-replybox-single, .thread-toggle,"
    ".loadmore",
)
