"""vBulletin 5 and 6."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="vbulletin5",
    tells={
        "meta[name=generator][content*='vBulletin 5']": 70,
        "meta[name=generator][content*='vBulletin 6']": 70,
        "li.b-post": 50,
        ".js-post__content-text": 50,
        "[data-node-id]": 20,
    },
    comment="li.b-post, .b-comment-entry",
    key=Pattern("data-node-id", r"(\d+)", "post"),
    author=".b-userinfo .author [itemprop=name], .author [itemprop=name], .author a, .author, .b-comment-entry__author",
    author_link=".author a",
    when=".b-post__timestamp time @datetime, time @datetime, .b-post__timestamp, .b-comment-entry__date",
    permalink="a.b-post__count",
    number=".b-post__count",
    body=".js-post__content-text, .b-post__content .post-content, .b-comment-entry__content",
    more=".b-post-attachments__item",
    leave_out=".post-signature, .b-post__edit-note, .b-comment-entry__head, .js-comment-list",
    opening=True,
)
