"""Disqus: its frame, and the list that its plugins put into a page for those without scripts."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="disqus",
    tells={
        "#post-list li.post": 90,
        "li[id^=dsq-comment-]": 90,
        "#dsq-comments": 60,
        "#dsq-content": 40,
        ".post-content .post-message": 60,
    },
    comment="li.post[id^=post-], li[id^=dsq-comment-]",
    key=Pattern("id", r"^(?:dsq-comment-|post-)(\d+)$", "comment-"),
    author=".post-byline .author, .post-byline .name, [id^=dsq-author-user-], .dsq-comment-cite,"
    ".dsq-comment-header cite",
    author_link="[id^=dsq-author-user-] @href, .post-byline .author a",
    when="a.time-ago @title, .time-ago @title, .post-meta [title] @title, .dsq-comment-meta [title] @title,"
    ".dsq-header-time, .dsq-comment-meta",
    permalink="a.time-ago, .dsq-comment-meta a[href*='#comment'], .dsq-header-time a",
    score="[data-role=likes], .vote-up .count, .dsq-comment-rate",
    body=".post-message, .dsq-comment-message, .dsq-comment-text, .dsq-comment-body",
    statuses={Status.REMOVED: ".post-content.deleted, .minimized"},
    leave_out=".post-media-list, .see-more, .read-more, .dsq-comment-footer, .media-container,"
    ".publisher-anchor-color button",
    count=".comment-count, #dsq-num-posts",
)
