"""WoltLab Suite Forum, and Burning Board 4."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="woltlab",
    tells={".wbbPost": 60, ".wbbThreadPostList": 40, "body[data-template=thread]": 40, ".messageSidebar": 20},
    comment="article.wbbPost, article.message",
    key=Pattern("data-post-id", r"(\d+)", "post", inside="[id^=post]"),
    author=".messageAuthor .username, .messageSidebar .username, .username",
    author_link=".messageAuthor a.username, .messageAuthor .username a, .messageSidebar a.username",
    when=".messagePublicationTime time @datetime, .messageHeader time @datetime, time @datetime",
    permalink=".messageHeader a.permalink, a.messagePublicationTime, .messagePublicationTime a",
    number=".messageQuickOptions a, .messageQuickOptions, .messageNumber",
    body=".messageText",
    more=".attachmentFileList, .attachmentThumbnailList",
    statuses={Status.REMOVED: ".messageDeleted"},
    leave_out=".messageSignature, .messageFooterNote, .messageBodyTop, .messageFooterNotes",
    nested=False,
    opening=True,
)
