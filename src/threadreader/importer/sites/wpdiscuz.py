"""wpDiscuz, a plugin that replaces the comments of WordPress: both generations of its class names."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="wpdiscuz",
    tells={".wc-comment": 90, ".wpd-comment": 90, "#wpdcom": 40, "#wpcomm": 40},
    comment=".wc-comment, .wpd-comment",
    key=Pattern("id", r"comm-(\d+)_\d+$", "comment-"),
    parent=Pattern("id", r"_([1-9]\d*)$", "comment-"),
    author=".wc-comment-author, .wpd-comment-author",
    when=".wc-comment-date, .wpd-comment-date @title, .wpd-comment-date",
    body=".wc-comment-text, .wpd-comment-text",
    permalink=".wc-comment-link a, .wpd-comment-link a",
    by_op=".wc-blog-post_author, .wpd-blog-post_author",
    score=".wc-vote-result, .wpd-vote-result",
    leave_out=".wc-comment-footer, .wpd-comment-footer, .wpd-read-more",
)
