"""Dotclear 2, whose comments are terms of a list of definitions, or items of a list."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.model.thread import Kind

ADAPTER = Recipe(
    name="dotclear",
    tells={
        "meta[name=generator][content^=Dotclear]": 50,
        "dt[id^=c] > .comment-number": 60,
        ".comment-info .comment-number": 60,
    },
    comment="dt[id^=c], li.comment, li.ping",
    holding=".comment-number",
    spread=True,
    key=Pattern("id", r"^(c\d+)$"),
    author="dt, .comment-info",
    author_words=r"(?s)^(?:\d+\.\s.*?\d{1,2}:\d{2}\s+\S+\s+|\d+\s+\S+\s+(?=.+\s-\s))(.+?)(?:\s+-\s+\d.*)?$",
    author_link="dt a[rel], .comment-info a[rel]",
    when="time @datetime, dt, .comment-info",
    when_words=r"^\d+\.?\s+\S+\s+(?:.*\s-\s+)?(.*?\d{1,2}:\d{2})",
    permalink=".comment-number",
    body="dd, .comment-content",
    by_op="dt.me, li.me",
    kinds={Kind.PINGBACK: "li.ping"},
    leave_out=".comment-read-it",
    is_all=True,
)
