"""Old Reddit, from 2006 until now."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe
from threadreader.model.thread import Status

ADAPTER = Recipe(
    name="reddit1",
    tells={".thing.comment": 90, ".sitetable.nestedlisting": 60, ".thing.link": 40},
    comment=".thing.comment",
    key=Pattern("data-fullname"),
    author=".tagline .author, .thing.comment @data-author",
    author_link=".tagline a.author",
    when=".tagline time @datetime, .tagline time @title, .tagline time",
    permalink=".buttons a.bylink, .flat-list a.bylink",
    score=".tagline .score.unvoted @title, .tagline .score.unvoted, .tagline .score",
    body=".usertext-body .md, .usertext-body, .md",
    by_op=".author.submitter",
    statuses={Status.REMOVED: ".thing.comment.deleted"},
    leave_out=".buttons, .reportform, .expand, .numchildren",
    count=".thing.link a.comments, .panestack-title .title",
    article=ArticleRecipe(
        title=".thing.link a.title, h1",
        body=".thing.link .usertext-body .md",
        author=".thing.link .tagline .author",
        when=".thing.link .tagline time",
        may_be_title=True,
    ),
)
