"""Utterances, which shows an issue of GitHub under a page, in a frame."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="utterances",
    tells={"main.timeline .timeline-comment .comment-header": 60, ".timeline-header a[href*='utteranc.es']": 60},
    comment=".timeline-comment",
    holding=".comment > .markdown-body",
    key=Pattern("href", r"#(issuecomment-\d+)$", inside="a[href*='#issuecomment']"),
    author=".comment-meta strong, .comment-meta a",
    author_link=".comment-meta a",
    when=".comment-meta time @datetime, .comment-meta a[href*='#issuecomment']",
    permalink=".comment-meta a[href*='#issuecomment']",
    body=".markdown-body",
    leave_out=".comment-actions, .comment-footer",
    nested=False,
    count=".timeline-header a",
)
