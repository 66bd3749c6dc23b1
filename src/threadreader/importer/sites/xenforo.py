"""XenForo 2."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

_NAMES_OF_PICTURES = ", ".join(
    f".attachment-name a[title$='.{kind}'], .file-name[title$='.{kind}']"
    for kind in ("jpg", "jpeg", "png", "gif", "webp")
)
"""A picture is shown, and needs no name."""

ADAPTER = Recipe(
    name="xenforo",
    tells={
        "html#XF": 60,
        "article.message--post": 50,
        ".bbWrapper": 30,
    },
    comment=".message--post, .message--article",
    key=Pattern("data-content", r"(post-\d+)"),
    author=".message-name .username, .message-name, .message-user .username, .message @data-author",
    when="time.u-dt @datetime, .u-dt @data-time, .u-dt @title, .u-dt, .message-date",
    permalink=".message-attribution-main a, .message-permalink a, .message-attribution-opposite a",
    number=".message-attribution-opposite a, .message-permalink a",
    body=".message-body .bbWrapper, .message-body",
    more=".message-attachments",
    statuses={Status.REMOVED: ".message--deleted"},
    leave_out=f"{_NAMES_OF_PICTURES}, .attachment-details, .message-attachments .block-textHeader, .file-meta,"
    ".js-selectToQuoteEnd, .message-lastEdit, .message-signature, .bbCodeBlock-expandLink, .bbCodeBlock-shrinkLink",
    nested=False,
    opening=True,
)
