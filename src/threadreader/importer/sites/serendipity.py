"""Serendipity (s9y)."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Kind

ADAPTER = Recipe(
    name="serendipity",
    tells={
        ".serendipity_comment": 80,
        "meta[name=Powered-By][content^=Serendipity]": 60,
        "meta[name=generator][content^=Serendipity]": 60,
        ".serendipity_entry": 40,
    },
    comment=".serendipity_comment, .serendipity_trackback",
    key=Pattern("id", r"^((?:serendipity_comment_|c|t)\d+)$"),
    depth=Pattern("class", r"commentlevel-(\d+)"),
    author="h4 .comment_source_author, .comment_source_author, .serendipity_commentAuthor, h4,"
    ".serendipity_comment_source",
    author_words=r"(?s)^(?:#[\d.]+\s*)?(.+?)(?:\s+(?:on|am|le|el|op|em|il)\s+\S*\s*.*\d.*)?\s*:?$",
    author_link="h4 a, .comment_source_author a, a.comment_source_url",
    when="time @datetime, .comment_source_ctime, .serendipity_comment_source",
    when_words=r"(?:\bon\b|\bam\b|^)\s*(.*\d.*)",
    permalink="a.comment_source_trace",
    kinds={Kind.TRACKBACK: ".serendipity_trackback"},
    body=".serendipity_commentBody, .serendipity_trackbackBody, .content",
    by_op=".serendipity_comment_author_self",
    is_all=True,
)
