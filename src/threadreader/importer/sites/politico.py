"""Politico of 2008 to 2013."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="politico",
    tells={"ol#commentsList .submitted-comment": 90, ".commentor-info": 40},
    comment="#commentsList > li",
    key=Pattern("name", r"^(\d+)$", "comment-", inside="a[name]"),
    author=".commentor-info a, .commentor-info",
    when=".comment-meta div, .comment-meta",
    body=".submitted-comment",
    leave_out=".comment-controls",
    nested=False,
)
