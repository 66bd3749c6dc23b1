"""Blogger before its comments were in threads: a name, the words and the time in three tags after each other."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

_SAID = (
    "said|hat gesagt|sagt|dijo|ha dit|a dit|ha detto|disse|zei|pisze|napisał|sa|sade|sagde|kirjoitti|комментирует|пишет"
    "|dedi ki|řekl|povedal|írta|spunea|είπε|a zis|提到|说|說"
)

ADAPTER = Recipe(
    name="blogger1",
    tells={
        "meta[name=generator][content=blogger]": 50,
        "link[href*='blogger.com/feeds']": 40,
        "dl#comments-block": 80,
        "dt.comment-author": 40,
        "a.comment-link[onclick]": 20,
        ".comment-timestamp": 20,
    },
    comment="dt[id^=c], dt.comment-author, div.comment-author, dt.comment-poster, dt.comment-data",
    spread=True,
    key=Pattern("id", r"^(c\d+)$"),
    author="dt > a[rel~=nofollow], .comment-author > a[rel~=nofollow], .comment-author, dt, .comment-poster",
    author_words=r"(?s)^(?:Blogger\s+)?(.+?)"
    rf"(?:\s+(?:{_SAID})\s*(?:\.\.\.|\u2026|:)|\s*(?:さんのコメント|님의 말).*)?$",
    author_link="dt > a[rel~=nofollow], .comment-author > a[rel~=nofollow]",
    when=".comment-timestamp a, .comment-timestamp, .comment-data",
    permalink=".comment-timestamp a",
    body=".comment-body, dd",
    by_op=".blog-author",
    statuses={Status.REMOVED: ".deleted-comment"},
    leave_out=".deleted-comment, .comment-footer, .comment-timestamp, .item-control, .avatar-image-container",
    nested=False,
)
