"""Reddit of 2018 to 2023."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="reddit2",
    tells={".Comment [data-testid=comment]": 90, ".Comment": 20, "[data-test-id=post-content]": 60},
    comment="div[style*=padding-left]",
    holding=".Comment",
    key=Pattern("class", r"(?:^|\s)(t1_\w+)(?:\s|$)", inside=".Comment"),
    depth=Pattern("style", r"padding-left:\s*(\d+)px"),
    author="[data-testid=comment_author_link]",
    when="[data-testid=comment_timestamp]",
    permalink="a[data-testid=comment_timestamp]",
    body="[data-testid=comment]",
    statuses={Status.REMOVED: ".icon-delete"},
    article=ArticleRecipe(
        title="[data-test-id=post-content] h1, h1",
        body="[data-test-id=post-content] [data-click-id=text], [data-test-id=post-content] .RichTextJSON-root",
        author="[data-testid=post_author_link]",
        when="[data-testid=post_timestamp]",
        may_be_title=True,
    ),
)
