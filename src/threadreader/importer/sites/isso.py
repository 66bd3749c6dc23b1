"""Isso, a comment server."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="isso",
    tells={"#isso-thread": 50, ".isso-comment": 50, "#isso-root": 40},
    comment=".isso-comment",
    holding=".isso-comment-header",
    key=Pattern("id", r"^(isso-\d+)$"),
    author=".isso-author",
    when="time @datetime",
    permalink="a.isso-permalink",
    score=".isso-votes",
    body=".isso-text",
    statuses={Status.REMOVED: ".isso-comment.isso-deleted"},
    count=".isso-thread-heading",
)
