"""YouTube of 2008 to 2012."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="youtube1",
    tells={".watch-comment-entry": 90, "#watch-comment-panel": 40, "li.comment[data-author-id]": 60},
    comment=".watch-comment-entry, li.comment[data-id]",
    key=Pattern("id", r"^([\w-]+)$"),
    author=".watch-comment-auth, .metadata .author a, .metadata .author",
    when=".watch-comment-time, .metadata .time",
    when_words=r"^\(?(.+?)\)?$",
    score=".watch-comment-score, .comments-rating-positive",
    body=".watch-comment-body, .comment-text",
    statuses={Status.REMOVED: ".watch-comment-retracted"},
    leave_out=".watch-comment-action",
    nested=False,
    count="#watch-comment-panel .expander-head, #watch-comment-panel h2, .comments-section h4",
    article=ArticleRecipe(
        title="#watch-vid-title h1, h1",
        body="#watch-description-text, .description, #eow-description",
        author=".contributor",
        may_be_title=True,
    ),
)
