"""Medium of 2014 to 2019."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="medium",
    tells={
        ".js-responsesStream": 60,
        ".responsesStream": 60,
        ".streamItem--postPreview": 40,
        "meta[property='al:android:package'][content='com.medium.reader']": 40,
    },
    comment=".streamItem-conversationItem",
    key=Pattern("data-post-id", inside="[data-post-id]"),
    author=".postMetaInline-authorLockup a[data-user-id], .postMetaInline a, a[data-user-id]",
    when="time @datetime",
    permalink=".postMetaInline a[href*=responses], a[data-action-value], .link--darken",
    body=".postArticle-content, .section-inner",
    leave_out=".postArticle-readMore, .js-actionMultirecommend",
    nested=False,
    article=ArticleRecipe(
        title="h1.graf--title, .graf--title, h1",
        body=".postArticle-content.js-postField, article section, .postArticle-content",
        author=".postMetaInline-authorLockup a[data-user-id], .ds-link[data-user-id]",
        when="time",
    ),
)
