"""Squarespace, versions 5 to 7."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="squarespace",
    tells={
        ".squarespace-comments": 80,
        "script[src*='squarespace.com']": 30,
        "link[href*='squarespace.com']": 30,
        "meta[name=generator][content*=Squarespace]": 60,
        ".journal-entry-wrapper": 40,
    },
    comment=".comment",
    holding=".comment-body, .comment-header, .body, .signature",
    key=Pattern("id", r"^comment-?(\w+)$", "comment-"),
    author=".comment-header .author, .author, .signature a[rel~=nofollow], .signature",
    author_words=r"^(?:.*?\d{4}.*?\|\s*)?(.+?)$",
    when=".comment-header .date @title, .comment-header .date, .signature",
    when_words=r"^([^|]*\d[^|]*)",
    permalink=".comment-header .date a",
    score=".likes",
    body=".comment-body, .body",
    leave_out=".comment-footer, .comment-btns",
    count=".comment-count, .comments-title",
)
