"""The Huffington Post of 2008 to 2013, with comments of its own."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="huffpost",
    tells={".comment_item": 60, "[id^=comments_block_holder]": 60, ".comment_children": 20},
    comment=".comment_item",
    key=Pattern("id", r"^(comment_\d+)$"),
    depth=Pattern("style", r"margin-left:\s*(\d+)px"),
    author=".author_name > a, .author_name a, .author_name",
    when=".comment_time",
    permalink="a.comment_permalink",
    body=".comment_body",
    leave_out=".comment_time, .comment_bottom",
)
