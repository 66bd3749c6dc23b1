"""XenForo 1."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="xenforo1",
    tells={"html#XenForo": 60, "ol#messageList": 40, "blockquote.messageText": 40, ".messageUserInfo": 20},
    comment="li.message[id^=post-]",
    key=Pattern("id", r"(post-\d+)"),
    author=".message[data-author] @data-author, .userText .username, .userText",
    author_link=".userText a.username, .privateControls a.username",
    when=".datePermalink .DateTime @data-time, .datePermalink .DateTime @title, .DateTime @data-time, .DateTime @title,"
    ".datePermalink, .DateTime, .userText small",
    permalink="a.datePermalink, a.postNumber",
    number=".postNumber",
    body=".messageText",
    more=".attachedFiles",
    statuses={Status.REMOVED: ".message.deleted"},
    leave_out=".messageTextEndMarker, .editDate, .signature, .quoteExpand, .attachedFilesHeader, .messageNotices",
    nested=False,
    opening=True,
)
