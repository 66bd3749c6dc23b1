"""The Guardian of 2012 to 2020."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="guardian",
    tells={"li.d-comment": 90, ".d-comment__body": 30},
    comment="li.d-comment",
    key=Pattern("id", r"^(comment-\d+)$"),
    parent=Pattern("href", r"#(comment-\d+)$", inside=".d-comment__reply-to-author a, a.d-comment__reply-to-author"),
    author="li.d-comment @data-comment-author, .d-comment__author",
    author_link=".d-comment__author a",
    when="li.d-comment @data-comment-timestamp, .d-comment__timestamp time @datetime",
    permalink=".d-comment__timestamp a, a.d-comment__timestamp",
    score=".d-comment__recommend-count",
    body=".d-comment__body",
    statuses={Status.REMOVED: "li.d-comment--blocked"},
    count=".discussion__comment-count",
)
