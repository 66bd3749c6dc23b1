"""Medium: its stories, with the responses of 2014 to 2019; later pages fetch those only when they are asked for."""

from threadreader.importer.adapter import Pattern, Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="medium",
    tells={
        ".js-responsesStream": 60,
        ".responsesStream": 60,
        ".streamItem--postPreview": 40,
        "meta[property='al:android:package'][content='com.medium.reader']": 40,
        "article.meteredContent": 60,
        "[data-testid=storyTitle]": 40,
    },
    comment=".streamItem-conversationItem",
    key=Pattern("data-post-id", inside="[data-post-id]"),
    author=".postMetaInline-authorLockup a[data-user-id], .postMetaInline a, a[data-user-id]",
    when="time @datetime",
    permalink=".postMetaInline a[href*=responses], a[data-action-value], .link--darken",
    body=".postArticle-content, .section-inner",
    leave_out=".postArticle-readMore, .js-actionMultirecommend",
    nested=False,
    count=".pw-responses-count",
    article=ArticleRecipe(
        title="h1.graf--title, .graf--title, [data-testid=storyTitle], .pw-post-title, h1",
        body=".postArticle-content.js-postField, article section, .postArticle-content, article.meteredContent",
        author=".postMetaInline-authorLockup a[data-user-id], .ds-link[data-user-id], [data-testid=authorName]",
        when="time, [data-testid=storyPublishDate]",
        leave_out="[data-testid=authorPhoto], [data-testid=authorName], [data-testid=storyReadTime],"
        "[data-testid=storyPublishDate], [data-testid=post-preview], [data-testid*=Clap], [data-testid*=Bookmark],"
        "[data-testid*=Share], [data-testid*=Response], [data-testid=storyTitle],"
        ".pw-multi-vote-count, .pw-responses-count, .postArticle-readMore, .js-actionMultirecommend, form, nav",
    ),
)
