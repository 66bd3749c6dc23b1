"""Drupal 6 to 11 and Backdrop, which wrap the replies to a comment after it, once a level."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="drupal",
    tells={
        "meta[name=Generator][content*=Drupal]": 60,
        "meta[name=generator][content*=Drupal]": 60,
        "meta[name=generator][content*=Backdrop]": 60,
        "[data-comment-user-id]": 60,
        ".comment-by-anonymous": 60,
        ".js-comment": 50,
        ".field-name-comment-body": 60,
        "[href*='comment/reply/']": 60,
        "link[href*='sites/default/files']": 30,
        "script[src*='misc/drupal']": 30,
    },
    comment="div.comment, article.comment, article.js-comment, [data-comment-user-id], li.comment",
    key=Pattern("id", r"^(comment-\d+)$"),
    indent=".indented",
    author=".username, .submitted a[href*=user], .submitted a[rel~=nofollow],"
    ".comment__author .username, .comment-author, .comment__author, .author,"
    ".comment-submitted, .submitted, footer h6, [typeof*='schema:Person'], .comment__meta",
    author_words=r"^(?:Submitted by|By|Posted by|von|Von|Verfasst von|Eingereicht von|door|por|par"
    r"|.*\d{1,2}:\d{2}.{0,3}\s\u2014)?\s*(.+?)"
    r"(?:\s*\((?:not verified|nicht überprüft|[^)]*verifi[^)]*|[^)]*vérifi[^)]*)\))?"
    r"(?:\s+\|.*|\s+(?:on|am|el|le|op)\s+.*\d.*)?$",
    author_link="a.username, .username a, .comment-author a",
    when="time @datetime, .comment-time, .comment__time, .comment-date, .created, .submitted, .comment__submitted,"
    ".comment-submitted, footer h6, .links",
    when_words=r"(?:^[^|]*\||.*\s(?:on|am|el|le|op)\s|^)\s*([^|]*?\d.*?)\s*(?:(?:\b(?:by|von|par|por|door)|\u2014)\s.*)?$",
    permalink="a.permalink, .permalink a, [rel~=bookmark]",
    body=".field--name-comment-body.field--item, .field-name-comment-body, .field-comment-body,"
    ".field--name-comment-body,"
    ".comment-body, .comment__content, .comment-content, .content, .comment-text",
    by_op=".by-node-author, .comment-by-node-author",
    leave_out=".links, .user-picture, .submitted, .comment-footer, .comment-title, .permalink, .new,"
    ".field-name-field-rating, .forum-topic-navigation",
    nested=False,
    is_all=True,
    article=ArticleRecipe(
        author=f"{ArticleRecipe.author}, .node .submitted .username, .node__submitted .username, .node__meta .username,"
        ".field--name-uid .username, .submitted .username, .node .submitted a[href*=user]",
        when=f"{ArticleRecipe.when}, .submitted [property~='dc:date'], .field--name-created, .node .submitted",
        when_words=r"(?:.*\s(?:on|am|el|le|op)\s|^)\s*(.*?\d.*?)\s*(?:(?:\b(?:by|von|par|por|door)|\u2014)\s.*)?$",
    ),
)
