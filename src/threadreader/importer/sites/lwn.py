"""LWN."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="lwn",
    tells={".CommentBox .CommentPoster": 80, ".CommentTitle": 30, ".FormattedComment": 40, ".ArticleText": 20},
    comment=".CommentBox",
    key=Pattern("href", r"/Articles/(\d+)/?", inside=".CommentPoster a"),
    author=".CommentPoster b",
    when=".CommentPoster",
    when_words=r"Posted\s+(\w{3} \d{1,2}, \d{4}(?: \d{1,2}:\d\d)?(?: UTC)?)",
    permalink=".CommentPoster a[href*='/Articles/']",
    body=".FormattedComment, .CommentBody",
    leave_out=".CommentReplyButton",
    article=ArticleRecipe(
        title=".PageHeadline h1, h1",
        body=".ArticleText",
        author=".FeatureByline b, .Byline b",
        when=".FeatureByline",
        when_words=r"(\w+ \d{1,2}, \d{4})",
    ),
)
