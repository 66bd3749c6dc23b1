"""Invision Community, version 4 and later."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="invision",
    tells={
        "[data-role=commentContent]": 40,
        "article.ipsComment": 40,
        "article.ipsEntry": 40,
        "body.ipsApp": 30,
        "html.ipsApp": 30,
        "#elPostFeed": 30,
    },
    comment="article.ipsComment, article.cPost, article.ipsEntry",
    key=Pattern("id", r"^elComment_(\d+)$", "comment-"),
    author=".cAuthorPane_author, .ipsEntry__username, .ipsComment_author a.ipsType_break, .ipsComment_author strong,"
    ".ipsComment_author",
    author_link=".cAuthorPane_author a, .ipsEntry__username a",
    when=".ipsComment_meta time @datetime, .ipsEntry__date time @datetime, time @datetime",
    permalink=".ipsComment_meta a[href*=findComment], .ipsEntry__date, a[href*=findComment]",
    body="[data-role=commentContent], .ipsEntry__content .ipsRichText",
    statuses={Status.REMOVED: ".ipsComment_hidden"},
    leave_out=".ipsEdited, [data-excludequote], .ipsType_light .ipsType_small, [data-role=memberSignature],"
    ".ipsComment_controls, .ipsHide",
    nested=False,
    opening=True,
)
