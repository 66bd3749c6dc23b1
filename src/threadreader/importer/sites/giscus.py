"""Giscus, which shows a discussion of GitHub under a page, in a frame."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="giscus",
    tells={".gsc-comment": 90, ".gsc-timeline": 60, ".gsc-reply": 40},
    comment=".gsc-comment, .gsc-reply",
    key=Pattern("href", r"#(discussioncomment-\d+)$", inside="a[href*='#discussioncomment']"),
    author=".gsc-comment-author-avatar, .gsc-reply-author a",
    when="time @datetime",
    permalink="a[href*='#discussioncomment']",
    score=".gsc-upvote-button, .gsc-social-reaction-summary-item",
    body=".gsc-comment-content, .gsc-reply-content .markdown, .gsc-reply-content",
    count=".gsc-left-header",
    leave_out=".gsc-comment-footer, .gsc-reply-reactions, .gsc-comment-reactions",
)
