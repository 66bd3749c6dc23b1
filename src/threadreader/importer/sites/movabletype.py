"""Movable Type, and TypePad, which grew out of it."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

_ON = r"\||on|:|發[表佈布]於|发[表布]于"
"""What stands between the name and the time, in some of the languages that it was translated into."""

ADAPTER = Recipe(
    name="movabletype",
    tells={
        "meta[name=generator][content*='Movable Type']": 60,
        "meta[name=generator][content*=movabletype]": 60,
        "meta[name=generator][content*=typepad]": 60,
        "link[href*=typepad]": 40,
        "script[src*='mt.js']": 40,
        "script[src*=mt-site]": 40,
        "form[action*=mt-comments]": 60,
        "[onclick*=mtReplyCommentOnClick]": 60,
        "body.mt-entry-archive": 60,
        ".comments-body > .comments-post": 60,
        ".comments-open": 30,
        "[id^=comment-6a00]": 60,
    },
    comment=".comment[id^=comment-], .comments-body",
    holding=".inner, .comment-content, .comment-body, .comment-footer, .comment-header, .comments-post, p, .posted",
    key=Pattern("id", r"^(?:comment-)?([0-9a-f]+)$", "comment-"),
    parent=Pattern("href", r"#(comment-[0-9a-f]+)$", inside=".byline a, .comment-header a, .comment-footer a"),
    author=".byline .author, .vcard.author, .comment-author .fn, .comment-author, .commenter-name, .byline .fn,"
    ".comment-footer a[rel~=nofollow], .comment-footer a[rel~=author], .comments-post a[rel~=nofollow],"
    ".comment-footer,"
    ".comment-header, .comments-post, .posted",
    author_words=rf"(?s)^(?:Posted by:?|Comment by|By:?|Reply to comment by|由|投稿者)?\s*(.+?)"
    rf"(?:\s+(?:said|replied to [^|]+|reply to [^|]+)\W*)?(?:\s+(?:{_ON}|at)\s+.*\d.*)?$",
    author_link=".vcard.author a, .comment-author a, a[rel~=nofollow], .commenter-name a",
    when="abbr.published @title, time @datetime, .published, .comment-date, .comment-footer a[href*='#comment'],"
    ".comments-post a[href*='#'], .comment-footer, .comments-post, .byline, .comment-header, .posted",
    when_words=rf"^(?:.*?\s(?:{_ON})\s+|Posted by.*?\sat\s+)?(.*\d.*?)\s*(?:\|.*)?$",
    permalink=".byline a[href*='#comment'], .comment-footer a[href*='#comment'], .comments-post a[href*='#']",
    body=".comment-content, .comment-body, .comment-text, .comments-text, .comment-inner, .comments-body",
    leave_out=".comment-footer, .comment-header, .comments-post, .comment-reply, .comment-controls",
    count=".comments-header, .comment-count",
    is_all=True,
    article=ArticleRecipe(
        body=f"{ArticleRecipe.body}, .asset-body, .blogbody",
        leave_out=f"{ArticleRecipe.leave_out}, .posted, .date",
        author=f"{ArticleRecipe.author}, .post-footers, .entry-footer .posted, .entry .posted, .blogbody .posted,"
        "p.posted",
        author_words=rf"(?s)^(?:(?:由|投稿者)\s+)?+(?!(?:{_ON})\s)(.+?)(?:\s+(?:{_ON}|at|in)\s.*\d.*)?$",
        when=f"{ArticleRecipe.when}, .date-header, h2.date",
    ),
)
