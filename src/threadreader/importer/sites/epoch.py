"""Epoch, a plug-in of WordPress that puts the comments into the page with a script."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="epoch",
    tells={".epoch-comment-body": 90, "#epoch-comments": 40, "#epoch-wrap": 20, ".epoch-child": 40},
    comment="div[data-comment-id][id^=comment-], li[data-comment-id][id^=comment-]",
    key=Pattern("id", r"^(comment-\d+)$"),
    author=".epoch-comment-author > .epoch-author-link, .epoch-author-link, .comment-author, .epoch-comment-author",
    author_words=r"^(.+?)(?:\s*\u00b7.*)?$",
    author_link=".epoch-author-link",
    when=".epoch-comment-link time, .epoch-comment-link, .comment-metadata time, time",
    when_words=r"(.*\d.*)",
    permalink=".epoch-comment-link, .comment-metadata a",
    by_op=".bypostauthor",
    body=".epoch-comment-content, .comment-content",
    leave_out=".epoch-comment-actions, .epoch-moderation-actions, .epoch-comment-awaiting-moderation, .reply",
    count="#epoch-count, .comment-count-area",
)
