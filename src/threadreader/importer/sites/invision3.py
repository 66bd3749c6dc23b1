"""Invision Power Board 3."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="invision3",
    tells={
        ".post_block": 50,
        "body#ipboard_body": 60,
    },
    comment=".post_block[id^=post_id_]",
    key=Pattern("id", r"^post_id_(\d+)$", "entry"),
    author=".post_username .author, .username .author, .author [itemprop=name], .author, .username, .post_username",
    author_link=".username a, .author a",
    when="abbr.published @title, .published, .posted_info",
    permalink=".post_id a",
    number=".post_id",
    body=".post.entry-content, .entry-content, .post",
    more=".attachment_list",
    leave_out=".signature, .edit, .post_controls, .rep_bar",
    nested=False,
    opening=True,
)
