"""Echo, before that JS-Kit."""

from threadreader.importer.adapter import Pattern, Recipe

ADAPTER = Recipe(
    name="echo",
    tells={".echo-item-content": 80, ".js-singleComment": 90, ".js-CommentsArea": 30, ".echo-stream-container": 30},
    comment=".echo-item-content, .js-singleComment",
    holding=".echo-item-container, .js-singleCommentName, .echo-item-wrapper, .js-singleCommentHeader",
    author=".echo-item-authorName, .js-singleCommentName",
    when=".echo-item-date @title, .echo-item-date, .js-singleCommentDate",
    body=".echo-item-text, .echo-item-body, .js-singleCommentText, .js-singleCommentBody",
    depth=Pattern("class", r"js-singleCommentDepth(\d+)"),
    leave_out=".echo-item-textToggleTruncated, .echo-item-footer, .js-singleCommentReplyable",
    count=".echo-counter, .js-commentsCount",
)
