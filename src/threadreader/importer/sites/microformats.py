"""Comments marked as such in microformats, h-cite and h-entry, as blogs of the IndieWeb have them."""

from threadreader.importer.adapter import Recipe
from threadreader.importer.article import ArticleRecipe

ADAPTER = Recipe(
    name="microformats",
    tells={".u-comment": 4, ".p-comment": 4, ".h-cite .e-content": 1},
    comment=".u-comment, .p-comment",
    author=".p-author .p-name, .p-author",
    author_link=".p-author .u-url, .p-author",
    when=".dt-published @datetime, .dt-published, time",
    body=".e-content, .p-content, .p-summary",
    permalink=".dt-published a, a.u-url",
    score=".p-rating",
    article=ArticleRecipe(
        title=".p-name, h1, h2",
        body=".h-entry .e-content, .hentry .entry-content",
        author=".h-entry .p-author",
        when=".h-entry .dt-published, time",
    ),
)
