"""The news of Nature, 2008 to 2016."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="nature",
    tells={"li.comment.ugc": 90, "ul.comments.xoxo": 40, "a.comment-id": 30},
    comment="li.ugc",
    key=Pattern("href", r"#comment-id-(\d+)$", "comment-id-", inside="a.comment-id"),
    author=".posted-by .user, .posted-by",
    when=".details li",
    when_words=r"^(\d{4}-\d\d-\d\d.*)$",
    permalink="a.comment-id",
    body=".wrap",
    nested=False,
)
