"""Phorum 5."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="phorum",
    tells={
        "#phorum": 60,
        "meta[name=Phorum]": 40,
        ".PhorumReadBodyText": 60,
    },
    comment="div.message, .PhorumReadBodyBlock",
    holding=".message-body, .generic, .PhorumReadBodyText",
    key=Pattern("name", r"^(msg-\d+)$", inside="a[name^=msg-]"),
    author=".message-author a, .message-author, .PhorumReadBodyHead strong, .PhorumReadBodyHead a",
    author_link=".message-author a, .PhorumReadBodyHead a",
    when=".message-date, small",
    when_words=r"((?:\w+\s+\d{1,2}|\d{1,4}[./-]\d{1,2})[^A-Za-z]*\d{4}.*)",
    body=".message-body, .PhorumReadBodyText",
    leave_out=".message-options, .message-moderation, .PhorumReadNavBlock, .attachments strong",
    nested=False,
    opening=True,
)
