"""Simple Machines Forum 2."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="smf",
    tells={
        "#forumposts": 40,
        ".post_wrapper": 50,
        ".keyinfo": 30,
        "a[href*='action=profile']": 20,
        "#smf_main": 20,
    },
    comment=".post_wrapper",
    key=Pattern("id", r"^msg_(\d+)$", "msg", inside=".inner[id^=msg_]"),
    author=".poster h4 a[href*=profile], .poster h4",
    author_link=".poster h4 a[href*=profile]",
    when=".keyinfo .smalltext, .postinfo .smalltext, .keyinfo time @datetime",
    when_words=r"^[\s\u00ab]*(?:[^\u00ab\u00bb]*?:\s+|[^\u00ab\u00bb]*?#\d+\s+\S\s+)?([^\u00ab\u00bb]*\d[^\u00ab\u00bb]*)",
    permalink=".keyinfo h5 a, .subject_title a, .postinfo a.smalltext",
    number=".keyinfo .smalltext strong, .page_number",
    first=0,
    body=".inner",
    more=".attachments",
    leave_out=".signature, .modified, .quickmodify, .attachments .attachments_bot",
    nested=False,
    opening=True,
)
