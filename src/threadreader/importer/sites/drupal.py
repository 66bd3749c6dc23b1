"""Drupal 6 to 11 and Backdrop, which wrap the replies to a comment after it, once a level."""

from threadreader.importer.adapter import Pattern, Recipe

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
    author=".username, .comment__author .username, .comment-author, .comment__author, .author,"
    ".comment-submitted, .submitted, footer h6, [typeof*='schema:Person'], .comment__meta",
    author_words=r"^(?:Submitted by|By|Posted by|von|Von|Verfasst von|Eingereicht von|door|por|par)?\s*(.+?)"
    r"(?:\s*\((?:not verified|nicht überprüft|[^)]*verifi[^)]*|[^)]*vérifi[^)]*)\))?"
    r"(?:\s+\|.*|\s+(?:on|am|el|le|op)\s+.*\d.*)?$",
    author_link="a.username, .username a, .comment-author a",
    when="time @datetime, .comment-time, .comment__time, .comment-date, .created, .submitted, .comment__submitted,"
    ".comment-submitted, footer h6, .links",
    when_words=r"(?:^[^|]*\||.*\s(?:on|am|el|le|op)\s|^)\s*([^|]*?\d.*?)\s*(?:\b(?:by|von|par|por|door)\s.*)?$",
    permalink="a.permalink, .permalink a, [rel~=bookmark]",
    body=".field--name-comment-body.field--item, .field-name-comment-body, .field-comment-body,"
    ".field--name-comment-body,"
    ".comment-body, .comment__content, .comment-content, .content, .comment-text",
    by_op=".by-node-author, .comment-by-node-author",
    leave_out=".links, .user-picture, .submitted, .comment-footer, .comment-title, .permalink, .new,"
    ".field-name-field-rating",
    nested=False,
    is_all=True,
)
